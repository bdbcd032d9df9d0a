"""The class in nbgrader's own table of students, and moving what somebody handed in to the name that a roster gives them.

Only names and ids are written here, never a mark: a mark stays with its hand-in, and the hand-in moves.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ....author.course import Course
from ....folder import write_file
from ....mark.learner import name_folder
from ....problem import CasebookError
from ..platform.label import Label
from .ledger import Known, Ledger, Unread, read_ledger, write_ledger
from .owner import Claim, Registry, is_anonymous
from .roster import Roster, load_roster

__all__ = ["ROSTER", "drop_marks", "enrol", "find_unread", "move_hand_ins", "move_people", "remembered_roster"]

ROSTER = "roster.json"
"""What the roster that was given last is called, in `collected/`."""

_PATIENCE = 20.0  # seconds that another program may hold the gradebook


def remembered_roster(course: Course) -> Roster:
    """Return the roster that was given last."""
    return load_roster(course.collected / ROSTER)


@contextmanager
def _open(course: Course) -> Iterator[sqlite3.Connection | None]:
    """Open the gradebook to write names into it; None when there is none yet."""
    if not course.gradebook.is_file():
        yield None
        return
    with closing(sqlite3.connect(course.gradebook, timeout=_PATIENCE)) as book:
        try:
            known = {name for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            with book:
                yield book if {"student", "submitted_assignment", "assignment"} <= known else None
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise CasebookError("gradebook.db: another program is using it - close it, and run the command again") from None  # fmt: skip
            raise CasebookError(f"gradebook.db: names can't be written into it ({error}) - check the disk and its permissions") from None  # fmt: skip
        except sqlite3.DatabaseError as error:
            raise CasebookError(f"gradebook.db: it can't be read ({error}) - put back one of the copies beside it") from None  # fmt: skip


def enrol(course: Course, roster: Roster) -> None:
    """Write everyone of the roster into nbgrader's table of students: names, address and the platform's number."""
    if not roster.members:
        return
    with _open(course) as book:
        if book is None:
            return
        for member in roster.members:
            first, last = member.parts
            row = (first or None, last or None, member.email or None, member.lms_id or member.number or None)
            folder = name_folder(member.id)
            changed = book.execute(
                "UPDATE student SET first_name = coalesce(?, first_name), last_name = coalesce(?, last_name), "
                "email = coalesce(?, email), lms_user_id = coalesce(?, lms_user_id) WHERE id = ?",
                (*row, folder),
            )
            if not changed.rowcount:
                book.execute(
                    "INSERT INTO student (first_name, last_name, email, lms_user_id, id) VALUES (?, ?, ?, ?, ?)",
                    (*row, folder),
                )


Numbered = Mapping[tuple[str, str], str]
"""The names that a collection gives to a platform's numbers: a blind download gives none, and a later one may."""


def _find_again(known: Known, earlier: Roster, roster: Roster) -> str:
    """Return the new id of somebody whom the roster before called otherwise: by address, login or number, else by a name of one person."""
    old = earlier.by_folder().get(known.folder)
    if old is None or known.folder in roster.by_folder():
        return ""
    for field in ("email", "username", "number"):
        value = getattr(old, field).casefold()
        same = [member for member in roster.members if value and getattr(member, field).casefold() == value]
        if len(same) == 1:
            return same[0].id
    named = roster.find_name(old.shown)
    if len(named) > 1 or len(earlier.find_name(old.shown)) > 1:
        named = [member for member in named if old.lms_id and member.lms_id == old.lms_id]
    return named[0].id if len(named) == 1 else ""


def find_unread(ledger: Ledger, registry: Registry) -> dict[str, Unread]:
    """Return what those handed in of whom nothing can be read, by the folder that stands for each by the roster now."""
    counted = {kept.folder for kept in ledger.kept}
    found = {}
    for unread in ledger.unread:
        label = Label(platform=unread.platform, name=unread.name, number=unread.number) if unread.platform else None
        owner = registry.decide(Claim(label=label, hint="" if label else unread.learner))
        folder = name_folder(owner.member.id if owner.member else unread.learner)
        if folder not in counted:
            found[folder] = unread
    return found


def _find_move(known: Known, registry: Registry, numbered: Numbered, earlier: Roster) -> str:
    """Return under which id the roster knows a person who was collected under another name; nothing if it is the same."""
    again = _find_again(known, earlier, registry.roster)
    if again:
        return again
    name = numbered.get((known.platform, known.number), known.name) if is_anonymous(known.name) else known.name
    label = Label(platform=known.platform, name=name, number=known.number) if known.platform else None
    claim = Claim(label=label, own=known.own, hint="" if label else known.learner)
    owner = registry.decide(claim)
    return owner.member.id if owner.member and name_folder(owner.member.id) != known.folder else ""


def _open_registry(ledger: Ledger, roster: Roster) -> Registry:
    """Return what decides whose earlier hand-ins are by the roster alone, knowing all who handed in."""
    claims = [
        Claim(label=Label(platform=each.platform, name=each.name, number=each.number), own=each.own)
        for each in ledger.people
        if each.platform
    ]
    return Registry(roster, Ledger(), claims)


def move_people(course: Course, roster: Roster, numbered: Mapping[str, Numbered]) -> list[str]:
    """Give everyone who was collected before the roster came the roster's id, with their files and marks.

    `numbered` holds by exercise the names that come with the platform's numbers now. Returns a line for each person who was moved, or could not be.
    """
    lines: list[str] = []
    if not roster.members or not course.collected.is_dir():
        return lines
    earlier = remembered_roster(course)
    for folder in sorted(path for path in course.collected.iterdir() if path.is_dir()):
        ledger = read_ledger(folder)
        registry = _open_registry(ledger, roster)
        for known in list(ledger.people):
            learner = _find_move(known, registry, numbered.get(folder.name, {}), earlier)
            if not learner:
                continue
            fresh = name_folder(learner)
            if ledger.list_kept(fresh) or (course.submitted / fresh / folder.name).exists():
                if any(each.folder == fresh and each.key == known.key for each in ledger.people):
                    continue
                lines.append(f"{known.learner} is {learner} in the roster, who has handed in {folder.name} under that id too - look at both, and remove submitted/{known.folder}/{folder.name} if they are one person")  # fmt: skip
                continue
            move_hand_ins(course, folder.name, ledger, known.folder, learner)
            write_ledger(ledger, folder)
            lines.append(
                f"{known.learner} is {learner} in the roster; what they handed in of {folder.name} was moved there, with its marks"
            )
    return lines


def move_hand_ins(course: Course, exercise: str, ledger: Ledger, old: str, learner: str) -> None:
    """Give all that lies in one person's folder to another id that has nothing yet: hand-ins, marks and judgements."""
    fresh = name_folder(learner)
    _move_rows(course, exercise, old, fresh)
    _move_judgements(course.judgements / exercise, old, fresh)
    for place in (course.submitted, course.autograded, course.feedback):
        _move_folder(place / old / exercise, place / fresh / exercise)
    _move_folder(course.collected / exercise / old, course.collected / exercise / fresh)
    ledger.people = [replace(each, learner=learner, folder=fresh) if each.folder == old else each for each in ledger.people]  # fmt: skip
    ledger.kept = [replace(each, folder=fresh) if each.folder == old else each for each in ledger.kept]
    ledger.held = [replace(each, settled=fresh) if each.settled == old else each for each in ledger.held]


def drop_marks(course: Course, exercise: str, student: str, now: datetime) -> None:
    """Delete one person's marks on an exercise from the gradebook, of which a copy is left beside it first."""
    theirs = "SELECT submitted_assignment.id FROM submitted_assignment JOIN assignment ON assignment.id = assignment_id WHERE student_id = ? AND name = ?"  # fmt: skip
    notebooks = f"SELECT id FROM submitted_notebook WHERE assignment_id IN ({theirs})"
    with _open(course) as book:
        if book is None or not book.execute(theirs, (student, exercise)).fetchone():
            return
        copy = course.gradebook.with_name(f"{course.gradebook.name}.{now:%Y%m%d-%H%M%S}")
        with closing(sqlite3.connect(course.gradebook)) as source, closing(sqlite3.connect(copy)) as kept:
            source.backup(kept)
        for table in ("grade", "comment"):
            book.execute(f"DELETE FROM {table} WHERE notebook_id IN ({notebooks})", (student, exercise))
        book.execute(f"DELETE FROM submitted_notebook WHERE id IN ({notebooks})", (student, exercise))
        book.execute(f"DELETE FROM submitted_assignment WHERE id IN ({theirs})", (student, exercise))


def _move_folder(old: Path, new: Path) -> None:
    if old.is_dir() and not new.exists():
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
        if not any(old.parent.iterdir()):
            shutil.rmtree(old.parent, ignore_errors=True)


def _move_rows(course: Course, exercise: str, old: str, new: str) -> None:
    """Give one person's submission of an exercise to another id, unless that one has marks of its own."""
    with _open(course) as book:
        if book is None:
            return
        theirs = "student_id = ? AND assignment_id IN (SELECT id FROM assignment WHERE name = ?)"
        if book.execute(f"SELECT 1 FROM submitted_assignment WHERE {theirs}", (new, exercise)).fetchone():
            raise CasebookError(f"gradebook.db: {new} has marks for {exercise} already - look at them and at those of {old} before this roster is used")  # fmt: skip
        book.execute("INSERT OR IGNORE INTO student (id) VALUES (?)", (new,))
        book.execute(f"UPDATE submitted_assignment SET student_id = ? WHERE {theirs}", (new, old, exercise))
        book.execute("DELETE FROM student WHERE id = ? AND id NOT IN (SELECT student_id FROM submitted_assignment)", (old,))  # fmt: skip


def _move_judgements(folder: Path, old: str, new: str) -> None:
    """Give what markers decided about one person's answers to another id; a line that can't be read stays as it is."""

    def move(line: str) -> str:
        try:
            entry = json.loads(line)
        except ValueError:
            return line
        theirs = isinstance(entry, dict) and entry.get("student") == old
        return json.dumps({**entry, "student": new}, ensure_ascii=True) if theirs else line

    for path in sorted(folder.glob("*.jsonl")):
        text = path.read_text("utf-8", "replace")
        write_file(path, "\n".join(map(move, text.split("\n"))).encode())
