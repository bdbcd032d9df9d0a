"""The test as a whole, beside hand-worked numbers and beside R."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest

from casebook.analysis.moment import correlate, rest_of_test
from casebook.analysis.whole import alpha_of, analyse_test, error_of, omega_of

FIVE = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0]], float)
"""Scores 3, 2, 1, 2 and 0: their variance is 1.3, and each item's 0.3."""


def one(values: np.ndarray) -> np.ndarray:
    """Return the weights of the class itself."""
    return np.ones((1, len(values)))


def test_five_learners_worked_by_hand() -> None:
    assert alpha_of(one(FIVE), FIVE)[0, 0] == pytest.approx(6 / 13)  # 3/2 x (1 - 0.9/1.3)
    assert error_of(one(FIVE), FIVE)[0, 0] == pytest.approx(sqrt(0.7))  # sqrt(1.3 x 7/13)
    found = analyse_test(FIVE, np.ones(3))
    assert found.mean is not None and found.mean.value == pytest.approx(1.6)
    assert found.spread is not None and found.spread.value == pytest.approx(sqrt(1.3))


def test_a_weight_of_two_is_a_learner_twice() -> None:
    weights = np.array([[2, 1, 0, 1, 1]], float)
    doubled = FIVE[[0, 0, 1, 3, 4]]
    for statistic in (alpha_of, error_of, omega_of):
        assert statistic(weights, FIVE)[0, 0] == pytest.approx(statistic(one(doubled), doubled)[0, 0])


def table(learners: int, items: int, rule: Callable[[int, int], float]) -> np.ndarray:
    """Return marks by a rule of the learner's number i and the item's number j, the same here and in R."""
    return np.array([[float(rule(i, j)) for j in range(items)] for i in range(learners)])


# R 4.2.2 with psych 2.2.9 (Debian 12, r-cran-psych), the rules written in R, x <- the matrix:
#   alpha(x, check.keys = FALSE)$total$raw_alpha and $item.stats$r.drop
#   omega(x, nfactors = 1, flip = FALSE, plot = FALSE)$omega.tot
R = [
    (
        (30, 6, lambda i, j: (7 * i + 5 * j * j + i * j * 3 + (i * i) // 4) % 11 < 3 + i / 5),
        0.630172414, 0.641358629,
        (0.375558800, 0.438899789, 0.182344642, 0.270065993, 0.438899789, 0.470258679),
    ),
    (
        (40, 8, lambda i, j: (13 * i + 11 * j + i * i * (j + 1)) % 17 < 1 + i / 3),
        0.468709538, 0.498052568,
        (0.048493624, 0.502650306, 0.341424789, 0.139294205, 0.418701807, 0.108065724, 0.035296560, 0.125304152),
    ),
    (
        (25, 5, lambda i, j: ((5 * i + 3 * j + i * i * j) % 7) / 4 + i / 8),
        0.948437013, 0.949529496,
        (0.826314929, 0.863009596, 0.879314467, 0.912974407, 0.814756382),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("made", "alpha", "omega", "linked"), R)
def test_alpha_omega_and_item_rest_correlations_are_those_of_r(
    made: tuple[int, int, Callable[[int, int], float]], alpha: float, omega: float, linked: tuple[float, ...]
) -> None:
    marks = table(*made)
    assert alpha_of(one(marks), marks)[0, 0] == pytest.approx(alpha, abs=1e-8)
    assert omega_of(one(marks), marks)[0, 0] == pytest.approx(omega, abs=2e-4)  # both stop a fit when it moves little
    rest = rest_of_test(marks, np.ones(marks.shape[1]))
    assert correlate(one(marks), marks, rest)[0] == pytest.approx(linked, abs=1e-8)


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        (np.empty((0, 3)), "too few to say: 0 with a mark on every item, and 5 are needed"),
        (np.ones((1, 3)), "too few to say: 1 with a mark on every item, and 5 are needed"),
        (np.full((9, 3), np.nan), "too few to say: 0 with a mark on every item, and 5 are needed"),
        (np.ones((9, 3)), "everybody has the same score, so nothing tells learners or items apart"),
        (np.zeros((9, 3)), "everybody has the same score, so nothing tells learners or items apart"),
        (np.eye(9)[:, :1], "one item has no alpha: it takes two to agree"),
        (np.eye(9)[:, :2], "omega needs three items"),
        (np.eye(9)[:, :3], "too few to say what omega is: 9 learners, and 20 are needed"),
        (np.hstack([np.eye(30)[:, :2], np.ones((30, 2))]), "omega can't be had: fewer than three items tell learners apart"),
    ],
)  # fmt: skip
def test_what_can_t_be_had_is_a_sentence_and_no_number(marks: np.ndarray, says: str) -> None:
    found = analyse_test(marks, np.ones(marks.shape[1]))
    assert says in found.remarks
    shown = [found.mean, found.spread, found.alpha, found.omega, found.error]
    assert np.isfinite([part for each in shown if each for part in (each.value, each.low, each.high)]).all()
