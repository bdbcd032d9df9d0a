"""Marking a record again: every answer by the Python marker, with the numbers the reader was shown."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.author.course import Course
from casebook.mark.learner import choose_variant
from casebook.problem import CasebookError
from casebook.study.record import StudyRecord, read_study_record
from casebook.study.verify import Outcome, Questions, Verification, name_edition, read_questions, verify

from .conftest import TOKEN, encode

TODAY = date(2026, 11, 28)


def check(document: dict[str, Any], questions: Questions) -> Verification:
    return verify(read_study_record(encode(document), "record.json", today=TODAY), questions)


def test_marks_that_the_answers_earn_agree(document: dict[str, Any], questions: Questions) -> None:
    result = check(document, questions)
    assert {finding.verdict for finding in result.everything} == {Outcome.AGREES}
    assert all(finding.is_drawn for finding in result.everything)
    assert result.is_sound and result.edition == document["edition"]


def change(document: dict[str, Any], **entries: Any) -> dict[str, Any]:
    first, *rest = document["answers"]
    return document | {"answers": [first | entries, *rest]}


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        ({"response": "1"}, Outcome.DIFFERS),
        ({"points": 1, "status": "partly"}, Outcome.DIFFERS),
        ({"of": 2.5}, Outcome.DIFFERS),
        ({"variant": 999}, Outcome.DIFFERS),
        ({"fingerprint": "0123456789ab"}, Outcome.EDITED),
        ({"item": "first-cup--milk"}, Outcome.UNKNOWN),
        ({"response": None}, Outcome.UNKEPT),
    ],
)
def test_each_answer_is_told_what_came_of_it(
    document: dict[str, Any], questions: Questions, entries: dict[str, Any], verdict: Outcome
) -> None:
    result = check(change(document, **entries), questions)
    assert [finding.verdict for finding in result.findings] == [verdict, *[Outcome.AGREES] * 3]
    assert result.is_sound is (verdict is not Outcome.DIFFERS and "of" not in entries)


def test_a_question_taken_out_is_told_with_what_became_of_it(document: dict[str, Any], course: Course) -> None:
    (course.book / "retired.toml").write_text(
        '[[retired]]\nitem = "first-cup--milk"\non = 2026-11-21\nbecame = ["first-cup--warm"]\nwhy = "Asked better."\n'
    )
    (finding, *_) = check(change(document, item="first-cup--milk"), read_questions(course)).findings
    assert (finding.verdict, finding.why) == (Outcome.RETIRED, "taken out on 2026-11-21, became first-cup--warm")


def test_an_earlier_fingerprint_of_the_same_question_still_counts(document: dict[str, Any], course: Course) -> None:
    now = document["answers"][0]["fingerprint"]
    (course.book / "former.toml").write_text(f'[was]\n{now} = ["0123456789ab"]\n')
    (finding, *_) = check(change(document, fingerprint="0123456789ab"), read_questions(course)).findings
    assert finding.verdict is Outcome.AGREES


def test_numbers_that_the_record_does_not_draw_are_noted(document: dict[str, Any], questions: Questions) -> None:
    count = questions.counts["first-cup--warm"]
    drawn = {choose_variant(f"{TOKEN}-{attempt}", "first-cup", count) for attempt in range(3)}
    other = next(variant for variant in range(count) if variant not in drawn)
    result = check(
        change(document, variant=other, item="first-cup--warm", response="warm", points=1, of=1)
        | {"answers": [document["answers"][1] | {"variant": other}]},
        questions,
    )
    (finding,) = result.findings
    assert finding.verdict is Outcome.AGREES and not finding.is_drawn


def test_sums_that_are_not_those_of_the_answers_are_found(document: dict[str, Any], questions: Questions) -> None:
    result = check(document | {"sums": {"answers": 4, "points": 4.0, "of": 4.0}}, questions)
    assert not result.sums_agree and not result.is_sound


def test_an_edition_changes_with_any_question() -> None:
    one = {"a--b": "1", "a--c": "2"}
    assert name_edition(one) == name_edition(dict(reversed(one.items())))
    assert len({name_edition(each) for each in (one, one | {"a--b": "3"}, {"a--b": "1"}, {})}) == 4


def test_a_course_that_can_not_be_read_marks_nothing(course: Course) -> None:
    (course.book / "tea" / "broken.case.md").write_text("no case")
    with pytest.raises(CasebookError, match="run casebook check"):
        read_questions(course)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_response_gets_a_verdict(document: dict[str, Any], questions: Questions, data: Any) -> None:
    item = data.draw(st.sampled_from(sorted(questions.public)))
    response = data.draw(
        st.none() | st.text(max_size=30) | st.lists(st.sampled_from(["warm", "guest", "boil", "x=y"]), max_size=5)
    )
    claim = document["answers"][1] | {
        "item": item,
        "response": response,
        "fingerprint": questions.public[item]["fingerprint"],
    }
    record: StudyRecord = read_study_record(encode(document | {"answers": [claim]}), "record.json", today=TODAY)
    (finding,) = verify(record, questions).findings
    assert finding.verdict in (Outcome.AGREES, Outcome.DIFFERS, Outcome.UNKEPT)


def test_the_command_says_what_came_of_it(
    document: dict[str, Any],
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from casebook import command

    monkeypatch.setattr(command, "find_course", lambda answers=None: course)
    file = tmp_path / "study-record.json"
    file.write_bytes(encode(document | {"made": date.today().isoformat()}))
    assert command.main(["verify", str(file)]) == 0
    assert "Every mark that can be given again agrees." in capsys.readouterr().out
    file.write_bytes(encode(change(document, points=0, status="wrong") | {"made": date.today().isoformat()}))
    assert command.main(["verify", str(file)]) == 1
    assert "says 0 of 2 marks (wrong); the answer earns 2 of 2 marks (right)" in capsys.readouterr().out
    file.write_bytes(b"[" * 10)
    assert command.main(["verify", str(file)]) == 1
    assert command.main(["verify", str(tmp_path)]) == 1
    assert command.main(["verify", str(tmp_path / "none.json")]) == 1
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 3 and "Traceback" not in said.err
