"""On which days a question was answered, when it is due, what is asked and what is told: the page's pure functions."""

from itertools import pairwise
from typing import Any

import pytest

AGAIN, HARD, GOOD, EASY = range(1, 5)
REVIEW = {"fingerprint": "a1", "due": "2026-12-01", "log": [["2026-11-20", AGAIN], ["2026-11-28", GOOD]]}


def mark(status: str, sure: int | None = None, day: str = "2026-11-20") -> dict[str, Any]:
    points = {"right": 2, "partly": 1}.get(status, 0)
    return {"status": status, "points": points, "of": 2, "sure": sure, "day": day}


def answer(first: dict[str, Any], last: dict[str, Any] | None = None, fingerprint: str = "a1") -> dict[str, Any]:
    tries = 2 if last else 1
    return {
        "fingerprint": fingerprint, "variant": 3, "tries": tries, "marked": True, "sure": None, "response": "iced",
        "first": first, "last": last or first,
    }  # fmt: skip


def test_a_sound_record_is_read_as_it_is(run_page: Any) -> None:
    assert run_page("reader/review/log.js", "readReview", [(REVIEW,), (REVIEW | {"due": "", "more": "<b>"},)]) == [
        REVIEW,
        REVIEW | {"due": ""},
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        None, 5, [], {}, REVIEW | {"fingerprint": 1}, REVIEW | {"fingerprint": "x" * 65}, REVIEW | {"due": "soon"},
        REVIEW | {"due": "2026-02-30"}, REVIEW | {"due": None}, REVIEW | {"log": []}, REVIEW | {"log": "2026-11-20"},
        REVIEW | {"log": [["2026-11-20", 0]]}, REVIEW | {"log": [["2026-11-20", 5]]}, REVIEW | {"log": [["2026-11-20", 1.5]]},
        REVIEW | {"log": [["2026-13-20", 1]]}, REVIEW | {"log": [["2026-11-20", 1, 2]]}, REVIEW | {"log": [["0026-11-20", 1]]},
        REVIEW | {"log": [["2026-11-20", 1], ["2026-11-20", 2]]}, REVIEW | {"log": [["2026-11-21", 1], ["2026-11-20", 2]]},
        REVIEW | {"log": [["2026-11-20", 1]] * 1001},
    ],
)  # fmt: skip
def test_a_record_that_no_page_wrote_is_no_record(run_page: Any, spoilt: Any) -> None:
    assert run_page("reader/review/log.js", "readReview", [(spoilt,)]) == [None]


def test_the_mark_and_how_sure_one_was_decide_what_counts(run_page: Any) -> None:
    expected = {
        ("right", None): GOOD, ("right", 0): HARD, ("right", 1): HARD, ("right", 2): GOOD, ("right", 3): EASY,
        ("partly", 3): AGAIN, ("partly", None): AGAIN, ("wrong", 0): AGAIN, ("wrong", 3): AGAIN, ("waits", None): 0,
    }  # fmt: skip
    assert run_page("reader/review/log.js", "rateMark", [(mark(*each),) for each in expected]) == list(
        expected.values()
    )


def note(run_page: Any, review: Any, day: str, rating: int, fingerprint: str = "a1") -> Any:
    given = {"fingerprint": fingerprint, "day": day, "rating": rating}
    return run_page("reader/review/log.js", "noteRating", [(review, given)])[0]


def test_the_first_answer_of_a_day_counts_and_a_changed_question_begins_anew(run_page: Any) -> None:
    once = note(run_page, None, "2026-11-20", AGAIN)
    assert once == {"fingerprint": "a1", "due": "2026-11-21", "log": [["2026-11-20", AGAIN]]}
    assert note(run_page, once, "2026-11-20", EASY) == once
    assert note(run_page, REVIEW, "2026-12-05", GOOD, "b2")["log"] == [["2026-12-05", GOOD]]


def test_a_clock_set_back_loses_nothing_and_moves_nothing(run_page: Any) -> None:
    noted = note(run_page, REVIEW, "2026-11-01", EASY)
    assert noted["log"] == [["2026-11-01", EASY], *REVIEW["log"]] and noted["due"] == REVIEW["due"]


def test_marks_from_before_there_were_reviews_are_taken_in(run_page: Any) -> None:
    item = {"fingerprint": "a2", "was": ["a1"]}
    found = run_page(
        "reader/review/log.js", "findReview",
        [
            (item, None, answer(mark("wrong"), mark("right", 3, "2026-11-25"))),
            (item, REVIEW, answer(mark("right", None, "2026-11-10"))),
            (item, REVIEW, answer(mark("right"), fingerprint="other")),
            (item, None, answer(mark("waits"))),
            ({"fingerprint": "b2"}, REVIEW, answer(mark("right"))),
        ],
    )  # fmt: skip
    assert found[0] == {"fingerprint": "a2", "due": "2026-11-26", "log": [["2026-11-20", AGAIN], ["2026-11-25", EASY]]}
    assert found[1]["log"] == [["2026-11-10", GOOD], *REVIEW["log"]] and found[1]["fingerprint"] == "a2"
    assert found[2] == REVIEW | {"fingerprint": "a2"}
    assert found[3:] == [None, None]


def test_two_records_become_one_with_the_days_of_both_whichever_came_first(run_page: Any) -> None:
    other = {"fingerprint": "a1", "due": "2026-12-09", "log": [["2026-11-20", GOOD], ["2026-12-03", HARD]]}
    one, two = run_page("reader/review/log.js", "mergeReviews", [(REVIEW, other), (other, REVIEW)])
    assert one == two and one["due"] == ""
    assert one["log"] == [["2026-11-20", AGAIN], ["2026-11-28", GOOD], ["2026-12-03", HARD]]
    edited = other | {"fingerprint": "b2"}
    assert run_page(
        "reader/review/log.js", "mergeReviews", [(REVIEW, edited), (edited, REVIEW), (None, other), (other, None)]
    ) == [edited, edited, other, other]
    part = REVIEW | {"log": REVIEW["log"][:1], "due": "2026-11-21"}
    assert run_page("reader/review/log.js", "mergeReviews", [(REVIEW, part), (part, REVIEW)]) == [REVIEW, REVIEW]


def card(name: str, *items: str, kind: str = "best", minutes: float = 4) -> dict[str, Any]:
    listed = [[f"{name}--{item}", "a1", 2, kind, ""] for item in items]
    return {"kind": "case", "id": name, "title": name, "minutes": minutes, "items": listed}


COURSE = {
    "title": "Tea",
    "chapters": [{"page": "tea/index", "title": "Tea"}],
    "pages": [
        {"page": "tea/cup", "title": "The cup", "chapter": 1, "minutes": 12,
         "cards": [card("cup", "one", "two"), card("note", "own", kind="written"), card("pot", "lid")]},
        {"page": "tea/pot", "title": "The pot", "chapter": 1, "minutes": 5,
         "cards": [card("leaf", "green"), {"kind": "exercise", "id": "x", "title": "x", "items": [["x--a", "a1", 2, "best", ""]]}]},
    ],
}  # fmt: skip


def review(due: str, *log: tuple[str, int]) -> dict[str, Any]:
    return {"fingerprint": "a1", "due": due, "log": [list(each) for each in log]}


def measure(run_page: Any, reviews: dict[str, Any], day: str = "2026-11-28", answers: Any = None) -> Any:
    kept = {"answers": answers or {}, "reviews": reviews}
    measured, count = (
        run_page("reader/review/due.js", name, [(COURSE, kept, day)])[0] for name in ("measureDue", "countDue")
    )
    assert count == len(measured["due"])
    return measured


def test_nothing_is_due_where_nothing_was_answered(run_page: Any) -> None:
    assert measure(run_page, {}) == {"due": [], "known": [], "waiting": 0, "later": None, "ahead": 0}


def test_the_missed_come_first_then_the_longest_due_and_of_each_case_one(run_page: Any) -> None:
    measured = measure(
        run_page,
        {
            "cup--one": review("2026-11-22", ("2026-11-20", GOOD)),
            "cup--two": review("2026-11-28", ("2026-11-27", AGAIN)),
            "pot--lid": review("2026-11-10", ("2026-11-02", EASY)),
            "leaf--green": review("2026-11-29", ("2026-11-27", GOOD)),
            "note--own": review("2026-11-01", ("2026-10-01", GOOD)),
            "x--a": review("2026-11-01", ("2026-10-01", GOOD)),
        },
    )
    assert [item["id"] for item in measured["due"]] == ["cup--two", "pot--lid"]
    assert measured["waiting"] == 1 and measured["later"] == {"day": "2026-11-29", "count": 2}
    assert [item["minutes"] for item in measured["due"]] == [2, 4]
    assert {item["id"] for item in measured["known"]} == {"cup--one", "cup--two", "pot--lid", "leaf--green"}


def test_after_one_question_of_a_case_the_others_wait_a_day(run_page: Any) -> None:
    reviews = {
        "cup--one": review("2026-12-09", ("2026-11-20", GOOD), ("2026-11-28", GOOD)),
        "cup--two": review("2026-11-21", ("2026-11-20", AGAIN)),
    }
    assert measure(run_page, reviews)["due"] == [] and measure(run_page, reviews)["waiting"] == 1
    (tomorrow,) = measure(run_page, reviews, "2026-11-29")["due"]
    assert tomorrow["id"] == "cup--two" and tomorrow["missed"]


def test_what_is_foretold_is_what_the_next_day_asks_one_question_a_case(run_page: Any) -> None:
    tomorrow, today = "2026-11-29", ("2026-11-28", AGAIN)
    reviews = {
        "cup--one": review(tomorrow, today),
        "cup--two": review(tomorrow, ("2026-11-27", GOOD)),
        "pot--lid": review("2026-12-02", today),
    }
    foretold = measure(run_page, reviews)
    assert foretold["due"] == [] and foretold["later"] == {"day": tomorrow, "count": 1}
    assert len(measure(run_page, reviews, tomorrow)["due"]) == 1
    # What waits because its case was asked today is asked tomorrow, before what is due later.
    waits = {"cup--one": review("2026-12-04", today), "cup--two": review("2026-11-20", ("2026-11-18", GOOD))}
    assert measure(run_page, waits)["later"] == {"day": tomorrow, "count": 1}
    assert len(measure(run_page, waits, tomorrow)["due"]) == 1


def test_an_edited_question_is_not_asked_and_old_answers_are(run_page: Any) -> None:
    edited = {"cup--one": review("2026-11-01", ("2026-10-20", GOOD)) | {"fingerprint": "before"}}
    assert measure(run_page, edited)["known"] == []
    answers = {"cup--one": answer(mark("right")), "pot--lid": answer(mark("wrong"))}
    assert [item["id"] for item in measure(run_page, {}, answers=answers)["due"]] == ["pot--lid", "cup--one"]


def test_what_carries_a_later_day_waits_for_it_and_is_told(run_page: Any) -> None:
    measured = measure(run_page, {"cup--one": review("2031-03-05", ("2031-03-03", GOOD))})
    assert measured["due"] == [] and measured["ahead"] == 1
    assert measured["later"] == {"day": "2031-03-05", "count": 1}
    (said,) = run_page("today/words.js", "sayAhead", [(1,)])
    assert "carries a date after today" in said and "Nothing is lost" in said


def test_few_minutes_hold_what_fits_and_at_least_one(run_page: Any) -> None:
    due = [{"minutes": minutes} for minutes in (2, 3, 0.4, 2)]
    taken = run_page("today/told.js", "takeMinutes", [(due, 6), (due, 5), (due, 1), (due, 1, 0), (due, 99), ([], 6)])
    assert [len(each) for each in taken] == [3, 2, 1, 0, 4, 0]


def test_a_review_shows_other_numbers_each_time(run_page: Any) -> None:
    shown = [(24, {"shown": 5, "times": times}) for times in range(1, 60)]
    chosen = run_page("today/told.js", "chooseReview", [*shown, (1, {"shown": 0, "times": 3})])
    assert 5 not in chosen and all(0 <= each < 24 for each in chosen) and chosen[-1] == 0
    assert len(set(chosen[:23])) >= 22
    assert sum(one == other for one, other in pairwise(chosen[:-1])) <= 2


def test_a_review_counts_and_leaves_what_stands_on_the_chapters_page(run_page: Any) -> None:
    kept = answer(mark("wrong"))
    given = {"fingerprint": "a1", "variant": 9, "response": "warm", "sure": 1}
    outcome = {"status": "right", "points": 2, "outOf": 2}
    reviewed, fresh = run_page(
        "reader/record.js",
        "reviewQuestion",
        [(kept, given, outcome, "2026-11-28"), (None, given, outcome, "2026-11-28")],
    )
    assert reviewed == kept | {"tries": 2, "last": mark("right", 1, "2026-11-28") | {"variant": 9, "response": "warm"}}
    assert fresh["variant"] == 9 and fresh["response"] == "warm" and fresh["tries"] == 1


def test_what_is_said_is_plain(run_page: Any) -> None:
    done = [({"asked": 14, "remembered": 11, "expected": 12.4},), ({"asked": 2, "remembered": 0, "expected": 1},)]
    assert run_page("today/words.js", "sayDone", [*done, ({"asked": 1, "remembered": 1},)]) == [
        "Of the 14 questions you were due today, you remembered 11.",
        "Of the 2 questions you were due today, you remembered none.",
        "You were asked one question that was due, and remembered it.",
    ]
    assert run_page("today/words.js", "sayMonth", done) == [
        "In the last 30 days: of the 14 you were due, you remembered 11. The model\u2019s estimate, made before you answered, was 12 of 14.",
        "",
    ]
    assert run_page("today/words.js", "sayWhen", [("2026-11-29", "2026-11-28"), ("2026-12-03", "2026-11-28")]) == [
        "tomorrow",
        "in 5 days, on Thursday 3 December",
    ]
    counted = [
        ({"rating": rating, "due": "2026-12-08", "today": "2026-11-28"},) for rating in (AGAIN, HARD, GOOD, EASY)
    ]
    said = [each.split(".")[0] for each in run_page("today/words.js", "sayCounted", counted)]
    assert said == [
        "Counted as not remembered",
        "Counted as remembered, but barely",
        "Counted as remembered",
        "Counted as remembered with ease",
    ]
