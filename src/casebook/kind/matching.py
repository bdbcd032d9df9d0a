"""Extended matching: one list of short options, then several stems, each with one key from the list.

Medical examiners call them EMQ or EMI. An option may serve several stems or none, so that nothing is found by striking
out. A pair is written ``stem=option`` wherever it stands as data: in the key, in reasons and in what a learner answered.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, give, list_names, refuse
from ..problem import Report, nearest
from ..subject import Subject
from ..text.answer import need_message, read_answers, read_label
from ..text.case import ID, Answer, Case, Item, Kind, Option, Stem, Text
from ..text.markup import as_html, find_references, indent
from .layout import OPTIONS
from .verbs import Given, Ground, Rendering, Response, Shown, list_lines, publish_options, show_line

__all__ = ["MATCHING", "Matching"]

_REASON = re.compile(r"(=|[xX])\s+(\S+)\s*")
_STEMS = (2, 6)
_ASKED = "Choose one option for each. An option may serve more than once, or not at all."
_FORM = "write - = and an option's id for the key, - x and an id for a likely mistake, and each reason below, after >"


class _PublicMatching(PublicItem, total=False):
    """The public item with its stems: ids and texts, in the author's order."""

    stems: list[dict[str, str]]


class _SecretMatching(SecretHalf, total=False):
    """`keys` are the right pairs, `messages` the reasons by pair, and `options` every option's id."""

    options: list[str]


def _pair(stem: str, option: str) -> str:
    return f"{stem}={option}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _read_stem(answer: Answer, known: "_Known", seen: dict[str, int], report: Report) -> Stem:
    before = len(report.problems)
    name, text = read_label(answer, answer.text.source, seen, report, noun="stem")
    keys: list[str] = []
    reasons: dict[str, Text] = {}
    if answer.message:
        report.add(
            answer.message.line, "a reason stands under the stem and not under an option", _FORM, "muddled-answer"
        )
    for place, entry in enumerate(answer.answers):
        found = _REASON.fullmatch(entry.text.source)
        if not found:
            report.add(entry.line, "an answer is of no known form", _FORM, "muddled-answer")
            continue
        sign, option = found.groups()
        known.need(option, entry.line, report)
        if option in reasons:
            fix = "keep one of them, or write the stem that is missing above it"
            report.add(entry.line, f"{option} stands twice under one stem", fix, "duplicate-id")
            break
        again = any(other.text.source.split()[1:] == [option] for other in answer.answers[place + 1 :])
        if not answer.message and not again:
            need_message(entry, f"{option} under {name or 'this stem'}", report)
        reasons[option] = entry.message
        if sign == "=":
            keys.append(option)
    shown = name or text.source[:30]
    stem = Stem(name, text, keys[0] if keys else "", reasons, answer.line)
    if len(report.problems) > before:
        # What is said already may be all that is wrong: an answer that can't be read may be the key.
        return stem
    if not keys:
        report.add(answer.line, f"the stem {shown} has no key", "write - = and the option's id below it", "no-key")
    elif len(keys) > 1:
        what = f"the stem {shown} has {len(keys)} keys where one is wanted"
        report.add(answer.line, what, "keep one - =, and make the other - x", "two-keys")
    elif len(reasons) == 1:
        fix = "write - x, an option that learners are likely to choose here, and why it is wrong"
        report.add(answer.line, f"the stem {shown} names no likely mistake", fix, "no-distractor")
    return stem


@dataclass(slots=True)
class _Known:
    """The ids of the list, and which missing ones were named already; a list that is not `whole` misses none."""

    ids: Mapping[str, int]
    whole: bool
    missing: set[str] = field(default_factory=set)

    def need(self, option: str, line: int, report: Report) -> None:
        """Report an id the list does not have, once."""
        # A full stop or a capital is a habit: what is no id at all is said once for the whole list.
        is_id = bool(ID.fullmatch(option))
        name = option if is_id else ""
        if option in self.ids or name in self.missing or not self.whole:
            return
        self.missing.add(name)
        what = f"the list has no option {option}" if is_id else f"{option} is no option id"
        report.add(line, what, f"name one of the list{nearest(option, self.ids)}", "unknown-option")


def _check_twins(stems: Sequence[Stem], report: Report) -> None:
    """Report two stems that ask the same: one of their keys would be wrong."""
    seen: dict[str, Stem] = {}
    for stem in stems:
        words = " ".join(stem.text.source.casefold().split())
        twin = seen.setdefault(words, stem)
        if words and twin is not stem and stem.id != twin.id:
            what = f"the stems {twin.id} and {stem.id} have the same words"
            report.add(stem.line, what, "change what decides between them, or drop one", "same-stem")


@dataclass(frozen=True, slots=True)
class Matching:
    """Stems that share a list of options; each stem earns an equal share of the marks."""

    remark: str = "matching"
    marked: bool = True
    asked: str = "one option for each numbered stem, as a list in their order; an option may serve more than once"
    form: str = "[]"
    nests: bool = True

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether the heading says so."""
        return self.remark in remark

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Read the list of options, which closes the body, and the numbered stems with their keys and reasons."""
        lines = item.body.source.split("\n")
        before = len(report.problems)
        start, entries = read_answers(lines, item.body.line, report)
        seen: dict[str, int] = {}
        options = []
        for entry in entries:
            name, text = read_label(entry, entry.text.source, seen, report)
            if entry.message or entry.answers or entry.ordered:
                fix = "write - id: text, and give reasons under the stems"
                report.add(entry.line, "an option of the list holds more than its text", fix, "muddled-answer")
            if any(reference.role in ("number", "calc") for reference in find_references(text)):
                # The page offers options as plain text, which can't change with the learner's numbers.
                fix = "show numbers in the stems, and keep the options the same for everybody"
                report.add(
                    entry.line, "an option of the list shows a number of the learner's own", fix, "number-in-list"
                )
            options.append(Option(name, text, Text("", entry.line), False, entry.line))
        fewest, most = OPTIONS
        if not fewest <= len(options) <= most:
            what = f"the list has {_count(len(options), 'option')}"
            report.add(item.line, what, f"write {fewest} to {most}", "option-count")
        known = _Known(seen, whole=len(report.problems) == before)
        stems: dict[str, int] = {}
        found = tuple(_read_stem(answer, known, stems, report) for answer in answers)
        fewest, most = _STEMS
        if not fewest <= len(found) <= most:
            what = f"the item has {_count(len(found), 'stem')}"
            report.add(item.line, what, f"write {fewest} to {most}", "stem-count")
        _check_twins(found, report)
        body = Text("\n".join(lines[:start]).strip("\n"), item.body.line)
        points = item.points if "mark" in remark else float(len(found))
        return replace(item, kind=Kind.MATCHING, body=body, points=points, options=tuple(options), stems=found)

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield the key of each stem."""
        for stem in item.stems:
            yield Ground(f"the key of {item.id}, {stem.id},", stem.line, (stem.reasons[stem.key],))

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return the options and the stems, in the author's order."""
        stems = [{"id": stem.id, "text": rendering.show(stem.text, inline=True)} for stem in item.stems]
        public: _PublicMatching = {"options": publish_options(item, rendering), "stems": stems}
        return public

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return the right pairs, the reasons by pair, and which options there are."""
        secret: _SecretMatching = {
            "keys": [_pair(stem.id, stem.key) for stem in item.stems],
            "messages": {
                _pair(stem.id, option): rendering.show(reason)
                for stem in item.stems
                for option, reason in stem.reasons.items()
            },
            "options": [option.id for option in item.options],
        }
        return secret

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return the right pairs."""
        return {"keys": sorted(secret["keys"])}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the right pairs, and which options there are."""
        return {"keys": secret["keys"], "options": secret["options"]}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return the share of stems with the right option; a stem left out earns nothing."""
        stems = [key.partition("=")[0] for key in secret["keys"]]
        known = frozenset(_pair(stem, option) for stem in stems for option in secret["options"])
        chosen = list_names(response, known)
        if chosen is None or len({pair.partition("=")[0] for pair in chosen}) < len(chosen):
            return refuse(secret, "These are not the stems and options of this question.")
        right = len(set(secret["keys"]).intersection(chosen))
        return give(secret, right / len(stems), " ".join(sorted(set(chosen) - set(secret["keys"]))))

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return False: what is chosen can always be read."""
        return False

    def guess(self, options: int, keys: int) -> float:
        """One over the options, for every stem."""
        return 1 / options

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return what to do."""
        return _ASKED

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield the options, then the stems."""
        yield from list_lines(item, names)
        for number, stem in enumerate(item["stems"], 1):
            yield f"  {number}. {stem['text']}"

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return the pairs behind one letter for each stem."""
        several = (given,) if isinstance(given, str) else given
        names = dict(zip(ascii_lowercase, (option["id"] for option in item["options"]), strict=False))
        if len(several) != len(item["stems"]) or not names.keys() >= set(several):
            return None
        return tuple(_pair(stem["id"], names[letter]) for stem, letter in zip(item["stems"], several, strict=True))

    def respond(self, answer: Response) -> Any:
        """Return the list of pairs."""
        return [answer] if isinstance(answer, str) else list(answer)

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return the lettered list, then each stem with a field that offers the letters."""
        listed = "".join(f"<li>{option['text']}</li>" for option in item["options"])
        letters = "".join(
            f"<option>{letter}</option>" for letter, _ in zip(ascii_uppercase, item["options"], strict=False)
        )
        rows = "".join(
            f'<li class="cb-stem"><label><span class="cb-option-text">{stem["text"]}</span> '
            f'<select class="cb-select"><option></option>{letters}</select></label></li>'
            for stem in item["stems"]
        )
        return as_html(
            f'<ol class="cb-list" type="A">{listed}</ol><p class="cb-label">{_ASKED}</p><ol class="cb-stems">{rows}</ol>'
        )

    def _list_reasons(self, item: Mapping[str, Any], secret: Mapping[str, Any], stem: str) -> list[tuple[str, bool]]:
        """Return the options that have a reason under a stem, the key first, each with whether it is the key."""
        pairs = [(option["id"], _pair(stem, option["id"]) in secret["keys"]) for option in item["options"]]
        reasoned = [(name, key) for name, key in pairs if _pair(stem, name) in secret["messages"]]
        return sorted(reasoned, key=lambda each: not each[1])

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return each stem with its key, and the reason for every option that learners are likely to choose."""
        texts = {option["id"]: option["text"] for option in item["options"]}
        rows = []
        for stem in item["stems"]:
            reasons = "".join(
                f"<li><strong>{'Yes' if key else 'No'}: {texts[name]}.</strong> "
                f"{secret['messages'][_pair(stem['id'], name)]}</li>"
                for name, key in self._list_reasons(item, secret, stem["id"])
            )
            rows.append(f'<li>{stem["text"]}<ul class="cb-key">{reasons}</ul></li>')
        return as_html(f'<ol class="cb-solution">{"".join(rows)}</ol>')

    def explain_answer(self, shown: Shown) -> Markup:
        """Return for each stem what was chosen, what is right, and why."""
        texts = {option["id"]: shown.public(option["text"]) for option in shown.item["options"]}
        chosen = dict(pair.split("=", 1) for pair in shown.answer or () if pair.count("=") == 1)
        lines = []
        for stem in shown.item["stems"]:
            given = chosen.get(stem["id"])
            right = given is not None and _pair(stem["id"], given) in shown.secret["keys"]
            reasons = [
                f"<p><strong>{'Yes' if key else 'No'}: {texts[name]}.</strong></p>"
                f"{shown.private(shown.secret['messages'][_pair(stem['id'], name)])}"
                for name, key in self._list_reasons(shown.item, shown.secret, stem["id"])
                if key or name == given
            ]
            tag = "not answered" if given is None else f"your answer: {texts.get(given, Markup('not an option'))}"
            kind = "other" if given is None else "key" if right else "wrong"
            lines.append(
                show_line(kind, shown.public(stem["text"]), f"{tag}, right" if right else tag, "".join(reasons))
            )
        return as_html(f'<ol class="options">{"".join(lines)}</ol>')

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return each stem with its key, and the reason for every option that learners are likely to choose."""
        texts = {option.id: " ".join(write(option.text).split()) for option in item.options}
        blocks = []
        for number, stem in enumerate(item.stems, 1):
            names = sorted(stem.reasons, key=lambda name: name != stem.key)
            reasons = "\n".join(
                f"- **{'Yes' if name == stem.key else 'No'}:** {texts[name]}. {' '.join(write(stem.reasons[name]).split())}"
                for name in names
            )
            blocks.append(f"{number}. {' '.join(write(stem.text).split())}\n\n   {indent(reasons, 3)}")
        return blocks

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return for each stem the key, one of the likely mistakes, or any other option."""
        chosen = []
        for key in secret["keys"]:
            stem = key.partition("=")[0]
            if luck.random() < ability:
                chosen.append(key)
                continue
            likely = sorted(pair for pair in secret["messages"] if pair.partition("=")[0] == stem and pair != key)
            others = [_pair(stem, option) for option in secret["options"] if _pair(stem, option) != key]
            chosen.append(luck.choice(likely if likely and luck.random() < 0.7 else others))
        return tuple(chosen)


MATCHING = Matching()
"""Stems that share one list of options."""
