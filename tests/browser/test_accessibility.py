"""axe-core over every page: light and dark, before and after answering, on a phone's width and at twice the size.

Judging the contrast of every letter takes most of a minute on a long page. Two texts whose own colour, size and weight
and whose backgrounds are the same have the same contrast, so one of each look is judged, in every mode. All other
rules see the whole page.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
REST = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
}
LIVE = "form.cb-item, form.cb-gate, .cb-controls, #search-field"
TABS = 2

# A phone, and a screen of 1280 px at 200 %: a browser zooms by making its pixels larger.
VIEWS = {"phone": (320, 1), "zoomed": (640, 2)}

START = """([places, options]) => {
    const where = places === null ? document : { include: places.map((place) => window.looks[place]) };
    window.found = axe.run(where, options).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
        [id, impact, nodes.length, ...nodes.slice(0, 3).map((node) => node.html.slice(0, 200))].join(" | ")));
}"""

# One element for each look of a text: what decides its contrast, from itself to the page.
LOOKS = """() => {
    const looks = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const holders = new Set();
    while (texts.nextNode()) if (texts.currentNode.data.trim()) holders.add(texts.currentNode.parentElement);
    for (const field of document.querySelectorAll("input, select, textarea")) holders.add(field);
    for (const holder of holders) {
        if (holder.closest("script, style, noscript") || !holder.checkVisibility()) continue;
        const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(holder);
        const look = [holder.tagName, color, fill, fontSize, fontWeight, textShadow];
        for (let around = holder; around; around = around.parentElement) {
            const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(around);
            const plain = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
            look.push(plain ? "" : backgroundColor + backgroundImage, opacity === "1" ? "" : opacity, position === "static" ? "" : position);
        }
        const key = look.filter(Boolean).join();
        if (!looks.has(key)) looks.set(key, holder);
    }
    window.looks = [...looks.values()];
    return window.looks.length;
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
        const boxes = [...form.querySelectorAll(".cb-option input")];
        if (boxes.length) boxes[place % boxes.length].click();
        for (const field of form.querySelectorAll("input[type=text], textarea")) change(field, place % 3 ? "1.5" : "1,250");
        for (const [at, list] of form.querySelectorAll(".cb-stem select").entries()) change(list, list.options[(at + place) % list.options.length].value);
        form.querySelector(".cb-moves button:last-child")?.click();
        form.querySelector(".cb-sure input")?.click();
        form.querySelector("button[type=submit]")?.click();
    });
    for (const slider of document.querySelectorAll("input[type=range]")) change(slider, slider.max);
    for (const details of document.querySelectorAll("main details")) details.open = true;
    document.querySelector("article a.fact")?.click();
    const search = document.querySelector("#search-field");
    if (search) change(search, "blood pressure");
    // Wherever an exercise scrolled to, the bar lies over something; what it covers by chance is no small target.
    window.scrollTo({ top: 0, behavior: "instant" });
}"""


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def judge(page: Any, view: str) -> Iterator[None]:
    """Judge the page shown in each of its modes; stops while axe works, so that another tab may begin."""
    live = page.evaluate(f"document.querySelector('{LIVE}') !== null")
    for state in ("before", "after") if live else ("before",):
        if state == "after":
            page.evaluate(ANSWER)
        for scheme, contrast in product(("light", "dark"), (False, True)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            start(page, contrast=contrast)
            yield
            found = page.evaluate("() => window.found")
            assert not found, "\n".join([f"{page.url}, {view}, {scheme}, {state} answering:", *found])


def start(page: Any, *, contrast: bool) -> None:
    """Have axe begin, with the contrast of every look or with all other rules."""
    places = list(range(page.evaluate(LOOKS))) if contrast else None
    page.evaluate(START, [places, CONTRAST if contrast else REST])


def find_faults(page: Any) -> set[str]:
    """Return what axe finds on the page as it stands, by rule."""
    found = []
    for contrast in (False, True):
        start(page, contrast=contrast)
        found += page.evaluate("() => window.found")
    return {line.partition(" | ")[0] for line in found}


@pytest.mark.parametrize("view", ["phone", "zoomed"])
def test_no_page_violates_any_rule(view: str, site: Path, address: str, open_page: Any) -> None:
    width, scale = VIEWS[view]
    waiting = list_pages(site)
    tabs = [open_page("index.html", width=width, device_scale_factor=scale) for _ in range(TABS)]
    working: dict[Any, Iterator[None]] = {}
    while waiting or working:
        for tab in tabs:
            if tab in working and next(working[tab], working) is working:
                del working[tab]
            if tab not in working and waiting:
                name = waiting.pop(0)
                tab.goto(f"{address}/{name}")
                tab.evaluate("localStorage.clear()")
                tab.evaluate(AXE)
                wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{name} is {wide} px wider than the {view}"
                working[tab] = judge(tab, view)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_only_a_wide_screen_shows_violates_no_rule(scheme: str, open_page: Any) -> None:
    page = open_page("dosing/infusion.html", width=1440, color_scheme=scheme)
    page.evaluate(AXE)
    assert page.locator(".site-toc").is_visible() and page.locator(".site-contents").is_visible()
    assert not find_faults(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_contents_of_a_phone_violate_no_rule(scheme: str, open_page: Any) -> None:
    page = open_page("dosing/infusion.html", width=320, color_scheme=scheme)
    page.get_by_role("button", name="Contents").click()
    page.evaluate(AXE)
    assert page.locator(".site-contents").is_visible()
    assert not find_faults(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_my_progress_violates_no_rule_once_there_is_some(scheme: str, open_page: Any, address: str) -> None:
    page = open_page("pharmacology/one-infusion.html", width=320, color_scheme=scheme)
    page.evaluate(ANSWER)
    page.goto(f"{address}/progress.html")
    page.evaluate(AXE)
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true; }")
    assert page.locator("main svg").count()
    assert not find_faults(page)


def test_axe_finds_what_is_planted(open_page: Any) -> None:
    page = open_page("changes.html")
    page.evaluate(AXE)
    assert not find_faults(page)
    page.evaluate(
        "document.querySelector('main').innerHTML += '<p style=\"color: #ddd\">pale</p><input><img src=\"data:,\">'"
    )
    assert find_faults(page) >= {"color-contrast", "label", "image-alt"}
