"""Marks that a person gave stay done while what they were given for is as it was: the answer, and what it is marked by.

nbgrader shows every such mark again whenever it grades again. Here only those wait again whose answer or whose rubric, key or
test has changed since; and when a change is taken back, they are done again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of, read_grade_id, read_hidden
from ..handin.submission import read_plainly
from ..nbgrader.gradebook import Grade, read_grades, read_set_aside
from ..outcome import Flag, Result
from ..spread.job import Pending
from .note import read_note, read_rows

__all__ = ["Judged", "judge_standing", "read_graded", "read_standings"]

Standing = list[str]
"""What a cell's mark is given for, as two short texts: one changes with the answer, one with what it is marked by."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Results with a line for each mark that waits again, which hand-given marks are done, and what each was given for.

    `done` is by learner, notebook and cell. `earlier` holds by cell the automatic mark it had before it was held for a person.
    """

    results: tuple[Result, ...]
    done: frozenset[tuple[str, str, str]] = frozenset()
    given_for: Mapping[str, Standing] = field(default_factory=dict)
    earlier: Mapping[str, float] = field(default_factory=dict)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _read_source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _read_told(cell: Mapping[str, Any]) -> str:
    """Return the answer that stands below a cell that marked it from the response file."""
    texts = ("".join(output.get("text", "")) for output in cell.get("outputs", ()) if output.get("name") == "stdout")
    return "".join(texts).partition("\nNote: ")[0].strip()


def read_standings(notebook: str, *, plain: bool = False) -> dict[str, Standing]:
    """Return by graded cell what its mark is given for, from a graded notebook; `plain` tells one of nbgrader's own making."""
    try:
        cells = json.loads(notebook)["cells"]
        owns = [cell.get("metadata", {}).get("nbgrader", {}) for cell in cells]
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
    sources = [_read_source(cell) for cell in cells]
    found = {}
    for cell, own, source in zip(cells, owns, sources, strict=True):
        if not own.get("grade"):
            continue
        item = item_of(read_grade_id(cell))
        mine = [plain or item_of(read_grade_id(other)) == item for other in cells]
        code = [
            text for text, known, is_mine in zip(sources, owns, mine, strict=True)
            if not known or (is_mine and known.get("solution"))
        ]  # fmt: skip
        if own.get("solution"):
            schemes = (
                [] if plain else [read_hidden(text) for text, is_mine in zip(sources, mine, strict=True) if is_mine]
            )
            answer, key = [source], [line for scheme in schemes for line in scheme]
        elif plain or any(known.get("solution") and is_mine for known, is_mine in zip(owns, mine, strict=True)):
            answer, key = code, [source]
        else:
            answer, key = [_read_told(cell)], read_hidden(source)
        found[read_grade_id(cell)] = [_digest(answer), _digest(key)]
    return found


def _say_again(cell: str, before: Standing, now: Standing | None) -> Flag:
    answer, key = (before[0] != now[0], before[1] != now[1]) if now else (True, False)
    what = "the answer and what it is marked by were" if answer and key else "the answer was" if answer else "what it is marked by was"  # fmt: skip
    return Flag(
        "again", item_of(cell), f"{what} changed after a person marked it, so the mark waits to be looked at again"
    )


def read_graded(course: Course, student: str, exercise: str, page: str = "") -> str:
    """Return a graded notebook as it lies there; nothing when there is none."""
    path = course.autograded / student / exercise / f"{page or exercise}.ipynb"
    return (read_plainly(path) or b"").decode("utf-8", "replace")


def _judge_page(
    given: Collection[Grade], result: Result, before: Mapping[str, Standing], known: Mapping[str, Standing], plain: bool
) -> tuple[Result, set[str], dict[str, Standing]]:
    """Return a result with its lines, the cells whose mark stays done, and what each hand-given mark was given for."""
    now = read_standings(result.notebook, plain=plain)
    kept: dict[str, Standing] = {}
    done, flags = set(), []
    for grade in given:
        # Whoever marked it last saw what the last graded notebook shows; a mark that waits was given for something earlier.
        stood = before.get(grade.cell) if not grade.waits else known.get(f"{result.page}:{grade.cell}")
        if stood is None:
            continue
        kept[f"{result.page}:{grade.cell}"] = stood
        if now.get(grade.cell) == stood:
            done.add(grade.cell)
        else:
            flags.append(_say_again(grade.cell, stood, now.get(grade.cell)))
    return replace(result, flags=tuple(dict.fromkeys([*result.flags, *flags]))), done, kept


def _find_earlier(note: Mapping[str, Any], results: Iterable[Result]) -> dict[str, float]:
    marks = dict(note.get("earlier", {}))
    for row in read_rows(note):
        if row["score"] is not None:
            marks[row["cell"]] = row["score"]
    held = {row.cell for result in results for row in result.rows if row.score is None}
    return {cell: score for cell, score in marks.items() if cell in held}


def judge_standing(
    course: Course, exercise: str, batch: Sequence[tuple[Pending, Sequence[Result]]], *, plain: bool
) -> list[tuple[Pending, Judged]]:
    """Return for hand-ins that were graded again which of a person's marks stay done; asked before anything is written."""
    given: dict[tuple[str, str], list[Grade]] = {}
    aside = read_set_aside(course.gradebook, exercise)
    for grade in read_grades(course.gradebook, exercise, students=[work.student for work, _ in batch]):
        if grade.number in aside:
            grade = replace(grade, manual=aside[grade.number].manual, waits=aside[grade.number].waits)
        if grade.manual is not None:
            given.setdefault((grade.student, grade.notebook), []).append(grade)
    judged = []
    for work, results in batch:
        note = read_note(course, work.student, exercise) or {}
        known = note.get("given_for", {})
        fresh, done = [], set()
        kept = dict(known)
        for result in results:
            own = given.get((work.student, result.page or exercise), [])
            if own:
                before = read_standings(read_graded(course, work.student, exercise, result.page), plain=plain)
                result, cells, stood = _judge_page(own, result, before, known, plain)
                done |= {(work.student, result.page, cell) for cell in cells}
                kept |= stood
            fresh.append(result)
        judged.append((work, Judged(tuple(fresh), frozenset(done), kept, _find_earlier(note, results))))
    return judged
