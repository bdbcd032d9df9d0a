"""Harm in numbers: what was counted, in how many people, sessions or years, and how sure the rate is.

Counts are parameters of the facts; harms.toml says which of them belong together. Rows differ in who was looked at and how, so
nothing here is pooled or compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ketamine.registry.fact import Fact
from ketamine.registry.read import RegistryError, load_facts, load_sources, read_table
from ketamine.trial.estimate import Estimate, proportion, rate, rounded_proportion, rule_of_three

UNITS = ("people", "sessions", "person-years")
_COUNTED = ("open study", "clinic forms", "reports sent in", "survey of providers", "case series")
# what reached somebody's desk, or memory, is less than what happened
_LOWER_BOUNDS = ("reports sent in", "survey of providers")


@dataclass(frozen=True, slots=True)
class Harm:
    """One event in one group. `events` is None where only a percentage was printed; `of` is in `unit`.

    `estimate` is per one of the unit. `lower_bound` says that events were reported or remembered, and not looked for.
    """

    label: str
    events: int | None
    of: int
    unit: str
    counted: str
    lower_bound: bool
    estimate: Estimate
    fact: Fact


@cache
def load_harms() -> tuple[Harm, ...]:
    """All rows, in the order of the file. Raises RegistryError where a fact lacks a count, or a word is unknown. Source: harms.toml."""
    return tuple(_read(row) for row in read_table("harms.toml")["harm"])


def list_harms(unit: str) -> tuple[Harm, ...]:
    """The rows of one unit, which may stand on one axis. Raises ValueError for another unit. Source: harms.toml.

    >>> [harm.events for harm in list_harms("person-years")]
    [9]
    """
    if unit not in UNITS:
        raise ValueError(f"There is no unit {unit!r}; there are {', '.join(UNITS)}.")
    return tuple(harm for harm in load_harms() if harm.unit == unit)


def tabulate_harms(unit: str) -> list[dict[str, Any]]:
    """One row per harm, ready for a data frame: the count, and the rate per 1,000 of the unit with its interval.

    `events` is None where only a percentage was printed. Source: harms.toml, and for each row the fact that it names.
    """
    per = read_table("settings.toml")["statistics"]["per"]
    return [
        {
            "what": harm.label,
            "events": harm.events,
            "of": harm.of,
            "unit": harm.unit,
            "per_thousand": per * harm.estimate.value,
            "low": per * harm.estimate.low,
            "high": per * harm.estimate.high,
            "method": harm.estimate.method,
            "counted": harm.counted,
            "lower_bound": harm.lower_bound,
            "caveat": harm.fact.caveat or "",
            "source": "; ".join(load_sources()[each.key].citation for each in harm.fact.citations),
            "fact": harm.fact.id,
        }
        for harm in list_harms(unit)
    ]


def _read(row: Mapping[str, Any]) -> Harm:
    fact = load_facts().get(row["fact"])
    counts = fact.details.get("parameters", {}) if fact else {}
    name = row.get("events", row.get("percent"))
    faults = []
    if fact is None or name not in counts or row["of"] not in counts:
        faults.append("names a fact or a count that is not there")
    if row["unit"] not in UNITS or row["counted"] not in _COUNTED:
        faults.append("has a unit or a way of counting that nobody knows")
    if faults or fact is None:
        raise RegistryError([f"harms.toml: {row['label']} {fault} - mend it" for fault in faults])
    events = counts[name] if "events" in row else None
    return Harm(
        label=row["label"],
        events=events,
        of=counts[row["of"]],
        unit=row["unit"],
        counted=row["counted"],
        lower_bound=row["counted"] in _LOWER_BOUNDS,
        estimate=_estimate(events, of=counts[row["of"]], unit=row["unit"], percent=counts[name]),
        fact=fact,
    )


def _estimate(events: int | None, *, of: int, unit: str, percent: float) -> Estimate:
    if events is None:
        return rounded_proportion(percent, people=of, step=read_table("settings.toml")["statistics"]["printed_step"])
    if events == 0:
        return rule_of_three(of)
    return rate(events, time=of) if unit == "person-years" else proportion(events, people=of)
