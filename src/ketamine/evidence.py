"""Evidence: the trial table, what follows from two arms, and rows for a forest plot, in one place.

The arithmetic lives in ketamine.estimate, the trials in ketamine.trial; the numbers are the registry's.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from typing import Any

from ketamine.estimate import (
    Estimate,
    EstimateError,
    NumberNeeded,
    mean_difference,
    number_needed,
    odds_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    standardised_difference,
)
from ketamine.register import load_facts, load_sources
from ketamine.trial import Arm, ForestRow, Trial, compare_arms, forest, load_trials, needed_to_treat

__all__ = [
    "Arm",
    "Estimate",
    "EstimateError",
    "ForestRow",
    "NumberNeeded",
    "Trial",
    "compare_arms",
    "forest",
    "load_trials",
    "mean_difference",
    "needed_to_treat",
    "number_needed",
    "odds_ratio",
    "proportion",
    "risk_difference",
    "risk_ratio",
    "standardised_difference",
    "tabulate_trials",
]


def tabulate_trials() -> list[dict[str, Any]]:
    """One row per comparison, ready for a data frame: arms, people, events, and the risk difference with its interval.

    Comparisons of means have None where counts would stand. Differences are shares of one. Source: trials.toml.
    """
    return [_row(trial) for trial in load_trials()]


def _row(trial: Trial) -> dict[str, Any]:
    fact = load_facts()[trial.fact]
    row: dict[str, Any] = {
        "trial": trial.label,
        "treatment": trial.treatment.name,
        "treated": trial.treatment.people,
        "control": trial.control.name,
        "controls": trial.control.people,
        "outcome": trial.outcome.replace("_", " "),
        "treated_result": trial.treatment.results[trial.outcome],
        "control_result": trial.control.results[trial.outcome],
        "difference": None,
        "low": None,
        "high": None,
        "number_needed": None,
        "poolable": trial.poolable,
        "because": trial.because,
        "caveat": trial.caveat,
        "source": "; ".join(load_sources()[each.key].citation for each in fact.citations),
        "fact": trial.fact,
    }
    try:
        found = compare_arms(trial)
    except EstimateError:
        return row
    needed = number_needed(found, good=trial.good).text
    return {**row, "difference": found.value, "low": found.low, "high": found.high, "number_needed": needed}
