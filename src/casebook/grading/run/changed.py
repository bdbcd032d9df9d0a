"""Marks that grading again has changed although nothing was handed in anew: told, and kept, so that the list can be had later.

It is kept beside what markers decided, and a late roster that gives somebody another id moves it with their marks.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ...author.course import Course
from ..written.judgement import CHANGED_MARKS, append_record, open_judgements, read_records

__all__ = ["ChangedMark", "keep_changed", "read_changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedMark:
    """One learner's automatic mark of an item that grading again has changed: from what to what, and when, as ISO 8601.

    `new_key` tells that it is marked by a corrected key that the educator has let count.
    """

    student: str
    item: str
    before: float
    after: float
    new_key: bool
    when: str = ""


def keep_changed(course: Course, exercise: str, changed: Sequence[ChangedMark]) -> None:
    """Add changed marks to those that are kept."""
    if not changed:
        return
    folder = open_judgements(course, exercise)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    for each in changed:
        append_record(folder, CHANGED_MARKS, {**asdict(each), "when": when})


def read_changed(course: Course, exercise: str) -> list[ChangedMark]:
    """Return every mark that grading again has changed so far, the oldest first."""
    found = []
    for entry in read_records(course.judgements / exercise, CHANGED_MARKS):
        try:
            found.append(ChangedMark(**entry))
        except TypeError:
            continue  # a line that somebody has worked on
    return found
