"""Tables of TOML that people and this package write by turns: read with the line of each, and written."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ...author.course import Course
from ...folder import write_file
from ...problem import Problem, nearest, relative
from ...text.header import read_document

__all__ = [
    "BrokenEntry",
    "Entries",
    "Reader",
    "append_tables",
    "entry_answer",
    "entry_date",
    "entry_text",
    "list_pair",
    "quote_toml",
    "read_pair",
    "read_tables",
    "refuse_strangers",
]

Entries = Mapping[str, Any]
"""A table as it was read: what stands in it by its names."""

Entry = TypeVar("Entry")
Made = TypeVar("Made", covariant=True)

_HEADING = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]", re.MULTILINE)
_MISSING = re.compile(r"line ([0-9]+)")


def read_tables(data: bytes, path: str) -> list[tuple[str, int, Mapping[str, Any]]] | Problem:
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


class Reader(Protocol[Made]):
    """What makes an entry of a table, or raises `BrokenEntry`; it is told the file and the line."""

    def __call__(self, entries: Entries, path: str, line: int) -> Made:
        """Return the entry."""


class BrokenEntry(Exception):
    """What is wrong with one entry of a log, and what to do."""


def entry_text(entries: Entries, name: str, *, needed: bool = True) -> str:
    """Return a text that an entry gives; one that is not `needed` may be missing."""
    value = entries.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise BrokenEntry(f"it has no {name}", f'write {name} = "..."')
    return value.strip()


def refuse_strangers(entries: Entries, known: frozenset[str]) -> None:
    """Refuse an entry that is not among the known ones."""
    for name in sorted(set(entries) - known):
        raise BrokenEntry(f"it has no entry called {name}", f"use {', '.join(sorted(known))}{nearest(name, known)}")


def entry_date(entries: Entries) -> date:
    """Return the day an entry names."""
    value = entries.get("date")
    if type(value) is not date:
        raise BrokenEntry("it has no date", "write date = 2027-05-20")
    return value


def entry_answer(entries: Entries) -> str | tuple[str, ...]:
    """Return the answer an entry gives: a text, or several in a list; a number may be written as one."""
    value = entries.get("answer")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise BrokenEntry("it has no answer", 'write answer = "id", answer = ["id", "id"] or answer = "12.5"')


def quote_toml(text: str) -> str:
    """Return a text as TOML writes it, on one line."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(
        escapes.get(letter) or (letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}")
        for letter in text
    ) + '"'  # fmt: skip


def list_pair(course: Course, name: str) -> tuple[tuple[Path, str], tuple[Path, str]]:
    """Return the two files of a name and what they are called in problems: of self-checks, of graded items."""
    book, answers = course.book / name, course.answers / name
    return (book, relative(book, course.root)), (answers, relative(answers, course.root))


def _read_entries(
    data: bytes, path: str, *, what: str, readers: Mapping[str, Reader[Entry]]
) -> Iterator[Entry | Problem]:
    tables = read_tables(data, path)
    if isinstance(tables, Problem):
        yield tables
        return
    for name, line, entries in tables:
        if name not in readers:
            fix = f"write {' or '.join(f'[[{each}]]' for each in readers)}"
            yield Problem(path, line, f"{what} has no {name}", fix, "broken-log")
            continue
        try:
            yield readers[name](entries, path, line)
        except BrokenEntry as broken:
            told, fix = broken.args
            yield Problem(path, line, f"a {name} can't be used: {told}", fix, "broken-log")


def read_pair(
    course: Course, file: str, *, what: str, readers: Mapping[str, Reader[Entry]]
) -> tuple[list[Entry], list[Problem], list[str]]:
    """Return the entries of both files of a name, what of them can't be used, and which of the two are not there.

    `readers` make an entry of a table by its heading, or raise `BrokenEntry`; `what` the file is called in problems.
    """
    found: list[Entry] = []
    problems: list[Problem] = []
    missing = []
    for place, path in list_pair(course, file):
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            missing.append(path)
            continue
        except OSError as error:
            told = f"the file can't be read ({error.strerror})"
            problems.append(Problem(path, 1, told, "check its permissions", "unreadable"))
            continue
        for each in _read_entries(data, path, what=what, readers=readers):
            if isinstance(each, Problem):
                problems.append(each)
            else:
                found.append(each)
    return found, problems, missing


def append_tables(path: Path, text: str) -> None:
    """Add tables at the end of a file, which is made where there is none; nothing is done with no text."""
    if text:
        before = path.read_bytes().rstrip() if path.is_file() else b""
        write_file(path, (before + b"\n\n" if before else b"") + text.encode())
