"""How far chance may have carried an estimate: intervals that hold for classes of eight and of two hundred.

A share has Wilson's interval. Everything else has an interval from a seeded bootstrap over learners: the spread of the
estimate over resampled classes, on a scale on which it is nearly symmetric, times Student's quantile for the class's size.
We tried it beside the percentile, expanded percentile and BCa intervals on simulated classes of 8, 20 and 40: those missed
the truth for an item-rest correlation in a quarter of the classes of 8, and this one in one of twenty, as it should.
`benchmarks/analysis.py` measures it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "ONE_WAY", "Estimate", "Scale", "draw_weights", "estimate_each", "student_quantile"]

FEWEST = 5
"""With fewer learners than this nothing is said of an item but counts: a rule of this course."""

Floats = NDArray[np.float64]

ONE_WAY = 1.6448536269514722
"""The 95th percentile of the normal distribution: a 90 % interval, for a claim that goes one way only."""

_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
_EDGE = 0.999  # a correlation in a resample may be 1, which has no place on Fisher's scale


class Scale(StrEnum):
    """The scale on which an estimate is nearly symmetric: as it is, Fisher's for a correlation, logarithms for what has an end.

    An error of measurement is a mean over many items and steadier than one number of each learner, so the normal distribution's
    quantile is wide enough for it; Student's held the truth in all simulated classes of eight.
    """

    PLAIN = "plain"
    CORRELATION = "correlation"
    RELIABILITY = "reliability"
    SPREAD = "spread"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, of 95 % unless somebody says otherwise."""

    value: float
    low: float
    high: float


def student_quantile(freedom: int, z: float = _Z) -> float:
    """Return the percentile of Student's distribution that `z` is of the normal one, right to two digits from 4 degrees of freedom on.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def draw_weights(learners: int, *, replicates: int = 1000, seed: int = 1) -> Floats:
    """Return how often each learner stands in each resampled class, replicates by learners; the first row is the class itself."""
    luck = np.random.default_rng(seed)
    drawn = luck.multinomial(learners, np.full(learners, 1 / learners), size=replicates)
    return np.vstack([np.ones(learners), drawn]).astype(float)


def _bend(values: Floats, scale: Scale) -> Floats:
    bent: Floats
    if scale is Scale.CORRELATION:
        bent = np.arctanh(np.clip(values, -_EDGE, _EDGE))
        return bent
    if scale is Scale.RELIABILITY:
        bent = -np.log(1 - np.minimum(values, _EDGE))
        return bent
    if scale in (Scale.SPREAD, Scale.ERROR):
        bent = np.log(np.maximum(values, 1e-9))
        return bent
    return values


def _unbend(value: float, scale: Scale) -> float:
    if scale is Scale.CORRELATION:
        return float(np.tanh(value))
    if scale is Scale.RELIABILITY:
        return float(1 - np.exp(-value))
    return float(np.exp(value)) if scale in (Scale.SPREAD, Scale.ERROR) else float(value)


def estimate_each(
    statistic: Callable[[Floats], Floats], weights: Floats, scale: Scale = Scale.PLAIN, *, z: float = _Z
) -> tuple[Estimate | None, ...]:
    """Return each of some estimates with its interval; None where it can't be had, as when all learners did the same.

    `weights` are what `draw_weights` gave; `z` tells how wide the intervals are, 95 % unless it says otherwise. `statistic`
    takes them and returns replicates by estimates, not a number where a resample has none. Such a resample is left out, and an
    estimate that most resamples lack is None.
    """
    learners = weights.shape[1]
    if learners < FEWEST:
        return (None,) * int(statistic(weights[:1]).shape[1])
    values = statistic(weights)
    found: list[Estimate | None] = []
    for column in values.T:
        drawn = column[1:][np.isfinite(column[1:])]
        if not np.isfinite(column[0]) or 2 * len(drawn) < len(column):
            found.append(None)
            continue
        middle, spread = float(_bend(column[:1], scale)[0]), float(np.std(_bend(drawn, scale)))
        # A resampled class is a little too much like the class: the same correction as for a standard deviation.
        wider = sqrt(learners / (learners - 1)) * student_quantile(learners - 1, z)
        reach = spread * (z if scale is Scale.ERROR else wider)
        low, high = sorted((_unbend(middle - reach, scale), _unbend(middle + reach, scale)))
        value = float(column[0])
        found.append(Estimate(value, min(low, value), max(high, value)))
    return tuple(found)
