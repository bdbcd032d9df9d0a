"""Our own note on a graded hand-in, beside its graded notebook: what it was then, and what came of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of
from ...folder import write_file
from ..nbgrader.gradebook import read_grades
from ..outcome import NOTE, Result
from ..spread.job import Pending

__all__ = ["count_scores", "is_graded", "make_note", "read_flags", "read_note", "read_rows", "write_note"]


def read_note(course: Course, student: str, exercise: str) -> dict[str, Any] | None:
    """Return our notes on a graded hand-in, or None when it was not graded by us."""
    try:
        note = json.loads((course.autograded / student / exercise / NOTE).read_bytes())
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and {"digest", "results"} <= note.keys() else None


def read_rows(note: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the rows that a note holds, of all its notebooks: what came of each graded cell; none where there is no note."""
    return [row for result in (note or {}).get("results", ()) for row in result["rows"]]


def read_flags(note: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the flags that a note holds, of all its notebooks; none where there is no note."""
    return [flag for result in (note or {}).get("results", ()) for flag in result["flags"]]


_Scores = Mapping[str, Counter[tuple[str, float | None]]]


def count_scores(course: Course, exercise: str, left_out: Collection[str] = ()) -> _Scores:
    """Return the automatic scores in the gradebook: by learner, how often each cell has which score; without items left out."""
    scores: dict[str, Counter[tuple[str, float | None]]] = {}
    for grade in read_grades(course.gradebook, exercise):
        if item_of(grade.cell) not in left_out:
            scores.setdefault(grade.student, Counter())[grade.cell, grade.auto_score] += 1
    return scores


def is_graded(course: Course, work: Pending, scores: _Scores, left_out: Collection[str] = ()) -> bool:
    """Return whether a hand-in was graded just so already, in our notes and in the gradebook alike; but for items left out."""
    note = read_note(course, work.student, work.folder.name)
    if note is None or note["digest"] != work.digest:
        return False
    folder = course.autograded / work.student / work.folder.name
    # One that was damaged since, formgrader could not show; a note of an earlier version does not tell.
    if any(_digest(folder / name) != digest for name, digest in note.get("notebooks", {}).items()):
        return False
    rows = [(row["cell"], row["score"]) for row in read_rows(note) if item_of(row["cell"]) not in left_out]
    return scores.get(work.student) == Counter(rows)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def make_note(
    work: Pending, results: Iterable[Result], notebooks: Mapping[str, bytes] | None = None,
    given_for: Mapping[str, list[str]] | None = None, earlier: Mapping[str, float] | None = None,
) -> bytes:  # fmt: skip
    """Return our note on a hand-in: what it was, and what came of each of its notebooks; of the notebooks, by file, only which they are.

    `given_for` tells what a person's marks were given for (`casebook.grading.run.standing`), `earlier` by cell the mark it had
    before it was held.
    """
    notes = [asdict(replace(each, notebook="")) for each in results]
    known = {name: hashlib.sha256(data).hexdigest() for name, data in (notebooks or {}).items()}
    note = {
        "digest": work.digest,
        "notebooks": known,
        "results": notes,
        "given_for": given_for or {},
        "earlier": earlier or {},
    }
    return (json.dumps(note, sort_keys=True) + "\n").encode()


def write_note(course: Course, work: Pending, results: Iterable[Result]) -> None:
    """Put our note beside a hand-in that somebody else graded."""
    write_file(course.autograded / work.student / work.folder.name / NOTE, make_note(work, results))
