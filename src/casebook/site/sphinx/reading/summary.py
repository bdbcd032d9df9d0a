"""What is noted of a card for the rest of the book: its questions in a few words, and nothing of a key."""

from collections.abc import Mapping
from typing import Any

__all__ = ["summarise_card"]

_LONGEST = 140
# The unit, because it may be typed behind a number: without it no page can tell which numbers are readable.
_NOTED = ("id", "fingerprint", "points", "kind", "unit")


def _shorten(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _items(parts: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [item for part in parts for item in part["items"]]


def summarise_card(kind: str, data: Mapping[str, Any], questions: Mapping[str, str]) -> dict[str, Any]:
    """Return what is noted of a self-check or an exercise: its id, its title, its minutes, and each item with its fingerprint.

    `questions` are those whose words are noted too, in plain words by item: of an exercise none.
    """
    parts = data["parts"] if kind == "exercise" else [data["part"]]
    head = data if kind == "exercise" else data["part"]
    items = [
        [*(item.get(entry, "") for entry in _NOTED), *([item["was"]] if "was" in item else [])]
        for item in _items(parts)
    ]
    words = {name: _shorten(question) for name, question in questions.items()}
    minutes = round(sum(part.get("minutes", 0) for part in parts), 1)
    return {"kind": kind, "id": head["id"], "title": head["title"], "minutes": minutes, "items": items, "words": words}
