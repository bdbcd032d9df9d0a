"""The course itself: every real case, page and exercise is judged as its authors' are."""

import re
from datetime import date
from pathlib import Path

import pytest

from casebook.author.bank_reader import read_bank
from casebook.author.check import check_case
from casebook.author.course import Course, find_course
from casebook.author.reader import read_case
from casebook.figure.fence import KNOWN, find_blocks
from casebook.judge.check import check_bank, check_course
from casebook.judge.lint import find_case_flaws
from casebook.text.case import Case, Kind

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def course() -> Course:
    return find_course(ROOT)


def test_every_case_page_and_exercise_passes(course: Course) -> None:
    bank = read_bank(course)
    assert [str(problem) for problem in [*bank.problems, *check_bank(bank, course.subject)]] == []
    assert bank.cases
    assert bank.exercises


def test_what_trainees_receive_is_in_step_with_the_answers(course: Course) -> None:
    assert [str(problem) for problem in check_course(course, as_of=date(2026, 11, 20))] == []


def test_the_examples_that_authors_are_given_are_sound_cases(course: Course) -> None:
    page = (course.book / "contribute" / "writing-a-case.md").read_text("utf-8")
    examples = re.findall(r"^(`{3,})markdown\n(---\nid: ([a-z-]+)\n.*?)^\1\n", page, flags=re.MULTILINE | re.DOTALL)
    assert [name for _, _, name in examples] == ["scale-at-home", "which-scale"]
    kinds = []
    for _, source, name in examples:
        case = read_case(source.encode(), f"book/example/{name}.case.md")
        assert isinstance(case, Case), [str(problem) for problem in case]
        assert [str(problem) for problem in check_case(case, course.subject)] == []
        assert [str(problem) for problem in find_case_flaws(case, course.subject)] == []
        kinds += [item.kind for item in case.items]
    # A code task has a file of its own.
    assert sorted(kinds) == sorted(set(Kind) - {Kind.CODE})


def test_the_figures_that_authors_are_given_are_sound(course: Course) -> None:
    page = (course.book / "contribute" / "writing-a-case.md").read_text("utf-8")
    (figures,) = re.findall(r"^````markdown\n(```\{.*?)^````\n", page, flags=re.MULTILINE | re.DOTALL)
    head = (
        "---\nid: figures\ntitle: Figures\nobjectives: [dosing-1]\nlevel: apply\nminutes: 3\n"
        "numbers:\n  highest: {from: 150, to: 180, step: 1, unit: mmHg}\n---\n"
    )
    item = "\n## which: Which?\n- [x] a: One\n  > {fact}`mon.bp.no_tolerance`\n- [ ] b: Other\n  > Not this.\n"
    case = read_case(f"{head}{figures}{item}".encode(), "book/example/figures.case.md")
    assert isinstance(case, Case), [str(problem) for problem in case]
    assert sorted(block.kind for block in find_blocks(case.intro)) == sorted(KNOWN)
    assert [str(problem) for problem in check_case(case, course.subject)] == []


def test_the_chapter_and_the_exercise_hold_every_kind(course: Course) -> None:
    bank = read_bank(course)
    assert {item.kind for case in bank.cases for item in case.items} >= {"best", "all", "number", "order", "matching"}
    graded = {item.kind for part in bank.list_graded() if isinstance(part, Case) for item in part.items}
    assert graded == {"best", "all", "number", "order", "matching", "written"}
    assert any(not isinstance(part, Case) for part in bank.list_graded())
