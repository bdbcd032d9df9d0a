"""A trace: curves that carry their names, gaps where nothing was read, and one line for each mistake of its author."""

import re
from collections.abc import Callable
from typing import Any

import pytest

TRACE = """```{trace} Pressure and pulse
minutes | systolic (mmHg) | pulse (/min)
0 | 128 | 70
10 | 139 |
20 | 150 | 80
40 | {{ top }} | {{ pulse }}
```"""

Publish = Callable[[str], dict[str, Any]]
Faults = Callable[[str], list[str]]


def draw(story: str, publish: Publish) -> str:
    return re.findall(r"<svg.*?</svg>", str(publish(story.replace("{{ top }}", "171"))["intro"]))[0]


def list_words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", svg)


def test_what_is_right_passes(list_faults: Faults) -> None:
    assert list_faults(TRACE) == []


def test_every_curve_carries_its_name_and_every_unit_has_a_panel(publish: Publish) -> None:
    words = list_words(draw(TRACE, publish))
    assert [word for word in words if not re.fullmatch(r"[0-9]+", word)] == [
        "mmHg",
        "systolic",
        "/min",
        "pulse",
        "minutes",
    ]


def test_curves_of_one_unit_share_a_panel(publish: Publish) -> None:
    assert list_words(draw(TRACE.replace("/min", "mmHg"), publish)).count("mmHg") == 1


def test_an_empty_cell_is_a_gap(publish: Publish) -> None:
    paths = re.findall(r'<path class="cb-curve-([0-9])"[^>]* d="([^"]*)"', draw(TRACE, publish))
    assert [(place, path.count("M"), path.count("L")) for place, path in paths] == [("0", 1, 3), ("1", 2, 1)]


def test_no_curve_is_known_by_its_colour_alone(publish: Publish) -> None:
    four = (
        TRACE.replace("pulse (/min)", "a | b | pulse")
        .replace(" | 70", " | 1 | 2 | 70")
        .replace("| 139 |", "| 139 | 1 | 2 |")
    )
    svg = draw(four.replace("| 80", "| 1 | 2 | 80").replace("{{ pulse }}", "1 | 2 | 3"), publish)
    dashes = re.findall(r'<path class="cb-curve-[0-9]"[^>]*?(stroke-dasharray="[^"]*")? d=', svg)
    signs = [re.sub(r"M[-0-9.]+ [-0-9.]+", "", path) for path in re.findall(r'class="cb-sign-[0-9]" d="([^"]*)"', svg)]
    assert len(set(dashes)) == len({sign[:12] for sign in signs}) == 4


def test_names_whose_curves_end_together_are_moved_apart(publish: Publish) -> None:
    near = TRACE.replace("pulse (/min)", "pulse (mmHg)").replace("{{ pulse }}", "172")
    heights = [
        float(y) for y in re.findall(r'<text class="cb-plot-name[^"]*" x="[^"]*" y="([^"]*)"', draw(near, publish))
    ]
    assert len(heights) == 2 and abs(heights[0] - heights[1]) >= 15


def test_the_table_has_every_reading_and_the_units(publish: Publish) -> None:
    html = publish(TRACE)["intro"]
    assert '<th scope="col">systolic (mmHg)</th>' in html
    assert '<tr><th scope="row">10</th><td>139</td><td></td></tr>' in html
    assert '<td><data value="pulse#">88</data></td>' in html


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes | systolic (mmHg) | pulse (/min)\n", "", "14: the figure has no header - begin with a line of names, such as minutes | systolic (mmHg)"),
        ("systolic (mmHg)", "", "14: the figure has no header - begin with a line of names, such as minutes | systolic (mmHg)"),
        ("systolic (mmHg)", "pulse (/m)", "14: two columns are called pulse - give each a name of its own"),
        ("0 | 128 | 70", "0 | 128", "15: the row has 2 cells and the header 3 - part the cells with |, and leave a cell empty where nothing was read"),
        ("0 | 128 | 70", "0", "15: the row has 1 cell and the header 3 - part the cells with |, and leave a cell empty where nothing was read"),
        ("0 | 128 | 70", "0 | 128 | 70 | 3", "15: the row has 4 cells and the header 3 - part the cells with |, and leave a cell empty where nothing was read"),
        ("0 | 128 | 70", "0 | 128 mmHg | 70", "15: 128 mmHg under systolic is no number - write digits, with a point before decimals; the unit stands in the header"),
        ("0 | 128 | 70", "0 | 128,5 | 70", "15: 128,5 under systolic is no number - write digits, with a point before decimals; the unit stands in the header"),
        ("10 | 139 |", " | 139 | 74", "16: the row has no minutes - write it into the first cell"),
        ("10 | 139 |", "0 | 139 | 74", "16: minutes 0 comes after 0 - put the rows in order, each later than the one before"),
        ("40 |", "5 |", "18: minutes 5 comes after 20 - put the rows in order, each later than the one before"),
        ("40 |", "{{ pulse }} |", None),
        ("20 |", "{{ pulse }} |", "18: minutes 40 comes after 88 - put the rows in order, each later than the one before"),
        ("pulse (/min)", "beats-in-a-minute (/min)", "14: the word beats-in-a-minute in a header is too long - use words of at most 14 letters, so that the name fits beside its curve"),
        ("0 | 128 | 70\n10 | 139 |\n20 | 150 | 80\n", "", "14: the trace has fewer than two rows of readings - add rows, or say it in words"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line(old: str, new: str, said: str | None, list_faults: Faults) -> None:
    assert old in TRACE
    assert list_faults(TRACE.replace(old, new, 1)) == ([said] if said else [])


def test_a_trace_has_one_to_four_curves(list_faults: Faults) -> None:
    heads, row = ["a", "b", "c", "d", "e"], ["1", "2", "3", "4", "5"]

    def write(count: int) -> str:
        rows = [["minutes", *heads[:count]], ["0", *row[:count]], ["1", *row[:count]]]
        return "```{trace} Many\n" + "\n".join(" | ".join(cells) for cells in rows) + "\n```"

    assert list_faults(write(4)) == []
    assert list_faults(write(5)) == [
        "14: the trace has 5 curves - keep at most 4, and write a second figure for the rest"
    ]
    assert list_faults(write(0)) == ["14: the trace has 0 curves - add a column to draw"]


def test_a_column_without_a_reading_is_told(list_faults: Faults) -> None:
    empty = "```{trace} Few\nminutes | pulse | pressure\n0 | 70 |\n10 | 74 |\n```"
    assert list_faults(empty) == ["14: nothing was read under pressure - fill in a cell, or take the column out"]
