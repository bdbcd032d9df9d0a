"""What every engine is driven by: a page, a script in it, a pointer, keys, and whatever the engine complained of."""

from pathlib import Path
from typing import Any, Protocol

__all__ = ["KEYS", "Driver", "LeftPage", "need"]

KEYS = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " ", "End": "\ue010",
    "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
}  # fmt: skip
"""The keys that write nothing, by the name the Web gives them, as WebDriver sends them."""


class LeftPage(Exception):
    """The page was left for another while a function ran in it."""


class Driver(Protocol):
    """One engine with one reader, whose storage is empty at first and who sees one page at a time."""

    name: str
    folder: Path
    """Where the engine puts what is downloaded."""

    def start(self) -> None:
        """Begin as a new reader: nothing kept, nothing said, no page open."""

    def set_size(self, width: int, height: int) -> None:
        """Make the page's own area that large, in CSS pixels."""

    def go(self, address: str) -> None:
        """Open an address and wait until it has loaded."""

    def reload(self) -> None:
        """Load the page again."""

    def run(self, function: str, *given: Any) -> Any:
        """Call a JavaScript function in the page with JSON values, wait for its promise, return its JSON value.

        Raises `LeftPage` where the page goes before the function is done.
        """

    def tap(self, x: float, y: float) -> None:
        """Press and let go the first button of a mouse at a place of the page's area."""

    def press(self, key: str) -> None:
        """Press and let go one key, by its name or as the letter it writes, wherever the focus is."""

    def print_page(self, width: float, height: float) -> bytes:
        """Return the page as a PDF on paper of that size in mm."""

    def listen(self) -> list[str]:
        """Return what the engine complained of since last asked: errors, refusals, files that did not come."""

    def close(self) -> None:
        """End the engine."""


def need(program: str | Path | None, package: str) -> str:
    """Return a program's path, or say which package of Debian has it."""
    if not program or not Path(program).exists():
        raise FileNotFoundError(f"an engine is missing - install Debian's package {package}, as .ci/run does")
    return str(program)
