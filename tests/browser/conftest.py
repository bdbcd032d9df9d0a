"""The built course in Debian's Chromium, with every other host refused and nothing said to the console."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from casebook.author.course import Course, find_course
from casebook.site.build import build_site
from casebook.site.serve import make_server

from .play import start_playwright

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that the plain test command leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def course() -> Course:
    return find_course(ROOT)


@pytest.fixture(scope="session")
def site(course: Course) -> Path:
    """The whole course, built as a reader gets it."""
    return build_site(course, say=lambda line: None)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the course is served, under the policy that a careful host would send."""
    with make_server(site, 8100) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("there is no Chromium; name it in the environment variable CHROMIUM")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    browser = start_playwright().chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu", *quiet])
    yield browser
    browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, address: str, site: Path) -> Iterator[Open]:
    """Return what opens a page of the course; afterwards nothing may have failed, been refused or been said."""
    said: list[str] = []
    contexts = []

    def refuse(route: Any) -> None:
        url = route.request.url
        if url.startswith((address, "data:", "blob:", site.as_uri())):
            route.continue_()
        else:
            said.append(f"asked {url}")
            route.abort()

    def note_failure(request: Any) -> None:
        # Leaving a page gives up what it still asks for; that is no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            said.append(f"failed: {request.url} ({request.failure})")

    def opened(path: str, *, width: int = 1280, scripts: bool = True, base: str = address, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="en-GB", **options
        )
        contexts.append(context)
        context.set_default_timeout(8000)
        context.route("**/*", refuse)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("requestfailed", note_failure)
        page.on(
            "response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
        )
        # THROTTLE=8 finds the tests that look too early: everything passes on a computer that is eight times slower.
        if rate := os.environ.get("THROTTLE"):
            context.set_default_timeout(60000)
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": float(rate)})
        page.goto(f"{base}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
