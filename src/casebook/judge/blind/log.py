"""The reading log: who besides the author has answered each item, what came of it, and which pages a clinician reviewed.

It is data beside the bank, and place means secrecy: readings of self-checks are in ``book/readings.toml``, those of
graded items in ``answers/readings.toml``, for an answer that agrees is a key. A reading is blind: the reader saw the
public half and the chapter (`casebook.judge.blind.sheet`). A review is a named clinician's; nothing here makes one up.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...problem import Problem, nearest, relative
from ...text.case import Level
from ...text.header import read_document

__all__ = [
    "READERS",
    "Answer",
    "Given",
    "Log",
    "Reading",
    "Review",
    "describe_review",
    "digest_text",
    "format_readings",
    "list_logs",
    "read_form",
    "read_log",
]

READERS = ("second reader", "third reader")
"""Who may have read an item: a part in the work, never a person's name."""

Answer = str | tuple[str, ...]
"""An answer as given: an option's id, several, steps in order, or what was typed."""

_HEADING = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]", re.MULTILINE)
_MISSING = re.compile(r"line ([0-9]+)")


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


def list_logs(course: Course) -> tuple[tuple[Path, str], tuple[Path, str]]:
    """Return the two logs and what they are called in problems: of self-checks, of graded items."""
    book, answers = course.book / "readings.toml", course.answers / "readings.toml"
    return (book, relative(book, course.root)), (answers, relative(answers, course.root))


def _read_tables(data: bytes, path: str) -> list[tuple[str, int, Mapping[str, Any]]] | Problem:
    """Read the tables of a TOML file as (name, line, entries), in order; a file that can't be read is a problem."""
    text = read_document(data, path) if data.strip() else ""
    if isinstance(text, Problem):
        return text
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = _MISSING.search(str(error))
        what = f"the file is not valid TOML ({re.sub(r' *[(]at .*', '', str(error))})"
        return Problem(path, int(found[1]) if found else 1, what, "mend that line", "broken-log")
    lines: dict[str, list[int]] = {}
    for match in _HEADING.finditer(text):
        lines.setdefault(match[1], []).append(text.count("\n", 0, match.start(1)) + 1)
    tables = []
    for name, entries in document.items():
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            fix = f"write each one under a line [[{name}]]"
            return Problem(path, 1, f"{name} is no list of tables", fix, "broken-log")
        at = lines.get(name, [])
        tables += [(name, at[place] if place < len(at) else 1, entry) for place, entry in enumerate(entries)]
    return sorted(tables, key=lambda table: table[1])


class _Refused(Exception):
    """What is wrong with one entry of a log, and what to do."""


def _text(entries: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    value = entries.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _Refused(f"it has no {name}", f'write {name} = "..."')
    return value.strip()


def _refuse_strangers(entries: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in sorted(set(entries) - known):
        raise _Refused(f"it has no entry called {name}", f"use {', '.join(sorted(known))}{nearest(name, known)}")


def _date(entries: Mapping[str, Any]) -> date:
    value = entries.get("date")
    if type(value) is not date:
        raise _Refused("it has no date", "write date = 2027-05-20")
    return value


def _read_answer(entries: Mapping[str, Any]) -> Answer:
    """Return the answer an entry gives: a text, or several in a list; a number may be written as one."""
    value = entries.get("answer")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise _Refused("it has no answer", 'write answer = "id", answer = ["id", "id"] or answer = "12.5"')


def _read_level(entries: Mapping[str, Any]) -> Level:
    """Return the level an entry names."""
    name = _text(entries, "level")
    if name not in set(Level):
        raise _Refused(f"{name} is not a level", f"use one of {', '.join(Level)}{nearest(name, set(Level))}")
    return Level(name)


def _read_reading(entries: Mapping[str, Any], path: str, line: int) -> Reading:
    reader = _text(entries, "reader")
    if reader not in READERS:
        fix = f"write one of {', '.join(READERS)}; a named clinician's judgement is a [[review]]"
        raise _Refused(f"{reader} is not a reader", fix)
    agrees = entries.get("agrees")
    if not isinstance(agrees, bool):
        raise _Refused("it does not say whether it agrees", "write agrees = true or agrees = false")
    return Reading(
        item=_text(entries, "item"),
        fingerprint=_text(entries, "fingerprint"),
        wording=_text(entries, "wording"),
        reader=reader,
        date=_date(entries),
        answer=_read_answer(entries),
        level=_read_level(entries),
        agrees=agrees,
        remark=_text(entries, "remark", needed=False),
        changed=_text(entries, "changed", needed=False),
        path=path,
        line=line,
    )


def _read_review(entries: Mapping[str, Any], path: str, line: int) -> Review:
    name = _text(entries, "name")
    if name.casefold() in {*READERS, "clinician", "a clinician", "reviewer", "anonymous"}:
        raise _Refused(f"{name} is no person's name", "a review is a named clinician's, or it is none")
    return Review(
        of=_text(entries, "of"),
        wording=_text(entries, "wording"),
        name=name,
        role=_text(entries, "role"),
        date=_date(entries),
        remark=_text(entries, "remark", needed=False),
        path=path,
        line=line,
    )


_ENTRIES = {
    "reading": frozenset(Reading.__dataclass_fields__) - {"path", "line"},
    "review": frozenset(Review.__dataclass_fields__) - {"path", "line"},
}


def _read_file(data: bytes, path: str) -> Iterator[Reading | Review | Problem]:
    tables = _read_tables(data, path)
    if isinstance(tables, Problem):
        yield tables
        return
    for name, line, entries in tables:
        known = _ENTRIES.get(name)
        if known is None:
            fix = "write [[reading]] or [[review]]"
            yield Problem(path, line, f"a log has no {name}", fix, "broken-log")
            continue
        try:
            _refuse_strangers(entries, known)
            yield _read_reading(entries, path, line) if name == "reading" else _read_review(entries, path, line)
        except _Refused as refused:
            what, fix = refused.args
            yield Problem(path, line, f"a {name} can't be used: {what}", fix, "broken-log")


def read_log(course: Course) -> Log | list[Problem]:
    """Read both logs of a course; returns every reading and review, or every problem with its line."""
    readings: list[Reading] = []
    reviews: list[Review] = []
    problems: list[Problem] = []
    missing = []
    for file, path in list_logs(course):
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            missing.append(path)
            continue
        except OSError as error:
            what = f"the file can't be read ({error.strerror})"
            problems.append(Problem(path, 1, what, "check its permissions", "unreadable"))
            continue
        for found in _read_file(data, path):
            if isinstance(found, Reading):
                readings.append(found)
            elif isinstance(found, Review):
                reviews.append(found)
            else:
                problems.append(found)
    return problems or Log(tuple(readings), tuple(reviews), tuple(missing))


def _quote(text: str) -> str:
    """Return a text as TOML writes it, on one line."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(
        escapes.get(letter) or (letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}")
        for letter in text
    ) + '"'  # fmt: skip


def format_readings(readings: Iterable[Reading]) -> str:
    """Return readings as they stand in a log."""
    blocks = []
    for reading in readings:
        several = isinstance(reading.answer, tuple)
        answer = f"[{', '.join(map(_quote, reading.answer))}]" if several else _quote(str(reading.answer))
        lines = [
            "[[reading]]",
            f"item = {_quote(reading.item)}",
            f"fingerprint = {_quote(reading.fingerprint)}",
            f"wording = {_quote(reading.wording)}",
            f"reader = {_quote(reading.reader)}",
            f"date = {reading.date.isoformat()}",
            f"answer = {answer}",
            f"level = {_quote(reading.level)}",
            f"agrees = {'true' if reading.agrees else 'false'}",
        ]
        lines += [f"{name} = {_quote(text)}" for name in ("remark", "changed") if (text := getattr(reading, name))]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


_FORM = frozenset({"item", "wording", "answer", "level", "remark", "agrees"})


def _read_given(entries: Mapping[str, Any], line: int) -> Given | None:
    if entries.get("answer") in ("", []):
        return None
    _refuse_strangers(entries, _FORM)
    agrees = entries.get("agrees")
    if agrees is not None and not isinstance(agrees, bool):
        raise _Refused("agrees is neither true nor false", "write agrees = true or agrees = false")
    return Given(
        item=_text(entries, "item"),
        wording=_text(entries, "wording"),
        answer=_read_answer(entries),
        level=_read_level(entries),
        agrees=agrees,
        remark=_text(entries, "remark", needed=False),
        line=line,
    )


def read_form(data: bytes, path: str) -> tuple[Given, ...] | list[Problem]:
    """Read a form that a blind reader filled in (`casebook.judge.blind.sheet.make_form`); entries left empty are left out."""
    tables = _read_tables(data, path)
    if isinstance(tables, Problem):
        return [tables]
    problems, found = [], []
    for name, line, entries in tables:
        try:
            if name != "answer":
                raise _Refused(f"it is headed {name}", "write [[answer]]")
            given = _read_given(entries, line)
        except _Refused as refused:
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
