"""Drawn strips: line, signs and words tell the same beats."""

import itertools

import pytest

from ketamine.model.strip import draw_strip, list_strips
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts, read_table

STRIPS = {name: draw_strip(name) for name in list_strips()}


def rate(strip):
    return len(strip.beats) * load_facts()["mon.strip.rate"].details["parameters"]["times"]


def gaps(strip):
    return [round(two - one, 6) for one, two in itertools.pairwise(strip.beats)]


def test_the_strips_that_a_session_may_show_are_there():
    assert set(STRIPS) == {"sinus", "fast-narrow", "irregular", "wide", "slow", "movement"}


@pytest.mark.parametrize("name", STRIPS)
def test_signs_words_and_line_have_the_same_beats(name):
    strip = STRIPS[name]
    assert len(strip.signs) == 60
    assert [place for place, sign in enumerate(strip.signs) if sign in "^M"] == [
        round(10 * beat) for beat in strip.beats
    ]
    assert strip.words.startswith(f"{len(strip.beats)} beats in 6 seconds")
    assert len(strip.times) == len(strip.heights) == 601
    for beat in strip.beats:
        near = [height for time, height in zip(strip.times, strip.heights, strict=True) if abs(time - beat) < 0.05]
        assert max(near) > 0.6


@pytest.mark.parametrize("name", STRIPS)
def test_no_name_of_a_rhythm_is_told_by_the_words_that_replace_the_picture(name):
    assert not {"sinus", "rhythm", "movement", "fast", "slow"} & set(STRIPS[name].words.replace(",", "").split())


def test_only_one_is_irregular_and_only_one_is_broad():
    assert [name for name, strip in STRIPS.items() if len(set(gaps(strip))) > 1] == ["irregular"]
    assert [name for name, strip in STRIPS.items() if "M" in strip.signs] == ["wide"]


def test_rates_lie_on_the_sides_of_the_lines_that_the_page_says():
    facts = load_facts()
    for name in ("fast-narrow", "wide"):
        assert rate(STRIPS[name]) >= facts["mon.act.rate_150"].value
    assert rate(STRIPS["slow"]) <= facts["mon.act.slow_heart"].value
    for name in ("sinus", "movement"):
        assert 60 <= rate(STRIPS[name]) <= 100
    assert facts["mon.act.rate_pause"].details["parameters"]["watch_from"] <= rate(STRIPS["irregular"]) < 150


def test_a_broad_beat_is_wider_than_the_line_and_a_narrow_one_is_not():
    line = load_facts()["mon.strip.order"].value
    wave = read_table("models/strips.toml")["wave"]
    edge = 2.2  # widths of a bell on either side within which the eye sees it
    assert 2 * edge * wave["broad"]["width"] > line
    assert wave["s"]["at"] - wave["q"]["at"] + edge * (wave["q"]["width"] + wave["s"]["width"]) < line


def test_beats_march_through_movement():
    strip = STRIPS["movement"]
    assert set(gaps(strip)) == {0.7}
    assert "~^~" in strip.signs and strip.signs.startswith(".")
    calm = [abs(h) for t, h in zip(strip.times, strip.heights, strict=True) if t < 1.4 and abs(h) < 0.5]
    moved = [abs(h) for t, h in zip(strip.times, strip.heights, strict=True) if 2 < t < 4]
    assert sum(moved) / len(moved) > 3 * sum(calm) / len(calm)


def test_an_unknown_strip_is_refused_with_the_names_there_are():
    with pytest.raises(ImplausibleError, match="fast-narrow"):
        draw_strip("torsades")
