"""Every page of the course: alone on the network, silent, within the screen, and plain about what it is not for."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
NARROW = 320


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_every_page_is_quiet_fits_a_phone_and_carries_the_notice(site: Path, address: str, open_page: Any) -> None:
    pages = list_pages(site)
    assert "pharmacology/one-infusion.html" in pages and "evidence/register.html" in pages
    page = open_page("index.html", width=NARROW)
    for name in pages:
        page.goto(f"{address}/{name}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px wider than a phone of {NARROW} px"
        notice = page.locator(".site-notice").inner_text()
        assert notice == "For teaching, not for the care of a patient. Awaiting review by a clinician."
        assert page.locator("h1").count() == 1, name


def test_every_internal_link_leads_somewhere(site: Path, address: str, open_page: Any) -> None:
    anchors: dict[str, set[str]] = {}
    links: set[tuple[str, str]] = set()
    page = open_page("index.html", scripts=False)
    for name in list_pages(site):
        page.goto(f"{address}/{name}")
        anchors[name] = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
        links |= {(name, href) for href in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")}
    for name, href in sorted(links):
        if not href.startswith(address):
            assert href.startswith("https://"), (name, href)
            continue
        target, _, anchor = href.removeprefix(address).lstrip("/").partition("#")
        target = target.partition("?")[0] or "index.html"
        if target.startswith("notebooks/"):
            assert (site / target).is_file(), (name, href)
            continue
        assert target in anchors, (name, href)
        # The exam page takes the chapter to ask from its address.
        chosen = target == "exam.html" and re.fullmatch(r"chapter-\d+", anchor)
        assert not anchor or chosen or anchor in anchors[target], (name, href)


def test_the_register_opens_at_the_fact_asked_for(open_page: Any) -> None:
    for fact in ("dosing-iv-standard-dose", "pk-conc-antidepressant-iv"):
        # An address of the time when all facts stood on one page.
        page = open_page(f"evidence/register.html#fact-{fact}")
        page.wait_for_url(f"**/evidence/register-*.html#fact-{fact}")
        page.wait_for_timeout(300)
        top = page.locator(f"#fact-{fact}").bounding_box()["y"]
        assert 0 < top < 700, fact


def test_a_long_list_of_entries_can_be_shortened(open_page: Any) -> None:
    page = open_page("evidence/register-adverse-events.html")
    status, shown = page.locator(".cb-filter-status"), page.locator(".fact-entry:visible")
    everything = page.locator(".fact-entry").count()
    assert everything > 150
    page.get_by_label("Only entries with these words").fill("bladder")
    page.get_by_label("Certainty", exact=True).select_option("high")
    expect(status).to_have_text(f"{shown.count()} of {everything} entries")
    assert 0 < shown.count() < 30
    assert all("bladder" in words.lower() for words in shown.all_inner_texts())
    page.evaluate("location.hash = '#fact-ae-resp-no-antidote'")
    expect(page.locator("#fact-ae-resp-no-antidote")).to_be_in_viewport()
    expect(status).to_have_text(f"{everything} entries")

    page = open_page("evidence/claims-powder.html")
    page.get_by_label("Verdict", exact=True).select_option("wrong")
    shown = page.locator(".fact-entry:visible")
    assert 0 < shown.count() < 29 and shown.count() == page.locator(".fact-entry[data-verdict=wrong]").count()
    assert not page.get_by_role("heading", name="Supported").is_visible()


def test_a_fact_past_its_date_for_review_carries_a_mark(open_page: Any, address: str) -> None:
    page = open_page("index.html")
    for year, overdue in (("2027", False), ("2040", True)):
        page.clock.set_fixed_time(f"{year}-01-01T12:00:00")
        page.goto(f"{address}/dosing/infusion.html")
        link = page.locator("article a.fact").first
        expect(link).to_have_class("fact is-stale" if overdue else "fact")
        link.click()
        assert page.locator(".cb-fact-card .fact-stale").count() == overdue
        page.goto(f"{address}/evidence/register-dosing.html")
        assert page.locator("#fact-dosing-iv-standard-dose .fact-stale").count() == overdue


def test_the_reader_chooses_colours_and_is_remembered(open_page: Any) -> None:
    page = open_page("index.html", color_scheme="light")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    button = page.get_by_role("button", name="Colours")
    button.click()
    button.click()
    assert button.inner_text() == "Colours: dark"
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    assert page.evaluate(colour) == dark


def test_the_contents_open_on_a_phone_with_the_keyboard(open_page: Any) -> None:
    page = open_page("pharmacology/one-infusion.html", width=360)
    contents = page.get_by_role("navigation", name="Course")
    assert not contents.is_visible()
    menu = page.get_by_role("button", name="Contents")
    menu.focus()
    page.keyboard.press("Enter")
    assert contents.is_visible() and menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not contents.is_visible()
    assert menu.evaluate("element => element === document.activeElement")


def test_without_scripts_the_contents_open_all_the_same(open_page: Any) -> None:
    page = open_page("pharmacology/one-infusion.html", width=360, scripts=False)
    page.locator(".site-menu").click()
    assert page.get_by_role("navigation", name="Course").is_visible()
