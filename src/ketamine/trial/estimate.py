"""Estimates with intervals: from two arms of a trial to a difference that a clinician can use.

Every interval names its method; all are tested against published examples.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from ketamine.quantity.unit import PERCENT
from ketamine.registry.read import read_table


class EstimateError(ValueError):
    """Counts or means from which nothing can be estimated."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval around it, how sure the interval is, and how it was made."""

    value: float
    low: float
    high: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Arm:
    """What was measured in one arm: the mean and the standard deviation, in one unit, of so many people."""

    mean: float
    sd: float
    people: int


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """Numbers needed to treat. `benefit` says whether the best guess is of benefit; `low` and `high` bound it.

    When the interval of the difference includes none, `open_ended` is true: it runs from `low` to benefit, through
    infinity, to `high` to harm.
    """

    value: float
    benefit: bool
    low: float
    high: float
    open_ended: bool
    text: str


def _z(confidence: float | None) -> tuple[float, float]:
    level = read_table("settings.toml")["statistics"]["confidence"] if confidence is None else confidence
    if not 0 < level < 1:
        raise EstimateError(f"A confidence lies between 0 and 1, and {level!r} does not.")
    return float(level), NormalDist().inv_cdf((1 + level) / 2)


def _check(events: int, people: int) -> None:
    if people <= 0 or not 0 <= events <= people:
        raise EstimateError(f"{events} of {people} cannot be: events lie between 0 and the number of people.")


def proportion(events: int, *, people: int, confidence: float | None = None) -> Estimate:
    """A proportion with Wilson's score interval. Source: E. B. Wilson, 1927."""
    _check(events, people)
    return _wilson(events / people, people=people, confidence=confidence)


def _wilson(share: float, *, people: int, confidence: float | None) -> Estimate:
    level, z = _z(confidence)
    middle = (share + z**2 / (2 * people)) / (1 + z**2 / people)
    half = z / (1 + z**2 / people) * math.sqrt(share * (1 - share) / people + z**2 / (2 * people) ** 2)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half), level, "Wilson score")


def rounded_proportion(percent: float, *, people: int, step: float, confidence: float | None = None) -> Estimate:
    """A proportion printed in percent, rounded to `step` percent, without its count.

    Wilson's interval, reckoned at either end of what the rounding hides, so that it is never too narrow.
    Source: E. B. Wilson, 1927; arithmetic.
    """
    if people <= 0 or step < 0 or not 0 <= percent <= PERCENT:
        raise EstimateError(f"{percent} % of {people} cannot be: a share in percent lies between none and all.")
    share, hidden = percent / PERCENT, step / 2 / PERCENT
    ends = [
        _wilson(min(1.0, max(0.0, share + side)), people=people, confidence=confidence) for side in (-hidden, hidden)
    ]
    return Estimate(share, ends[0].low, ends[1].high, ends[0].confidence, "Wilson score, widened by the rounding")


def rule_of_three(people: int) -> Estimate:
    """What no event among so many leaves possible: from none to three in that number, by a rule for 95 % confidence.

    It holds for 30 or more; below that it is wider than need be. Source: J. Hanley and A. Lippman-Hand, 1983.

    >>> f"{rule_of_three(1000).high:g}"
    '0.003'
    """
    if people <= 0:
        raise EstimateError(f"{people} cannot be: count at least one.")
    settings = read_table("settings.toml")["statistics"]
    return Estimate(
        0.0, 0.0, min(1.0, settings["rule_of_three"] / people), float(settings["confidence"]), "rule of three"
    )


def rate(events: int, *, time: float, confidence: float | None = None) -> Estimate:
    """Events per unit of time, such as a person-year, with the exact Poisson interval. `time` is the sum over all people.

    Source: F. Garwood, 1936.

    >>> found = rate(10, time=1)
    >>> f"{found.low:.2f} to {found.high:.2f}"
    '4.80 to 18.39'
    """
    if events < 0 or time <= 0:
        raise EstimateError(f"{events} events in a time of {time} cannot be.")
    level, _ = _z(confidence)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else _solve(lambda mean: 1 - _poisson(events - 1, mean=mean) - tail, start=float(events))
    high = _solve(lambda mean: tail - _poisson(events, mean=mean), start=events + 1.0)
    return Estimate(events / time, low / time, high / time, level, "exact Poisson")


def _poisson(events: int, *, mean: float) -> float:
    """The chance of at most so many events where `mean` are expected."""
    if mean == 0:
        return 1.0
    return min(
        1.0, sum(math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) for count in range(events + 1))
    )


def _solve(rising: Callable[[float], float], *, start: float) -> float:
    """Where a rising function of a positive number crosses none, by halving to the last digit."""
    low, high = 0.0, start
    while rising(high) < 0:
        high *= 2
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return middle


def risk_difference(
    treated: int, *, of_treated: int, controls: int, of_controls: int, confidence: float | None = None
) -> Estimate:
    """Risk in the treated less risk in the controls, with Newcombe's hybrid score interval. Source: R. G. Newcombe, 1998.

    >>> found = risk_difference(30, of_treated=100, controls=20, of_controls=100)
    >>> f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
    '0.10 (-0.02 to 0.22)'
    """
    one = proportion(treated, people=of_treated, confidence=confidence)
    two = proportion(controls, people=of_controls, confidence=confidence)
    gap = one.value - two.value
    low = gap - math.hypot(one.value - one.low, two.high - two.value)
    high = gap + math.hypot(one.high - one.value, two.value - two.low)
    return Estimate(gap, low, high, one.confidence, "Newcombe hybrid score")


def risk_ratio(
    treated: int, *, of_treated: int, controls: int, of_controls: int, confidence: float | None = None
) -> Estimate:
    """Risk in the treated over risk in the controls, with an interval on the log scale. Source: D. Katz and others, 1978.

    Raises EstimateError when either arm has no event, for then no ratio can be bounded so.
    """
    _check(treated, of_treated)
    _check(controls, of_controls)
    level, z = _z(confidence)
    if treated == 0 or controls == 0:
        raise EstimateError("A ratio of risks needs at least one event in each arm; give the difference instead.")
    ratio = treated / of_treated / (controls / of_controls)
    error = math.sqrt(1 / treated - 1 / of_treated + 1 / controls - 1 / of_controls)
    return Estimate(ratio, ratio * math.exp(-z * error), ratio * math.exp(z * error), level, "log (Katz)")


def odds_ratio(
    treated: int, *, of_treated: int, controls: int, of_controls: int, confidence: float | None = None
) -> Estimate:
    """Odds in the treated over odds in the controls, with an interval on the log scale. Source: B. Woolf, 1955.

    Raises EstimateError when any cell of the table is empty.
    """
    _check(treated, of_treated)
    _check(controls, of_controls)
    level, z = _z(confidence)
    cells = (treated, of_treated - treated, controls, of_controls - controls)
    if 0 in cells:
        raise EstimateError("A ratio of odds needs every cell of the table filled; give the difference instead.")
    ratio = cells[0] * cells[-1] / (cells[1] * cells[2])
    error = math.sqrt(sum(1 / cell for cell in cells))
    return Estimate(ratio, ratio * math.exp(-z * error), ratio * math.exp(z * error), level, "log (Woolf)")


def number_needed(difference: Estimate, *, good: bool = True) -> NumberNeeded:
    """Number needed to treat from a difference of risks; `good` says whether the event is one to wish for.

    Source: D. G. Altman, 1998, for intervals that include no difference.
    """
    sign = 1 if good else -1
    gap, ends = sign * difference.value, sorted((sign * difference.low, sign * difference.high))
    value = abs(1 / gap) if gap else math.inf
    benefit = gap >= 0
    open_ended = ends[0] <= 0 <= ends[1]
    bounds = [abs(1 / end) if end else math.inf for end in ends]
    if open_ended:
        low, high = bounds[1], bounds[0]
        text = f"{_needed(value)} to {'benefit' if benefit else 'harm'} ({_needed(low)} to benefit, through infinity, to {_needed(high)} to harm)"
    else:
        low, high = min(bounds), max(bounds)
        text = f"{_needed(value)} to {'benefit' if benefit else 'harm'} ({_needed(low)} to {_needed(high)})"
    return NumberNeeded(value, benefit, low, high, open_ended, text)


def _needed(value: float) -> str:
    return "infinity" if math.isinf(value) else f"{math.ceil(round(value, 2))}"


def standardised_difference(treated: Arm, *, controls: Arm, confidence: float | None = None) -> Estimate:
    """Hedges' g: the difference of two means in standard deviations, corrected for small samples.

    Means and deviations in one unit. Source: L. V. Hedges, 1981; interval from the usual large-sample error.

    >>> f"{standardised_difference(Arm(103, 5.5, 50), controls=Arm(100, 4.5, 50)).value:.2f}"
    '0.59'
    """
    if min(treated.people, controls.people) < 2 or min(treated.sd, controls.sd) <= 0:
        raise EstimateError("Each arm needs at least 2 people and a standard deviation above 0.")
    level, z = _z(confidence)
    people = treated.people + controls.people
    freedom = people - 2
    pooled = math.sqrt(((treated.people - 1) * treated.sd**2 + (controls.people - 1) * controls.sd**2) / freedom)
    # the exact small-sample correction, through log-gamma
    correction = math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)) / math.sqrt(freedom / 2)
    value = correction * (treated.mean - controls.mean) / pooled
    error = math.sqrt(people / (treated.people * controls.people) + value**2 / (2 * people))
    return Estimate(value, value - z * error, value + z * error, level, "Hedges g")


def mean_difference(treated: Arm, *, controls: Arm, confidence: float | None = None) -> Estimate:
    """The difference of two means in their own unit, with a normal interval. Source: arithmetic."""
    if min(treated.people, controls.people) < 2 or min(treated.sd, controls.sd) < 0:
        raise EstimateError("Each arm needs at least 2 people and a standard deviation of 0 or more.")
    level, z = _z(confidence)
    error = math.sqrt(treated.sd**2 / treated.people + controls.sd**2 / controls.people)
    gap = treated.mean - controls.mean
    return Estimate(gap, gap - z * error, gap + z * error, level, "normal")
