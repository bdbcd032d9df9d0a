"""Splitting a case into its two halves: what a learner may see, and what they may not before they answer.

Nothing in a public half depends on the key: orders are shuffled from ids alone, and fingerprints are keyed with a secret.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ..figure.figure import draw_figure
from ..figure.grid import say_reading
from ..mark.half import PublicItem, PublicPart, SecretHalf
from ..mark.variant import COUNT, Variant, draw_variants, drop_unit, evaluate, format_result, spell_bare, tell_number
from ..subject import Subject
from ..text.case import Call, Case, Item, Text
from ..text.fact_link import write_fact
from ..text.markup import Reference, as_html, blank_numbers, escape, parse_call, render_html, render_lines
from ..text.session import Session
from . import find_verbs

__all__ = ["fingerprint", "split_case", "split_notes", "word_case", "word_questions"]


class _Rendering:
    """A case's texts and calculations as data; the texts that stand for its placeholders are collected on the way."""

    def __init__(self, case: Case, variants: tuple[Variant, ...], subject: Subject, *, plain: bool = False) -> None:
        self._case, self._variants, self._subject, self._plain = case, variants, subject, plain
        self.texts: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}

    def _show(self, reference: Reference) -> Markup:
        """Return the HTML of a reference: a fact with its id, or a placeholder with its first variant's text."""
        if reference.role == "fact":
            fact = self._subject.facts[reference.target]
            words = render_html(reference.label, self._show, inline=True) if reference.label else escape(fact.text)
            return write_fact(reference.target, words)
        return self._place(*self._name(reference))

    def _place(self, name: str, texts: list[str]) -> Markup:
        return as_html(f'<data value="{escape(name)}">{escape(texts[0])}</data>')

    def _show_bare(self, reference: Reference) -> Markup:
        """Return the HTML of a reference without its unit, which stands in the head of a figure's column."""
        if reference.role == "fact":
            words = (
                reference.label
                or spell_bare(f"{{fact}}`{reference.target}`", self._case, self._variants[:1], self._subject)[0]
            )
            return write_fact(reference.target, render_html(say_reading(words), self._show, inline=True))
        name, texts = self._name(reference)
        bare = [drop_unit(text) for text in texts]
        self.texts[f"{name}#"] = bare
        return self._place(f"{name}#", bare)

    def _draw(self, info: str, body: str) -> Markup:
        return draw_figure(info, body, show=self._show_cell, spell=self._spell)

    def _show_cell(self, cell: str, bare: bool) -> Markup:
        return render_html(cell, self._show_bare if bare else self._show, inline=True)

    def _spell(self, cell: str) -> list[str]:
        return spell_bare(cell, self._case, self._variants, self._subject)

    def _word(self, reference: Reference) -> str:
        """Return the plain words of a reference; a placeholder keeps its name, between double braces."""
        return self._say(reference) if reference.role == "fact" else f"{{{{ {self._name(reference)[0]} }}}}"

    def _say(self, reference: Reference) -> str:
        """Return the plain words of a reference; a placeholder shows its first variant's text."""
        if reference.role == "fact":
            label = reference.label
            return (
                render_lines(label, self._say, inline=True)
                if label
                else str(self._subject.facts[reference.target].text)
            )
        return self._name(reference)[1][0]

    def _name(self, reference: Reference) -> tuple[str, list[str]]:
        name = reference.target
        if reference.role != "number":
            # The placeholder's name is public: a calculator's own name would say which option is the mistake.
            name = self._names.setdefault(str(parse_call(name, reference.line)), f"@{len(self._names) + 1}")
        texts = self.texts[name] = tell_number(reference, self._case, self._variants, self._subject)
        return name, texts

    def show(self, text: Text, *, inline: bool = False) -> str:
        """Render a text, noting the numbers it shows; in plain words they are the first variant's."""
        if self._plain:
            return render_lines(text.source, self._say, inline=inline)
        return render_html(text.source, self._show, inline=inline, draw=self._draw)

    def words(self, text: Text) -> str:
        """Return a one-line text as plain words, noting the numbers it shows."""
        return " ".join(render_lines(text.source, self._word, inline=True).split())

    def compute(self, call: Call) -> list[float]:
        """Return a calculation's value in every variant."""
        return [evaluate(call, variant.numbers, self._subject) for variant in self._variants]

    def unit(self, call: Call) -> str:
        """Return a calculation's unit."""
        return str(self._subject.calculators[call.calculator].unit)

    def write(self, call: Call, value: float) -> str:
        """Return what a calculation gave, with its unit."""
        return format_result(call, value, self._subject)


def fingerprint(item: Item, case: Case, secret: Mapping[str, Any], salt: bytes, *, subject: Subject) -> str:
    """Return what changes when an item's ids, key, numbers or points change, and not when its wording does.

    Keyed with the bank's salt: without it, a learner could try each option and see which gives this value.
    """
    part = {
        "item": item.name,
        "kind": item.kind,
        "points": item.points,
        "options": sorted(option.id for option in item.options),
        "keys": [],
        "allowed": [],
        "numbers": {},
        "rubric": [point.marks for point in item.rubric],
    } | find_verbs(item.kind).identify(item, case, secret, subject)
    data = json.dumps(part, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(salt, data, hashlib.sha256).hexdigest()[:12]


def split_case(
    case: Case, subject: Subject, salt: bytes = b"", *, variants: int = COUNT
) -> tuple[PublicPart, Mapping[str, SecretHalf]]:
    """Split a checked case into its public part and the secret halves of its items, by item name.

    `variants` is how many sets of numbers there are for learners; with one, all have the same.
    """
    drawn = draw_variants(case, variants)
    shown = _Rendering(case, drawn, subject)
    items: list[PublicItem] = []
    secrets: dict[str, SecretHalf] = {}
    intro = shown.show(case.intro)
    for item in case.items:
        verbs, hidden = find_verbs(item.kind), _Rendering(case, drawn, subject)
        secret: SecretHalf = {"kind": item.kind, "points": item.points, **verbs.conceal(item, hidden)}
        secret["numbers"] = hidden.texts
        secrets[item.name] = secret
        items.append({**_publish(item, shown), "fingerprint": fingerprint(item, case, secret, salt, subject=subject)})
    part: PublicPart = {
        "id": case.id,
        "title": case.title,
        "minutes": case.minutes,
        "intro": intro,
        "variants": len(drawn),
        "numbers": shown.texts,
        "items": items,
    }
    return part, secrets


def split_notes(
    session: Session, subject: Subject, salt: bytes = b""
) -> tuple[list[PublicItem], Mapping[str, SecretHalf]]:
    """Return the halves of the items that stand in a session beside its way, such as the note, as those of a case."""
    case = Case(
        path=session.path,
        id=session.id,
        title=session.title,
        objectives=session.objectives,
        level=session.level,
        minutes=session.minutes,
        numbers={},
        intro=Text("", 0),
        items=session.items,
    )
    part, secrets = split_case(case, subject, salt, variants=1)
    return part["items"], secrets


def _publish(item: Item, rendering: _Rendering) -> PublicItem:
    public: PublicItem = {
        "id": item.name,
        "kind": item.kind,
        "points": item.points,
        "question": rendering.show(item.question, inline=True),
        "body": rendering.show(item.body),
    }
    return {**public, **find_verbs(item.kind).publish(item, rendering)}


def word_case(case: Case, subject: Subject) -> tuple[str, list[PublicItem]]:
    """Return a checked case's story and public items in plain words, with the first variant's numbers."""
    rendering = _Rendering(case, draw_variants(case), subject, plain=True)
    return rendering.show(case.intro), [_publish(item, rendering) for item in case.items]


def word_questions(case: Case, subject: Subject) -> dict[str, str]:
    """Return a checked case's questions in plain words, by item; an ellipsis stands for each learner's own numbers."""
    rendering = _Rendering(case, draw_variants(case), subject)
    return {item.name: blank_numbers(rendering.words(item.question)) for item in case.items}
