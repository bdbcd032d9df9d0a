"""What the published site costs its readers and builders, beside the same book made the usual way, in one run.

    uv run python benchmarks/site.py                 # weights, first live control, layout shift, build times; some minutes
    uv run python benchmarks/site.py --lighthouse    # Lighthouse for phones as well, on four kinds of pages

The same book the usual way: every page through Jupyter Book with sphinx-book-theme as it comes, the simulators as the
ipywidgets that they are in Jupyter, embedded by html-manager; cases as questions with folded answers. What such a book asks
of other servers (html-manager, require.js, MathJax, anywidget's front end) comes from the same local server here, which
spares it the way to them. Both sites are sent with gzip by one server. Weights are bytes over the wire as Chromium counts
them, headers included, with an empty cache. A control is live when moving it changes the curve; in the usual book, where
moving one changes nothing without a kernel, when the first slider is there to be moved. Slow 4G is 1.6 Mb/s and 150 ms.

Needs Chromium and npm; packages are put into ``_build/npm``. Ratios are what to quote; a busy computer stretches the clock.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anywidget
from playwright.sync_api import Browser, sync_playwright

from casebook.author.bank import Page
from casebook.author.bank_reader import find_pages
from casebook.author.course import Course, find_course
from casebook.judge.blind.log import Log
from casebook.problem import relative
from casebook.site.download.notebook import make_download
from casebook.site.hosting import HEADERS

ROOT = Path(__file__).parents[1]
NPM = ROOT / "_build" / "npm"
PACKAGES = {"@jupyter-widgets/html-manager": "1.0.6", "requirejs": "2.3.4", "mathjax": "3"}
LIGHTHOUSE = "12.8.2"
PAGES = {
    "text page": "evidence/reading-the-web",
    "simulator page": "pharmacology/one-infusion",
    "case page": "dosing/infusion",
    "home": "index",
    "My progress": "progress",
}
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

LIVE = """
const look = () => {
  const slider = document.querySelector(".cb-simulator input[type=range]");
  const curve = document.querySelector(".cb-line")?.getAttribute("d");
  if (slider && curve) {
    slider.value = slider.value === slider.max ? slider.min : slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    if (document.querySelector(".cb-line").getAttribute("d") !== curve) window.liveAt = performance.now();
  } else if (document.querySelector(".noUi-handle")?.getBoundingClientRect().width) {
    window.liveAt = performance.now();
  }
  if (!window.liveAt) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
SHIFT = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def install(packages: dict[str, str]) -> None:
    """Install packages of npm below the build folder, once."""
    wanted = [f"{name}@{version}" for name, version in packages.items() if not (NPM / "node_modules" / name).is_dir()]
    if wanted:
        NPM.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NPM), *wanted]
        subprocess.run(command, check=True)


@cache
def compress(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class Handler(SimpleHTTPRequestHandler):
    """A host that sends text with gzip, and our own site with its headers."""

    protocol_version = "HTTP/1.1"
    ours = True

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if self.path.startswith("/npm/"):
            name = re.sub(r"@[~^]?[\d.*]+", "", self.path.removeprefix("/npm/").partition("?")[0], count=1)
            path = NPM / "node_modules" / name
            if name.startswith("anywidget"):
                path = Path(anywidget.__file__).parent / "nbextension" / "index.js"
            if not path.suffix:
                path = path.with_suffix(".js")
        if path.is_dir():
            path = path / "index.html"
        found = path.is_file()
        body = compress(path, path.stat().st_mtime_ns) if found else gzip.compress(b"nothing here")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        for start, headers in HEADERS.items() if self.ours else ():
            if self.path.startswith(start.removesuffix("*")):
                for name, value in headers.items():
                    self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serve(folder: Path, *, ours: bool) -> Iterator[str]:
    """Serve a folder; a name of this computer's own that is no preview to our pages."""
    kind = type("Kind", (Handler,), {"ours": ours})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://site.localhost:{server.server_address[1]}"
        server.shutdown()


def load(browser: Browser, url: str, *, slow: bool = False, width: int = 360) -> dict[str, float]:
    """Load a page with an empty cache; what was sent, what moved, and when its first control was live."""
    context = browser.new_context(viewport={"width": width, "height": 740}, service_workers="block")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    sent: list[float] = []
    line.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    if slow:
        line.send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(LIVE + SHIFT)
    page.goto(url, timeout=180000)
    live = None
    if slow:
        page.wait_for_function("() => window.liveAt", timeout=90000)
        live = page.evaluate("window.liveAt")
    page.wait_for_load_state("networkidle", timeout=180000)
    result = {"bytes": sum(sent), "requests": len(sent), "shift": page.evaluate("window.shifted")}
    context.close()
    return result | ({"live": live / 1000} if live else {})


def make_usual(course: Course, folder: Path) -> None:
    """Write the same book for Jupyter Book as it comes."""
    (folder / "book").mkdir(parents=True)
    shutil.copy(course.book / "_toc.yml", folder / "book")
    for path in find_pages(course.book):
        page = Page(relative(path, course.root), path.read_text(encoding="utf-8"))
        made = make_download(page, course=course, log=Log())
        target = folder / "book" / path.relative_to(course.book)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made, list):
            # What only our own pages can show, such as the register, is left out.
            text = re.sub(r"^```\{(?:register|chapters|blueprint)\}.*?^```$", "", page.source, flags=re.M | re.S)
            target.write_text(re.sub(r"\{(?:fact|calc)\}(`[^`]+`)", r"\1", text), encoding="utf-8")
        else:
            target.with_suffix(".ipynb").write_bytes(made)
    config = {
        "title": "The same book", "execute": {"execute_notebooks": "cache", "timeout": 120}, "only_build_toc_files": True,
        "parse": {"myst_enable_extensions": ["colon_fence", "deflist", "dollarmath", "linkify", "substitution"]},
    }  # fmt: skip
    (folder / "_config.yml").write_text(json.dumps(config))


def build_usual(folder: Path) -> Path:
    command = [
        sys.executable, "-c",
        'import sys; sys.modules["rfc3987_syntax"] = None; from jupyter_book.cli.main import main; main()',
        "build", str(folder / "book"), "--config", str(folder / "_config.yml"), "--path-output", str(folder),
    ]  # fmt: skip
    run(command, folder)
    return folder / "_build" / "html"


def localise(site: Path) -> None:
    """Have pages ask this server for what they ask of others."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r"https://cdnjs\.cloudflare\.com/ajax/libs/require\.js/[\d.]+/require\.min\.js",
            "/npm/requirejs/require.js",
            text,
        )
        text = re.sub(r"https://cdn\.jsdelivr\.net/npm/", "/npm/", text)
        # The package holds the file unshortened, and so with another digest.
        text = re.sub(r'\sintegrity="[^"]*"', "", text)
        path.write_text(text, encoding="utf-8")


def run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:200]}: {done.stderr[-2000:]}")


def clock(action: Any) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path}: {old!r} is not there to be edited")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def time_builds(course: Course, ours: Path, usual: Path) -> dict[str, tuple[float, float]]:
    """Build both books from nothing, after nothing, after an edit of prose and after one of code, in seconds."""
    for name in ("book", "answers", "exercises"):
        shutil.copytree(course.root / name, ours / name)
    for name in ("_config.yml", "nbgrader_config.py"):
        shutil.copy(course.root / name, ours / name)
    make_usual(course, usual)
    mine, theirs = partial(run, [sys.executable, "-m", "casebook", "build"], ours), partial(build_usual, usual)
    times = {"from nothing": (clock(mine), clock(theirs)), "nothing changed": (clock(mine), clock(theirs))}
    for what, old, new in (("prose edited", " the ", "  the "), ("code edited", "import pandas", "import  pandas")):
        page = f"book/{PAGES['simulator page']}"
        edit(ours / f"{page}.md", old, new)
        edit(usual / f"{page}.ipynb", old, new)
        times[what] = (clock(mine), clock(theirs))
    return times


def show(what: str, ours: float, usual: float | None, unit: str) -> None:
    beside = f"{usual:12.2f} {unit:3} {usual / ours:8.1f} times" if usual is not None and ours else ""
    beside = beside or (f"{usual:12.2f} {unit:3}" if usual is not None else "")
    print(f"{what:52}{ours:10.2f} {unit:3}{beside}", flush=True)


def compare(browser: Browser, ours: Path, usual: Path) -> None:
    with serve(ours, ours=True) as here, serve(usual, ours=False) as there:
        print(f"{'':52}{'ours':>14}{'the usual way':>16}")
        weights = {}
        for path in sorted(ours.rglob("*.html")):
            name = path.relative_to(ours).as_posix()
            if name != "404.html":
                weights[name] = load(browser, f"{here}/{name}", width=1280)
        for kind, name in PAGES.items():
            other = load(browser, f"{there}/{name}.html") if (usual / f"{name}.html").is_file() else None
            show(f"weight, {kind}", weights[f"{name}.html"]["bytes"] / 1000, other and other["bytes"] / 1000, "kB")
        middle = statistics.median(each["bytes"] for each in weights.values()) / 1000
        heaviest = max(weights, key=lambda name: weights[name]["bytes"])
        show(f"weight, median of {len(weights)} pages", middle, None, "kB")
        show(f"weight, heaviest page ({heaviest})", weights[heaviest]["bytes"] / 1000, None, "kB")
        show("layout shift, worst page, 1280 px", max(each["shift"] for each in weights.values()), None, "")
        page = PAGES["simulator page"]
        for width in (360, 1280):
            mine, other = (load(browser, f"{base}/{page}.html", slow=True, width=width) for base in (here, there))
            show(f"first live control, slow 4G, {width} px", mine["live"], other["live"], "s")
            show(f"layout shift, slow 4G, {width} px", mine["shift"], other["shift"], "")


def judge(site: Path, chromium: str) -> None:
    """Print Lighthouse's marks for phones."""
    install({"lighthouse": LIGHTHOUSE})
    with serve(site, ours=True) as here:
        # My progress is each reader's own, so it asks search engines to stay away, which costs marks.
        for kind, name in list(PAGES.items())[:-1]:
            command = [
                "node", str(NPM / "node_modules" / "lighthouse" / "cli" / "index.js"), f"{here}/{name}.html", "--quiet",
                "--output=json", f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
            ]  # fmt: skip
            for _ in range(3):
                done = subprocess.run(
                    command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=False
                )
                # Now and then it fails to record a page and says so itself.
                if "run Lighthouse again" not in done.stderr:
                    break
            if done.returncode:
                raise SystemExit(done.stderr[-2000:])
            report = json.loads(done.stdout)
            marks = {name: round(100 * (each["score"] or 0)) for name, each in report["categories"].items()}
            print(f"Lighthouse, {kind:16} {marks}", flush=True)
            for audit in report["audits"].values():
                if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] == "binary":
                    print(f"    {audit['id']}: {audit['title']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lighthouse", action="store_true", help="Lighthouse as well, on the site in _build/html")
    parser.add_argument("--only-lighthouse", action="store_true", help="Lighthouse and nothing else")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("npm"):
        raise SystemExit("this benchmark needs Chromium and npm - install them, or name Chromium in CHROMIUM")
    course = find_course(ROOT)
    if not options.only_lighthouse:
        install(PACKAGES)
        with tempfile.TemporaryDirectory(prefix="casebook-benchmark-") as scratch, sync_playwright() as playwright:
            ours, usual = Path(scratch, "ours"), Path(scratch, "usual")
            ours.mkdir()
            times = time_builds(course, ours, usual)
            localise(usual / "_build" / "html")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            compare(browser, ours / "_build" / "html", usual / "_build" / "html")
            for what, (mine, theirs) in times.items():
                show(f"build, {what}", mine, theirs, "s")
            browser.close()
    if options.lighthouse or options.only_lighthouse:
        if not (course.site / "index.html").is_file():
            raise SystemExit("there is no site to judge - run casebook build")
        judge(course.site, chromium)


if __name__ == "__main__":
    main()
