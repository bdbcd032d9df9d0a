"""A reader in one engine: opens pages, clicks what is seen, types, and notices what goes wrong."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..browser.host import Host
from .driver import Driver, LeftPage

__all__ = ["PHONE", "Walker"]

PHONE = (390, 844)
_WAIT = 15

# Where a click meets the element that a selector and its words name; null where there is none to be seen.
_FIND = """async (css, words, nth) => {
  const isSeen = (each) => each.getClientRects().length && getComputedStyle(each).visibility === "visible";
  const found = [...document.querySelectorAll(css)].filter((each) => isSeen(each) && each.textContent.includes(words));
  const element = found[nth];
  if (!element) return null;
  element.scrollIntoView({ block: "center" });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const box = element.getClientRects()[0];
  // It may have gone meanwhile: then it is looked for again.
  if (!box) return null;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  const met = hit && (element.contains(hit) || element.labels?.[0]?.contains(hit));
  return { x, y, met: Boolean(met), hit: hit ? hit.outerHTML.slice(0, 120) : "nothing" };
}"""


class Walker:
    """What tests say of a reader, in whichever engine."""

    def __init__(self, driver: Driver, host: Host) -> None:
        self.driver = driver
        self.host = host
        self.address = f"http://127.0.0.1:{host.port}{host.prefix}"

    @property
    def name(self) -> str:
        return self.driver.name

    def open(self, path: str, size: tuple[int, int] = PHONE) -> None:
        self.driver.set_size(*size)
        self.driver.go(f"{self.address}/{path}")

    def run(self, function: str, *given: Any) -> Any:
        return self.driver.run(function, *given)

    def count(self, css: str) -> int:
        return int(self.run("(css) => document.querySelectorAll(css).length", css))

    def read(self, css: str) -> str:
        """Return the words of an element as they are seen."""
        return str(self.run("(css) => document.querySelector(css).innerText", css))

    def wait(self, function: str, *given: Any) -> Any:
        """Wait until a function in the page gives something true, and return it; of an element, that it is there."""
        asked = f"async (...given) => {{ const found = await ({function})(...given); return found instanceof EventTarget || found; }}"
        return self.wait_for(lambda: self.run(asked, *given), function)

    def wait_for(self, ask: Callable[[], Any], what: object) -> Any:
        until = time.monotonic() + _WAIT
        while time.monotonic() < until:
            # What is waited for may be another page.
            with suppress(LeftPage):
                if found := ask():
                    return found
            time.sleep(0.02)
        where = self.run("() => `${location.href} (${document.readyState}): ${document.body?.innerText.slice(0, 200)}`")
        raise AssertionError(f"{self.name}: this has not become true: {what}\nat {where}")

    def find(self, css: str, words: str = "", nth: int = 0) -> tuple[float, float]:
        """Bring an element into view and return where a click meets it and nothing else."""
        found = self.wait_for(lambda: self.run(_FIND, css, words, nth), f"{css} {words} is there to be seen")
        assert found["met"], f"{self.name}: {css} {words} is covered by {found['hit']}"
        return found["x"], found["y"]

    def click(self, css: str, words: str = "", nth: int = 0) -> None:
        self.driver.tap(*self.find(css, words, nth))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.press(key)

    def type(self, css: str, text: str, nth: int = 0) -> None:
        """Click into a field and type, letter by letter."""
        self.click(css, nth=nth)
        self.press(*text)

    def choose(self, css: str, place: int, nth: int = 0) -> None:
        """Choose from a list by script: engines draw an open list outside the page, where no pointer of theirs reaches."""
        self.run(
            """(css, place, nth) => {
              const list = document.querySelectorAll(css)[nth];
              list.selectedIndex = place;
              list.dispatchEvent(new Event("input", { bubbles: true }));
              list.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            css,
            place,
            nth,
        )

    def wait_for_file(self) -> Path:
        """Return the one file that was downloaded, once it is whole, which is when its size rests."""
        folder = self.driver.folder
        sizes: list[int] = []

        def rests() -> list[Path]:
            whole = [path for path in folder.iterdir() if path.suffix not in (".part", ".wkdownload", ".crdownload")]
            sizes.append(sum(path.stat().st_size for path in whole))
            return whole if len(sizes) > 2 and sizes[-1] == sizes[-3] > 0 else []

        (path,) = self.wait_for(rests, "a file was downloaded")
        return Path(path)

    def listen(self) -> list[str]:
        """Return what went wrong since last asked: what the engine said, and files it asked for that are not there."""
        asked, self.host.asked = self.host.asked, []
        missing = [
            f"failed: {name} (not there)" for name in asked if not (self.host.folder / (name or "index.html")).exists()
        ]
        return [*self.driver.listen(), *missing]
