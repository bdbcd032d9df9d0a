"""Marks in the form in which a learning platform imports them: its own exported sheet filled in, or a table made for it.

What each wants, by its exports: Moodle a grading worksheet (``Identifier``, ``Grade``, ``Maximum Grade``) or a grade import
that is mapped by ID number or address; Canvas its grade book's first five columns and ``Name (id)``; Brightspace ids
with ``#``, a column ``… Points Grade`` and the ``End-of-Line Indicator``; Blackboard its own column, ``… |664617``.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...author.course import Course
from ...exercise.source import load_source
from ...folder import write_file
from ...mark.learner import fold_learner
from ...problem import CasebookError
from ..handin.name import squeeze_name
from ..handin.people.ledger import Known, read_ledger
from ..handin.people.roster import Member, find_columns, read_row
from ..handin.quarantine import clean_text
from ..handin.sheet import Spreadsheet, read_sheet, write_csv
from .parcel import MARKS
from .report import UNREAD, Line, Table, list_rows, number_text

__all__ = ["PLATFORMS", "MarksSheet", "make_marks_sheet", "write_marks_sheets"]

PLATFORMS = ("moodle", "canvas", "brightspace", "blackboard", "excel")
"""Where marks can go."""

_GRADE = frozenset(("grade", "bewertung", "note", "calificacion", "valutazione", "nota", "beoordeling", "cijfer", "betyg", "karakter"))  # fmt: skip
_MOST = frozenset(("maximumgrade", "bestwertung", "hochstbewertung", "maximalebewertung", "notemaximale", "calificacionmaxima", "valutazionemassima", "maximumcijfer", "notamaxima", "hogstabetyg"))  # fmt: skip
_IDENTITY = frozenset(("learner", "lms_id", "username", "number", "name", "first", "last", "email"))


@dataclass(frozen=True, slots=True)
class MarksSheet:
    """A sheet to import: its bytes, the ending of its name, and lines on whose mark it lacks and why."""

    data: bytes
    ending: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Fill:
    """What happened while a sheet was filled: who got a mark, whose was left out, and which rows nobody fits."""

    given: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Person:
    line: Line
    known: tuple[Known, ...]


def _fold(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in parted if not unicodedata.combining(letter)))


def _find_person(row: Member, people: Sequence[_Person], platform: str) -> _Person | None:
    """Return whose row of an exported sheet this is: by the platform's number, an id, an address, or a name of one person."""

    def ids(member: Member) -> set[str]:
        return {fold_learner(each) for each in (member.learner, member.username, member.number, member.lms_id)} - {""}

    tests: tuple[Callable[[_Person], bool], ...] = (
        lambda person: bool(row.lms_id) and any(each.platform == platform and each.number == row.lms_id for each in person.known),
        lambda person: bool(row.lms_id) and row.lms_id == person.line.member.lms_id,
        lambda person: bool(ids(row) & (ids(person.line.member) | {fold_learner(person.line.learner)})),
        lambda person: bool(row.email) and row.email.casefold() in (person.line.member.email.casefold(), person.line.learner.casefold()),
        lambda person: bool(row.shown) and squeeze_name(row.shown) in _names(person),
    )  # fmt: skip
    for test in tests:
        found = [person for person in people if test(person)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _names(person: _Person) -> set[str]:
    names = {person.line.name, person.line.learner, *(each.name for each in person.known)}
    return {squeeze_name(name) for name in names if name}


def _say_mark(person: _Person, most: float | None, comma: bool, fill: _Fill) -> str:
    """Return a person's mark for a cell, on the platform's scale; nothing while an answer waits or where there is none."""
    line = person.line
    if line.total is None:
        (fill.unread if line.absent == UNREAD else fill.absent).append(line.learner)
        return ""
    if line.waiting:
        fill.waiting.append(line.learner)
        return ""
    fill.given.add(line.student)
    scaled = line.total * most / line.most if most and line.most and most != line.most else line.total
    text = number_text(scaled)
    return text.replace(".", ",") if comma else text


def _read_most(text: str) -> float | None:
    found = re.search(r"[0-9]+(?:[.,][0-9]+)?", text)
    return float(found[0].replace(",", ".")) if found else None


def _find_column(header: Sequence[str], wanted: Sequence[str], only: Callable[[str], bool]) -> int | None:
    """Return the column of an exercise: the one named exactly so, or whose name begins so."""
    names = [_fold(name) for name in wanted if name]
    for fits in (str.__eq__, str.startswith):
        for place, cell in enumerate(header):
            bare = re.sub(r"\s*[(<\[|{].*$", "", cell)
            if only(cell) and any(fits(_fold(bare), name) for name in names):
                return place
    return None


def _fill_sheet(
    platform: str, sheet: Spreadsheet, people: Sequence[_Person], wanted: Sequence[str], fill: _Fill
) -> list[list[str]]:
    """Return the platform's own sheet with the marks in their column; columns of other tasks are left out."""
    start = max(range(min(15, len(sheet.rows))), key=lambda index: len(find_columns(sheet.rows[index])), default=0)
    header = list(sheet.rows[start]) if sheet.rows else []
    columns = find_columns(header)
    if not columns:
        raise CasebookError(
            "the sheet names none of its columns - export it from the platform again, with everybody in it"
        )
    place = (
        next((index for index, cell in enumerate(header) if _fold(cell) in _GRADE), None)
        if platform == "moodle"
        else None
    )
    worksheet = place is not None
    if place is None:
        place = _find_column(header, wanted, lambda cell: _fold(cell) not in ("endoflineindicator",))
    end = next((index for index, cell in enumerate(header) if _fold(cell) == "endoflineindicator"), None)
    keep = (
        list(range(len(header))) if worksheet else [index for index, column in columns.items() if column in _IDENTITY]
    )
    if not worksheet and platform == "canvas":
        keep += [index for index, cell in enumerate(header) if _fold(cell) == "section"]
    if place is None:
        if platform == "blackboard":
            raise CasebookError(f"the sheet has no column for {wanted[0]} - make one in Blackboard and download the sheet again, or name it with --column")  # fmt: skip
        fill.notes.append(
            f"the sheet has no column for {wanted[0]}, so one was added - name an existing one with --column"
        )
    title = header[place] if place is not None else _name_column(platform, wanted[0], people)
    most_place = next((index for index, cell in enumerate(header) if _fold(cell) in _MOST), None)
    comma = sheet.separator == ";" or any(re.fullmatch(r"[0-9]+,[0-9]+", row[place]) for row in sheet.rows[start + 1 :] if place is not None and place < len(row))  # fmt: skip
    points = _read_most(re.sub(r"^[^<\[]*", "", title)) if platform in ("brightspace", "blackboard") else None
    if worksheet:
        _refuse_other(wanted[0], [read_row(row, columns) for row in sheet.rows[start + 1 :]], people)
    rows = [_pick(header, keep, place, title, end)]
    for cells in sheet.rows[start + 1 :]:
        row = [*cells, *[""] * (len(header) - len(cells))]
        if any(cell.strip().casefold() == "points possible" for cell in row):
            points = _read_most(row[place]) if place is not None else None
            rows.append(_pick(row, keep, place, row[place] if place is not None else number_text(people[0].line.most if people else None), None))  # fmt: skip
            continue
        own = read_row(row, columns)
        person = _find_person(own, people, platform) if own else None
        most = _read_most(row[most_place]) if worksheet and most_place is not None else points
        before = row[place] if place is not None else ""
        if own and person is None:
            fill.strangers.append(own.shown or own.id)
        mark = _say_mark(person, most, comma, fill) if person else ""
        if most and person and most != person.line.most:
            note = f"marks of {number_text(person.line.most)} were brought to the platform's {number_text(most)}"
            fill.notes += [] if note in fill.notes else [note]
        rows.append(_pick(row, keep, place, mark or before, end))
    return rows


def _refuse_other(exercise: str, rows: Sequence[Member | None], people: Sequence[_Person]) -> None:
    """Refuse another assignment's worksheet: Moodle gives everybody a new number in each, and none of these handed in."""
    there = {row.lms_id for row in rows if row and row.lms_id}
    known = {each.number for person in people for each in person.known if each.platform == "moodle" and each.number}
    if there and known and not there & known:
        raise CasebookError(
            f"{exercise} was handed in under none of its numbers, so it is another assignment's worksheet - "
            "export the one of this assignment"
        )


def _pick(row: Sequence[str], keep: Sequence[int], place: int | None, mark: str, end: int | None) -> list[str]:
    """Return the cells that are kept of a row, with the mark in its column."""
    if place in keep:
        return [mark if index == place else row[index] for index in keep]
    return [*(row[index] for index in keep), mark, *([row[end]] if end is not None else [])]


def _name_column(platform: str, exercise: str, people: Sequence[_Person]) -> str:
    most = number_text(people[0].line.most) if people else ""
    return f"{exercise} Points Grade <Numeric MaxPoints:{most}>" if platform == "brightspace" else exercise


def _make_rows(platform: str, exercise: str, people: Sequence[_Person], fill: _Fill) -> list[list[str]]:
    """Return a table for a platform without a sheet of its own, as near as it can be."""
    rows: list[list[str]] = []
    title = _name_column(platform, exercise, people)
    heads = {
        "moodle": ["First name", "Last name", "ID number", "Email address", title],
        "canvas": ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
        "brightspace": ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", title, "End-of-Line Indicator"],
        "blackboard": ["Last Name", "First Name", "Username", "Student ID", title],
    }
    rows.append(heads[platform])
    if platform == "canvas" and people:
        rows.append(["    Points Possible", "", "", "", "", number_text(people[0].line.most)])
    for person in people:
        member, learner = person.line.member, clean_text(person.line.learner)
        first, last = member.parts
        login = member.username or learner
        known = next((each.number for each in person.known if each.platform == platform), "")
        mark = _say_mark(person, None, False, fill)
        if platform == "moodle":
            rows.append([first, last, member.number or learner, member.email, mark])
        elif platform == "canvas":
            rows.append([f"{last}, {first}" if last and first else member.shown or learner, member.lms_id or known, member.number, login, "", mark])  # fmt: skip
        elif platform == "brightspace":
            rows.append([f"#{member.number or learner}", f"#{login}", last, first, member.email, mark, "#"])
        else:
            rows.append([last, first, member.username or known or learner, member.number, mark])
    return rows


def _make_workbook(table: Table) -> bytes:
    """Return the whole table as an Excel workbook: marks are numbers, all else is text and never a formula."""
    # Optional, and slow to import: only an Excel file needs it.
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise CasebookError("writing Excel needs the extra course - or use --csv") from None
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "marks"
    texts = 5  # who and which exercise
    for number, row in enumerate(list_rows(table), 1):
        for column, text in enumerate(row, 1):
            cell = page.cell(number, column)
            if number > 1 and column > texts and re.fullmatch(r"-?[0-9.]+(e[+-]?[0-9]+)?", text):
                cell.value = float(text)
            elif text:
                cell.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)
                cell.data_type = "s"
                cell.quotePrefix = text[:1] in "=+-@"
    page.freeze_panes = "B2"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def make_marks_sheet(
    course: Course, table: Table, exercise: str, platform: str, *, sheet: Path | None = None, column: str = ""
) -> MarksSheet:
    """Return the marks on an exercise for a platform to import; `sheet` is its own export, to be filled in.

    `column` names the task on the platform where it is called differently. Marks with an answer that waits are left out.
    """
    if platform == "excel":
        return MarksSheet(_make_workbook(Table({exercise: table.items[exercise]}, tuple(line for line in table.lines if line.exercise == exercise), table.left_out)), "xlsx")  # fmt: skip
    known = read_ledger(course.collected / exercise).people
    lines = [line for line in table.lines if line.exercise == exercise]
    people = [_Person(line, tuple(each for each in known if each.folder == line.student)) for line in lines]
    fill = _Fill()
    if sheet is None:
        return _close(write_csv(_make_rows(platform, column or exercise, people, fill)), people, fill)
    own = read_sheet(sheet.read_bytes(), str(sheet))
    wanted = [column] if column else [exercise, load_source(course, exercise).halves.public["title"]]
    try:
        rows = _fill_sheet(platform, own, people, wanted, fill)
    except CasebookError as error:
        raise CasebookError(f"{sheet}: {error}") from None
    encoding = own.encoding if own.encoding in ("utf-8-sig", "utf-16") else "utf-8"
    done = _close(write_csv(rows, separator=own.separator or ",", encoding=encoding), people, fill)
    left = [person.line.learner for person in people if person.line.student not in fill.given and person.line.total is not None and not person.line.waiting]  # fmt: skip
    missing = (f"not in the sheet: {', '.join(left)} - their marks are not in it",) if left else ()
    return replace(done, notes=(*done.notes, *missing))


def _close(data: bytes, people: Sequence[_Person], fill: _Fill) -> MarksSheet:
    notes = [f"{len(fill.given)} {'mark' if len(fill.given) == 1 else 'marks'}", *fill.notes]
    for what, names in (
        ("left blank, since answers wait for a person", fill.waiting),
        ("left blank, since nothing was handed in", fill.absent),
        ("left blank, since nothing that they handed in can be read", fill.unread),
        ("in the sheet and not in the class", fill.strangers),
    ):
        if names:
            notes.append(f"{what}: {', '.join(' '.join(clean_text(name).split()) for name in names)}")
    return MarksSheet(data, "csv", tuple(notes))


def write_marks_sheets(
    course: Course, table: Table, exercises: Sequence[str], platform: str, sheet: Path | None, column: str
) -> list[str]:
    """Write the sheet that a platform imports for each exercise into the folder of marks; returns what to say of it."""
    if sheet and len(exercises) > 1:
        raise CasebookError(
            "--sheet is of one exercise - name it: casebook report EXERCISE --for PLATFORM --sheet FILE"
        )
    lines = []
    for exercise in exercises:
        made = make_marks_sheet(course, table, exercise, platform, sheet=sheet, column=column)
        path = course.root / MARKS / f"{exercise}-{platform}.{made.ending}"
        write_file(path, made.data)
        lines += [f"Written to {path}", *(f"  {note}" for note in made.notes)]
    return lines
