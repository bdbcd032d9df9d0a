"""Questions whose answer is a number with a unit, computed from each learner's own numbers."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, Status, give, is_near, refuse
from ..mark.quantity import Refusal, format_number, format_quantity, read_number, settle
from ..problem import Report
from ..subject import Subject
from ..text.answer import need_message
from ..text.case import Answer, Call, Case, Item, Kind, Prediction, Text, Tolerance
from ..text.markup import as_html, escape, indent, parse_call
from .verbs import Given, Ground, Rendering, Response, Shown

__all__ = ["NUMBER", "Number"]

_KEY = re.compile(r"=\s*(.*?)(?:\s+within\s+(.*))?", re.DOTALL)
_MISTAKE = re.compile(r"x\s+(.*)", re.DOTALL)
_CALC = re.compile(r"\{calc\}`([^`]*)`")
_TOLERANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d].*|%)")


def _read_call(source: str, line: int, report: Report) -> Call | None:
    found = _CALC.fullmatch(source.strip())
    call = parse_call(found[1], line) if found else None
    if call is None:
        fix = "name a calculator: {calc}`infusion_volume(weight, strength)`"
        report.add(line, f"{source.strip()[:40]!r} is not a calculation", fix, "not-a-calculation")
    return call


def _read_tolerance(source: str | None, line: int, report: Report) -> Tolerance | None:
    found = _TOLERANCE.fullmatch(source.strip()) if source else None
    if not found:
        fix = "write how near is near enough: within 2 %, or within 0.05 mL"
        report.add(line, "the key has no tolerance with a unit", fix, "no-unit")
        return None
    return Tolerance(float(found[1]), found[2].strip())


def _type_number(value: float, luck: random.Random, unit: str) -> str:
    """Return a number as one person or another would type it."""
    text = format_number(value, 4).replace("\u2212", "-")
    style = luck.random()
    # Three digits after the mark could be thousands, and would be sent back: people learn to drop one.
    if "." in text and len(text.partition(".")[2]) == 3:
        text = format_number(value, 3)
    if style < 0.35:
        text = text.replace(".", ",")
    return f"{text} {unit}" if style > 0.8 and unit != "1" else text


@dataclass(frozen=True, slots=True)
class Number:
    """A number typed beside its unit: right within a tolerance, and some wrong ones are known by their mistake."""

    remark: str = ""
    marked: bool = True
    asked: str = "a number"
    form: str = '""'
    nests: bool = False

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether any answer is a key, a predicted mistake or ``else``."""
        return any(re.match(r"=|x\s|else\s*$", answer.text.source) for answer in answers)

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Read ``- = {calc}... within 2 %``, ``- x {calc}...`` and ``- else``, each with its message."""
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
                key = _read_call(found[1], answer.line, report)
                tolerance = _read_tolerance(found[2], answer.line, report)
                message = answer.message
                need_message(answer, "the key", report)
            elif mistake:
                call = _read_call(mistake[1], answer.line, report)
                need_message(answer, "the predicted mistake", report)
                if call:
                    predictions.append(Prediction(call, answer.message))
            elif source.strip() == "else":
                otherwise = answer.message
                need_message(answer, "else", report)
            else:
                fix = "a number's answers start with - =, - x or - else"
                report.add(answer.line, "an answer is of no known form", fix, "muddled-answer")
        line = item.line
        if not keys:
            report.add(line, f"the item {item.id} has no key", "add - = {calc}`…` within 2 %", "no-key")
        if keys > 1:
            fix = "keep one - =, and make the other a mistake with - x"
            report.add(line, f"the item {item.id} has {keys} keys where one is wanted", fix, "two-keys")
        if not otherwise:
            fix = "end with - else and a message for any other number"
            report.add(line, f"the item {item.id} says nothing to other answers", fix, "no-message")
        return replace(
            item,
            kind=Kind.NUMBER, key=key, tolerance=tolerance, message=message,
            predictions=tuple(predictions), otherwise=otherwise,
        )  # fmt: skip

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield nothing: the key rests on its calculator's facts."""
        return iter(())

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return the unit shown beside the field."""
        return {"unit": rendering.unit(item.key)} if item.key else {}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return the key of every variant, how near is near enough, and the named mistakes."""
        if not item.key or not item.tolerance:
            return {}
        tolerance, unit = item.tolerance, rendering.unit(item.key)
        keys = rendering.compute(item.key)
        return {
            "unit": unit,
            "keys": keys,
            "allowed": [settle(tolerance.allow(key)) for key in keys],
            "shown": [rendering.write(item.key, key) for key in keys],
            "message": rendering.show(item.message),
            "otherwise": rendering.show(item.otherwise),
            "predictions": [
                {
                    "name": prediction.call.calculator,
                    "values": (values := rendering.compute(prediction.call)),
                    "allowed": [settle(tolerance.allow(value)) for value in values],
                    "message": rendering.show(prediction.message),
                }
                for prediction in item.predictions
            ],
        }

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return the calculation as written, the facts it leans on, the numbers it is given, and every variant's key.

        What was computed is settled, so that an item is the same item on every processor.
        """
        if not item.key or not item.tolerance:
            return {}
        named = {source for _, source in item.key.arguments if "." in source}
        leant = sorted(named.union(subject.calculators[item.key.calculator].facts))
        values = {name: subject.facts[name].value for name in leant if name in subject.facts}
        return {
            "keys": secret["keys"],
            "allowed": secret["allowed"],
            "numbers": {name: [list(number.choices), number.unit] for name, number in sorted(case.numbers.items())},
            "key": str(item.key),
            "tolerance": [item.tolerance.value, item.tolerance.unit],
            "facts": {name: None if value is None else settle(float(value)) for name, value in values.items()},
        }

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys and the named mistakes, without their messages."""
        predictions = [
            {name: value for name, value in prediction.items() if name != "message"}
            for prediction in secret["predictions"]
        ]
        return {name: secret[name] for name in ("unit", "keys", "allowed")} | {"predictions": predictions}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """All or nothing; a wrong number that a mistake predicts carries the mistake's name."""
        if not isinstance(response, str):
            return refuse(secret, "This is not a number.")
        value = read_number(response, secret["unit"])
        if isinstance(value, Refusal):
            return refuse(secret, value.message)
        if is_near(value, secret["keys"][variant], secret["allowed"][variant]):
            return give(secret, 1.0)
        for prediction in secret["predictions"]:
            if is_near(value, prediction["values"][variant], prediction["allowed"][variant]):
                return give(secret, 0.0, prediction["name"])
        return give(secret, 0.0)

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return whether what was typed is no number."""
        return not isinstance(response, str) or isinstance(read_number(response, item.get("unit", "")), Refusal)

    def guess(self, options: int, keys: int) -> float:
        """Nothing."""
        return 0.0

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return the unit to answer in."""
        unit = item.get("unit", "")
        return f"Answer in {unit}." if unit not in ("", "1") else "Answer with a number."

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield the unit."""
        yield f"  a number in {item['unit']}" if item["unit"] != "1" else "  a number"

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return what was typed."""
        return given

    def respond(self, answer: Response) -> Any:
        """Return what was typed."""
        several = (answer,) if isinstance(answer, str) else answer
        return several[0] if len(several) == 1 else None

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return a field with its unit."""
        unit = item.get("unit", "")
        shown = f' <span class="cb-unit">{escape(unit)}</span>' if unit not in ("", "1") else ""
        return as_html(
            '<div class="cb-number"><label><span class="cb-label">Your answer</span>'
            f'<input type="text" class="cb-number-input">{shown}</label></div>'
        )

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return the number, its reason, and what each predicted mistake shows."""
        mistakes = "".join(
            f"<li><strong>{escape(format_quantity(mistake['values'][0], secret['unit']))}:</strong> {mistake['message']}</li>"
            for mistake in secret["predictions"]
        )
        listed = f'<p>Answers that show a slip:</p><ul class="cb-key">{mistakes}</ul>' if mistakes else ""
        return as_html(f"<p><strong>{escape(secret['shown'][0])}</strong></p>{secret['message']}{listed}")

    def explain_answer(self, shown: Shown) -> Markup:
        """Return what was typed, the mistake it shows, and the right number with its reason."""
        parts = []
        if isinstance(shown.answer, str) and shown.answer.strip():
            parts.append(f"<p>You wrote <strong>{escape(shown.answer)}</strong>.</p>")
        mark = shown.mark
        if mark and mark.refusal:
            parts.append(f'<div class="note">{escape(mark.refusal)}</div>')
        elif mark and mark.status is Status.WRONG:
            mistakes = {prediction["name"]: prediction["message"] for prediction in shown.secret["predictions"]}
            message = mistakes.get(mark.mistake) or shown.secret["otherwise"]
            parts.append(f'<div class="note">{shown.private(message)}</div>')
        right = escape(shown.secret["shown"][shown.variant])
        parts.append(f"<p>The answer is <strong>{right}</strong>.</p>")
        parts.append(f'<div class="message">{shown.private(shown.secret["message"])}</div>')
        return as_html("".join(parts))

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return the number, its reason, and what each predicted mistake shows."""
        slips = [
            f"- **{format_quantity(slip['values'][0], secret['unit'])}** shows a slip.\n\n  {indent(write(made.message), 2)}"
            for slip, made in zip(secret["predictions"], item.predictions, strict=True)
        ]
        return [f"**{secret['shown'][0]}**", write(item.message), *slips]

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return the key, a predicted mistake or another number, typed as people type."""
        if luck.random() < ability:
            return _type_number(secret["keys"][variant], luck, secret["unit"])
        if secret["predictions"] and luck.random() < 0.7:
            return _type_number(luck.choice(secret["predictions"])["values"][variant], luck, secret["unit"])
        return _type_number(secret["keys"][variant] * luck.uniform(1.2, 3), luck, secret["unit"])


NUMBER = Number()
"""A number with its unit."""
