"""The head of a session: what the subject reads (patient, responds, treatment, others), the cuff, and what is written."""

import re
from collections.abc import Mapping

from ...problem import Report, nearest
from ...text.header import Entry, Header, read_text
from ...text.session import Happening

__all__ = ["GIVEN", "NAMES", "read_cuff", "read_given", "read_happenings", "read_length"]

GIVEN = ("patient", "responds", "treatment", "others")
NAMES = {"id", "title", "objectives", "level", "minutes", "cuff", "written", *GIVEN}
_MINUTES = re.compile(r"([0-9]{1,3}) min")
_SIZES = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9])?(?:/[-+]?[0-9]{1,3}(?:\.[0-9])?)?")
_TIMES = {"after": "after", "rises over": "rises", "lasts": "lasts"}
_ANSWERS = {"yes": True, "no": False}
_FEWEST_WORDS = 3


def read_length(text: str) -> int | None:
    """Return the minutes of ``5 min``, or None for any other text.

    >>> read_length("5 min"), read_length("5 minutes")
    (5, None)
    """
    found = _MINUTES.fullmatch(text)
    return int(found[1]) if found else None


def read_given(header: Header, report: Report) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Read the entries that the subject reads as texts, with the line of each as ``patient.age``."""
    given: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for name in GIVEN:
        entry = header.entries.get(name)
        if entry is None:
            if name != "others":
                report.add(1, f"there is no {name}", f"write {name}: {{...}} in the header", f"no-{name}")
            continue
        lines[name] = entry.line
        if not isinstance(entry.value, Mapping):
            fix = f"write {name}: {{name: value, name: value}}"
            report.add(entry.line, f"{name} is not a list of names and values", fix, f"bad-{name}")
            continue
        given[name] = {}
        for key, value in entry.value.items():
            lines[f"{name}.{key}"] = value.line
            if not isinstance(value.value, str):
                report.add(value.line, f"{key} of {name} is not one value", "write it as one text", f"bad-{name}")
            given[name][key] = read_text(value)
    return given, lines


def read_cuff(header: Header, report: Report) -> int:
    """Read how often the cuff measures by itself, in minutes."""
    entry = header.entries.get("cuff")
    minutes = read_length(read_text(entry))
    if minutes:
        return minutes
    line = entry.line if entry else 1
    report.add(line, "it does not say how often the cuff measures", "write cuff: 5 min", "bad-cuff")
    return 1


def read_happenings(header: Header, report: Report) -> tuple[Happening, ...]:
    """Read what no model computes: its name, why it is written, and what it does to signs."""
    entry = header.entries.get("written")
    if entry is None or entry.value == "":
        return ()
    if not isinstance(entry.value, Mapping):
        fix = "write written: and below it, indented, a name with why: and moves: or signs:"
        report.add(entry.line, "written is not a list of happenings", fix, "bad-written")
        return ()
    return tuple(_read_happening(name, value, report) for name, value in entry.value.items())


def _read_happening(name: str, entry: Entry, report: Report) -> Happening:
    parts = entry.value if isinstance(entry.value, Mapping) else {}
    for part, value in parts.items():
        if part not in ("why", "moves", "signs"):
            fix = f"use why, moves or signs{nearest(part, ('why', 'moves', 'signs'))}"
            report.add(value.line, f"a happening has no entry called {part}", fix, "bad-written")
    why = read_text(parts.get("why"))
    if len(why.split()) < _FEWEST_WORDS:
        fix = "say under why: in a few words that no model computes it"
        report.add(entry.line, f"{name} is written without a reason", fix, "written-without-why")
    moves, times = _read_moves(name, parts.get("moves"), report)
    signs, signs_after = _read_signs(name, parts.get("signs"), report)
    if not moves and not signs:
        report.add(entry.line, f"{name} moves nothing and shows nothing", "give it moves: or signs:", "bad-written")
    return Happening(
        name=name,
        why=why,
        line=entry.line,
        moves=moves,
        after=times.get("after", 0),
        rises=times.get("rises", 0),
        lasts=times.get("lasts"),
        signs=signs,
        signs_after=signs_after,
    )


def _members(name: str, part: str, entry: Entry | None, report: Report) -> Mapping[str, Entry]:
    if entry is None:
        return {}
    if not isinstance(entry.value, Mapping):
        report.add(entry.line, f"{part} of {name} are no list", f"write {part}: {{name: value}}", "bad-written")
        return {}
    return entry.value


def _read_moves(name: str, entry: Entry | None, report: Report) -> tuple[dict[str, tuple[float, ...]], dict[str, int]]:
    moves: dict[str, tuple[float, ...]] = {}
    times: dict[str, int] = {}
    for key, value in _members(name, "moves", entry, report).items():
        text = read_text(value)
        if key in _TIMES:
            minutes = read_length(text)
            if minutes is None:
                report.add(value.line, f"{key} of {name} is no time", f"write {key}: 20 min", "bad-written")
            times[_TIMES[key]] = minutes or 0
        elif _SIZES.fullmatch(text):
            moves[key] = tuple(float(size) for size in text.split("/"))
        else:
            fix = "write how far it moves, such as pulse: 14 or pressure: -60/-30"
            report.add(value.line, f"{key} of {name} is no size", fix, "bad-written")
    return moves, times


def _read_signs(name: str, entry: Entry | None, report: Report) -> tuple[dict[str, bool], int]:
    signs: dict[str, bool] = {}
    after = 0
    for key, value in _members(name, "signs", entry, report).items():
        text = read_text(value)
        if key == "after":
            minutes = read_length(text)
            if minutes is None:
                report.add(value.line, f"after of {name} is no time", "write after: 20 min", "bad-written")
            after = minutes or 0
        elif text in _ANSWERS:
            signs[key.replace(" ", "_")] = _ANSWERS[text]
        else:
            report.add(value.line, f"{key} of {name} is neither yes nor no", f"write {key}: yes", "bad-written")
    return signs, after
