"""The educator's table, on the screen and as CSV."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from casebook.grading.handin.people.roster import Member
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.result.report import Line, Table, format_report, write_report
from casebook.problem import CasebookError


def line(learner: str, waiting: int = 0, **scores: float | None) -> Line:
    total = sum(score or 0 for score in scores.values())
    return Line(
        learner=learner, exercise="tea", scores=dict(scores), total=total, most=3.0, penalty=0.0, waiting=waiting
    )


TABLE = Table(
    {"tea": ("volume", "note")},
    (line("j.doe", volume=2.0, note=2 / 3), line("=cmd()", waiting=1, volume=0.0, note=None)),
)


def test_the_table_names_items_below_and_leaves_what_waits_blank() -> None:
    assert format_report(TABLE) == (
        "tea\n"
        "  learner  1     2  total  of  waiting\n"
        "  j.doe    2  0.67   2.67   3\n"
        "  =cmd()   0            0   3        1\n"
        "  1 volume\n"
        "  2 note"
    )


def test_the_csv_has_a_row_for_each_learner_and_no_formula(tmp_path: Path) -> None:
    write_report(TABLE, tmp_path / "marks.csv")
    rows = list(csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8")))
    assert rows[0] == {
        "learner": "j.doe", "name": "", "lms_id": "", "email": "", "exercise": "tea", "volume": "2", "note": "0.67",
        "total": "2.67", "max": "3", "late": "", "penalty": "0", "waiting": "0",
    }  # fmt: skip
    assert rows[1]["learner"] == "'=cmd()" and rows[1]["note"] == ""


def test_without_a_gradebook_the_command_to_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match=r"gradebook\.db: there is no gradebook yet - run casebook grade first"):
        read_grades(tmp_path / "gradebook.db", "tea")


def test_names_and_those_who_handed_in_nothing_are_in_both(tmp_path: Path) -> None:
    member = Member(learner="z.away", name="Away, Zoë", lms_id="7", email="z@example.org")
    absent = Line(
        learner="z.away", exercise="tea", scores={}, total=None, most=3.0, penalty=0, waiting=0, member=member
    )
    table = Table(TABLE.items, (*TABLE.lines, absent))
    assert "z.away Zoë Away - 3 nothing handed in" in " ".join(format_report(table).split())
    write_report(table, tmp_path / "marks.csv")
    row = list(csv.DictReader((tmp_path / "marks.csv").open(encoding="utf-8")))[-1]
    assert (row["name"], row["lms_id"], row["total"], row["waiting"]) == ("Zoë Away", "7", "", "nothing handed in")


def test_columns_stand_below_each_other_with_letters_of_any_width() -> None:
    names = ("王小明", "Ada", "Zoe\u0301")
    members = [Member(learner=f"t{number}", name=name) for number, name in enumerate(names)]
    lines = tuple(replace(line(member.id, volume=1.0), member=member) for member in members)
    first, second, third = format_report(Table({"tea": ("volume",)}, lines)).split("\n")[2:5]
    assert first == "  t0       王小明  1      1   3"
    assert second == "  t1       Ada     1      1   3"
    assert third == "  t2       Zoe\u0301     1      1   3"


@pytest.mark.parametrize("learner", ["\x1b[2J\x1b[31mred", "a\u202eb", "a\n  failed: b", "x\x1b]0;title\x07"])
def test_no_learner_writes_on_the_educator_s_terminal(learner: str) -> None:
    shown = format_report(Table({"tea": ("volume",)}, (line(learner, volume=1.0),)))
    assert not any(letter in shown for letter in "\x1b\u202e\x07") and len(shown.splitlines()) == 4


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\uff1dHYPERLINK(1)", " =1+1", "a;=1+1;b"]
)
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    write_report(Table({"tea": ("volume",)}, (line(text, volume=1.0),)), tmp_path / "marks.csv")
    data = (tmp_path / "marks.csv").read_text("utf-8")
    for separator in (",", ";", "\t"):
        cells = [cell for row in csv.reader(data.splitlines()[1:], delimiter=separator) for cell in row]
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\uff1d")) for cell in cells), separator
