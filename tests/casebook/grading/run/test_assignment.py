"""nbgrader's gradebook as we write it: whole, backed up, resumable, and with a person's marks left alone."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.folder import read_folder
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread.means import Means
from casebook.mark.response import Response, write_response
from casebook.problem import CasebookError

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def graded(opened: Course) -> Course:
    return opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def hand_in(course: Course, inbox: Path, response: Response, now: datetime = NOON) -> None:
    (inbox / f"{response.learner}.json").write_bytes(write_response(response))
    collect(course, "tea", inbox, now=now)


def entries(course: Course) -> dict[tuple[str, str], Any]:
    return {(entry.student, entry.cell): entry for entry in read_grades(course.gradebook, "tea")}


def give(course: Course, student: str, cell: str, marks: float) -> None:
    """Mark as a person does in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.gradebook}", "tea") as book:
        grade = book.find_grade(cell, "tea", "tea", student)
        grade.manual_score, grade.needs_manual_grade = marks, False
        book.db.commit()


def no_code(write: Callable[..., Response], course: Course, learner: str = "m.smith", **changes: Any) -> Response:
    return write(course, learner, hottest_cup__code=None, **changes)


def test_before_anybody_handed_in_the_command_to_run_is_named(graded: Course) -> None:
    with pytest.raises(CasebookError, match="nobody has handed in tea yet - run casebook collect first"):
        grade_exercise(graded, "tea")


def test_a_class_goes_into_the_gradebook(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    hand_in(graded, inbox, no_code(write, graded, "j.doe", second_cup__warm="iced", second_cup__note=None))
    summary = grade_exercise(graded, "tea")
    assert summary.text == "tea: 2 graded, 0 unchanged\n  1 answer waits for a person, in casebook mark or formgrader"
    book = entries(graded)
    assert book["m.smith", "second-cup--volume"].score == 2.0
    assert book["j.doe", "second-cup--warm"].score == 0.0
    assert book["m.smith", "second-cup--note"].waits and not book["j.doe", "second-cup--note"].waits
    assert sorted(read_folder(graded.autograded / "m.smith" / "tea")) == [
        "casebook.json", "data/cups.csv", "exercise.json", "response.json", "tea.ipynb", "timestamp.txt",
    ]  # fmt: skip


def test_a_second_run_changes_nothing(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    before = graded.gradebook.read_bytes(), read_folder(graded.autograded)
    copies = len(list(graded.root.glob("gradebook.db.*")))
    assert grade_exercise(graded, "tea").text.startswith("tea: 0 graded, 1 unchanged")
    assert (graded.gradebook.read_bytes(), read_folder(graded.autograded)) == before
    assert len(list(graded.root.glob("gradebook.db.*"))) == copies == 1


def test_only_what_was_handed_in_again_is_graded_again(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    hand_in(graded, inbox, no_code(write, graded, "j.doe"))
    grade_exercise(graded, "tea")
    hand_in(graded, inbox, no_code(write, graded, second_cup__warm="iced"), NOON + timedelta(days=1))
    assert grade_exercise(graded, "tea").text.startswith("tea: 1 graded, 1 unchanged")
    assert entries(graded)["m.smith", "second-cup--warm"].score == 0.0


def test_a_person_s_marks_stay(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    give(graded, "m.smith", "second-cup--note", 2.5)
    grade_exercise(graded, "tea")
    entry = entries(graded)["m.smith", "second-cup--note"]
    assert entry.score == 2.5 and not entry.waits
    grade_exercise(graded, "tea", force=True)
    entry = entries(graded)["m.smith", "second-cup--note"]
    assert entry.score == 2.5 and not entry.waits, "the answer and the rubric are as they were"


def test_a_gradebook_that_was_lost_is_filled_again(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    before = {key: entry.score for key, entry in entries(graded).items()}
    graded.gradebook.unlink()
    assert grade_exercise(graded, "tea").text.startswith("tea: 1 graded")
    assert {key: entry.score for key, entry in entries(graded).items()} == before


def test_work_that_was_cut_off_is_done_again(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    (graded.autograded / "m.smith" / "tea" / "casebook.json").unlink()
    assert grade_exercise(graded, "tea").text.startswith("tea: 1 graded")


def test_a_graded_notebook_that_was_damaged_since_is_made_again(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    path = graded.autograded / "m.smith" / "tea" / "tea.ipynb"
    whole = path.read_bytes()
    path.write_bytes(b"{bad")
    assert grade_exercise(graded, "tea").text.startswith("tea: 1 graded")
    assert path.read_bytes() == whole


def test_two_runs_that_begin_a_gradebook_together_both_come_right(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    graded.gradebook.unlink()
    pids = []
    for _ in range(2):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                grade_exercise(graded, "tea")
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0, 0]
    assert entries(graded)["m.smith", "second-cup--warm"].score == 1.0


def test_a_gradebook_that_stays_locked_ends_the_run_in_a_sentence(
    graded: Course, inbox: Path, write: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.grading.nbgrader import writer

    monkeypatch.setattr(writer, "BUSY", 0.2)
    hand_in(graded, inbox, no_code(write, graded))
    with closing(sqlite3.connect(graded.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # as a program that writes: reading goes on
        with pytest.raises(CasebookError, match="another program holds the gradebook") as caught:
            grade_exercise(graded, "tea")
    assert "sqlalche" not in str(caught.value) and "\n" not in str(caught.value)
    assert grade_exercise(graded, "tea").text.startswith("tea: 1 graded")


def test_the_gradebook_is_copied_before_it_is_written(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    (copy,) = graded.root.glob("gradebook.db.*")
    with closing(sqlite3.connect(copy)) as book:
        assert book.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (0,)


def test_a_gradebook_that_is_none_is_said_so(graded: Course, inbox: Path, write: Callable[..., Response]) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    graded.gradebook.write_bytes(b"this is not a database, it is a text file of some length" * 10)
    with pytest.raises(CasebookError, match="the gradebook can't be read"):
        grade_exercise(graded, "tea")


def test_after_a_key_was_mended_that_item_waits_and_the_others_are_graded(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    path = graded.answers / "tea" / "second-cup.case.md"
    path.write_text(path.read_text().replace("within 2 %", "within 3 %"))
    with pytest.raises(CasebookError, match="run casebook release tea"):
        grade_exercise(graded, "tea")
    release(graded, "tea")
    summary = grade_exercise(graded, "tea")
    assert "m.smith: second-cup--volume: this item was changed after it was handed in" in summary.text
    book = entries(graded)
    assert book["m.smith", "second-cup--volume"].waits and book["m.smith", "second-cup--warm"].score == 1.0
    give(graded, "m.smith", "second-cup--volume", 2.0)
    grade_exercise(graded, "tea")
    assert entries(graded)["m.smith", "second-cup--volume"].score == 2.0


def test_an_item_added_after_grading_is_refused_in_words(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    path = graded.answers / "tea" / "second-cup.case.md"
    path.write_text(
        path.read_text().replace(
            "## note:", "## second: Another?\n- [x] a: A\n  > {fact}`tea.warm`\n- [ ] b: B\n  > No.\n\n## note:"
        )
    )
    before = read_folder(graded.exercises)
    with pytest.raises(CasebookError, match="items were added or removed after hand-ins were graded"):
        release(graded, "tea")
    assert read_folder(graded.exercises) == before


def test_being_late_costs_what_the_course_s_settings_say(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    with (graded.root / "nbgrader_config.py").open("a") as file:
        file.write("config.LateSubmissionPlugin.penalty_method = 'zero'\n")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded.gradebook}", "tea") as book:
        book.update_or_create_assignment("tea", duedate="2026-11-19 12:00:00 UTC")
    hand_in(graded, inbox, no_code(write, graded))
    grade_exercise(graded, "tea")
    assert entries(graded)["m.smith", "second-cup--warm"].penalty == 5.0


def test_a_hand_in_that_breaks_the_grader_is_named_and_the_rest_goes_on(
    graded: Course, inbox: Path, write: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.grading.marking import grade as module

    hand_in(graded, inbox, write(graded, "m.smith"))
    hand_in(graded, inbox, write(graded, "j.doe"))
    real = module.grade

    def sometimes(snapshot: Any, submission: bytes, *rest: Any, **more: Any) -> Any:
        if b"j.doe" in submission:
            raise RuntimeError("out of tea")
        return real(snapshot, submission, *rest, **more)

    monkeypatch.setattr(module, "grade", sometimes)  # workers are forked, and so they have it too
    summary = grade_exercise(graded, "tea")
    assert summary.failed == ("j.doe: could not be graded (RuntimeError: out of tea) - look at this hand-in",)
    assert entries(graded)["m.smith", "second-cup--warm"].score == 1.0


def test_ctrl_c_waits_for_the_hand_in_at_work_and_the_next_run_goes_on(
    graded: Course, inbox: Path, write: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.grading.marking import grade as module

    for learner in ("a.one", "b.two", "c.three"):
        hand_in(graded, inbox, write(graded, learner))
    real = module.grade

    def interrupted(*arguments: Any, **more: Any) -> Any:
        os.kill(os.getppid(), signal.SIGINT)
        time.sleep(0.3)
        return real(*arguments, **more)

    monkeypatch.setattr(module, "grade", interrupted)
    with pytest.raises(KeyboardInterrupt):
        grade_exercise(graded, "tea", Means(jobs=1))
    assert [path.name for path in graded.autograded.iterdir()] == ["a.one"]
    monkeypatch.setattr(module, "grade", real)
    assert grade_exercise(graded, "tea").text.startswith("tea: 2 graded, 1 unchanged")


def test_what_a_killed_run_left_half_written_is_cleared_away(
    graded: Course, inbox: Path, write: Callable[..., Response]
) -> None:
    hand_in(graded, inbox, no_code(write, graded))
    (graded.autograded / "m.smith" / ".new-half").mkdir(parents=True)
    grade_exercise(graded, "tea")
    assert [path.name for path in (graded.autograded / "m.smith").iterdir()] == ["tea"]
