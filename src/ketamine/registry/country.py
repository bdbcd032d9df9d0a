"""Rules by country: twelve headings, and what each country's texts say under each, as pointers to facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from ketamine.registry.fact import Fact
from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.registry.region import holds_in, list_countries

_FILE = "rules/countries.toml"


@dataclass(frozen=True, slots=True)
class CountryRule:
    """What one country says under one heading: the ids of facts, or none where nothing was found on the day of the search."""

    region: str
    facts: tuple[str, ...]
    searched: date
    note: str


@dataclass(frozen=True, slots=True)
class RuleHeading:
    """One question that every country answers in its own way, with the answers in the order of the regions."""

    id: str
    title: str
    ask: str
    entries: tuple[CountryRule, ...]


@cache
def load_headings() -> Mapping[str, RuleHeading]:
    """All headings by id, each with one entry for every country. Raises RegistryError. Source: countries.toml.

    >>> len(load_headings()["driving"].entries)
    9
    """
    return read_headings(read_table(_FILE), facts=load_facts())


def read_headings(table: Mapping[str, Any], *, facts: Mapping[str, Fact]) -> Mapping[str, RuleHeading]:
    """Read headings and entries from a table, and check that each pair is there once. Raises RegistryError. Source: the table."""
    titles = {row["id"]: row for row in table["heading"]}
    found: dict[tuple[str, str], CountryRule] = {}
    problems = []
    for row in table["entry"]:
        place = (row["heading"], row["region"])
        where = f"{_FILE}: {' in '.join(place)}"
        if place[0] not in titles or place[1] not in list_countries():
            problems.append(f"{where} is no heading of a country - mend the names")
            continue
        if place in found:
            problems.append(f"{where} is written twice - keep one of them")
        for name in row["facts"]:
            if name not in facts:
                problems.append(f"{where} names the unknown fact {name} - mend the id")
            elif not holds_in(facts[name].regions, place[1]):
                problems.append(f"{where} names {name}, which is no rule there - name another fact")
        found[place] = CountryRule(place[1], tuple(row["facts"]), row["searched"], row.get("note", ""))
    problems += [
        f"{_FILE}: {heading} has no entry for {region} - write one, with facts = [] if nothing was found"
        for heading in titles
        for region in list_countries()
        if (heading, region) not in found
    ]
    if problems:
        raise RegistryError(problems)
    return MappingProxyType(
        {
            name: RuleHeading(name, row["title"], row["ask"], tuple(found[name, region] for region in list_countries()))
            for name, row in titles.items()
        }
    )
