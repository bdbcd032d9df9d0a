"""From answers to exercises: the same bytes every time, no key among them, and told when out of step."""

from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.author.exercise import read_exercise
from casebook.exercise.release import release
from casebook.exercise.source import is_in_step, load_source
from casebook.folder import read_folder
from casebook.problem import CasebookError


def problems(course: Course) -> list[str]:
    exercise = read_exercise(course.answers / "tea", course.root)
    assert not isinstance(exercise, list)
    return [str(problem) for problem in is_in_step(course, exercise)]


def test_a_released_exercise_is_in_step(released: Course) -> None:
    assert problems(released) == []


def test_before_any_release_each_file_is_named_with_the_command_that_mends_it(graded: Course) -> None:
    said = problems(graded)
    assert "exercises/tea/tea.ipynb:1: the file was not released - run casebook release tea" in said
    assert len(said) == 5


def test_a_new_key_puts_notebook_and_fingerprints_out_of_step(released: Course) -> None:
    path = released.answers / "tea" / "second-cup.case.md"
    path.write_text(path.read_text().replace("within 2 %", "within 3 %"))
    assert [line.partition(":")[0] for line in problems(released)] == [
        "answers/tea/tea.ipynb", "answers/tea/exercise.json", "exercises/tea/exercise.json",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["notes.txt", "data/more.csv"])
def test_a_file_that_was_never_released_is_named(released: Course, name: str) -> None:
    (released.exercises / "tea" / name).write_text("mine")
    assert problems(released) == [
        f"exercises/tea/{name}:1: the file is not part of the exercise - run casebook release tea"
    ]


def test_without_a_salt_the_mending_command_is_named(released: Course) -> None:
    released.salt.unlink()
    assert problems(released) == ["answers/salt.txt:1: there is no salt for the fingerprints - run casebook release"]


def test_grading_refuses_an_exercise_that_changed_since_its_release(released: Course) -> None:
    (released.exercises / "tea" / "data" / "cups.csv").write_text("other")
    with pytest.raises(
        CasebookError, match=r"cups.csv:1: this is not what the cases say now - run casebook release tea"
    ):
        load_source(released, "tea")


def test_an_exercise_with_problems_is_not_released(graded: Course) -> None:
    path = graded.answers / "tea" / "second-cup.case.md"
    path.write_text(path.read_text().replace("{fact}`tea.dose`", "{fact}`tea.dosis`"))
    with pytest.raises(CasebookError, match=r"there is no fact tea\.dosis"):
        release(graded, "tea")
    assert not graded.exercises.exists()


@pytest.mark.slow
def test_nbgrader_makes_the_release_twice_the_same_and_just_as_we_expect(graded: Course) -> None:
    assert release(graded, "tea")
    first = read_folder(graded.exercises)
    assert problems(graded) == []
    assert not release(graded, "tea")
    assert read_folder(graded.exercises) == first
    assert sorted(first) == ["tea/data/cups.csv", "tea/exercise.json", "tea/tea.ipynb"]


@pytest.mark.slow
def test_the_first_release_makes_the_salt(graded: Course) -> None:
    graded.salt.unlink()
    release(graded, "tea")
    salt = graded.salt.read_bytes()
    release(graded, "tea")
    assert graded.salt.read_bytes() == salt and len(salt) > 16


@pytest.mark.slow
def test_a_private_folder_of_answers_may_lie_anywhere(graded: Course, tmp_path: Path) -> None:
    private = tmp_path / "exam (2026) [private]+"
    graded.answers.rename(private)
    course = Course(graded.root, private, graded.subject)
    release(course, "tea")
    assert problems(course) == []
