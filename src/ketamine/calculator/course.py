"""Sums of a course of treatment: how long it takes, what a scale adds up to, what is kept of a gain in the months after.

For teaching, not for the care of a patient. Each slip stands below the sums it spoils. Scales are arithmetic on totals
and answers only; none of their wording is here.
"""

from __future__ import annotations

import math

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, quantity_of, require
from ketamine.quantity.unit import PERCENT, Count, Hour, Minute, Percent, Point, convert
from ketamine.registry.read import load_facts

SESSIONS = "dosing.esk.induction"
OBSERVATION = "dosing.esk.observe_2h"
MADRS = "scale.madrs.structure"
MADRS_RESPONSE = "scale.madrs.response"
QIDS = "scale.qids.structure"
DAST = "scale.dast10.structure"
DAST_REVERSED = "scale.dast10.reverse_item"


def induction_hours(journey: Minute) -> Hour:
    """Least time that the first weeks of esketamine take: observation, and the journey both ways, at each session.

    `journey` is one way. Source: dosing.esk.induction, dosing.esk.observe_2h.
    """
    return quantity_of(SESSIONS) * (quantity_of(OBSERVATION) + 2 * _travel(journey))


def induction_hours_one_way(journey: Minute) -> Hour:
    """The same with the journey counted once a session. Source: dosing.esk.induction, dosing.esk.observe_2h."""
    return quantity_of(SESSIONS) * (quantity_of(OBSERVATION) + _travel(journey))


def induction_hours_once_a_week(journey: Minute) -> Hour:
    """The same with one session a week. Source: dosing.esk.induction, dosing.esk.observe_2h."""
    return float(induction_hours(journey) / load_facts()[SESSIONS].details["parameters"]["per_week"])


def induction_hours_without_journey(journey: Minute) -> Hour:
    """The observation alone. Source: dosing.esk.induction, dosing.esk.observe_2h."""
    return induction_hours(journey) - quantity_of(SESSIONS) * 2 * _travel(journey)


def madrs_response_total(before: Point) -> Point:
    """Highest MADRS total that counts as response from that baseline, in whole points. Source: scale.madrs.response."""
    return float(math.floor(_madrs_threshold(before)))


def madrs_response_total_rounded_up(before: Point) -> Point:
    """The same, a half point rounded up, which falls short of response. Source: scale.madrs.response."""
    return float(math.ceil(_madrs_threshold(before)))


def madrs_response_total_smallest_change(before: Point) -> Point:
    """Baseline less the upper estimate of the smallest meaningful change. Source: scale.madrs.meaningful_change."""
    change = load_facts()["scale.madrs.meaningful_change"].high
    assert change is not None
    return _require_madrs(before) - change


def madrs_response_total_remission(before: Point) -> Point:
    """The stricter remission cut, which does not depend on the baseline. Source: scale.madrs.remission_variants."""
    _require_madrs(before)
    cut = load_facts()["scale.madrs.remission_variants"].low
    assert cut is not None
    return cut


def madrs_fall(before: Point, *, after: Point) -> Percent:
    """Fall of the MADRS total, in percent of the baseline. Source: scale.madrs.response, scale.madrs.structure."""
    return _fall(before, after) / before * PERCENT


def madrs_fall_of_scale(before: Point, *, after: Point) -> Percent:
    """Fall in percent of the whole scale. Source: scale.madrs.structure."""
    return _fall(before, after) / _madrs_range()[1] * PERCENT


def madrs_fall_of_last(before: Point, *, after: Point) -> Percent:
    """Fall in percent of the later total. Source: scale.madrs.response."""
    return _fall(before, after) / after * PERCENT


def madrs_fall_left(before: Point, *, after: Point) -> Percent:
    """What is left in percent of the baseline, where the fall is asked for. Source: scale.madrs.response."""
    return PERCENT - madrs_fall(before, after=after)


def qids_total(
    sleep_a: Point,
    *,
    sleep_b: Point,
    eating_a: Point,
    eating_b: Point,
    moving_a: Point,
    moving_b: Point,
    singles: Point,
) -> Point:
    """QIDS-SR16 total: the highest answer of each of three groups, and the sum of the six single answers.

    The other two answers on sleep, and the two on eating that do not apply, are taken for nought.
    Source: scale.qids.structure.
    """
    return max(sleep_a, sleep_b) + max(eating_a, eating_b) + max(moving_a, moving_b) + singles


def qids_total_all_answers(
    sleep_a: Point,
    *,
    sleep_b: Point,
    eating_a: Point,
    eating_b: Point,
    moving_a: Point,
    moving_b: Point,
    singles: Point,
) -> Point:
    """Every answer added up. Source: scale.qids.structure."""
    return sleep_a + sleep_b + eating_a + eating_b + moving_a + moving_b + singles


def qids_total_sleep_only(
    sleep_a: Point,
    *,
    sleep_b: Point,
    eating_a: Point,
    eating_b: Point,
    moving_a: Point,
    moving_b: Point,
    singles: Point,
) -> Point:
    """The highest answer taken for sleep and every other one added. Source: scale.qids.structure."""
    return max(sleep_a, sleep_b) + eating_a + eating_b + moving_a + moving_b + singles


def dast_total(yes_answers: Count) -> Point:
    """DAST-10 total of somebody who says yes so often, and yes to the reversed item too.

    Source: scale.dast10.structure, scale.dast10.reverse_item.
    """
    highest = load_facts()[DAST].details["bands"]["severe"][1]
    if not 1 <= yes_answers <= highest:
        raise ImplausibleError(
            f"{yes_answers:g} yes answers are implausible: there are {highest} items, one of them said yes to."
        )
    return yes_answers - 1


def dast_total_unreversed(yes_answers: Count) -> Point:
    """Every yes counted, the reversed item's too. Source: scale.dast10.structure."""
    return dast_total(yes_answers) + 1


def dast_total_reversed_twice(yes_answers: Count) -> Point:
    """The reversed item's point taken off, and another for good measure. Source: scale.dast10.reverse_item."""
    return dast_total(yes_answers) - 1


def gain_kept(before: Point, *, best: Point, now: Point) -> Percent:
    """How much of the improvement at its best is still there, in percent of it. Source: arithmetic, scale.madrs.structure."""
    _require_gain(before, best=best)
    return (before - _require_madrs(now)) / (before - best) * PERCENT


def well_at_one_pace(days: Count, *, median: Count) -> Percent:
    """Share still well after so many days, if relapse goes on at one pace and half have relapsed by the median.

    An assumption to be tested against data, not a finding. `median` is in days. Source: arithmetic.
    """
    if not (days >= 0 and median > 0):
        raise ImplausibleError(f"{days:g} days with a median of {median:g} are not plausible.")
    return float(PERCENT * 2 ** (-days / median))


def maintenance_hours(weeks: Count, *, every: Count, journey: Minute) -> Hour:
    """Least time that so many weeks of maintenance take: observation, and the journey both ways, at each session.

    `every` is the interval between sessions in weeks, `journey` is one way. Source: dosing.esk.observe_2h.
    """
    return _sessions(weeks, every) * (quantity_of(OBSERVATION) + 2 * _travel(journey))


def gain_kept_lost(before: Point, *, best: Point, now: Point) -> Percent:
    """How much of the improvement is gone, where what is left is asked for. Source: scale.madrs.structure."""
    return PERCENT - gain_kept(before, best=best, now=now)


def gain_kept_of_baseline(before: Point, *, now: Point) -> Percent:
    """The fall from baseline in percent of the baseline, the best total forgotten. Source: scale.madrs.structure."""
    return (before - _require_madrs(now)) / before * PERCENT


def gain_kept_of_best(best: Point, *, now: Point) -> Percent:
    """The best total in percent of the present one, as if totals were shares. Source: scale.madrs.structure."""
    return best / _require_madrs(now) * PERCENT


def relapsed_at_one_pace(days: Count, *, median: Count) -> Percent:
    """Share that has relapsed, where the share still well is asked for. Source: arithmetic."""
    return PERCENT - well_at_one_pace(days, median=median)


def well_at_even_numbers(days: Count, *, median: Count) -> Percent:
    """Share still well if equally many of the first group relapsed each day, until none is left. Source: arithmetic."""
    return float(max(0, PERCENT * (1 - days / (2 * median))))


def maintenance_hours_one_way(weeks: Count, *, every: Count, journey: Minute) -> Hour:
    """The same with the journey counted once a session. Source: dosing.esk.observe_2h."""
    return _sessions(weeks, every) * (quantity_of(OBSERVATION) + _travel(journey))


def maintenance_hours_every_week(weeks: Count, *, journey: Minute) -> Hour:
    """The same with a session every week, the interval forgotten. Source: dosing.esk.observe_2h."""
    return maintenance_hours(weeks, every=1, journey=journey)


def maintenance_hours_without_journey(weeks: Count, *, every: Count) -> Hour:
    """The observation alone. Source: dosing.esk.observe_2h."""
    return _sessions(weeks, every) * quantity_of(OBSERVATION)


def _require_gain(before: Point, *, best: Point) -> None:
    if _require_madrs(best) >= _require_madrs(before):
        raise ImplausibleError(f"From {before:g} to {best:g} points there is no gain to keep.")


def _sessions(weeks: Count, every: Count) -> Count:
    if not 1 <= every <= weeks:
        raise ImplausibleError(f"A session every {every:g} weeks over {weeks:g} weeks is not plausible.")
    return weeks / every


def _travel(journey: Minute) -> Hour:
    return convert(require(journey, quantity="minutes"), unit="min", to="h")


def _madrs_range() -> tuple[float, float]:
    fact = load_facts()[MADRS]
    assert fact.low is not None and fact.high is not None
    return fact.low, fact.high


def _require_madrs(total: Point) -> Point:
    low, high = _madrs_range()
    if not low <= total <= high:
        raise ImplausibleError(f"A MADRS total of {total:g} is implausible: it runs from {low:g} to {high:g}.")
    return total


def _madrs_threshold(before: Point) -> Point:
    return _require_madrs(before) * (PERCENT - quantity_of(MADRS_RESPONSE)) / PERCENT


def _fall(before: Point, after: Point) -> Point:
    if not _require_madrs(before):
        raise ImplausibleError("A fall cannot be counted from a baseline of nought.")
    return before - _require_madrs(after)


CALCULATORS = (
    describe(induction_hours, facts=(SESSIONS, OBSERVATION)),
    describe(induction_hours_one_way, facts=(SESSIONS, OBSERVATION), mistake=True),
    describe(induction_hours_once_a_week, facts=(SESSIONS, OBSERVATION), mistake=True),
    describe(induction_hours_without_journey, facts=(SESSIONS, OBSERVATION), mistake=True),
    describe(madrs_response_total, facts=(MADRS_RESPONSE, MADRS)),
    describe(madrs_response_total_rounded_up, facts=(MADRS_RESPONSE,), mistake=True),
    describe(madrs_response_total_smallest_change, mistake=True),
    describe(madrs_response_total_remission, mistake=True),
    describe(madrs_fall, facts=(MADRS_RESPONSE, MADRS)),
    describe(madrs_fall_of_scale, facts=(MADRS,), mistake=True),
    describe(madrs_fall_of_last, facts=(MADRS,), mistake=True),
    describe(madrs_fall_left, facts=(MADRS,), mistake=True),
    describe(qids_total, facts=(QIDS,)),
    describe(qids_total_all_answers, facts=(QIDS,), mistake=True),
    describe(qids_total_sleep_only, facts=(QIDS,), mistake=True),
    describe(dast_total, facts=(DAST, DAST_REVERSED)),
    describe(dast_total_unreversed, facts=(DAST,), mistake=True),
    describe(dast_total_reversed_twice, facts=(DAST_REVERSED,), mistake=True),
    describe(gain_kept, facts=(MADRS,)),
    describe(well_at_one_pace),
    describe(maintenance_hours, facts=(OBSERVATION,)),
    describe(gain_kept_lost, facts=(MADRS,), mistake=True),
    describe(gain_kept_of_baseline, facts=(MADRS,), mistake=True),
    describe(gain_kept_of_best, facts=(MADRS,), mistake=True),
    describe(relapsed_at_one_pace, mistake=True),
    describe(well_at_even_numbers, mistake=True),
    describe(maintenance_hours_one_way, facts=(OBSERVATION,), mistake=True),
    describe(maintenance_hours_every_week, facts=(OBSERVATION,), mistake=True),
    describe(maintenance_hours_without_journey, facts=(OBSERVATION,), mistake=True),
)
