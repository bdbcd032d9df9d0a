"""Checklists: lines of the rules in short words, for a page or a card on the wall.

The rows of checklists.toml say which rules a list is made of, and how each of them is said in few words. Its numbers come from
the rules' own facts, so a rule that is mended mends every card that shows it; a rule without words keeps the registry from being read.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ketamine.calculator.dosing import standard_duration
from ketamine.registry.fact import show
from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.registry.region import load_regions
from ketamine.rule.monitoring import timetable
from ketamine.rule.rule import COMPARISONS, number_of, read_rules

FILE = "rules/checklists.toml"
SHOWN = ("emergency", "pause")
"""The levels of a reading whose rows must each stand on some list."""
OWN_FIGURE, OWN_COURSE = "course's figure", "this course"
"""Whose a convention is: with a number, which a service may replace by its own, and without."""

_LONG = 600  # not clinical: minutes, longer than any list


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line: Markdown in which numbers are facts, the facts behind it, whose rule it is, and whether its number is this course's own."""

    rule: str
    text: str
    facts: tuple[str, ...]
    whose: str
    local: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """Lines in the order of the work; `urgent` where any one of them is a call for help."""

    id: str
    lines: tuple[ChecklistLine, ...]
    urgent: bool


@cache
def load_checklists() -> Mapping[str, Checklist]:
    """All checklists by id. Raises RegistryError. Source: checklists.toml and the rules that it names.

    >>> load_checklists()["breathing-call"].lines[0].rule
    'unrousable'
    """
    return read_checklists(read_table(FILE))


def read_checklists(table: Mapping[str, Any]) -> Mapping[str, Checklist]:
    """Read lists from a table, and check that no rule is left out. Raises RegistryError. Source: the table."""
    problems: list[str] = []
    found = {
        row["id"]: Checklist(row["id"], tuple(_read_lines(row, problems)), row.get("urgent", False))
        for row in table["checklist"]
    }
    told = {line.rule for each in found.values() for line in each.lines}
    problems += [
        f"{FILE}: {row['id']}, a rule of the level {row['level']}, stands on no list - give it words on one"
        for row in read_rules("monitoring.toml", "escalation")
        if row["level"] in SHOWN and row["id"] not in told
    ]
    if problems:
        raise RegistryError(problems)
    return MappingProxyType(found)


def _read_lines(row: Mapping[str, Any], problems: list[str]) -> Iterable[ChecklistLine]:
    if "steps" in row:
        return _list_steps(row["steps"])
    if "timetable" in row:
        return _list_times(row)
    rules = {each["id"]: each for each in read_rules(row["file"], row["kind"])}
    words = row["words"]
    problems += [
        f"{FILE}: {row['id']} has words for {name}, which is no rule of {row['file']} - mend the name"
        for name in words
        if name not in rules
    ]
    if row.get("whole", False):
        problems += [
            f"{FILE}: {row['id']} says nothing of the rule {name} - give it words"
            for name in rules
            if name not in words and name not in row.get("joined", ())
        ]
    whose = row.get("whose", {})
    problems += [
        f"{FILE}: {row['id']} says whose {name} is, and has no words for it - mend the name"
        for name in whose
        if name not in words
    ]
    return [_say_rule(rules[name], text, whose.get(name)) for name, text in words.items() if name in rules]


def _list_steps(fact: str) -> list[ChecklistLine]:
    """The ordered steps of a fact as they are. Source: the fact."""
    found = load_facts()[fact]
    return [
        ChecklistLine(f"{fact}-{place}", step, (fact,), "", False) for place, step in enumerate(_steps(fact, found), 1)
    ]


def _steps(name: str, fact: Any) -> Sequence[str]:
    steps: Sequence[str] = fact.details.get("ordered_steps", ())
    if not steps:
        raise RegistryError([f"{fact.path}:{fact.line}: {name} has no ordered_steps - name another fact in {FILE}"])
    return steps


def _list_times(row: Mapping[str, Any]) -> list[ChecklistLine]:
    """The moments to look of a session; of those after its end as many as the row says, where the rules go on for ever. Source: monitoring.toml."""
    drug, words = row["timetable"], row["words"]
    end = standard_duration() if drug == "racemic" else 0
    found = timetable(drug, end=end, until=end + _LONG)
    last = sum(moment.minute <= end for moment in found) + row.get("after", len(found))
    lines = []
    for moment in found[:last]:
        text = words["before"] if moment.minute == 0 else words["end"] if moment.minute == end else words["at"]
        minutes = _link(f"{show(moment.minute)} min", moment.facts[0])
        lines.append(
            ChecklistLine(f"{drug}-{show(moment.minute)}", text.replace("{number}", minutes), moment.facts, "", False)
        )
    return lines


def _say_rule(row: Mapping[str, Any], text: str, whose: str | None) -> ChecklistLine:
    """One rule in short words, its numbers linked to their facts. Source: the rule."""
    also = row.get("also", {})
    own = row["origin"] == "convention" and "{" in text and whose is None
    for name, where in (("{number}", row), ("{also}", also)):
        if name in text:
            text = text.replace(name, _say_number(where))
    facts = tuple(dict.fromkeys([*row["facts"]]))
    return ChecklistLine(row["id"], text, facts, whose or (OWN_FIGURE if own else _say_whose(row)), own)


def _say_number(row: Mapping[str, Any]) -> str:
    where = next(row[how] for how in COMPARISONS if how in row)
    number = number_of(where)
    written = "/".join(show(each) for each in number) if isinstance(number, tuple) else show(number)
    return _link(written, where["fact"])


def _link(words: str, fact: str) -> str:
    return f"**{{fact}}`{words} <{fact}>`**"


def _say_whose(row: Mapping[str, Any]) -> str:
    """Whose rule a row is: "this course" for a convention, else where it comes from and the countries, if it is a country's say-so."""
    if row["origin"] == "convention":
        return OWN_COURSE
    regions = load_regions()
    named = tuple(row.get("regions", ()))
    whole = [each for each in regions.values() if each.members and set(each.members) <= set(named)]
    inside = {member for each in whole for member in each.members}
    names = [
        each.words[0] for each in regions.values() if each in whole or (each.id in named and each.id not in inside)
    ]
    return f"{', '.join(names)} {row['origin']}" if names else row["origin"]
