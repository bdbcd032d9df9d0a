"""The sums behind every statistic, for the class and for each resampled class at once.

`weights` are resampled classes by learners (`casebook.analysis.interval.draw_weights`), `marks` learners by items, not a number
where a learner has no mark; `most` what each item can earn. What comes back is resampled classes by items.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["correlate", "covary", "mean_of", "rest_of_test", "spread_of"]

Floats = NDArray[np.float64]

_NOTHING = 1e-9  # a variance below this is a rounding of none


def rest_of_test(marks: Floats, most: Floats) -> Floats:
    """Return what each learner earned on all other items, for every item.

    A learner without a mark on some of the others gets their share of those they have, times what all others can earn; not a
    number for one who has none of the others.
    """
    known = np.isfinite(marks)
    earned = np.where(known, marks, 0.0)
    possible = np.where(known, most, 0.0)
    others, could = earned.sum(1, keepdims=True) - earned, possible.sum(1, keepdims=True) - possible
    with np.errstate(invalid="ignore", divide="ignore"):
        rest: Floats = np.where(could > 0, others / could * (most.sum() - most), np.nan)
    return rest


def mean_of(weights: Floats, values: Floats) -> Floats:
    """Return the mean of each column over those who have a value."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = (weights @ np.where(known, values, 0.0)) / (weights @ known.astype(float))
    return mean


def covary(weights: Floats, left: Floats, right: Floats) -> Floats:
    """Return the covariance of each column of `left` with the same of `right`, over those who have both; divided by one less than their number."""
    known = np.isfinite(left) & np.isfinite(right)
    one, other = np.where(known, left, 0.0), np.where(known, right, 0.0)
    count = weights @ known.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        shared = (weights @ (one * other) - (weights @ one) * (weights @ other) / count) / (count - 1)
    return np.where(count > 1, shared, np.nan)


def spread_of(weights: Floats, values: Floats) -> Floats:
    """Return the standard deviation of each column."""
    return np.sqrt(np.maximum(covary(weights, values, values), 0.0))


def correlate(weights: Floats, left: Floats, right: Floats) -> Floats:
    """Return the correlation of each column of `left` with the same of `right`; not a number where one of them does not vary."""
    both = np.isfinite(left) & np.isfinite(right)
    one, other = np.where(both, left, np.nan), np.where(both, right, np.nan)
    product = covary(weights, one, one) * covary(weights, other, other)
    varies = product > _NOTHING**2
    shared = covary(weights, one, other) / np.sqrt(np.where(varies, product, 1.0))
    return np.where(varies, np.clip(shared, -1.0, 1.0), np.nan)
