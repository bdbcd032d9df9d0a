"""Everything about one learner's work on one exercise, for an appeal: files, times, answers, marks and reasons."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator

from ...author.course import Course
from ...exercise.cell import item_of
from ...mark.learner import fold_learner, name_folder
from ...problem import CasebookError
from ..handin.name import squeeze_name
from ..handin.people.ledger import read_ledger
from ..handin.people.roster import Roster
from ..handin.platform.pasted import read_html
from ..handin.quarantine import clean_text
from ..nbgrader.gradebook import read_grades
from ..run.note import read_note
from .report import Line, Table, number_text

__all__ = ["tell_learner"]


def _find(table: Table, wanted: str) -> Line:
    """Return the line of the one learner who goes by an id, a number, an address, a folder or a name."""
    roster = Roster(tuple(line.member for line in table.lines if line.member.id))
    folded = fold_learner(wanted)
    found = [line for line in table.lines if folded in (fold_learner(line.learner), line.student)]
    found = found or [line for line in table.lines if line.member in roster.find_any(wanted)]
    found = found or [line for line in table.lines if squeeze_name(line.learner) == squeeze_name(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CasebookError(
            f"{wanted}: {' and '.join(line.learner for line in found)} are called so - give the id of one"
        )
    raise CasebookError(f"{wanted}: nobody of the class is called so - casebook report shows who is")


def _clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in clean_text(text)).split())


def _tell_files(course: Course, exercise: str, line: Line) -> Iterator[str]:
    home = course.collected / exercise
    kept = sorted(read_ledger(home).list_kept(line.student), key=lambda each: each.number)
    yield "Handed in" if kept else "Handed in: nothing"
    for each in kept:
        clock = "by the platform's clock" if each.timed else "when it was collected"
        state = "counts" if each.counts else "superseded"
        yield f"  {each.number:03}  {each.when[:16]} UTC, {clock}  {state}  {_clean(each.path)}"
    if kept:
        yield f"  The files as they came are in {(home / line.student).relative_to(course.root).as_posix()}."
    try:
        rows = list(csv.DictReader(io.StringIO((home / "log.csv").read_text("utf-8"))))
    except OSError:
        rows = []
    mine = [
        row
        for row in rows
        if row.get("folder") == line.student or name_folder(row.get("learner") or " ") == line.student
    ]
    for row in mine:
        if row.get("note"):
            yield f"  {row['collected'][:16]}: {row['outcome']}: {_clean(row['note'])}"


def _tell_marks(course: Course, exercise: str, line: Line, left_out: Collection[str]) -> Iterator[str]:
    total = "none" if line.total is None else f"{number_text(line.total)} of {number_text(line.most)}"
    late = f", late by {line.late}" if line.late else ""
    late += f" ({line.remark})" if line.remark else ""
    late += f", {number_text(line.penalty)} taken off for being late" if line.penalty else ""
    yield f"Marks: {total}{late}" + (f"; {line.waiting} wait for a person" if line.waiting else "")
    for entry in read_grades(course.gradebook, exercise):
        if entry.student != line.student:
            continue
        if item_of(entry.cell) in left_out:
            yield f"  {item_of(entry.cell)}: left out for the class"
            continue
        how = (
            "waits for a person"
            if entry.waits
            else "by the course"
            if entry.auto_score == entry.score
            else "by a person"
        )
        yield f"  {item_of(entry.cell)}: {number_text(entry.score)} of {number_text(entry.max_score)}, {how}"
        if entry.comment:
            yield f"    {_clean(entry.comment)}"
    record = read_note(course, line.student, exercise)
    for flag in [flag for result in record["results"] for flag in result["flags"]] if record else ():
        yield f"  note: {_clean(flag['item'] + ': ' if flag['item'] else '')}{_clean(flag['what'])}"


def _tell_page(page: bytes) -> Iterator[str]:
    words = read_html(page.decode("utf-8"))
    yield "Questions, answers and reasons, as the feedback has them"
    for paragraph in re.split(r"\n\s*\n*", words):
        if _clean(paragraph):
            yield f"  {_clean(paragraph)}"


def tell_learner(
    course: Course, table: Table, exercise: str, learner: str, *, write_page: Callable[[str], bytes]
) -> str:
    """Return all that is known of one learner's work on an exercise, as text.

    `learner` is an id, a number or a name; `write_page` gives the page of feedback of one folder of hand-ins.
    """
    line = _find(table, learner)
    known = [line.name, line.member.lms_id and f"number {line.member.lms_id}", line.member.email]
    lines = [
        f"{_clean(line.learner)} ({', '.join(filter(None, known))})" if any(known) else _clean(line.learner),
        exercise,
    ]
    lines += [
        "",
        *_tell_files(course, exercise, line),
        "",
        *_tell_marks(course, exercise, line, table.left_out.get(exercise, ())),
    ]
    if line.total is not None:
        lines += ["", *_tell_page(write_page(line.student))]
    return "\n".join(lines)
