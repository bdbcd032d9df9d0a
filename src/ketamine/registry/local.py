"""A service's own lines: one small file says where this house acts, and every rule, page, card and simulator follows.

Only a convention can be set: a number that no label, trial or guideline gives. The environment names the file:
KETAMINE_SERVICE=service.toml. For teaching, not for the care of a patient.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

F = TypeVar("F", bound=Any)
"""A fact of the register, which stands beside this module and not below it."""

VARIABLE = "KETAMINE_SERVICE"
VALUE = "value"


class ServiceError(ValueError):
    """A service's file cannot be used. The message says where, what is wrong and what to do."""


def read_service_name() -> Path | None:
    """The path of the file that the environment names, or None. Source: KETAMINE_SERVICE."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def list_conventions(rules: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The numbers that a service may set, as (fact, "value" or the name of a parameter): those of local conventions.

    `rules` holds tables of rows by kind. Source: monitoring.toml, screening.toml.
    """
    rows = [row for kind in rules.values() for row in kind if row.get("origin") == "convention"]
    rows += [row["also"] for row in rows if "also" in row]
    pointed = [row[how] for row in rows for how in ("below", "above", "at_least", "at_most") if how in row]
    return frozenset((where["fact"], where.get("parameter", VALUE)) for where in pointed if "fact" in where)


def set_lines(facts: Mapping[str, F], text: str, *, path: str, conventions: Set[tuple[str, str]]) -> Mapping[str, F]:
    """The facts with a service's own numbers in place of the course's. Raises ServiceError.

    The statement then names the service and keeps the course's own sentence; the fact decides no mark. Source: the service's file.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ServiceError(f"{path}: cannot be read: {error} - mend the quotes or brackets there") from None
    service, decided = document.get("service"), document.get("decided_on")
    if not isinstance(service, str) or not service.strip() or type(decided) is not date:
        raise ServiceError(f'{path}: needs service = "the name" and decided_on = 2026-11-28 - write both at its top')
    unknown = sorted(set(document) - {"service", "decided_on", "line"})
    if unknown:
        raise ServiceError(f"{path}: has the unknown field {unknown[0]} - mend its name or remove it")
    changed = dict(facts)
    for row in document.get("line", []):
        fact, part = row.get("fact"), row.get("parameter", VALUE)
        if (fact, part) not in conventions:
            known = ", ".join(sorted({f"{one} ({other})" for one, other in conventions}))
            raise ServiceError(f"{path}: {fact} ({part}) is no local convention - set one of: {known}")
        changed[fact] = _set_line(changed[fact], row.get("number"), part=part, by=f"{service}, {decided}", path=path)
    return MappingProxyType(changed)


def _set_line(fact: F, number: Any, *, part: str, by: str, path: str) -> F:
    parameters = dict(fact.details.get("parameters", {}))
    old = parameters.get(part) if part != VALUE else fact.details.get(VALUE, fact.value)
    pair = isinstance(old, str)
    good = isinstance(number, str) and _is_pressure(number) if pair else type(number) in (int, float) and number > 0
    if not good:
        what = "two numbers, the systolic first" if pair else "a number above nought"
        raise ServiceError(f"{path}: {fact.id} ({part}) is set to {number!r} - write number as {what}")
    details = dict(fact.details)
    if part == VALUE and pair:
        details[VALUE] = number
    if part != VALUE:
        details["parameters"] = MappingProxyType({**parameters, part: number})
    name = "" if part == VALUE else f"{part.replace('_', ' ')} "
    return replace(
        fact,
        statement=f"Set by this service ({by}): {name}{number}. The course's own sentence: {fact.statement}",
        value=number if part == VALUE and not pair else fact.value,
        caveat=f"The sources stand behind the course's own figure and not behind this one. {fact.caveat or ''}".strip(),
        exam=False,
        details=MappingProxyType(details),
    )


def _is_pressure(text: str) -> bool:
    systolic, _, diastolic = text.partition("/")
    return systolic.isdigit() and diastolic.isdigit() and int(systolic) > int(diastolic) > 0
