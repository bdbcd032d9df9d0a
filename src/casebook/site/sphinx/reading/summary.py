"""What is noted of a card for the rest of the book: its questions in a few words, and nothing of a key."""

import html
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["summarise_card"]

_LONGEST = 140
# The unit, because it may be typed behind a number: without it no page can tell which numbers are readable.
_NOTED = ("id", "fingerprint", "points", "kind", "unit")


def _plain(question: str) -> str:
    """Return a question as plain words; its numbers are each reader's own, so an ellipsis stands for them."""
    text = re.sub(r"<data\b[^>]*>.*?</data>", "…", question, flags=re.DOTALL)
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _items(parts: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [item for part in parts for item in part["items"]]


def summarise_card(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is noted of a self-check or an exercise: its id, its title, and each item with its fingerprint and words."""
    parts = [data["part"]] if kind == "case" else data["parts"]
    head = data["part"] if kind == "case" else data
    items = [
        [*(item.get(entry, "") for entry in _NOTED), *([item["was"]] if "was" in item else [])]
        for item in _items(parts)
    ]
    words = {item["id"]: _plain(item["question"]) for item in _items(parts)} if kind == "case" else {}
    return {"kind": kind, "id": head["id"], "title": head["title"], "items": items, "words": words}
