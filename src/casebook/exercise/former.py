"""What items were called before: fingerprints by an earlier recipe, so that answers given then still count.

Until December 2026 a fingerprint held its computed numbers to the last binary digit, which hangs on the processor. Those
fingerprints can't be computed again everywhere, so they are kept beside the bank, in ``book/former.toml`` and
``answers/former.toml``: for each fingerprint of now those of the same question before. An edit that changes the item changes
its fingerprint, and its line is idle from then on. The files may go once no answer of 2026 is kept or handed in any more.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from ..mark.half import PublicPart
from ..problem import CasebookError, Problem
from ..text.header import read_document

__all__ = ["FILE", "note_former", "read_former"]

FILE = "former.toml"
"""The record's name, in the folder whose items it is about."""

_PRINT = re.compile(r"[0-9a-f]{12}")


def _is_print(value: object) -> bool:
    return isinstance(value, str) and _PRINT.fullmatch(value) is not None


def read_former(path: Path, shown: str) -> Mapping[str, list[str]]:
    """Return earlier fingerprints by those of now; nothing where there is no record.

    `shown` is what the file is called in a refusal: CasebookError for a record that can't be read.
    """
    if not path.is_file():
        return {}
    text = read_document(path.read_bytes(), shown)
    if isinstance(text, Problem):
        raise CasebookError.of([text])
    fix = "write one line for each item under [was], now = [before], or delete the file"
    try:
        record = tomllib.loads(text).get("was")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        what = f"the file is not valid TOML ({error})"
        raise CasebookError.of([Problem(shown, 1, what, fix, "broken-former")]) from None
    if not isinstance(record, dict) or not all(
        _is_print(now) and isinstance(before, list) and before and all(map(_is_print, before))
        for now, before in record.items()
    ):
        what = "the file holds something that is no fingerprint"
        raise CasebookError.of([Problem(shown, 1, what, fix, "broken-former")])
    return record


def note_former(part: PublicPart, former: Mapping[str, list[str]]) -> None:
    """Note in a public part which fingerprints its items had before."""
    for item in part["items"]:
        if item["fingerprint"] in former:
            item["was"] = former[item["fingerprint"]]
