"""A marker's desk on a real gradebook: what is kept, what is shown to whom, and what two markers come to."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course, find_course
from casebook.command import main
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import Grade, read_grades
from casebook.grading.result.feedback import write_feedback
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.written.desk import Desk
from casebook.grading.written.entered import Moved
from casebook.grading.written.session import open_desk, serve_marking, tell_agreement
from casebook.mark.response import Response, write_response
from casebook.problem import CasebookError

from ..written_course import EXERCISE, ITEM, make_course

pytestmark = pytest.mark.slow
ANSWERS = {f"trainee-{number:02}": f"Written by {number}." for number in range(1, 13)} | {"silent": ""}
NAMES = {"trainee-01": "Zoe Adams", "trainee-02": "Ann Zander"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("desk") / "course", ANSWERS, NAMES).root


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Course:
    return find_course(shutil.copytree(made, tmp_path / "course"))


def read_grade(course: Course, student: str) -> Grade:
    return next(
        each for each in read_grades(course.gradebook, EXERCISE) if (each.student, each.cell) == (student, ITEM)
    )


def find(desk: Desk, text: str) -> dict[str, Any]:
    """Return the answer that holds a text, as the page sees it."""
    views = (desk.open_answer(ITEM, each["key"]) for each in desk.list_answers(ITEM))
    return next(view for view in views if text == view["text"])


def give(desk: Desk, text: str, *points: float, adjustment: float = 0.0, comment: str = "") -> list[dict[str, Any]]:
    view = find(desk, text)
    body = {"points": points, "adjustment": adjustment, "comment": comment, "version": view["mark"]["version"]}
    return desk.save(ITEM, view["key"], body)


def settle(desk: Desk, text: str, score: float) -> None:
    view = find(desk, text)
    desk.save(ITEM, view["key"], {"score": score, "comment": "Settled.", "version": view["mark"]["version"]})


def test_a_mark_is_in_the_gradebook_at_once_with_its_comment(course: Course) -> None:
    desk = open_desk(course, EXERCISE)
    assert desk.look()["questions"][0]["waiting"] == 12
    give(desk, "Written by 1.", 2.0, 0.5, 0.0, 1.0, adjustment=-0.25, comment=" **Which** time? ")
    grade = read_grade(course, "trainee-01")
    assert (grade.score, grade.waits, grade.comment) == (3.25, False, "**Which** time?")
    with closing(sqlite3.connect(course.gradebook)) as book:
        assert book.execute("SELECT extra_credit FROM grade WHERE manual_score IS NOT NULL").fetchall() == [(None,)]
    mark = find(open_desk(course, EXERCISE), "Written by 1.")["mark"]
    assert (mark["points"], mark["adjustment"], mark["score"]) == ([2.0, 0.5, 0.0, 1.0], -0.25, 3.25)
    write_feedback(course, EXERCISE)
    page = (course.feedback / "trainee-01" / EXERCISE / f"{EXERCISE}.html").read_text("utf-8")
    assert "<strong>Which</strong> time?" in page and "3.25 of 5 marks" in page


def test_each_answer_stands_with_story_question_and_rubric_in_its_learner_s_numbers(course: Course) -> None:
    desk = open_desk(course, EXERCISE, "note")
    views = [find(desk, f"Written by {number}.") for number in range(1, 7)]
    assert len({view["story"] for view in views}) > 3 and len({view["rubric"][0]["text"] for view in views}) > 3
    for view in views:
        assert "Stopped early" in view["story"] and "Write the entry" in view["question"]
        assert "{{" not in view["story"] and "data-fact" not in view["rubric"][1]["text"]


def test_the_mark_stays_between_nothing_and_all_and_a_point_within_its_own(course: Course) -> None:
    desk = open_desk(course, EXERCISE)
    give(desk, "Written by 1.", 9.0, 1.0, 1.0, 1.0, adjustment=3)
    give(desk, "Written by 2.", 0.0, 0.0, 0.0, 0.0, adjustment=-2)
    assert read_grade(course, "trainee-01").score == 5.0 and read_grade(course, "trainee-02").score == 0.0
    for odd in (float("nan"), float("inf"), "2", True, None):
        with pytest.raises(CasebookError, match="a mark is a number"):
            give(desk, "Written by 3.", odd, 0.0, 0.0, 0.0)  # type: ignore[arg-type]
    with pytest.raises(CasebookError, match="rubric has changed"):
        give(desk, "Written by 3.", 1.0)
    assert read_grade(course, "trainee-03").waits


def test_a_mark_given_in_formgrader_shows_and_is_not_written_over_unseen(course: Course) -> None:
    desk = open_desk(course, EXERCISE)
    view = find(desk, "Written by 1.")
    with closing(sqlite3.connect(course.gradebook)) as book, book:
        book.execute(
            "UPDATE grade SET manual_score = 4, extra_credit = 1, needs_manual_grade = 0 WHERE id IN (SELECT grade.id FROM grade "
            "JOIN base_cell ON base_cell.id = grade.cell_id JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE student_id = 'trainee-01' AND base_cell.name = ?)",
            (ITEM,),
        )
    body = {"points": [0.0] * 4, "comment": "", "version": view["mark"]["version"]}
    with pytest.raises(Moved):
        desk.save(ITEM, view["key"], body)
    mark = find(desk, "Written by 1.")["mark"]
    assert (mark["score"], mark["adjustment"], mark["extra"]) == (4.0, 4.0, 1.0)
    give(desk, "Written by 1.", 2.0, 0.0, 0.0, 0.0)
    assert read_grade(course, "trainee-01").score == 3.0  # the extra credit stays


def test_undo_puts_back_what_was_there_one_after_another(course: Course) -> None:
    desk = open_desk(course, EXERCISE)
    give(desk, "Written by 1.", 2.0, 1.0, 0.0, 0.0, comment="First")
    give(desk, "Written by 1.", 0.0, 1.0, 0.0, 0.0, comment="Second")
    assert desk.undo()["key"] == find(desk, "Written by 1.")["key"]
    grade = read_grade(course, "trainee-01")
    assert (grade.score, grade.comment) == (3.0, "First")
    assert find(desk, "Written by 1.")["mark"]["points"] == [2.0, 1.0, 0.0, 0.0]
    desk.undo()
    assert read_grade(course, "trainee-01").waits and read_grade(course, "trainee-01").comment == ""
    assert desk.undo() == {}


def test_names_are_in_order_or_nowhere_and_the_order_tells_nothing(course: Course) -> None:
    named = [each["label"] for each in open_desk(course, EXERCISE).list_answers(ITEM)]
    assert named == sorted(named, key=str.casefold) and named[0] == "Ann Zander (trainee-02)"
    assert "Zoe Adams (trainee-01)" in named
    desk = open_desk(course, EXERCISE, anonymous=True)
    answers = desk.list_answers(ITEM)
    told = repr([answers, [desk.open_answer(ITEM, each["key"]) for each in answers], desk.look()])
    assert not any(name in told for name in [*ANSWERS, "Ann", "Zander"] if name != "silent")
    order = [desk.open_answer(ITEM, each["key"])["text"] for each in answers]
    again = open_desk(course, EXERCISE, anonymous=True)
    assert [again.open_answer(ITEM, each["key"])["text"] for each in again.list_answers(ITEM)] == order
    assert order != sorted(order)


def test_a_second_marker_is_blind_and_changes_no_mark(course: Course) -> None:
    first, second = open_desk(course, EXERCISE), open_desk(course, EXERCISE, marker="anna")
    give(first, "Written by 1.", 2.0, 1.0, 1.0, 1.0, comment="Told by the first")
    view = find(second, "Written by 1.")
    assert view["mark"]["score"] is None and "Told by the first" not in repr(view) and "judgements" not in view
    assert {each["score"] for each in second.list_answers(ITEM)} == {None}
    give(second, "Written by 1.", 0.0, 1.0, 0.0, 0.0, comment="Told by anna")
    assert read_grade(course, "trainee-01").score == 5.0
    assert find(second, "Written by 1.")["mark"]["score"] == 1.0
    assert find(first, "Written by 1.")["mark"]["comment"] == "Told by the first"
    second.undo()
    assert find(second, "Written by 1.")["mark"]["score"] is None
    assert [each["state"] for each in second.list_answers(ITEM)].count("empty") == 1


def test_what_two_markers_gave_is_compared_settled_and_remembered(course: Course) -> None:
    first, second = open_desk(course, EXERCISE), open_desk(course, EXERCISE, marker="anna")
    for number in range(1, 13):
        give(first, f"Written by {number}.", 2.0, float(number % 2), 0.0, 0.0)
        give(second, f"Written by {number}.", 2.0, float(number % 2), 0.0, float(number == 5))
    said = tell_agreement(course, EXERCISE)
    assert f"{ITEM}: 12 answers marked by both, 11 with the same mark (92 %); weighted kappa" in said
    assert f"1 answer has marks that differ - settle them with casebook mark {EXERCISE} --moderate" in said
    desk = open_desk(course, EXERCISE, moderate=True)
    assert [each["state"] for each in desk.list_answers(ITEM)].count("waiting") == 1
    assert [(each["who"], each["score"]) for each in find(desk, "Written by 5.")["judgements"]] == [
        ("the first marker", 3.0), ("anna", 4.0),
    ]  # fmt: skip
    settle(desk, "Written by 5.", 3.5)
    assert (read_grade(course, "trainee-05").score, read_grade(course, "trainee-05").comment) == (3.5, "Settled.")
    assert [each["state"] for each in desk.list_answers(ITEM)].count("waiting") == 0
    # What was settled changes nothing of how far the two agreed before.
    assert tell_agreement(course, EXERCISE).split("\n")[1] == said.split("\n")[1]
    # Changed in formgrader afterwards, it is to be looked at again; taken back, it is as it was.
    desk.undo()
    assert read_grade(course, "trainee-05").score == 3.0
    assert [each["state"] for each in desk.list_answers(ITEM)].count("waiting") == 1


def test_an_answer_that_was_handed_in_again_is_marked_again(course: Course, tmp_path: Path) -> None:
    second = open_desk(course, EXERCISE, marker="anna")
    give(second, "Written by 1.", 2.0, 0.0, 0.0, 0.0)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    response = Response(exercise=EXERCISE, learner="trainee-01", responses={ITEM: "Another text."})
    (inbox / "trainee-01.json").write_bytes(write_response(response))
    collect(course, EXERCISE, inbox)
    grade_exercise(course, EXERCISE)
    view = find(open_desk(course, EXERCISE, marker="anna"), "Another text.")
    assert view["mark"]["score"] is None and view["mark"]["stale"]


def test_the_command_says_in_one_line_what_can_t_be(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(course.root)
    for arguments, why in (
        ([EXERCISE, "given"], f"there is no written item given - it has {ITEM}"),
        ([EXERCISE, "--moderate"], "nobody has marked a second time"),
        ([EXERCISE, "--as", "first"], "the course uses this word for itself"),
        ([EXERCISE, "--as", "anna", "--moderate"], "give one of them"),
    ):
        assert main(["mark", *arguments]) == 1
        error = capsys.readouterr().err
        assert why in error and error.count("\n") == 1
    assert main(["mark", EXERCISE, "--agreement"]) == 0
    assert "nobody has marked a second time" in capsys.readouterr().out
    course.gradebook.unlink()
    assert main(["mark", EXERCISE]) == 1
    assert "run casebook grade first" in capsys.readouterr().err


class Said(Exception):
    """The first line that the command would print."""


def stop(line: str) -> None:
    raise Said(line)


def test_one_answer_waits_and_several_wait(course: Course) -> None:
    with pytest.raises(Said, match=f"^{EXERCISE}: 12 answers wait$"):
        serve_marking(course, EXERCISE, say=stop)
    desk = open_desk(course, EXERCISE)
    for number in range(2, 13):
        give(desk, f"Written by {number}.", 0.0, 0.0, 0.0, 0.0)
    with pytest.raises(Said, match=f"^{EXERCISE}: 1 answer waits$"):
        serve_marking(course, EXERCISE, say=stop)


def test_packed_feedback_names_those_whose_answers_wait(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(course.root)
    desk = open_desk(course, EXERCISE)
    for number in range(3, 13):
        give(desk, f"Written by {number}.", 0.0, 0.0, 0.0, 0.0)
    assert main(["feedback", EXERCISE, "--for", "moodle"]) == 0
    assert "  not final, since answers wait for a person: trainee-01, trainee-02\n" in capsys.readouterr().out


def test_namesakes_are_told_apart_unless_names_are_hidden(course: Course) -> None:
    roster = course.collected / "roster.json"
    roster.write_text(
        roster.read_text().replace("Ann Zander", "Zoe Adams").replace("Ann", "Zoe").replace("Zander", "Adams")
    )
    labels = [each["label"] for each in open_desk(course, EXERCISE).list_answers(ITEM)]
    assert "Zoe Adams (trainee-01)" in labels and "Zoe Adams (trainee-02)" in labels
    hidden = [each["label"] for each in open_desk(course, EXERCISE, anonymous=True).list_answers(ITEM)]
    assert not any("Zoe" in label or "trainee" in label for label in hidden)


def test_what_is_left_out_for_the_class_is_not_marked(course: Course) -> None:
    (course.root / "term.toml").write_text(f'[{EXERCISE}]\nleave_out = ["{ITEM}"]\n')
    grade_exercise(course, EXERCISE)
    with pytest.raises(CasebookError, match="what is to be marked is left out - take it out of leave_out"):
        open_desk(course, EXERCISE, ITEM)
    (course.root / "term.toml").unlink()
    grade_exercise(course, EXERCISE)
    assert open_desk(course, EXERCISE, ITEM).look()["questions"][0]["waiting"] == 12
