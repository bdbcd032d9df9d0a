"""The term of one exercise brought into the gradebook, and told: who is late, what it costs, what is left out."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import PurePosixPath
from typing import Any

from ...author.course import Course
from ...exercise.cell import item_of, list_cells
from ...exercise.settings import peek_settings
from ...problem import CasebookError, nearest
from ..handin.people.enrolment import remembered_roster
from ..handin.people.ledger import Kept, read_ledger
from ..handin.platform.label import find_label
from ..handin.submission import list_submitted
from ..nbgrader.gradebook import list_notebooks
from ..nbgrader.settle import LeftOut, Settlement, settle_gradebook
from ..term.deadline import Deadline, find_extra, read_deadline, say_idle, say_moment
from ..term.file import Terms, read_terms, refuse_line
from ..term.late import Policy, say_span
from .note import read_note, read_rows
from .standing import read_graded, read_standings

__all__ = ["TermNow", "is_judged_by_nbgrader", "settle_term"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermNow:
    """The term as the gradebook has it now.

    `late` says by how many seconds somebody is late, by folder; `remarks` what else is to be known of their time, as that only
    the collection's is known; `left_out` the items that count for nobody, `notes` lines for the educator.
    """

    deadline: Deadline = field(default_factory=Deadline)
    policy: Policy | None = None
    late: Mapping[str, float] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def say_span(self, folder: str) -> str:
        """Return by how much somebody is late; nothing for somebody in time."""
        return say_span(self.late[folder]) if folder in self.late else ""

    def say_due(self, folder: str) -> str:
        """Return until when somebody could hand in, with their extra time; nothing where nothing is due."""
        due, extra = self.deadline.due, self.deadline.extra.get(folder)
        if due is None:
            return ""
        # Time is added in UTC, so that a change of the clocks neither gives an hour nor takes one.
        longer = say_moment((due.astimezone(UTC) + extra).astimezone(due.tzinfo)) if extra else ""
        return f"due {say_moment(due)}{f', with extra time until {longer}' if longer else ''}"

    def say_late(self, folder: str) -> str:
        """Return by how much somebody is late, and what else is known of the time."""
        return ", ".join(filter(None, (self.say_span(folder), self.remarks.get(folder, ""))))


def is_judged_by_nbgrader(course: Course) -> bool:
    """Return whether the course's own settings say what being late costs."""
    settings = peek_settings(course)
    return "penalty_method" in settings.LateSubmissionPlugin or "plugin_class" in settings.AssignLatePenalties


def _find_items(public: Mapping[str, Any] | None, terms: Terms) -> frozenset[str]:
    """Return the items that the educator's file leaves out: named each, or by their case or code task."""
    if not terms.left_out:
        return frozenset()
    if public is None:
        refuse_line(
            min(terms.left_out.values()),
            "only an exercise of the course's own can leave something out",
            "delete leave_out",
        )
    parts = {part["id"]: [item["id"] for item in part["items"]] for part in public["parts"]}
    items = {item: [item] for names in parts.values() for item in names}
    found: set[str] = set()
    for name, line in terms.left_out.items():
        if name not in items | parts:
            fix = f"name an item, a case or a code task of it{nearest(name, items | parts)}"
            refuse_line(line, f"{public['id']} has no {name}", fix)
        found.update((items | parts)[name])
    if found == items.keys():
        refuse_line(min(terms.left_out.values()), "everything would be left out", "leave something to be marked")
    return frozenset(found)


_Marks = dict[tuple[str, str], tuple[float | None, bool, bool | None]]


def _read_marks(course: Course, exercise: str) -> Callable[[], _Marks]:
    """Return what reads, when it is needed, what every learner's cells came to by our notes."""

    def read() -> _Marks:
        notes = ((each.parent.name, read_note(course, each.parent.name, exercise)) for each in list_submitted(course, exercise))  # fmt: skip
        marks: _Marks = {}
        for student, note in notes:
            given_for = note.get("given_for", {}) if note else {}
            now = read_standings(read_graded(course, student, exercise)) if given_for else {}
            for row in read_rows(note):
                cell = row["cell"]
                stood = given_for.get(f":{cell}")
                marks[student, cell] = (row["score"], row["waits"], None if stood is None else now.get(cell) != stood)
        return marks

    return read


def _remark(kept: Kept, exercise: str, is_late: bool) -> Iterator[str]:
    label = find_label(PurePosixPath(kept.path), exercise)
    if label and label.late:
        yield "late as Canvas says"
    if is_late and not kept.timed:
        yield "only the time of collection is known"


def _read_remarks(course: Course, exercise: str, late: Collection[str]) -> dict[str, str]:
    found = {}
    for kept in read_ledger(course.collected / exercise).kept:
        if kept.counts:
            remark = ", ".join(_remark(kept, exercise, kept.folder in late))
            if remark:
                found[kept.folder] = remark
    return found


def settle_term(
    course: Course, exercise: str, public: Mapping[str, Any] | None = None, notebook: Mapping[str, Any] | None = None
) -> TermNow:
    """Make the gradebook say what the educator's file and nbgrader's own due date say, and return what that comes to.

    No code is graded for it, and nothing is written when all is so already. `public` is the public document of an
    exercise of the course's own, and `notebook` the one with its keys.
    """
    terms = read_terms(course, exercise)
    items = _find_items(public, terms)
    folders = {folder.parent.name for folder in list_submitted(course, exercise)}
    roster = remembered_roster(course)
    extra, problems = find_extra(terms, roster, folders)
    if problems and roster.members:
        raise CasebookError.of(problems)
    deadline = read_deadline(course, exercise, terms, extra)
    cells = list_cells(notebook) if notebook else {}
    points = {name: cell["points"] for name, cell in cells.items() if cell["points"] is not None}
    left = LeftOut(frozenset(name for name in points if item_of(name) in items), points, _read_marks(course, exercise))
    term = Settlement(
        deadline=deadline, given=terms.due is not None, own=frozenset(extra), policy=terms.policy, left=left
    )  # fmt: skip
    late = settle_gradebook(course.gradebook, exercise, term)
    if late and terms.policy is None and is_judged_by_nbgrader(course):
        # It imports nbgrader, which must come after `load_engine`.
        from ..nbgrader.penalty import judge_late

        judge_late(course, exercise, list_notebooks(course.gradebook, exercise), sorted(late))
    return TermNow(
        deadline=deadline, policy=terms.policy, late=late, remarks=_read_remarks(course, exercise, late), left_out=items,
        notes=(*map(str, problems), *say_idle(exercise, terms, deadline)),
    )  # fmt: skip
