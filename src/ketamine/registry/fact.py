"""Facts with their sources: what a clinician opens when a page shows a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LOCAL_PROTOCOL = "the local protocol decides"
NEVER_A_DOSE = "never a dose in this course"


def show(number: float) -> str:
    """Write a number as prose does: no trailing zeros, no exponent.

    >>> show(40.0), show(0.5)
    ('40', '0.5')
    """
    text = f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"
    return text if float(text) == number else repr(number)


def _write(number: float | str) -> str:
    return number if isinstance(number, str) else show(number)


_SHORT = 45  # not clinical: letters


def _first_part(words: str) -> str:
    part = re.split(r"[(,:;/]| (?:as|text|nasal|injection)\b", words, maxsplit=1)[0].strip()
    return part if len(part) <= _SHORT else f"{part[:_SHORT].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that supports a fact: the key of a source and, where known, the section."""

    key: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, label, guideline or notice. `verified` is "page" when a public page of it was seen; `note` says which part.

    `authors` is None where what was seen did not name them; `address` is where to find what has no DOI, such as a label.
    """

    key: str
    authors: str | None
    title: str
    year: int | None
    journal_or_body: str | None
    doi: str | None
    pmid: int | None
    address: str | None
    kind: str
    verified: str
    note: str

    @property
    def citation(self) -> str:
        """The source on one line: authors, year, title, journal or issuing body; the title first where nobody is named."""
        title = self.title.rstrip(".")
        first, then = (self.authors, f" {title}.") if self.authors else (title, "")
        first = f"{first} ({self.year})" if self.year else first.rstrip(".")
        where = f" {self.journal_or_body.rstrip('.')}." if self.journal_or_body else ""
        return f"{first}.{then}{where}"

    @property
    def short(self) -> str:
        """The source in a few words for a line at the foot of a card: a label by its product, anything else by its first author, and the year.

        >>> Source("x", "Cup et al.", "On tea", 2020, "J Tea", None, None, None, "rct", "page", "").short
        'Cup 2020'
        """
        if self.kind == "label" or not self.authors:
            words = [_first_part(self.title), _first_part(self.journal_or_body or "")]
            name = f"{words[0]} ({words[1]})" if words[1] and self.kind == "label" else words[0]
        else:
            name = _first_part(self.authors.replace(" et al.", ""))
        return f"{name} {self.year}" if self.year else name

    @property
    def url(self) -> str | None:
        """Where to read it: the DOI if there is one, else PubMed, else the address given, else nothing."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else self.address


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a popular article says, with our verdict, for exercises in critical reading."""

    id: str
    article: str
    claim: str
    verdict: str
    why: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    patient_safety_risk: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced statement, with its number if it has one.

    `value`, or `low` and `high`, are in `unit`. All three are None for a fact without a number and for a
    `hazard`: a number that must never be taken for a dose stays in `details`, out of a calculator's reach.
    `exam` is False for what may be taught but must not decide a mark. `local_protocol` marks rescue drugs.
    `regions` says whose rule it is, or holds "general" alone. `path` and `line` say where the fact is written. Everything particular to one fact is in `details`.
    """

    id: str
    topic: str
    regions: tuple[str, ...]
    statement: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    population: str | None
    citations: tuple[Citation, ...]
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
        """What prose shows: "0.5 mg/kg", "10 to 20 mg", or the statement without its stop.

        A hazard says that it is never a dose, and a rescue drug that the local protocol decides.
        """
        amount = self._amount()
        if amount is None:
            return self.statement.removesuffix(".")
        warning = NEVER_A_DOSE if self.hazard else LOCAL_PROTOCOL if self.local_protocol else None
        return f"{amount} ({warning})" if warning else amount

    def _amount(self) -> str | None:
        unit = self.unit
        value, low, high = self.value, self.low, self.high
        written = self.details.get("value")
        if self.hazard:
            written = self.details.get("hazard_value", written)
            unit = self.details.get("hazard_unit", unit)
        low, high = self.details.get("range", (low, high))
        if value is not None:
            number = show(value)
        elif isinstance(written, (int, float)):
            number = show(written)
        elif isinstance(written, str):
            number = written
        elif isinstance(written, tuple):
            number = " or ".join(show(each) for each in written)
        elif low is not None and high is not None:
            number = f"{_write(low)} to {_write(high)}"
        else:
            return None
        if unit is None or unit == "year":
            return number
        if unit.startswith("-"):
            return f"{number}{unit}"
        return f"{number} {unit}"
