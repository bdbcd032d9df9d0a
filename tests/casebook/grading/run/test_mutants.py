"""Four hundred right hand-ins, changed as people and programs change notebooks, through collecting and grading, in boxes.

Each has full marks or waits for a person, whichever way it came; nbgrader's marks for one of each kind stand beside ours, with our
settings and without our reading of notebooks.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.cell import item_of
from casebook.exercise.release import release
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import Grade, read_grades
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.run.note import read_note
from casebook.mark.response import write_response

from ...conftest import CONFIG, TeaSubject, write_answers
from ..mutants import KINDS, MUTANTS, TASKS, WRITTEN, Mutant, make_mutants, write_supper
from ..plain import SECONDS, autograde

pytestmark = pytest.mark.slow
RAW = 5  # every so many of them also lie in submitted/ as they came, without collect

WITHOUT = """
from casebook.grading.nbgrader.step import FindWork
config.Autograde.sanitize_preprocessors.remove(FindWork)
"""
"""What takes our reading of notebooks out of a course's settings, to see what nbgrader makes of them by itself."""

Marks = dict[str, dict[str, Grade]]


@dataclass
class Class:
    mutants: list[Mutant]
    collected: Marks
    raw: Marks
    by_hand: Marks
    plain: Marks
    flags: dict[str, list[dict[str, Any]]]


def _read(course: Course) -> Marks:
    marks: Marks = {}
    for grade in read_grades(course.gradebook, "tea"):
        marks.setdefault(grade.student, {})[grade.cell] = grade
    return marks


def _lay(course: Course, mutants: list[Mutant]) -> None:
    """Put hand-ins where nbgrader's own exchange would: as they came."""
    for mutant in mutants:
        folder = course.submitted / mutant.learner / "tea"
        folder.mkdir(parents=True)
        (folder / "tea.ipynb").write_bytes(mutant.data)
        (folder / "response.json").write_bytes(write_response(mutant.response))


def _copy(course: Course, name: str) -> Course:
    root = course.root.parent / name
    shutil.copytree(course.root, root)
    return Course(root, root / "answers", course.subject)


@pytest.fixture(scope="module")
def supper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    root = tmp_path_factory.mktemp("mutants") / "course"
    (root / "book").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG + f"config.Execute.timeout = {SECONDS}\n")
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    write_answers(course)
    write_supper(course)
    release(course, "tea")
    mutants = list(make_mutants(course))
    raw, by_hand, plain = (_copy(course, name) for name in ("raw", "by-hand", "plain"))
    with (plain.root / "nbgrader_config.py").open("a") as settings:
        settings.write(WITHOUT)
    for mutant in mutants:
        folder = root.parent / "inbox" / mutant.learner
        folder.mkdir(parents=True)
        (folder / "tea.ipynb").write_bytes(mutant.data)
        (folder / "response.json").write_bytes(write_response(mutant.response))
    collect(course, "tea", root.parent / "inbox")
    grade_exercise(course, "tea")
    _lay(raw, mutants[::RAW])
    grade_exercise(raw, "tea")
    for other in (by_hand, plain):
        _lay(other, mutants[: len(KINDS)])
        autograde(other, "tea")
    flags = {}
    for mutant in mutants:
        note = read_note(course, mutant.learner, "tea")
        assert note is not None, mutant.learner
        flags[mutant.learner] = [flag for result in note["results"] for flag in result["flags"]]
    yield Class(mutants, _read(course), _read(raw), _read(by_hand), _read(plain), flags)


def test_each_has_full_marks_or_waits_for_a_person(supper: Class) -> None:
    assert len(supper.mutants) == len(supper.collected) == MUTANTS
    for mutant in supper.mutants:
        for grade in supper.collected[mutant.learner].values():
            if item_of(grade.cell) in WRITTEN:
                assert grade.waits, (mutant.learner, mutant.kinds, grade)
            else:
                assert grade.waits or grade.score == grade.max_score, (mutant.learner, mutant.kinds, grade)


def test_few_ask_a_person_about_code(supper: Class) -> None:
    """Where an older version stands below the newer one nobody but a person can tell which was meant."""
    waiting = [
        mutant.kinds for mutant in supper.mutants
        if any(grade.waits for grade in supper.collected[mutant.learner].values() if item_of(grade.cell) in TASKS)
    ]  # fmt: skip
    unclear = [kinds for kinds in waiting if not {"copy to keep", "double all", "double some", "reorder"} & set(kinds)]
    assert len(waiting) <= MUTANTS // 10 and len(unclear) <= MUTANTS // 40, waiting


def test_nobody_is_suspected(supper: Class) -> None:
    told = {(flag["rule"], flag["what"]) for flags in supper.flags.values() for flag in flags}
    assert {rule for rule, _ in told} <= {"note", "pieced"}, told


def test_it_does_not_matter_whether_a_hand_in_was_collected(supper: Class) -> None:
    assert len(supper.raw) == len(supper.mutants[::RAW])
    for learner, grades in supper.raw.items():
        for cell, grade in grades.items():
            other = supper.collected[learner][cell]
            assert (grade.auto_score, grade.waits) == (other.auto_score, other.waits), (learner, cell)


def test_nbgrader_run_by_hand_reads_a_notebook_that_was_never_collected_in_the_same_way(supper: Class) -> None:
    for mutant in supper.mutants[: len(KINDS)]:
        hand, ours = supper.by_hand[mutant.learner], supper.collected[mutant.learner]
        if mutant.kinds == ("save in a coming format",):
            # nbgrader can't read it at all: it says so, and everything waits.
            assert all(grade.waits and grade.auto_score is None for grade in hand.values())
            continue
        for cell, grade in ours.items():
            assert hand[cell].auto_score == grade.auto_score, (mutant.learner, mutant.kinds, cell)
            assert hand[cell].waits or item_of(cell) not in WRITTEN, (mutant.learner, mutant.kinds, cell)


def test_plain_nbgrader_gives_the_same_or_less(supper: Class) -> None:
    """One of each kind; what nbgrader gives no marks, and nobody is told of, is listed when this fails."""
    lost: list[str] = []
    for mutant in supper.mutants[: len(KINDS)]:
        plain, ours = supper.plain.get(mutant.learner, {}), supper.collected[mutant.learner]
        scores = [
            (sum(each[cell].score for cell in ours if item_of(cell) in TASKS and cell in each))
            for each in (plain, ours)
        ]
        unseen = [name for name in WRITTEN if name not in plain or not plain[name].waits]
        if scores[0] < scores[1] or unseen:
            lost.append(
                f"{mutant.kinds[0]}: code {scores[0]:g} and {scores[1]:g}, written answers nobody is shown: {len(unseen)}"
            )
        assert scores[0] <= scores[1] or any(grade.waits for grade in ours.values()), mutant
    print("\n".join(lost))
    assert len(lost) >= len(KINDS) // 3, lost
