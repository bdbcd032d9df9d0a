"""The result in words: every answer, the sums, and what no such file can show."""

from datetime import date
from typing import Any

from casebook.study.record import read_study_record
from casebook.study.report import LIMITS, format_verification
from casebook.study.verify import Questions, verify

from .conftest import encode


def tell(document: dict[str, Any], questions: Questions) -> str:
    return format_verification(verify(read_study_record(encode(document), "x", today=date(2026, 11, 28)), questions))


def test_every_answer_and_every_sum_is_told(document: dict[str, Any], questions: Questions) -> None:
    said = tell(document, questions)
    assert "Study record of M. Smith, made on 2026-11-28" in said
    assert "first-cup--guests: 0.5 of 1 mark" in said and "first-cup--note: written, not marked" in said
    assert (
        "Self-checks: 4 answers" in said and "4 agree\n" in said and "3.5 of 4 marks in the answers that agree" in said
    )
    assert "Exam: Exam on tea, 2026-11-21: 2 answers" in said and "first-cup--order: not answered" in said
    assert f"questions of edition {questions.edition}, as here" in said


def test_what_it_does_not_prove_is_said_under_every_result(document: dict[str, Any], questions: Questions) -> None:
    for each in (document, document | {"answers": [], "sums": {"answers": 0, "points": 0, "of": 0}}):
        said = tell(each, questions)
        assert said.endswith(LIMITS) and "who answered" in said and "anybody can write one" in said


def test_what_is_not_confirmed_is_told_apart(document: dict[str, Any], questions: Questions) -> None:
    first, *rest = document["answers"]
    said = tell(document | {"answers": [first | {"fingerprint": ""}, *rest]}, questions)
    assert "1.5 of 2 marks in the answers that agree" in said and "2 marks claimed beside them, not confirmed" in said


def test_a_name_moves_no_cursor(document: dict[str, Any], questions: Questions) -> None:
    said = tell(document | {"name": "a\x1b[2J\nSelf-checks: 9", "edition": "00"}, questions)
    assert "\x1b" not in said and "\nSelf-checks: 9" not in said
    assert "some were edited since" in said
