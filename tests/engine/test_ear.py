"""Each engine says what goes wrong in a page; without that, a quiet walk would prove nothing."""

from pathlib import Path

import pytest

from ..browser.host import Host
from .driver import Driver
from .ear import give_ear
from .walker import Walker

POLICY = "default-src 'none'; script-src 'self'"
PAGE = """<!doctype html><html><head><title>A page with faults</title><link rel="next" href="next.html"></head><body>
<h1>Faults</h1><img src="refused.png" alt=""><script src="gone.js"></script><script src="faults.js"></script></body></html>"""
SCRIPT = """console.error("told");
setTimeout(() => { document.body.dataset.done = "yes"; null.thrown; });
Promise.reject(new Error("broken"));"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    folder = tmp_path / "faulty"
    folder.mkdir()
    for name, text in {
        "index.html": PAGE,
        "next.html": PAGE.replace("next.html", "index.html"),
        "404.html": "<!doctype html><html><head><title>Nothing here</title></head></html>",
        "faults.js": SCRIPT,
        "_headers": f"/*\n  Content-Security-Policy: {POLICY}\n",
    }.items():
        (folder / name).write_text(text)
    return folder


def test_an_engine_says_what_is_thrown_told_refused_and_missing(driver: Driver, faulty: Path) -> None:
    if driver.name == "webkit":
        give_ear(faulty)
    host = Host(faulty)
    driver.start()
    walker = Walker(driver, host)
    walker.open("index.html")
    walker.wait("() => document.body.dataset.done")
    heard: list[str] = []
    wanted = ["thrown", "told", "broken", "refused.png", "gone.js"]
    # Firefox alone fetches the next page early, and is alone in saying that it may not.
    wanted += ["next.html"] if driver.name == "firefox" else []

    def all_heard() -> bool:
        heard.extend(walker.listen())
        return all(any(word in line for line in heard) for word in wanted)

    walker.wait_for(all_heard, heard)
    host.off()
