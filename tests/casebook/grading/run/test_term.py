"""A teacher's term in nbgrader's own gradebook: due dates, extra time, what being late costs, what is left out."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.result.feedback import write_feedback_page
from casebook.grading.result.marks_sheet import make_marks_sheet
from casebook.grading.result.report import format_report, list_rows, read_report
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.response import Response, write_response
from casebook.problem import CasebookError

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DUE = "[tea]\ndue = 2026-11-20T18:00:00Z\n"


def hand_in(course: Course, response: Response, when: datetime) -> str:
    inbox = course.root / f"inbox-{response.learner}-{when:%d%H}"
    inbox.mkdir()
    (inbox / f"{response.learner}.json").write_bytes(write_response(response))
    return collect(course, "tea", inbox, now=when).text


@pytest.fixture
def term(opened: Course, write: Callable[..., Response]) -> Course:
    """A class of two without code: m.smith at noon, j.doe a day and two hours later, both marked right but for the note."""
    hand_in(opened, write(opened, "m.smith", hottest_cup__code=None), NOON)
    hand_in(opened, write(opened, "j.doe", hottest_cup__code=None), NOON + timedelta(days=1, hours=8))
    return opened


def put(course: Course, text: str) -> str:
    """Write the educator's file and grade; returns what the command prints."""
    (course.root / "term.toml").write_text(text)
    return grade_exercise(course, "tea").text


def open_gradebook(course: Course) -> Any:
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{course.gradebook}", "tea")


def penalties(course: Course) -> dict[str, float]:
    """Return what nbgrader itself says was taken."""
    with open_gradebook(course) as book:
        return {each.student.id: each.late_submission_penalty for each in book.find_assignment("tea").submissions}


def give(course: Course, student: str, marks: float) -> None:
    with open_gradebook(course) as book:
        grade = book.find_grade("second-cup--note", "tea", "tea", student)
        grade.manual_score, grade.needs_manual_grade = marks, False
        book.db.commit()


def test_being_late_is_told_and_costs_nothing_unless_it_is_said_to(term: Course) -> None:
    text = put(term, DUE)
    assert "  due 2026-11-20 18:00 UTC\n" in text
    assert "  late: j.doe: 1 day 2 h, only the time of collection is known; nothing taken" in text
    assert "m.smith" not in text and penalties(term) == {"m.smith": 0.0, "j.doe": 0.0}
    with open_gradebook(term) as book:
        assert book.find_submission("tea", "j.doe").total_seconds_late == 26 * 3600, "formgrader shows it too"


def test_a_new_policy_counts_at_the_next_grading_without_grading_code_again(term: Course) -> None:
    put(term, DUE)
    text = put(term, DUE + 'late = "10 % a day"\n')
    assert text.startswith("tea: 0 graded, 2 unchanged") and "; late: 10 % a day" in text
    assert penalties(term) == {"m.smith": 0.0, "j.doe": 1.0}, "two days begun, of the five marks earned"
    assert "1 mark taken" in text
    assert put(term, DUE + 'late = "none"\n').count("5 marks taken") == 1
    assert penalties(term)["j.doe"] == 5.0
    assert "nothing taken" in put(term, DUE) and penalties(term)["j.doe"] == 0.0


def test_what_a_person_gives_later_is_counted_at_the_next_report(term: Course) -> None:
    put(term, DUE + 'late = "none"\n')
    give(term, "j.doe", 3.0)
    lines = {line.learner: line for line in read_report(term, ["tea"]).lines}
    assert (lines["j.doe"].total, lines["j.doe"].penalty) == (0.0, 8.0)


def test_what_is_taken_is_told_to_two_decimals(term: Course) -> None:
    put(term, DUE + 'late = "10 % a day"\n')
    give(term, "j.doe", 1 / 3)
    assert "; 1.07 marks taken" in put(term, DUE + 'late = "10 % a day"\n')
    assert "1.07 marks were taken off for it." in write_feedback_page(term, "tea", "j.doe").decode()


def test_extra_time_moves_the_end_for_one_learner(term: Course) -> None:
    strict = DUE + 'late = "none"\n[tea.extra]\n'
    assert "late: j.doe: 2 h, only" in put(term, strict + 'J.Doe = "1 day"\n')
    assert "late:" not in put(term, strict + "j.doe = 2026-11-21\n").replace("; late: none", "")
    assert penalties(term)["j.doe"] == 0.0
    with open_gradebook(term) as book:
        assert book.find_submission("tea", "j.doe").extension is not None
        assert book.find_submission("tea", "m.smith").extension is None


def test_extra_time_never_goes_to_nobody_unseen(term: Course) -> None:
    text = put(term, DUE + '[tea.extra]\nj.do = "1 day"\n')
    assert (
        "term.toml:4: nobody has handed in yet as j.do - give an id as casebook report shows it, did you mean j.doe?"
        in text
    )
    roster = term.root / "class.csv"
    roster.write_text("learner,name\nm.smith,Mary Smith\nj.doe,Jane Doe\n")
    empty = term.root / "empty"
    empty.mkdir()
    (empty / "read.me").write_text("nothing")
    line = (
        "term.toml:4: nobody of the class is called j.do - give an id as casebook report shows it, did you mean j.doe?"
    )
    assert line in collect(term, "tea", empty, roster=roster, now=NOON).text
    with pytest.raises(CasebookError, match=re.escape(line)):
        put(term, DUE + '[tea.extra]\nj.do = "1 day"\n')
    assert "late: j.doe (Jane Doe): 2 h" in put(term, DUE + '[tea.extra]\n"Jane Doe" = "1 day"\n')


def test_a_time_earlier_than_the_others_is_no_extra_time(term: Course) -> None:
    with pytest.raises(CasebookError, match=r"term\.toml:4: j\.doe would have to hand in before the others"):
        put(term, DUE + "[tea.extra]\nj.doe = 2026-11-19\n")


def test_nbgrader_s_own_due_date_and_extra_time_count_where_the_file_has_none(term: Course) -> None:
    put(term, "")
    with open_gradebook(term) as book:
        book.update_or_create_assignment("tea", duedate="2026-11-21 12:00:00 UTC")
        book.find_submission("tea", "j.doe").extension = timedelta(hours=6)
        book.db.commit()
    assert "late: j.doe: 2 h" in put(term, '[tea]\nlate = "none"\n')
    assert penalties(term)["j.doe"] == 5.0
    # The file's own come first, and what was there before comes back with the file gone.
    assert "late: j.doe: 20 h" in put(term, DUE)
    assert "late:" not in put(term, DUE + '[tea.extra]\nj.doe = "3 days"\n')
    assert "late: j.doe: 2 h" in put(term, "")
    with open_gradebook(term) as book:
        assert book.find_assignment("tea").duedate == datetime(2026, 11, 21, 12)
        assert book.find_submission("tea", "j.doe").extension == timedelta(hours=6)


def test_a_due_date_that_is_taken_out_of_the_file_is_gone_from_the_gradebook(term: Course) -> None:
    put(term, DUE + 'late = "none"\n[tea.extra]\nj.doe = "1 hour"\n')
    assert "due" not in put(term, "") and penalties(term)["j.doe"] == 0.0
    with open_gradebook(term) as book:
        assert book.find_assignment("tea").duedate is None
        assert book.find_submission("tea", "j.doe").extension is None


def test_extra_time_for_the_whole_term_waits_for_a_due_date(term: Course) -> None:
    put(term, '[extra]\nj.doe = "1 day"\n')
    with open_gradebook(term) as book:
        assert book.find_submission("tea", "j.doe").total_seconds_late == 0
    assert "late: j.doe: 2 h" in put(term, DUE + '[extra]\nj.doe = "1 day"\n')


def test_plain_nbgrader_takes_the_same(term: Course) -> None:
    from casebook.exercise.settings import load_settings
    from casebook.grading.nbgrader.penalty import judge_late

    put(term, DUE + 'late = "10 % a day"\n')
    with closing(sqlite3.connect(term.gradebook)) as book, book:
        book.execute("UPDATE submitted_notebook SET late_submission_penalty = NULL")
    assert "TermPenalty" in str(load_settings(term).AssignLatePenalties.plugin_class)
    judge_late(term, "tea", ["tea"], ["j.doe", "m.smith"])
    assert penalties(term) == {"m.smith": 0.0, "j.doe": 1.0}


def test_it_is_settled_once_and_a_second_run_writes_nothing(term: Course) -> None:
    put(term, DUE + 'late = "10 % a day"\nleave_out = ["second-cup--note"]\n[tea.extra]\nm.smith = "1 day"\n')
    before = term.gradebook.read_bytes()
    grade_exercise(term, "tea")
    read_report(term, ["tea"])
    assert term.gradebook.read_bytes() == before


def test_the_report_shows_how_late_and_what_was_taken(term: Course) -> None:
    put(term, DUE + 'late = "10 % a day"\n')
    give(term, "j.doe", 3.0)
    give(term, "m.smith", 3.0)
    table = read_report(term, ["tea"])
    screen = format_report(table)
    assert "j.doe    2  1  1  1  3  0    6.4  11  1 day 2 h    1.6" in screen
    assert "  only the time of collection is known: j.doe" in screen
    header, doe, smith = list_rows(table)
    found = dict(zip(header, doe, strict=True))
    assert found["late"] == "1 day 2 h, only the time of collection is known"
    assert (found["total"], found["penalty"]) == ("6.4", "1.6")
    assert dict(zip(header, smith, strict=True))["late"] == ""
    assert b"6.4" in make_marks_sheet(term, table, "tea", "moodle").data


def test_feedback_tells_the_learner(term: Course) -> None:
    put(term, DUE + 'late = "10 % a day"\n')
    page = write_feedback_page(term, "tea", "j.doe").decode()
    assert "Handed in late: 1 day 2 h, only the time of collection is known. 1 mark was taken off for it." in page
    assert "late" not in write_feedback_page(term, "tea", "m.smith").decode().split("<main>")[0].split("</style>")[1]
    put(term, DUE)
    assert "Nothing was taken off for it." in write_feedback_page(term, "tea", "j.doe").decode()


def test_collecting_tells_who_is_late_and_that_an_earlier_one_was_in_time(
    term: Course, write: Callable[..., Response]
) -> None:
    put(term, DUE)
    text = hand_in(
        term, write(term, "m.smith", second_cup__warm="iced", hottest_cup__code=None), NOON + timedelta(hours=9)
    )
    assert (
        "m.smith: late by 3 h, due 2026-11-20 18:00 UTC; only the time of collection is known; number 001 was in time"
        in text
    )


def test_collecting_the_same_file_again_makes_nobody_late(term: Course, write: Callable[..., Response]) -> None:
    put(term, DUE + 'late = "none"\n')
    hand_in(term, write(term, "m.smith", hottest_cup__code=None), NOON + timedelta(days=9))
    assert "m.smith" not in grade_exercise(term, "tea").text


def test_what_is_left_out_counts_for_nobody_and_comes_back_whole(term: Course) -> None:
    put(term, "")
    give(term, "m.smith", 2.5)
    before = {(entry.student, entry.cell): entry for entry in read_grades(term.gradebook, "tea")}
    text = put(term, '[tea]\nleave_out = ["second-cup--note", "hottest-cup"]\n')
    assert text.startswith("tea: 0 graded, 2 unchanged")
    assert "  left out, and in no total: hottest-cup--code, second-cup--note" in text and "wait" not in text
    with open_gradebook(term) as book:
        assert book.find_assignment("tea").max_score == 5.0
        assert {each.score for each in book.find_assignment("tea").submissions} == {5.0}
        assert not any(each.needs_manual_grade for each in book.find_assignment("tea").submissions)
    table = read_report(term, ["tea"])
    assert {(line.total, line.most, line.waiting) for line in table.lines} == {(5.0, 5.0, 0)}
    assert "5 second-cup--note (left out)" in format_report(table)
    header, first, _ = list_rows(table)
    assert dict(zip(header, first, strict=True))["second-cup--note"] == "left out"
    page = write_feedback_page(term, "tea", "m.smith").decode()
    assert page.count("This was left out for the whole class.") == 2
    put(term, "")
    assert {(entry.student, entry.cell): entry for entry in read_grades(term.gradebook, "tea")} == before


def test_what_is_left_out_stays_so_when_hand_ins_are_graded_again(term: Course, write: Callable[..., Response]) -> None:
    put(term, '[tea]\nleave_out = ["second-cup--warm"]\n')
    summary = grade_exercise(term, "tea", force=True)
    assert summary.graded == 2
    warm = [entry for entry in read_grades(term.gradebook, "tea") if entry.cell == "second-cup--warm"]
    assert {(entry.score, entry.max_score) for entry in warm} == {(0.0, 0.0)}
    put(term, "")
    warm = [entry for entry in read_grades(term.gradebook, "tea") if entry.cell == "second-cup--warm"]
    assert {(entry.score, entry.max_score) for entry in warm} == {(1.0, 1.0)}


def test_a_whole_case_may_be_left_out_but_not_everything(term: Course) -> None:
    put(term, '[tea]\nleave_out = ["second-cup"]\n')
    assert {line.most for line in read_report(term, ["tea"]).lines} == {3.0}
    with pytest.raises(CasebookError, match=r"term\.toml:2: everything would be left out"):
        put(term, '[tea]\nleave_out = ["second-cup", "hottest-cup"]\n')


def test_a_name_that_does_not_exist_is_one_line_with_the_nearest(term: Course) -> None:
    with pytest.raises(
        CasebookError, match=r"term\.toml:3: tea has no second-cup--not - .*, did you mean second-cup--note\?"
    ):
        put(term, '[tea]\nleave_out = ["hottest-cup",\n "second-cup--not"]\n')


def test_canvas_s_own_mark_is_told(opened: Course, write: Callable[..., Response], tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as packed:
        packed.writestr("smithmary_LATE_101_9001_response.json", write_response(write(opened, "m.smith")))
    text = collect(opened, "tea", tmp_path / "submissions.zip", now=NOON).text
    assert "late, as Canvas says" in text
    assert "late as Canvas says" in put(opened, "")
    assert "late as Canvas says: smithmary" in format_report(read_report(opened, ["tea"]))
