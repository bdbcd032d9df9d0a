"""Finding a page by what it holds, so that a test outlives the rewriting of one question."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Item = dict[str, Any]

_DATA = re.compile(r'<script[^>]*class="cb-data"[^>]*>(.*?)</script>', re.DOTALL)


def list_items(page: Path) -> Iterator[tuple[Item, Item]]:
    """Yield each self-check of a built page, with its secret half."""
    for found in _DATA.finditer(page.read_text("utf-8")):
        data = json.loads(found[1])
        for item in data["part"]["items"] if "part" in data else ():
            yield item, data["secrets"][item["id"]]


def find_page(site: Path, *kinds: str) -> str:
    """Return the first page, by name, whose self-checks are of all these kinds."""
    for page in sorted(site.rglob("*.html")):
        if {item["kind"] for item, _ in list_items(page)}.issuperset(kinds):
            return page.relative_to(site).as_posix()
    raise AssertionError(f"no page has self-checks of the kinds {', '.join(kinds)}")


def find_pages(site: Path, kinds: set[str]) -> list[str]:
    """Return few pages whose self-checks are together of all these kinds."""
    held = {page: {item["kind"] for item, _ in list_items(page)} for page in sorted(site.rglob("*.html"))}
    found, missing = [], set(kinds)
    while missing:
        best = max(held, key=lambda page: len(held[page] & missing))
        assert held[best] & missing, f"no page has self-checks of the kinds {', '.join(sorted(missing))}"
        missing -= held[best]
        found.append(best.relative_to(site).as_posix())
    return found


def find_item(
    site: Path, kind: str, fits: Callable[[Item, Item], bool] = lambda item, secret: True
) -> tuple[str, Item, Item]:
    """Return the first self-check of a kind that fits: its page, its public half and its secret one."""
    for page in sorted(site.rglob("*.html")):
        for item, secret in list_items(page):
            if item["kind"] == kind and fits(item, secret):
                return page.relative_to(site).as_posix(), item, secret
    raise AssertionError(f"no page has a self-check of the kind {kind} that fits")
