"""The simulator in the page: every slider moves the curve, and says what Python says."""

from typing import Any

import pytest

from casebook.simulator import draw, start_values
from ketamine import explore

PAGE = "pharmacology/one-infusion.html"


def test_every_slider_moves_the_curve_and_the_sentence_is_pythons(open_page: Any) -> None:
    page = open_page(PAGE)
    explorer = explore.one_infusion()
    simulator = page.locator(".cb-simulator").first
    values = start_values(explorer)
    figure = simulator.locator(".cb-figure")
    for slider in explorer.controls:
        for key, moved in (("End", slider.high), ("Home", slider.low)):
            before = figure.locator(".cb-wide .cb-line").get_attribute("d")
            field = simulator.get_by_role("slider", name=slider.label)
            field.press(key)
            values[slider.name] = moved
            assert figure.locator(".cb-wide .cb-line").get_attribute("d") != before, slider.name
            shown = draw(explorer, values=values)
            assert simulator.locator(".cb-sentence").inner_text() == shown.sentence
            assert field.get_attribute("aria-valuetext") == f"{moved:g}\u00a0{slider.unit}"
            assert figure.inner_html() == figure.evaluate(
                "(element, svg) => { const holder = element.cloneNode(); holder.innerHTML = svg; return holder.innerHTML; }",
                shown.figure,
            )


def test_a_screen_reader_hears_the_sentence_once_the_slider_rests(open_page: Any) -> None:
    page = open_page(PAGE)
    simulator = page.locator(".cb-simulator").first
    heard = simulator.locator("[aria-live=polite]")
    assert heard.inner_text() == ""
    simulator.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.cb-simulator [aria-live=polite]').textContent.length > 20")
    assert heard.text_content() == simulator.locator(".cb-sentence").inner_text()


def test_it_goes_back_to_where_it_started(open_page: Any) -> None:
    page = open_page(PAGE)
    simulator = page.locator(".cb-simulator").first
    before = simulator.locator(".cb-figure").inner_html()
    simulator.get_by_role("slider").nth(1).press("End")
    assert simulator.locator(".cb-wide").get_by_text("as it started").is_visible()
    simulator.get_by_role("button", name="Reset").click()
    assert simulator.locator(".cb-figure").inner_html() == before


def test_nothing_jumps_when_it_comes_alive(open_page: Any) -> None:
    heights = []
    for scripts in (False, True):
        page = open_page(PAGE, scripts=scripts)
        heights.append(page.locator(".cb-figure").first.bounding_box()["height"])
    assert abs(heights[0] - heights[1]) < 1


def test_without_scripts_there_is_a_figure_a_sentence_and_a_table(open_page: Any) -> None:
    page = open_page(PAGE, scripts=False)
    simulator = page.locator(".cb-simulator").first
    assert simulator.locator(".cb-wide .cb-line").is_visible()
    assert "reaches about" in simulator.locator(".cb-sentence").inner_text()
    simulator.get_by_text("Examples in a table").click()
    assert simulator.locator("tbody tr").count() == 4
    assert not simulator.get_by_role("slider").count()


PAGES = {
    "pharmacology/one-infusion": "infusion",
    "pharmacology/routes": "routes",
    "dosing/esketamine": "spray-effects",
    "dosing/infusion": "pump",
    "events/pressure": "infusion-effects",
    "events/other-events": "signs",
    "screening/contraindications": "eligibility",
    "screening/benefit": "people",
    "screening/baseline": "score-madrs",
    "monitoring/timetable": "timetable",
    "monitoring/leaving": "readiness-esketamine",
    "evidence/trials": "trials",
    "after/response": "relapse",
}
EXPLORERS = {explorer.id: explorer for explorer in explore.list_explorers()}

SHOWN = "(root) => ['figure', 'sentence', 'result'].map((name) => root.querySelector(`.cb-${name}`).innerHTML).join('')"


def move_control(box: Any, control: Any) -> None:
    """Move one control to where it is not yet, by keyboard or by a click."""
    if control.kind == "slider":
        field = box.get_by_role("slider", name=control.label, exact=True)
        field.press("Home" if control.value != control.low else "End")
    elif len(control.options) > 6 and control.kind == "choice":
        box.get_by_label(control.label, exact=True).select_option(control.options[-1][0])
    else:
        other = next(label for name, label in reversed(control.options) if name != control.value)
        group = box.get_by_role("group", name=control.label, exact=True)
        group.get_by_label(other, exact=True).first.click()


@pytest.mark.parametrize("name", PAGES)
def test_every_control_of_every_simulator_moves_its_output(open_page: Any, name: str) -> None:
    page = open_page(f"{name}.html")
    explorer = EXPLORERS[PAGES[name]]
    simulator = page.get_by_role("group", name=f"Simulator: {explorer.title}", exact=True).first
    simulator.locator("xpath=self::*[contains(@class,'is-live')]").wait_for()
    simulator.evaluate("(root) => root.querySelectorAll('.cb-group').forEach((each) => (each.open = true))")
    for control in explorer.controls:
        before = simulator.evaluate(SHOWN)
        move_control(simulator.locator(".cb-controls"), control)
        assert simulator.evaluate(SHOWN) != before, control.name
        simulator.get_by_role("button", name="Reset").click()
    shown = draw(explorer, values=start_values(explorer))
    assert simulator.locator(".cb-sentence").inner_text() == shown.sentence


def test_many_questions_are_folded_by_step_and_each_step_counts_its_answers(open_page: Any) -> None:
    page = open_page("screening/contraindications.html", width=360)
    simulator = page.locator(".cb-simulator.is-live").first
    steps = simulator.locator(".cb-group")
    assert steps.count() == 7
    assert [each.get_attribute("open") is not None for each in steps.all()] == [True] + [False] * 6
    assert simulator.locator(".cb-controls").bounding_box()["height"] < 1600
    last = steps.last
    assert last.locator("summary").inner_text().split("\n") == ["Measured today", "0 of 4 answered"]
    last.locator("summary").click()
    last.get_by_role("group", name="Oxygen saturation at rest on air, in %?").get_by_label(
        "under 90", exact=True
    ).check()
    assert last.locator("summary").inner_text().split("\n") == ["Measured today", "1 of 4 answered"]
    simulator.get_by_label("An example").select_option(label="nothing of note")
    assert last.locator("summary").inner_text().split("\n") == ["Measured today", "4 of 4 answered"]


def test_an_answered_rule_opens_to_its_source(open_page: Any) -> None:
    page = open_page("screening/contraindications.html")
    simulator = page.locator(".cb-simulator").first
    simulator.get_by_label("An example").select_option(label="a small aneurysm and a normal pressure")
    assert simulator.locator(".cb-sentence").inner_text().startswith("Stop")
    assert simulator.locator(".cb-findings a.fact").first.get_attribute("href").endswith("#fact-screen-ci-aneurysm")
