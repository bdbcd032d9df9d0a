"""What a run of grading did, and what waits for a person now."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...author.course import Course
from ..handin.people.enrolment import remembered_roster
from ..handin.quarantine import clean_line
from ..nbgrader.gradebook import read_grades
from ..spread.job import Pending
from .note import read_note

__all__ = ["GradeSummary", "summarise"]


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """What a run of grading did: how many were graded and how many left as they were.

    `answers` wait in formgrader to be marked by a person; `waiting` are lines on what an educator should look at, `notes`
    lines that explain marks and ask for nothing, `failed` lines on hand-ins that could not be graded.
    """

    exercise: str
    graded: int
    unchanged: int
    answers: int
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        lines = [f"{self.exercise}: {self.graded} graded, {self.unchanged} unchanged"]
        if self.answers:
            lines.append(f"  {self.answers} answers wait for a person, in formgrader")
        lines += [f"  {line}" for line in self.waiting]
        lines += [f"  failed: {line}" for line in self.failed]
        lines += [f"  note: {line}" for line in self.notes]
        return "\n".join(lines)


def summarise(
    course: Course, exercise: str, folders: Sequence[Path], work: Sequence[Pending], failed: Sequence[str]
) -> GradeSummary:
    """Return what a run did, and all that waits for a person now, whichever run it came from."""
    answers = sum(grade.waits for grade in read_grades(course.gradebook, exercise))
    done, unchanged = len(work) - len(failed), len(folders) - len(work)
    waiting: list[str] = []
    notes: dict[str, list[str]] = {}
    names = {folder: member.shown for folder, member in remembered_roster(course).by_folder().items()}
    for folder in folders:
        student = folder.parent.name
        note = read_note(course, student, exercise)
        student = f"{student} ({names[student]})" if names.get(student) else student
        for flag in [flag for result in note["results"] for flag in result["flags"]] if note else ():
            if flag["rule"] == "note":
                notes.setdefault(flag["what"], []).append(student)
            else:
                item = f"{flag['item']}: " if flag["item"] else ""
                waiting.append(f"{student}: {item}{flag['what']}")
    told = [f"{what}: {', '.join(dict.fromkeys(students))}" for what, students in notes.items()]
    # Much of it was written by trainees, and is about to be printed on an educator's terminal.
    lines = (tuple(map(clean_line, part)) for part in (waiting, told, failed))
    return GradeSummary(exercise, done, unchanged, answers, *lines)
