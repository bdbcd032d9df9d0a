"""Rows on one axis, as text a browser draws."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from casebook.simulator.bar import draw_bars, draw_rows


def draw(rows: list[dict[str, Any]], marks: tuple[dict[str, Any], ...] = ({"at": 0, "words": "none"},)) -> str:
    return draw_rows({"rows": rows, "marks": marks, "label": "Warmth", "unit": ""}, label="Cups")


def test_an_interval_spans_what_it_says_around_its_point() -> None:
    svg = draw([{"words": "tea", "value": 10, "low": -10, "high": 30}])
    span = re.search(r'cb-span" d="M([\d.]+) \d+H([\d.]+)"', svg)
    point = re.search(r'cb-dot" cx="([\d.]+)"', svg)
    assert span and point
    left, right = (float(each) for each in span.groups())
    assert float(point[1]) == pytest.approx((left + right) / 2, abs=0.11)


def test_a_hollow_point_for_what_stands_apart() -> None:
    assert "cb-point" in draw([{"words": "tea", "value": 1, "low": 0, "high": 2, "open": True}])


def test_bars_start_at_nothing_and_marks_stand_on_stairs() -> None:
    marks = ({"at": 40, "words": "hot"}, {"at": 30, "words": "warm"})
    root = ElementTree.fromstring(draw([{"words": "tea", "value": 20}, {"words": "soup", "value": 40}], marks))
    heights = {each.text: float(each.attrib["y"]) for each in root if each.text in ("hot", "warm")}
    assert heights["hot"] < heights["warm"]
    assert len([each for each in root if each.attrib["class"] == "cb-bar"]) == 2


def test_nothing_to_draw_is_drawn_as_an_empty_axis() -> None:
    assert ElementTree.fromstring(draw([])).attrib["aria-label"] == "Cups"


WORDS = "Rodriguez 2013, obsessive-compulsive disorder, first phase"
BARS: dict[str, Any] = {
    "rows": [{"words": WORDS, "value": 1, "low": -1, "high": 2}],
    "marks": [{"at": 0, "words": "none"}],
    "label": "Warmth",
    "unit": "of 100",
}


def test_a_name_stands_beside_the_plot_and_on_a_phone_over_a_strip_of_its_own() -> None:
    wide, narrow = ElementTree.fromstring(f"<p>{draw_bars(BARS, label='Cups')}</p>")
    for svg, lines in (
        (wide, ["Rodriguez 2013,", "obsessive-compulsive disorder,", "first phase"]),
        (narrow, ["Rodriguez 2013, obsessive-compulsive", "disorder, first phase"]),
    ):
        names = [each for each in svg if each.attrib["class"].startswith("cb-row-text")]
        assert [each.text for each in names] == lines
        assert "cb-dot" in [each.attrib["class"] for each in svg]
        heights = [float(each.attrib["y"]) for each in svg if "y" in each.attrib]
        assert max(heights) < float(svg.attrib["viewBox"].split()[3])
    edges = [float(x) for x in re.findall(r'cb-grid" d="M([\d.]+)', draw_rows(BARS, label="Cups"))]
    assert min(edges) > 6 + 30 * 8, "no line runs through a name"
    upright = [each.attrib["d"] for each in narrow if each.attrib["class"] in ("cb-grid", "cb-mark")]
    lowest = max(float(each.attrib["y"]) for each in narrow if each.attrib["class"].startswith("cb-row-text"))
    strips = [pair for path in upright for pair in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", path)]
    assert all(float(top) > lowest or float(end) <= 28 for top, end in strips)


def test_both_sides_of_nought_say_what_they_favour_and_triangles_what_left_means() -> None:
    sides = ["favours water", "favours tea", "spilt: left favours tea"]
    shown = ElementTree.fromstring(f"<p>{draw_bars({**BARS, 'sides': sides}, label='Cups')}</p>")
    for svg in shown:
        words = [each.text for each in svg if each.tag == "text"]
        assert "\u2190 favours water" in words and "favours tea \u2192" in words
        assert not [each for each in words if each and "spilt" in each]
    apart = {**BARS, "rows": [{**BARS["rows"][0], "apart": True}], "sides": sides}
    assert draw_bars(apart, label="Cups").count("\u25b2 spilt: left favours tea") == 2
    assert "favours" not in draw_bars({**BARS, "rows": [], "sides": sides}, label="Cups")


def test_numbers_that_would_touch_leave_every_other_out_and_never_the_nought() -> None:
    row = {"words": "a cup of tea and milk", "value": 10, "low": -60, "high": 80}
    svg = draw_bars({"rows": [row], "marks": [], "label": "Warmth", "unit": ""}, label="Cups")
    for each in svg.split("</svg>")[:2]:
        assert ">0</text>" in each and ">\u221240</text>" in each
