"""What an answer earns, kind by kind, as it is stated to the learner."""

from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.kind import expected_guess, mark
from casebook.mark.mark import Mark, Status

BEST = {"kind": "best", "points": 2, "keys": ["b"], "messages": {"a": "", "b": "", "c": ""}}
ALL = {"kind": "all", "points": 3, "keys": ["a", "b"], "messages": dict.fromkeys("abcde", "")}
ORDER = {"kind": "order", "points": 6, "order": ["a", "b", "c", "d"], "messages": {}}
NUMBER = {
    "kind": "number",
    "points": 2,
    "unit": "mL",
    "keys": [0.7, 0.9],
    "allowed": [0.014, 0.018],
    "predictions": [{"name": "tenfold", "values": [7.0, 9.0], "allowed": [0.14, 0.18], "message": ""}],
}
WRITTEN = {"kind": "written", "points": 3}


def test_the_best_answer_is_all_or_nothing() -> None:
    assert mark(BEST, "b", 0) == Mark(2.0, 2.0, Status.RIGHT)
    assert mark(BEST, "a", 0) == Mark(0.0, 2.0, Status.WRONG, "a")


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        (["a", "b"], 3),
        (["b", "a"], 3),
        (["a"], 1.5),
        (["a", "b", "c"], 2),
        (["a", "c"], 0.5),
        (["c", "d", "e"], 0),
        (list("abcde"), 0),
    ],
)
def test_choosing_all_that_apply_earns_hits_less_wrong_choices(chosen: list[str], points: float) -> None:
    assert mark(ALL, chosen, 0).points == pytest.approx(points)


def test_wrong_choices_are_named() -> None:
    assert mark(ALL, ["a", "e", "c"], 0).mistake == "c e"


@pytest.mark.parametrize(("order", "points"), [("abcd", 6), ("abdc", 5), ("dcba", 0), ("bacd", 5), ("dabc", 3)])
def test_an_order_earns_the_share_of_pairs_that_are_right(order: str, points: float) -> None:
    assert mark(ORDER, list(order), 0).points == points


def test_a_number_is_right_within_its_tolerance_on_the_numbers_shown() -> None:
    assert mark(NUMBER, "0,71", 0).status is Status.RIGHT
    assert mark(NUMBER, "0.714", 0).status is Status.RIGHT
    assert mark(NUMBER, "0.72", 0).status is Status.WRONG
    assert mark(NUMBER, "0.9 mL", 1).status is Status.RIGHT


def test_a_predicted_mistake_is_named() -> None:
    assert mark(NUMBER, "7", 0).mistake == "tenfold"
    assert mark(NUMBER, "8.9", 1).mistake == "tenfold"
    assert mark(NUMBER, "3", 0).mistake == ""


def test_a_number_that_could_be_misread_earns_nothing_and_says_why() -> None:
    refused = mark(NUMBER, "1,250", 0)
    assert (refused.points, refused.status) == (0.0, Status.REFUSED)
    assert "two ways" in refused.refusal


@pytest.mark.parametrize("secret", [BEST, ALL, ORDER, NUMBER, WRITTEN])
@pytest.mark.parametrize("nothing", [None, "", "  ", [], ()])
def test_no_answer_is_not_a_wrong_answer(secret: dict[str, Any], nothing: Any) -> None:
    assert mark(secret, nothing, 0).status is Status.UNANSWERED


def test_written_answers_and_code_wait_for_a_person() -> None:
    assert mark(WRITTEN, "Gave the dose.", 0).status is Status.WAITS


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(st.sampled_from([BEST, ALL, ORDER, NUMBER, WRITTEN]), ANYTHING)
def test_no_response_breaks_marking_or_leaves_its_bounds(secret: dict[str, Any], response: Any) -> None:
    result = mark(secret, response, 0)
    assert 0 <= result.points <= result.out_of


def test_the_chance_of_guessing_is_what_enumeration_finds() -> None:
    letters = list("abcde")
    outcomes = [
        [name for name, ticked in zip(letters, ticks, strict=True) if ticked] for ticks in product([0, 1], repeat=5)
    ]
    assert expected_guess("all", 5, 2) == pytest.approx(
        sum(mark(ALL, chosen, 0).points for chosen in outcomes) / 32 / 3
    )
    orders = [list(order) for order in permutations("abcd")]
    assert expected_guess("order", 4, 4) == pytest.approx(
        sum(mark(ORDER, order, 0).points for order in orders) / 24 / 6
    )
    assert expected_guess("best", 3, 1) == pytest.approx(sum(mark(BEST, name, 0).points for name in "abc") / 3 / 2)
    assert expected_guess("number", 0, 0) == expected_guess("written", 0, 0) == 0


def test_a_thousand_guessers_score_what_theory_says() -> None:
    draw = Random(7)
    total = sum(mark(ALL, [name for name in "abcde" if draw.random() < 0.5], 0).points for _ in range(4000))
    assert total / 4000 / 3 == pytest.approx(expected_guess("all", 5, 2), abs=0.02)
