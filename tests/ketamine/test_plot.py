"""Every plot says in words what it shows, in colours and styles that can be told apart."""

import io
from dataclasses import replace
from html import escape

import pytest

from ketamine.model.kinetics import infusion
from ketamine.plot import plot_effects, plot_forest, plot_harms, plot_infusion, plot_models, plot_strips, plot_timetable
from ketamine.registry.read import read_table

PICTURES = {
    "infusion": (lambda: plot_infusion(), ["0.5 mg/kg over 40 minutes", "median rises to 19", "not a published model"]),
    "models": (
        lambda: plot_models(
            ["composite_racemic_venous", "simons_s_arterial", "domino_1984_racemic"], schedule=infusion(35)
        ),
        ["peak 191 ng/mL", "arterial", "miss the clinic's values"],
    ),
    "refusal": (
        lambda: plot_models(["composite_racemic_venous", "domino_1984_racemic"], schedule=infusion(35, duration=10)),
        ["cannot", "duration of 10 min"],
    ),
    "effects": (lambda: plot_effects(infusion(35)), ["+16 mmHg", "minute 40", "Not for dosing"]),
    "timetable": (lambda: plot_timetable("racemic", end=40, until=120), ["minute 40", "blood pressure"]),
    "forest": (lambda: plot_forest(), ["ELEKT-D", "not to be pooled", "less is better", "percentage points"]),
    "strips": (
        lambda: plot_strips(["sinus", "wide", "movement"]),
        ["Drawn, not recorded", "A: 7 beats", "B: 15 beats", "broad", "C: 9 beats"],
    ),
    "harms": (lambda: plot_harms("people"), ["69 (53 to 88)", "none in 802, so at most about 3.7", "at least"]),
    "sessions": (lambda: plot_harms("sessions"), ["0.05 (0.038 to 0.066), at least", "347 (346 to 348)"]),
    "ratios": (lambda: plot_forest(measure="risk ratio"), ["Risk ratio"]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_draws_and_its_words_say_what_it_shows(name):
    make, words = PICTURES[name]
    picture = make()
    paper = io.BytesIO()
    picture.figure.savefig(paper, format="svg")
    assert len(paper.getvalue()) > 5000
    for word in words:
        assert word in picture.text


def test_the_same_seed_draws_the_same_picture():
    assert plot_infusion(seed=1).text == plot_infusion(seed=1).text != plot_infusion(seed=2).text


def test_lines_can_be_told_apart_without_colour_and_colours_by_the_colour_blind():
    look = read_table("settings.toml")["plot"]
    assert len(set(look["styles"][:4])) == 4
    assert len(set(look["markers"])) == len(look["markers"])

    def light(colour):
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    ordered = sorted(light(colour) for colour in look["colours"][:2])
    assert ordered[1] - ordered[0] > 0.05


@pytest.mark.parametrize("name", PICTURES)
def test_no_word_runs_off_the_paper(name):
    figure = PICTURES[name][0]().figure
    figure.draw_without_rendering()
    paper = figure.bbox
    for axes in figure.axes:
        box = axes.get_tightbbox()
        assert box.x0 >= paper.x0 - 1 and box.x1 <= paper.x1 + 1, name
        assert box.y0 >= paper.y0 - 1 and box.y1 <= paper.y1 + 1, name


def test_the_label_of_the_effects_is_large_enough_to_be_read():
    title = plot_effects(infusion(35)).figure.axes[0]
    assert title.get_title(loc="left").startswith("Teaching model")
    assert title._left_title.get_fontsize() >= 8


def test_what_is_better_can_be_told_without_colour():
    marks = {line.get_marker() for line in plot_forest().figure.axes[0].lines} - {"None"}
    assert marks == {"s", "v"}


def test_an_arterial_curve_beside_venous_ones_says_so_in_the_legend():
    figure = PICTURES["models"][0]().figure
    said = [text.get_text() for text in figure.legends[0].get_texts()]
    assert [each.rsplit(": ", 1)[1] for each in said] == ["venous", "arterial", "not stated"]


def test_a_shorter_caption_leaves_the_words_for_the_blind_whole():
    picture = plot_harms("sessions")
    shown = replace(picture, caption="The rows of the table < above.")._repr_html_()
    assert shown.count(escape(picture.text)) == 1 and picture._repr_html_().count(escape(picture.text)) == 2
    assert shown.endswith("<figcaption>The rows of the table &lt; above.</figcaption></figure>")


def test_none_seen_reported_and_looked_for_have_marks_of_their_own():
    axes = plot_harms("people").figure.axes[0]
    marks = [line for line in axes.lines if line.get_marker() != "None"]
    assert {line.get_marker() for line in marks} == {"o", "s", "v"}
    assert {line.get_markerfacecolor() for line in marks if line.get_marker() == "v"} == {"white"}
    assert axes.get_xscale() == "log"
