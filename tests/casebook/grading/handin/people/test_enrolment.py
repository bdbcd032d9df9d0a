"""The class in nbgrader's own gradebook, and a roster that comes late and moves people with their marks."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.handin.people import enrolment
from casebook.grading.handin.people.enrolment import enrol, remembered_roster
from casebook.grading.handin.people.roster import Member, Roster
from casebook.grading.written.judgement import Judgement, append_judgement, open_judgements, read_judgements
from casebook.mark.learner import name_folder
from casebook.mark.response import write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ADA = name_folder("Ada Example")


@pytest.fixture(scope="module")
def gradebook_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nbgrader's gradebook, made once, in which Ada, known by her name alone, has a mark that a person gave."""
    path = tmp_path_factory.mktemp("book") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}") as gradebook:
        gradebook.add_assignment("tea")
        gradebook.add_notebook("tea", "tea")
        gradebook.add_grade_cell("note", "tea", "tea", max_score=5, cell_type="code")
        gradebook.add_assignment("coffee")
        gradebook.add_student(ADA)
        gradebook.add_submission("tea", ADA)
        gradebook.find_grade("note", "tea", "tea", ADA).manual_score = 4
        gradebook.db.commit()
    return path


@pytest.fixture
def book(released: Course, gradebook_file: Path) -> Course:
    """A course with that gradebook."""
    shutil.copyfile(gradebook_file, released.gradebook)
    return released


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return folder


def students(course: Course) -> dict[str, tuple[Any, ...]]:
    with closing(sqlite3.connect(course.gradebook)) as open_book:
        rows = open_book.execute("SELECT id, first_name, last_name, email, lms_user_id FROM student").fetchall()
    return {row[0]: row[1:] for row in rows}


def test_the_roster_fills_nbgrader_s_table_of_students(book: Course) -> None:
    members = (
        Member(learner="a.example", name="Example, Ada", lms_id="4711", email="a@example.org"),
        Member(learner="J. Müller", first="Jürgen", last="Müller"),
        Member(learner="m.smith"),
    )
    enrol(book, Roster(members))
    enrol(book, Roster(members))
    found = students(book)
    assert found["a.example"] == ("Ada", "Example", "a@example.org", "4711")
    assert found[name_folder("J. Müller")] == ("Jürgen", "Müller", None, None)
    assert found["m.smith"] == (None, None, None, None)
    with Gradebook(f"sqlite:///{book.gradebook}") as gradebook:
        assert gradebook.find_student("a.example").last_name == "Example"


def test_without_a_gradebook_nothing_is_made(released: Course) -> None:
    enrol(released, Roster((Member(learner="m.smith"),)))
    assert not released.gradebook.exists()


def test_a_roster_that_comes_later_moves_people_with_their_marks(book: Course, write: Write, tmp_path: Path) -> None:
    inbox = put(tmp_path / "in", "Ada Example - response.json", write_response(write(book, "ada")))
    collect(book, "tea", inbox, now=NOW)
    put(book.autograded / ADA / "tea", "tea.ipynb", b"{}")
    put(book.feedback / ADA / "tea", "tea.html", b"x")
    for name in (ADA, "someone"):
        append_judgement(open_judgements(book, "tea"), "anna", Judgement(student=name, item="note", score=2.0))
    put(tmp_path, "class.csv", b"learner,name,lms_id\na.example,Ada Example,4711\n")
    summary = collect(book, "tea", inbox, roster=tmp_path / "class.csv", now=NOW)
    assert (
        "Ada Example is a.example in the roster; what they handed in of tea was moved there, with its marks"
        in summary.text
    )
    assert summary.unchanged == 1
    for place in (book.submitted, book.autograded, book.feedback):
        assert [path.name for path in place.iterdir()] == ["a.example"]
    assert (book.collected / "tea" / "a.example" / "001").is_dir() and not (book.collected / "tea" / ADA).exists()
    with Gradebook(f"sqlite:///{book.gradebook}") as gradebook:
        assert gradebook.find_grade("note", "tea", "tea", "a.example").manual_score == 4
    assert set(read_judgements(open_judgements(book, "tea"), "anna")) == {("a.example", "note"), ("someone", "note")}
    assert ADA not in students(book) and students(book)["a.example"][:2] == ("Ada", "Example")
    assert remembered_roster(book).members[0].lms_id == "4711"
    again = collect(book, "tea", inbox, now=NOW)
    assert again.unchanged == 1 and "moved" not in again.text, "the roster is remembered, and nothing is left to move"


def test_a_person_who_has_handed_in_under_both_names_is_left_to_the_educator(
    book: Course, write: Write, tmp_path: Path
) -> None:
    collect(
        book, "tea", put(tmp_path / "one", "Ada Example - response.json", write_response(write(book, "ada"))), now=NOW
    )
    collect(book, "tea", put(tmp_path / "two", "a.example.json", write_response(write(book, "a.example"))), now=NOW)
    put(tmp_path, "class.csv", b"learner,name\na.example,Ada Example\n")
    summary = collect(book, "tea", tmp_path / "two", roster=tmp_path / "class.csv", now=NOW)
    assert (
        "Ada Example is a.example in the roster, who has handed in tea under that id too - look at both" in summary.text
    )
    with Gradebook(f"sqlite:///{book.gradebook}") as gradebook:
        assert gradebook.find_grade("note", "tea", "tea", ADA).manual_score == 4


def test_a_busy_gradebook_is_said_to_be_busy(book: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolment, "_PATIENCE", 0.1)
    with closing(sqlite3.connect(book.gradebook)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CasebookError, match="another program is using it - close it"):
            enrol(book, Roster((Member(learner="m.smith"),)))
