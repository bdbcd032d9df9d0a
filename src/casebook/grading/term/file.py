"""The educator's own file of a term, `term.toml` in the course's root: read whole, or refused in one line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from ...author.course import Course
from ...problem import CasebookError, Problem, nearest
from ...text.header import read_document
from .late import Policy, read_policy, read_span

__all__ = ["CLOCK", "FILE", "Extra", "Terms", "read_terms", "refuse_line"]

FILE = "term.toml"
"""The file's name, beside `nbgrader_config.py`; git ignores it, since it names learners."""

CLOCK = "this computer's clock"
"""Whose clock a time without a zone is read by, unless the file names one."""

_KEYS = ("due", "late", "extra", "leave_out")
_COMMON = ("zone", "late", "extra")


@dataclass(frozen=True, slots=True)
class Extra:
    """Extra time of one learner: so much more, or until a moment; and the line that says so."""

    learner: str
    line: int
    span: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an educator set for one exercise.

    `zone` is the time zone of the term; None where none is named, so that this computer's clock counts.
    `clock` says whose clock a time without an offset was read by; `policy` is None where nothing is said, so that nbgrader's own
    settings decide. `left_out` holds the line of each name in ``leave_out``.
    """

    zone: tzinfo | None = None
    due: datetime | None = None
    clock: str = ""
    policy: Policy | None = None
    extra: tuple[Extra, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def refuse_line(line: int, what: str, fix: str) -> NoReturn:
    """Refuse the file for what stands in one of its lines."""
    raise CasebookError.of([Problem(FILE, line, what, fix, "bad-term")])


def _unquote(name: str) -> str:
    name = name.strip()
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name


def _split_name(text: str) -> tuple[str, ...]:
    return tuple(_unquote(part) for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", text))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where things stand in the file, for messages; the reader of TOML does not tell."""

    text: str

    def _list(self) -> Iterator[tuple[int, tuple[str, ...], str]]:
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.split("\n"), 1):
            head = re.match(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$", line)
            if head:
                table = _split_name(head[1])
                yield number, table, line
                continue
            entry = re.match(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w.\-\s])+?)\s*=", line)
            if entry:
                yield number, (*table, *_split_name(entry[1])), line

    def __contains__(self, path: tuple[str, ...]) -> bool:
        return any(known == path for _, known, _ in self._list())

    def find(self, *path: str) -> int:
        """Return the line of an entry, or of the innermost table around it that can be found."""
        found = {known: number for number, known, _ in reversed(list(self._list()))}
        for length in range(len(path), 0, -1):
            inside = [number for known, number in found.items() if known[:length] == path[:length]]
            if inside:
                return min(inside)
        return 1

    def find_word(self, word: str, *path: str) -> int:
        """Return the line on which a word of an entry's list stands."""
        start = self.find(*path)
        for number, line in enumerate(self.text.split("\n")[start - 1 :], start):
            if f'"{word}"' in line or f"'{word}'" in line:
                return number
        return start


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the entries of one file."""

    lines: _Lines
    zone: tzinfo | None
    zone_name: str

    def moment(self, value: object, *path: str) -> tuple[datetime, str] | None:
        """Return a time and whose clock it was read by; a date alone means the end of that day; None for anything else."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value, ""
        if isinstance(value, datetime):
            local = value
        elif isinstance(value, date):
            local = datetime.combine(value, time(23, 59, 59))
        else:
            return None
        try:
            fixed = local.replace(tzinfo=self.zone) if self.zone else local.astimezone()
            fixed.astimezone(UTC)
        except (OverflowError, ValueError, OSError):
            refuse_line(
                self.lines.find(*path), f"{value} is no day that this computer knows", "write a day of this term"
            )
        return fixed, self.zone_name or CLOCK

    def policy(self, value: object, *path: str) -> Policy | None:
        """Return what being late costs; None where nothing is said."""
        if value is None:
            return None
        found = read_policy(value)
        if found is None:
            refuse_line(
                self.lines.find(*path), f"late = {_show(value)} is no policy", 'write "flag", "none" or "10 % a day"'
            )
        return found

    def extra(self, value: object, *path: str) -> Iterator[Extra]:
        """Yield the extra time of each learner."""
        if value is None:
            return
        if not isinstance(value, dict):
            fix = f"write a table, [{'.'.join(path)}], with a line for each learner"
            refuse_line(self.lines.find(*path), "extra is no table", fix)
        for learner, given in _flatten(value):
            line = (
                self.lines.find(*path, learner)
                if (*path, learner) in self.lines
                else self.lines.find(*path, *learner.split("."))
            )
            moment = self.moment(given, *path, learner)
            span = read_span(given) if isinstance(given, str) else None
            if moment:
                yield Extra(learner, line, until=moment[0])
            elif span:
                yield Extra(learner, line, span=span)
            else:
                fix = 'write "2 days", "36 hours" or a day such as 2026-12-14'
                refuse_line(line, f"the extra time of {learner} is {_show(given)}", fix)

    def left_out(self, value: object, *path: str) -> dict[str, int]:
        """Return the names of what is left out, with their lines."""
        if value is None:
            return {}
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            refuse_line(
                self.lines.find(*path), "leave_out is no list of names", 'write leave_out = ["case--item", "task"]'
            )
        return {name: self.lines.find_word(name, *path) for name in value}


def _flatten(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each entry by its whole name: without quotation marks TOML takes ``m.smith`` for a table within a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{rest}", given) for rest, given in _flatten(value))
        else:
            yield name, value


def _show(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _load(course: Course) -> tuple[dict[str, Any], _Reader] | None:
    path = course.root / FILE
    data = path.read_bytes() if path.is_file() else b""
    if not data.strip():
        return None
    text = read_document(data, FILE)
    if isinstance(text, Problem):
        raise CasebookError.of([text])
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        why = str(error).partition(" (at ")[0]
        quote = "mend this line; texts stand in quotation marks, times do not: due = 2026-12-10T18:00:00"
        refuse_line(line, f"this is not valid TOML ({why})", quote)
    lines = _Lines(text)
    name = document.get("zone", "")
    try:
        zone = ZoneInfo(name) if name else None
    except Exception:  # zoneinfo raises what it likes for names that are none
        refuse_line(
            lines.find("zone"), f"zone = {_show(name)} is no time zone", 'write it as "Europe/Berlin", or leave it out'
        )
    return document, _Reader(lines, zone, name if zone else "")


def _list_known(course: Course) -> set[str]:
    """Return what an exercise may be called: of these answers, of the course's own, or released earlier."""
    folders = (course.root / "answers", course.exercises)
    return {*course.list_exercises(), *(each.name for place in folders if place.is_dir() for each in place.iterdir() if each.is_dir())}  # fmt: skip


def read_terms(course: Course, exercise: str) -> Terms:
    """Return what the educator's file says of an exercise; nothing where there is no file.

    Raises `CasebookError`, one line with the line's number, for a file that can't be read or says something unknown.
    """
    loaded = _load(course)
    if loaded is None:
        return Terms()
    document, reader = loaded
    known = _list_known(course) | {exercise}
    for name, table in document.items():
        if name in _COMMON:
            continue
        if not isinstance(table, dict):
            hint = "" if name in _KEYS else nearest(name, [*_COMMON, *_KEYS])
            fix = f"write it below the exercise's name in brackets{hint}"
            refuse_line(reader.lines.find(name), f"{name} belongs to no exercise", fix)
        if name not in known:
            fix = f"name one of the course{nearest(name, known)}"
            refuse_line(reader.lines.find(name), f"there is no exercise {name}", fix)
        for key in table:
            if key not in _KEYS:
                fix = f"it may have {', '.join(_KEYS)}{nearest(key, _KEYS)}"
                refuse_line(reader.lines.find(name, key), f"{name} has no setting {key}", fix)
    own = document.get(exercise, {})
    due = None
    if "due" in own:
        due = reader.moment(own["due"], exercise, "due")
        if due is None:
            fix = "write 2026-12-10T18:00:00+01:00 without quotation marks, or 2026-12-10 for the end of that day"
            refuse_line(reader.lines.find(exercise, "due"), f"due = {_show(own['due'])} is no time", fix)
    policy = reader.policy(own.get("late"), exercise, "late") or reader.policy(document.get("late"), "late")
    general = {each.learner: each for each in reader.extra(document.get("extra"), "extra")}
    # What is said for this exercise comes before what is said for the whole term.
    special = {each.learner: each for each in reader.extra(own.get("extra"), exercise, "extra")}
    return Terms(
        zone=reader.zone,
        due=due[0] if due else None,
        clock=due[1] if due else "",
        policy=policy,
        extra=tuple((general | special).values()),
        left_out=reader.left_out(own.get("leave_out"), exercise, "leave_out"),
    )
