"""The educator's file of the term: what it may say, and one line for what it may not."""

from datetime import UTC, datetime, timedelta

import pytest

from casebook.author.course import Course
from casebook.grading.term.file import read_terms
from casebook.problem import CasebookError


def put(course: Course, text: str) -> None:
    (course.root / "term.toml").write_text(text, "utf-8")


def test_without_a_file_nothing_is_due(graded: Course) -> None:
    terms = read_terms(graded, "tea")
    assert (terms.due, terms.policy, terms.extra, dict(terms.left_out)) == (None, None, (), {})
    put(graded, "\n")
    assert read_terms(graded, "tea") == terms


def test_a_time_with_an_offset_is_taken_as_it_stands(graded: Course) -> None:
    put(graded, "[tea]\ndue = 2026-12-10T18:00:00+01:00\n")
    terms = read_terms(graded, "tea")
    assert terms.due == datetime(2026, 12, 10, 17, tzinfo=UTC) and terms.clock == ""


def test_a_local_time_says_whose_clock_it_is_read_by(graded: Course) -> None:
    put(graded, "[tea]\ndue = 2026-12-10T18:00:00\n")
    terms = read_terms(graded, "tea")
    assert terms.due == datetime(2026, 12, 10, 18).astimezone() and terms.clock == "this computer's clock"
    put(graded, 'zone = "America/New_York"\n[tea]\ndue = 2026-12-10T18:00:00\n')
    terms = read_terms(graded, "tea")
    assert terms.due == datetime(2026, 12, 10, 23, tzinfo=UTC) and terms.clock == "America/New_York"


def test_a_day_lasts_until_its_end(graded: Course) -> None:
    put(graded, 'zone = "UTC"\n[tea]\ndue = 2026-12-10\n')
    assert read_terms(graded, "tea").due == datetime(2026, 12, 10, 23, 59, 59, tzinfo=UTC)


def test_what_is_said_for_the_exercise_comes_before_what_is_said_for_the_term(graded: Course) -> None:
    text = 'late = "flag"\n[extra]\nann = "1 day"\nben = "1 day"\n[tea]\nlate = "5 % a day"\n[tea.extra]\nben = "3 days"\nm.smith = "2 days"\n'
    put(graded, text)
    terms = read_terms(graded, "tea")
    assert terms.policy and terms.policy.percent == 5
    assert {each.learner: each.span for each in terms.extra} == {
        "ann": timedelta(days=1), "ben": timedelta(days=3), "m.smith": timedelta(days=2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tea]\ndue = 2026-12-10T18:00:00\n\nlate = \"noe\"", '4: late = "noe" is no policy - write "flag", "none" or "10 % a day"'),
        ("[teaa]\ndue = 2026-12-10", "1: there is no exercise teaa - name one of the course, did you mean tea?"),
        ('[tea]\ndue = "tomorrow"', '2: due = "tomorrow" is no time - write 2026-12-10T18:00:00+01:00 without quotation marks, or 2026-12-10 for the end of that day'),
        ("[tea]\n\ndeu = 3", "3: tea has no setting deu - it may have due, late, extra, leave_out, did you mean due?"),
        ("due = 2026-12-10", "1: due belongs to no exercise - write it below the exercise's name in brackets"),
        ("[tea]\ndue = 2026-13-10", "2: this is not valid TOML"),
        ("[tea]\n\n[tea.extra]\n\"m.smith\" = \"soon\"", '4: the extra time of m.smith is "soon" - write "2 days", "36 hours" or a day such as 2026-12-14'),
        ("[tea]\n\n[tea.extra]\nm.smith = 2", "4: the extra time of m.smith is 2 - write"),
        ("[tea]\nextra = 5", "2: extra is no table - write a table, [tea.extra], with a line for each learner"),
        ('zone = "Mars"\n[tea]', '1: zone = "Mars" is no time zone - write it as "Europe/Berlin", or leave it out'),
        ('[tea]\nleave_out = "note"', '2: leave_out is no list of names - write leave_out = ["case--item", "task"]'),
        ("[tea]\nlate = 10", '2: late = 10 is no policy - write "flag", "none" or "10 % a day"'),
        ('late = "soon"\n[tea]', '1: late = "soon" is no policy'),
    ],
)  # fmt: skip
def test_what_it_may_not_say_is_one_line_with_what_to_do(graded: Course, text: str, line: str) -> None:
    put(graded, text)
    with pytest.raises(CasebookError) as error:
        read_terms(graded, "tea")
    assert str(error.value).startswith(f"term.toml:{line}") and "\n" not in str(error.value)


def test_it_may_name_an_exercise_of_other_answers(graded: Course) -> None:
    (graded.exercises / "finals").mkdir(parents=True)
    put(graded, "[finals]\ndue = 2026-12-10\n[tea]\ndue = 2026-12-11\n")
    assert read_terms(graded, "tea").due
