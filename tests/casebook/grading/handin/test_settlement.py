"""Giving what is held to a learner: it keeps the platform's time and number, and can be given to another."""

import io
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.collect import collect
from casebook.mark.response import read_response, write_response

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROSTER = "learner,name,email\nanna.s,Anna Schmidt,s@uni.example\nanna.t,Anna Schmidt,t@uni.example\n"
TERM = "zone = 'UTC'\n[tea]\ndue = 2026-11-20T18:00:00\n"
ANNA = "Anna Schmidt_{}_assignsubmission_file_/response.json"


class Desk:
    """An educator who downloads from Moodle, collects, and copies out of `_held` as the manual says."""

    def __init__(self, course: Course, write: Write, folder: Path) -> None:
        self.course, self.write, self.folder = course, write, folder
        self.count = 0
        self.held = course.collected / "tea" / "_held"

    def response(self, learner: str, warm: str = "warm") -> bytes:
        return write_response(self.write(self.course, learner, second_cup__warm=warm))

    def download(self, files: dict[str, bytes], *, hour: int = 9, roster: str = "") -> CollectSummary:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, hour, 0, 0)), data)
        source = self.folder / "download.zip"
        source.write_bytes(packed.getvalue())
        table = self.folder / "class.csv"
        table.write_text(roster)
        return collect(self.course, "tea", source, roster=table if roster else None, now=NOW)

    def settle(self, places: dict[str, str]) -> CollectSummary:
        """Copy the folder of each number into one named for a learner, and collect them all."""
        self.count += 1
        source = self.folder / f"settled-{self.count}"
        for number, learner in places.items():
            (place,) = self.held.glob(f"*{number}*")
            for path in place.iterdir():
                (source / learner).mkdir(parents=True, exist_ok=True)
                shutil.copy(path, source / learner)
        return collect(self.course, "tea", source, now=NOW)

    def warm(self, learner: str) -> str:
        data = (self.course.submitted / learner / "tea" / "response.json").read_bytes()
        return str(read_response(data, "tea").responses["second-cup--warm"])

    def stamp(self, learner: str) -> str:
        return (self.course.submitted / learner / "tea" / "timestamp.txt").read_text()[:16]


@pytest.fixture
def desk(released: Course, write: Write, tmp_path: Path) -> Desk:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (released.root / "term.toml").write_text(TERM)
    return Desk(released, write, folder)


def hold_both(desk: Desk) -> None:
    """Let two people of one name hand in, whose files don't say which of them they are."""
    files = {ANNA.format(101): desk.response("Anna Schmidt"), ANNA.format(102): desk.response("Anna Schmidt", "iced")}
    assert not desk.download(files, roster=ROSTER).collected


def test_each_held_number_has_a_folder_of_its_own(desk: Desk) -> None:
    hold_both(desk)
    assert len(list(desk.held.iterdir())) == 2
    for number in ("101", "102"):
        (place,) = desk.held.glob(f"*{number}*")
        assert len(list(place.iterdir())) == 1


def test_what_is_settled_keeps_the_platform_s_time(desk: Desk) -> None:
    hold_both(desk)
    summary = desk.settle({"101": "anna.s", "102": "anna.t"})
    assert summary.collected == 2 and "late" not in summary.text
    assert (desk.warm("anna.s"), desk.warm("anna.t")) == ("warm", "iced")
    assert desk.stamp("anna.s") == desk.stamp("anna.t") == "2026-11-20 09:00"


def test_a_copy_under_another_name_keeps_its_time_too(desk: Desk) -> None:
    hold_both(desk)
    (place,) = desk.held.glob("*101*")
    (held,) = place.iterdir()
    (desk.folder / "mine" / "anna.s").mkdir(parents=True)
    shutil.copy(held, desk.folder / "mine" / "anna.s" / "tea.json")
    collect(desk.course, "tea", desk.folder / "mine", now=NOW)
    assert desk.stamp("anna.s") == "2026-11-20 09:00"


def test_of_two_held_hand_ins_of_one_number_the_later_by_the_platform_counts(desk: Desk) -> None:
    late, early = desk.response("Anna Schmidt", "iced"), desk.response("Anna Schmidt")
    desk.download({ANNA.format(101): early}, hour=8, roster=ROSTER)
    desk.download({ANNA.format(101): late}, hour=10)
    (place,) = desk.held.glob("*101*")
    for path in place.iterdir():
        moment = NOW.timestamp() - 60 * (path.read_bytes() == late)
        os.utime(path, (moment, moment))
    desk.settle({"101": "anna.s"})
    assert (desk.warm("anna.s"), desk.stamp("anna.s")) == ("iced", "2026-11-20 10:00")


def test_a_number_that_was_settled_is_remembered(desk: Desk) -> None:
    hold_both(desk)
    desk.settle({"101": "anna.s", "102": "anna.t"})
    summary = desk.download({ANNA.format(101): desk.response("anna.t", "iced")}, hour=11)
    assert summary.collected == 1
    assert (desk.warm("anna.s"), desk.stamp("anna.s"), desk.stamp("anna.t")) == ("iced", "2026-11-20 11:00", "2026-11-20 09:00")  # fmt: skip


def test_what_was_settled_as_the_wrong_person_s_is_moved_to_the_right_one(desk: Desk) -> None:
    hold_both(desk)
    desk.settle({"101": "anna.t"})
    summary = desk.settle({"101": "anna.s"})
    assert "anna.s: it was settled as anna.t's before, and is taken back from there, with its marks" in summary.text
    assert desk.warm("anna.s") == "warm" and desk.stamp("anna.s") == "2026-11-20 09:00"
    assert not (desk.course.submitted / "anna.t").exists()
    back = desk.settle({"101": "anna.t"})
    assert "it was settled as anna.s's before" in back.text
    assert desk.warm("anna.t") == "warm" and not (desk.course.submitted / "anna.s").exists()


def test_both_given_to_one_person_are_parted_again(desk: Desk) -> None:
    hold_both(desk)
    desk.settle({"101": "anna.s", "102": "anna.s"})
    desk.settle({"101": "anna.s", "102": "anna.t"})
    assert (desk.warm("anna.s"), desk.warm("anna.t")) == ("warm", "iced")
    again = desk.settle({"101": "anna.s", "102": "anna.t"})
    assert (again.collected, again.unchanged) == (0, 2)


def test_marks_of_a_hand_in_that_was_never_theirs_go_and_a_copy_of_the_gradebook_stays(desk: Desk) -> None:
    hold_both(desk)
    desk.settle({"101": "anna.t"})
    desk.settle({"102": "anna.s"})
    with Gradebook(f"sqlite:///{desk.course.gradebook}") as gradebook:
        gradebook.add_assignment("tea")
        gradebook.add_notebook("tea", "tea")
        gradebook.add_grade_cell("note", "tea", "tea", max_score=5, cell_type="code")
        for student in ("anna.s", "anna.t"):
            gradebook.add_student(student)
            gradebook.add_submission("tea", student)
            gradebook.find_grade("note", "tea", "tea", student).manual_score = 4
        gradebook.db.commit()
    desk.settle({"101": "anna.s"})
    with closing(sqlite3.connect(desk.course.gradebook)) as book:
        assert book.execute("SELECT student_id FROM submitted_assignment").fetchall() == [("anna.s",)]
        assert book.execute("SELECT count(*) FROM grade").fetchone() == (1,)
    (copy,) = desk.course.gradebook.parent.glob("gradebook.db.*")
    with closing(sqlite3.connect(copy)) as book:
        assert book.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (2,)


@pytest.mark.parametrize(
    "roster",
    [
        "learner,name,email\n4711,Anna Schmidt,S@uni.example\n4712,Anna Schmidt,t@uni.example\n",
        "learner,lms_id,name\n4711,101,Anna Schmidt\n4712,102,Anna Schmidt\n",
    ],
)
def test_what_is_settled_follows_its_learner_to_a_new_id(desk: Desk, roster: str) -> None:
    hold_both(desk)
    desk.settle({"101": "anna.s", "102": "anna.t"})
    summary = desk.download({ANNA.format(101): desk.response("Anna Schmidt")}, roster=roster)
    assert "anna.s is 4711 in the roster; what they handed in of tea was moved there, with its marks" in summary.text
    assert sorted(path.name for path in desk.course.submitted.iterdir()) == ["4711", "4712"]
    assert (desk.warm("4711"), desk.warm("4712")) == ("warm", "iced")
    assert not [row for row in summary.rows if row.outcome == "nothing handed in"]
