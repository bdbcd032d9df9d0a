"""What a run of grading did, and what waits for a person now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...author.course import Course
from ...exercise.cell import item_of
from ...mark.mark import count_marks
from ..handin.people.enrolment import remembered_roster
from ..handin.people.roster import say_who
from ..handin.quarantine import clean_line
from ..marking.snapshot import CHANGED, UNKNOWN
from ..nbgrader.gradebook import read_grades
from ..spread.job import Pending
from .note import read_flags, read_note
from .term import TermNow

__all__ = ["GradeSummary", "summarise"]


_ASKING = ("again", "changed")
"""Flags that ask for a mark and for nothing else."""


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """What a run of grading did: how many were graded and how many left as they were.

    `answers` wait to be marked by a person; `waiting` are lines on what an educator should look at, `notes`
    lines that explain marks and ask for nothing, `failed` lines on hand-ins that could not be graded, `term` lines on who is late
    and what is left out, `new_keys` lines on whose mark a corrected key
    or grading again changed, and on how to have a key count.
    """

    exercise: str
    graded: int
    unchanged: int
    answers: int
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    failed: tuple[str, ...]
    term: tuple[str, ...] = ()
    new_keys: tuple[str, ...] = ()

    def tell_new_keys(self, lines: Iterable[str]) -> "GradeSummary":
        """Return the summary with what new keys changed."""
        return replace(self, new_keys=(*map(clean_line, lines), *self.new_keys))

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        lines = [f"{self.exercise}: {self.graded} graded, {self.unchanged} unchanged"]
        if self.answers:
            wait = "1 answer waits" if self.answers == 1 else f"{self.answers} answers wait"
            lines.append(f"  {wait} for a person, in casebook mark or formgrader")
        lines += [f"  {line}" for line in self.term]
        lines += [f"  {line}" for line in self.waiting]
        lines += [f"  failed: {line}" for line in self.failed]
        lines += [f"  note: {line}" for line in self.notes]
        return "\n".join([*lines, *(f"  {line}" for line in self.new_keys)])


def summarise(
    course: Course,
    exercise: str,
    folders: Sequence[Path],
    work: Sequence[Pending],
    failed: Sequence[str],
    term: TermNow,
) -> GradeSummary:
    """Return what a run did, and all that waits for a person now, whichever run it came from."""
    grades = read_grades(course.gradebook, exercise)
    answers = sum(grade.waits for grade in grades)
    asked = {(grade.student, item_of(grade.cell)) for grade in grades if grade.waits}
    penalties = {grade.student: grade.penalty for grade in grades}
    done, unchanged = len(work) - len(failed), len(folders) - len(work)
    waiting: dict[tuple[str, str], list[str]] = {}
    late: list[str] = []
    changed: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    names = remembered_roster(course).shown_names()
    for folder in folders:
        student = folder.parent.name
        note = read_note(course, student, exercise)
        if term.say_late(student):
            late.append(_say_late(term, student, names, penalties.get(student, 0.0)))
        student = say_who(student, names)
        for flag in read_flags(note):
            # What a person has marked since needs no person any more.
            settled = flag["rule"] in _ASKING and (folder.parent.name, flag["item"]) not in asked
            if settled or flag["item"] in term.left_out:
                continue
            if flag["rule"] == "note":
                notes.setdefault(flag["what"], []).append(student)
            else:
                changed.setdefault(flag["what"], []).append(flag["item"])
                waiting.setdefault((student, flag["what"]), []).append(flag["item"])
    asking = [": ".join(filter(None, (who, ", ".join(filter(None, items)), what))) for (who, what), items in waiting.items()]  # fmt: skip
    told = [f"{what}: {', '.join(dict.fromkeys(students))}" for what, students in notes.items()]
    # Much of it was written by trainees, and is about to be printed on an educator's terminal.
    lines = (tuple(map(clean_line, part)) for part in (asking, told, failed, [*_introduce(term), *late, *term.notes]))
    summary = GradeSummary(exercise, done, unchanged, answers, *lines)
    return summary.tell_new_keys(_advise(exercise, changed))


def _introduce(term: TermNow) -> Iterator[str]:
    """Yield when an exercise is due and what being late costs, and what is left out."""
    if term.deadline.due:
        cost = f"; late: {term.policy.words}" if term.policy else ""
        yield f"{term.deadline.words}{cost}"
    if term.left_out:
        yield f"left out, and in no total: {', '.join(sorted(term.left_out))}"


def _say_late(term: TermNow, student: str, names: Mapping[str, str], penalty: float) -> str:
    who = say_who(student, names)
    if student not in term.late:
        return f"{who}: {term.remarks[student]}"
    taken = f"{count_marks(penalty)} taken" if penalty else "nothing taken"
    return f"late: {who}: {term.say_late(student)}; {taken}"


def _advise(exercise: str, changed: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the command by which a corrected key counts, for items that are held since they were changed."""
    for what, rest in ((CHANGED, "if only the key was corrected"), (UNKNOWN, "if they were shown as they are now")):
        items = " ".join(sorted(set(changed.get(what, ()))))
        option = " --as-shown" if what == UNKNOWN else ""
        if items:
            yield f"{rest}: casebook grade {exercise} --new-key {items}{option}"
