"""The course without a network, and while a new version of it is being put up."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from casebook.site.offline import write_worker

from .host import PREFIX, Host

# What a page is made of, asked for as the browser would: every link to a file of the site, followed once.
READ_ALL = """async (pages) => {
  const amiss = [];
  const files = new Set();
  const ask = async (address) => {
    const answer = await fetch(address).catch((error) => ({ ok: false, status: String(error) }));
    if (!answer.ok) amiss.push(`${address}: ${answer.status}`);
    return answer.ok ? answer.text() : "";
  };
  for (const address of pages) {
    const page = new DOMParser().parseFromString(await ask(address), "text/html");
    if (page.querySelectorAll("h1").length !== 1) amiss.push(`${address}: no heading`);
    for (const element of page.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon], img:not([src^=data])")) {
      files.add(new URL(element.getAttribute("src") ?? element.getAttribute("href"), address).href);
    }
  }
  for (const address of files) await ask(address);
  return [amiss, files.size];
}"""


@pytest.fixture(scope="module")
def first(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is built, at a host; the page for wrong addresses as `--base-url` would have it."""
    folder = Path(shutil.copytree(site, tmp_path_factory.mktemp("host") / "first"))
    missing = folder / "404.html"
    missing.write_text(
        re.sub(r'(\s(?:href|src|action|data-worker|data-content_root)=")/', rf"\g<1>{PREFIX}/", missing.read_text())
    )
    write_worker(folder)
    return folder


@pytest.fixture(scope="module")
def second(first: Path) -> Path:
    """The next version: other words on every page, another style, another script."""
    folder = Path(shutil.copytree(first, first.with_name("second")))
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


@pytest.fixture(scope="module")
def kept_host(first: Path) -> Iterator[Host]:
    served = Host(first)
    yield served
    served.off()


@pytest.fixture
def host(kept_host: Host, first: Path) -> Host:
    """The host with the first version on it. Every reader has a browser to themselves, so one host does for all."""
    kept_host.folder, kept_host.lagging, kept_host.asked = first, {}, []
    if not kept_host.server:
        kept_host.on()
    return kept_host


class Reader:
    """Somebody with a browser of their own: what they see, and whatever their browser complained of."""

    def __init__(self, browser: Browser, host: Host) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.context.set_default_timeout(30000)
        self.host = host
        self.said: list[str] = []
        self.drawn: list[str] = []

    def open(self, name: str = "index.html") -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text} {message.location}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("framenavigated", lambda frame: self.drawn.append(frame.url))
        page.goto(f"{self.host.address}/{name}")
        return page

    def visit(self, name: str = "index.html") -> Page:
        """Open a page, stay until the course is kept, and turn to a page that the worker answers for."""
        page = self.open(name)
        wait_for_offline(page, "yes")
        wait_until_active(page)
        return page


def wait_for_offline(page: Page, kept: str) -> None:
    """Wait until the page has decided whether the course is to be kept here."""
    page.wait_for_function("kept => document.documentElement.dataset.offline === kept", arg=kept)


def wait_until(page: Page, happened: Callable[[], bool]) -> None:
    """Wait for what a page can't be asked to wait for itself: what only the host sees, or takes an answer from a worker."""
    for _ in range(1500):
        if happened():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it has not happened")


def wait_until_active(page: Page) -> None:
    state = "navigator.serviceWorker.getRegistration().then(found => found?.active?.state)"
    wait_until(page, lambda: page.evaluate(state) == "activated")


@pytest.fixture
def reader(host: Host, chromium: Browser) -> Iterator[Reader]:
    made = Reader(chromium, host)
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
    return int(page.evaluate("caches.keys().then(names => names.length)"))


def wait_for_versions(page: Page, count: int) -> None:
    wait_until(page, lambda: count_versions(page) == count)


def count_workers(page: Page) -> int:
    return int(page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)"))


def tidy(page: Page) -> None:
    """Have the worker remove the versions that no page uses, and wait until it has looked."""
    page.evaluate("""() => new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      navigator.serviceWorker.controller.postMessage("tidy", [port2]);
    })""")


def read_offer(page: Page) -> Any:
    notice = page.locator(".site-update")
    notice.get_by_role("button", name="Reload to use it").wait_for()
    return notice


def test_after_one_visit_every_page_can_be_read_without_a_network(host: Host, reader: Reader, first: Path) -> None:
    page = reader.visit("start/index.html")
    loaded = [name for name in host.asked if name.endswith(".html")]
    assert loaded[0] == "start/index.html" and host.asked.index("sw.js") >= 4, "the page itself comes first"
    assert not [name for name in host.asked if name.startswith(("notebooks/", "pdf/"))], "only when somebody asks"
    host.off()
    page.goto(f"{host.address}/pharmacology/one-infusion.html")
    before = page.locator(".cb-line").first.get_attribute("d")
    page.locator(".cb-simulator input[type=range]").first.fill("120")
    expect(page.locator(".cb-line").first).not_to_have_attribute("d", before)
    page.goto(f"{host.address}/search.html?q=racemic")
    page.locator(".search-results li").nth(5).wait_for()
    page.goto(f"{host.address}/")
    assert page.locator(".chapter").count() > 3
    pages = [f"{host.address}/{path.relative_to(first).as_posix()}" for path in sorted(first.rglob("*.html"))]
    amiss, files = page.evaluate(READ_ALL, pages)
    assert amiss == [] and files > 20
    assert reader.said == []
    answer = page.goto(f"{host.address}/dosing/no-such-page")
    assert answer and answer.status == 404 and answer.headers["content-security-policy"]
    assert page.locator("h1").inner_text() == "There is no page here"
    page.get_by_role("link", name="The first page").click()
    page.locator(".chapter").first.wait_for()
    assert [line for line in reader.said if "404" not in line] == []


def test_a_new_version_is_told_of_and_taken_when_asked_for(host: Host, reader: Reader, second: Path) -> None:
    reader.visit().close()
    page, other = reader.open(), reader.open("start/index.html")
    host.folder = second
    page.reload()
    assert "A new version of the course is there." in read_offer(page).inner_text()
    assert is_revised(page) == OLD and is_revised(other) == OLD
    # Until then the old version goes on, whole.
    other.goto(f"{host.address}/dosing/infusion.html")
    assert is_revised(other) == OLD and count_versions(page) == 2
    style = other.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.href)[0]")
    with page.expect_navigation():
        page.get_by_role("button", name="Reload to use it").click()
    page.wait_for_load_state()
    wait_until_active(page)
    assert is_revised(page) == NEW
    # What the other tab shows is still of one piece, and what it is made of is not taken from under it.
    page.goto(f"{host.address}/start/index.html")
    assert is_revised(page) == NEW and is_revised(other) == OLD
    assert "--revised" not in other.evaluate("address => fetch(address).then(answer => answer.text())", style)
    tidy(page)
    assert count_versions(page) == 2
    other.goto(f"{host.address}/dosing/infusion.html")
    assert is_revised(other) == NEW
    page.goto(f"{host.address}/index.html")
    wait_for_versions(page, 1)
    host.off()
    page.goto(f"{host.address}/changes.html")
    assert is_revised(page) == NEW
    assert reader.said == []


def test_later_is_an_answer_too_and_closing_every_page_is_another(host: Host, reader: Reader, second: Path) -> None:
    page = reader.visit()
    host.folder = second
    page.reload()
    read_offer(page).get_by_role("button", name="Later").click()
    expect(page.locator(".site-update")).to_have_count(0)
    page.reload()
    wait_for_offline(page, "yes")
    assert page.locator(".site-update").count() == 0, "once for this tab"
    assert is_revised(page) == OLD
    # Elsewhere at the same host no page of the course is open, and one can see that the new worker has taken over.
    page.goto(f"{host.address.removesuffix(PREFIX)}/elsewhere")
    settled = f"navigator.serviceWorker.getRegistration('{PREFIX}/').then(at => !at.waiting && at.active.state)"
    wait_until(page, lambda: page.evaluate(settled) == "activated")
    page.goto(f"{host.address}/index.html")
    page.wait_for_function("() => document.documentElement.dataset.script === 'next'")
    assert is_revised(page) == NEW


def test_a_version_half_put_up_is_not_taken(host: Host, reader: Reader, first: Path, second: Path) -> None:
    page = reader.visit()
    page.reload()
    # The new worker is there, and one page of the old version still.
    host.folder, host.lagging, host.asked = second, {"dosing/infusion.html": first}, []
    page.reload()
    wait_until(page, lambda: host.asked.count("dosing/infusion.html") >= 2)
    installing = "navigator.serviceWorker.getRegistration().then(found => Boolean(found.installing))"
    wait_until(page, lambda: not page.evaluate(installing))
    page.goto(f"{host.address}/start/index.html")
    assert is_revised(page) == OLD
    host.off()
    for name in ("index.html", "dosing/infusion.html", "search.html"):
        page.goto(f"{host.address}/{name}")
        assert is_revised(page) == OLD, name
    host.on()
    host.lagging = {}
    page.reload()
    read_offer(page).get_by_role("button", name="Reload to use it").click()
    page.wait_for_function("() => document.documentElement.dataset.script === 'next'")
    assert is_revised(page) == NEW


def test_an_old_page_with_a_new_script_is_loaded_again_once(
    host: Host, reader: Reader, first: Path, second: Path
) -> None:
    # Before anything is kept: the page came from before the update, its script and style from after it.
    host.lagging = dict.fromkeys(("_static/casebook.js", "_static/casebook.css"), second)
    page = reader.open("start/index.html")
    wait_until(page, lambda: len(reader.drawn) == 2)
    wait_for_offline(page, "yes")
    assert len(reader.drawn) == 2, "once, and not again and again"
    host.folder, host.lagging = second, {}
    page.goto(f"{host.address}/dosing/infusion.html")
    page.wait_for_function("() => document.documentElement.dataset.script === 'next'")
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
    wait_for_offline(page, "no")
    assert "sw.js" not in host.asked and count_versions(page) == 0


def test_a_computer_that_turns_out_to_be_shared_keeps_nothing(host: Host, reader: Reader) -> None:
    page = reader.visit("progress.html")
    page.reload()
    wait_for_offline(page, "yes")
    assert count_versions(page) == 1
    page.get_by_role("checkbox", name="This is a shared computer").check()
    wait_for_versions(page, 0)
    page.goto(f"{host.address}/index.html")
    wait_for_offline(page, "no")
    assert count_workers(page) == 0 and count_versions(page) == 0


def test_the_preview_on_this_computer_keeps_nothing(open_page: Any) -> None:
    page = open_page("index.html")
    wait_for_offline(page, "no")
    assert count_workers(page) == 0
