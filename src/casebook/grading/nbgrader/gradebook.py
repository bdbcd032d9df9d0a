"""nbgrader's gradebook, read and copied: quickly, without nbgrader, and without changing anything."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...exercise.gradebook import BUSY, explain_gradebook, hold_gradebook, require_gradebook
from ...problem import CasebookError
from ..term.memory import NewKey, SetAside, read_memory

__all__ = [
    "Grade",
    "back_up",
    "list_assignments",
    "list_notebooks",
    "read_cells",
    "read_grades",
    "read_new_keys",
    "read_set_aside",
]

_BACKUPS = 5  # copies of the gradebook that are kept

_GRADES = """
SELECT student.id, student.last_name, base_cell.name, grade.auto_score, grade.manual_score, grade.extra_credit,
       grade.needs_manual_grade, grade_cells.max_score, submitted_notebook.late_submission_penalty,
       notebook.name, grade.id
FROM grade
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN student ON student.id = submitted_assignment.student_id
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN grade_cells ON grade_cells.id = grade.cell_id
WHERE assignment.name = ?{students}
ORDER BY student.id, base_cell.name
"""

_COMMENTS = """
SELECT student.id, base_cell.name, coalesce(comment.manual_comment, comment.auto_comment)
FROM comment
JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN student ON student.id = submitted_assignment.student_id
JOIN base_cell ON base_cell.id = comment.cell_id
WHERE assignment.name = ?{students}
"""

_CELLS = """
SELECT source_cell.name, source_cell.cell_type, source_cell.locked, source_cell.source, source_cell.checksum,
       (SELECT grade_cells.max_score FROM grade_cells JOIN base_cell ON base_cell.id = grade_cells.id
        WHERE base_cell.name = source_cell.name AND base_cell.notebook_id = source_cell.notebook_id),
       (SELECT count(*) FROM solution_cells JOIN base_cell ON base_cell.id = solution_cells.id
        WHERE base_cell.name = source_cell.name AND base_cell.notebook_id = source_cell.notebook_id)
FROM source_cell
JOIN notebook ON notebook.id = source_cell.notebook_id
JOIN assignment ON assignment.id = notebook.assignment_id
WHERE assignment.name = ? AND notebook.name = ?
"""


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade in the gradebook: whose, of which cell, what it is worth now, and whether a person has yet to mark it.

    `score` follows nbgrader: a person's mark before the automatic one, and extra credit on top. `penalty` is the whole
    hand-in's, for being late. `manual` is a person's mark, `notebook` the notebook that the cell is of, `number` nbgrader's
    own of this grade.
    """

    student: str
    name: str
    cell: str
    auto_score: float | None
    score: float
    max_score: float
    waits: bool
    penalty: float
    comment: str
    manual: float | None = None
    notebook: str = ""
    number: str = ""


def _recover(path: Path) -> None:
    """Put a gradebook in order whose writer was killed in the middle: its journal lies beside it, and who only reads can't roll back."""
    if path.with_name(f"{path.name}-journal").is_file():
        # What is wrong, if anything, the reader will say. A journal that somebody is just writing is left alone.
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=BUSY)) as book:
            book.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    require_gradebook(path)
    if not path.is_file():
        raise CasebookError(f"{path.name}: there is no gradebook yet - run casebook grade first")
    _recover(path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise explain_gradebook(path, error) from None


def read_grades(path: Path, exercise: str, *, students: Collection[str] | None = None) -> list[Grade]:
    """Return the grades of an exercise, by learner and cell: everybody's, or those of some."""
    only = "" if students is None else f" AND student.id IN ({', '.join('?' * len(students))})"
    values = (exercise, *(students or ()))
    with _open(path) as book:
        told = book.execute(_COMMENTS.format(students=only), values)
        comments = {(student, cell): text for student, cell, text in told if text}
        rows = book.execute(_GRADES.format(students=only), values).fetchall()
    grades = []
    for student, name, cell, auto, manual, extra, waits, most, penalty, notebook, number in rows:
        given = manual if manual is not None else auto
        score = 0.0 if given is None else given + (extra or 0.0)
        comment = comments.get((student, cell), "")
        grades.append(
            Grade(
                student,
                name or "",
                cell,
                auto,
                score,
                most,
                bool(waits),
                penalty or 0.0,
                comment,
                manual,
                notebook,
                number,
            )
        )
    return grades


def read_set_aside(path: Path, exercise: str) -> dict[str, SetAside]:
    """Return what persons gave for what is left out now, by nbgrader's number of a grade."""
    with _open(path) as book:
        return read_memory(book, exercise).set_aside


def read_new_keys(path: Path, exercise: str) -> dict[str, NewKey]:
    """Return by item the corrected keys that count for those who met an item before."""
    if not path.is_file() or not path.stat().st_size:
        return {}
    with _open(path) as book:
        return read_memory(book, exercise).new_keys


def list_notebooks(path: Path, assignment: str) -> dict[str, str | None]:
    """Return the notebooks of an assignment and the kernel each asks for, as JSON; none when the gradebook has no such."""
    if not path.is_file():
        return {}
    query = (
        "SELECT notebook.name, notebook.kernelspec FROM notebook JOIN assignment ON assignment.id = notebook.assignment_id "
        "WHERE assignment.name = ? ORDER BY notebook.name"
    )
    with _open(path) as book:
        return dict(book.execute(query, (assignment,)).fetchall())


def list_assignments(path: Path) -> list[str]:
    """Return the names of all assignments that the gradebook knows."""
    if not path.is_file():
        return []
    try:
        with _open(path) as book:
            return [name for (name,) in book.execute("SELECT name FROM assignment ORDER BY name")]
    except CasebookError:
        return []


def read_cells(path: Path, exercise: str, notebook: str | None = None) -> dict[str, dict[str, Any]]:
    """Return what the gradebook holds of an exercise's cells, as `casebook.exercise.cell.list_cells` tells it; none if unknown."""
    if not path.is_file():
        return {}
    try:
        with _open(path) as book:
            rows = book.execute(_CELLS, (exercise, notebook or exercise)).fetchall()
    except CasebookError as error:
        if "no such table: source_cell)" in str(error):
            return {}
        raise
    return {
        name: {
            "cell_type": kind,
            "locked": bool(locked),
            "source": source,
            "checksum": checksum,
            "points": points,
            "solution": bool(solution),
        }
        for name, kind, locked, source, checksum, points, solution in rows
    }


def back_up(path: Path) -> None:
    """Copy the gradebook beside itself, keeping the last few copies."""
    # Two runs that begin together would write into the same half-made copy.
    with hold_gradebook(path):
        _copy_beside(path)


def _copy_beside(path: Path) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    half = path.with_name(f".{path.name}.copying")
    half.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY)) as source, closing(sqlite3.connect(half)) as target:
            # Read first: a backup that finds the gradebook locked tries again for ever.
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target)
    except sqlite3.DatabaseError as error:
        half.unlink(missing_ok=True)
        raise explain_gradebook(path, error) from None
    half.replace(path.with_name(f"{path.name}.{stamp}"))
    for old in sorted(path.parent.glob(f"{path.name}.[0-9]*-[0-9]*"))[:-_BACKUPS]:
        old.unlink()
