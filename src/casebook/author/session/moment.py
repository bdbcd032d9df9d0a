"""One moment of a session: its heading, what is taken for granted, the story, the looks and the acts."""

import re
from collections.abc import Sequence
from typing import Any

from ...problem import Report, nearest
from ...text.answer import read_answers, read_label, take_text
from ...text.case import ID, Answer, Text
from ...text.session import Act, Arrow, Look, Moment, Turn
from .head import read_length

__all__ = ["read_session_moment"]

_WORDS = ("here", "looks", "turns", "begin", "end")
_PLAIN = re.compile(r"([a-z]+):(?:\s+(.*))?")
_TURN = re.compile(r"(?:([0-9]{1,3}) min at ([a-z-]+)|not ([a-z-]+))\s*->\s*(\S+)")
_ARROW = re.compile(r"(\S+)(?:\s+until\s+(empty|[0-9]{1,3} min)\s*,\s*then\s+(\S+))?")
_AT = re.compile(r"at ([a-z-]+(?:(?:,| or) [a-z-]+)*):\s*")
_BRACKET = re.compile(r"(.*?)\s*\(([^()]*)\)\s*", re.DOTALL)
_ARROW_FIX = "end it with -> and a moment, such as -> paused, or -> running until empty, then ended"


def read_session_moment(name: str, title: Text, lines: Sequence[str], line: int, report: Report) -> Moment:
    """Read the lines below a moment's heading; `line` is that of the first of them."""
    words, used = _read_words(lines, line, report)
    block = lines[used:]
    start, answers = read_answers(block, line + used, report)
    seen: dict[str, int] = {}
    looks: list[Look] = []
    acts: list[Act] = []
    for answer in answers:
        if answer.text.source.startswith("?"):
            looks.append(_read_look(answer, seen, report))
        elif (act := _read_act(answer, seen, report)) is not None:
            acts.append(act)
    end = words.get("end", [Text("", line)])[0]
    if end and acts:
        report.add(end.line, f"{name} is an ending and has acts", "take out the acts, or end:", "ending-with-acts")
    here = words.get("here", [Text("", line)])[0]
    return Moment(
        id=name,
        title=title,
        story=take_text(block[:start], line + used),
        line=title.line,
        here=tuple(part.strip() for part in re.split(r",| or ", here.source) if part.strip()),
        here_line=here.line,
        looks_allowed=_read_allowed(words.get("looks", []), report),
        turns=tuple(turn for text in words.get("turns", []) if (turn := _read_turn(text, report))),
        begins=tuple(part.strip() for text in words.get("begin", []) for part in text.source.split(",")),
        looks=tuple(looks),
        acts=tuple(acts),
        end=end,
    )


def _read_words(lines: Sequence[str], line: int, report: Report) -> tuple[dict[str, list[Text]], int]:
    """Read the lines ``here:``, ``looks:`` ... below a heading; how many lines they take."""
    found: dict[str, list[Text]] = {}
    last = ""
    for place, text in enumerate(lines):
        plain = _PLAIN.fullmatch(text.strip())
        if not text.strip():
            if found:
                return found, place
            continue
        if plain and plain[1] in _WORDS:
            last = plain[1]
            if last in found and last != "turns":
                report.add(line + place, f"{last} is given twice", "keep one of them", "duplicate-word")
            if not plain[2]:
                report.add(line + place, f"nothing stands after {last}:", f"write it on the line of {last}:", "no-text")
            found.setdefault(last, []).append(Text(plain[2] or "", line + place))
        elif plain and nearest(plain[1], _WORDS):
            what = f"a moment has no line called {plain[1]}:"
            report.add(line + place, what, f"use {', '.join(_WORDS)}{nearest(plain[1], _WORDS)}", "unknown-word")
        elif last == "end":
            text_before = found[last][-1]
            found[last][-1] = Text(f"{text_before.source}\n{text.strip()}", text_before.line)
        else:
            return found, place
    return found, len(lines)


def _read_allowed(texts: Sequence[Text], report: Report) -> int | None:
    if not texts:
        return None
    if re.fullmatch(r"[0-9]", texts[0].source):
        return int(texts[0].source)
    report.add(texts[0].line, f"{texts[0].source} is no number of looks", "write looks: 1", "bad-looks")
    return None


def _read_turn(text: Text, report: Report) -> Turn | None:
    found = _TURN.fullmatch(text.source)
    if found:
        return Turn(found[2] or f"not {found[3]}", int(found[1] or 0), found[4], text.line)
    fix = "write turns: 15 min at pause -> pounding, or turns: not ready -> gone"
    report.add(text.line, f"{text.source or 'nothing'} is no turn", fix, "bad-turn")
    return None


def _split_found(answer: Answer) -> tuple[str, Text]:
    """Return an entry's own words on one line, and what stands after the colon below them."""
    parts = re.split(r"\n\s*:\s+", answer.text.source, maxsplit=1)
    line = answer.text.line + parts[0].count("\n") + 1
    return " ".join(parts[0].split()), Text(parts[1] if len(parts) > 1 else "", line)


def _read_look(answer: Answer, seen: dict[str, int], report: Report) -> Look:
    words, found = _split_found(answer)
    name, text = read_label(answer, words.removeprefix("?").strip(), seen, report, noun="look")
    if "->" in text.source:
        fix = "take out the arrow, or the ? before it"
        report.add(answer.line, f"the look {name} leads somewhere", fix, "look-with-arrow")
    if not found:
        fix = "write what it shows on the next line, indented, after :"
        report.add(answer.line, f"the look {name} shows nothing", fix, "no-finding")
    _need_reason(answer, f"the look {name}", report)
    return Look(name, text, found, answer.message, answer.line)


def _need_reason(answer: Answer, what: str, report: Report) -> None:
    if not answer.message:
        fix = "say why on the next line, indented, after >"
        report.add(answer.line, f"{what} has no reason", fix, "no-reason")


def _read_act(answer: Answer, seen: dict[str, int], report: Report) -> Act | None:
    words, found = _split_found(answer)
    harmful = words.startswith("! ")
    if "->" not in words:
        report.add(answer.line, f"the act leads nowhere: {words[:40]}", _ARROW_FIX, "no-arrow")
        return None
    words, _, target = words.removeprefix("! ").rpartition("->")
    bracket = _BRACKET.fullmatch(words.strip())
    label, inside = (bracket[1], bracket[2]) if bracket else (words.strip(), "")
    name, text = read_label(answer, label, seen, report, noun="act")
    _need_reason(answer, f"the act {name}", report)
    arrow = _read_arrow(target.strip(), answer.line, report)
    if arrow is None:
        return None
    act = Act(
        id=name,
        text=text,
        found=found,
        reasons=_split_reasons(answer.message),
        line=answer.line,
        arrow=arrow,
        harmful=harmful,
        **_read_bracket(inside, answer.line, report),
    )
    if act.minutes == 0 and arrow.to == arrow.then:
        report.add(answer.line, f"the act {name} leads to one place twice", "take out then", "bad-arrow")
    return act


def _read_arrow(text: str, line: int, report: Report) -> Arrow | None:
    found = _ARROW.fullmatch(text)
    names = [name for name in (found[1], found[3]) if name] if found else []
    if not found or not all(ID.fullmatch(name) for name in names):
        report.add(line, f"{text or 'nothing'} after -> is no moment", _ARROW_FIX, "bad-arrow")
        return None
    until = None if found[2] in (None, "empty") else read_length(found[2])
    return Arrow(found[1], until, found[2] == "empty", found[3] or "")


def _read_bracket(inside: str, line: int, report: Report) -> dict[str, Any]:
    """Read what stands in an act's bracket; words that are none of the engine's are the treatment's."""
    found: dict[str, list[str]] = {"treatment": [], "begins": [], "ends": [], "needs": [], "when": [], "minutes": []}
    once = False
    for part in (part.strip() for part in inside.split(",")):
        first, _, rest = part.partition(" ")
        if part == "once":
            once = True
        elif part == "until empty" or read_length(part) is not None:
            found["minutes"].append(part)
        elif first in ("begin", "end") and rest:
            found[f"{first}s"].append(rest)
        elif part.startswith("if done "):
            found["needs"].append(part.removeprefix("if done "))
        elif first == "if":
            found["when"].append(rest)
        elif part:
            found["treatment"].append(part)
        elif inside.strip():
            report.add(line, "the bracket holds a comma too many", "take it out: (pump off, 5 min)", "bad-bracket")
    if len(found["minutes"]) > 1 or len(found["when"]) > 1:
        report.add(line, "the bracket says one thing twice", "keep one time and one if", "bad-bracket")
    spent = found["minutes"][0] if found["minutes"] else "0 min"
    return {
        "minutes": read_length(spent),
        "once": once,
        "treatment": tuple(found["treatment"]),
        "begins": tuple(found["begins"]),
        "ends": tuple(found["ends"]),
        "needs": tuple(found["needs"]),
        "when": found["when"][0] if found["when"] else "",
    }


def _split_reasons(message: Text) -> dict[str, Text]:
    """Return a reason's paragraphs by the state of the rule that each begins with; those of none come under ""."""
    reasons: dict[str, Text] = {}
    states: tuple[str, ...] = ("",)
    line = message.line
    for paragraph in re.split(r"(\n\s*\n)", message.source):
        if paragraph.strip():
            found = _AT.match(paragraph)
            words = paragraph[found.end() :] if found else paragraph
            states = tuple(re.split(r", | or ", found[1])) if found else states
            for state in states:
                before = reasons.get(state)
                joined = f"{before.source}\n\n{words}" if before else words
                reasons[state] = Text(joined, before.line if before else line)
        line += paragraph.count("\n")
    return reasons
