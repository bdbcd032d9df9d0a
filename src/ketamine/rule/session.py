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
from ketamine.registry.region import holds_in, list_countries, load_regions
from ketamine.rule.rule import number_of, read_rules

INDICATIONS = {
    "trd": "treatment-resistant depression",
    "emergency": "the second indication, depression with acute suicidal thoughts or as a psychiatric emergency",
}
OLDER = {"fact": "special.older.start_dose_eu", "parameter": "from_years"}


class SessionError(ValueError):
    """No fact of this course says what to give in that situation, which is not to say that nothing is labelled. The message says why."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a label allows: `doses` in mg of esketamine, how often, and the facts and caveats behind it.

    `per_week` sessions a week, or None where `weeks_between` (fewest, most) holds. `reduced` is the step down for tolerability.
    `whose` are the regions whose label it is: for Ireland, those of the European one.
    """

    doses: tuple[float, ...]
    per_week: float | None
    weeks_between: tuple[float, float] | None
    reduced: float | None
    facts: tuple[str, ...]
    caveats: tuple[str, ...]
    whose: tuple[str, ...]


def plan_session(indication: str, *, region: str, week: int, age: Year, first: bool = False) -> Session:
    """The labelled doses of esketamine in a country and a week of treatment (from 1), for an age in years; `first` is the very first session.

    Raises SessionError where this course holds no dose. Source: schedules.toml.
    """
    if indication not in INDICATIONS or region not in list_countries():
        raise SessionError(
            f"This course knows {' and '.join(INDICATIONS)} in {', '.join(list_countries())}; not {indication} in {region}."
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
    ages = ("all", "older" if age >= number_of(OLDER) else "younger")
    for row in read_rules("schedules.toml", "schedule"):
        fits = row["indication"] == indication and holds_in(row["regions"], region) and row["ages"] in ages
        if fits and _is_time(row, week=week, first=first):
            return _describe(row)
    raise SessionError(_say_nothing_held(indication, region=region, week=week))


def _describe(row: Mapping[str, Any]) -> Session:
    doses = number_of(row["doses"])
    doses = tuple(doses) if isinstance(doses, tuple) else (float(doses),)
    if "from_dose" in row:
        doses = (number_of(row["from_dose"]), *doses)
    facts = tuple(row["facts"])
    return Session(
        doses=doses,
        per_week=number_of(row["per_week"]) if "per_week" in row else None,
        weeks_between=number_of(row["weeks_between"]) if "weeks_between" in row else None,
        reduced=number_of(row["reduced"]) if "reduced" in row else None,
        facts=facts,
        caveats=tuple(caveat for name in facts if (caveat := load_facts()[name].caveat)),
        whose=tuple(row["regions"]),
    )


def _say_nothing_held(indication: str, *, region: str, week: int) -> str:
    """Why no dose is given: never that nothing is labelled, and with what this course does hold on the licence there."""
    said = [f"This course holds no dose for {INDICATIONS[indication]} in week {week} ({load_regions()[region].name})."]
    for row in read_rules("schedules.toml", "licence"):
        later = "after" not in row or week > number_of(row["after"])[-1]
        if row["indication"] == indication and holds_in(row["regions"], region) and later:
            for fact in (load_facts()[name] for name in row["facts"]):
                said += [fact.statement, *([f"Written for: {fact.population}."] if fact.population else [])]
            break
    return " ".join([*said, "That says nothing of what is labelled there: read the label."])


def _is_time(row: Mapping[str, Any], *, week: int, first: bool) -> bool:
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
