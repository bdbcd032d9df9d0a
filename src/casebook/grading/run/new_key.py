"""Marking by a corrected key what was handed in before it was corrected, where it was shown as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of
from ...exercise.shown import describe_shown, read_shown, say_unlike
from ...problem import CasebookError, nearest
from ..handin.submission import list_submitted
from ..nbgrader.gradebook import read_grades, read_new_keys
from ..nbgrader.settle import remember_new_keys
from ..term.memory import NewKey
from .note import read_note

__all__ = ["Marks", "agree", "read_agreed", "read_marks", "say_marks"]


@dataclass(frozen=True, slots=True)
class Marks:
    """A learner's automatic marks by item, those that items had before they were held, and a person's."""

    now: Mapping[str, float] = field(default_factory=dict)
    earlier: Mapping[str, float] = field(default_factory=dict)
    given: Mapping[str, float] = field(default_factory=dict)


def _list_items(public: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for part in public["parts"]:
        for item in part["items"]:
            yield part, item


def read_agreed(course: Course, public: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the items whose new key counts for who met them before, as a snapshot holds it; `public` is the public document."""
    keys = read_new_keys(course.gradebook, public["id"])
    if not keys:
        return {}
    record = read_shown(course)
    agreed = {}
    for part, item in _list_items(public):
        key = keys.get(item["id"])
        # The educator's word was about one new key; after another correction it has to be given again.
        if key and key.key == item["fingerprint"]:
            now = describe_shown(part, item)
            shown = {name: say_unlike(old, now) for name, old in record.items() if old.get("item") == item["id"]}
            agreed[item["id"]] = {"shown": shown, "as_shown": key.as_shown}
    return agreed


def agree(course: Course, public: Mapping[str, Any], names: Sequence[str], *, as_shown: bool) -> list[str]:
    """Remember that the new key of these items counts for who met them before; returns the items.

    A name is an item's, a case's or a code task's. `as_shown` is the educator's word for what is not on record.
    """
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for part, item in _list_items(public):
        for name in dict.fromkeys((part["id"], item["id"])):
            parts.setdefault(name, []).append(item)
    keys: dict[str, NewKey] = {}
    for name in names:
        if name not in parts:
            raise CasebookError(
                f"--new-key {name}: {public['id']} has no such item - name one of it{nearest(name, parts)}"
            )
        marked = [item for item in parts[name] if item["kind"] != "written"]
        if not marked:
            raise CasebookError(
                f"--new-key {name}: a person marks it, and has to look at it again - mark it in formgrader"
            )
        keys |= {item["id"]: NewKey(item["fingerprint"], as_shown) for item in marked}
    remember_new_keys(course.gradebook, public["id"], keys)
    return list(keys)


def read_marks(course: Course, exercise: str) -> dict[str, Marks]:
    """Return everybody's marks as they stand, by folder."""
    given: dict[str, dict[str, float]] = {}
    for grade in read_grades(course.gradebook, exercise):
        if grade.manual is not None:
            own = given.setdefault(grade.student, {})
            own[item_of(grade.cell)] = own.get(item_of(grade.cell), 0.0) + grade.manual
    found = {}
    for folder in list_submitted(course, exercise):
        student = folder.parent.name
        note = read_note(course, student, exercise)
        now: dict[str, float] = {}
        held = set()
        for row in [row for result in note["results"] for row in result["rows"]] if note else ():
            item = item_of(row["cell"])
            if row["score"] is None:
                held.add(item)
            else:
                now[item] = now.get(item, 0.0) + row["score"]
        earlier: dict[str, float] = {}
        for cell, score in (note or {}).get("earlier", {}).items():
            earlier[item_of(cell)] = earlier.get(item_of(cell), 0.0) + score
        now = {item: score for item, score in now.items() if item not in held}
        found[student] = Marks(now, earlier, given.get(student, {}))
    return found


def _number(marks: float) -> str:
    return f"{round(marks, 2):g}"


def _say_changed(count: int) -> str:
    return f"{count} {'mark' if count == 1 else 'marks'} changed"


def say_marks(
    items: Sequence[str], before: Mapping[str, Marks], after: Mapping[str, Marks], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield for each item how many marks changed, stayed and are held, and whose changed from what to what."""
    for item in items:
        changed, stayed, held = [], 0, 0
        for student, marks in after.items():
            old = before.get(student, Marks())
            then = old.now.get(item, old.earlier.get(item))
            now = marks.now.get(item)
            who = f"{student} ({names[student]})" if names.get(student) else student
            if now is None:
                held += 1
            elif then == now:
                stayed += 1
            else:
                by_hand = f"; a person gave {_number(marks.given[item])}, which stays" if item in marks.given else ""
                changed.append(
                    f"changed: {who}: from {'no mark' if then is None else _number(then)} to {_number(now)}{by_hand}"
                )
        yield f"new key of {item}: {_say_changed(len(changed))}, {stayed} stayed" + (
            f", {held} held for a person" if held else ""
        )
        yield from changed
