"""What a rate means for a group of people: so many in a hundred, and the arms of a trial side by side.

For teaching, not for the care of a patient. A sum over one arm of a trial, given where the gap between two is asked for,
is the slip; each stands beside the gap that it is taken for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ketamine.quantity.calculator import Calculator, describe
from ketamine.quantity.limit import ImplausibleError, quantity_of
from ketamine.quantity.unit import PERCENT, Count, Percent
from ketamine.registry.read import load_facts

DISSOCIATION = "ae.esk.trd.dissociation"
STABLE_REMITTERS = "ev.daly2019"


def expected_count(people: Count, *, percent: Percent) -> Count:
    """People of a group in whom something is expected that happens to so many in a hundred. Source: arithmetic.

    >>> expected_count(250, percent=4)
    10.0
    """
    return require_group(people) * percent / PERCENT


def remaining_count(people: Count, *, percent: Percent) -> Count:
    """People of a group in whom it is not expected. Source: arithmetic."""
    return require_group(people) - expected_count(people, percent=percent)


def dissociation_from_drug(people: Count) -> Count:
    """People more who report dissociation on esketamine than on placebo spray. Source: ae.esk.trd.dissociation."""
    fact = load_facts()[DISSOCIATION]
    difference = quantity_of(DISSOCIATION) - fact.details["comparator_percent"]
    return expected_count(people, percent=difference)


def require_group(people: Count) -> Count:
    """Return the number of people if it can be a group; raise ImplausibleError for fewer than one. Source: arithmetic."""
    if not (math.isfinite(people) and people >= 1):
        raise ImplausibleError(f"A group of {people:g} people is implausible: it takes at least one.")
    return people


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was counted in one arm of a trial: the arm's place among the fact's arms, and how it is told of a group."""

    name: str
    arm: int
    summary: str


@dataclass(frozen=True, slots=True)
class Gap:
    """How many more people of a group have an outcome in one arm than in another, and the two arms taken alone."""

    name: str
    fact: str
    outcome: str
    more: Outcome
    less: Outcome
    summary: str


GAPS = (
    Gap(
        "more_responders_next_day",
        "ev.murrough2013",
        "responders",
        Outcome(
            "responders_next_day",
            0,
            "All who respond a day after ketamine, those included who would have on midazolam.",
        ),
        Outcome("responders_next_day_midazolam", 1, "All who respond a day after midazolam."),
        "People more who respond a day after ketamine than after midazolam.",
    ),
    Gap(
        "more_remitters_with_ect",
        "ev.ekstrand2022",
        "remitters",
        Outcome("remitters_with_ect", 1, "All inpatients who remit with ECT."),
        Outcome("remitters_with_ketamine", 0, "All inpatients who remit with ketamine."),
        "Inpatients more who remit with ECT than with ketamine.",
    ),
    Gap(
        "more_with_less_ideation",
        "ev.grunebaum2018",
        "responders",
        Outcome("with_less_ideation", 0, "All whose ideation halves by the day after ketamine."),
        Outcome("with_less_ideation_midazolam", 1, "All whose ideation halves by the day after midazolam."),
        "People more whose suicidal ideation halves by the next day than with midazolam.",
    ),
    Gap(
        "extra_responders",
        "ev.popova2019_rates",
        "responders",
        Outcome(
            "responders_with_drug",
            0,
            "All who respond in the esketamine arm, those included who would have without.",
        ),
        Outcome("responders_without_drug", 1, "All who respond in the placebo-spray arm."),
        "People more who respond with esketamine and a new antidepressant than with placebo spray and one.",
    ),
    Gap(
        "extra_remitters_older",
        "ev.ochsross2020",
        "remitters",
        Outcome("remitters_with_drug_older", 0, "All of 65 and over who remit in the esketamine arm."),
        Outcome("remitters_without_drug_older", 1, "All of 65 and over who remit in the placebo-spray arm."),
        "People of 65 and over more who remit on esketamine than on placebo spray.",
    ),
    Gap(
        "relapses_spared",
        STABLE_REMITTERS,
        "relapses",
        Outcome("relapses_on_placebo", 1, "All who relapse in the arm that went over to placebo spray."),
        Outcome("relapses_on_spray", 0, "All who relapse in the arm that went on with esketamine."),
        "How many fewer of so many stable remitters relapse on esketamine than on placebo spray.",
    ),
)


def count_in_arm(people: Count, *, fact: str, arm: int, outcome: str) -> Count:
    """How many of a group have an outcome, if it happens to them as often as in one arm of a trial. Source: the trial's fact.

    >>> round(count_in_arm(100, fact="ev.daly2019", arm=1, outcome="relapses"))
    45
    """
    row = load_facts()[fact].details["arms"][arm]
    return float(require_group(people) * row[outcome] / row["n"])


def relapses_spared_by_hazard(people: Count) -> Count:
    """The hazard ratio read as a ratio of risks: those on placebo, times one less the ratio. Source: ev.daly2019."""
    on_placebo = count_in_arm(people, fact=STABLE_REMITTERS, arm=1, outcome="relapses")
    return on_placebo * (1 - quantity_of(STABLE_REMITTERS))


def describe_gap(gap: Gap) -> tuple[Calculator, Calculator, Calculator]:
    """The three calculators of a row: the gap, which is right, and either arm alone, which is the slip. Source: its fact."""

    def count(people: float, outcome: Outcome) -> float:
        return count_in_arm(people, fact=gap.fact, arm=outcome.arm, outcome=gap.outcome)

    def difference(people: Count) -> Count:
        return count(people, gap.more) - count(people, gap.less)

    def first(people: Count) -> Count:
        return count(people, gap.more)

    def second(people: Count) -> Count:
        return count(people, gap.less)

    return (
        _describe(difference, gap.name, summary=gap.summary, fact=gap.fact),
        _describe(first, gap.more.name, summary=gap.more.summary, fact=gap.fact, mistake=True),
        _describe(second, gap.less.name, summary=gap.less.summary, fact=gap.fact, mistake=True),
    )


def _describe(
    function: Callable[..., float], name: str, *, summary: str, fact: str, mistake: bool = False
) -> Calculator:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{summary} Source: {fact}."
    return describe(function, facts=(fact,), mistake=mistake, decimals=0)


CALCULATORS = (
    describe(expected_count),
    describe(remaining_count),
    describe(dissociation_from_drug, facts=(DISSOCIATION,)),
    *(calculator for gap in GAPS for calculator in describe_gap(gap)),
    describe(relapses_spared_by_hazard, facts=(STABLE_REMITTERS,), mistake=True, decimals=0),
)
