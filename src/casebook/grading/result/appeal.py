"""Everything about one learner's work on one exercise, for an appeal: files, times, answers, marks and reasons."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from functools import partial

from ...author.course import Course
from ...exercise.cell import item_of
from ...exercise.source import load_source
from ...mark.learner import fold_learner, name_folder
from ...mark.mark import count_earned
from ...problem import CasebookError
from ..handin.name import squeeze_name
from ..handin.people.ledger import Ledger, read_ledger
from ..handin.people.roster import Roster
from ..handin.platform.pasted import read_html
from ..handin.quarantine import clean_line
from ..nbgrader.gradebook import read_grades
from ..run.changed import read_changed
from ..run.note import read_flags, read_note
from ..run.term import TermNow, settle_term
from ..term.deadline import say_moment
from ..written.judgement import FIRST, SETTLED
from ..written.reading import open_paper
from .report import Line, Table, number_text
from .verdict import Verdict, Verdicts, open_verdicts

__all__ = ["tell_learner"]


def _find(table: Table, wanted: str, ledger: Ledger) -> Line:
    """Return the line of the one learner who goes by an id, a number, an address, a folder or a name."""
    roster = Roster(tuple(line.member for line in table.lines if line.member.id))
    folded = fold_learner(wanted)
    found = [line for line in table.lines if folded in (fold_learner(line.learner), line.student)]
    found = found or [line for line in table.lines if line.member in roster.find_any(wanted)]
    numbered = {known.folder for known in ledger.people if known.number and known.number == wanted.strip()}
    found = found or [line for line in table.lines if line.student in numbered]
    found = found or [line for line in table.lines if squeeze_name(line.learner) == squeeze_name(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CasebookError(
            f"{wanted}: {' and '.join(line.learner for line in found)} are called so - give the id of one"
        )
    raise CasebookError(f"{wanted}: nobody of the class is called so - casebook report shows who is")


def _say_time(when: str, zone: tzinfo) -> str:
    """Return a time of our records, which are in UTC, in the zone of the due date, which is named."""
    try:
        moment = datetime.fromisoformat(when.removesuffix(" UTC"))
    except ValueError:
        return clean_line(when)
    return say_moment((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone))


def _tell_files(course: Course, exercise: str, line: Line, term: TermNow, ledger: Ledger) -> Iterator[str]:
    home = course.collected / exercise
    zone = _zone_of(term)
    kept = sorted(ledger.list_kept(line.student), key=lambda each: each.number)
    due = term.say_due(line.student)
    if due:
        yield due[:1].upper() + due[1:]
    yield "Handed in" if kept else "Handed in: nothing"
    for each in kept:
        clock = "by the platform's clock" if each.timed else "when it was collected"
        state = "counts" if each.counts else "superseded"
        yield f"  {each.number:03}  {_say_time(each.when, zone)}, {clock}  {state}  {clean_line(each.path)}"
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
            yield f"  {_say_time(row['collected'], zone)}: {row['outcome']}: {clean_line(row['note'])}"


def _zone_of(term: TermNow) -> tzinfo:
    return (term.deadline.due and term.deadline.due.tzinfo) or UTC


def _tell_verdict(verdict: Verdict, zone: tzinfo) -> Iterator[str]:
    """Yield what one marker gave for a written answer, and for which points of its rubric."""
    given = verdict.judgement
    who = {FIRST: "the first marker", SETTLED: "settled"}.get(verdict.marker, clean_line(verdict.marker))
    old = "" if verdict.holds else ", for an earlier answer"
    yield f"    {who}, {_say_time(given.when, zone)}: {number_text(given.score)}{old}"
    for (text, most), points in zip(verdict.rubric, given.points if verdict.rubric else (), strict=True):
        yield f"      {count_earned(points, most)}: {clean_line(read_html(text))}"
    if given.adjustment:
        yield f"      {'added' if given.adjustment > 0 else 'taken off'} besides: {number_text(abs(given.adjustment))}"


def _tell_changed(course: Course, exercise: str, line: Line, zone: tzinfo) -> Iterator[str]:
    """Yield each mark that grading again has changed."""
    for each in read_changed(course, exercise):
        if each.student == line.student:
            why = "its key was corrected" if each.new_key else "it was graded again"
            marks = f"from {number_text(each.before)} to {number_text(each.after)}"
            yield f"  changed: {each.item}: {marks}, {_say_time(each.when, zone)}, since {why}"


def _tell_marks(course: Course, exercise: str, line: Line, term: TermNow, verdicts: Verdicts) -> Iterator[str]:
    zone = _zone_of(term)
    total = "none" if line.total is None else f"{number_text(line.total)} of {number_text(line.most)}"
    late = f", late by {line.late}" if line.late else ""
    late += f" ({line.remark})" if line.remark else ""
    late += f", {number_text(line.penalty)} taken off for being late" if line.penalty else ""
    yield f"Marks: {total}{late}" + (
        f"; {line.waiting} {'waits' if line.waiting == 1 else 'wait'} for a person" if line.waiting else ""
    )
    grades = read_grades(course.gradebook, exercise, students=[line.student])
    count = Counter(item_of(entry.cell) for entry in grades)
    met: Counter[str] = Counter()
    for entry in grades:
        item = item_of(entry.cell)
        met[item] += 1
        if item in term.left_out:
            yield f"  {item}: left out for the class"
            continue
        how = (
            "waits for a person"
            if entry.waits
            else "by the course"
            if entry.auto_score == entry.score
            else "by a person"
        )
        # The feedback numbers the tests of a code task alike.
        test = f", test {met[item]} of {count[item]}" if count[item] > 1 else ""
        yield f"  {item}{test}: {number_text(entry.score)} of {number_text(entry.max_score)}, {how}"
        if entry.comment:
            yield f"    {clean_line(entry.comment)}"
        for verdict in verdicts.find(line.student, item):
            yield from _tell_verdict(verdict, zone)
    yield from _tell_changed(course, exercise, line, zone)
    for flag in read_flags(read_note(course, line.student, exercise)):
        about = f"{clean_line(flag['item'])}: " if flag["item"] else ""
        yield f"  note: {about}{clean_line(flag['what'])}"


def _tell_page(page: bytes) -> Iterator[str]:
    words = read_html(page.decode("utf-8"))
    yield "Questions, answers and reasons, as the feedback has them"
    for paragraph in re.split(r"\n\s*\n*", words):
        if clean_line(paragraph):
            yield f"  {clean_line(paragraph)}"


def tell_learner(
    course: Course, table: Table, exercise: str, learner: str, *, write_page: Callable[[str], bytes]
) -> str:
    """Return all that is known of one learner's work on an exercise, as text.

    `learner` is an id, a number or a name; `write_page` gives the page of feedback of one folder of hand-ins.
    """
    ledger = read_ledger(course.collected / exercise)
    line = _find(table, learner, ledger)
    source = load_source(course, exercise)
    term = settle_term(course, exercise, source.halves.public, source.notebook)
    verdicts = open_verdicts(course, source.halves.public, partial(open_paper, course, exercise, None))
    numbers = [each.number for each in ledger.people if each.folder == line.student and each.number]
    number = line.member.lms_id or ", ".join(dict.fromkeys(numbers))
    known = [line.name, number and f"number {number}", line.member.email]
    lines = [
        f"{clean_line(line.learner)} ({', '.join(filter(None, known))})" if any(known) else clean_line(line.learner),
        exercise,
    ]
    lines += [
        "",
        *_tell_files(course, exercise, line, term, ledger),
        "",
        *_tell_marks(course, exercise, line, term, verdicts),
    ]
    if line.total is not None:
        lines += ["", *_tell_page(write_page(line.student))]
    return "\n".join(lines)
