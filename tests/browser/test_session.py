"""A session at the bedside in the built course: played with the keyboard, heard once, resumed, told, on paper, offline as a file."""

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casebook.bedside.mark import Marker, mark_way
from casebook.bedside.world import World

from .test_accessibility import AXE, find_faults

SURGE, FAINT = "events/session-surge.html", "events/session-faint.html"
HARM = ("arrive/start", *["dripping/on"] * 2, "dripping/pause", "held/inject", "limp/flat")
MOST_BYTES = 30_000
"""A session's data, gzipped."""


def read_data(page: Page) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page.locator("script.session-data").text_content() or "")
    return data


def find_words(page: Page, choice: str) -> str:
    """Return the words of a choice, given in the author's names or the neutral ones."""
    data = read_data(page)
    neutral = {own: name for name, own in data["secret"]["names"].items()}.get(choice, choice)
    moment, name = neutral.split("/")
    one = next(each for kind in ("looks", "acts") for each in data["moments"][moment][kind] if each["id"] == name)
    return str(
        page.evaluate(
            "(html) => { const e = document.createElement('p'); e.innerHTML = html; return e.textContent; }",
            one["text"],
        )
    )


def choose(page: Page, way: Sequence[str], *, key: bool = False) -> None:
    for choice in way:
        button = page.locator(".bed-look, .bed-act").filter(has_text=find_words(page, choice)).first
        if key:
            button.focus()
            page.keyboard.press("Enter")
        else:
            button.click()


def rested(page: Page) -> None:
    """Wait until what was opened has been looked through for what scrolls."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def neutral(data: dict[str, Any], way: Sequence[str]) -> list[str]:
    names = {own: name for name, own in data["secret"]["names"].items()}
    return [names[each] for each in way]


def test_the_best_way_by_keyboard_alone_earns_every_mark_and_says_so(open_page: Any) -> None:
    page = open_page(SURGE)
    data = read_data(page)
    for choice in data["secret"]["best"]:
        before = page.locator(".bed-minute").text_content()
        choose(page, [choice], key=True)
        focused = page.evaluate("() => document.activeElement.className")
        assert focused == ("bed-found" if "/l" in choice else "bed-moment"), (choice, before)
        # What has the focus is in sight and under nothing.
        box = page.evaluate(
            "() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, window.innerHeight]; }"
        )
        assert 50 <= box[0] < box[1], choice
    page.get_by_role("button", name="Show the debrief").press("Enter")
    total = mark_way(World(data, rules=data["secret"]), Marker(data["secret"]), ()).total
    expect(page.locator(".bed-debrief")).to_contain_text(f"What counted: {total:g} of {total:g}")
    assert page.evaluate("() => document.activeElement.classList.contains('bed-title')")


def test_an_arrival_is_told_once_and_politely(open_page: Any) -> None:
    page = open_page(SURGE)
    status = page.locator(".session-stage > [role=status]")
    choose(page, ["arrive/cuff"])
    expect(status).to_be_empty()
    choose(page, ["arrive/start"])
    expect(status).to_have_text(
        re.compile(r"^Minute 10\. blood pressure \d+ over \d+, pulse \d+, saturation \d+, breathing \d+\.")
    )
    assert page.locator("[aria-live], [role=status], [role=alert]").locator("visible=true").count() <= 3


def test_a_dangerous_act_is_named_first_caps_the_marks_and_one_can_go_back(open_page: Any) -> None:
    page = open_page(SURGE)
    data = read_data(page)
    choose(page, HARM)
    page.get_by_role("button", name="Show the debrief").click()
    mark = mark_way(World(data, rules=data["secret"]), Marker(data["secret"]), neutral(data, HARM))
    assert mark.caps
    first = page.locator(".bed-debrief > *").first
    expect(first).to_contain_text("Injected a pressure drug into a well patient without an order.")
    expect(page.locator(".bed-debrief")).to_contain_text(f"What counted: {mark.marks:g} of {mark.total:g}")
    page.get_by_role("button", name="Go back to here, minute 10: Let it run").click()
    expect(page.locator(".bed-minute")).to_have_text("Minute 10")
    expect(page.locator(".bed-debrief")).to_have_count(0)
    page.get_by_role("button", name="Back to where you were").click()
    expect(page.locator(".bed-debrief")).to_contain_text("What counted")


def test_a_reload_goes_on_and_another_patient_reads_otherwise(open_page: Any) -> None:
    page = open_page(SURGE)
    choose(page, ["arrive/cuff", "arrive/settle", "settled/start"])
    reading = page.locator(".bed-sign.is-pressure").inner_text()
    page.reload()
    expect(page.locator(".bed-minute")).to_have_text("Minute 20")
    assert page.locator(".bed-sign.is-pressure").inner_text() == reading
    page.get_by_role("button", name="Another patient").click()
    expect(page.locator(".bed-minute")).to_have_text("Minute 0")
    choose(page, ["arrive/cuff", "arrive/settle", "settled/start"])
    assert page.locator(".bed-sign.is-pressure").inner_text() != reading
    page.reload()
    expect(page.locator(".bed-foot")).to_contain_text("Patient 2 of 6")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".bed-minute")).to_have_text("Minute 0")


def test_the_live_clock_runs_waits_while_it_is_paused_and_lets_time_pass_by_itself(open_page: Any) -> None:
    page = open_page(SURGE)
    page.clock.install()
    page.reload()
    page.get_by_role("button", name="Live clock: off").click()
    choose(page, ["arrive/start"])
    expect(page.locator(".bed-minute")).to_have_text("Minute 0")
    assert page.locator(".bed-act:not(:disabled)").count() == 0, "while minutes pass nothing can be chosen"
    page.clock.run_for(2000)
    page.get_by_role("button", name="Pause").click()
    stood = page.locator(".bed-minute").text_content()
    page.clock.run_for(20_000)
    assert page.locator(".bed-minute").text_content() == stood != "Minute 0"
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(5000)
    expect(page.locator(".bed-minute")).to_have_text("Minute 10")
    expect(page.locator(".bed-left")).to_contain_text("s to decide, then: Let it run")
    page.clock.run_for(31_000)
    page.clock.run_for(3000)
    expect(page.locator(".bed-minute")).to_have_text("Minute 15")
    page.get_by_role("button", name="Live clock: on").click()
    page.clock.run_for(60_000)
    expect(page.locator(".bed-minute")).to_have_text("Minute 15")


def test_without_scripts_and_on_paper_it_is_numbered_paragraphs_with_readings(open_page: Any) -> None:
    page = open_page(FAINT, scripts=False)
    paper = page.locator(".session-paper")
    expect(paper).to_contain_text("1. He sits down and holds out his arm")
    expect(paper.get_by_role("table").first).to_contain_text("124/76")
    link = paper.get_by_role("link", name="3", exact=True).first
    link.click()
    expect(page.locator(".session-moment:target .session-title")).to_contain_text("3. ")
    printed = open_page(FAINT)
    expect(printed.locator(".session-paper")).to_be_hidden()
    printed.emulate_media(media="print")
    expect(printed.locator(".session-paper")).to_be_visible()
    expect(printed.locator(".session-stage")).to_be_hidden()


@pytest.mark.parametrize("path", [SURGE, FAINT])
def test_it_runs_from_a_folder_of_files_on_the_narrowest_phone(open_page: Any, site: Path, path: str) -> None:
    page = open_page(path, width=320, base=site.as_uri())
    data = read_data(page)
    for choice in data["secret"]["best"]:
        choose(page, [choice])
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320, choice
    page.get_by_role("button", name="Show the debrief").click()
    expect(page.locator(".bed-debrief")).to_contain_text("Step by step")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert len(gzip.compress((page.locator("script.session-data").text_content() or "").encode())) < MOST_BYTES


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_play_nor_debrief_violates_a_rule(open_page: Any, scheme: str, width: int) -> None:
    page = open_page(SURGE, width=width, color_scheme=scheme)
    page.evaluate(AXE)
    choose(page, ["arrive/cuff", "arrive/start", "dripping/ask"])
    page.get_by_text("All readings so far").click()
    rested(page)
    assert not find_faults(page)
    choose(page, HARM[1:])
    page.get_by_role("button", name="Show the debrief").click()
    for details in page.locator(".cb-session details").all():
        details.evaluate("each => { each.open = true; }")
    rested(page)
    assert not find_faults(page)
