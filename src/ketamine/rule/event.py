"""Events: from a sign to what to do. Recognise, act, escalate, document, in that order.

The rows of events.toml point at facts; steps are theirs, and a rescue drug never appears without its caveat.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ketamine.registry.read import RegistryError, load_facts
from ketamine.rule.monitoring import LEVELS
from ketamine.rule.rule import RuleError, read_rules

FIRST_MINUTE = "ae.escalate.first_minute"
CALL = "ae.escalate.emergency_call"
DOCUMENT = "ae.escalate.document"


@dataclass(frozen=True, slots=True)
class RescueDrug:
    """What a fact says of a rescue drug, and the caveat without which it is never shown."""

    fact: str
    statement: str
    caveat: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that can go wrong: how it is recognised, how grave it is, what to do in which order, what else to think of.

    `listed` holds the entries of the emergency list that it stands for; only an emergency has any. `caveat` is shown wherever the
    steps are, and is none of them: empty where no local protocol decides.
    """

    id: str
    title: str
    signs: tuple[str, ...]
    level: str
    act: tuple[str, ...]
    caveat: str
    drugs: tuple[RescueDrug, ...]
    look_for: tuple[str, ...]
    document: tuple[str, ...]
    facts: tuple[str, ...]
    listed: tuple[str, ...]


@cache
def load_events() -> Mapping[str, Event]:
    """All events by id, gravest first, within a level in the order of the file. Raises RegistryError."""
    found = []
    for row in read_rules("events.toml", "event"):
        if row["level"] not in LEVELS[1:]:
            raise RegistryError(
                [f"events.toml: event {row['id']} has the level {row['level']} - write one of {LEVELS[1:]}"]
            )
        found.append(
            Event(
                id=row["id"],
                title=row["title"],
                signs=tuple(row["signs"]),
                level=row["level"],
                act=_steps(row["act"]),
                caveat=_find_caveat(row["act"]),
                drugs=tuple(_drug(fact) for fact in row["drugs"]),
                look_for=tuple(row["look_for"]),
                document=_steps(DOCUMENT),
                facts=tuple(dict.fromkeys((row["act"], *row["facts"]))),
                listed=find_triggers(row),
            )
        )
    found.sort(key=lambda each: -LEVELS.index(each.level))
    return MappingProxyType({each.id: each for each in found})


def _steps(fact: str) -> tuple[str, ...]:
    """The ordered steps of a fact, or its one sentence."""
    found = load_facts()[fact]
    return tuple(found.details.get("ordered_steps", ())) or (found.statement,)


def _find_caveat(fact: str) -> str:
    """What is said below the steps of a fact that local protocol decides."""
    found = load_facts()[fact]
    return found.caveat or "" if found.local_protocol else ""


def _drug(fact: str) -> RescueDrug:
    found = load_facts()[fact]
    if not found.local_protocol or not found.caveat:
        raise RegistryError(
            [f"{found.path}:{found.line}: {fact} is used as a rescue drug without local_protocol - mark it"]
        )
    return RescueDrug(fact, found.statement, found.caveat)


def list_signs() -> tuple[str, ...]:
    """Every sign that an event is recognised by. Source: events.toml."""
    return tuple(dict.fromkeys(sign for event in load_events().values() for sign in event.signs))


def find_events(seen: Iterable[str]) -> tuple[Event, ...]:
    """The events that any of these signs may mean, gravest first, and within a level those with most signs seen first.

    Raises RuleError for a sign that no event knows. Source: events.toml.
    """
    wanted = set(seen)
    for sign in sorted(wanted - set(list_signs())):
        raise RuleError(f"No event is recognised by {sign!r}; see ketamine.rule.event.list_signs().")
    found = [event for event in load_events().values() if wanted & set(event.signs)]
    return tuple(sorted(found, key=lambda each: (-LEVELS.index(each.level), -len(wanted & set(each.signs)))))


def find_triggers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The entries of the emergency list that a row of events.toml or monitoring.toml stands for, by their opening words.

    Raises RegistryError where an emergency stands for none, another level for one, or the words open not just one entry.
    Source: ae.escalate.emergency_call.
    """
    words = tuple(row.get("listed", ()))
    found = tuple(each for word in words for each in emergency_triggers() if each.startswith(word))
    if bool(words) != (row["level"] == LEVELS[-1]) or len(found) != len(words):
        raise RegistryError(
            [
                f"{row['id']}: an emergency, and no other level, names entries of {CALL} by their opening words - mend listed"
            ]
        )
    return found


def first_minute() -> tuple[str, ...]:
    """What to do in the first minute of any event, before there is a diagnosis. Source: ae.escalate.first_minute."""
    return _steps(FIRST_MINUTE)


def emergency_triggers() -> tuple[str, ...]:
    """What makes an event an emergency call at once. Source: ae.escalate.emergency_call."""
    return _steps(CALL)
