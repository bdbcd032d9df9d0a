"""The slot a subject fills: sourced facts and calculators, lent to the engine by name.

A subject is any installed package that names an object under the entry point ``casebook.subjects``. The engine
never imports one; it asks for what is described here. A subject whose own files are broken raises a ValueError with
`problems`, a line for each, when it is first asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import entry_points
from typing import Any, Protocol, cast

from .problem import CasebookError

__all__ = [
    "GENERAL",
    "Bedside",
    "Calculator",
    "Checklist",
    "ChecklistLine",
    "CountryRule",
    "Fact",
    "Literature",
    "Region",
    "RuleHeading",
    "Subject",
    "is_examinable",
    "list_countries",
    "load_subject",
]

GENERAL = "general"
"""What a fact's regions hold alone if it holds everywhere."""


class Cited(Protocol):
    """Where in a source a fact stands."""

    @property
    def key(self) -> str: ...
    @property
    def section(self) -> str | None: ...


class Fact(Protocol):
    """One sourced clinical statement, with its number if it has one."""

    id: str
    topic: str
    regions: tuple[str, ...]
    statement: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    population: str | None
    citations: tuple[Any, ...]
    confidence: str
    verified: str
    caveat: str | None
    checked_on: date
    review_by: date
    exam: bool
    local_protocol: bool
    hazard: bool
    computed: bool
    path: str
    line: int
    details: Mapping[str, Any]

    @property
    def text(self) -> str:
        """What prose shows: the number with its unit, or the statement."""
        ...


class Region(Protocol):
    """A country or union whose rule a fact can be; one with members stands for all of them together."""

    id: str
    name: str
    words: tuple[str, ...]
    follows: str | None
    members: tuple[str, ...]


class CountryRule(Protocol):
    """What one country says under one heading: facts, or none where nothing was found on the day of the search."""

    region: str
    facts: tuple[str, ...]
    searched: date
    note: str


class RuleHeading(Protocol):
    """One question that every country answers in its own way, with an entry for each country."""

    id: str
    title: str
    ask: str
    entries: tuple[Any, ...]


class ChecklistLine(Protocol):
    """One thing to look for, ask or do: a line of Markdown, the facts behind it, and in a few words whose rule it is.

    `local` says that its number is the subject's own: no label or trial sets it, and a service may set another.
    """

    text: str
    facts: tuple[str, ...]
    whose: str
    local: bool


class Checklist(Protocol):
    """Lines made from the subject's own rules, in the order of the work; `urgent` where any one of them is a call for help."""

    id: str
    lines: tuple[Any, ...]
    urgent: bool


class Literature(Protocol):
    """One publication, label or notice that facts rest on."""

    key: str
    kind: str
    verified: str
    note: str | None

    @property
    def citation(self) -> str:
        """One line: authors, year, title, journal."""
        ...

    @property
    def short(self) -> str:
        """Two or three words and the year, for where there is no room."""
        ...

    @property
    def url(self) -> str | None:
        """Where it can be read, if that is certain."""
        ...


class Calculator(Protocol):
    """A named clinical calculation: numbers with units in, one number with a unit out.

    A result is shown to so many `decimals`, or, where it is None, at three figures.
    """

    name: str
    summary: str
    parameters: Mapping[str, str]
    optional: frozenset[str]
    unit: str
    facts: tuple[str, ...]
    limits: tuple[str, ...]
    mistake: bool
    source: str
    decimals: int | None

    def __call__(self, **numbers: float) -> float:
        """Return the result; raise ValueError with a sentence for a clinically implausible input."""
        ...


class Bedside(Protocol):
    """What a subject lends to bedside sessions: the words of its treatment, its signs, the states of its rule, and its models.

    `levels` rise from the mildest. `acts` are what an author may have done to the treatment: ``share`` of the pump's rate, or
    ``give`` a device. `monitor` lists the signs with their `parts`; `seen` are signs that are there or not; `words` are what else a
    story may say of its patient. `stated` names facts for a state that a local choice draws.
    """

    levels: Sequence[str]
    acts: Mapping[str, Mapping[str, Any]]
    monitor: Sequence[Mapping[str, Any]]
    words: Sequence[str]
    stated: Mapping[str, tuple[str, ...]]

    @property
    def seen(self) -> Sequence[str]:
        """Signs that an author may write of."""
        ...

    def find_fault(self, given: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, str] | None:
        """The first entry of a header that can't be used (``patient.age``), what is wrong, what to do; None where all is well."""
        ...

    def bake(self, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """A patient's physiology and the rule, as plain data that `casebook.bedside.body` explains."""
        ...

    def follow(
        self,
        given: Mapping[str, Mapping[str, Any]],
        *,
        changes: Sequence[tuple[int, float]],
        devices: Sequence[int],
        happenings: Sequence[tuple[str, int, int | None]],
        written: Mapping[str, Any],
        until: int,
    ) -> list[tuple[dict[str, int], str, bool]]:
        """The signs, the level and whether the patient may leave at every minute, straight from the models."""
        ...

    def vary(self, given: Mapping[str, Mapping[str, Any]], *, seed: int, count: int) -> Iterator[dict[str, Any]]:
        """Other patients for the same story, from a seed."""
        ...


class Subject(Protocol):
    """What a course is about. `bedside` is None where the subject has nothing to lend to sessions."""

    name: str
    notice: str
    review: str
    facts: Mapping[str, Any]
    sources: Mapping[str, Any]
    calculators: Mapping[str, Any]
    regions: Mapping[str, Any]
    headings: Mapping[str, Any]
    checklists: Mapping[str, Any]
    bedside: Any


@dataclass(frozen=True, slots=True)
class EmptySubject:
    """A subject with nothing in it, for a bank that needs no facts."""

    name: str = "none"
    notice: str = ""
    review: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, Any] = field(default_factory=dict)
    calculators: Mapping[str, Any] = field(default_factory=dict)
    regions: Mapping[str, Any] = field(default_factory=dict)
    headings: Mapping[str, Any] = field(default_factory=dict)
    checklists: Mapping[str, Any] = field(default_factory=dict)
    bedside: Any = None


def load_subject(name: str | None = None) -> Subject:
    """Return the installed subject, or the one named; refuse when there are several and none is named."""
    found = {point.name: point for point in entry_points(group="casebook.subjects")}
    if name is None and len(found) > 1:
        raise CasebookError(f"several subjects are installed ({', '.join(sorted(found))}) - name one with --subject")
    if name is None and not found:
        return cast(Subject, EmptySubject())
    chosen = name or next(iter(found))
    if chosen not in found:
        raise CasebookError(
            f"no subject called {chosen} is installed - installed: {', '.join(sorted(found)) or 'none'}"
        )
    subject: Subject = found[chosen].load()
    return subject


def list_countries(subject: Subject) -> list[Region]:
    """Return the regions that a reader can choose among: those that stand for themselves and not for several."""
    return [region for region in subject.regions.values() if not region.members]


def is_examinable(fact: Fact) -> bool:
    """Return whether a mark may rest on this fact: high confidence, seen on a page or plain arithmetic, not barred."""
    return fact.exam and not fact.hazard and fact.confidence == "high" and (fact.verified == "page" or fact.computed)
