"""What learners were shown of an item before it was changed: all of it that an answer rests on, and not how it was worded.

A hand-in names the fingerprint of each item as it was met. A fingerprint can't be undone, so the release that replaces an item
keeps, in ``answers/shown.json``, what the one before had shown. Nothing in it is secret. With it, hand-ins can be marked by a
corrected key wherever only the key was wrong.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..author.course import Course
from ..folder import write_file
from ..problem import CasebookError, Problem, relative

__all__ = ["FILE", "describe_shown", "keep_shown", "read_shown", "say_unlike"]

FILE = "shown.json"
"""The record's name, in the folder of graded cases."""

_FIGURE = re.compile(r'<figure class="cb-shown .*?</figure>', re.DOTALL)
_CELL = re.compile(r"<(?:td|th|dt|dd)\b[^>]*>(.*?)</(?:td|th|dt|dd)>", re.DOTALL)
_OWN = re.compile(r"<data\b.*?</data>", re.DOTALL)
_PLACE = re.compile(r'<data value="([^"]*)">')


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _list_texts(html: Iterable[str], numbers: Mapping[str, list[str]], variant: int) -> list[str]:
    """Return the numbers that texts show in one variant, each once, whatever their order."""
    names = {name for text in html for name in _PLACE.findall(text)}
    return sorted({numbers[name][variant] for name in names if variant < len(numbers.get(name, ()))})


def _list_readings(html: Iterable[str]) -> list[str]:
    """Return what the figures of texts say, cell by cell; numbers of the learner's own are listed by `_list_texts`."""
    figures = (figure for text in html for figure in _FIGURE.findall(text))
    return [_OWN.sub("", cell) for figure in figures for cell in _CELL.findall(figure)]


def describe_shown(part: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer to an item rests on: kind, ids, unit, given code and tables, and the numbers of every variant."""
    texts = {f"{name} {each['id']}": each["text"] for name in ("options", "stems") for each in item.get(name, ())}
    numbers = part.get("numbers", {})
    story = [part.get("intro", ""), item.get("question", ""), item.get("body", "")]
    shown = []
    for variant in range(part.get("variants", 1)):
        own = {name: _list_texts([text], numbers, variant) for name, text in texts.items()}
        shown.append(_digest([_list_texts(story, numbers, variant) + _list_readings(story), own]))
    return {
        "item": item["id"],
        "kind": item["kind"],
        "options": sorted(option["id"] for option in item.get("options", ())),
        "stems": sorted(stem["id"] for stem in item.get("stems", ())),
        "unit": item.get("unit", ""),
        "code": _digest(item["starter"]) if "starter" in item else "",
        "tables": {table["name"]: _digest(table.get("text", "")) for table in item.get("data", ())},
        "numbers": shown,
    }


_UNLIKE = {
    "kind": "it was another kind of question then",
    "options": "it had other options then",
    "stems": "it had other stems then",
    "unit": "it asked for another unit then",
    "code": "it began with other code then",
    "tables": "its tables were others then",
}


def say_unlike(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return by variant why an answer given then can't be marked by the key of now; nothing where it can."""
    whole = next((why for name, why in _UNLIKE.items() if before.get(name) != now[name]), "")
    numbers = now["numbers"]
    return [
        whole or ("" if variant < len(numbers) and numbers[variant] == shown else "it showed other numbers then")
        for variant, shown in enumerate(before.get("numbers", ()))
    ]


def read_shown(course: Course) -> dict[str, dict[str, Any]]:
    """Return what is on record of items that were replaced, by fingerprint; nothing where there is no record.

    Raises `CasebookError` for a record that can't be read: to begin a new one would lose it.
    """
    path = course.answers / FILE
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(shown, dict) for shown in found.values()):
        where = relative(path, course.root)
        fix = "put it back from version control, or delete it and know nothing of what was shown before"
        raise CasebookError.of([Problem(where, 1, "the record of what was shown can't be read", fix, "broken-shown")])
    return found


def keep_shown(course: Course, before: bytes, now: Mapping[str, Any]) -> None:
    """Keep what the public document of the last release showed of the items that the one of now replaces."""
    try:
        parts = json.loads(before)["parts"]
        pairs = [(part, item) for part in parts for item in part["items"]]
        present = {item["fingerprint"] for part in now["parts"] for item in part["items"]}
        gone = {
            name: describe_shown(part, item)
            for part, item in pairs if item["fingerprint"] not in present
            for name in (item["fingerprint"], *item.get("was", ()))
        }  # fmt: skip
    except (ValueError, TypeError, KeyError):
        return  # it was not of our making, so nothing can be known of it
    if gone:
        record = read_shown(course) | gone
        lines = [f"{json.dumps(name)}: {json.dumps(record[name], sort_keys=True)}" for name in sorted(record)]
        write_file(course.answers / FILE, ("{\n" + ",\n".join(lines) + "\n}\n").encode())
