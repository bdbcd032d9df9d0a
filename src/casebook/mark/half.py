"""The two halves of an item: what a learner may see, and what they may not before they answer.

`split_case` makes both as plain data. For a graded case only the public half is ever written to `exercises/` or the
site; for a self-check both go into the page. Nothing in a public half depends on the key: orders are shuffled from
ids alone, and fingerprints are keyed with a secret.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, TypedDict

from ..subject import Subject
from ..text.case import Call, Case, Item, Kind, Text
from ..text.fact_link import write_fact
from ..text.markup import Reference, escape, parse_call, render_html
from .learner import shuffle_ids
from .quantity import format_quantity
from .variant import Variant, draw_variants, evaluate

__all__ = ["PublicPart", "SecretHalf", "split_case"]


class PublicItem(TypedDict, total=False):
    """What a learner sees of an item; `question`, `body` and texts are HTML, `options` have ids and texts, `unit` is shown."""

    id: str
    kind: str
    points: float
    question: str
    body: str
    options: list[dict[str, str]]
    unit: str
    fingerprint: str
    starter: str
    data: list[dict[str, str]]


class PublicPart(TypedDict, total=False):
    """What a learner sees of a case (or of a code task, which is a case of one item).

    `numbers` gives for each placeholder name its text in every variant; texts hold ``<data value="name">``.
    """

    id: str
    title: str
    minutes: float
    intro: str
    variants: int
    numbers: dict[str, list[str]]
    items: list[PublicItem]


class SecretHalf(TypedDict, total=False):
    """What marks and explains an item. Which entries it has follows from `kind`.

    `keys` are option ids (best, all) or the right number of every variant (number); `allowed` the distance still
    right; `shown` the key as text; `predictions` the named mistakes; `messages` HTML by option id.
    """

    kind: str
    points: float
    unit: str
    keys: list[Any]
    allowed: list[float]
    shown: list[str]
    predictions: list[dict[str, Any]]
    message: str
    otherwise: str
    messages: dict[str, str]
    order: list[str]
    rubric: list[dict[str, Any]]
    numbers: dict[str, list[str]]


class _Numbers:
    """The texts that stand for a case's placeholders, collected while its texts are rendered."""

    def __init__(self, case: Case, variants: tuple[Variant, ...], subject: Subject) -> None:
        self._case, self._variants, self._subject = case, variants, subject
        self.texts: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}

    def show(self, reference: Reference) -> str:
        """Return the HTML of a reference: a fact with its id, or a placeholder with its first variant's text."""
        if reference.role == "fact":
            fact = self._subject.facts[reference.target]
            words = render_html(reference.label, self.show, inline=True) if reference.label else escape(fact.text)
            return write_fact(reference.target, words)
        name, texts = self._name(reference)
        self.texts[name] = texts
        return f'<data value="{escape(name)}">{escape(texts[0])}</data>'

    def _name(self, reference: Reference) -> tuple[str, list[str]]:
        if reference.role == "number":
            number = self._case.numbers[reference.target]
            return reference.target, [number.format(variant.numbers[number.name]) for variant in self._variants]
        call = parse_call(reference.target, reference.line)
        assert call is not None  # the bank is checked before it is split
        unit = self._subject.calculators[call.calculator].unit
        values = [evaluate(call, variant.numbers, self._subject) for variant in self._variants]
        texts = [format_quantity(value, unit) for value in values]
        # The placeholder's name is public: a calculator's own name would say which option is the mistake.
        return self._names.setdefault(str(call), f"@{len(self._names) + 1}"), texts

    def html(self, text: Text, *, inline: bool = False) -> str:
        """Render a text, noting the numbers it shows."""
        return render_html(text.source, self.show, inline=inline)


def fingerprint(item: Item, case: Case, secret: SecretHalf, salt: bytes) -> str:
    """Return what changes when an item's ids, key, numbers or points change, and not when its wording does.

    Keyed with the bank's salt: without it, a learner could try each option and see which gives this value.
    """
    part = {
        "item": item.name,
        "kind": item.kind,
        "points": item.points,
        "options": sorted(option.id for option in item.options),
        "keys": secret.get("keys") or secret.get("order") or [],
        "allowed": secret.get("allowed", []),
        "numbers": {name: [list(number.choices), number.unit] for name, number in sorted(case.numbers.items())}
        if item.kind is Kind.NUMBER
        else {},
        "rubric": [point.marks for point in item.rubric],
    }
    data = json.dumps(part, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(salt, data, hashlib.sha256).hexdigest()[:12]


def _show_options(item: Item, numbers: _Numbers) -> list[dict[str, str]]:
    options = {option.id: {"id": option.id, "text": numbers.html(option.text, inline=True)} for option in item.options}
    names = tuple(options)
    if item.kind is Kind.ORDER:
        shuffled = shuffle_ids(names, item.name)
        # A list that happens to be right already would ask for nothing.
        names = shuffled if shuffled != names else shuffled[1:] + shuffled[:1]
    return [options[name] for name in names]


def _secret(item: Item, variants: tuple[Variant, ...], numbers: _Numbers, subject: Subject) -> SecretHalf:
    secret: SecretHalf = {"kind": item.kind, "points": item.points}
    if item.kind in (Kind.BEST, Kind.ALL):
        secret["keys"] = [option.id for option in item.options if option.key]
    if item.kind is Kind.ORDER:
        secret["order"] = [option.id for option in item.options]
    if item.options:
        secret["messages"] = {option.id: numbers.html(option.message) for option in item.options}
    if item.kind is Kind.WRITTEN:
        secret["rubric"] = [
            {"marks": point.marks, "text": numbers.html(point.text, inline=True)} for point in item.rubric
        ]
    if item.kind is Kind.NUMBER and item.key and item.tolerance:
        unit = subject.calculators[item.key.calculator].unit

        def compute(call: Call) -> list[float]:
            return [evaluate(call, variant.numbers, subject) for variant in variants]

        keys = compute(item.key)
        secret["unit"] = unit
        secret["keys"] = keys
        secret["allowed"] = [item.tolerance.allow(key) for key in keys]
        secret["shown"] = [format_quantity(key, unit) for key in keys]
        secret["message"] = numbers.html(item.message)
        secret["otherwise"] = numbers.html(item.otherwise)
        secret["predictions"] = [
            {
                "name": prediction.call.calculator,
                "values": (values := compute(prediction.call)),
                "allowed": [item.tolerance.allow(value) for value in values],
                "message": numbers.html(prediction.message),
            }
            for prediction in item.predictions
        ]
    return secret


def split_case(case: Case, subject: Subject, salt: bytes = b"") -> tuple[PublicPart, Mapping[str, SecretHalf]]:
    """Split a checked case into its public part and the secret halves of its items, by item name."""
    variants = draw_variants(case)
    public_numbers = _Numbers(case, variants, subject)
    items: list[PublicItem] = []
    secrets: dict[str, SecretHalf] = {}
    intro = public_numbers.html(case.intro)
    for item in case.items:
        secret_numbers = _Numbers(case, variants, subject)
        secret = _secret(item, variants, secret_numbers, subject)
        secret["numbers"] = secret_numbers.texts
        secrets[item.name] = secret
        question = public_numbers.html(item.question, inline=True)
        public: PublicItem = {
            "id": item.name,
            "kind": item.kind,
            "points": item.points,
            "question": question,
            "body": public_numbers.html(item.body),
            "fingerprint": fingerprint(item, case, secret, salt),
        }
        if item.options:
            public["options"] = _show_options(item, public_numbers)
        if item.kind is Kind.NUMBER and item.key:
            public["unit"] = subject.calculators[item.key.calculator].unit
        items.append(public)
    part: PublicPart = {
        "id": case.id,
        "title": case.title,
        "minutes": case.minutes,
        "intro": intro,
        "variants": len(variants),
        "numbers": public_numbers.texts,
        "items": items,
    }
    return part, secrets
