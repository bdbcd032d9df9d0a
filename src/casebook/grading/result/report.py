"""The educator's table: who scored what on which item, from the gradebook as it stands, and who handed in nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...author.course import Course
from ...exercise.cell import item_of
from ...exercise.source import load_source
from ...folder import write_file
from ...mark.learner import name_folder
from ...mark.mark import show_points
from ...mark.response import FILE_NAME, Refused, read_response
from ...problem import CasebookError
from ..handin.account import NOTHING, UNREADABLE, measure_width, shorten
from ..handin.people.enrolment import find_unread, remembered_roster
from ..handin.people.ledger import Unread, read_ledger
from ..handin.people.owner import Registry
from ..handin.people.roster import Member, Roster
from ..handin.quarantine import clean_text
from ..handin.sheet import write_csv
from ..nbgrader.gradebook import Grade, read_grades
from ..run.term import TermNow, settle_term

__all__ = [
    "UNREAD",
    "Line",
    "Table",
    "format_report",
    "list_rows",
    "name_learner",
    "number_text",
    "read_report",
    "write_report",
]

UNREAD = f"handed in, {UNREADABLE}"
OUT = "left out"
"""What stands in place of a mark where an item counts for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One learner's marks on one exercise: by item, in all, of how many, and how many items wait for a person.

    `penalty` is what being late cost, `late` by how much in words, `remark` what else is known of the time; the total is after
    the penalty, and None for somebody without marks: `absent` then says whether nothing was handed in, or nothing that can be read.
    `student` is the folder and nbgrader's id, `member` the roster's line.
    """

    learner: str
    exercise: str
    scores: dict[str, float | None]
    total: float | None
    most: float
    penalty: float
    waiting: int
    student: str = ""
    member: Member = field(default_factory=Member)
    late: str = ""
    remark: str = ""
    absent: str = NOTHING

    @property
    def name(self) -> str:
        """The name as people write it; empty when no roster tells it."""
        return self.member.shown


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one or several exercises, the items of each in the order they are met, and which of them are left out."""

    items: dict[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    left_out: dict[str, frozenset[str]] = field(default_factory=dict)

    def show_score(self, line: Line, item: str) -> str:
        """Return what stands in a learner's cell for an item."""
        return OUT if item in self.left_out.get(line.exercise, ()) else number_text(line.scores.get(item))


def name_learner(course: Course, exercise: str, student: str, member: Member | None = None) -> str:
    """Return a learner's id as the roster has it, or as they wrote it if the folder is theirs."""
    if member:
        return member.id
    try:
        response = read_response((course.submitted / student / exercise / FILE_NAME).read_bytes())
    except (OSError, Refused):
        return student
    written = " ".join(clean_text(response.learner).split())
    return written if written and name_folder(response.learner) == student else student


def _make_line(
    course: Course,
    exercise: str,
    student: str,
    grades: Sequence[Grade],
    items: Sequence[str],
    member: Member | None,
    term: TermNow,
) -> Line:
    scores: dict[str, float | None] = dict.fromkeys(items)
    waiting = set()
    for grade in grades:
        item = item_of(grade.cell)
        if grade.waits:
            waiting.add(item)
        # What nobody has marked yet is no zero.
        if not grade.waits or grade.score:
            scores[item] = (scores.get(item) or 0.0) + grade.score
    penalty = max((grade.penalty for grade in grades), default=0.0)
    return Line(
        learner=name_learner(course, exercise, student, member),
        exercise=exercise,
        scores=scores,
        total=max(0.0, sum(grade.score for grade in grades) - penalty),
        most=sum(grade.max_score for grade in grades),
        penalty=penalty,
        waiting=len(waiting),
        student=student,
        member=member or Member(),
        late=term.say_span(student),
        remark=term.remarks.get(student, ""),
    )


def _list_absent(
    roster: Roster, exercise: str, present: Sequence[Line], unread: Mapping[str, Unread]
) -> Iterator[Line]:
    """Yield a line for everyone without marks: of the roster, or with a file in which nothing could be read."""
    met = {line.student for line in present}
    most = max((line.most for line in present), default=0.0)
    people = {name_folder(member.id): member for member in roster.members}
    people |= {
        folder: Member(learner=each.learner, name=each.name) for folder, each in unread.items() if folder not in people
    }
    for student, member in people.items():
        if student not in met:
            absent = UNREAD if student in unread else NOTHING
            yield Line(learner=member.id, exercise=exercise, scores={}, total=None, most=most, penalty=0.0, waiting=0, student=student, member=member, absent=absent)  # fmt: skip


def read_report(course: Course, exercises: Sequence[str]) -> Table:
    """Return the marks of everyone in the gradebook and the roster on these exercises, sorted by exercise and learner."""
    roster = remembered_roster(course)
    members = roster.by_folder()
    items: dict[str, tuple[str, ...]] = {}
    lines: list[Line] = []
    left_out: dict[str, frozenset[str]] = {}
    for exercise in exercises:
        source = load_source(course, exercise)
        parts = source.halves.public["parts"]
        term = settle_term(course, exercise, source.halves.public, source.notebook)
        left_out[exercise] = term.left_out
        items[exercise] = tuple(item["id"] for part in parts for item in part["items"])
        students: dict[str, list[Grade]] = {}
        for grade in read_grades(course.gradebook, exercise):
            students.setdefault(grade.student, []).append(grade)
        own = [
            _make_line(course, exercise, name, grades, items[exercise], members.get(name), term)
            for name, grades in students.items()
        ]
        ledger = read_ledger(course.collected / exercise)
        unread = find_unread(ledger, Registry(roster, ledger))
        own += list(_list_absent(roster, exercise, own, unread)) if own else []
        lines += sorted(own, key=lambda line: (line.learner.casefold(), line.learner))
    if not lines:
        raise CasebookError(f"gradebook.db: nobody's {', '.join(exercises)} was graded yet - run casebook grade first")
    return Table(items, tuple(lines), left_out)


def number_text(value: float | None) -> str:
    """Return a mark as it is printed: rounded to hundredths, empty when there is none."""
    return "" if value is None else show_points(value)


def format_report(table: Table) -> str:
    """Return the table for a screen: a numbered column for each item, with a legend below."""
    texts = []
    for exercise, items in table.items.items():
        lines = [line for line in table.lines if line.exercise == exercise]
        if not lines:
            continue
        names = ["name"] if any(line.name for line in lines) else []
        late = ["late", "taken"] if any(line.late for line in lines) else []
        out = table.left_out.get(exercise, frozenset())
        counted = [str(number) for number, item in enumerate(items, 1) if item not in out]
        header = ["learner", *names, *counted, "total", "of", *late, "waiting"]
        rows = [
            [
                shorten(line.learner, 40),
                *([shorten(line.name, 40)] if names else []),
                *(number_text(line.scores.get(item)) for item in items if item not in out),
                "-" if line.total is None else number_text(line.total),
                number_text(line.most),
                *([line.late, number_text(line.penalty) if line.late else ""] if late else []),
                line.absent if line.total is None else str(line.waiting or ""),
            ]
            for line in lines
        ]
        widths = [max(measure_width(row[column]) for row in [header, *rows]) for column in range(len(header))]
        left = 1 + len(names)
        shown = [exercise]
        for row in [header, *rows]:
            cells = [
                cell + " " * (width - measure_width(cell))
                for cell, width in zip(row[:left], widths[:left], strict=True)
            ]
            cells += [cell.rjust(width) for cell, width in zip(row[left:], widths[left:], strict=True)]
            shown.append("  " + "  ".join(cells).rstrip())
        shown += [f"  {number} {item}{f' ({OUT})' if item in out else ''}" for number, item in enumerate(items, 1)]
        # A remark on a time is a sentence, and stands below the table.
        for remark in dict.fromkeys(line.remark for line in lines if line.remark):
            who = ", ".join(shorten(line.learner, 40) for line in lines if line.remark == remark)
            shown.append(f"  {remark}: {who}")
        texts.append("\n".join(shown))
    return "\n\n".join(texts)


def list_rows(table: Table) -> list[list[str]]:
    """Return the whole table as rows of text, the first of which names the columns."""
    items = list(dict.fromkeys(item for names in table.items.values() for item in names))
    rows = [["learner", "name", "lms_id", "email", "exercise", *items, "total", "max", "late", "penalty", "waiting"]]
    for line in table.lines:
        who = [
            " ".join(clean_text(line.learner).split()),
            line.name,
            line.member.lms_id or line.member.number,
            line.member.email,
        ]
        scores = [table.show_score(line, item) for item in items]
        waiting = line.absent if line.total is None else str(line.waiting)
        totals = [
            number_text(line.total),
            number_text(line.most),
            ", ".join(filter(None, (line.late, line.remark))),
            number_text(line.penalty),
            waiting,
        ]
        rows.append([*who, line.exercise, *scores, *totals])
    return rows


def write_report(table: Table, path: Path) -> None:
    """Write the table as CSV: who, exercise, a column for each item, total, max, late, penalty and waiting."""
    write_file(path, write_csv(list_rows(table)))
