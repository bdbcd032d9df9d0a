"""Files as they came: under which names they are kept, and keeping each hand-in once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ...folder import read_folder, write_file
from .people.ledger import Kept
from .platform.found import HandIn
from .reader import Taken, clean_name, digest_hand_in

__all__ = ["keep_originals", "list_originals", "name_held"]


def name_held(name: str, data: bytes) -> str:
    """Return under which name a file that was not taken is kept: it tells the content."""
    return f"{hashlib.sha256(data).hexdigest()[:8]}-{clean_name(name)}"


def list_originals(hand_in: HandIn) -> dict[str, bytes]:
    """Return the files of a hand-in by their names."""
    return {document.file.name: document.raw for document in hand_in.documents}


def keep_originals(folder: Path, one: Taken, known: Mapping[str, Kept]) -> int:
    """Keep the originals of a hand-in in a numbered folder, once; returns the number."""
    if one.digest in known and (folder / f"{known[one.digest].number:03}").is_dir():
        return known[one.digest].number
    kept = sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())
    for number in kept if not known else ():  # collected before there was a ledger
        if digest_hand_in(read_folder(folder / f"{number:03}")) == one.digest:
            return number
    number = kept[-1] + 1 if kept else 1
    for name, data in one.originals.items():
        write_file(folder / f"{number:03}" / name, data)
    return number
