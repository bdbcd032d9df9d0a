"""axe-core over every page: light and dark, before and after answering, on a phone's width and at twice the size.

Colours are most of axe's work, and judged on each page twice: on a phone before answering and zoomed after it, in the
light once and in the dark once, every other page the other way round. So each page has been seen in both colours, both
widths and both states, and the pages together in every mode. ``CASEBOOK_EVERY_MODE=1`` judges everything in all of them.
"""

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
EVERY_MODE = bool(os.environ.get("CASEBOOK_EVERY_MODE"))
COLOURS = ["color-contrast", "link-in-text-block"]
TABS = 2

# The register's entries are all written by one function: three of each topic stand for the rest.
ALIKE = [[".fact-list .fact-entry:nth-child(n+4)"]]

# A phone, and a screen of 1280 px at 200 %: a browser zooms by making its pixels larger.
VIEWS = {"phone": (320, 1), "zoomed": (640, 2)}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
LIVE = "form.cb-item, form.cb-gate, .cb-controls, #search-field"

START = """([where, options]) => {
    window.found = axe.run({ include: [["html"]], ...where }, options).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
        [id, impact, nodes.length, ...nodes.slice(0, 3).map((node) => node.html.slice(0, 200))].join(" | ")));
}"""

# Everything a page has to answer, answered, opened and moved, so that what a script adds is judged as well.
ANSWER = """() => {
    const change = (field, value) => {
        field.value = value;
        for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    };
    for (const gate of document.querySelectorAll("form.cb-gate")) {
        gate.querySelector("input").value = "trainee-07";
        gate.querySelector("button").click();
    }
    document.querySelectorAll("form.cb-item").forEach((form, place) => {
        const boxes = [...form.querySelectorAll("input[type=radio], input[type=checkbox]")];
        if (boxes.length) boxes[place % boxes.length].click();
        for (const field of form.querySelectorAll("input[type=text], textarea")) change(field, place % 3 ? "1.5" : "1,250");
        form.querySelector(".cb-moves button:last-child")?.click();
        form.querySelector("button[type=submit]")?.click();
    });
    for (const slider of document.querySelectorAll("input[type=range]")) change(slider, slider.max);
    for (const details of document.querySelectorAll("main details")) details.open = true;
    document.querySelector("article a.fact")?.click();
    const search = document.querySelector("#search-field");
    if (search) change(search, "blood pressure");
}"""


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def list_modes(place: int, view: str, *, live: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield the modes to judge a page in, by its place among the pages: state, scheme, and whether colours count."""
    if EVERY_MODE:
        yield from product(("before", "after") if live else ("before",), ("light", "dark"), (True,))
        return
    scheme = "light" if (view == "phone") == (place % 2 == 0) else "dark"
    if view == "phone":
        yield "before", scheme, True
        if live:
            yield "after", scheme, False
    else:
        yield "after" if live else "before", scheme, True


def choose_rules(*, colours: bool) -> dict[str, Any]:
    rules = {} if colours else {"rules": {rule: {"enabled": False} for rule in COLOURS}}
    return {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}, **rules}


def judge(page: Any, place: int, view: str) -> Iterator[None]:
    """Judge the page shown in each of its modes; stops while axe works, so that another tab may begin."""
    live = page.evaluate(f"document.querySelector('{LIVE}') !== null")
    answered = False
    for state, scheme, colours in list_modes(place, view, live=live):
        if state == "after" and not answered:
            page.evaluate(ANSWER)
            answered = True
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(START, [{"exclude": [] if EVERY_MODE else ALIKE}, choose_rules(colours=colours)])
        yield
        found = page.evaluate("() => window.found")
        assert not found, "\n".join([f"{page.url}, {view}, {scheme}, {state} answering:", *found])


@pytest.mark.parametrize("view", ["phone", "zoomed"])
def test_no_page_violates_any_rule(view: str, site: Path, address: str, open_page: Any) -> None:
    width, scale = VIEWS[view]
    waiting = list(enumerate(list_pages(site)))
    tabs = [open_page("index.html", width=width, device_scale_factor=scale) for _ in range(TABS)]
    working: dict[Any, Iterator[None]] = {}
    while waiting or working:
        for tab in tabs:
            if tab in working and next(working[tab], working) is working:
                del working[tab]
            if tab not in working and waiting:
                place, name = waiting.pop(0)
                tab.goto(f"{address}/{name}")
                tab.evaluate("localStorage.clear()")
                tab.evaluate(AXE)
                wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{name} is {wide} px wider than the {view}"
                working[tab] = judge(tab, place, view)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_only_a_wide_screen_shows_violates_no_rule(scheme: str, open_page: Any) -> None:
    page = open_page("dosing/infusion.html", width=1440, color_scheme=scheme)
    page.evaluate(AXE)
    page.evaluate(START, [{}, choose_rules(colours=True)])
    assert page.locator(".site-toc").is_visible() and page.locator(".site-contents").is_visible()
    assert not page.evaluate("() => window.found")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_contents_of_a_phone_violate_no_rule(scheme: str, open_page: Any) -> None:
    page = open_page("dosing/infusion.html", width=320, color_scheme=scheme)
    page.get_by_role("button", name="Contents").click()
    page.evaluate(AXE)
    page.evaluate(START, [{}, choose_rules(colours=True)])
    assert page.locator(".site-contents").is_visible()
    assert not page.evaluate("() => window.found")


def test_axe_finds_what_is_planted(open_page: Any) -> None:
    page = open_page("changes.html")
    page.evaluate(AXE)
    page.evaluate(
        "document.querySelector('main').innerHTML += '<p style=\"color: #ddd\">pale</p><input><img src=\"data:,\">'"
    )
    page.evaluate(START, [{}, choose_rules(colours=True)])
    assert {line.split(" | ")[0] for line in page.evaluate("() => window.found")} >= {
        "color-contrast",
        "label",
        "image-alt",
    }
