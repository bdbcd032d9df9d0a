"""Curves on two axes, as text a browser draws."""

import re
from xml.etree import ElementTree

import pytest

from casebook.simulator.chart import draw_chart, find_ceiling, show_tenth

CHART = {
    "x": {"label": "Time", "unit": "min", "low": 0, "high": 240, "step": 1},
    "y": {"label": "Warmth <of tea>", "unit": "\u00b0C"},
    "at": [0.0, 120.0, 240.0],
    "lines": [{"style": 0, "y": [0.0, 80.0, 20.0], "words": ""}],
    "points": [{"x": 120.0, "y": 80.0, "words": "hot & sweet"}],
    "moments": [],
    "zones": [],
    "band": None,
}


def draw(start: dict[str, object] | None = None, **changed: object) -> str:
    """The picture for a page's width; the one for a phone's follows it."""
    return draw_both(start, **changed).partition("</svg>")[0] + "</svg>"


def draw_both(start: dict[str, object] | None = None, **changed: object) -> str:
    return str(draw_chart({**CHART, **changed}, start=start, label='A "cup"'))


def list_words(svg: str) -> dict[str, tuple[float, float]]:
    """Where each text of a picture begins."""
    return {
        str(each.text): (float(each.attrib["x"]), float(each.attrib["y"]))
        for each in ElementTree.fromstring(svg).iter() if each.tag.endswith("text")
    }  # fmt: skip


@pytest.mark.parametrize("value", [1e-6, 0.004, 0.99, 1.0, 1.01, 9.99, 10.0, 63.0, 143.0, 999.0, 1001.0, 7e8])
def test_an_axis_holds_its_curve_without_wasting_half_of_it(value: float) -> None:
    top, step = find_ceiling(value)
    assert value <= top < 2.01 * value
    assert 2.5 <= top / step <= 5.01


def test_both_axes_are_named_with_their_units() -> None:
    words = [text.text for text in ElementTree.fromstring(draw()).iter() if text.tag.endswith("text")]
    assert "Time, min" in words
    assert "Warmth <of tea>, \u00b0C" in words
    assert {"0", "60", "120", "180", "240"} <= set(words)


def test_the_curve_runs_where_its_numbers_say() -> None:
    line = re.search(r'class="cb-line cb-line-0" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', draw())
    assert line
    x0, y0, x1, y1, x2, y2 = (float(each) for each in line.groups())
    assert x0 < x1 < x2 and x1 - x0 == pytest.approx(x2 - x1, abs=0.11)
    assert y1 < y2 < y0, "higher values stand higher, and the picture counts from its top"


def test_the_starting_curve_is_drawn_behind_when_there_is_one() -> None:
    assert "cb-start" not in draw()
    both = draw(start={"at": [0.0, 240.0], "lines": [{"style": 0, "y": [0.0, 160.0], "words": ""}]})
    assert both.index("cb-start") < both.index("cb-line")
    assert ">200</text>" in both, "the axis holds the starting curve as well"
    assert "as it started" in both
    assert "as it started" not in draw()


def test_a_band_lies_around_its_line_and_within_the_axis() -> None:
    svg = draw(band={"x": [0, 240], "low": [0, 10], "high": [50, 300]})
    assert svg.index("cb-band") < svg.index("cb-line")
    assert ">400</text>" in svg


def test_the_words_of_points_that_lie_close_stand_apart() -> None:
    for peak, half in ((93, (140, 88)), (20, (140, 15)), (80, (140, 20)), (80, (230, 75))):
        line = {"style": 0, "y": [0.0, 93.0, 20.0], "words": ""}
        both = [
            {"x": 120.0, "y": float(peak), "words": "peak"},
            {"x": float(half[0]), "y": float(half[1]), "words": "half"},
        ]
        found = list_words(draw(lines=[line], points=both))
        (one, high), (other, low) = found["peak"], found["half"]
        assert abs(one - other) > 30 or abs(high - low) > 14


def test_several_curves_carry_their_names_and_one_alone_carries_none() -> None:
    lines = [
        {"style": 0, "y": [0.0, 80.0, 20.0], "words": "black"},
        {"style": 1, "y": [0.0, 30.0, 10.0], "words": "green"},
    ]
    svg = draw(lines=lines, points=[])
    found = list_words(svg)
    assert found["black"][1] < found["green"][1], "each name stands at its own curve"
    assert 'class="cb-name cb-name-1"' in svg
    assert "cb-name" not in draw()


def test_a_zone_is_drawn_and_named_where_it_lies_or_said_to_lie_above() -> None:
    zones = [{"low": 40, "high": 60, "words": "warm"}, {"low": 500, "high": 600, "words": "boiling"}]
    svg = draw(zones=zones, points=[])
    assert svg.count('class="cb-zone ') == 1
    box = re.search(r'cb-zone-0" d="M58 ([\d.]+)H618V([\d.]+)', svg)
    assert box
    high, low = (float(each) for each in box.groups())
    found = list_words(svg)
    assert high < found["warm"][1] < low
    assert found["\u2191 boiling"][1] < high


def test_words_over_upright_lines_have_rows_of_their_own() -> None:
    moments = [{"x": 40.0, "words": "a cup is poured"}, {"x": 60.0, "words": "and drunk"}, {"x": 5.0, "words": ""}]
    for svg in draw_both(moments=moments).replace("</svg>", "</svg>|").split("|")[:2]:
        found = list_words(svg)
        assert found["a cup is poured"][1] != found["and drunk"][1]
        assert svg.count("cb-mark-text") == 2 and svg.count("cb-foot") == 1


def test_a_phone_has_a_picture_of_its_own_with_fewer_points_and_the_highest_among_them() -> None:
    line = {"style": 0, "y": [0.0, 80.0, 20.0, 10.0, 5.0], "words": ""}
    wide, narrow = draw_both(at=[0.0, 60.0, 120.0, 180.0, 240.0], lines=[line], points=[]).split("</svg>")[:2]
    assert 'viewBox="0 0 640' in wide and 'viewBox="0 0 320' in narrow
    drawn = [re.search(r'cb-line-0" d="([^"]+)"', svg) for svg in (wide, narrow)]
    assert [found[1].count("L") for found in drawn if found] == [4, 3]


def test_an_empty_chart_still_has_axes() -> None:
    assert "Time, min" in draw(lines=[], points=[])


def test_what_is_shown_is_said() -> None:
    root = ElementTree.fromstring(draw())
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'A "cup"'


def test_tenths_are_rounded_halves_up() -> None:
    assert [show_tenth(value) for value in (0.25, 0.35, 12.0, 12.04, -0.25)] == ["0.3", "0.4", "12", "12", "-0.2"]
