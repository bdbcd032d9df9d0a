"""Reading a class from disk: what was chosen, which mistake it shows, and what can't be read or was met before."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casebook import command
from casebook.analysis.gather import gather_responses
from casebook.analysis.result import analyse_class, format_analysis, write_analyses
from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread.means import Means
from casebook.mark.mark import Status
from casebook.mark.response import FILE_NAME, Response, write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]


def hand_in(course: Course, response: Response, name: str) -> None:
    folder = course.submitted / name / "tea"
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(write_response(response))


@pytest.fixture
def taught(released: Course, write: Write) -> Course:
    """A class of eight: half serve it iced, one leaves it out, one writes no number, one was shown an earlier version."""
    for number in range(8):
        changes: dict[str, Any] = {"second_cup__warm": "iced"} if number % 2 else {}
        changes |= (
            {"second_cup__volume": "a lot"} if number == 2 else {"second_cup__order": None} if number == 3 else {}
        )
        response = write(released, f"t{number}", **changes)
        if number == 7:
            response = replace(response, fingerprints={**response.fingerprints, "second-cup--warm": "0123456789ab"})
        hand_in(released, response, f"t{number}")
    return released


def test_answers_are_marked_with_the_key_and_keep_what_was_chosen(taught: Course) -> None:
    table = gather_responses(taught, "tea")
    column = {version.name: number for number, version in enumerate(table.versions) if version.current}
    warm = [table.entries.get((f"t{number}", column["second-cup--warm"])) for number in range(8)]
    assert [each and (each.chosen, each.status) for each in warm[:2]] == [(("warm",), Status.RIGHT), (("iced",), Status.WRONG)]  # fmt: skip
    assert warm[7] is None
    version = table.versions[column["second-cup--warm"]]
    assert (version.path, version.line > 1, version.keys) == ("answers/tea/second-cup.case.md", True, {"warm"})
    assert table.entries["t2", column["second-cup--volume"]].status is Status.REFUSED
    assert table.entries["t3", column["second-cup--order"]].status is Status.UNANSWERED
    assert table.entries["t0", column["second-cup--note"]].points is None
    assert len({table.entries[name, column["second-cup--volume"]].variant for name in table.learners}) > 1


def test_an_item_met_before_it_was_changed_is_a_version_of_its_own(taught: Course) -> None:
    table = gather_responses(taught, "tea")
    (old,) = [number for number, version in enumerate(table.versions) if not version.current]
    assert table.versions[old].fingerprint == "0123456789ab"
    assert table.entries["t7", old].points is None
    shown = format_analysis(analyse_class(table, replicates=50))
    assert "second-cup--warm: two versions of the item were met: 1 met an earlier one (0123456789ab)" in shown


def test_a_file_that_can_t_be_read_is_named_and_the_rest_goes_on(taught: Course) -> None:
    (taught.submitted / "t9" / "tea").mkdir(parents=True)
    (taught.submitted / "t9" / "tea" / FILE_NAME).write_text("{")
    table = gather_responses(taught, "tea")
    assert (table.unread, len(table.learners)) == (("t9",), 8)
    assert "1 handed in what can't be read: t9" in format_analysis(analyse_class(table, replicates=50))


def test_nobody_s_hand_ins_are_a_sentence(released: Course) -> None:
    with pytest.raises(CasebookError, match="nobody has handed in tea yet - run casebook collect first"):
        gather_responses(released, "tea")


@pytest.mark.parametrize("learners", [1, 4])
def test_a_class_too_small_is_told_without_a_number_that_is_none(released: Course, write: Write, learners: int) -> None:
    for number in range(learners):
        hand_in(released, write(released, f"t{number}"), f"t{number}")
    shown = format_analysis(analyse_class(gather_responses(released, "tea"), replicates=50))
    assert "too few to say" in shown and "nan" not in shown


def test_the_tables_are_written_as_csv_and_hold_no_learner(taught: Course, tmp_path: Path) -> None:
    analysis = analyse_class(gather_responses(taught, "tea"), replicates=50)
    paths = write_analyses([analysis], tmp_path / "out")
    assert [path.stem for path in paths] == ["tests", "items", "choices", "variants", "advice"]
    text = "".join(path.read_text("utf-8") for path in paths)
    assert "second-cup--warm" in text and "nan" not in text and '"t0"' not in text


def test_the_command_prints_and_writes(
    taught: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_course", lambda **_: taught)
    assert command.main(["analyse", "tea", "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("tea: 8 learners\n")
    assert command.main(["analyse", "coffee"]) == 1
    assert "there is no exercise coffee" in capsys.readouterr().err


@pytest.mark.slow
def test_the_gradebook_adds_what_a_person_gave_and_what_code_earned(
    opened: Course, write: Write, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("ada", "tom"):
        (tmp_path / "in" / f"{name}.json").write_bytes(write_response(write(opened, name, hottest_cup__code=None)))
    collect(opened, "tea", tmp_path / "in")
    grade_exercise(opened, "tea", Means(jobs=1))
    before = gather_responses(opened, "tea")
    column = {version.name: number for number, version in enumerate(before.versions)}
    note, code, warm = column["second-cup--note"], column["hottest-cup--code"], column["second-cup--warm"]
    assert (before.entries["ada", note].points, before.entries["ada", note].status) == (None, Status.WAITS)
    assert (before.entries["ada", code].points, before.entries["ada", code].status) == (0.0, Status.UNANSWERED)
    by_hand = """UPDATE grade SET manual_score = 0.5, needs_manual_grade = 0 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = ?)"""
    with closing(sqlite3.connect(opened.gradebook)) as book:
        for cell in ("second-cup--note", "second-cup--warm"):
            assert book.execute(by_hand, (cell,)).rowcount == 2
        book.commit()
    after = gather_responses(opened, "tea")
    assert (after.entries["ada", note].points, after.entries["tom", warm].points) == (0.5, 0.5)
    assert after.entries["tom", warm].chosen == ("warm",)
