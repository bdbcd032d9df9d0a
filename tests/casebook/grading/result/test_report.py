"""The educator's table, on the screen and as CSV."""

import csv
from pathlib import Path

import pytest

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
        "learner": "j.doe", "exercise": "tea", "volume": "2", "note": "0.67", "total": "2.67", "max": "3",
        "penalty": "0", "waiting": "0",
    }  # fmt: skip
    assert rows[1]["learner"] == "'=cmd()" and rows[1]["note"] == ""


def test_without_a_gradebook_the_command_to_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match=r"gradebook\.db: there is no gradebook yet - run casebook grade first"):
        read_grades(tmp_path / "gradebook.db", "tea")
