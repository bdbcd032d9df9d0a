"""Finding figures: fenced blocks with a name in braces, and the items that make somebody read one."""

import pytest

from casebook.author.reader import read_case
from casebook.figure.fence import find_blocks, find_open, reads_figure, replace_figures
from casebook.text.case import Case, Text

PUMP = "```{pump} Pump 2\nrate: 60 mL/h\n```"
TABLE = "| cup | warm |\n| --- | --- |\n| 1 | yes |"
HEAD = "---\nid: first-cup\ntitle: A first cup\nobjectives: [tea-1]\nlevel: apply\nminutes: 5\n---\n"
ANSWERS = "- [x] warm: Warm\n  > As it should be.\n- [ ] iced: Iced\n  > Another course.\n"


def test_a_figure_is_found_with_its_lines_and_code_is_not() -> None:
    (found,) = find_blocks(Text(f"Look:\n\n{PUMP}\n\n```python\nx = 1\n```\n\n```\nplain\n```", 5))
    assert (found.kind, found.caption, found.rows, found.line) == ("pump", "Pump 2", ("rate: 60 mL/h",), 8)


def test_a_block_that_nothing_closes_is_found() -> None:
    assert list(find_open(Text(f"{PUMP}\n\n```{{trace}} T\nminutes | a\n0 | 1", 3))) == [7]
    assert list(find_open(Text(f"{PUMP}\n\n> ```\n> x\n> ```\n\n````\n```\n````", 3))) == []


@pytest.mark.parametrize("place", ["story", "item"])
def test_an_open_block_is_told_where_it_begins_and_not_what_it_swallows(place: str) -> None:
    story, body = ("```{pump} P\nrate: 1\n", "") if place == "story" else ("", "```{pump} P\nrate: 1\n\n")
    problems = read_case(f"{HEAD}{story}\n## a: Which?\n{body}{ANSWERS}".encode(), "book/tea/first-cup.case.md")
    assert isinstance(problems, list)
    line = 8 if place == "story" else 10
    assert [str(each) for each in problems] == [
        f"book/tea/first-cup.case.md:{line}: the block that begins here is not closed - end it with a line of three backticks"
    ]


def test_figures_are_written_anew_and_the_rest_stays() -> None:
    assert replace_figures(f"One.\n\n{PUMP}\n\nTwo.", lambda block: f"{block.caption}\nand more") == (
        "One.\n\nPump 2\nand more\n\nTwo."
    )
    assert (
        replace_figures(f"- One\n\n  {PUMP.replace(chr(10), chr(10) + '  ')}", lambda block: "A\nB")
        == "- One\n\n  A\n  B"
    )
    assert replace_figures("```\ncode\n```", lambda block: "lost") == "```\ncode\n```"


@pytest.mark.parametrize(
    ("story", "body", "read"),
    [("A guest.", "", False), (PUMP, "", True), ("", PUMP, True), (TABLE, "", True), ("", TABLE, True), ("```\nx\n```", "", False)],
)  # fmt: skip
def test_an_item_reads_the_figures_and_tables_of_story_and_body(story: str, body: str, read: bool) -> None:
    case = read_case(f"{HEAD}{story}\n\n## a: Which?\n{body}\n\n{ANSWERS}".encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), [str(each) for each in case]
    assert reads_figure(case.items[0], case.intro) is read
