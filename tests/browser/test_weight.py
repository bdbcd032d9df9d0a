"""What a page costs a reader on a bad line: what is sent for it, and whether it stays where it was once it is read."""

import gzip
import itertools
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from .host import Host

TEXT, ANY = 200_000, 530_000
"""Bytes that a page of text, and any page, may cost with everything it loads, as sent with gzip. The search page, with its index, is the heaviest."""

# Slow 4G, 1.6 Mb/s and 150 ms: reckoned from what is sent, for a clock would judge the computer and not the page. A turn
# each to connect, for the page, for its files and one for the server's slow start.
SLOW_BYTES_A_SECOND, SLOW_TURN, TURNS, LIVE_WITHIN = 200_000, 0.15, 4, 2.0

KINDS = (
    "index.html", "dosing/infusion.html", "pharmacology/one-infusion.html", "pharmacology/exercise.html",
    "evidence/register-adverse-events.html", "events/session-surge.html", "search.html", "progress.html", "today.html",
)  # fmt: skip

SCRIPT = "_static/casebook.js"

WHOLE = """() => document.readyState !== "loading" && performance.getEntriesByName("first-contentful-paint").length
  && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""

SHIFTS = """(from) => new Promise((done) => {
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      if (each.startTime < from) continue;
      shifts.push(each.sources.map((source) => `${source.node?.className || source.node?.nodeName} by ${each.value}`));
    }
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifts))));
})"""


def test_no_page_is_heavy(site: Path, address: str, open_page: Any) -> None:
    page = open_page("index.html")
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))

    @cache
    def weigh(name: str) -> int:
        return len(gzip.compress((site / name).read_bytes(), 6))

    heavy: dict[str, float] = {}
    for name in sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html")):
        asked.clear()
        page.goto(f"{address}/{name}", wait_until="load")
        # A page may yet fetch a picture that comes into sight when it is read on.
        pictures = page.eval_on_selector_all("img", "all => all.map((one) => one.src)")
        names = {unquote(urlsplit(url).path).lstrip("/") for url in asked | set(pictures) if url.startswith(address)}
        weight = sum(weigh(each) for each in names)
        if page.locator(".cb-simulator").count():
            # The page, then what its first slider waits for: a few turns to the server, and the bytes themselves.
            needed = sum(weigh(each) for each in names if each.endswith((".html", ".js", ".css")))
            waiting = needed / SLOW_BYTES_A_SECOND + TURNS * SLOW_TURN
            if waiting > LIVE_WITHIN:
                heavy[f"{name}, first slider"] = waiting
        is_text = not page.locator(".cb-simulator, .cb-exercise, .fact-entry, .search-page").count()
        if weight > (TEXT if is_text else ANY):
            heavy[name] = weight
    assert heavy == {}


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[Host]:
    served = Host(site)
    yield served
    served.off()


@pytest.fixture
def find_shifts(chromium: Browser, host: Host, width: int) -> Iterator[Callable[[str], list[Any]]]:
    """Return what opens a page, has its script come only when all else is drawn, and says what moved from then on."""
    contexts = []

    def find(name: str, *, arriving: bool = False) -> list[Any]:
        # A reader's first visit each time, or the script would not have to come at all.
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        host.held = {SCRIPT: threading.Event()}
        page.goto(f"{host.address}/{name}", wait_until="commit")
        drawn = page.wait_for_function(WHOLE).json_value()
        host.held[SCRIPT].set()
        page.wait_for_load_state("load")
        return list(page.evaluate(SHIFTS, 0 if arriving else drawn))

    yield find
    for event in host.held.values():
        event.set()
    host.held, host.lagging, host.cut = {}, {}, lambda page: [page]
    for context in contexts:
        context.close()


def cut_page(page: bytes) -> list[bytes]:
    """Cut a page after each element of its bar and at twenty places between its blocks; its foot comes in one part."""
    ends = [match.end() for match in re.finditer(rb"</(?:a|form|button|p|h2|fieldset|figure|table|main|nav)>\n?", page)]
    bar, foot = page.index(b"</header>"), page.index(b"<footer")
    blocks = [end for end in ends if bar < end <= foot]
    places = [end for end in ends if end < bar] + blocks[:: max(1, len(blocks) // 20)]
    return [page[start:end] for start, end in itertools.pairwise([0, *places, len(page)])]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_script_comes_late(width: int, find_shifts: Any) -> None:
    moved = {name: find_shifts(name) for name in KINDS}
    assert {name: shifts for name, shifts in moved.items() if shifts} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_arrives_in_parts(width: int, host: Host, find_shifts: Any) -> None:
    host.cut = cut_page
    moved = {name: find_shifts(name, arriving=True) for name in KINDS}
    assert {name: shifts for name, shifts in moved.items() if shifts} == {}


@pytest.mark.parametrize("width", [1280])
def test_what_moves_is_found(width: int, host: Host, find_shifts: Any, site: Path, tmp_path: Path) -> None:
    script = (site / SCRIPT).read_text() + "document.querySelector('main').style.paddingTop = '200px';"
    (tmp_path / SCRIPT).parent.mkdir()
    (tmp_path / SCRIPT).write_text(script)
    host.lagging = {SCRIPT: tmp_path}
    assert find_shifts(KINDS[1])
