"""What nbgrader's gradebook holds of written answers, and the one short transaction in which a mark is put there.

The columns are nbgrader's own, so formgrader, feedback and report show at once what was given here, and the other way round.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ...exercise.gradebook import explain_gradebook, require_gradebook
from ...problem import CasebookError

__all__ = ["Entered", "Moved", "count_others", "put_entered", "read_entered"]

PATIENCE = 5.0
"""Seconds to wait for another program that writes: somebody sits before the page."""

_AGAIN = "save again"

_QUERY = """
SELECT student.id, base_cell.name, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade,
       grade_cells.max_score, note.manual_comment, grade.id, note.id
FROM grade
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN student ON student.id = submitted_assignment.student_id
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN grade_cells ON grade_cells.id = grade.cell_id
LEFT JOIN (SELECT comment.id, comment.notebook_id, comment.manual_comment, base_cell.name
           FROM comment JOIN base_cell ON base_cell.id = comment.cell_id) AS note
       ON note.notebook_id = grade.notebook_id AND note.name = base_cell.name
WHERE assignment.name = ?
"""


class Moved(Exception):
    """Somebody changed the mark since it was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the gradebook holds of one learner's answer: nbgrader's scores, whether a person has yet to mark it, and the comment."""

    student: str
    item: str
    auto: float | None
    manual: float | None
    extra: float | None
    waits: bool
    most: float
    comment: str
    grade_id: str
    comment_id: str | None

    @property
    def score(self) -> float | None:
        """The mark without extra credit, a person's before the automatic one; None while there is none."""
        given = self.manual if self.manual is not None else self.auto
        return None if self.waits and self.manual is None else given

    @property
    def version(self) -> str:
        """What changes whenever somebody changes the mark or the comment."""
        state = json.dumps([self.auto, self.manual, self.extra, self.waits, self.comment])
        return hashlib.sha256(state.encode()).hexdigest()[:16]


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    require_gradebook(path)
    if not path.is_file():
        raise CasebookError(f"{path.name}: there is no gradebook yet - run casebook grade first")
    try:
        # Nothing is begun by itself: a writer says so, and holds the lock for two statements.
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as book:
            yield book
    except sqlite3.DatabaseError as error:
        raise explain_gradebook(path, error, again=_AGAIN) from None


def _read(book: sqlite3.Connection, exercise: str, student: str = "", item: str = "") -> list[Entered]:
    query, values = _QUERY, [exercise]
    for column, value in (("student.id", student), ("base_cell.name", item)):
        if value:
            query, values = f"{query} AND {column} = ?", [*values, value]
    return [
        Entered(
            student=row[0], item=row[1], auto=row[2], manual=row[3], extra=row[4], waits=bool(row[5]), most=row[6],
            comment=row[7] or "", grade_id=row[8], comment_id=row[9],
        )
        for row in book.execute(query, values)
    ]  # fmt: skip


def read_entered(path: Path, exercise: str, *, student: str = "", item: str = "") -> list[Entered]:
    """Return what the gradebook holds of an exercise's answers, or of one learner's, or of one item's."""
    with _open(path) as book:
        return _read(book, exercise, student, item)


def count_others(path: Path, exercise: str, items: frozenset[str]) -> int:
    """Return how many answers wait for a person that are not of these items: formgrader shows those."""
    return sum(each.waits for each in read_entered(path, exercise) if each.item not in items)


def put_entered(
    path: Path, exercise: str, seen: Entered, version: str, *, manual: float | None, waits: bool, comment: str
) -> Entered:
    """Put a mark and its comment into the gradebook, both or neither, and return what it holds then.

    `seen` says which answer, `version` what the marker saw of it: if it is no longer so, `Moved` is raised and nothing is written. Extra
    credit stays as it is.
    """
    with _open(path) as book:
        book.execute("BEGIN IMMEDIATE")
        try:
            found = _read(book, exercise, seen.student, seen.item)
            if len(found) != 1:
                raise CasebookError(
                    f"{path.name}: it no longer holds this answer - run casebook grade, and casebook mark again"
                )
            if found[0].version != version:
                raise Moved
            book.execute(
                "UPDATE grade SET manual_score = ?, needs_manual_grade = ? WHERE id = ?",
                (manual, waits, found[0].grade_id),
            )
            book.execute("UPDATE comment SET manual_comment = ? WHERE id = ?", (comment or None, found[0].comment_id))
            book.execute("COMMIT")
        except BaseException:
            if book.in_transaction:
                book.execute("ROLLBACK")
            raise
    return replace(found[0], manual=manual, waits=waits, comment=comment)
