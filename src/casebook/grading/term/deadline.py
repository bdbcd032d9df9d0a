"""Until when each learner may hand in an exercise: the educator's file first, then what nbgrader's gradebook says."""

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...author.course import Course
from ...mark.learner import name_folder
from ...problem import Problem, nearest
from ..handin.people.roster import Roster
from .file import FILE, Extra, Terms, refuse_line
from .memory import read_memory

__all__ = ["Deadline", "find_extra", "read_deadline", "read_interval", "read_moment", "say_idle", "say_moment"]

_EPOCH = datetime(1970, 1, 1)
_DUE = "SELECT duedate FROM assignment WHERE name = ?"
_EXTENSIONS = """
SELECT submitted_assignment.id, submitted_assignment.student_id, submitted_assignment.extension
FROM submitted_assignment JOIN assignment ON assignment.id = submitted_assignment.assignment_id WHERE assignment.name = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When an exercise is due, whose clock that was read by, and by how much later for some, by folder."""

    due: datetime | None = None
    clock: str = ""
    extra: Mapping[str, timedelta] = field(default_factory=dict)

    def count_late(self, folder: str, when: datetime) -> float:
        """Return by how many seconds a hand-in is late; 0 when it is in time or nothing is due."""
        if self.due is None:
            return 0.0
        return max(0.0, (when - self.due - self.extra.get(folder, timedelta())).total_seconds())

    @property
    def words(self) -> str:
        """When it is due, as an educator reads it."""
        if self.due is None:
            return ""
        return f"due {say_moment(self.due)}{f' by {self.clock}' if self.clock else ''}"


def say_idle(exercise: str, terms: Terms, deadline: Deadline) -> tuple[str, ...]:
    """Return a line when the educator's file says what being late costs, or gives extra time, and nothing is due."""
    named = [name for name, said in (("late", terms.policy), ("extra", terms.extra)) if said]
    if deadline.due or not named:
        return ()
    does = "changes" if len(named) == 1 else "change"
    return (f"{FILE}: {' and '.join(named)} {does} nothing, since no date is set for {exercise} - write due below [{exercise}]",)  # fmt: skip


def say_moment(moment: datetime) -> str:
    """Return a time in its own zone, which is named."""
    return moment.strftime("%Y-%m-%d %H:%M %Z").strip()


def read_moment(text: str | None) -> datetime | None:
    """Return a time as the gradebook keeps it, in UTC."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None


def read_interval(text: str | None) -> timedelta | None:
    """Return a span as the gradebook keeps it: counted from 1970."""
    try:
        return datetime.fromisoformat(text) - _EPOCH if text else None
    except ValueError:
        return None


def find_extra(terms: Terms, roster: Roster, folders: Collection[str]) -> tuple[dict[str, Extra], list[Problem]]:
    """Return extra time by folder, and a problem for each name that means nobody, or several: extra time must not go astray.

    `folders` are those of people who handed in.
    """
    found: dict[str, Extra] = {}
    problems: list[Problem] = []
    for each in terms.extra:
        members = list(dict.fromkeys(member.id for member in roster.find_any(each.learner)))
        folder = name_folder(members[0] if len(members) == 1 else each.learner)
        if len(members) > 1:
            what, fix = f"{' and '.join(members)} are both called {each.learner}", "give the id of one"
            problems.append(Problem(FILE, each.line, what, fix, "several"))
        elif not members and folder not in folders:
            hint = nearest(each.learner, [*(member.id for member in roster.members), *folders])
            where = "of the class is called" if roster.members else "has handed in yet as"
            what, fix = f"nobody {where} {each.learner}", f"give an id as casebook report shows it{hint}"
            problems.append(Problem(FILE, each.line, what, fix, "nobody"))
        else:
            found[folder] = each
    return found, problems


def _read_gradebook(course: Course, exercise: str) -> tuple[datetime | None, dict[str, timedelta]]:
    """Return nbgrader's own due date and extensions, without what came from the educator's file."""
    if not course.gradebook.is_file() or not course.gradebook.stat().st_size:
        return None, {}
    try:
        with closing(sqlite3.connect(f"{course.gradebook.resolve().as_uri()}?mode=ro", uri=True)) as book:
            row = book.execute(_DUE, (exercise,)).fetchone()
            rows = book.execute(_EXTENSIONS, (exercise,)).fetchall()
            memory = read_memory(book, exercise)
    except sqlite3.DatabaseError:
        # Whoever goes on to read or write marks says what is wrong with it.
        return None, {}
    text = row[0] if row else None
    due = read_moment(memory.due.undo(text) if memory.due else text)
    extra = {}
    for number, student, now in rows:
        span = read_interval(memory.extensions[number].undo(now) if number in memory.extensions else now)
        if span:
            extra[student] = span
    return due, extra


def read_deadline(course: Course, exercise: str, terms: Terms, extra: Mapping[str, Extra]) -> Deadline:
    """Return until when each learner may hand in; `extra` is what `find_extra` found in the educator's file."""
    set_due, spans = _read_gradebook(course, exercise)
    due = terms.due or set_due
    for folder, each in extra.items():
        if each.span is not None:
            spans[folder] = each.span
        elif each.until is not None and due is not None:
            if each.until < due:
                refuse_line(
                    each.line,
                    f"{each.learner} would have to hand in before the others",
                    "give a later time, or delete the line",
                )
            spans[folder] = each.until - due
    return Deadline(due=due, clock=terms.clock if terms.due else "", extra=spans)
