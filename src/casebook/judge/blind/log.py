"""The reading log: who besides the author has answered each item, what came of it, and which pages a clinician reviewed.

It is data beside the bank, and place means secrecy: readings of self-checks are in ``book/readings.toml``, those of
graded items in ``answers/readings.toml``, for an answer that agrees is a key. A reading is blind: the reader saw the
public half and the chapter (`casebook.judge.blind.sheet`). A review is a named clinician's; nothing here makes one up.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...author.course import Course
from ...problem import Problem, nearest
from ...text.case import Level
from .table import (
    BrokenEntry,
    Entries,
    Reader,
    entry_answer,
    entry_date,
    entry_text,
    quote_toml,
    read_pair,
    read_tables,
    refuse_strangers,
)

__all__ = [
    "LOG",
    "READERS",
    "Answer",
    "Given",
    "Log",
    "Reading",
    "Review",
    "describe_review",
    "digest_text",
    "format_readings",
    "read_form",
    "read_log",
]

READERS = ("second reader", "third reader")
"""Who may have read an item: a part in the work, never a person's name."""

Answer = str | tuple[str, ...]
"""An answer as given: an option's id, several, steps in order, or what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One blind reading of an item: what was answered, which level it seemed to ask for, and whether that agreed.

    `fingerprint` and `wording` say which state of the item was read; `remark` is the reader's, `changed` says what the
    author mended after a disagreement.
    """

    item: str
    fingerprint: str
    wording: str
    reader: str
    date: date
    answer: Answer
    level: Level
    agrees: bool
    remark: str = ""
    changed: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One clinician's review of a page or a case: `of` is its path, `wording` a digest of the text that was reviewed."""

    of: str
    wording: str
    name: str
    role: str
    date: date
    remark: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer on a blind reader's form. `agrees` is set by hand for what no machine can compare, else None.

    `wording` is the digest of the words that were printed with the form.
    """

    item: str
    wording: str
    answer: Answer
    level: Level
    agrees: bool | None
    remark: str
    line: int


@dataclass(frozen=True, slots=True)
class Log:
    """Every reading and review there is, in the order of the files, and the logs that are not there."""

    readings: tuple[Reading, ...] = ()
    reviews: tuple[Review, ...] = ()
    missing: tuple[str, ...] = ()


def _read_level(entries: Entries) -> Level:
    """Return the level an entry names."""
    name = entry_text(entries, "level")
    if name not in set(Level):
        raise BrokenEntry(f"{name} is not a level", f"use one of {', '.join(Level)}{nearest(name, set(Level))}")
    return Level(name)


def _read_reading(entries: Entries, path: str, line: int) -> Reading:
    refuse_strangers(entries, _READING)
    reader = entry_text(entries, "reader")
    if reader not in READERS:
        fix = f"write one of {', '.join(READERS)}; a named clinician's judgement is a [[review]]"
        raise BrokenEntry(f"{reader} is not a reader", fix)
    agrees = entries.get("agrees")
    if not isinstance(agrees, bool):
        raise BrokenEntry("it does not say whether it agrees", "write agrees = true or agrees = false")
    return Reading(
        item=entry_text(entries, "item"),
        fingerprint=entry_text(entries, "fingerprint"),
        wording=entry_text(entries, "wording"),
        reader=reader,
        date=entry_date(entries),
        answer=entry_answer(entries),
        level=_read_level(entries),
        agrees=agrees,
        remark=entry_text(entries, "remark", needed=False),
        changed=entry_text(entries, "changed", needed=False),
        path=path,
        line=line,
    )


def _read_review(entries: Entries, path: str, line: int) -> Review:
    refuse_strangers(entries, _REVIEW)
    name = entry_text(entries, "name")
    if name.casefold() in {*READERS, "clinician", "a clinician", "reviewer", "anonymous"}:
        raise BrokenEntry(f"{name} is no person's name", "a review is a named clinician's, or it is none")
    return Review(
        of=entry_text(entries, "of"),
        wording=entry_text(entries, "wording"),
        name=name,
        role=entry_text(entries, "role"),
        date=entry_date(entries),
        remark=entry_text(entries, "remark", needed=False),
        path=path,
        line=line,
    )


_READING, _REVIEW = (frozenset(kind.__dataclass_fields__) - {"path", "line"} for kind in (Reading, Review))

LOG = "readings.toml"
"""What the two logs of readings are called, one in the book and one in the answers."""


def read_log(course: Course) -> Log | list[Problem]:
    """Read both logs of a course; returns every reading and review, or every problem with its line."""
    readers: dict[str, Reader[Reading | Review]] = {"reading": _read_reading, "review": _read_review}
    found, problems, missing = read_pair(course, LOG, what="a log", readers=readers)
    readings = tuple(each for each in found if isinstance(each, Reading))
    reviews = tuple(each for each in found if isinstance(each, Review))
    return problems or Log(readings, reviews, tuple(missing))


def format_readings(readings: Iterable[Reading]) -> str:
    """Return readings as they stand in a log."""
    blocks = []
    for reading in readings:
        several = isinstance(reading.answer, tuple)
        answer = f"[{', '.join(map(quote_toml, reading.answer))}]" if several else quote_toml(str(reading.answer))
        lines = [
            "[[reading]]",
            f"item = {quote_toml(reading.item)}",
            f"fingerprint = {quote_toml(reading.fingerprint)}",
            f"wording = {quote_toml(reading.wording)}",
            f"reader = {quote_toml(reading.reader)}",
            f"date = {reading.date.isoformat()}",
            f"answer = {answer}",
            f"level = {quote_toml(reading.level)}",
            f"agrees = {'true' if reading.agrees else 'false'}",
        ]
        lines += [f"{name} = {quote_toml(text)}" for name in ("remark", "changed") if (text := getattr(reading, name))]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


_FORM = frozenset({"item", "wording", "answer", "level", "remark", "agrees"})


def _read_given(entries: Entries, line: int) -> Given | None:
    if entries.get("answer") in ("", []):
        return None
    refuse_strangers(entries, _FORM)
    agrees = entries.get("agrees")
    if agrees is not None and not isinstance(agrees, bool):
        raise BrokenEntry("agrees is neither true nor false", "write agrees = true or agrees = false")
    return Given(
        item=entry_text(entries, "item"),
        wording=entry_text(entries, "wording"),
        answer=entry_answer(entries),
        level=_read_level(entries),
        agrees=agrees,
        remark=entry_text(entries, "remark", needed=False),
        line=line,
    )


def read_form(data: bytes, path: str) -> tuple[Given, ...] | list[Problem]:
    """Read a form that a blind reader filled in (`casebook.judge.blind.sheet.make_form`); entries left empty are left out."""
    tables = read_tables(data, path)
    if isinstance(tables, Problem):
        return [tables]
    problems, found = [], []
    for name, line, entries in tables:
        try:
            if name != "answer":
                raise BrokenEntry(f"it is headed {name}", "write [[answer]]")
            given = _read_given(entries, line)
        except BrokenEntry as refused:
            what, fix = refused.args
            problems.append(Problem(path, line, f"an answer can't be used: {what}", fix, "broken-form"))
            continue
        if given:
            found.append(given)
    return problems or tuple(found)


def digest_text(source: str) -> str:
    """Return the digest of a page or case by which a review says which text was reviewed."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def describe_review(log: Log, path: str, source: str, *, awaiting: str = "Awaiting review by a clinician.") -> str:
    """Return the line a page shows about its review: by whom and when, and whether the text has changed since.

    `path` and `source` are those of the page or case. Without a review in the log it is `awaiting`.
    """
    reviews = [review for review in log.reviews if review.of == path]
    if not reviews:
        return awaiting
    last = max(reviews, key=lambda review: review.date)
    since = "" if last.wording == digest_text(source) else " The text has changed since."
    return f"Reviewed by {last.name}, {last.role}, on {last.date.isoformat()}.{since}"
