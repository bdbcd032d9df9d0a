"""All about one learner, and feedback packed for a platform, from a class that was really graded."""

import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.result.appeal import tell_learner
from casebook.grading.result.feedback import write_feedback, write_feedback_page
from casebook.grading.result.marks_sheet import make_marks_sheet
from casebook.grading.result.parcel import pack_feedback
from casebook.grading.result.report import Table, format_report, read_report
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.run.changed import ChangedMark, keep_changed
from casebook.grading.spread.means import Means
from casebook.grading.written.session import open_desk
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
    assert "second-cup--warm: 1 of 1, by the course" in text and "; 1 waits for a person\n" in text
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


def test_an_appeal_tells_until_when_with_extra_time_and_every_time_in_that_zone(desk: Course) -> None:
    (desk.root / "term.toml").write_text(
        'zone = "Europe/Berlin"\n[tea]\ndue = 2026-11-18T18:00:00\n[tea.extra]\nada = "1 day"\n'
    )
    text = tell(desk, read_report(desk, ["tea"]), "ada")
    assert "Due 2026-11-18 18:00 CET, with extra time until 2026-11-19 18:00 CET\n" in text
    assert "002  2026-11-20 10:05 CET, by the platform's clock  counts" in text and " UTC" not in text
    page = write_feedback_page(desk, "tea", "ada").decode()
    assert "Due 2026-11-18 18:00 CET, with extra time until 2026-11-19 18:00 CET." in page
    assert "extra time" not in write_feedback_page(desk, "tea", "tom1").decode()


def test_tests_of_code_are_numbered_and_a_note_stands_apart_from_its_item(desk: Course) -> None:
    text = tell(desk, read_report(desk, ["tea"]), "ada")
    assert "  hottest-cup--code, test 1 of 2: 0 of 1" in text and "  hottest-cup--code, test 2 of 2: 0 of 2" in text
    notes = [each for each in text.split("\n") if each.startswith("  note: ")]
    assert notes and all(each.count(": ") == 2 for each in notes if "--" in each), notes


def test_a_number_of_the_platform_finds_its_learner_though_the_roster_lacks_it(desk: Course, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("learner,name\nada,Ada Example\ntom1,Tom Smith\ntom2,Tom Smith\n")
    collect(desk, "tea", tmp_path / "20.zip", roster=tmp_path / "class.csv", now=NOW)
    table = read_report(desk, ["tea"])
    assert tell(desk, table, "4712").startswith("tom1 (Tom Smith, number 4712)")
    with pytest.raises(CasebookError, match="nobody of the class is called so"):
        tell(desk, table, "4713")


def test_the_points_that_markers_gave_are_told_to_educator_and_learner(desk: Course) -> None:
    item = "second-cup--note"
    for marker, *points in ((None, 2.0, 0.5), ("Anna", 1.0, 0.0)):
        marking = open_desk(desk, "tea", marker=marker)
        for each in marking.list_answers(item):
            if marker is None or "ada" in each["label"]:
                version = marking.open_answer(item, each["key"])["mark"]["version"]
                given = {"points": points, "adjustment": -0.25, "comment": "", "version": version}
                marking.save(item, each["key"], given)
    text = tell(desk, read_report(desk, ["tea"]), "ada")
    assert re.search(
        r"the first marker, 20\d\d-\S+ \S+ UTC: 2.25\n      2 of 2 marks: what was served\n      0.5 of 1 mark: .+\n"
        r"      taken off besides: 0.25\n    Anna, 20.+: 0.75\n      1 of 2 marks: what was served\n",
        text,
    )
    page = write_feedback_page(desk, "tea", "ada").decode()
    assert "What earned your marks:</p><ul><li>2 of 2 marks: what was served</li><li>0.5 of 1 mark: " in page
    assert "<li>Taken off besides: 0.25 marks</li>" in page and "Anna" not in page, "a second marker is not named"
    with closing(sqlite3.connect(desk.gradebook)) as book, book:
        book.execute("UPDATE grade SET manual_score = 3 WHERE manual_score = 2.25")
    page = write_feedback_page(desk, "tea", "ada").decode()
    assert "What earned your marks" not in page, "the mark came of something else, so its points are not known"


def test_an_appeal_tells_which_marks_were_changed(desk: Course) -> None:
    changed = ChangedMark(student="ada", item="second-cup--warm", before=0.0, after=1.0, new_key=True)
    keep_changed(desk, "tea", [changed, replace(changed, student="tom1", item="second-cup--volume")])
    text = tell(desk, read_report(desk, ["tea"]), "ada")
    assert re.search(r"\n  changed: second-cup--warm: from 0 to 1, 20\S+ \S+ UTC, since its key was corrected\n", text)
    assert "changed: second-cup--volume" not in text


def test_feedback_is_packed_by_the_names_of_the_platform_it_came_from(desk: Course) -> None:
    assert write_feedback(desk, "tea") == 2
    parcel = pack_feedback(desk, "tea", "moodle")
    with zipfile.ZipFile(parcel.path) as archive:
        assert archive.namelist() == ["Ada Example_4711_assignsubmission_file_/tea-feedback.html", "Tom Smith_4712_assignsubmission_file_/tea-feedback.html"]  # fmt: skip
        assert b"Feedback for Ada Example" in archive.read(archive.namelist()[0])
    assert (parcel.pages, parcel.missing, parcel.waiting) == (2, (), ("ada", "tom1"))
    assert pack_feedback(desk, "tea", "canvas").missing == ("ada", "tom1")


def test_somebody_whose_file_can_t_be_read_is_not_told_as_somebody_who_handed_in_nothing(
    desk: Course, tmp_path: Path
) -> None:
    assert {line.learner: line.absent for line in read_report(desk, ["tea"]).lines}["tom2"] == "nothing handed in"
    with zipfile.ZipFile(tmp_path / "pdf.zip", "w") as archive:
        archive.writestr("Tom Smith_4713_assignsubmission_file_/essay.pdf", b"%PDF-1.7")
    collect(desk, "tea", tmp_path / "pdf.zip", roster=tmp_path / "class.csv", now=NOW)
    table = read_report(desk, ["tea"])
    assert "tom2" in format_report(table) and "handed in, nothing readable" in format_report(table)
    notes = make_marks_sheet(desk, table, "tea", "canvas").notes
    assert "left blank, since nothing that they handed in can be read: tom2" in notes
