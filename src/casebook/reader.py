"""Reading a case file: from one text file to a `Case`, or to every problem in it with its line.

The grammar is in `book/contribute/writing-a-case.md`; Markdown itself is parsed by markdown-it. Nothing in a
case file is ever run.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

from .case import (
    Call,
    Case,
    Item,
    Kind,
    Level,
    NumberRange,
    Option,
    Point,
    Prediction,
    Text,
    Tolerance,
)  # fmt: skip
from .header import Entry, Header, read_document, read_header
from .markup import load_parser, parse_call
from .problem import Problem, nearest

__all__ = ["read_case"]

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HEADING = re.compile(r"([^\s:]+):\s+(.*?)(?:\s*\(([^()]*)\))?\s*", re.DOTALL)
_TICK = re.compile(r"\[( |x|X)?\]\s*(.*)", re.DOTALL)
_LABEL = re.compile(r"([^\s:]+):\s+(.*)", re.DOTALL)
_MARKS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s+marks?")
_KEY = re.compile(r"=\s*(.*?)(?:\s+within\s+(.*))?", re.DOTALL)
_MISTAKE = re.compile(r"x\s+(.*)", re.DOTALL)
_CALC = re.compile(r"\{calc\}`([^`]*)`")
_TOLERANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(\S.*)")
_RUBRIC = re.compile(r"([0-9]+(?:\.[0-9]+)?):\s+(.*)", re.DOTALL)
_ANSWER = re.compile(r"\s*[-*+]\s+(?:\[[ xX]?\]|=\s|x\s+\{|else\s*$)")
_HEADER_NAMES = {"id", "title", "objectives", "level", "minutes", "numbers"}
_MOST_CHOICES = 100_000
_MOST_NUMBERS = 8


@dataclass(frozen=True, slots=True)
class _Answer:
    """One entry of an item's answer list: its first paragraph, its quoted message, and whether it was numbered."""

    text: Text
    message: Text
    ordered: bool
    line: int


@dataclass(slots=True)
class Reading:
    """The problems found while one file is read."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, what: str, fix: str, rule: str) -> None:
        """Note one more problem."""
        self.problems.append(Problem(self.path, line, what, fix, rule))


def read_case(data: bytes, path: str) -> Case | list[Problem]:
    """Read the bytes of a ``.case.md`` file whose course-relative path is given.

    Returns the case, or every problem found, each with its line; never raises for any input.
    """
    text = read_document(data, path)
    if isinstance(text, Problem):
        return [text]
    header = read_header(text, path)
    if isinstance(header, Problem):
        return [header]
    reading = Reading(path)
    case = _read_body(header, path, reading)
    return reading.problems or case


def _text(entry: Entry | None) -> str:
    return entry.value.strip() if entry and isinstance(entry.value, str) else ""


@dataclass(frozen=True, slots=True)
class Common:
    """What the headers of cases and code tasks share."""

    id: str
    title: str
    objectives: tuple[str, ...]
    level: Level
    minutes: float


def read_common(header: Header, file_id: str, names: set[str], reading: Reading) -> Common:
    """Read the entries every header has, reporting what is missing or wrong; `names` are all it may hold."""
    head = header.entries
    for name, entry in head.items():
        if name not in names:
            fix = f"use one of {', '.join(sorted(names))}{nearest(name, names)}"
            reading.report(entry.line, f"the header has no entry called {name}", fix, "unknown-entry")
    case_id = _text(head.get("id"))
    id_line = head["id"].line if "id" in head else 1
    if not case_id:
        reading.report(id_line, "there is no id", f"write id: {file_id} in the header", "no-id")
    elif not _ID.fullmatch(case_id):
        reading.report(id_line, f"{case_id} is not an id", "use small letters, digits and single hyphens", "bad-id")
    elif case_id != file_id:
        fix = f"give the file that name, or write id: {file_id}"
        reading.report(id_line, f"the id {case_id} is not the file's name {file_id}", fix, "id-unlike-file")
    title = _text(head.get("title"))
    if not title:
        reading.report(1, "there is no title", "write title: in the header", "no-title")
    objectives = (head["objectives"].texts() if "objectives" in head else ()) or ()
    if not objectives:
        reading.report(1, "no objective is named", "write objectives: [..] in the header", "no-objective")
    minutes = _read_decimal(_text(head.get("minutes")))
    if minutes is None or minutes <= 0:
        line = head["minutes"].line if "minutes" in head else 1
        reading.report(line, "it does not say how many minutes it takes", "write minutes: 5", "no-minutes")
    return Common(case_id, title, objectives, _read_level(head, reading), float(minutes or 0))


def _read_body(header: Header, path: str, reading: Reading) -> Case:
    file_id = PurePosixPath(path).name.removesuffix(".case.md")
    common = read_common(header, file_id, _HEADER_NAMES, reading)
    numbers = _read_numbers(header.entries.get("numbers"), reading)
    intro, items = _read_items(header, common, reading)
    return Case(
        path=path,
        id=common.id,
        title=common.title,
        objectives=common.objectives,
        level=common.level,
        minutes=common.minutes,
        numbers=numbers,
        intro=intro,
        items=items,
    )


def _read_level(head: Mapping[str, Entry], reading: Reading) -> Level:
    name = _text(head.get("level"))
    if name in set(Level):
        return Level(name)
    line = head["level"].line if "level" in head else 1
    levels = ", ".join(Level)
    what = f"{name} is not a level" if name else "the case has no level"
    reading.report(line, what, f"write level: and one of {levels}{nearest(name, set(Level))}", "bad-level")
    return Level.APPLY


def _read_decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _read_numbers(entry: Entry | None, reading: Reading) -> dict[str, NumberRange]:
    if entry is None or entry.value == "":
        return {}
    if not isinstance(entry.value, Mapping):
        reading.report(
            entry.line, "numbers is not a list of names", "write weight: {value: 70, unit: kg}", "bad-number"
        )
        return {}
    if len(entry.value) > _MOST_NUMBERS:
        what = f"a case has at most {_MOST_NUMBERS} numbers"
        reading.report(entry.line, what, "write two cases instead", "bad-number")
        return {}
    numbers = {}
    for name, spec in entry.value.items():
        found = _read_number(name, spec, reading)
        if found:
            numbers[name] = found
    return numbers


def _read_number(name: str, spec: Entry, reading: Reading) -> NumberRange | None:
    def refuse(what: str, fix: str, rule: str = "bad-number") -> NumberRange | None:
        reading.report(spec.line, f"the number {name} {what}", fix, rule)
        return None

    if not _NAME.fullmatch(name):
        return refuse("has no plain name", "use small letters, digits and underscores")
    if not isinstance(spec.value, Mapping):
        return refuse("is not described", f"write {name}: {{value: 70, unit: kg}}")
    unit = _text(spec.value.get("unit"))
    if not unit:
        return refuse("has no unit", "add unit: kg (or unit: 1 for a count)", "no-unit")
    shape = set(spec.value) - {"unit"}
    texts = {key: _text(value) for key, value in spec.value.items()}
    if shape == {"value"}:
        values = [_read_decimal(texts["value"])]
    elif shape == {"choose"}:
        values = [_read_decimal(text.strip()) for text in spec.value["choose"].texts() or ()]
    elif shape in ({"from", "to", "step"}, {"from", "to"}):
        low, high = _read_decimal(texts["from"]), _read_decimal(texts["to"])
        step = _read_decimal(texts.get("step", "1"))
        if low is None or high is None or step is None or step <= 0 or low >= high:
            return refuse("has no usable range", "write {from: 48, to: 130, step: 1, unit: kg}")
        count = int((high - low) / step) + 1
        if count > _MOST_CHOICES:
            return refuse("has too many values", "use a larger step")
        values = [low + step * position for position in range(count)]
    else:
        return refuse("mixes or lacks entries", "write value:, choose: or from:, to: and step:")
    plain = [value for value in values if value is not None]
    if not plain or len(plain) < len(values):
        return refuse("has a value that is no number", "write digits, with a point before decimals")
    decimals = max(-int(value.as_tuple().exponent) for value in plain)
    return NumberRange(name, unit, spec.line, tuple(float(value) for value in plain), max(decimals, 0))


def _dedent(lines: Sequence[str], first: int, last: int, strip: str) -> str:
    return "\n".join(re.sub(strip, "", line) for line in lines[first:last]).strip("\n")


def _read_items(header: Header, common: Common, reading: Reading) -> tuple[Text, tuple[Item, ...]]:
    lines = header.body.split("\n")
    tokens = [token for token in load_parser().parse(header.body) if token.level == 0 and token.map]
    starts = [token.map[0] for token in tokens if token.type == "heading_open" and token.tag == "h2"]
    for token in tokens:
        if token.type == "heading_open" and token.tag != "h2":
            fix = "use ## for an item and no other headings"
            reading.report(
                header.body_line + token.map[0], "a case has only headings of the second level", fix, "heading"
            )
    intro = Text(_dedent(lines, 0, starts[0] if starts else len(lines), r"$^"), header.body_line)
    if not starts:
        reading.report(header.body_line, "the case has no item", "write one as ## id: question", "no-item")
    items: list[Item] = []
    seen: dict[str, int] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        item = _read_item(lines, start, end, header.body_line, common, reading)
        if item is None:
            continue
        if item.id in seen:
            what = f"the item id {item.id} is used twice (first on line {seen[item.id]})"
            reading.report(item.line, what, "give this item another id", "duplicate-id")
        seen.setdefault(item.id, item.line)
        items.append(item)
    return intro, tuple(items)


def _read_answers(block: Sequence[str], offset: int, reading: Reading) -> tuple[int, list[_Answer]]:
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
) -> _Answer:
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
    return _Answer(text, message, ordered, offset + start)


def _read_item(
    lines: Sequence[str], start: int, end: int, body_line: int, common: Common, reading: Reading
) -> Item | None:
    line = body_line + start
    heading = _HEADING.fullmatch(re.sub(r"^\s*##\s*|\s*#*\s*$", "", lines[start]))
    if not heading or not _ID.fullmatch(heading[1]):
        fix = "write ## id: question, with an id of small letters, digits and hyphens"
        reading.report(line, "the item has no id", fix, "no-id")
        return None
    name, question, remark = heading[1], heading[2].strip(), heading[3]
    if remark is None or not _is_remark(remark):
        # Brackets at the end of a question are the question's own unless they hold a remark we know.
        question, remark = (question if remark is None else f"{question} ({remark})"), ""
    block = lines[start + 1 : end]
    answers_at, answers = _read_answers(block, body_line + start + 1, reading)
    body = Text("\n".join(block[:answers_at]).strip("\n"), body_line + start + 1)
    lead = next((position for position, text in enumerate(block[:answers_at]) if text.strip()), 0)
    body = Text(body.source, body.line + lead)
    for position, text in enumerate(block[:answers_at]):
        # An answer above the last list would be shown as part of the question, tick and all.
        if _ANSWER.match(text):
            fix = "put all answers into one list, all with -, at the end of the item"
            reading.report(body_line + start + 1 + position, "the answers are in two lists", fix, "muddled-answer")
    shared: dict[str, Any] = {
        "case": common.id,
        "id": name,
        "question": Text(question, line),
        "body": body,
        "line": line,
        "objectives": common.objectives,
        "level": common.level,
    }
    marks = _MARKS.search(remark)
    points = float(marks[1]) if marks else 1.0
    if points <= 0 or points > 100:
        reading.report(line, "an item is worth between 1 and 100 marks", "write (2 marks)", "bad-marks")
    if not answers:
        fix = "end the item with a list: - [x] and - [ ], - =, 1. 2. 3., or - 2: for a written answer"
        reading.report(line, f"the item {name} has no answers", fix, "no-key")
        return None
    if "written" in remark:
        return _read_written(answers, bool(marks), points, shared, reading)
    if all(answer.ordered for answer in answers):
        return _read_order(answers, points, shared, reading)
    if any(re.match(r"=|x\s|else\s*$", answer.text.source) for answer in answers):
        return _read_numeric(answers, points, shared, reading)
    return _read_choice(answers, remark, points, shared, reading)


def _is_remark(remark: str) -> bool:
    parts = [part.strip() for part in remark.split(",")]
    return all(part in {"written", "one", "all"} or _MARKS.fullmatch(part) for part in parts)


def _label(answer: _Answer, text: str, seen: dict[str, int], reading: Reading) -> tuple[str, Text]:
    """Read ``id: text``, reporting a missing or repeated id."""
    label = _LABEL.fullmatch(text)
    if not label or not _ID.fullmatch(label[1]):
        fix = "write its id and a colon before the text, such as anxiety: Mild anxiety"
        reading.report(answer.line, "an option has no id", fix, "no-option-id")
        return "", Text(text, answer.text.line)
    if label[1] in seen:
        what = f"the option id {label[1]} is used twice (first on line {seen[label[1]]})"
        reading.report(answer.line, what, "give this option another id", "duplicate-id")
    seen.setdefault(label[1], answer.line)
    return label[1], Text(label[2].strip(), answer.text.line)


def _need_message(answer: _Answer, what: str, reading: Reading) -> None:
    if not answer.message:
        fix = "say why on the next line, indented, after >"
        reading.report(answer.line, f"{what} has no message", fix, "no-message")


def _read_choice(
    answers: Sequence[_Answer], remark: str, points: float, shared: dict[str, Any], reading: Reading
) -> Item:
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
    line = shared["line"]
    if not keys:
        reading.report(line, f"the item {shared['id']} has no key", "tick the right option: - [x]", "no-key")
    if "one" in remark and keys > 1:
        fix = "untick all but the best, or drop (one) to let learners choose all that apply"
        reading.report(line, f"the item {shared['id']} asks for one option and has {keys} keys", fix, "two-keys")
    if len(options) < 2 or keys == len(options):
        fix = "add an option that is wrong and say why"
        reading.report(line, f"the item {shared['id']} leaves nothing to choose", fix, "no-distractor")
    kind = Kind.ALL if keys > 1 or "all" in remark else Kind.BEST
    return Item(kind=kind, points=points, options=tuple(options), **shared)


def _read_order(answers: Sequence[_Answer], points: float, shared: dict[str, Any], reading: Reading) -> Item:
    seen: dict[str, int] = {}
    steps = []
    for answer in answers:
        name, text = _label(answer, answer.text.source, seen, reading)
        _need_message(answer, f"the step {name or text.source[:30]}", reading)
        steps.append(Option(name, text, answer.message, True, answer.line))
    if len(steps) < 3:
        line = shared["line"]
        reading.report(line, "an order has at least three steps", "add steps, or ask for one option", "too-few-steps")
    return Item(kind=Kind.ORDER, points=points, options=tuple(steps), **shared)


def _read_written(
    answers: Sequence[_Answer], has_marks: bool, points: float, shared: dict[str, Any], reading: Reading
) -> Item:
    rubric = []
    for answer in answers:
        found = _RUBRIC.fullmatch(answer.text.source)
        if not found or answer.ordered:
            fix = "write - 2: what earns two marks"
            reading.report(answer.line, "a point of the rubric has no marks", fix, "muddled-answer")
            continue
        rubric.append(Point(float(found[1]), Text(found[2].strip(), answer.text.line)))
    total = sum(point.marks for point in rubric)
    if has_marks and points != total:
        what = f"the heading gives {points:g} marks and the rubric {total:g}"
        reading.report(shared["line"], what, "drop the marks from the heading", "bad-marks")
    return Item(kind=Kind.WRITTEN, points=total, rubric=tuple(rubric), **shared)


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


def _read_numeric(answers: Sequence[_Answer], points: float, shared: dict[str, Any], reading: Reading) -> Item:
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
    line = shared["line"]
    if not keys:
        reading.report(line, f"the item {shared['id']} has no key", "add - = {calc}`…` within 2 %", "no-key")
    if keys > 1:
        fix = "keep one - =, and make the other a mistake with - x"
        reading.report(line, f"the item {shared['id']} has {keys} keys where one is wanted", fix, "two-keys")
    if not otherwise:
        fix = "end with - else and a message for any other number"
        reading.report(line, f"the item {shared['id']} says nothing to other answers", fix, "no-message")
    return Item(
        kind=Kind.NUMBER, points=points, key=key, tolerance=tolerance, message=message,
        predictions=tuple(predictions), otherwise=otherwise, **shared,
    )  # fmt: skip
