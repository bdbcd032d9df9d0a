"""The answer list that closes an item: options, a key and its mistakes, steps, or a rubric.

Which of these it is follows from its shape; `read_kind` turns it into the item's kind and fields.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .case import (
    Call,
    Item,
    Kind,
    Option,
    Point,
    Prediction,
    Text,
    Tolerance,
)
from .header import ID, Reading
from .markup import load_parser, parse_call

__all__ = ["Answer", "read_answers", "read_kind"]

_TICK = re.compile(r"\[( |x|X)?\]\s*(.*)", re.DOTALL)
_LABEL = re.compile(r"([^\s:]+):\s+(.*)", re.DOTALL)
_KEY = re.compile(r"=\s*(.*?)(?:\s+within\s+(.*))?", re.DOTALL)
_MISTAKE = re.compile(r"x\s+(.*)", re.DOTALL)
_CALC = re.compile(r"\{calc\}`([^`]*)`")
_TOLERANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d].*|%)")
_RUBRIC = re.compile(r"([0-9]+(?:\.[0-9]+)?):\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of an item's answer list: its first paragraph, its quoted message, and whether it was numbered."""

    text: Text
    message: Text
    ordered: bool
    line: int


def _dedent(lines: Sequence[str], first: int, last: int, strip: str) -> str:
    return "\n".join(re.sub(strip, "", line) for line in lines[first:last]).strip("\n")


def read_answers(block: Sequence[str], offset: int, reading: Reading) -> tuple[int, list[Answer]]:
    """Return the line in the block at which the answer list starts, and its entries; the list closes the item."""
    parsed = load_parser().parse("\n".join(block))
    tops = [token for token in parsed if token.level == 0 and token.map and token.nesting >= 0]
    lists = [token for token in tops if token.type in ("bullet_list_open", "ordered_list_open")]
    if not lists:
        return len(block), []
    opening = lists[-1]
    after = [token for token in tops if token.map[0] >= opening.map[1]]
    if after:
        line = offset + after[0].map[0]
        fix = "move it above the answers, or indent it with > under the answer it explains"
        reading.report(line, "there is text after the answers", fix, "text-after-answers")
    answers = []
    for token in parsed:
        if token.type != "list_item_open" or token.level != 1 or token.map[0] < opening.map[0]:
            continue
        answers.append(_read_answer(parsed, token, block, offset, opening.type == "ordered_list_open", reading))
    return int(opening.map[0]), answers


def _read_answer(
    parsed: Sequence[Any], opening: Any, block: Sequence[str], offset: int, ordered: bool, reading: Reading
) -> Answer:
    start, end = opening.map
    inside = [
        token for token in parsed
        if token.map and token.level == opening.level + 1 and start <= token.map[0] < end and token.nesting >= 0
    ]  # fmt: skip
    text, message = Text("", offset + start), Text("", offset + start)
    for position, token in enumerate(inside):
        first, last = token.map
        if token.type == "paragraph_open" and position == 0:
            source = _dedent(block, first, last, r"^\s+")
            text = Text(re.sub(r"^(?:[-*+]|[0-9]+[.)])\s+", "", source), offset + first)
        elif token.type == "blockquote_open" and not message:
            message = Text(_dedent(block, first, last, r"^\s*>? ?"), offset + first)
        else:
            fix = "write one paragraph, then its reason as one quote that starts with >"
            reading.report(offset + first, "an answer holds more than a text and a reason", fix, "muddled-answer")
    return Answer(text, message, ordered, offset + start)


def read_kind(item: Item, answers: Sequence[Answer], remark: str, reading: Reading) -> Item:
    """Return the item completed by its answers; `remark` is what its heading says in brackets."""
    if "written" in remark:
        return _read_written(item, answers, remark, reading)
    if all(answer.ordered for answer in answers):
        return _read_order(item, answers, reading)
    if any(re.match(r"=|x\s|else\s*$", answer.text.source) for answer in answers):
        return _read_numeric(item, answers, reading)
    return _read_choice(item, answers, remark, reading)


def _label(answer: Answer, text: str, seen: dict[str, int], reading: Reading) -> tuple[str, Text]:
    """Read ``id: text``, reporting a missing or repeated id."""
    label = _LABEL.fullmatch(text)
    if not label or not ID.fullmatch(label[1]):
        fix = "write its id and a colon before the text, such as anxiety: Mild anxiety"
        reading.report(answer.line, "an option has no id", fix, "no-option-id")
        return "", Text(text, answer.text.line)
    if label[1] in seen:
        what = f"the option id {label[1]} is used twice (first on line {seen[label[1]]})"
        reading.report(answer.line, what, "give this option another id", "duplicate-id")
    seen.setdefault(label[1], answer.line)
    return label[1], Text(label[2].strip(), answer.text.line)


def _need_message(answer: Answer, what: str, reading: Reading) -> None:
    if not answer.message:
        fix = "say why on the next line, indented, after >"
        reading.report(answer.line, f"{what} has no message", fix, "no-message")


def _read_choice(item: Item, answers: Sequence[Answer], remark: str, reading: Reading) -> Item:
    seen: dict[str, int] = {}
    options = []
    for answer in answers:
        tick = _TICK.fullmatch(answer.text.source)
        if not tick or answer.ordered:
            fix = "start each option with - [ ] or - [x]"
            reading.report(
                answer.line, "an answer is neither an option nor of another known form", fix, "muddled-answer"
            )
            continue
        name, text = _label(answer, tick[2], seen, reading)
        _need_message(answer, f"the option {name or text.source[:30]}", reading)
        options.append(Option(name, text, answer.message, (tick[1] or " ") in "xX", answer.line))
    keys = sum(option.key for option in options)
    line = item.line
    if not keys:
        reading.report(line, f"the item {item.id} has no key", "tick the right option: - [x]", "no-key")
    wants_all = "all" in remark
    if keys > 1 and not wants_all:
        # A tick too many is a slip more often than a wish; whoever wants several says so.
        fix = "untick all but the best, or write (all) after the question to let learners choose all that apply"
        reading.report(line, f"the item {item.id} has {keys} keys where one is wanted", fix, "two-keys")
    if len(options) < 2 or keys == len(options):
        fix = "add an option that is wrong and say why"
        reading.report(line, f"the item {item.id} leaves nothing to choose", fix, "no-distractor")
    return replace(item, kind=Kind.ALL if wants_all else Kind.BEST, options=tuple(options))


def _read_order(item: Item, answers: Sequence[Answer], reading: Reading) -> Item:
    seen: dict[str, int] = {}
    steps = []
    for answer in answers:
        name, text = _label(answer, answer.text.source, seen, reading)
        _need_message(answer, f"the step {name or text.source[:30]}", reading)
        steps.append(Option(name, text, answer.message, True, answer.line))
    if len(steps) < 3:
        line = item.line
        reading.report(line, "an order has at least three steps", "add steps, or ask for one option", "too-few-steps")
    return replace(item, kind=Kind.ORDER, options=tuple(steps))


def _read_written(item: Item, answers: Sequence[Answer], remark: str, reading: Reading) -> Item:
    rubric = []
    for answer in answers:
        found = _RUBRIC.fullmatch(answer.text.source)
        if not found or answer.ordered:
            fix = "write - 2: what earns two marks"
            reading.report(answer.line, "a point of the rubric has no marks", fix, "muddled-answer")
            continue
        rubric.append(Point(float(found[1]), Text(found[2].strip(), answer.text.line)))
    total = sum(point.marks for point in rubric)
    if "mark" in remark and item.points != total:
        what = f"the heading gives {item.points:g} marks and the rubric {total:g}"
        reading.report(item.line, what, "drop the marks from the heading", "bad-marks")
    return replace(item, kind=Kind.WRITTEN, points=total, rubric=tuple(rubric))


def _read_call(source: str, line: int, reading: Reading) -> Call | None:
    found = _CALC.fullmatch(source.strip())
    call = parse_call(found[1], line) if found else None
    if call is None:
        fix = "name a calculator: {calc}`infusion_volume(weight, strength)`"
        reading.report(line, f"{source.strip()[:40]!r} is not a calculation", fix, "not-a-calculation")
    return call


def _read_tolerance(source: str | None, line: int, reading: Reading) -> Tolerance | None:
    found = _TOLERANCE.fullmatch(source.strip()) if source else None
    if not found:
        fix = "write how near is near enough: within 2 %, or within 0.05 mL"
        reading.report(line, "the key has no tolerance with a unit", fix, "no-unit")
        return None
    return Tolerance(float(found[1]), found[2].strip())


def _read_numeric(item: Item, answers: Sequence[Answer], reading: Reading) -> Item:
    key: Call | None = None
    tolerance: Tolerance | None = None
    message = otherwise = Text("", 0)
    predictions = []
    keys = 0
    for answer in answers:
        source = answer.text.source
        found, mistake = _KEY.fullmatch(source), _MISTAKE.fullmatch(source)
        if found:
            keys += 1
            key = _read_call(found[1], answer.line, reading)
            tolerance = _read_tolerance(found[2], answer.line, reading)
            message = answer.message
            _need_message(answer, "the key", reading)
        elif mistake:
            call = _read_call(mistake[1], answer.line, reading)
            _need_message(answer, "the predicted mistake", reading)
            if call:
                predictions.append(Prediction(call, answer.message))
        elif source.strip() == "else":
            otherwise = answer.message
            _need_message(answer, "else", reading)
        else:
            fix = "a number's answers start with - =, - x or - else"
            reading.report(answer.line, "an answer is of no known form", fix, "muddled-answer")
    line = item.line
    if not keys:
        reading.report(line, f"the item {item.id} has no key", "add - = {calc}`…` within 2 %", "no-key")
    if keys > 1:
        fix = "keep one - =, and make the other a mistake with - x"
        reading.report(line, f"the item {item.id} has {keys} keys where one is wanted", fix, "two-keys")
    if not otherwise:
        fix = "end with - else and a message for any other number"
        reading.report(line, f"the item {item.id} says nothing to other answers", fix, "no-message")
    return replace(
        item,
        kind=Kind.NUMBER, key=key, tolerance=tolerance, message=message,
        predictions=tuple(predictions), otherwise=otherwise,
    )  # fmt: skip
