"""The term in nbgrader's own tables: due date, extensions, penalties, and what is left out; each of it can be taken back.

No code is graded for it. Only rows that say something else are written, in one transaction, and nbgrader is not imported.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...exercise.gradebook import BUSY, explain_gradebook, require_gradebook
from ..term.deadline import Deadline, read_moment
from ..term.late import Policy
from ..term.memory import Change, Memory, NewKey, SetAside, read_memory, write_memory

__all__ = ["LeftOut", "Settlement", "remember_new_keys", "settle_gradebook"]

_EPOCH = datetime(1970, 1, 1)
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"

_SUBMISSIONS = "SELECT id, student_id, timestamp, extension FROM submitted_assignment WHERE assignment_id = ?"

_GRADES = """
SELECT grade.id, submitted_assignment.student_id, submitted_notebook.id, base_cell.name, grade.auto_score, grade.manual_score,
       grade.extra_credit, grade.needs_manual_grade, submitted_notebook.late_submission_penalty
FROM submitted_assignment
JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN grade ON grade.notebook_id = submitted_notebook.id
JOIN base_cell ON base_cell.id = grade.cell_id
WHERE submitted_assignment.assignment_id = ?
"""

_CELLS = """
SELECT grade_cells.id, base_cell.name, grade_cells.max_score FROM grade_cells
JOIN base_cell ON base_cell.id = grade_cells.id JOIN notebook ON notebook.id = base_cell.notebook_id
WHERE notebook.assignment_id = ?
"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What counts for nobody: the cells, what every cell is worth otherwise, and what tells what came of each by learner and cell.

    `read_marks` returns the automatic score, whether a person must mark it, and whether a person's mark has to be looked at again,
    None where that did not change; asked when something is left out no more.
    """

    cells: frozenset[str] = frozenset()
    points: Mapping[str, float] = field(default_factory=dict)
    read_marks: Callable[[], Mapping[tuple[str, str], tuple[float | None, bool, bool | None]]] = dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The term as the gradebook is to have it.

    `given` tells that the due date is the educator's file's, `own` are the folders to which that file gives extra time.
    Without a `policy` nbgrader's own settings decide what being late costs.
    """

    deadline: Deadline
    given: bool
    own: frozenset[str]
    policy: Policy | None
    left: LeftOut


@dataclass(frozen=True, slots=True)
class _Grade:
    number: str
    student: str
    notebook: str
    cell: str
    auto: float | None
    manual: float | None
    extra: float | None
    waits: bool
    penalty: float | None

    @property
    def score(self) -> float:
        given = self.manual if self.manual is not None else self.auto
        return 0.0 if given is None else given + (self.extra or 0.0)


_Writes = list[tuple[str, tuple[Any, ...]]]


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    require_gradebook(path)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY)) as book:
            yield book
    except sqlite3.DatabaseError as error:
        raise explain_gradebook(path, error) from None


def _plan_due(assignment: str, now: str | None, term: Settlement, memory: Memory, writes: _Writes) -> None:
    before = memory.due.undo(now) if memory.due else now
    due = term.deadline.due if term.given else None
    put = due.astimezone(UTC).strftime(_FORMAT) if due else None
    memory.due = Change(put, before) if put else None
    if now != (put or before):
        writes.append(("UPDATE assignment SET duedate = ? WHERE id = ?", (put or before, assignment)))


def _plan_extensions(rows: Sequence[tuple[Any, ...]], term: Settlement, memory: Memory, writes: _Writes) -> None:
    # nbgrader can't add more time to no date, and its pages would fail.
    spans, changes = term.deadline.extra if term.deadline.due else {}, {}
    for number, student, _, now in rows:
        before = memory.extensions[number].undo(now) if number in memory.extensions else now
        put = (_EPOCH + spans[student]).strftime(_FORMAT) if student in term.own and student in spans else None
        if put:
            changes[number] = Change(put, before)
        if now != (put or before):
            writes.append(("UPDATE submitted_assignment SET extension = ? WHERE id = ?", (put or before, number)))
    memory.extensions = changes


def _plan_left_out(grades: Sequence[_Grade], term: Settlement, memory: Memory, writes: _Writes) -> list[_Grade]:
    """Plan the marks of what is left out and of what is no more; returns the grades as they will be."""
    after, left = [], term.left
    back = set(memory.left_out) - left.cells
    marks = left.read_marks() if back else {}
    query = "UPDATE grade SET auto_score = ?, manual_score = ?, extra_credit = ?, needs_manual_grade = ? WHERE id = ?"
    for grade in grades:
        wanted = grade
        if grade.cell in left.cells:
            if grade.manual is not None or grade.extra is not None:
                memory.set_aside[grade.number] = SetAside(grade.manual, grade.extra, grade.waits)
            wanted = replace(grade, auto=0.0, manual=None, extra=None, waits=False)
        elif grade.cell in back:
            auto, waits, again = marks.get((grade.student, grade.cell), (grade.auto, grade.waits, None))
            kept = memory.set_aside.pop(grade.number, None)
            if kept and grade.manual is None and grade.extra is None:
                if kept.manual is not None:
                    waits = kept.waits if again is None else again
                wanted = replace(grade, auto=auto, manual=kept.manual, extra=kept.extra, waits=waits)
            else:
                wanted = replace(grade, auto=auto, waits=waits and grade.manual is None)
        if wanted != grade:
            writes.append((query, (wanted.auto, wanted.manual, wanted.extra, wanted.waits, grade.number)))
        after.append(wanted)
    return after


def _plan_worth(cells: Sequence[tuple[str, str, float]], term: Settlement, memory: Memory, writes: _Writes) -> None:
    left = term.left
    for number, name, most in cells:
        wanted = (
            0.0 if name in left.cells else left.points.get(name, most) if name in memory.left_out or not most else most
        )
        if wanted != most:
            writes.append(("UPDATE grade_cells SET max_score = ? WHERE id = ?", (wanted, number)))
    memory.left_out = sorted(left.cells)


def _plan_penalties(
    grades: Sequence[_Grade], late: Mapping[str, float], policy: Policy | None, memory: Memory, writes: _Writes
) -> None:
    """Plan what being late costs; without a policy only what we took ourselves is given back."""
    if policy is None and not memory.taken:
        return
    scores: dict[tuple[str, str], float] = {}
    now: dict[tuple[str, str], float | None] = {}
    for grade in grades:
        page = grade.student, grade.notebook
        scores[page] = scores.get(page, 0.0) + grade.score
        now[page] = grade.penalty
    for (student, notebook), score in scores.items():
        wanted = policy.take(score, late.get(student, 0.0)) if policy else 0.0
        if (now[student, notebook] or 0.0) != wanted:
            query = "UPDATE submitted_notebook SET late_submission_penalty = ? WHERE id = ?"
            writes.append((query, (wanted or None, notebook)))
    memory.taken = policy is not None


def _plan(book: sqlite3.Connection, exercise: str, term: Settlement) -> tuple[dict[str, float], _Writes, Memory]:
    """Return who is late by how many seconds, what has to be written, and what is to be remembered then."""
    memory = read_memory(book, exercise)
    before = deepcopy(memory)
    writes: _Writes = []
    found = book.execute("SELECT id, duedate FROM assignment WHERE name = ?", (exercise,)).fetchone()
    if found is None:
        return {}, [], memory
    assignment, due = found
    rows = book.execute(_SUBMISSIONS, (assignment,)).fetchall()
    rated = book.execute(_GRADES, (assignment,))
    grades = [
        _Grade(number, student, notebook, cell, auto, manual, extra, bool(waits), penalty)
        for number, student, notebook, cell, auto, manual, extra, waits, penalty in rated
    ]
    cells = book.execute(_CELLS, (assignment,)).fetchall()
    _plan_due(assignment, due, term, memory, writes)
    _plan_extensions(rows, term, memory, writes)
    after = _plan_left_out(grades, term, memory, writes)
    _plan_worth(cells, term, memory, writes)
    late = {}
    for _, student, stamp, _ in rows:
        when = read_moment(stamp)
        seconds = term.deadline.count_late(student, when) if when else 0.0
        if seconds:
            late[student] = seconds
    _plan_penalties(after, late, term.policy, memory, writes)
    if memory != before and not writes:
        writes.append(("SELECT 1", ()))
    return late, writes, memory


def settle_gradebook(path: Path, exercise: str, term: Settlement) -> dict[str, float]:
    """Make the gradebook say what the term says; returns who is late, by nbgrader's id, and by how many seconds."""
    with _open(path) as book:
        late, writes, memory = _plan(book, exercise, term)
        if not writes:
            return late
        book.execute("BEGIN IMMEDIATE")
        # Another run may have written since it was read.
        late, writes, memory = _plan(book, exercise, term)
        for query, values in writes:
            book.execute(query, values)
        write_memory(book, exercise, memory)
        book.commit()
    return late


def remember_new_keys(path: Path, exercise: str, keys: Mapping[str, NewKey]) -> None:
    """Remember in the gradebook which corrected keys count for those who met an item before."""
    with _open(path) as book:
        book.execute("BEGIN IMMEDIATE")
        memory = read_memory(book, exercise)
        memory.new_keys |= keys
        write_memory(book, exercise, memory)
        book.commit()
