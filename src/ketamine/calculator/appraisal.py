"""Sums of critical appraisal: from two arms to a difference, from an interval to an error, from guesses to a suspicion.

For teaching, not for the care of a patient. Each slip stands below the sum it spoils.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError
from ketamine.quantity.unit import PERCENT, Count, Percent, Point
from ketamine.registry.read import read_table
from ketamine.trial.estimate import EstimateError, proportion, rule_of_three


def rate_difference(treated: Count, *, of_treated: Count, controls: Count, of_controls: Count) -> Percent:
    """Share of the treated with the outcome less that of the controls, in percentage points. Source: arithmetic."""
    return PERCENT * (_share(treated, of_treated) - _share(controls, of_controls))


def rate_difference_relative(treated: Count, *, of_treated: Count, controls: Count, of_controls: Count) -> Percent:
    """The difference in percent of the controls' share, which sounds larger. Source: arithmetic."""
    return PERCENT * (_share(treated, of_treated) / _share(controls, of_controls) - 1)


def rate_difference_treated_alone(treated: Count, *, of_treated: Count) -> Percent:
    """The treated arm's share, with no look at the controls. Source: arithmetic."""
    return PERCENT * _share(treated, of_treated)


def needed_to_treat(treated: Count, *, of_treated: Count, controls: Count, of_controls: Count) -> Count:
    """Number needed to treat for one more good outcome, rounded up. Refuses where the controls did as well.

    Source: A. Laupacis and others, 1988.

    >>> needed_to_treat(40, of_treated=100, controls=30, of_controls=100)
    10.0
    """
    gap = _share(treated, of_treated) - _share(controls, of_controls)
    if gap <= 0:
        raise ImplausibleError("The treated did no better than the controls, so there is no number needed to treat.")
    return _round_up(1 / gap)


def needed_to_treat_uncontrolled(treated: Count, *, of_treated: Count) -> Count:
    """The same from the treated arm alone, as if none of the controls had got better. Source: arithmetic."""
    return _round_up(1 / _share(treated, of_treated))


def needed_to_treat_in_percent(treated: Count, *, of_treated: Count, controls: Count, of_controls: Count) -> Count:
    """The difference in percentage points, given for the number needed. Source: arithmetic."""
    return rate_difference(treated, of_treated=of_treated, controls=controls, of_controls=of_controls)


def rate_with_missing_as_failures(good: Count, *, began: Count) -> Percent:
    """Good outcomes in percent of all who began, whoever was not seen again counted as a failure. Source: arithmetic."""
    return PERCENT * _share(good, began)


def rate_of_those_seen(good: Count, *, seen: Count) -> Percent:
    """Good outcomes in percent of those seen at the end. Source: arithmetic."""
    return PERCENT * _share(good, seen)


def rate_with_missing_as_successes(good: Count, *, seen: Count, began: Count) -> Percent:
    """Good outcomes in percent of all who began, whoever was not seen again counted as a success. Source: arithmetic."""
    if seen > began:
        raise ImplausibleError(f"{seen:g} seen at the end of {began:g} who began cannot be.")
    return PERCENT * _share(good + began - seen, began)


def standard_error(low: Point, *, high: Point) -> Point:
    """Standard error behind a symmetrical interval of the usual confidence: its width over two normal quantiles.

    Source: arithmetic.
    """
    return _width(low, high) / (2 * _quantile())


def standard_error_half_width(low: Point, *, high: Point) -> Point:
    """Half the interval, the quantile forgotten. Source: arithmetic."""
    return _width(low, high) / 2


def standard_error_whole_width(low: Point, *, high: Point) -> Point:
    """The whole interval over one quantile, as if it reached to one side only. Source: arithmetic."""
    return _width(low, high) / _quantile()


def standardised_gap(difference: Point, *, deviation: Point) -> Count:
    """A difference of means in standard deviations, without the small-sample correction. Source: J. Cohen, 1988."""
    return _require_positive(difference) / _require_positive(deviation)


def standardised_gap_inverted(difference: Point, *, deviation: Point) -> Count:
    """The standard deviation in differences: the same ratio upside down. Source: arithmetic."""
    return _require_positive(deviation) / _require_positive(difference)


def guessing_difference(lift: Point, *, drug: Percent, control: Percent) -> Point:
    """Difference between arms that belief alone would make, if believing in the drug lifts the score by so much.

    `drug` and `control` are the shares of each arm who believe that they had the drug; the lift is the same in both,
    and the drug itself is taken to do nothing. Source: arithmetic.
    """
    for share in (drug, control):
        if not 0 <= share <= PERCENT:
            raise ImplausibleError(f"{share:g} in a hundred cannot be.")
    return _require_positive(lift) * (drug - control) / PERCENT


def guessing_difference_drug_arm(lift: Point, *, drug: Percent) -> Point:
    """The lift of the drug arm alone, though the controls are lifted too. Source: arithmetic."""
    return guessing_difference(lift, drug=drug, control=0)


def guessing_difference_whole(lift: Point) -> Point:
    """The whole lift, as if each arm knew. Source: arithmetic."""
    return guessing_difference(lift, drug=PERCENT, control=0)


def chance_finding(outcomes: Count) -> Percent:
    """Chance that at least one of so many independent outcomes comes out significant when nothing is going on.

    Each is tested at the usual level. Source: arithmetic.
    """
    return PERCENT * (1 - math.pow(_confidence(), _require_positive(outcomes)))


def chance_finding_single(outcomes: Count) -> Percent:
    """The level of one test, however many are made. Source: arithmetic."""
    _require_positive(outcomes)
    return PERCENT * (1 - _confidence())


def chance_finding_added(outcomes: Count) -> Percent:
    """The levels of all tests added up, which in the end passes certainty. Source: arithmetic."""
    return chance_finding_single(outcomes) * outcomes


def rate_per_thousand(events: Count, *, of: Count) -> Count:
    """Events per 1,000 of what was counted, be it people or sessions. Source: arithmetic.

    >>> rate_per_thousand(12, of=1500)
    8.0
    """
    return _per() * _share(events, of)


def rate_per_thousand_in_percent(events: Count, *, of: Count) -> Count:
    """Events per hundred, given for per 1,000. Source: arithmetic."""
    return PERCENT * _share(events, of)


def rate_per_thousand_inverted(events: Count, *, of: Count) -> Count:
    """How many were counted for each event, given for the rate. Source: arithmetic."""
    return 1 / _require_positive(_share(events, of))


def bound_of_none(people: Count) -> Count:
    """The highest rate per 1,000 that none among so many leaves likely: three in that number.

    Refuses what is no number of people. Source: J. Hanley and A. Lippman-Hand, 1983.

    >>> bound_of_none(600)
    5.0
    """
    return _per() * _bound(people)


def bound_of_none_one(people: Count) -> Count:
    """One in that number, as if one event had been seen. Source: arithmetic."""
    return _per() * _share(1, people)


def bound_of_none_in_percent(people: Count) -> Count:
    """The bound per hundred, given for per 1,000. Source: arithmetic."""
    return PERCENT * _bound(people)


def _bound(people: float) -> float:
    _share(0, people)  # refuses what cannot be counted
    return rule_of_three(int(people)).high


def _per() -> float:
    return float(read_table("settings.toml")["statistics"]["per"])


def _share(events: Count, people: Count) -> float:
    if not (float(events).is_integer() and float(people).is_integer()):
        raise ImplausibleError(f"{events:g} of {people:g} cannot be: people are whole numbers.")
    try:
        return proportion(int(events), people=int(people)).value
    except EstimateError as refusal:
        raise ImplausibleError(str(refusal)) from refusal


def _round_up(number: float) -> float:
    """The next whole number; what is whole but for the last digits of a float stays as it is."""
    nearest = round(number)
    return float(nearest if math.isclose(number, nearest) else math.ceil(number))


def _require_positive(number: float) -> float:
    if not (math.isfinite(number) and number > 0):
        raise ImplausibleError(f"{number!r} is not above nought.")
    return number


def _width(low: Point, high: Point) -> Point:
    return _require_positive(high - low)


def _confidence() -> float:
    return float(read_table("settings.toml")["statistics"]["confidence"])


def _quantile() -> float:
    return NormalDist().inv_cdf((1 + _confidence()) / 2)


CALCULATORS = (
    describe(rate_difference),
    describe(rate_difference_relative, mistake=True),
    describe(rate_difference_treated_alone, mistake=True),
    describe(rate_per_thousand),
    describe(rate_per_thousand_in_percent, mistake=True),
    describe(rate_per_thousand_inverted, mistake=True),
    describe(bound_of_none),
    describe(bound_of_none_one, mistake=True),
    describe(bound_of_none_in_percent, mistake=True),
    describe(needed_to_treat),
    describe(needed_to_treat_uncontrolled, mistake=True),
    describe(needed_to_treat_in_percent, mistake=True),
    describe(rate_with_missing_as_failures),
    describe(rate_of_those_seen, mistake=True),
    describe(rate_with_missing_as_successes, mistake=True),
    describe(standard_error),
    describe(standard_error_half_width, mistake=True),
    describe(standard_error_whole_width, mistake=True),
    describe(standardised_gap),
    describe(standardised_gap_inverted, mistake=True),
    describe(guessing_difference),
    describe(guessing_difference_drug_arm, mistake=True),
    describe(guessing_difference_whole, mistake=True),
    describe(chance_finding),
    describe(chance_finding_single, mistake=True),
    describe(chance_finding_added, mistake=True),
)
