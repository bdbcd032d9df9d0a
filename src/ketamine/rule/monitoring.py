"""Monitoring: when to look, when to act, and when a person may leave.

The rules are rows of monitoring.toml, each with its facts. A reading that is missing is never reassuring.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ketamine.quantity.limit import ImplausibleError, require
from ketamine.quantity.unit import Minute, convert
from ketamine.registry.read import load_facts
from ketamine.rule.rule import (
    Reason,
    check_drug,
    check_fields,
    check_ladder,
    counts,
    find_doubts,
    give_reason,
    list_fields,
    number_of,
    read_rules,
    speaks,
)

LEVELS = ("continue", "watch", "pause", "emergency")
"""From the mildest to the gravest."""

READINGS = ("pressure", "baseline_pressure", "spo2", "respiratory_rate", "moaas", "heart_rate")


@dataclass(frozen=True, slots=True)
class Observation:
    """One moment to look: minutes after the start, what to record, and the facts behind it."""

    minute: float
    what: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """The gravest level that any rule calls for, and the reasons, gravest first."""

    level: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether every condition for leaving is met, and those that are not."""

    ready: bool
    unmet: tuple[Reason, ...]


def timetable(drug: str, *, end: Minute, until: Minute) -> tuple[Observation, ...]:
    """When to look: from before the start, through `end` (of the infusion, or the last device), to `until`, in min.

    Source: mon.vitals.iv_schedule, dosing.esk.bp_40, dosing.esk.observe_2h.
    """
    check_drug(drug)
    for minute in (end, until):
        require(minute, quantity="minutes")
    if until < end:
        raise ImplausibleError(
            f"Watching cannot stop at minute {until:g}, while drug is going in until minute {end:g}."
        )
    found: dict[float, tuple[list[str], list[str]]] = {}
    for row in read_rules("monitoring.toml", "observation"):
        if row["drug"] == drug:
            for minute in _moments(row, end=end, until=until):
                what, facts = found.setdefault(minute, ([], []))
                what += [each for each in row["what"] if each not in what]
                facts += [each for each in row["facts"] if each not in facts]
    return tuple(Observation(minute, tuple(what), tuple(facts)) for minute, (what, facts) in sorted(found.items()))


def _moments(row: Mapping[str, Any], *, end: float, until: float) -> list[float]:
    moment = row["moment"]
    if moment == "before":
        return [0.0]
    if moment == "end":
        return [float(end)]
    if moment == "after-last-device":
        unit = load_facts()[row["at"]["fact"]].unit or "min"
        return [end + convert(number_of(row["at"]), unit=unit, to="min")]
    step = number_of(row["every"])
    first, last = (0.0, end) if moment == "during" else (end, until)
    moments = []
    current = first + step
    while current < last or (moment == "after" and current <= last):
        moments.append(float(current))
        current += step
    return moments


def no_signs() -> dict[str, bool]:
    """Every sign asked about and not found: what a caller must say before a reading can be reassuring.

    Source: monitoring.toml.
    """
    fields = list_fields(read_rules("monitoring.toml", "escalation"))
    return {field: False for field in fields if field not in READINGS}


@cache
def _read_ladder() -> tuple[Mapping[str, Any], ...]:
    rows = read_rules("monitoring.toml", "escalation")
    check_ladder(rows, key="level", order=LEVELS)
    return rows


def escalate(reading: Mapping[str, Any]) -> Escalation:
    """How far to go for one set of readings and signs.

    Readings are `pressure` and `baseline_pressure` (systolic, diastolic in mmHg), `spo2` in %, `respiratory_rate` and
    `heart_rate` per min and `moaas` 0 to 5; signs are yes or no (see no_signs). Whatever is missing, None or not believable
    calls for at least "watch"; breathing that nobody looked at for "pause". Source: monitoring.toml.
    """
    rows = _read_ladder()
    check_fields(reading, rows=rows)
    fields = list_fields(rows)
    reasons = [give_reason(row, level=row["level"], why=row["why"]) for row in rows if speaks(row, reading)]
    doubts = find_doubts(reading, fields=fields)
    unknown = {field for field in fields if reading.get(field) is None} | set(doubts)
    reasons += [
        give_reason(row, level=row["level"], why=row["why"], missing=True)
        for row in read_rules("monitoring.toml", "unknown")
        if unknown.issuperset(row["fields"])
    ]
    reasons += [
        Reason(f"no-{field}", LEVELS[1], f"Not known: {field.replace('_', ' ')}. Take it, or ask.", (), missing=True)
        for field in fields
        if reading.get(field) is None
    ]
    reasons += [Reason(f"doubt-{field}", LEVELS[1], why, (), missing=True) for field, why in doubts.items()]
    reasons.sort(key=lambda each: -LEVELS.index(each.level))
    return Escalation(reasons[0].level if reasons else LEVELS[0], tuple(reasons))


def assess_readiness(answers: Mapping[str, Any], *, drug: str) -> Readiness:
    """Whether a person may leave: every condition met, none unknown. `minutes_since_last_device` in min, `moaas` 0 to 5.

    Source: mon.discharge.criteria, mon.discharge.esk_label.
    """
    check_drug(drug)
    rows = read_rules("monitoring.toml", "readiness")
    check_fields(answers, rows=rows)
    unmet = []
    rows = tuple(row for row in rows if drug in row["drugs"])
    for row in rows:
        answer = answers.get(row["field"])
        if answer is None:
            why = f"not known {row['unknown']}"
            unmet.append(give_reason(row, level="stay", why=why, missing=True))
        elif not counts(_in_minutes(row), answer):
            unmet.append(give_reason(row, level="stay", why=row["unmet"]))
    doubts = find_doubts(answers, fields=(row["field"] for row in rows))
    unmet += [Reason(f"doubt-{field}", "stay", why, (), missing=True) for field, why in doubts.items()]
    return Readiness(not unmet, tuple(unmet))


def _in_minutes(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A condition in minutes may point at a fact in hours: compare like with like."""
    if not row["field"].startswith("minutes"):
        return row
    fact = load_facts()[row["at_least"]["fact"]]
    minutes = convert(fact.value or 0, unit=fact.unit or "min", to="min")
    return {**row, "at_least": {"fact": row["at_least"]["fact"], "number": minutes}}
