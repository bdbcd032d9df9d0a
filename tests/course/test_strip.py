"""Strips that are written in signs in a case are those that the library draws."""

import re
from pathlib import Path

from ketamine.model.strip import draw_strip, list_strips

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^\S+ ([.^M~]{20,})$", re.MULTILINE)
DRAWN = {draw_strip(name).signs for name in list_strips()}


def test_each_line_of_signs_in_a_case_is_drawn_by_the_library() -> None:
    found = {
        path.name: LINE.findall(path.read_text(encoding="utf-8"))
        for folder in ("book", "answers")
        for path in sorted((ROOT / folder).rglob("*.case.md"))
    }
    written = {name: lines for name, lines in found.items() if lines}
    assert set(written) == {"readings-four-lines.case.md"}
    assert all(line in DRAWN for lines in written.values() for line in lines)
