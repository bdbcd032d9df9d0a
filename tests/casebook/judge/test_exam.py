"""A private exam is judged by itself: the book's own files, its blueprint and a release that is yet to come are no matter of it."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casebook.author.bank_reader import keep_exam, read_bank
from casebook.author.course import Course
from casebook.judge.blind.sheet import list_items
from casebook.judge.check import check_course
from casebook.problem import Problem

TODAY = date(2026, 11, 20)


@pytest.fixture
def exam(graded: Course) -> Course:
    """The course with its graded cases moved to a folder outside of it, as for an examination; nothing is released."""
    folder = graded.root.parent / f"{graded.root.name}-exam"
    shutil.move(graded.answers, folder)
    (folder / "salt.txt").unlink()
    return replace(graded, answers=folder)


def find(course: Course, *rules: str) -> list[Problem]:
    return [problem for problem in check_course(course, as_of=TODAY) if not rules or problem.rule in rules]


def test_an_exam_is_not_held_to_the_books_blueprint_and_needs_no_release_before_its_first(exam: Course) -> None:
    assert find(exam, "none-graded", "too-few-items", "out-of-step") == []
    assert not exam.salt.exists()


def test_the_books_own_mistakes_are_not_told_with_those_of_an_exam(exam: Course) -> None:
    (exam.book / "tea" / "index.md").write_text("# Tea\n\n{fact}`tea.dsoe`\n")
    (exam.book / "tea" / "first-cup.case.md").write_text("no case")
    (exam.answers / "tea" / "second-cup.case.md").write_text("no case")
    paths = {Path(problem.path) for problem in find(exam)}
    assert paths <= set(exam.answers.rglob("*"))
    assert exam.answers / "tea" / "second-cup.case.md" in paths


def test_a_missing_reading_log_of_an_exam_is_a_warning_and_the_books_log_is_none_of_its(exam: Course) -> None:
    entry = '[[review]]\nof = "book/no-page.md"\nwording = "0"\nname = "N. N."\nrole = "nurse"\ndate = 2026-11-20\n'
    (exam.book / "readings.toml").write_text(entry)
    assert find(exam, "idle-review") == []
    missing = find(exam, "no-log")
    assert [problem.path for problem in missing] == [
        (exam.answers / f"{name}.toml").as_posix() for name in ("readings", "guesses")
    ]
    assert {problem.severity for problem in missing} == {"warning"}


def test_an_exam_that_takes_the_name_of_a_self_check_is_told_that_the_key_is_public(exam: Course) -> None:
    case = exam.answers / "tea" / "second-cup.case.md"
    case.write_text(case.read_text().replace("second-cup", "first-cup"))
    case.rename(case.with_name("first-cup.case.md"))
    cover = exam.answers / "tea" / "exercise.md"
    cover.write_text(cover.read_text().replace("second-cup", "first-cup"))
    (problem,) = find(exam, "duplicate-id")
    assert problem.what == "the id first-cup is used already in book/tea/first-cup.case.md, with its key"


def test_a_released_exam_that_was_changed_is_out_of_step(exam: Course) -> None:
    (exam.exercises / "tea").mkdir(parents=True)
    (exam.answers / "salt.txt").write_text("0123456789abcdef0123456789abcdef\n")
    problems = find(exam, "out-of-step")
    assert problems
    assert all(problem.fix == "run casebook release tea with the same --answers" for problem in problems)


def test_instructions_of_an_exam_may_say_how_long_it_takes(exam: Course) -> None:
    cover = exam.answers / "tea" / "exercise.md"
    cover.write_text(cover.read_text() + "\nThirty minutes, no book.\n\nThe host waits 40 minutes.\n")
    assert [problem.what for problem in find(exam, "bare-number")] == [
        "40 minutes is a clinical number without a source"
    ]


def test_a_blind_reader_of_an_exam_gets_its_items_alone(exam: Course) -> None:
    bank = keep_exam(exam, read_bank(exam))
    assert {item.name.partition("--")[0] for item in list_items(bank, exam.subject)} == {"second-cup", "hottest-cup"}
