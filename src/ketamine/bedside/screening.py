"""Sums of screening: what a trial's rates mean for a group of people, what a scale adds up to, how long a course takes.

For teaching, not for the care of a patient. Each slip stands below the sum it spoils. Scales are arithmetic on totals
and answers only; none of their wording is here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any

from ketamine.plausible import ImplausibleError, quantity_of, require
from ketamine.register import load_facts
from ketamine.unit import PERCENT, Hour, Minute, Percent, Point, convert

Count = Annotated[float, "1"]

TRIAL = "ev.popova2019_rates"
OLDER_TRIAL = "ev.ochsross2020"
DISSOCIATION = "ae.esk.trd.dissociation"
SESSIONS = "dosing.esk.induction"
OBSERVATION = "dosing.esk.observe_2h"
MADRS = "scale.madrs.structure"
MADRS_RESPONSE = "scale.madrs.response"
QIDS = "scale.qids.structure"
DAST = "scale.dast10.structure"
DAST_REVERSED = "scale.dast10.reverse_item"


def expected_count(people: Count, *, percent: Percent) -> Count:
    """People of a group in whom something is expected that happens to so many in a hundred. Source: arithmetic."""
    return _require_group(people) * percent / PERCENT


def remaining_count(people: Count, *, percent: Percent) -> Count:
    """People of a group in whom it is not expected. Source: arithmetic."""
    return _require_group(people) - expected_count(people, percent=percent)


def dissociation_from_drug(people: Count) -> Count:
    """People more who report dissociation on esketamine than on placebo spray. Source: ae.esk.trd.dissociation."""
    fact = load_facts()[DISSOCIATION]
    difference = quantity_of(DISSOCIATION) - fact.details["comparator_percent"]
    return expected_count(people, percent=difference)


def extra_responders(people: Count) -> Count:
    """People more who respond with esketamine and a new antidepressant than with placebo spray and one.

    Source: ev.popova2019_rates.
    """
    return responders_with_drug(people) - responders_without_drug(people)


def responders_with_drug(people: Count) -> Count:
    """All who respond in the esketamine arm, those included who would have without. Source: ev.popova2019_rates."""
    return _share(people, fact=TRIAL, arm=0, outcome="responders")


def responders_without_drug(people: Count) -> Count:
    """All who respond in the placebo-spray arm. Source: ev.popova2019_rates."""
    return _share(people, fact=TRIAL, arm=1, outcome="responders")


def extra_remitters_older(people: Count) -> Count:
    """People of 65 and over more who remit on esketamine than on placebo spray. Source: ev.ochsross2020."""
    return remitters_with_drug_older(people) - remitters_without_drug_older(people)


def remitters_with_drug_older(people: Count) -> Count:
    """All of 65 and over who remit in the esketamine arm. Source: ev.ochsross2020."""
    return _share(people, fact=OLDER_TRIAL, arm=0, outcome="remitters")


def remitters_without_drug_older(people: Count) -> Count:
    """All of 65 and over who remit in the placebo-spray arm. Source: ev.ochsross2020."""
    return _share(people, fact=OLDER_TRIAL, arm=1, outcome="remitters")


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


def _require_group(people: Count) -> Count:
    if not (math.isfinite(people) and people >= 1):
        raise ImplausibleError(f"A group of {people:g} people is implausible: it takes at least one.")
    return people


def _share(people: Count, *, fact: str, arm: int, outcome: str) -> Count:
    row: Any = load_facts()[fact].details["arms"][arm]
    return float(_require_group(people) * row[outcome] / row["n"])


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


CALCULATORS: tuple[tuple[Callable[..., float], tuple[str, ...], bool], ...] = (
    (expected_count, (), False),
    (remaining_count, (), False),
    (dissociation_from_drug, (DISSOCIATION,), False),
    (extra_responders, (TRIAL,), False),
    (extra_remitters_older, (OLDER_TRIAL,), False),
    (induction_hours, (SESSIONS, OBSERVATION), False),
    (madrs_response_total, (MADRS_RESPONSE, MADRS), False),
    (madrs_fall, (MADRS_RESPONSE, MADRS), False),
    (qids_total, (QIDS,), False),
    (dast_total, (DAST, DAST_REVERSED), False),
    (responders_with_drug, (TRIAL,), True),
    (responders_without_drug, (TRIAL,), True),
    (remitters_with_drug_older, (OLDER_TRIAL,), True),
    (remitters_without_drug_older, (OLDER_TRIAL,), True),
    (induction_hours_one_way, (SESSIONS, OBSERVATION), True),
    (induction_hours_once_a_week, (SESSIONS, OBSERVATION), True),
    (induction_hours_without_journey, (SESSIONS, OBSERVATION), True),
    (madrs_response_total_rounded_up, (MADRS_RESPONSE,), True),
    (madrs_response_total_smallest_change, (), True),
    (madrs_response_total_remission, (), True),
    (madrs_fall_of_scale, (MADRS,), True),
    (madrs_fall_of_last, (MADRS,), True),
    (madrs_fall_left, (MADRS,), True),
    (qids_total_all_answers, (QIDS,), True),
    (qids_total_sleep_only, (QIDS,), True),
    (dast_total_unreversed, (DAST,), True),
    (dast_total_reversed_twice, (DAST_REVERSED,), True),
)
