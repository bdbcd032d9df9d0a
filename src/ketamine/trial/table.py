"""The trial table: one row for each comparison, ready for a data frame, with what follows from its two arms."""

from __future__ import annotations

from typing import Any

from ketamine.registry.read import load_facts, load_sources
from ketamine.trial.estimate import (
    EstimateError,
    number_needed,
)
from ketamine.trial.trial import Trial, compare_arms, load_trials


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
