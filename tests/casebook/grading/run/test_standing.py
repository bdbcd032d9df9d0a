"""A mark that a person gave stays done while the answer, and what it is marked by, are as they were."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import Grade, read_grades
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.run.standing import read_standings
from casebook.mark.response import Response, write_response

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTE, WARM = "second-cup--note", "second-cup--warm"


def cell(name: str, source: str, *, grade: bool = True, solution: bool = False, text: str = "") -> dict[str, Any]:
    own = {"grade_id": name, "grade": grade, "solution": solution}
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    return {"cell_type": "code", "metadata": {"nbgrader": own}, "source": source, "outputs": outputs}


def standings(*cells: dict[str, Any], plain: bool = False) -> dict[str, list[str]]:
    return read_standings(json.dumps({"cells": cells}), plain=plain)


SCHEME = "Read it.\n### BEGIN MARK SCHEME\n- 2: what\n### END MARK SCHEME"


def test_a_written_answer_stands_on_its_text_and_its_scheme_alone() -> None:
    rubric, answer = cell("a--note_rubric", SCHEME, grade=False), cell("a--note", "> Tea.", solution=True)
    before = standings(rubric, answer)["a--note"]
    assert standings(cell("a--note_rubric", f"# A story.\n{SCHEME}", grade=False), answer)["a--note"] == before
    other = standings(rubric, cell("a--note", "> Milk.", solution=True))["a--note"]
    assert other[0] != before[0] and other[1] == before[1]
    other = standings(cell("a--note_rubric", SCHEME.replace("2", "3"), grade=False), answer)["a--note"]
    assert other[0] == before[0] and other[1] != before[1]


def test_a_choice_stands_on_what_was_answered_and_its_key() -> None:
    key = "# Marked.\n### BEGIN HIDDEN TESTS\nscore('a--warm', 'KEY')\n### END HIDDEN TESTS"
    before = standings(cell("a--warm", key, text="Answered: warm\n"))
    assert standings(cell("a--warm", key, text="Answered: warm\nNote: the key was changed.\n")) == before
    assert standings(cell("a--warm", key, text="Answered: iced\n"))["a--warm"][1] == before["a--warm"][1]
    assert standings(cell("a--warm", key, text="Answered: iced\n")) != before
    assert standings(cell("a--warm", key.replace("KEY", "NEW"), text="Answered: warm\n")) != before


def test_a_test_stands_on_the_code_and_its_own_text() -> None:
    code, test = cell("a--code", "x = 1", grade=False, solution=True), cell("a--code_1", "assert x")
    before = standings(code, test)["a--code_1"]
    assert standings(cell("a--code", "x = 2", grade=False, solution=True), test)["a--code_1"][0] != before[0]
    assert standings(code, cell("a--code_1", "assert x == 1"))["a--code_1"][1] != before[1]
    added = {"cell_type": "code", "metadata": {}, "source": "x = 3", "outputs": []}
    assert standings(code, added, test)["a--code_1"][0] != before[0], "code in cells of the learner's own counts too"


def test_in_a_course_of_nbgrader_s_own_any_solution_may_matter_to_a_test() -> None:
    test = cell("test-sum", "assert f()")
    before = standings(cell("sum", "f = 1", grade=False, solution=True), test, plain=True)
    assert standings(cell("sum", "f = 2", grade=False, solution=True), test, plain=True) != before


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"cells": 3}', '{"cells": [3]}'])
def test_what_is_no_notebook_tells_nothing(broken: str) -> None:
    assert read_standings(broken) == {}


def hand_in(course: Course, response: Response, when: datetime = NOON, **options: Any) -> None:
    inbox = course.root / f"inbox-{when:%d%H}"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{response.learner}.json").write_bytes(write_response(response))
    collect(course, "tea", inbox, now=when, **options)


def give(course: Course, student: str, name: str, marks: float) -> None:
    """Mark as a person does in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.gradebook}", "tea") as book:
        grade = book.find_grade(name, "tea", "tea", student)
        grade.manual_score, grade.needs_manual_grade = marks, False
        book.db.commit()


def look(course: Course, student: str = "m.smith", name: str = NOTE) -> Grade:
    return next(each for each in read_grades(course.gradebook, "tea") if (each.student, each.cell) == (student, name))


def edit(course: Course, old: str, new: str) -> None:
    path = course.answers / "tea" / "second-cup.case.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    release(course, "tea")


@pytest.fixture
def marked(opened: Course, write: Callable[..., Response]) -> Course:
    """One learner's hand-in, its note marked by a person."""
    hand_in(opened, write(opened, hottest_cup__code=None))
    grade_exercise(opened, "tea")
    give(opened, "m.smith", NOTE, 2.5)
    return opened


KEYS = ("- [ ] iced: The iced one\n  > Iced tea is another course.\n- [x] warm", "- [x] iced: The iced one\n  > So {fact}`tea.warm`.\n- [ ] warm")  # fmt: skip


@pytest.mark.slow
def test_a_key_corrected_elsewhere_and_taken_back_leaves_it_done(marked: Course) -> None:
    edit(marked, *KEYS)
    summary = grade_exercise(marked, "tea")
    assert summary.graded == 1 and (look(marked).score, look(marked).waits) == (2.5, False)
    assert summary.answers == 1, "the item whose key was changed"
    edit(marked, *reversed(KEYS))
    assert grade_exercise(marked, "tea").answers == 0
    assert grade_exercise(marked, "tea", force=True).text == "tea: 1 graded, 0 unchanged"


@pytest.mark.slow
def test_a_changed_rubric_shows_it_again_and_says_so_until_it_is_taken_back(marked: Course) -> None:
    edit(marked, "what was served", "what was served, and how warm")
    summary = grade_exercise(marked, "tea")
    said = "m.smith: second-cup--note: what it is marked by was changed after a person marked it, so the mark waits to be looked at again"
    assert said in summary.waiting
    assert (look(marked).score, look(marked).waits) == (2.5, True)
    edit(marked, "what was served, and how warm", "what was served")
    assert grade_exercise(marked, "tea").waiting == ()
    assert (look(marked).score, look(marked).waits) == (2.5, False)


@pytest.mark.slow
def test_who_marks_it_again_by_the_new_rubric_has_it_done(marked: Course) -> None:
    edit(marked, "what was served", "what was served, and how warm")
    grade_exercise(marked, "tea")
    give(marked, "m.smith", NOTE, 1.0)
    assert grade_exercise(marked, "tea").waiting == (), "the line goes with the mark"
    grade_exercise(marked, "tea", force=True)
    assert (look(marked).score, look(marked).waits) == (1.0, False)


@pytest.mark.slow
def test_another_answer_shows_it_again(marked: Course, write: Callable[..., Response]) -> None:
    hand_in(marked, write(marked, second_cup__note="Milk.", hottest_cup__code=None), NOON + timedelta(hours=2))
    summary = grade_exercise(marked, "tea")
    assert any("second-cup--note: the answer was changed after a person marked it" in line for line in summary.waiting)
    assert look(marked).waits
    hand_in(marked, write(marked, hottest_cup__code=None, second_cup__warm="iced"), NOON + timedelta(hours=4))
    grade_exercise(marked, "tea")
    assert not look(marked).waits, "the answer that was marked is back"


@pytest.mark.slow
def test_a_late_roster_that_moves_people_leaves_it_done(marked: Course, write: Callable[..., Response]) -> None:
    roster = marked.root / "class.csv"
    roster.write_text("learner,name,username\ns-1,Mary Smith,m.smith\n")
    hand_in(marked, write(marked, hottest_cup__code=None), roster=roster)
    assert grade_exercise(marked, "tea").answers == 0
    grade = next(each for each in read_grades(marked.gradebook, "tea") if each.cell == NOTE)
    assert (grade.score, grade.waits) == (2.5, False)


@pytest.mark.slow
def test_a_mark_for_a_held_item_is_done_and_its_line_goes(marked: Course) -> None:
    edit(marked, *KEYS)
    assert any("second-cup--warm: this item was changed" in line for line in grade_exercise(marked, "tea").waiting)
    give(marked, "m.smith", WARM, 0.5)
    assert grade_exercise(marked, "tea", force=True).text == "tea: 1 graded, 0 unchanged"
    assert (look(marked, name=WARM).score, look(marked, name=WARM).waits) == (0.5, False)


@pytest.mark.slow
def test_it_comes_back_done_after_it_was_left_out_and_graded_again(marked: Course) -> None:
    term = marked.root / "term.toml"
    term.write_text(f'[tea]\nleave_out = ["{NOTE}"]\n')
    edit(marked, *KEYS)
    grade_exercise(marked, "tea")
    term.unlink()
    grade_exercise(marked, "tea")
    assert (look(marked).score, look(marked).waits) == (2.5, False)


@pytest.mark.slow
def test_it_comes_back_to_be_looked_at_when_its_rubric_changed_meanwhile(marked: Course) -> None:
    term = marked.root / "term.toml"
    term.write_text(f'[tea]\nleave_out = ["{NOTE}"]\n')
    edit(marked, "what was served", "what was served, and how warm")
    grade_exercise(marked, "tea")
    term.unlink()
    grade_exercise(marked, "tea")
    assert (look(marked).score, look(marked).waits) == (2.5, True)
