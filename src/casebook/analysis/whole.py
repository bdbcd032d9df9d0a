"""The test as a whole: mean and spread, how far its items agree (alpha, omega), and how far a score may be off.

Alpha and the standard error of measurement are what Moodle calls the coefficient of internal consistency and the standard
error. Source: MoodleDocs, Quiz statistics calculations; L. J. Cronbach, Psychometrika 1951;16:297-334.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .interval import FEWEST, Estimate, Scale, draw_weights, estimate_each
from .moment import covary, mean_of, spread_of

__all__ = ["WholeTest", "alpha_of", "analyse_test", "error_of", "omega_of"]

Floats = NDArray[np.float64]

_ROUNDS = 100
_LARGEST = 0.9975  # a loading: no item is without any error of its own (uniqueness at least 0.005, as in R's psych)
_FEWEST_FOR_OMEGA = 20
"""One factor can't be told from chance in fewer learners: a rule of this course."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTest:
    """A test's statistics, over `learners` with a mark on each of its `items`; None with the reason in `remarks`.

    All are in marks, `most` being all there are, but for `alpha` and `omega`.
    """

    learners: int
    items: int
    most: float
    mean: Estimate | None = None
    spread: Estimate | None = None
    alpha: Estimate | None = None
    omega: Estimate | None = None
    error: Estimate | None = None
    remarks: tuple[str, ...] = ()


def alpha_of(weights: Floats, marks: Floats) -> Floats:
    """Return Cronbach's alpha of the class and of each resampled one; not a number where all have one score."""
    items = marks.shape[1]
    total = marks.sum(1, keepdims=True)
    whole = covary(weights, total, total)
    parts = covary(weights, marks, marks).sum(1, keepdims=True)
    varies = (whole > 1e-9) & (items > 1)
    return np.where(varies, items / max(items - 1, 1) * (1 - parts / np.where(varies, whole, 1.0)), np.nan)


def error_of(weights: Floats, marks: Floats) -> Floats:
    """Return the standard error of measurement: the spread of scores times the root of what alpha lacks to 1."""
    lacking = 1 - alpha_of(weights, marks)
    return spread_of(weights, marks.sum(1, keepdims=True)) * np.sqrt(np.maximum(lacking, 0.0))


def omega_of(weights: Floats, marks: Floats) -> Floats:
    """Return McDonald's omega of one factor, fitted to the items' correlations by least residuals (minres).

    An item in which nobody differs takes no part. Each loading is in turn the one that leaves the least residuals, until they
    stand. Source: H. H. Harman and W. H. Jones, Psychometrika 1966;31:351-368; R. P. McDonald, Test theory, 1999.
    """
    correlation, varies = _correlations(weights, marks)
    off = correlation * (1 - np.eye(marks.shape[1]))
    # From the centroid, which is near.
    loading = np.clip(off.sum(2) / np.sqrt(np.maximum(off.sum((1, 2)), 0.1))[:, None], -_LARGEST, _LARGEST)
    for _ in range(_ROUNDS):
        before = loading.copy()
        square = (loading * loading).sum(1)
        for item in range(marks.shape[1]):
            others = square - loading[:, item] ** 2
            best = np.einsum("rj,rj->r", off[:, item], loading) / np.maximum(others, 1e-9)
            loading[:, item] = np.clip(best, -_LARGEST, _LARGEST)
            square = others + loading[:, item] ** 2
        if np.abs(loading - before).max() < 1e-7:
            break
    whole = correlation.sum((1, 2))
    own = varies.sum(1) - (loading * loading).sum(1)
    sound = (varies.sum(1) > 2) & (whole > 1e-9)
    return np.where(sound, 1 - own / np.where(sound, whole, 1.0), np.nan)[:, None]


def _correlations(weights: Floats, marks: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the correlations of the items in each class, nothing for an item that does not vary, and which do vary."""
    items = marks.shape[1]
    upper = np.triu_indices(items)
    count = weights.sum(1)
    mean = weights @ marks / count[:, None]
    shared = np.zeros((len(weights), items, items))
    shared[:, upper[0], upper[1]] = weights @ (marks[:, upper[0]] * marks[:, upper[1]]) / count[:, None]
    shared[:, upper[1], upper[0]] = shared[:, upper[0], upper[1]]
    shared -= mean[:, :, None] * mean[:, None, :]
    variance = np.maximum(np.einsum("rii->ri", shared), 0.0)
    varies = variance > 1e-9
    deviation = np.sqrt(np.where(varies, variance, 1.0))
    both = varies[:, :, None] & varies[:, None, :]
    return np.where(both, shared / deviation[:, :, None] / deviation[:, None, :], 0.0), varies


def analyse_test(marks: Floats, most: Floats, *, replicates: int = 1000, seed: int = 1) -> WholeTest:
    """Return the statistics of a test; `marks` are learners by items, and whoever lacks one of them takes no part."""
    whole = marks[np.isfinite(marks).all(1)] if marks.size else marks[:0]  # all of nothing would be everybody
    learners, items, possible = len(whole), marks.shape[1], float(most.sum())
    if learners < FEWEST:
        few = f"too few to say: {learners} with a mark on every item, and {FEWEST} are needed"
        return WholeTest(learners=learners, items=items, most=possible, remarks=(few,))
    weights = draw_weights(learners, replicates=replicates, seed=seed)
    total = whole.sum(1, keepdims=True)
    (mean,) = estimate_each(lambda drawn: mean_of(drawn, total), weights)
    if float(np.ptp(total)) < 1e-9:
        same = "everybody has the same score, so nothing tells learners or items apart"
        return WholeTest(learners=learners, items=items, most=possible, mean=mean, remarks=(same,))
    (spread,) = estimate_each(lambda drawn: spread_of(drawn, total), weights, Scale.SPREAD)
    remarks: list[str] = []
    alpha = error = omega = None
    if items < 2:
        remarks.append("one item has no alpha: it takes two to agree")
    else:
        (alpha,) = estimate_each(partial(alpha_of, marks=whole), weights, Scale.RELIABILITY)
        (error,) = estimate_each(partial(error_of, marks=whole), weights, Scale.ERROR)
    if items < 3:
        remarks.append("omega needs three items")
    elif learners < _FEWEST_FOR_OMEGA:
        remarks.append(f"too few to say what omega is: {learners} learners, and {_FEWEST_FOR_OMEGA} are needed")
    else:
        (omega,) = estimate_each(partial(omega_of, marks=whole), weights, Scale.RELIABILITY)
        if omega is None:
            remarks.append("omega can't be had: fewer than three items tell learners apart")
    return WholeTest(
        learners=learners, items=items, most=possible, mean=mean, spread=spread, alpha=alpha, omega=omega, error=error,
        remarks=tuple(remarks),
    )  # fmt: skip
