"""The table that lets the page ignore case exactly as Python does, for every letter there is.

A browser's lower case is not Python's casefold, and depends on the browser's age. So the table travels with the page:
`fold.js` is written by ``python -m casebook.web.folding`` and a test holds it against Python.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["write_fold_module"]

_HEAD = """\
// Written by casebook/web/folding.py from Python's casefold; not to be edited. RUNS: [first, last, step, shift] of
// code points; FOLDS: letters that become several.

"""


def _find_runs(shifts: dict[int, int]) -> Iterator[list[int]]:
    """Yield runs of code points that move by the same amount, one or two apart."""
    codes = sorted(shifts)
    while codes:
        first, last, step = codes[0], codes[0], 1
        for candidate in (1, 2):
            end = first
            while shifts.get(end + candidate) == shifts[first]:
                end += candidate
            if end - first >= last - first + candidate:
                last, step = end, candidate
        taken = set(range(first, last + 1, step))
        codes = [code for code in codes if code not in taken]
        yield [first, last, step, shifts[first]]


def write_fold_module() -> str:
    """Return the text of ``fold.js``: every code point whose casefold is another text."""
    shifts: dict[int, int] = {}
    several: list[list[str]] = []
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        folded = letter.casefold()
        if folded == letter:
            continue
        if len(folded) == 1:
            shifts[code] = ord(folded) - code
        else:
            several.append([letter, folded])
    runs = json.dumps(list(_find_runs(shifts)), separators=(",", ":"))
    folds = json.dumps(several, separators=(",", ":"))
    return f"{_HEAD}export const RUNS = {runs};\n\nexport const FOLDS = {folds};\n"


if __name__ == "__main__":
    Path(__file__).with_name("fold.js").write_text(write_fold_module(), encoding="utf-8")
