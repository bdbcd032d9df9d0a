"""The course without a network, and while a new version of it is being put up: on a host that sends exactly the headers
that the build asks for, below a folder of the host's own."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from casebook.folder import read_folder
from casebook.offline import write_worker

PREFIX = "/course"


def read_headers(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a site's `_headers` as a host reads it: the start of the paths, and the headers for what lies there."""
    blocks = []
    for block in text.strip().split("\n\n"):
        path, *lines = block.splitlines()
        headers = [(name.strip(), value.strip()) for name, value in (line.split(":", 1) for line in lines)]
        blocks.append((path.removesuffix("*"), headers))
    return blocks


class Host:
    """A web server that can be put on another version, have files that lag behind, and be switched off."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lagging: dict[str, Path] = {}
        self.asked: list[str] = []
        self.server: ThreadingHTTPServer | None = None
        self.port = 0
        self.on()

    @property
    def address(self) -> str:
        return f"http://course.test:{self.port}{PREFIX}"

    def on(self) -> None:
        host = self

        class Handler(SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def translate_path(self, path: str) -> str:
                name = path.partition("?")[0].removeprefix(f"{PREFIX}/")
                host.asked.append(name)
                return str(host.lagging.get(name, host.folder) / name)

            def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
                body = (host.folder / "404.html").read_bytes()
                self.send_response(code)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def end_headers(self) -> None:
                path = self.path.removeprefix(PREFIX)
                for start, headers in read_headers((host.folder / "_headers").read_text()):
                    if path.startswith(start):
                        for name, value in headers:
                            self.send_header(name, value)
                super().end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def off(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture(scope="module")
def first(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is built, at a host."""
    return Path(shutil.copytree(site, tmp_path_factory.mktemp("host") / "first"))


@pytest.fixture(scope="module")
def second(first: Path) -> Path:
    """The next version: other words on every page, another style, another script."""
    folder = shutil.copytree(first, first.with_name("second"))
    for path in folder.rglob("*.html"):
        text = path.read_text()
        text = re.sub(r'data-build="\w+"', 'data-build="next"', text)
        text = re.sub(r"(casebook\.(?:css|js)\?v=)\w+", r"\g<1>", text).replace("</h1>", " (revised)</h1>")
        path.write_text(text)
    for name, old, new in (
        ("casebook.js", r'dataset\.script = "\w+"', 'dataset.script = "next"'),
        ("casebook.css", r"\Z", "\nhtml { --revised: 1; }\n"),
    ):
        path = folder / "_static" / name
        path.write_text(re.sub(old, new, path.read_text(), count=1))
    write_worker(folder)
    return folder


@pytest.fixture
def host(first: Path) -> Iterator[Host]:
    served = Host(first)
    yield served
    served.off()


@pytest.fixture(scope="module")
def chromium_for(playwright: Playwright) -> Iterator[Callable[[Host], Browser]]:
    """Return a browser to which a host is as good as one on the web with a certificate."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("there is no Chromium; name it in the environment variable CHROMIUM")
    started: list[Browser] = []

    def start(host: Host) -> Browser:
        quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        names = [
            "--host-resolver-rules=MAP course.test 127.0.0.1",
            f"--unsafely-treat-insecure-origin-as-secure=http://course.test:{host.port}",
        ]
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", *quiet, *names]
        )
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


class Reader:
    """Somebody with a browser of their own: what they see, and whatever their browser complained of."""

    def __init__(self, browser: Browser, host: Host) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.context.set_default_timeout(15000)
        self.host = host
        self.said: list[str] = []

    def open(self, name: str = "index.html") -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text} {message.location}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.goto(f"{self.host.address}/{name}")
        return page

    def visit(self, name: str = "index.html") -> Page:
        """Open a page and stay until the course is kept."""
        page = self.open(name)
        page.evaluate(
            "navigator.serviceWorker.ready.then(ready => new Promise(done => { const look = () => ready.active?.state === 'activated' ? done() : setTimeout(look, 50); look(); }))"
        )
        return page


@pytest.fixture
def reader(host: Host, chromium_for: Callable[[Host], Browser]) -> Iterator[Reader]:
    made = Reader(chromium_for(host), host)
    yield made
    made.context.close()


def is_revised(page: Page) -> tuple[bool, bool, bool]:
    """Return whether the words, the style and the script of a page are those of the second version."""
    return (
        "revised" in page.locator("h1").inner_text(),
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--revised').trim() === '1'"),
        page.evaluate("document.documentElement.dataset.script === 'next'"),
    )


OLD, NEW = (False, False, False), (True, True, True)


def count_versions(page: Page) -> int:
    return page.evaluate("caches.keys().then(names => names.length)")


def wait_for_versions(page: Page, count: int) -> None:
    page.wait_for_function("async count => (await caches.keys()).length === count", arg=count)


def test_after_one_visit_every_page_can_be_read_without_a_network(host: Host, reader: Reader, first: Path) -> None:
    page = reader.visit("start/index.html")
    loaded = [name for name in host.asked if name.endswith(".html")]
    assert loaded[0] == "start/index.html" and host.asked.index("sw.js") >= 4, "the page itself comes first"
    assert not [name for name in host.asked if name.startswith("notebooks/")], "notebooks only when somebody wants one"
    host.off()
    for name in sorted(read_folder(first)):
        if name.endswith(".html"):
            answer = page.goto(f"{host.address}/{name}")
            assert answer and answer.status == 200 and answer.headers["content-security-policy"], name
            assert page.locator("h1").count() == 1, name
            broken = "[...document.images].filter(image => !image.complete || !image.naturalWidth).length"
            assert page.evaluate(broken) == 0, name
    page.goto(f"{host.address}/pharmacology/one-infusion.html")
    before = page.locator(".cb-line").first.get_attribute("d")
    page.locator(".cb-simulator input[type=range]").first.fill("120")
    assert page.locator(".cb-line").first.get_attribute("d") != before
    page.goto(f"{host.address}/search.html?q=racemic")
    assert page.locator(".search-results li").count() > 5
    page.goto(f"{host.address}/")
    assert page.locator(".chapter").count() > 3
    page.goto(f"{host.address}/dosing/no-such-page")
    assert page.locator("h1").inner_text() == "There is no page here"
    assert [line for line in reader.said if "404" not in line] == []


def test_a_new_version_is_told_of_and_taken_when_asked_for(host: Host, reader: Reader, second: Path) -> None:
    reader.visit()
    page, other = reader.open(), reader.open("start/index.html")
    host.folder = second
    page.reload()
    notice = page.locator(".site-update")
    notice.get_by_role("button", name="Reload to use it").wait_for()
    assert "A new version of the course is there." in notice.inner_text()
    assert is_revised(page) == OLD and is_revised(other) == OLD
    # Until then the old version goes on, whole.
    other.goto(f"{host.address}/dosing/infusion.html")
    assert is_revised(other) == OLD and count_versions(page) == 2
    with page.expect_navigation():
        notice.get_by_role("button", name="Reload to use it").click()
    page.wait_for_load_state()
    assert is_revised(page) == NEW
    # What the other tab shows is still of one piece, and what it is made of is not taken from under it.
    assert is_revised(other) == OLD
    page.goto(f"{host.address}/start/index.html")
    page.wait_for_timeout(300)
    assert count_versions(page) == 2
    other.goto(f"{host.address}/dosing/infusion.html")
    assert is_revised(other) == NEW
    for old in reader.context.pages:
        if old not in (page, other):
            old.close()
    page.goto(f"{host.address}/index.html")
    wait_for_versions(page, 1)
    host.off()
    page.goto(f"{host.address}/changes.html")
    assert is_revised(page) == NEW
    assert reader.said == []


def test_later_is_an_answer_too(host: Host, reader: Reader, second: Path) -> None:
    page = reader.visit()
    page.reload()
    host.folder = second
    page.reload()
    page.get_by_role("button", name="Later").click()
    assert page.locator(".site-update").count() == 0
    assert is_revised(page) == OLD


def test_a_version_half_put_up_is_not_taken(host: Host, reader: Reader, first: Path, second: Path) -> None:
    page = reader.visit()
    page.reload()
    # The new worker is there, and one page of the old version still.
    host.folder, host.lagging = second, {"dosing/infusion.html": first}
    page.reload()
    page.wait_for_function("navigator.serviceWorker.getRegistration().then(found => !found.installing)")
    page.goto(f"{host.address}/start/index.html")
    assert is_revised(page) == OLD
    host.off()
    for name in ("index.html", "dosing/infusion.html", "search.html"):
        page.goto(f"{host.address}/{name}")
        assert is_revised(page) == OLD, name
    host.on()
    host.lagging = {}
    page.reload()
    page.get_by_role("button", name="Reload to use it").click()
    page.wait_for_function("document.documentElement.dataset.script === 'next'")
    assert is_revised(page) == NEW


def test_an_old_page_with_a_new_script_is_loaded_again_once(
    host: Host, reader: Reader, first: Path, second: Path
) -> None:
    # Before anything is kept: the page came from before the update, its script and style from after it.
    host.lagging = dict.fromkeys(("_static/casebook.js", "_static/casebook.css"), second)
    drawn: list[str] = []
    reader.context.on("page", lambda page: page.on("framenavigated", lambda frame: drawn.append(frame.url)))
    page = reader.open("start/index.html")
    page.wait_for_function("sessionStorage.getItem('casebook:mended')")
    page.wait_for_load_state()
    page.wait_for_timeout(500)
    assert len(drawn) == 2, "once, and not again and again"
    host.folder, host.lagging = second, {}
    page.goto(f"{host.address}/dosing/infusion.html")
    assert is_revised(page) == NEW


def test_a_notebook_asked_for_once_is_kept(host: Host, reader: Reader) -> None:
    page = reader.visit("pharmacology/one-infusion.html")
    page.reload()
    for down in (False, True):
        if down:
            host.off()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as a notebook").click()
        assert Path(download.value.path()).read_bytes().startswith(b"{"), down


@pytest.mark.parametrize("place", ["shared", "saving"])
def test_nothing_is_kept_where_it_is_not_wanted(place: str, host: Host, reader: Reader) -> None:
    wishes = {
        "shared": "sessionStorage.setItem('casebook:shared', 'true')",
        "saving": "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})",
    }
    reader.context.add_init_script(wishes[place])
    page = reader.open()
    page.wait_for_timeout(1500)
    assert "sw.js" not in host.asked and count_versions(page) == 0


def test_a_computer_that_turns_out_to_be_shared_keeps_nothing(host: Host, reader: Reader) -> None:
    page = reader.visit()
    assert count_versions(page) == 1
    page.evaluate("sessionStorage.setItem('casebook:shared', 'true')")
    page.reload()
    wait_for_versions(page, 0)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_the_preview_on_this_computer_keeps_nothing(address: str, open_page: Any) -> None:
    page = open_page("index.html")
    page.wait_for_timeout(1000)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
