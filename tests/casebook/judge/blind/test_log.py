"""The reading log: who answered an item blind, what came of it, and which pages a named clinician reviewed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.author.course import Course
from casebook.judge.blind.log import (
    Log,
    Reading,
    Review,
    describe_review,
    digest_text,
    format_readings,
    read_form,
    read_log,
)
from casebook.subject import EmptySubject
from casebook.text.case import Level

READING = """\
# Readings of the self-checks.

[[reading]]
item = "first-cup--warm"
fingerprint = "0123456789ab"
wording = "ba9876543210"
reader = "second reader"
date = 2026-11-20
answer = "warm"
level = "apply"
agrees = true
"""

REVIEW = """
[[review]]
of = "book/tea/index.md"
wording = "0123456789ab"
name = "Dr A. Example"
role = "consultant in tea"
date = 2027-01-09
"""


def write(course: Course, text: str, place: str = "book") -> Any:
    (course.root / place / "readings.toml").write_text(text)
    return read_log(course)


def test_a_reading_and_a_review_are_read_with_their_lines(course: Course) -> None:
    log = write(course, READING + REVIEW)
    assert log == Log(
        readings=(
            Reading(
                item="first-cup--warm", fingerprint="0123456789ab", wording="ba9876543210", reader="second reader",
                date=date(2026, 11, 20), answer="warm", level=Level.APPLY, agrees=True,
                path="book/readings.toml", line=3,
            ),
        ),
        reviews=(
            Review(
                of="book/tea/index.md", wording="0123456789ab", name="Dr A. Example", role="consultant in tea",
                date=date(2027, 1, 9), path="book/readings.toml", line=13,
            ),
        ),
        missing=("answers/readings.toml",),
    )  # fmt: skip


def test_logs_that_are_not_there_are_named(course: Course) -> None:
    assert read_log(course) == Log(missing=("book/readings.toml", "answers/readings.toml"))
    assert write(course, "") == Log(missing=("answers/readings.toml",))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('reader = "second reader"', 'reader = "Dr Example"', 3, "Dr Example is not a reader"),
        ("agrees = true", "", 3, "it does not say whether it agrees"),
        ("agrees = true", 'agrees = "yes"', 3, "it does not say whether it agrees"),
        ('answer = "warm"', "answer = []", 3, "it has no answer"),
        ('answer = "warm"', "answer = [1, 2]", 3, "it has no answer"),
        ('level = "apply"', 'level = "aply"', 3, "aply is not a level"),
        ("date = 2026-11-20", 'date = "yesterday"', 3, "it has no date"),
        ('item = "first-cup--warm"', 'item = ""', 3, "it has no item"),
        ("agrees = true", "agrees = true\nagreed = true", 3, "it has no entry called agreed"),
        ("[[reading]]", "[reading]", 1, "reading is no list of tables"),
        ("[[reading]]", "[[raeding]]", 3, "a log has no raeding"),
        ('answer = "warm"', 'answer = "warm', 9, "the file is not valid TOML"),
        ('name = "Dr A. Example"', 'name = "Second reader"', 13, "Second reader is no person's name"),
        ('role = "consultant in tea"', "", 13, "it has no role"),
    ],
)
def test_what_is_wrong_in_a_log_is_said_with_its_line(course: Course, old: str, new: str, line: int, said: str) -> None:
    (problem,) = write(course, (READING + REVIEW).replace(old, new, 1))
    assert (problem.path, problem.line) == ("book/readings.toml", line)
    assert said in problem.what
    assert problem.fix


@pytest.mark.parametrize(
    "data", [b"\xff", b"a = [" * 5000, b"[[reading]]\n", b"reading = [1]", b"\x00", b"x = 1" * 300_000]
)
def test_no_log_breaks_the_reader(course: Course, data: bytes) -> None:
    (course.answers / "readings.toml").write_bytes(data)
    problems = read_log(course)
    assert isinstance(problems, list)
    assert all(problem.path == "answers/readings.toml" and problem.line > 0 for problem in problems)


def test_an_answer_is_a_text_a_list_or_a_number(course: Course) -> None:
    shown = {'"warm"': "warm", '["a", "b"]': ("a", "b"), "12.5": "12.5", "12": "12"}
    for source, answer in shown.items():
        assert write(course, READING.replace('"warm"', source)).readings[0].answer == answer


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(
    answer=texts | st.lists(texts, min_size=1).map(tuple),
    remark=texts,
    changed=st.just("") | texts,
    agrees=st.booleans(),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, answer: Any, remark: str, changed: str, agrees: bool
) -> None:
    root = tmp_path_factory.mktemp("course")
    (root / "book").mkdir()
    made = Reading(
        item="a--b", fingerprint="f", wording="w", reader="third reader", date=date(2026, 11, 20), answer=answer,
        level=Level.EVALUATE, agrees=agrees, remark=remark, changed=changed, path="book/readings.toml", line=1,
    )  # fmt: skip
    (root / "book" / "readings.toml").write_bytes(format_readings([made]).encode())
    log = read_log(Course(root, root / "answers", EmptySubject()))  # type: ignore[arg-type]
    assert isinstance(log, Log)
    assert log.readings == (made,)


def test_a_form_leaves_out_what_was_left_empty() -> None:
    form = b'[[answer]]\nitem = "a--b"\nanswer = ""\nlevel = ""\n\n[[answer]]\nitem = "a--c"\nwording = "w"\nanswer = "x"\nlevel = "apply"\n'
    (given,) = read_form(form, "form.toml")
    assert (given.item, given.answer, given.level, given.agrees, given.line) == ("a--c", "x", Level.APPLY, None, 6)  # type: ignore[union-attr]


def test_a_form_s_problems_are_all_said() -> None:
    form = b'[[answer]]\nitem = "a--b"\nwording = "w"\nanswer = "x"\n\n[[reading]]\nitem = "a--c"\n\n[[answer]]\nitem = "d"\nwording = "w"\nanswer = "x"\nlevel = "high"\n'
    problems = read_form(form, "form.toml")
    assert [str(problem) for problem in problems] == [
        'form.toml:1: an answer can\'t be used: it has no level - write level = "..."',
        "form.toml:6: an answer can't be used: it is headed reading - write [[answer]]",
        "form.toml:9: an answer can't be used: high is not a level - use one of remember, understand, apply, "
        "analyse, evaluate",
    ]


def review(day: int, wording: str = "", of: str = "book/tea/index.md") -> Review:
    return Review(of=of, wording=wording, name=f"Dr No. {day}", role="nurse", date=date(2027, 1, day))


def test_a_page_says_that_it_awaits_review_until_a_named_clinician_has_reviewed_it() -> None:
    assert describe_review(Log(), "book/tea/index.md", "# Tea") == "Awaiting review by a clinician."
    other = Log(reviews=(review(1, of="book/tea/pot.md"),))
    assert describe_review(other, "book/tea/index.md", "# Tea", awaiting="Not yet.") == "Not yet."


def test_a_page_names_its_latest_review_and_says_when_the_text_has_changed_since() -> None:
    log = Log(reviews=(review(9, digest_text("# Tea")), review(2, digest_text("# Tea"))))
    assert describe_review(log, "book/tea/index.md", "# Tea") == "Reviewed by Dr No. 9, nurse, on 2027-01-09."
    assert describe_review(log, "book/tea/index.md", "# Hot tea") == (
        "Reviewed by Dr No. 9, nurse, on 2027-01-09. The text has changed since."
    )
