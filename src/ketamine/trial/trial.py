"""Trials: the table of arms as data, and what follows from two of them.

Counts and means live in the facts; trials.toml says which arms are compared, and which designs must not be pooled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.trial.estimate import (
    Arm,
    Estimate,
    EstimateError,
    NumberNeeded,
    number_needed,
    odds_ratio,
    risk_difference,
    risk_ratio,
    standardised_difference,
)

_MEASURES = {"risk difference": risk_difference, "risk ratio": risk_ratio, "odds ratio": odds_ratio}
_MEANS = "standardised difference"


@dataclass(frozen=True, slots=True)
class TrialArm:
    """One arm: its name, how many were analysed, and what was counted or measured."""

    name: str
    people: int
    results: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """One comparison: two arms, the outcome they are compared on, whether it is one to wish for, and its fact and caveat.

    `poolable` is False, with the reason in `because`, for designs whose rows are not independent comparisons.
    """

    label: str
    fact: str
    outcome: str
    treatment: TrialArm
    control: TrialArm
    good: bool
    poolable: bool
    because: str
    caveat: str


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of a forest plot. `good` says whether more of the event is better."""

    label: str
    estimate: Estimate
    people: int
    good: bool
    poolable: bool
    fact: str


@cache
def load_trials() -> tuple[Trial, ...]:
    """All comparisons, in the order of the file. Raises RegistryError where a fact has no such arms."""
    found = []
    for row in read_table("trials.toml")["trial"]:
        fact = load_facts().get(row["fact"])
        arms = fact.details.get("arms", ()) if fact else ()
        picked = [arms[row[name]] for name in ("treatment", "control") if row[name] < len(arms)]
        if fact is None or len(picked) < 2 or any(row["outcome"] not in arm for arm in picked):
            raise RegistryError(
                [f"trials.toml: {row['label']} names arms or an outcome that {row['fact']} has not got - mend it"]
            )
        one, two = (
            TrialArm(arm["name"], arm["n"], {name: value for name, value in arm.items() if name not in ("name", "n")})
            for arm in picked
        )
        found.append(
            Trial(
                label=row["label"],
                fact=row["fact"],
                outcome=row["outcome"],
                treatment=one,
                control=two,
                good=row["good"],
                poolable=row.get("poolable", True),
                because=row.get("because", ""),
                caveat=fact.caveat or "",
            )
        )
    return tuple(found)


def compare_arms(trial: Trial, *, measure: str = "risk difference") -> Estimate:
    """What the two arms of a trial say, as a risk difference, risk ratio, odds ratio or standardised difference.

    Raises EstimateError when the trial has no such data. Source: the trial's fact.
    """
    one, two = trial.treatment, trial.control
    if measure == _MEANS:
        if not all("sd" in arm.results and "mean_change" in arm.results for arm in (one, two)):
            raise EstimateError(f"{trial.label} has no means with standard deviations.")
        treated, controls = (Arm(arm.results["mean_change"], arm.results["sd"], arm.people) for arm in (one, two))
        return standardised_difference(treated, controls=controls)
    if measure not in _MEASURES:
        raise EstimateError(f"There is no measure {measure!r}; there are {', '.join([*_MEASURES, _MEANS])}.")
    if trial.outcome == "mean_change":
        raise EstimateError(f"{trial.label} compares means, not counts; ask for the {_MEANS}.")
    return _MEASURES[measure](
        one.results[trial.outcome],
        of_treated=one.people,
        controls=two.results[trial.outcome],
        of_controls=two.people,
    )


def number_needed_in(trial: Trial) -> NumberNeeded:
    """Number needed to treat in one trial. Source: the trial's fact."""
    return number_needed(compare_arms(trial), good=trial.good)


def forest(*, measure: str = "risk difference") -> tuple[ForestRow, ...]:
    """The rows of a forest plot: every trial that has such data, with what must not be pooled marked. Source: trials.toml."""
    rows = []
    for trial in load_trials():
        try:
            estimate = compare_arms(trial, measure=measure)
        except EstimateError:
            continue
        people = trial.treatment.people + trial.control.people
        rows.append(ForestRow(trial.label, estimate, people, trial.good, trial.poolable, trial.fact))
    return tuple(rows)
