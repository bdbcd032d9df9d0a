"""What counts in a session: one line a step, as an entry of the list under ``## counts``."""

import re
from collections.abc import Sequence
from typing import Any

from ...problem import Report
from ...text.answer import read_answers
from ...text.case import ID, Answer, Text
from ...text.session import CountLine

__all__ = ["read_counts"]

_LABEL = re.compile(r"([^\s:]+):\s+(.*?)\s*\(([^()]*)\)", re.DOTALL)
_MARKS = re.compile(r"([0-9]{1,2}(?:\.5)?) marks?")
_CAP = re.compile(r"at most ([0-9]{1,2}(?:\.5)?)")
_WITHIN = re.compile(r"within ([0-9]{1,3}) min of ([a-z-]+)")
_BEFORE = re.compile(r"before (\S+)")
_NAMES = re.compile(r"(\S+/\S+(?: (?:or|and) \S+/\S+)*)(?: at ([a-z-]+(?: or [a-z-]+)*))?")
_FIX = "write - id: What was done (2 marks; moment/act or moment/look; within 4 min of pause)"


def read_counts(lines: Sequence[str], line: int, report: Report) -> tuple[CountLine, ...]:
    """Read the lines below the heading ``## counts``; `line` is that of the first of them."""
    _, answers = read_answers(lines, line, report)
    if not answers:
        report.add(line, "nothing counts", _FIX, "no-counts")
    return tuple(found for answer in answers if (found := _read_line(answer, report)))


def _read_line(answer: Answer, report: Report) -> CountLine | None:
    label = _LABEL.fullmatch(" ".join(answer.text.source.split()))
    if not label or not ID.fullmatch(label[1]):
        report.add(answer.line, "this line of what counts can't be read", _FIX, "bad-count")
        return None
    if not answer.message:
        fix = "say why on the next line, indented, after >"
        report.add(answer.line, f"{label[1]} has no reason", fix, "no-reason")
    worth, *parts = (part.strip() for part in label[3].split(";"))
    marks, cap = _MARKS.fullmatch(worth), _CAP.fullmatch(worth)
    if (label[1] == "never") != bool(cap) or not (marks or cap):
        fix = "write (2 marks; ...), and for a harmful act - never: ... (at most 4; ...)"
        report.add(answer.line, f"{label[1]} does not say what it is worth", fix, "bad-count")
        return None
    found: dict[str, Any] = {}
    for part in parts:
        read = _read_part(part)
        if read is None or read.keys() & found.keys():
            report.add(answer.line, f"{part or 'nothing'} is no condition of what counts", _FIX, "bad-count")
            return None
        found |= read
    if "names" not in found:
        report.add(answer.line, f"{label[1]} names no act and no look", _FIX, "bad-count")
        return None
    return CountLine(
        feature=label[1],
        text=Text(label[2], answer.text.line),
        reason=answer.message,
        line=answer.line,
        marks=float(marks[1]) if marks else 0,
        cap=float(cap[1]) if cap else None,
        **found,
    )


def _read_part(part: str) -> dict[str, Any] | None:
    """Return one condition between semicolons as the fields it fills, or None."""
    within, before, names = _WITHIN.fullmatch(part), _BEFORE.fullmatch(part), _NAMES.fullmatch(part)
    if within:
        return {"within": int(within[1]), "of": within[2]}
    if before:
        return {"before": before[1]}
    if not names or (" and " in names[1] and " or " in names[1]):
        return None
    return {
        "names": tuple(re.split(" and | or ", names[1])),
        "together": " and " in names[1],
        "at": tuple(names[2].split(" or ")) if names[2] else (),
    }
