"""All about one learner, and feedback packed for a platform, from a class that was really graded."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.result.appeal import tell_learner
from casebook.grading.result.feedback import write_feedback, write_feedback_page
from casebook.grading.result.parcel import pack_feedback
from casebook.grading.result.report import Table, read_report
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread.means import Means
from casebook.mark.response import write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROSTER = "learner,lms_id,First name,Last name,Email\nada,4711,Ada,Example,ada@example.org\ntom1,4712,Tom,Smith,\ntom2,4713,Tom,Smith,\n"

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(opened: Course, write: Write, tmp_path: Path) -> Course:
    """A course in which Ada handed in twice, the second time another's file, and Tom once; graded."""
    (tmp_path / "class.csv").write_text(ROSTER)
    first, last = (
        write(opened, "ada", hottest_cup__code=None, second_cup__warm="iced"),
        write(opened, "tom1", hottest_cup__code=None),
    )
    for day, response in ((16, first), (20, last)):
        with zipfile.ZipFile(tmp_path / f"{day}.zip", "w") as archive:
            for name in ("Ada Example_4711", "Tom Smith_4712")[: 2 if day == 20 else 1]:
                info = zipfile.ZipInfo(f"{name}_assignsubmission_file_/response.json", (2026, 11, day, 9, 5, 0))
                archive.writestr(info, write_response(response))
        collect(opened, "tea", tmp_path / f"{day}.zip", roster=tmp_path / "class.csv", now=NOW)
    grade_exercise(opened, "tea", Means(jobs=1))
    return opened


def tell(course: Course, table: Table, learner: str) -> str:
    """Return what `casebook report --learner` prints."""
    return tell_learner(course, table, "tea", learner, write_page=partial(write_feedback_page, course, "tea"))


def test_an_appeal_finds_files_times_answers_marks_and_reasons(desk: Course) -> None:
    table = read_report(desk, ["tea"])
    assert [(line.learner, line.total is None) for line in table.lines] == [
        ("ada", False),
        ("tom1", False),
        ("tom2", True),
    ]
    text = tell(desk, table, "Ada Example")
    assert text.startswith("ada (Ada Example, number 4711, ada@example.org)\ntea\n")
    assert "001  2026-11-16 09:05 UTC, by the platform's clock  superseded  Ada Example_4711" in text
    assert "002  2026-11-20 09:05 UTC, by the platform's clock  counts  Ada Example_4711" in text
    assert "The files as they came are in collected/tea/ada." in text
    assert "the file names tom1; taken as ada's, on the numbers shown to tom1" in text
    assert "second-cup--warm: 1 of 1, by the course" in text and "wait for a person" in text
    assert (
        "Feedback for Ada Example" in text
        and "The file named tom1, so the numbers are those shown to that name." in text
    )
    assert "As it should be" in text, "the reason of the right option"
    for wanted in ("4711", "ADA", "ada@example.org", "Example, Ada"):
        assert tell(desk, table, wanted) == text
    assert "Handed in: nothing" in tell(desk, table, "tom2")
    with pytest.raises(CasebookError, match="tom1 and tom2 are called so - give the id of one"):
        tell(desk, table, "Tom Smith")
    with pytest.raises(CasebookError, match="nobody of the class is called so"):
        tell(desk, table, "nobody")


def test_feedback_is_packed_by_the_names_of_the_platform_it_came_from(desk: Course) -> None:
    assert write_feedback(desk, "tea") == 2
    parcel = pack_feedback(desk, "tea", "moodle")
    with zipfile.ZipFile(parcel.path) as archive:
        assert archive.namelist() == ["Ada Example_4711_assignsubmission_file_/tea-feedback.html", "Tom Smith_4712_assignsubmission_file_/tea-feedback.html"]  # fmt: skip
        assert b"Feedback for Ada Example" in archive.read(archive.namelist()[0])
    assert (parcel.pages, parcel.missing, parcel.waiting) == (2, (), ("ada", "tom1"))
    assert pack_feedback(desk, "tea", "canvas").missing == ("ada", "tom1")
