"""Marks in the form in which each platform imports them: its own sheet filled in, or a table made for it."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from casebook.author.course import Course
from casebook.grading.handin.people.ledger import Known, Ledger, write_ledger
from casebook.grading.handin.people.roster import Member
from casebook.grading.result.marks_sheet import MarksSheet, make_marks_sheet
from casebook.grading.result.report import Line, Table
from casebook.problem import CasebookError


def line(member: Member, total: float | None, waiting: int = 0) -> Line:
    scores = {"volume": total, "note": None}
    return Line(learner=member.id, exercise="tea", scores=scores, total=total, most=10.0, penalty=0.0, waiting=waiting, student=member.id, member=member)  # fmt: skip


ADA = Member(learner="ada", lms_id="501", first="Ada", last="Example", email="ada@example.org")
BEN = Member(learner="ben", lms_id="502", first="Ben", last="Müller", email="ben@example.org")
TOM = Member(learner="tom1", lms_id="503", first="Tom", last="Smith", email="t1@example.org")
TIM = Member(learner="tom2", lms_id="504", first="Tom", last="Smith", email="t2@example.org")
ZED = Member(learner="zed", lms_id="505", first="=Zed", last="Away", email="zed@example.org")
TABLE = Table({"tea": ("volume", "note")}, (line(ADA, 7.5), line(BEN, 4.0, waiting=1), line(TOM, 1.0), line(TIM, 2.0), line(ZED, None)))  # fmt: skip


@pytest.fixture
def desk(released: Course) -> Course:
    """A course that knows Moodle's own numbers of this assignment for its people."""
    people = [Known(learner=member.learner, folder=member.learner, platform="moodle", number=str(number), name=member.shown) for number, member in enumerate((ADA, BEN, TOM, TIM), 9001)]  # fmt: skip
    write_ledger(Ledger(people), released.collected / "tea")
    return released


def fill(
    course: Course, platform: str, text: str, folder: Path, encoding: str = "utf-8", column: str = ""
) -> MarksSheet:
    (folder / "sheet.csv").write_bytes(text.encode(encoding))
    return make_marks_sheet(course, TABLE, "tea", platform, sheet=folder / "sheet.csv", column=column)


def rows(made: MarksSheet, separator: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.data.decode(encoding)), delimiter=separator))


WORKSHEET = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"


def test_moodle_s_grading_worksheet_is_filled_in_by_its_own_numbers(desk: Course, tmp_path: Path) -> None:
    people = "".join(f"Participant {number},X,,Submitted,,10.00,Yes,-\n" for number in (9004, 9003, 9002, 9001, 9999))
    made = fill(desk, "moodle", WORKSHEET + people, tmp_path, "utf-8-sig")
    filled = {row[0]: row[4] for row in rows(made, encoding="utf-8-sig")[1:]}
    assert filled == {"Participant 9004": "2", "Participant 9003": "1", "Participant 9002": "", "Participant 9001": "7.5", "Participant 9999": ""}  # fmt: skip
    assert made.data.startswith(b"\xef\xbb\xbf") and rows(made, encoding="utf-8-sig")[0] == WORKSHEET.strip().split(",")
    assert made.notes == (
        "3 marks",
        "left blank, since answers wait for a person: ben",
        "in the sheet and not in the class: X",
    )


def test_another_assignment_s_worksheet_is_refused(desk: Course, tmp_path: Path) -> None:
    people = "".join(f"Participant {number},Ada Example,ada@example.org,,,10.00,Yes,\n" for number in (7001, 7002))
    with pytest.raises(CasebookError, match=r"sheet\.csv: tea was handed in under none of its numbers, .* - export"):
        fill(desk, "moodle", WORKSHEET + people, tmp_path)
    one = fill(desk, "moodle", WORKSHEET + people + "Participant 9001,,,,,10.00,Yes,\n", tmp_path)
    assert "Participant 9001" in one.data.decode(), "a class that somebody has joined since is the same one"
    write_ledger(Ledger(), desk.collected / "tea")
    assert fill(desk, "moodle", WORKSHEET + people[: people.index("\n") + 1], tmp_path).notes[0] == "1 mark"


def test_marks_are_brought_to_the_platform_s_scale_and_commas_stay(desk: Course, tmp_path: Path) -> None:
    sheet = "ID;Vollständiger Name;E-Mail-Adresse;Bewertung;Bestwertung\nTeilnehmer/in 9001;Ada Example;ada@example.org;;100,00\n"
    made = fill(desk, "moodle", sheet, tmp_path)
    assert rows(made, ";")[1][3] == "75"
    assert "marks of 10 were brought to the platform's 100" in made.notes
    assert "not in the sheet: tom1, tom2 - their marks are not in it" in made.notes
    half = fill(desk, "moodle", sheet.replace("100,00", "5,00"), tmp_path)
    assert rows(half, ";")[1][3] == "3,75"


CANVAS = 'Student,ID,SIS User ID,SIS Login ID,Section,Tea for two (99),Other (98)\n    Points Possible,,,,,10,3\n"Example, Ada",501,s1,ada,A,,2\n"Smith, Tom",504,s4,tom2,A,,2\n"Away, =Zed",505,s5,zed,A,,2\n'


def test_canvas_s_grade_book_keeps_its_line_of_points_and_no_other_column(desk: Course, tmp_path: Path) -> None:
    made = rows(fill(desk, "canvas", CANVAS, tmp_path))
    assert made[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Tea for two (99)"]
    assert made[1] == ["    Points Possible", "", "", "", "", "10"]
    assert [row[-1] for row in made[2:]] == ["7.5", "2", ""]


def test_a_column_called_otherwise_is_named(desk: Course, tmp_path: Path) -> None:
    made = rows(fill(desk, "canvas", CANVAS, tmp_path, column="Other"))
    assert (made[0][-1] == "Other (98)" and made[2][-1] == "25") or made[2][-1] == "2.25"
    added = fill(desk, "canvas", CANVAS.replace("Tea for two (99)", "Drinks (99)"), tmp_path)
    assert rows(added)[0][-1] == "tea" and rows(added)[1][-1] == "10" and rows(added)[2][-1] == "7.5"
    assert any("so one was added - name an existing one with --column" in note for note in added.notes)


def test_brightspace_gets_its_signs(desk: Course, tmp_path: Path) -> None:
    sheet = "OrgDefinedId,Username,Last Name,First Name,Tea Points Grade <Numeric MaxPoints:20 Weight:1>,Other Points Grade,End-of-Line Indicator\n#1,#ada,Example,Ada,,5,#\n#2,#tom2,Smith,Tom,,,#\n"  # fmt: skip
    made = rows(fill(desk, "brightspace", sheet, tmp_path))
    assert made[0] == ["OrgDefinedId", "Username", "Last Name", "First Name", "Tea Points Grade <Numeric MaxPoints:20 Weight:1>", "End-of-Line Indicator"]  # fmt: skip
    assert made[1] == ["#1", "#ada", "Example", "Ada", "15", "#"] and made[2][4] == "4"


def test_blackboard_s_sheet_stays_utf_16_with_tabs_and_needs_its_column(desk: Course, tmp_path: Path) -> None:
    sheet = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Tea [Total Pts: 10 Score] |66"\n"Example"\t"Ada"\t"ada"\t"1"\t""\n'
    made = fill(desk, "blackboard", sheet, tmp_path, "utf-16")
    assert (
        rows(made, "\t", "utf-16")[1][-1] == "7.5"
        and rows(made, "\t", "utf-16")[0][-1] == "Tea [Total Pts: 10 Score] |66"
    )
    with pytest.raises(CasebookError, match=r"sheet\.csv: the sheet has no column for tea - make one in Blackboard"):
        fill(desk, "blackboard", sheet.replace("Tea", "Milk"), tmp_path, "utf-16")


def test_a_sheet_without_columns_is_refused(desk: Course, tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="names none of its columns - export it from the platform again"):
        fill(desk, "canvas", "a,b\n1,2\n", tmp_path)


@pytest.mark.parametrize("platform", ["moodle", "canvas", "brightspace", "blackboard"])
def test_without_a_sheet_everyone_has_a_row_and_nobody_a_formula(desk: Course, platform: str) -> None:
    made = make_marks_sheet(desk, TABLE, "tea", platform)
    table = rows(made)
    people = [row for row in table[1:] if "Points Possible" not in row[0]]
    place = -2 if platform == "brightspace" else -1
    assert [row[place] for row in people] == ["7.5", "", "1", "2", ""]
    assert not any(cell.startswith("=") for row in table for cell in row)
    assert "left blank, since nothing was handed in: zed" in made.notes


def test_excel_has_marks_as_numbers_and_names_as_text(desk: Course) -> None:
    made = make_marks_sheet(desk, TABLE, "tea", "excel")
    page = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert page is not None
    table = [[cell.value for cell in row] for row in page.iter_rows()]
    assert table[0] == [
        "learner",
        "name",
        "lms_id",
        "email",
        "exercise",
        "volume",
        "note",
        "total",
        "max",
        "late",
        "penalty",
        "waiting",
    ]
    assert table[1] == ["ada", "Ada Example", "501", "ada@example.org", "tea", 7.5, None, 7.5, 10, None, 0, 0]
    assert table[5][1] == "=Zed Away" and page.cell(6, 2).data_type == "s" and table[5][-1] == "nothing handed in"
