"""Links to a place, and bookmarks: kept in the browser, listed, exported with the rest, and patient with what is gone."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

PAGE = "events/pressure.html"
SECTION = "most-rise-a-little-a-few-steeply"
CASE = "case-pressure-five-cuffs"
TITLE = "Most rise a little, a few steeply"


def press_sign(page: Any, name: str) -> Any:
    """Press the sign of a place and return its sheet."""
    sign = page.get_by_role("link", name=f"bookmark: {name}")
    sign.focus()
    sign.press("Enter")
    return page.get_by_role("dialog", name=f"Link and bookmark: {name}")


def test_the_sign_of_a_heading_copies_its_address(open_page: Any, address: str) -> None:
    page = open_page(PAGE, permissions=["clipboard-read", "clipboard-write"])
    sheet = press_sign(page, TITLE)
    expect(sheet.get_by_role("status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}/{PAGE}#{SECTION}"
    assert page.url == f"{address}/{PAGE}#{SECTION}"
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("link", name=f"bookmark: {TITLE}")).to_be_focused()


def test_where_nothing_may_be_copied_the_address_bar_holds_the_link(open_page: Any, site: Path) -> None:
    page = open_page(PAGE, base=site.as_uri())
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    expect(press_sign(page, TITLE).get_by_role("status")).to_have_text("The link is in the address bar.")


def test_every_heading_and_every_case_has_a_sign(open_page: Any) -> None:
    page = open_page(PAGE)
    places = page.locator("article section[id] > :is(h1, h2, h3), .cb-case .cb-card-title, .cb-exercise .cb-card-title")
    assert page.locator(".place-link").count() == places.count() > 6


def test_a_page_a_section_and_a_case_are_kept_and_listed(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    for name, what in (("Pressure", "page"), (TITLE, "section"), ("Five cuffs", "case")):
        sheet = press_sign(page, name)
        if what != "page":  # a page is bookmarked by its sign
            sheet.get_by_role("button", name=f"Bookmark this {what}").press("Enter")
        expect(sheet.get_by_role("status")).to_have_text("Bookmarked.")
        expect(sheet.get_by_role("button", name="Remove the bookmark")).to_be_visible()
        page.keyboard.press("Escape")
    page.reload()
    assert page.locator(".place-link.is-kept").count() == 3
    page.goto(f"{address}/progress.html")
    listed = page.get_by_role("region", name="Bookmarks")
    assert sorted(listed.get_by_role("link").all_inner_texts()) == sorted(["Pressure", TITLE, "Five cuffs"])
    listed.get_by_role("link", name="Five cuffs").click()
    page.wait_for_url(f"**/{PAGE}#{CASE}")
    page.go_back()
    page.get_by_role("button", name="Remove the bookmark Five cuffs").click()
    expect(page.get_by_role("region", name="Bookmarks").get_by_role("link")).to_have_count(2)


def test_the_sign_beside_the_title_says_what_it_does_and_what_it_did(open_page: Any, address: str) -> None:
    for width in (1280, 360):
        page = open_page(PAGE, width=width, permissions=["clipboard-read", "clipboard-write"])
        sign = page.locator("h1 + .place > .place-link")
        expect(sign).to_be_visible()
        assert sign.evaluate("one => getComputedStyle(one).opacity") == "1"
        assert sign.inner_text().startswith("Bookmark")
        sign.click()
        sheet = page.get_by_role("dialog", name="Link and bookmark: Pressure")
        expect(sheet.get_by_role("status")).to_have_text("Bookmarked.")
        expect(sign).to_contain_text("Bookmarked")
        box = sheet.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        sheet.get_by_role("button", name="Copy the link").click()
        expect(sheet.get_by_role("status")).to_have_text("Link copied.")
        assert page.evaluate("navigator.clipboard.readText()") == f"{address}/{PAGE}"
        sheet.get_by_role("button", name="Remove the bookmark").click()
        expect(sheet.get_by_role("status")).to_have_text("The bookmark is removed.")
        assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('casebook:bookmark:'))")


def test_two_pages_of_one_name_are_told_apart_and_remove_keeps_its_distance(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    press_sign(page, "Pressure")
    page.goto(f"{address}/cards/pressure.html")
    page.locator("h1 + .place > .place-link").click()
    page.goto(f"{address}/progress.html")
    listed = page.get_by_role("region", name="Bookmarks").get_by_role("listitem")
    assert sorted(listed.get_by_role("link").all_inner_texts()) == ["Pressure", "Pressure (card)"]
    page.evaluate(
        "localStorage.setItem('casebook:bookmark:cards/pressure', JSON.stringify({ title: 'Pressure', inside: 'Pressure', day: '' }))"
    )
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        expect(listed).to_contain_text(["(in no chapter)", "(Adverse events)"])
        near = page.evaluate("""() => [...document.querySelectorAll(".my-bookmarks li")].map((row) => {
          const [link, button] = ["a", "button"].map((name) => row.querySelector(name).getBoundingClientRect());
          return Math.max(button.left - link.right, button.top - link.bottom);
        })""")
        assert min(near) >= 12, width


def test_bookmarks_go_and_come_with_the_rest(open_page: Any, address: str, tmp_path: Path) -> None:
    page = open_page(PAGE)
    press_sign(page, TITLE).get_by_role("button", name="Bookmark").press("Enter")
    page.goto(f"{address}/progress.html")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / "progress.json"
    saved.value.save_as(file)
    entry = json.loads(file.read_text())["entries"][f"bookmark:events/pressure#{SECTION}"]
    assert entry["title"] == TITLE and entry["inside"] == "Pressure"
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Erase everything").last.click()
    expect(page.get_by_role("region", name="Bookmarks")).to_contain_text("None yet.")
    page.locator("#import").set_input_files(file)
    expect(page.get_by_role("region", name="Bookmarks").get_by_role("link", name=TITLE)).to_be_visible()


def test_a_page_that_was_withdrawn_is_named_and_not_linked(open_page: Any) -> None:
    page = open_page("progress.html")
    page.evaluate("""() => {
      localStorage.setItem("casebook:bookmark:old/page#part", JSON.stringify({ title: "An old part", inside: "Old", day: "2026-01-01" }));
      localStorage.setItem("casebook:bookmark:old/page", "broken");
      localStorage.setItem("casebook:bookmark:glossary", JSON.stringify({ title: "Glossary", inside: "Glossary", day: "" }));
    }""")
    page.reload()
    listed = page.get_by_role("region", name="Bookmarks")
    expect(listed.get_by_role("listitem")).to_have_count(2)
    expect(listed).to_contain_text("An old part no longer in the course")
    assert listed.get_by_role("link").all_inner_texts() == ["Glossary"]


def test_without_scripts_there_is_no_sign(open_page: Any) -> None:
    page = open_page(PAGE, scripts=False)
    assert page.locator(".place-link").count() == 0
