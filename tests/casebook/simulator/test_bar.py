"""Rows on one axis, as text a browser draws."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from casebook.simulator.bar import draw_bars, draw_rows, split_words


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


def test_on_a_phone_the_same_rows_stand_in_a_narrower_picture_with_longer_words_on_two_lines() -> None:
    words = "Rodriguez 2013, obsessive-compulsive disorder, first phase"
    bars = {
        "rows": [{"words": words, "value": 1, "low": 0, "high": 2}],
        "marks": [],
        "label": "Warmth",
        "unit": "of 100",
    }
    wide, narrow = ElementTree.fromstring(f"<p>{draw_bars(bars, label='Cups')}</p>")
    for svg, lines in ((wide, [words]), (narrow, ["Rodriguez 2013, obsessive-compulsive", "disorder, first phase"])):
        assert [each.text for each in svg if each.attrib["class"] == "cb-row-text"] == lines
        assert "cb-dot" in [each.attrib["class"] for each in svg]
        heights = [float(each.attrib["y"]) for each in svg if "y" in each.attrib]
        assert max(heights) < float(svg.attrib["viewBox"].split()[3])


def test_lines_break_between_words_and_a_long_word_stands_alone() -> None:
    assert split_words("one two three", 7) == ["one two", "three"]
    assert split_words("incomprehensibilities of tea", 7) == ["incomprehensibilities", "of tea"]
    assert split_words("", 7) == [""]
