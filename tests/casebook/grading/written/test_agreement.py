"""How far two markers agree: worked examples, and an interval that holds what it says in small classes."""

import numpy as np
import pytest
from scipy import stats

from casebook.grading.written.agreement import FEWEST, _student, measure_agreement, say_agreement


def test_weighted_kappa_is_cohen_s_with_squared_weights() -> None:
    first, second = [0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5, 4, 4, 2, 2, 1, 1]
    grid = np.zeros((6, 6))
    for one, two in zip(first, second, strict=True):
        grid[one, two] += 1 / len(first)
    weights = np.square(np.subtract.outer(np.arange(6), np.arange(6)))
    chance = np.outer(grid.sum(axis=1), grid.sum(axis=0))
    found = measure_agreement(first, second)
    assert found.kappa == pytest.approx(1 - (weights * grid).sum() / (weights * chance).sum())
    assert (found.count, found.same) == (12, 9)
    assert found.difference == pytest.approx(-1 / 12)
    assert found.low is not None and found.high is not None and found.low < found.kappa < found.high  # type: ignore[operator]


def test_the_same_marks_give_the_same_interval_every_time() -> None:
    first, second = [0, 1, 2, 3, 4, 5] * 3, [1, 1, 2, 3, 3, 5] * 3
    assert measure_agreement(first, second) == measure_agreement(first, second)


@pytest.mark.parametrize("freedom", [9, 15, 21, 60])
def test_student_s_t_is_right_to_three_digits(freedom: int) -> None:
    assert _student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=2e-3)


@pytest.mark.parametrize("count", [10, 22])
def test_the_interval_holds_the_true_value_about_as_often_as_it_says(count: int) -> None:
    draws = np.random.default_rng(7)

    def mark(learners: int) -> tuple[list[float], list[float]]:
        worth = draws.normal(2.5, 1.2, learners)
        one, two = (np.clip(np.round(worth + draws.normal(shift, 0.7, learners)), 0, 5) for shift in (0.0, 0.2))
        return list(one), list(two)

    many = [measure_agreement(*mark(500)).kappa or 0.0 for _ in range(40)]
    true = float(np.mean(many))
    found = [measure_agreement(*mark(count)) for _ in range(300)]
    told = [each for each in found if each.low is not None and each.high is not None]
    assert len(told) > 280
    assert 0.90 < np.mean([each.low <= true <= each.high for each in told]) <= 0.99  # type: ignore[operator]


def test_few_answers_and_marks_that_do_not_vary_are_said_to_tell_nothing() -> None:
    few = measure_agreement([1.0] * (FEWEST - 1), [2.0] * (FEWEST - 1))
    assert few.kappa is None and "too few to say more" in say_agreement("note", "anna", few)
    flat = measure_agreement([5.0] * 12, [4.0, 5.0] * 6)
    assert flat.kappa is None and "can't be had" in say_agreement("note", "anna", flat)
    assert say_agreement("note", "anna", measure_agreement([], [])).endswith(
        "has marked no answer that has a first mark"
    )


def test_a_line_says_how_many_agree_how_well_and_who_is_milder() -> None:
    said = say_agreement("note", "anna", measure_agreement([0, 1, 2, 3, 4] * 3, [1, 1, 2, 3, 4] * 3))
    assert said.startswith("note: 15 answers marked by both, 12 with the same mark (80 %); weighted kappa 0.9")
    assert said.endswith("anna's mean is 0.20 above the first marker's")
    same = say_agreement("note", "anna", measure_agreement([0, 5] * 6, [0, 5] * 6))
    assert "weighted kappa 1.00 (the marks never differ); their means are the same" in same
