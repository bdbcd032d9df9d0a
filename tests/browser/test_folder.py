"""The course opened as files, from a USB stick or a folder of an LMS: no server, and everything but the offline layer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from casebook.mark.response import read_response

from .find import find_page

CASES = "pharmacology/one-infusion.html"
EXERCISE = "pharmacology/exercise.html"


@pytest.fixture
def open_file(site: Path, open_page: Any) -> Callable[[str], Any]:
    """Return what opens a page from the folder. Afterwards nothing may have failed or been said, as with a server."""
    return lambda name: open_page(name, base=site.as_uri())


def test_a_page_of_text_is_whole_and_its_links_lead_on(open_file: Any) -> None:
    page = open_file("index.html")
    page.get_by_role("main").get_by_role("link", name="Dosing and administration").click()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"^file:.*dosing/infusion\.html$"))
    expect(page.locator(".site-main h1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("data-offline", "no")
    fact = page.locator(".site-main .fact").first
    fact.focus()
    fact.press("Enter")
    page.locator(".cb-fact-card:visible").wait_for()


def test_a_case_is_answered_and_my_progress_knows(open_file: Any, site: Path) -> None:
    page = open_file(find_page(site, "best"))
    form = page.locator(".cb-case form[data-kind=best]").first
    form.locator(".cb-options input").first.check()
    form.get_by_role("button", name="Check").click()
    form.locator(".cb-reason").first.wait_for()
    assert form.get_by_role("status").inner_text()
    page.goto(f"{site.as_uri()}/progress.html")
    expect(page.locator(".progress-page")).to_contain_text("1 of")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export as one file").click()
    assert "answer:" in Path(waiting.value.path()).read_text("utf-8")


def test_a_simulator_moves(open_file: Any) -> None:
    page = open_file(CASES)
    before = page.locator(".cb-line").first.get_attribute("d")
    page.locator(".cb-simulator input[type=range]").first.fill("120")
    expect(page.locator(".cb-line").first).not_to_have_attribute("d", before)


def test_the_search_finds_and_the_register_opens_at_the_fact(open_file: Any) -> None:
    page = open_file("index.html")
    page.get_by_role("searchbox", name="Search the course").fill("racemic")
    page.keyboard.press("Enter")
    page.locator(".search-results li").nth(5).wait_for()
    page.goto(page.url.replace("search.html?q=racemic", "evidence/register.html#fact-dosing-iv-standard-dose"))
    page.wait_for_function(
        "() => document.querySelector('#fact-dosing-iv-standard-dose').getBoundingClientRect().top < 700"
    )


def test_an_exercise_is_handed_in_as_a_file_or_as_text(open_file: Any) -> None:
    page = open_file(EXERCISE)
    page.get_by_label("Your name or number").fill("m.smith")
    page.get_by_role("button", name="Start").click()
    form = page.locator("form.cb-item:is([data-kind=best], [data-kind=all])").first
    item, option = form.get_attribute("data-item"), form.locator("input").first.get_attribute("value")
    form.locator("input").first.check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    file = Path(waiting.value.path()).read_bytes()
    given = read_response(file, "pharmacology")
    assert given.learner == "m.smith" and given.responses[item] in (option, (option,))
    page.get_by_text("Downloads are blocked here").click()
    text = page.get_by_label("Your response as text")
    expect(text).to_have_value(re.compile(r"\}\s*$"))
    assert read_response(text.input_value().encode(), "pharmacology").responses == given.responses
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_text(re.compile(r"^\s*(Copied|Selected: copy it with your keyboard)\.$")).wait_for()
