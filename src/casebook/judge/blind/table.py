"""Tables of TOML that people and this package write by turns: read with the line of each, and written."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from ...problem import Problem, nearest
from ...text.header import read_document

__all__ = [
    "BrokenEntry",
    "entry_answer",
    "entry_date",
    "entry_text",
    "quote_toml",
    "read_tables",
    "refuse_strangers",
]

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


class BrokenEntry(Exception):
    """What is wrong with one entry of a log, and what to do."""


def entry_text(entries: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    """Return a text that an entry gives; one that is not `needed` may be missing."""
    value = entries.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise BrokenEntry(f"it has no {name}", f'write {name} = "..."')
    return value.strip()


def refuse_strangers(entries: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse an entry that is not among the known ones."""
    for name in sorted(set(entries) - known):
        raise BrokenEntry(f"it has no entry called {name}", f"use {', '.join(sorted(known))}{nearest(name, known)}")


def entry_date(entries: Mapping[str, Any]) -> date:
    """Return the day an entry names."""
    value = entries.get("date")
    if type(value) is not date:
        raise BrokenEntry("it has no date", "write date = 2027-05-20")
    return value


def entry_answer(entries: Mapping[str, Any]) -> str | tuple[str, ...]:
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
