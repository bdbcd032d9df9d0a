"""What the first minute and every question cost a reader on a phone, measured in a browser and printed as a table.

`uv run python -m tests.browser.measures` builds the course, opens it in Chromium and prints; `test_measures.py` holds what it
finds to what was promised. The functions measure one open page each, and `measure` asks them of the whole course.
"""

import os
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from casebook.author.course import find_course
from casebook.site.build import build_site
from casebook.site.serve import make_server

from .find import list_items
from .test_steady import CHECK, DRIVE, HEAD, list_pages

PHONE = {"width": 390, "height": 844}
FAR = 3
"""Screens of a phone from which on a first question has to have a link at the top of its page."""

OpenPhone = Callable[[str], Page]

_FIRST = """() => {
  const first = document.querySelector(".cb-case, .cb-exercise");
  return first ? first.getBoundingClientRect().top + window.scrollY : null;
}"""
# Brings an element into view as a thumb would, and says how many screens that was.
_REACH = """(element) => {
  const box = element.getBoundingClientRect();
  const way = Math.max(0, box.bottom - innerHeight) + Math.min(0, box.top - 58);
  window.scrollBy({ top: way, behavior: "instant" });
  return Math.abs(way) / innerHeight;
}"""
_SEEN = """(element) => {
  const box = element.getBoundingClientRect();
  return box.top >= 58 && box.bottom <= innerHeight;
}"""


@dataclass(frozen=True, kw_only=True)
class Start:
    """From opening the site to the first answer: taps, screens scrolled, and whether the verdict was then seen."""

    taps: int
    scrolled: float
    verdict: str
    seen: bool


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What was measured of a whole site at the size of a phone."""

    start: Start
    moved: Sequence[str]
    checked: int
    unseen: Sequence[str]
    far: Sequence[tuple[str, float]]
    without: Sequence[str]


def measure_start(page: Page) -> Start:
    """Answer the first question of the front page as a thumb does: what is not in view costs a scroll."""
    taps, scrolled = 0, 0.0
    for target in (page.locator(".cb-case .cb-options label").nth(1), page.get_by_role("button", name="Check").first):
        scrolled += target.evaluate(_REACH)
        target.tap()
        taps += 1
    verdict = page.locator(".cb-case .cb-status").first
    return Start(taps=taps, scrolled=scrolled, verdict=verdict.inner_text(), seen=verdict.evaluate(_SEEN))


def measure_first(page: Page) -> float | None:
    """Return how many screens of a phone lie above a page's first question; None where there is none."""
    top = page.evaluate(_FIRST)
    return None if top is None else float(top) / PHONE["height"]


def measure(site: Path, open_phone: OpenPhone) -> Measures:
    """Measure a built site: its front page, every simulator, every question, and every page's way to its first."""
    page = open_phone("index.html")
    start = measure_start(page)
    page.context.close()
    moved: list[str] = []
    for path in list_pages(site, 'class="cb-card cb-simulator'):
        page = open_phone(path)
        page.locator(".cb-simulator.is-live").first.wait_for()
        moved += [f"{path}: {line}" for line in page.evaluate(DRIVE)]
        page.context.close()
    checked, unseen, far, without = 0, [], [], []
    for path in list_pages(site, "data-page="):
        page = open_phone(path)
        page.wait_for_load_state("load")
        screens = measure_first(page)
        if screens is not None and screens > FAR:
            far.append((path, screens))
            if not page.locator(".site-first").count():
                without.append(path)
        if any(True for _ in list_items(site / path)):
            page.locator(".cb-case.is-live").first.wait_for()
            for each in page.evaluate(CHECK):
                checked += 1
                if not each["said"] or each["top"] < HEAD or each["bottom"] > each["high"]:
                    unseen.append(f"{path}: {each['id']}")
        page.context.close()
    return Measures(start=start, moved=moved, checked=checked, unseen=unseen, far=far, without=without)


def format_measures(found: Measures) -> str:
    """Return what was measured as a table, and under it the pages whose first question is far down."""
    rows = [
        ("taps to the first answered question", str(found.start.taps)),
        ("screens scrolled for it", f"{found.start.scrolled:g}"),
        ("its verdict in view", "yes" if found.start.seen else "no"),
        ("controls of simulators that moved in use", str(len(found.moved))),
        ("questions checked", str(found.checked)),
        ("of these, verdict out of view after Check", str(len(found.unseen))),
        (f"pages whose first question is more than {FAR} screens down", str(len(found.far))),
        ("of these, without a link to it at the top", str(len(found.without))),
    ]
    wide = max(len(name) for name, _ in rows)
    lines = [f"{name.ljust(wide)}  {value}" for name, value in rows]
    lines += [f"  {screens:4.1f} screens  {path}" for path, screens in sorted(found.far, key=lambda each: -each[1])]
    return "\n".join([*lines, *found.moved, *found.unseen])


def main() -> int:
    """Build the course, measure it and print the table; 1 where a promise is broken."""
    site = build_site(find_course(Path(__file__).parents[2]), say=lambda line: None)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        print("there is no Chromium - install it, or name it in the environment variable CHROMIUM", file=sys.stderr)
        return 1
    with make_server(site, 8100) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])

        def open_phone(path: str) -> Page:
            page = browser.new_context(viewport=PHONE, has_touch=True).new_page()  # type: ignore[arg-type]
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{path}")
            return page

        found = measure(site, open_phone)
        browser.close()
        server.shutdown()
    print(format_measures(found))
    return 1 if found.moved or found.unseen or found.without or not found.start.seen else 0


if __name__ == "__main__":
    sys.exit(main())
