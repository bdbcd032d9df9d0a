"""What the page keeps of an answered question: what it trusts, what counts, and which of two records stays."""

from typing import Any

import pytest

MARK = {"status": "wrong", "points": 0, "of": 2, "sure": 3, "day": "2026-11-20"}
RIGHT = {"status": "right", "points": 2, "of": 2, "sure": None, "day": "2026-11-21"}
ANSWER = {
    "fingerprint": "a1", "variant": 4, "tries": 2, "marked": True, "sure": 1, "response": "iced", "first": MARK, "last": RIGHT,
}  # fmt: skip
GIVEN = {"fingerprint": "a1", "variant": 4, "response": "warm", "sure": 2}


def test_a_sound_record_is_read_as_it_is(run_page: Any) -> None:
    assert run_page("reader/record.js", "readAnswer", [(ANSWER,)]) == [ANSWER]
    draft = {"fingerprint": "a1", "variant": 0, "tries": 0, "marked": False, "sure": None, "response": ["a", "b"]}
    assert run_page("reader/record.js", "readAnswer", [(draft,)]) == [draft]
    matched = draft | {"response": ["from-snow=warm", "to-bed=none"]}
    assert run_page("reader/record.js", "readAnswer", [(matched,)]) == [matched]


@pytest.mark.parametrize(
    "spoilt",
    [
        None, 5, "right", [], [ANSWER], {},
        ANSWER | {"fingerprint": 7}, ANSWER | {"fingerprint": "x" * 65},
        ANSWER | {"variant": -1}, ANSWER | {"variant": 1.5}, ANSWER | {"variant": "4"},
        ANSWER | {"tries": -1}, ANSWER | {"tries": 10**9}, ANSWER | {"marked": "yes"},
        ANSWER | {"response": {"html": "<b>"}}, ANSWER | {"response": ["<script>"]},
        ANSWER | {"response": ["a=b=c"]}, ANSWER | {"response": ["=b"]}, ANSWER | {"response": "x" * 100_001},
        ANSWER | {"sure": 4}, ANSWER | {"sure": "very"},
        ANSWER | {"first": None}, ANSWER | {"last": MARK | {"status": "best"}}, ANSWER | {"last": MARK | {"points": 3}},
        ANSWER | {"last": MARK | {"points": -1}}, ANSWER | {"last": MARK | {"of": 1e9}}, ANSWER | {"last": MARK | {"day": "today"}},
        ANSWER | {"first": MARK | {"sure": 9}}, ANSWER | {"last": RIGHT | {"response": 5, "variant": 4}},
        ANSWER | {"last": RIGHT | {"response": "iced", "variant": -1}}, ANSWER | {"last": RIGHT | {"response": "iced"}},
    ],
)  # fmt: skip
def test_a_record_that_no_page_wrote_is_no_record(run_page: Any, spoilt: Any) -> None:
    assert run_page("reader/record.js", "readAnswer", [(spoilt,)]) == [None]


def test_nothing_but_the_known_entries_is_taken_over(run_page: Any) -> None:
    (read,) = run_page("reader/record.js", "readAnswer", [(ANSWER | {"html": "<b>", "first": MARK | {"more": 1}},)])
    assert read == ANSWER


def test_the_first_mark_stays_and_the_latest_is_the_score(run_page: Any) -> None:
    wrong = {"status": "wrong", "points": 0, "outOf": 2}
    right = {"status": "right", "points": 2, "outOf": 2}
    (once,) = run_page("reader/record.js", "markQuestion", [(None, GIVEN, wrong, "2026-11-20")])
    assert once["tries"] == 1 and once["first"] == MARK | {"sure": 2}
    assert once["last"] == MARK | {"sure": 2, "variant": 4, "response": "warm"}, (
        "the answer that earned it stays with it"
    )
    (twice,) = run_page("reader/record.js", "markQuestion", [(once, GIVEN | {"sure": 0}, right, "2026-11-19")])
    assert twice["tries"] == 2 and twice["first"] == once["first"]
    assert twice["last"] == {
        "status": "right",
        "points": 2,
        "of": 2,
        "sure": 0,
        "day": "2026-11-19",
        "variant": 4,
        "response": "warm",
    }


def test_typing_on_keeps_the_history_and_a_changed_question_begins_anew(run_page: Any) -> None:
    (typed,) = run_page("reader/record.js", "answerQuestion", [(ANSWER, GIVEN)])
    assert typed["tries"] == 2 and typed["last"] == RIGHT and typed["marked"] is False and typed["response"] == "warm"
    (anew,) = run_page("reader/record.js", "answerQuestion", [(ANSWER, GIVEN | {"fingerprint": "b2"})])
    assert anew["tries"] == 0 and "last" not in anew


def test_of_two_records_the_one_with_more_tries_stays_whatever_the_clocks_said(run_page: Any) -> None:
    earlier = ANSWER | {"tries": 3, "last": MARK | {"day": "1999-01-01"}}
    merged = run_page(
        "reader/record.js",
        "mergeAnswers",
        [(ANSWER, earlier), (earlier, ANSWER), (ANSWER, dict(ANSWER)), (None, ANSWER)],
    )
    assert merged == [earlier, earlier, ANSWER, ANSWER]


ITEMS = [["cup--one", "a1", 2, "best"], ["cup--two", "a2", 1, "number"], ["cup--note", "a3", 3, "written"]]
COURSE = {
    "title": "Tea",
    "chapters": [{"page": "tea/index", "title": "Tea"}, {"page": "milk/index", "title": "Milk"}],
    "pages": [
        {"page": "tea/index", "title": "Tea", "chapter": 1, "minutes": 3, "cards": []},
        {"page": "tea/cup", "title": "The cup", "chapter": 1, "minutes": 12,
         "cards": [{"kind": "case", "id": "cup", "title": "A cup", "items": ITEMS}]},
        {"page": "milk/index", "title": "Milk", "chapter": 2, "minutes": 20,
         "cards": [{"kind": "exercise", "id": "milk", "title": "Milk", "items": [["jug--one", "m1", 1, "best"]]}]},
    ],
}  # fmt: skip


def measure(run_page: Any, **kept: Any) -> Any:
    return run_page(
        "reader/progress.js", "measureCourse", [(COURSE, {"answers": {}, "read": {}, "given": {}, "saved": {}} | kept)]
    )[0]


def marked(fingerprint: str, **last: Any) -> dict[str, Any]:
    mark = {"status": "right", "points": 2, "of": 2, "sure": None, "day": "2026-11-20"} | last
    return {"fingerprint": fingerprint, "variant": 0, "tries": 1, "marked": True, "sure": None, "response": "x"} | {
        "first": mark,
        "last": mark,
    }


def test_nobody_has_begun(run_page: Any) -> None:
    seen = measure(run_page)
    assert (seen["begun"], seen["done"], seen["minutes"], seen["next"]["page"]) == (False, 0, 35, "tea/index")
    assert seen["questions"] == {"answered": 0, "total": 3}


def test_a_page_is_done_when_its_questions_are_or_when_the_reader_says_so(run_page: Any) -> None:
    answers = {
        "cup--one": marked("a1"),
        "cup--two": marked("a2", status="wrong", points=0, of=1),
        "cup--note": marked("a3", status="waits", points=0, of=3),
    }
    seen = measure(run_page, answers=answers, read={"tea/index": True})
    assert [page["done"] for page in seen["pages"]] == [True, True, False]
    assert [chapter["done"] for chapter in seen["chapters"]] == [2, 0]
    assert (seen["points"], seen["of"]) == (2, 3), "what is compared by oneself has no marks"
    assert [item["id"] for item in seen["missed"]] == ["cup--two"]
    assert seen["next"]["page"] == "milk/index" and seen["minutes"] == 20


def test_an_edited_question_no_longer_counts_and_reopens_its_page(run_page: Any) -> None:
    answers = {"cup--one": marked("old"), "cup--two": marked("a2"), "cup--note": marked("a3", status="waits")}
    seen = measure(run_page, answers=answers)
    assert not seen["pages"][1]["done"] and seen["points"] == 2 and seen["questions"]["answered"] == 2
    assert [item["id"] for item in seen["changed"]] == ["cup--one"]
    assert seen["missed"] == []
    assert seen["answers"] == [answers["cup--two"], answers["cup--note"]], "nor does how sure one was of it"


def test_an_answer_under_an_earlier_name_of_the_same_question_counts(run_page: Any) -> None:
    items = [["cup--one", "a1", 2, "best", "", ["old", "older"]]]
    card = {"kind": "case", "id": "cup", "title": "A cup", "items": items}
    (seen,) = run_page("reader/progress.js", "measureCase", [(card, {"cup--one": marked("older")})])
    assert (seen["answered"], seen["changed"], seen["points"]) == (1, 0, 2)
    (seen,) = run_page("reader/progress.js", "measureCase", [(card, {"cup--one": marked("oldest")})])
    assert (seen["answered"], seen["changed"]) == (0, 1)
    given = {"milk:cup--one": {"fingerprint": "old", "variant": 0, "response": "x"}}
    (seen,) = run_page("reader/progress.js", "measureExercise", [(card | {"id": "milk"}, given, {})])
    assert (seen["answered"], seen["changed"]) == (1, 0)


def test_a_record_is_renewed_and_its_history_kept(run_page: Any) -> None:
    renewed, stranger, none = run_page(
        "reader/record.js", "renew", [(ANSWER, "b2", ["a1"]), (ANSWER, "b2", ["a0"]), (None, "b2", ["a1"])]
    )
    assert renewed == ANSWER | {"fingerprint": "b2"} and stranger == ANSWER and none is None
    (next_one,) = run_page("reader/record.js", "answerQuestion", [(renewed, GIVEN | {"fingerprint": "b2"})])
    assert next_one["tries"] == ANSWER["tries"]


def test_a_question_that_is_gone_is_said_and_not_counted(run_page: Any) -> None:
    seen = measure(run_page, answers={"saucer--one": marked("s1")})
    assert seen["removed"] == 1 and seen["questions"]["answered"] == 0 and seen["of"] == 0


def test_an_exercise_is_done_when_its_file_was_saved(run_page: Any) -> None:
    given = {"milk:jug--one": {"fingerprint": "m1", "variant": 0, "response": "x"}}
    assert not measure(run_page, given=given)["pages"][2]["done"]
    seen = measure(run_page, given=given, saved={"milk": True})
    assert seen["pages"][2]["done"] and seen["pages"][2]["exercises"][0]["answered"] == 1
    assert not measure(run_page, saved={"milk": True})["pages"][2]["done"], "nothing is answered"
    edited = {"milk:jug--one": given["milk:jug--one"] | {"fingerprint": "old"}}
    assert measure(run_page, given=edited)["pages"][2]["exercises"][0]["changed"] == 1


@pytest.mark.parametrize(("typed", "answered"), [("0.5 mL", 1), ("abc", 0)])
def test_a_number_that_cannot_be_read_is_no_answer_to_an_exercise(run_page: Any, typed: str, answered: int) -> None:
    card = {"kind": "exercise", "id": "milk", "title": "Milk", "items": [["jug--two", "m2", 1, "number", "mL"]]}
    given = {"milk:jug--two": {"fingerprint": "m2", "variant": 0, "response": typed}}
    (seen,) = run_page("reader/progress.js", "measureExercise", [(card, given, {"milk": True})])
    assert (seen["answered"], seen["begun"], seen["saved"]) == (answered, True, True)


def test_one_goes_on_where_one_was_and_then_with_what_was_left_out(run_page: Any) -> None:
    assert measure(run_page, read={"tea/cup": True})["next"]["page"] == "milk/index"
    assert measure(run_page, read={"tea/cup": True, "milk/index": True})["next"]["page"] == "tea/index"
    assert measure(run_page, read=dict.fromkeys(("tea/index", "tea/cup", "milk/index"), True))["next"] is None


def sure(count: int, right: int, step: int) -> list[dict[str, Any]]:
    return [marked("a", sure=step, status="right" if index < right else "wrong") for index in range(count)]


def test_few_answers_tell_nothing(run_page: Any) -> None:
    rows = run_page("reader/calibration.js", "tally", [(sure(4, 0, 3),)])[0]
    assert rows[3] | {"count": 4, "right": 0, "verdict": "few"} == rows[3]
    (words,) = run_page("reader/calibration.js", "sayCalibration", [(rows,)])
    assert "too few to tell" in words


def test_many_wrong_answers_that_were_sure_are_said(run_page: Any) -> None:
    rows = run_page("reader/calibration.js", "tally", [([*sure(10, 4, 3), *sure(10, 8, 0), *sure(8, 6, 2)],)])[0]
    assert [row["verdict"] for row in rows] == ["under", "few", "level", "over"]
    (words,) = run_page("reader/calibration.js", "sayCalibration", [(rows,)])
    assert "When you say \u201csure\u201d, you are right less often than you think." in words
    assert "When you say \u201ca guess\u201d, you are right more often than you think." in words


def test_partly_right_is_not_right_and_what_nobody_marks_is_left_out(run_page: Any) -> None:
    answers = [marked("a", sure=2, status="partly"), marked("b", sure=2, status="waits"), marked("c", sure=None)]
    rows = run_page("reader/calibration.js", "tally", [(answers,)])[0]
    assert [(row["count"], row["right"]) for row in rows] == [(0, 0), (0, 0), (1, 0), (0, 0)]


@pytest.mark.parametrize(("right", "count"), [(0, 5), (3, 7), (10, 10), (50, 100)])
def test_what_chance_leaves_open_is_wilsons_interval(run_page: Any, right: int, count: int) -> None:
    from scipy.stats import binomtest

    expected = binomtest(right, count).proportion_ci(method="wilson")
    (found,) = run_page("reader/calibration.js", "boundShare", [(right, count)])
    assert found == pytest.approx([expected.low, expected.high], abs=1e-4)


def test_the_steps_are_the_same_in_the_page_before_its_script(run_page: Any) -> None:
    from casebook.site.sphinx.writing.card import _SURE

    (steps,) = run_page("reader/calibration.js", "tally", [([],)])
    assert [(step["words"], round(100 * step["share"])) for step in steps] == list(_SURE)
