"""The head of a text file: the YAML between two lines of three hyphens, read with the line of every entry.

Only plain values, lists and mappings are read. Tags, anchors and aliases are refused: a header is data from a stranger.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import yaml

from ..problem import Problem, Report, nearest
from .case import ID, Level

__all__ = ["Common", "Entry", "Header", "read_common", "read_decimal", "read_document", "read_header", "read_text"]

_LONGEST = 1_000_000
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a header - a text, a tuple of entries or a mapping of entries - and its line."""

    value: "str | tuple[Entry, ...] | Mapping[str, Entry]"
    line: int

    def texts(self) -> tuple[str, ...] | None:
        """Return a list's members, or a single text as a list of one; None when it is anything else."""
        if isinstance(self.value, str):
            return (self.value,)
        if isinstance(self.value, tuple) and all(isinstance(member.value, str) for member in self.value):
            return tuple(str(member.value) for member in self.value)
        return None


@dataclass(frozen=True, slots=True)
class Header:
    """The entries of a file's head, and the text below it with the line it starts on."""

    entries: Mapping[str, Entry]
    body: str
    body_line: int


class _Refused(Exception):
    def __init__(self, line: int, what: str, fix: str) -> None:
        super().__init__(what)
        self.line, self.what, self.fix = line, what, fix


def _convert(node: yaml.Node, first: int, depth: int = 0) -> Entry:
    line = first + node.start_mark.line
    if depth > _DEEPEST:
        raise _Refused(line, "the header is nested too deeply", "use plain values and short lists")
    if isinstance(node, yaml.ScalarNode):
        return Entry(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return Entry(tuple(_convert(child, first, depth + 1) for child in node.value), line)
    members: dict[str, Entry] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(line, "a name in the header is not a word", "write name: value")
        if key.value in members:
            raise _Refused(first + key.start_mark.line, f"{key.value} is given twice", "keep one of them")
        members[key.value] = _convert(value, first, depth + 1)
    return Entry(members, line)


def _parse(text: str, first: int) -> Mapping[str, Entry]:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                line = first + (event.start_mark.line if event.start_mark else 0)
                raise _Refused(line, "the header uses an anchor, alias or tag", "write the value out in full")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first + (mark.line if mark else 0)
        raise _Refused(
            line, f"the header is not valid YAML ({error.problem})", "write one name: value a line"
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = re.sub(r"\s+", " ", str(error))[:80]
        raise _Refused(first, f"the header is not valid YAML ({reason})", "write one name: value a line") from None
    if node is None:
        return {}
    entry = _convert(node, first)
    if not isinstance(entry.value, Mapping):
        raise _Refused(entry.line, "the header is not a list of names and values", "write one name: value a line")
    return entry.value


def read_document(data: bytes, path: str) -> str | Problem:
    """Return a file's text with plain line ends, or the problem that keeps it from being read.

    >>> read_document(b"one\\r\\ntwo", "book/first-cup.case.md")
    'one\\ntwo'
    >>> print(read_document(b"caf\\xe9", "book/first-cup.case.md"))
    book/first-cup.case.md:1: the file is not UTF-8 text - save it as UTF-8
    """
    if len(data) > _LONGEST:
        return Problem(path, 1, "the file is larger than 1 MB", "split it; a case is a page or two", "too-large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(path, line, "the file is not UTF-8 text", "save it as UTF-8", "not-utf8")
    if not text.strip():
        return Problem(path, 1, "the file is empty", "write a case in it, or delete it", "empty-file")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        return Problem(path, line, "the file holds a NUL character", "save it as plain text", "not-text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_header(text: str, path: str) -> Header | Problem:
    """Split a text at its header; a missing, unclosed or broken one is a problem with its line.

    >>> header = read_header("---\\nid: first-cup\\n---\\nA story.", "book/first-cup.case.md")
    >>> header.entries["id"].value, header.body, header.body_line
    ('first-cup', 'A story.', 4)
    >>> print(read_header("A story.", "book/first-cup.case.md"))
    book/first-cup.case.md:1: the file has no header - start it with a line of three hyphens
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Problem(path, 1, "the file has no header", "start it with a line of three hyphens", "no-header")
    number = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), 0)
    if not number:
        return Problem(path, 1, "the header is not closed", "end it with a line of three hyphens", "no-header")
    try:
        entries = _parse("\n".join(lines[1:number]), 2)
    except _Refused as refused:
        return Problem(path, refused.line, refused.what, refused.fix, "broken-header")
    return Header(entries, "\n".join(lines[number + 1 :]), number + 2)


def read_text(entry: Entry | None) -> str:
    """Return an entry that is one text, or nothing."""
    return entry.value.strip() if entry and isinstance(entry.value, str) else ""


def read_decimal(text: str) -> Decimal | None:
    """Return the plain decimal number a header gives, or None for any other text.

    >>> read_decimal("0.5"), read_decimal("1e3")
    (Decimal('0.5'), None)
    """
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text) else None


@dataclass(frozen=True, slots=True)
class Common:
    """What the headers of cases and code tasks share."""

    id: str
    title: str
    objectives: tuple[str, ...]
    level: Level
    minutes: float


def read_common(header: Header, file_id: str, names: set[str], report: Report) -> Common:
    """Read the entries every header has, reporting what is missing or wrong; `names` are all it may hold."""
    head = header.entries
    for name, entry in head.items():
        if name not in names:
            fix = f"use one of {', '.join(sorted(names))}{nearest(name, names)}"
            report.add(entry.line, f"the header has no entry called {name}", fix, "unknown-entry")
    case_id = read_text(head.get("id"))
    id_line = head["id"].line if "id" in head else 1
    if not case_id:
        report.add(id_line, "there is no id", f"write id: {file_id} in the header", "no-id")
    elif not ID.fullmatch(case_id):
        report.add(id_line, f"{case_id} is not an id", "use small letters, digits and single hyphens", "bad-id")
    elif case_id != file_id:
        fix = f"give the file that name, or write id: {file_id}"
        report.add(id_line, f"the id {case_id} is not the file's name {file_id}", fix, "id-unlike-file")
    title = read_text(head.get("title"))
    if not title:
        report.add(1, "there is no title", "write title: in the header", "no-title")
    objectives = (head["objectives"].texts() if "objectives" in head else ()) or ()
    if not objectives:
        report.add(1, "no objective is named", "write objectives: [..] in the header", "no-objective")
    minutes = read_decimal(read_text(head.get("minutes")))
    if minutes is None or minutes <= 0:
        line = head["minutes"].line if "minutes" in head else 1
        report.add(line, "it does not say how many minutes it takes", "write minutes: 5", "no-minutes")
    return Common(case_id, title, objectives, _read_level(head, report), float(minutes or 0))


def _read_level(head: Mapping[str, Entry], report: Report) -> Level:
    name = read_text(head.get("level"))
    if name in set(Level):
        return Level(name)
    line = head["level"].line if "level" in head else 1
    levels = ", ".join(Level)
    what = f"{name} is not a level" if name else "the case has no level"
    report.add(line, what, f"write level: and one of {levels}{nearest(name, set(Level))}", "bad-level")
    return Level.APPLY
