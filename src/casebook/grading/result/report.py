"""The educator's table: who scored what on which item, from the gradebook as it stands."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...author.course import Course
from ...exercise.cell import item_of
from ...exercise.source import load_source
from ...folder import write_file
from ...mark.learner import name_folder
from ...mark.response import FILE_NAME, Refused, read_response
from ...problem import CasebookError
from ..handin.collect import guard_cell
from ..nbgrader.gradebook import Grade, read_grades

__all__ = ["Line", "Table", "format_report", "read_report", "write_report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One learner's marks on one exercise: by item, in all, of how many, and how many items wait for a person.

    `penalty` is what being late cost; the total is after it.
    """

    learner: str
    exercise: str
    scores: dict[str, float | None]
    total: float
    most: float
    penalty: float
    waiting: int


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one or several exercises, and the items of each in the order they are met."""

    items: dict[str, tuple[str, ...]]
    lines: tuple[Line, ...]


def _name(course: Course, exercise: str, student: str) -> str:
    """Return a learner's id as they wrote it, if the folder is theirs."""
    try:
        response = read_response((course.submitted / student / exercise / FILE_NAME).read_bytes())
    except (OSError, Refused):
        return student
    written = " ".join(response.learner.split())
    return written if written and name_folder(written) == student else student


def _make_line(course: Course, exercise: str, student: str, grades: Sequence[Grade], items: Sequence[str]) -> Line:
    scores: dict[str, float | None] = dict.fromkeys(items)
    waiting = set()
    for grade in grades:
        item = item_of(grade.cell)
        if grade.waits:
            waiting.add(item)
        # What nobody has marked yet is no zero.
        if not grade.waits or grade.score:
            scores[item] = (scores.get(item) or 0.0) + grade.score
    penalty = max((grade.penalty for grade in grades), default=0.0)
    return Line(
        learner=_name(course, exercise, student),
        exercise=exercise,
        scores=scores,
        total=max(0.0, sum(grade.score for grade in grades) - penalty),
        most=sum(grade.max_score for grade in grades),
        penalty=penalty,
        waiting=len(waiting),
    )


def read_report(course: Course, exercises: Sequence[str]) -> Table:
    """Return the marks of everyone in the gradebook on these exercises, sorted by exercise and learner."""
    items: dict[str, tuple[str, ...]] = {}
    lines: list[Line] = []
    for exercise in exercises:
        parts = load_source(course, exercise).halves.public["parts"]
        items[exercise] = tuple(item["id"] for part in parts for item in part["items"])
        students: dict[str, list[Grade]] = {}
        for grade in read_grades(course.gradebook, exercise):
            students.setdefault(grade.student, []).append(grade)
        own = [_make_line(course, exercise, name, grades, items[exercise]) for name, grades in students.items()]
        lines += sorted(own, key=lambda line: (line.learner.casefold(), line.learner))
    if not lines:
        raise CasebookError(f"gradebook.db: nobody's {', '.join(exercises)} was graded yet - run casebook grade first")
    return Table(items, tuple(lines))


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2):g}"


def format_report(table: Table) -> str:
    """Return the table for a screen: a numbered column for each item, with a legend below."""
    texts = []
    for exercise, items in table.items.items():
        lines = [line for line in table.lines if line.exercise == exercise]
        if not lines:
            continue
        header = ["learner", *(str(number) for number, _ in enumerate(items, 1)), "total", "of", "waiting"]
        rows = [
            [
                line.learner if len(line.learner) <= 40 else f"{line.learner[:37]}...",
                *(_number(line.scores.get(item)) for item in items),
                _number(line.total),
                _number(line.most),
                str(line.waiting or ""),
            ]
            for line in lines
        ]
        widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
        shown = [exercise]
        for row in [header, *rows]:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
            shown.append("  " + "  ".join(cells).rstrip())
        shown += [f"  {number} {item}" for number, item in enumerate(items, 1)]
        texts.append("\n".join(shown))
    return "\n\n".join(texts)


def write_report(table: Table, path: Path) -> None:
    """Write the table as CSV: learner, exercise, a column for each item, total, max, penalty and waiting."""
    items = list(dict.fromkeys(item for names in table.items.values() for item in names))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["learner", "exercise", *items, "total", "max", "penalty", "waiting"])
    for line in table.lines:
        scores = [_number(line.scores.get(item)) for item in items]
        totals = [_number(line.total), _number(line.most), _number(line.penalty), str(line.waiting)]
        writer.writerow([guard_cell(line.learner), line.exercise, *scores, *totals])
    write_file(path, text.getvalue().encode("utf-8", "replace"))
