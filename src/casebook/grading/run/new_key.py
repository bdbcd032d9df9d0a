"""Marking by a corrected key what was handed in before it was corrected, where it was shown as it is now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of
from ...exercise.shown import describe_shown, read_shown, say_unlike
from ...mark.mark import count_marks, show_points
from ...mark.response import FILE_NAME
from ...problem import CasebookError, nearest
from ..handin.people.roster import say_who
from ..handin.submission import list_submitted, read_plainly
from ..nbgrader.gradebook import read_grades, read_new_keys
from ..nbgrader.settle import remember_new_keys
from ..term.memory import NewKey
from .changed import ChangedMark
from .note import read_note, read_rows

__all__ = [
    "Marks",
    "agree",
    "find_changed",
    "list_fresh",
    "read_agreed",
    "read_marks",
    "say_changed_marks",
    "say_marks",
]


@dataclass(frozen=True, slots=True)
class Marks:
    """A learner's automatic marks by item, those that items had before they were held, and a person's."""

    now: Mapping[str, float] = field(default_factory=dict)
    earlier: Mapping[str, float] = field(default_factory=dict)
    given: Mapping[str, float] = field(default_factory=dict)

    def find_last(self, item: str) -> float | None:
        """Return the mark that an item has, or had before it was held; None if it never had one."""
        return self.now.get(item, self.earlier.get(item))


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
        rows: dict[str, list[tuple[str, float | None]]] = {}
        for row in read_rows(note):
            rows.setdefault(item_of(row["cell"]), []).append((row["cell"], row["score"]))
        once = (note or {}).get("earlier", {})
        now = {item: sum(score or 0.0 for _, score in cells) for item, cells in rows.items() if not _is_held(cells)}
        # A code task is held when one of its tests is; what it had earlier is what all of them had.
        was = {
            item: [once.get(cell) if score is None else score for cell, score in cells]
            for item, cells in rows.items()
            if item not in now
        }
        earlier = {item: sum(score or 0.0 for score in scores) for item, scores in was.items() if None not in scores}
        found[student] = Marks(now, earlier, given.get(student, {}))
    return found


def _is_held(cells: Sequence[tuple[str, float | None]]) -> bool:
    return any(score is None for _, score in cells)


def list_fresh(course: Course, exercise: str) -> frozenset[str]:
    """Return whose hand-in is another than the one that was graded, of which a copy lies with its graded notebook."""

    def is_fresh(folder: Path) -> bool:
        graded = course.autograded / folder.parent.name / folder.name
        return any(read_plainly(folder / name) != read_plainly(graded / name) for name in (FILE_NAME, "timestamp.txt"))

    return frozenset(folder.parent.name for folder in list_submitted(course, exercise) if is_fresh(folder))


def _say_change(
    student: str, item: str, before: float | None, after: float, marks: Marks, names: Mapping[str, str]
) -> str:
    """Return the line on one learner's mark that changed, and on a person's that stays."""
    who = say_who(student, names)
    by_hand = f"; a person gave {show_points(marks.given[item])}, which stays" if item in marks.given else ""
    return (
        f"changed: {who}: from {'no mark' if before is None else show_points(before)} to {show_points(after)}{by_hand}"
    )


def say_marks(
    items: Sequence[str], before: Mapping[str, Marks], after: Mapping[str, Marks], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield for each item how many marks changed, stayed and are held, and whose changed from what to what."""
    for item in items:
        changed, stayed, held = [], 0, 0
        for student, marks in after.items():
            old = before.get(student, Marks())
            then = old.find_last(item)
            now = marks.now.get(item)
            if now is None:
                held += 1
            elif then == now:
                stayed += 1
            else:
                changed.append(_say_change(student, item, then, now, marks, names))
        yield f"new key of {item}: {count_marks(len(changed))} changed, {stayed} stayed" + (
            f", {held} held for a person" if held else ""
        )
        yield from changed


def find_changed(
    before: Mapping[str, Marks], after: Mapping[str, Marks], agreed: Collection[str], fresh: Collection[str]
) -> tuple[ChangedMark, ...]:
    """Return whose marks are others than they were; what was handed in anew, or is held for a person, is left out.

    `agreed` are the items whose corrected key counts, `fresh` the learners who handed in anew.
    """
    found = []
    for student, marks in after.items():
        if student in fresh:
            continue
        old = before.get(student, Marks())
        for item, now in marks.now.items():
            then = old.find_last(item)
            if then is not None and abs(then - now) > 1e-9:
                found.append(ChangedMark(student=student, item=item, before=then, after=now, new_key=item in agreed))
    return tuple(found)


def say_changed_marks(
    changed: Sequence[ChangedMark], after: Mapping[str, Marks], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield for each item how many marks changed, and whose from what to what."""
    for item in dict.fromkeys(each.item for each in changed):
        mine = [each for each in changed if each.item == item]
        yield f"{item} was graded again: {count_marks(len(mine))} changed"
        for each in mine:
            yield _say_change(each.student, item, each.before, each.after, after[each.student], names)
