"""Sessions: which dose of esketamine in which week, its devices and their timing; other routes, as facts and not advice.

For teaching, not for the care of a patient.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from ketamine.quantity.limit import ImplausibleError, quantity_of, require
from ketamine.quantity.unit import Device, Milligram, Minute, Year
from ketamine.registry.fact import Fact
from ketamine.registry.read import load_facts, read_table
from ketamine.rule.rule import number_of, read_rules

INDICATIONS = {"trd": "treatment-resistant depression", "mdsi": "depression with acute suicidal ideation or behaviour"}
REGIONS = ("us", "eu")


class SessionError(ValueError):
    """No fact of this course says what to give in that situation, which is not to say that nothing is labelled. The message says why."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the labels allow: `doses` in mg of esketamine, how often, and the facts and caveats behind it.

    `per_week` sessions a week, or None where `weeks_between` (fewest, most) holds. `reduced` is the step down for tolerability.
    """

    doses: tuple[float, ...]
    per_week: float | None
    weeks_between: tuple[float, float] | None
    reduced: float | None
    facts: tuple[str, ...]
    caveats: tuple[str, ...]


def plan_session(indication: str, *, region: str, week: int, age: Year, first: bool = False) -> Session:
    """The labelled doses of esketamine in a week of treatment (from 1), for an age in years; `first` is the very first session.

    Raises SessionError where this course holds no dose. Source: schedules.toml.
    """
    if indication not in INDICATIONS or region not in REGIONS:
        raise SessionError(
            f"This course knows {' and '.join(INDICATIONS)} in {' and '.join(REGIONS)}, not {indication} in {region}."
        )
    if isinstance(age, bool) or not isinstance(age, Real) or not math.isfinite(age):
        raise SessionError(f"The age is {age!r}; it must be a number of years.")
    youngest = number_of({"fact": "special.pediatric", "parameter": "adult_from_years"})
    if age < youngest:
        raise SessionError(f"Esketamine is not approved under {youngest} years.")
    if isinstance(week, bool) or not isinstance(week, int) or week < 1:
        raise SessionError(f"Weeks of treatment are whole numbers from 1, and {week!r} is not.")
    if first and week > 1:
        raise SessionError(f"A first session cannot be in week {week}.")
    older = region == "eu" and age >= number_of({"fact": "special.older.start_dose_eu", "parameter": "from_years"})
    rows = [
        row
        for row in read_rules("schedules.toml", "schedule")
        if row["indication"] == indication and region in row["regions"] and _fits(row, week=week, first=first)
    ]
    rows = [row for row in rows if (row["ages"] == "older") <= older]
    if not rows:
        why = (
            load_facts()["dosing.esk.mdsi_beyond4"].text
            if indication == "mdsi" and region == "us"
            else "That says nothing of what is labelled there: read the label"
        )
        raise SessionError(f"This course holds no dose for {INDICATIONS[indication]} in week {week} ({region}). {why}.")
    # the row for older people, where there is one, comes after the general one and is the narrower
    row = rows[-1] if older else rows[0]
    doses = number_of(row["doses"])
    doses = tuple(doses) if isinstance(doses, tuple) else (float(doses),)
    facts = tuple(row["facts"])
    if older and not row.get("first"):
        step = number_of({"fact": "special.older.start_dose_eu", "parameter": "step_mg"})
        doses = (step, *(dose for dose in doses if dose > step))
        facts = (*facts, "special.older.start_dose_eu")
    return Session(
        doses=doses,
        per_week=number_of(row["per_week"]) if "per_week" in row else None,
        weeks_between=number_of(row["weeks_between"]) if "weeks_between" in row else None,
        reduced=number_of(row["reduced"]) if "reduced" in row else None,
        facts=facts,
        caveats=tuple(caveat for name in facts if (caveat := load_facts()[name].caveat)),
    )


def _fits(row: Mapping[str, Any], *, week: int, first: bool) -> bool:
    if first:
        return bool(row.get("first", False))
    if "from_week" in row:
        return bool(week >= number_of(row["from_week"]))
    if "weeks" not in row:
        return False
    start, end = number_of(row["weeks"])
    return bool(start <= week <= end)


def esketamine_devices(mass: Milligram) -> Device:
    """Nasal devices for a session's dose of esketamine. Source: form.esk.device_strength.

    >>> esketamine_devices(56)
    2.0
    """
    device = quantity_of("form.esk.device_strength")
    wanted = require(mass, quantity="mass")
    if wanted % device or wanted > quantity_of("dosing.esk.max"):
        ceiling = load_facts()["dosing.esk.max"].text
        raise ImplausibleError(
            f"{wanted:g} mg is not a whole number of {device:g} mg devices up to the labelled maximum of {ceiling}."
        )
    return wanted / device


def device_minutes(mg: Milligram) -> tuple[Minute, ...]:
    """When each device of a session is used, in min after the first. Source: dosing.esk.device_gap.

    >>> device_minutes(84)
    (0, 5, 10)
    """
    gap = quantity_of("dosing.esk.device_gap")
    return tuple(index * gap for index in range(round(esketamine_devices(mg))))


def describe_route(route: str) -> tuple[Fact, ...]:
    """What is known of another way of giving racemic ketamine: facts with their caveats, never a recommendation.

    Raises SessionError for a route that the course says nothing about. Source: schedules.toml, route.
    """
    rows = {row["id"]: row for row in read_table("rules/schedules.toml")["route"]}
    if route not in rows:
        raise SessionError(f"This course says nothing of the route {route!r}; it knows {', '.join(rows)}.")
    return tuple(load_facts()[name] for name in rows[route]["facts"])
