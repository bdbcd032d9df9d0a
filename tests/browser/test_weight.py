"""What a page costs a reader on a bad line: what is sent for it, and whether it stays where it was once it is read."""

import gzip
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from .host import Host

TEXT, ANY = 200_000, 350_000
"""Bytes that a page of text, and any page, may cost with everything it loads, as sent with gzip."""

# Slow 4G, 1.6 Mb/s and 150 ms: reckoned from what is sent, for a clock would judge the computer and not the page. A turn
# each to connect, for the page, for its files and one for the server's slow start.
SLOW_BYTES_A_SECOND, SLOW_TURN, TURNS, LIVE_WITHIN = 200_000, 0.15, 4, 2.0

KINDS = (
    "index.html", "dosing/infusion.html", "pharmacology/one-infusion.html", "pharmacology/exercise.html",
    "evidence/register.html", "search.html", "progress.html",
)  # fmt: skip

SCRIPT = "_static/casebook.js"

SHIFTS = """() => new Promise((done) => {
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
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


def find_shifts(chromium: Browser, host: Host, name: str, width: int) -> list[Any]:
    """Return what moved on a page whose reader sees it as it was sent, and only then does its script arrive."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    host.held = {SCRIPT: threading.Event()}
    try:
        page = context.new_page()
        page.goto(f"{host.address}/{name}", wait_until="commit")
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        host.held[SCRIPT].set()
        page.wait_for_load_state("load")
        return list(page.evaluate(SHIFTS))
    finally:
        host.held.pop(SCRIPT).set()
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_script_comes_late(width: int, host: Host, chromium: Browser) -> None:
    moved = {name: find_shifts(chromium, host, name, width) for name in KINDS}
    assert {name: shifts for name, shifts in moved.items() if shifts} == {}


def test_what_moves_is_found(host: Host, chromium: Browser, site: Path, tmp_path: Path) -> None:
    script = (site / SCRIPT).read_text() + "document.querySelector('main').style.paddingTop = '200px';"
    (tmp_path / SCRIPT).parent.mkdir()
    (tmp_path / SCRIPT).write_text(script)
    host.lagging = {SCRIPT: tmp_path}
    assert find_shifts(chromium, host, KINDS[1], 1280)
