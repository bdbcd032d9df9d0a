"""A key corrected in mid-term: marked again by the machine where the item was shown as it is now, and held where it was not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import Grade, read_grades
from casebook.grading.outcome import NOTE
from casebook.grading.result.feedback import write_feedback_page
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.run.changed import read_changed
from casebook.grading.run.new_key import read_marks
from casebook.grading.run.summary import GradeSummary
from casebook.grading.written.judgement import list_markers
from casebook.mark.response import Response, write_response
from casebook.problem import CasebookError

pytestmark = pytest.mark.slow
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ITEM = "second-cup"


def hand_in(course: Course, *responses: Response, when: datetime = NOON) -> None:
    inbox = course.root / "inbox"
    inbox.mkdir(exist_ok=True)
    for response in responses:
        (inbox / f"{response.learner}.json").write_bytes(write_response(response))
    collect(course, "tea", inbox, now=when)


def change(course: Course, *edits: tuple[str, str], file: str = "second-cup.case.md") -> None:
    path = course.answers / "tea" / file
    text = path.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    release(course, "tea")


def look(course: Course, item: str, student: str = "m.smith") -> Grade:
    return next(each for each in read_grades(course.gradebook, "tea") if (each.student, each.cell) == (student, item))


def rekey(course: Course, *names: str, **options: Any) -> GradeSummary:
    return grade_exercise(course, "tea", new_key=names, **options)


WARM = (
    ("- [ ] iced: The iced one\n  > Iced tea is another course.", "- [x] iced: The iced one\n  > So {fact}`tea.warm`."),
    ("- [x] warm: The warm one\n  > As it should be: {fact}`tea.warm`.", "- [ ] warm: The warm one\n  > Not here."),
)
CASES = {
    "warm": WARM,
    "guests": (("- [ ] host: The host\n  > The host waits.", "- [x] host: The host\n  > So {fact}`tea.warm`."), ("- [x] elder: The oldest\n  > Age", "- [ ] elder: The oldest\n  > Age")),
    "order": (("1. boil: Boil the water\n   > Nothing dissolves in cold water: {fact}`tea.warm`.\n2. steep: Steep the leaves\n   > They need the heat.", "1. steep: Steep the leaves\n   > They need the heat: {fact}`tea.warm`.\n2. boil: Boil the water\n   > Nothing dissolves."),),
}  # fmt: skip


@pytest.fixture
def marked(opened: Course, write: Callable[..., Response]) -> Course:
    """Two learners without code, both right by the key of then."""
    hand_in(opened, *(write(opened, name, hottest_cup__code=None) for name in ("m.smith", "j.doe")))
    grade_exercise(opened, "tea")
    return opened


@pytest.mark.parametrize("name", CASES)
def test_every_kind_is_marked_by_its_new_key(marked: Course, name: str) -> None:
    item = f"{ITEM}--{name}"
    before = look(marked, item).score
    change(marked, *CASES[name])
    summary = grade_exercise(marked, "tea")
    assert f"m.smith: {item}: this item was changed after it was handed in, so a person marks it" in summary.waiting
    assert look(marked, item).waits
    assert summary.new_keys == (f"if only the key was corrected: casebook grade tea --new-key {item}",)
    summary = rekey(marked, item)
    assert summary.waiting == () and not look(marked, item).waits
    now = look(marked, item).score
    assert now < before
    assert summary.new_keys == (
        f"new key of {item}: 2 marks changed, 0 stayed",
        f"changed: j.doe: from {before:g} to {round(now, 2):g}",
        f"changed: m.smith: from {before:g} to {round(now, 2):g}",
    )
    assert rekey(marked, item).new_keys == (f"new key of {item}: 0 marks changed, 2 stayed",)


def test_it_is_remembered_by_later_grading_and_by_feedback(marked: Course) -> None:
    change(marked, *WARM)
    rekey(marked, f"{ITEM}--warm")
    assert grade_exercise(marked, "tea").text.startswith("tea: 0 graded, 2 unchanged")
    assert grade_exercise(marked, "tea", force=True).waiting == ()
    assert "was changed after you handed in" not in write_feedback_page(marked, "tea", "m.smith").decode()


def test_a_key_that_is_put_back_changes_marks_back_and_the_list_is_kept(marked: Course) -> None:
    item = f"{ITEM}--warm"
    change(marked, *WARM)
    rekey(marked, item)
    change(marked, *[(new, old) for old, new in WARM])
    assert grade_exercise(marked, "tea").new_keys == (
        f"{item} was graded again: 2 marks changed",
        "changed: j.doe: from 0 to 1",
        "changed: m.smith: from 0 to 1",
    )
    assert grade_exercise(marked, "tea", force=True).new_keys == ()
    kept = [(each.student, each.item, each.before, each.after, each.new_key) for each in read_changed(marked, "tea")]
    assert kept == [(who, item, *marks) for marks in ((1, 0, True), (0, 1, False)) for who in ("j.doe", "m.smith")]
    assert list_markers(marked.judgements / "tea") == []


def test_what_was_handed_in_anew_is_no_mark_that_grading_changed(
    marked: Course, write: Callable[..., Response]
) -> None:
    again = write(marked, "m.smith", second_cup__warm="iced", hottest_cup__code=None)
    hand_in(marked, again, when=NOON + timedelta(hours=1))
    assert grade_exercise(marked, "tea").new_keys == () and look(marked, f"{ITEM}--warm").score == 0.0
    assert read_changed(marked, "tea") == []


def test_feedback_tells_whose_mark_a_corrected_key_has_changed(marked: Course) -> None:
    change(marked, *WARM)
    rekey(marked, f"{ITEM}--warm")
    told = "The key of this question was corrected, and it was marked again on"
    page = write_feedback_page(marked, "tea", "m.smith").decode()
    assert page.count(told) == 1 and "1 mark before, 0 marks now" in page
    change(marked, *[(new, old) for old, new in WARM])
    grade_exercise(marked, "tea")
    assert "marked again" not in write_feedback_page(marked, "tea", "m.smith").decode(), "it is what it was at first"


def test_what_a_task_with_one_held_test_had_earlier_is_what_all_its_tests_had(marked: Course) -> None:
    path = marked.autograded / "m.smith" / "tea" / NOTE
    note = json.loads(path.read_bytes())
    held = {"hottest-cup--code_1": 1.0, "hottest-cup--code_2": None}
    for row in note["results"][0]["rows"]:
        row["score"] = held.get(row["cell"], row["score"])
    for earlier, known in (({"hottest-cup--code_2": 2.0}, {"hottest-cup--code": 3.0}), ({}, {})):
        path.write_text(json.dumps(note | {"earlier": earlier}))
        marks = read_marks(marked, "tea")["m.smith"]
        assert marks.earlier == known
        assert "hottest-cup--code" not in marks.now and marks.now["second-cup--warm"] == 1.0


def test_another_correction_asks_for_the_word_again(marked: Course) -> None:
    change(marked, *WARM)
    rekey(marked, f"{ITEM}--warm")
    change(marked, *[(new, old) for old, new in WARM], ("- [ ] none: An empty one\n  > There is nothing in it.", "- [x] none: An empty one\n  > So {fact}`tea.warm`."), ("- [x] warm: The warm one", "- [ ] warm: The warm one"))  # fmt: skip
    assert len([line for line in grade_exercise(marked, "tea").waiting if "was changed" in line]) == 2
    assert rekey(marked, f"{ITEM}--warm").waiting == ()


def test_a_number_with_a_wider_tolerance_gains_whoever_was_near(opened: Course, write: Callable[..., Response]) -> None:
    right = write(opened, hottest_cup__code=None)
    near = f"{float(right.responses['second-cup--volume']) * 1.03:.3g}"
    hand_in(opened, write(opened, second_cup__volume=near, hottest_cup__code=None))
    grade_exercise(opened, "tea")
    assert look(opened, f"{ITEM}--volume").score == 0.0
    change(opened, ("within 2 %", "within 5 %"))
    assert "changed: m.smith: from 0 to 2" in rekey(opened, f"{ITEM}--volume").new_keys


def test_a_corrected_calculator_marks_the_numbers_that_were_shown(marked: Course) -> None:
    calculators: Any = marked.subject.calculators
    calculators["volume"] = replace(calculators["volume"], function=lambda weight, strength: weight / strength)
    release(marked, "tea")
    assert rekey(marked, f"{ITEM}--volume").new_keys[0] == f"new key of {ITEM}--volume: 2 marks changed, 0 stayed"


def test_where_other_numbers_were_shown_it_stays_held_and_says_so(marked: Course) -> None:
    change(marked, ("{from: 48, to: 130, step: 1, unit: kg}", "{from: 20, to: 40, step: 1, unit: kg}"))
    summary = rekey(marked, f"{ITEM}--volume")
    line = "this item was changed after it was handed in, and it showed other numbers then, so a person marks it"
    assert f"m.smith: second-cup--volume: {line}" in summary.waiting
    assert summary.new_keys == (f"new key of {ITEM}--volume: 0 marks changed, 0 stayed, 2 held for a person",)


def test_where_there_were_other_options_it_stays_held_and_says_so(marked: Course) -> None:
    change(marked, ("- [ ] none: An empty one", "- [ ] empty: An empty one"))
    assert "m.smith: second-cup--warm: this item was changed after it was handed in, and it had other options then, so a person marks it" in rekey(marked, f"{ITEM}--warm").waiting  # fmt: skip


def test_corrected_wording_and_the_order_of_options_do_not_matter(marked: Course) -> None:
    none = "- [ ] none: An empty one\n  > There is nothing in it.\n"
    change(
        marked,
        *WARM,
        (none, ""),
        ("## warm: Which cup do you serve?\n", f"## warm: Which of the cups do you serve?\n{none}"),
    )
    assert rekey(marked, f"{ITEM}--warm").waiting == ()


def test_corrected_tests_of_a_code_task_run_again(opened: Course, write: Callable[..., Response]) -> None:
    hand_in(opened, write(opened))
    grade_exercise(opened, "tea")
    assert look(opened, "hottest-cup--code_2").score == 2.0
    change(opened, ('== "secretgreen"', '== "grey"'), file="hottest-cup.task.md")
    assert "m.smith: hottest-cup--code: this item was changed after it was handed in, so a person marks it" in grade_exercise(opened, "tea").waiting  # fmt: skip
    summary = rekey(opened, "hottest-cup")
    assert summary.new_keys == (
        "new key of hottest-cup--code: 1 mark changed, 0 stayed",
        "changed: m.smith: from 3 to 1",
    )
    assert not look(opened, "hottest-cup--code_2").waits


def test_a_task_that_began_with_other_code_stays_held(opened: Course, write: Callable[..., Response]) -> None:
    hand_in(opened, write(opened))
    grade_exercise(opened, "tea")
    change(opened, ('raise NotImplementedError("write your answer here")', "return cups"), file="hottest-cup.task.md")
    assert any("and it began with other code then" in line for line in rekey(opened, "hottest-cup").waiting)


def test_what_is_not_on_record_needs_the_educator_s_express_word(marked: Course) -> None:
    change(marked, *WARM)
    (marked.answers / "shown.json").unlink()
    summary = rekey(marked, f"{ITEM}--warm")
    assert any("and what it showed then is not on record" in line for line in summary.waiting)
    assert (
        summary.new_keys[-1]
        == "if they were shown as they are now: casebook grade tea --new-key second-cup--warm --as-shown"
    )
    assert rekey(marked, f"{ITEM}--warm", as_shown=True).waiting == ()


def test_a_mark_that_a_person_gave_stays(marked: Course) -> None:
    change(marked, *WARM)
    grade_exercise(marked, "tea")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{marked.gradebook}", "tea") as book:
        grade = book.find_grade(f"{ITEM}--warm", "tea", "tea", "m.smith")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        book.db.commit()
    assert "changed: m.smith: from 1 to 0; a person gave 0.5, which stays" in rekey(marked, f"{ITEM}--warm").new_keys
    assert look(marked, f"{ITEM}--warm").score == 0.5


def test_a_forged_fingerprint_earns_nothing(opened: Course, write: Callable[..., Response]) -> None:
    response = write(opened, hottest_cup__code=None)
    forged = replace(response, fingerprints={**response.fingerprints, f"{ITEM}--warm": "000000000000"})
    hand_in(opened, forged)
    change(opened, *WARM)
    assert any("not on record" in line for line in rekey(opened, f"{ITEM}--warm").waiting)


def test_names_may_be_cases_and_are_checked(marked: Course) -> None:
    change(marked, *WARM)
    assert rekey(marked, "second-cup").waiting == ()
    with pytest.raises(
        CasebookError, match=r"--new-key second-cup--war: tea has no such item - .*, did you mean second-cup--warm\?"
    ):
        rekey(marked, "second-cup--war")
    with pytest.raises(CasebookError, match="--new-key second-cup--note: a person marks it"):
        rekey(marked, "second-cup--note")


def test_a_class_of_two_hundred_is_marked_again_in_one_run(opened: Course, write: Callable[..., Response]) -> None:
    class_ = [
        write(
            opened,
            f"learner-{number:03}",
            hottest_cup__code=None,
            second_cup__warm="iced" if number % 4 == 0 else "warm",
        )
        for number in range(200)
    ]
    hand_in(opened, *class_)
    grade_exercise(opened, "tea")
    change(opened, *WARM)
    summary = rekey(opened, f"{ITEM}--warm")
    assert summary.new_keys[0] == f"new key of {ITEM}--warm: 200 marks changed, 0 stayed"
    assert (
        "changed: learner-004: from 0 to 1" in summary.new_keys
        and "changed: learner-005: from 1 to 0" in summary.new_keys
    )
    marks = [each.score for each in read_grades(opened.gradebook, "tea") if each.cell == f"{ITEM}--warm"]
    assert marks.count(1.0) == 50 and marks.count(0.0) == 150
