"""The note bank: comments that are used again, by item, in a file of the course's own."""

import json
from pathlib import Path

from ...folder import write_file

__all__ = ["change_notes", "read_notes"]

_FILE = "notes.json"
_MOST = 40
_LONGEST = 2_000


def _read_all(folder: Path) -> dict[str, list[str]]:
    try:
        found = json.loads((folder / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(item): [text for text in notes if isinstance(text, str)]
        for item, notes in found.items()
        if isinstance(notes, list)
    }


def read_notes(folder: Path, item: str) -> list[str]:
    """Return the comments kept for an item, the oldest first."""
    return _read_all(folder).get(item, [])


def change_notes(folder: Path, item: str, text: str, *, keep: bool) -> list[str]:
    """Keep a comment for an item, or drop it; returns what is kept then. The file is written whole or not at all."""
    wanted = text.strip()[:_LONGEST]
    every = _read_all(folder)
    notes = [each for each in every.get(item, []) if each != wanted]
    if keep and wanted:
        notes = [*notes, wanted][-_MOST:]
    every[item] = notes
    write_file(folder / _FILE, (json.dumps(every, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    return notes
