"""The course's own rules as plain data: what a reading at the bedside calls for, and whether the patient may leave.

A row is a list of conditions that must all hold, each a formula, a comparison and a number. A formula is the name of a sign, of a
sign at rest (``rest.systolic``) or so many minutes earlier (``systolic@10``), ``since`` (minutes since drug last went in), or an
operation with its two sides. Signs that are seen are 1, those that are not 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ketamine.quantity.unit import PERCENT, Minute, convert
from ketamine.registry.read import load_facts, read_table
from ketamine.rule.monitoring import LEVELS, READINGS
from ketamine.rule.rule import COMPARISONS, DRUGS, number_of, read_rules

NAMES = {"spo2": "spo2", "respiratory_rate": "breathing", "moaas": "awake", "heart_rate": "pulse"}
"""The rules' names of readings, as the bedside calls them."""
COMPUTED = (
    "minutes_since_last_device",
    "local_minimum_elapsed",
    "dissociation_resolved",
    "pressure_near_baseline_and_falling",
    "stable_on_room_air",
    "pulse_and_breathing_near_baseline",
    "no_warning_symptom",
)
"""Conditions for leaving that are told from readings; every other is taken as met unless the author has written otherwise."""
RISING = "rising_after_stop"
_THIRD = 3  # not clinical: how a mean is reckoned
_MEAN = ["+", "diastolic", ["/", ["-", "systolic", "diastolic"], _THIRD]]
_FALL = ["/", ["*", PERCENT, ["-", "rest.systolic", "systolic"]], "rest.systolic"]


def choices() -> Mapping[str, Any]:
    """This course's own choices for invented patients. Source: effects.toml, invented_patient."""
    found: Mapping[str, Any] = read_table("models/effects.toml")["invented_patient"]
    return found


@cache
def list_seen() -> Mapping[str, int]:
    """Signs that are seen or not, as 1 or 0 until something is written of them. Source: monitoring.toml."""
    fields = [row["field"] for row in read_rules("monitoring.toml", "escalation")]
    seen = {field: 0 for field in fields if field not in READINGS and field != RISING}
    asked = [row["field"] for row in read_rules("monitoring.toml", "readiness")]
    return MappingProxyType(seen | {field: 1 for field in asked if field not in (*COMPUTED, "moaas")})


def find_rise_from(drug: str) -> float:
    """Minutes after the last drug from which a rise no longer is the drug's own: after the spray the peak is still to come.

    Source: effects.toml, invented_patient; mon.bp.peak_esk.
    """
    return dosing_minutes("mon.bp.peak_esk") if drug == DRUGS[1] else float(choices()["rising_after_min"])


def describe_levels(drug: str) -> list[dict[str, Any]]:
    """Every row of the rule when to act. Source: monitoring.toml."""
    rows = []
    for row in read_rules("monitoring.toml", "escalation"):
        for when in _list_conditions(row, drug):
            rows.append({"id": row["id"], "level": LEVELS.index(row["level"]), "why": row["why"], "when": when})
    return rows


def _list_conditions(row: Mapping[str, Any], drug: str) -> list[list[Any]]:
    """The conditions of a row, once for each way in which it can speak."""
    if row["field"] == RISING:
        return [_describe_rise(drug)]
    how = next((each for each in COMPARISONS if each in row), None)
    more = [each for also in _list_conditions(row["also"], drug) for each in also] if "also" in row else []
    if how is None:
        return [[[row["field"], "at_least", 1], *more]]
    limit = number_of(row[how])
    if row["field"] != "pressure":
        return [[[NAMES[row["field"]], how, limit], *more]]
    if "of" in row:
        formula = {"systolic": "systolic", "mean": _MEAN, "fall": _FALL}[row["of"]]
        return [[[formula, how, limit], *more]]
    return [[[name, how, each], *more] for name, each in zip(("systolic", "diastolic"), limit, strict=True)]


def _describe_rise(drug: str) -> list[Any]:
    own = choices()
    step = own["rising_step_min"]
    return [
        ["since", "at_least", find_rise_from(drug)],
        [["-", "systolic", f"systolic@{step}"], "at_least", own["rising_mmHg"]],
        [["-", f"systolic@{step}", f"systolic@{step + step}"], "at_least", own["rising_mmHg"]],
    ]


def describe_readiness(drug: str, *, stay: Minute) -> list[dict[str, Any]]:
    """Every row of the rule when a person may leave. Source: monitoring.toml."""
    own = choices()
    near, back = own["near_pressure_mmHg"], own["back_min"]
    two = dosing_minutes("dosing.esk.observe_2h")
    when: dict[str, list[Any]] = {
        "minutes_since_last_device": [["since", "at_least", two]],
        "local_minimum_elapsed": [["since", "at_least", stay]],
        "dissociation_resolved": [["dissociation", "at_most", own["dissociation_gone_points"]]],
        "pressure_near_baseline_and_falling": [
            [["-", "systolic", "rest.systolic"], "at_most", near],
            [["-", "systolic", f"systolic@{back}"], "at_most", 0],
        ],
        "stable_on_room_air": [[["-", "rest.spo2", "spo2"], "at_most", own["saturation_near_percent"]]],
        "pulse_and_breathing_near_baseline": [
            [["-", *sides], "at_most", most]
            for name, most in (("pulse", own["near_pulse_per_min"]), ("breathing", own["near_breathing_per_min"]))
            for sides in ((name, f"rest.{name}"), (f"rest.{name}", name))
        ],
        "no_warning_symptom": [["warning_symptom", "below", 1]],
    }
    rows = []
    for row in read_rules("monitoring.toml", "readiness"):
        if drug in row["drugs"]:
            field = row["field"]
            awake = [["awake", "at_least", number_of(row["at_least"])]] if field == "moaas" else None
            conditions = awake or when.get(field) or [[field, "at_least", 1]]
            rows.append({"id": row["id"], "unmet": row["unmet"], "when": conditions})
    return rows


@cache
def dosing_minutes(fact: str) -> float:
    """A fact's time in min. Source: the fact."""
    found = load_facts()[fact]
    return convert(found.value or 0, unit=found.unit or "min", to="min")
