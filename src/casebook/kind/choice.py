"""Questions with options to tick: the one best answer, or all that apply."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, give, list_names, refuse
from ..problem import Report
from ..subject import Subject
from ..text.answer import need_message, read_label
from ..text.case import Answer, Case, Item, Kind, Option, Text
from ..text.markup import as_html, indent
from .verbs import Given, Ground, Rendering, Response, Shown, list_lines, publish_options, show_line, unletter_options

__all__ = ["ALL", "BEST", "TickedOptions"]

_TICK = re.compile(r"\[( |x|X)?\]\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TickedOptions:
    """Options to tick; `kind` says whether one of them or all that apply."""

    kind: Kind
    remark: str
    asked: str
    form: str
    sentence: str
    marked: bool = True
    nests: bool = False

    @property
    def _is_best(self) -> bool:
        return self.kind is Kind.BEST

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether the heading asks for this kind: without a word, any list left over asks for the best."""
        return self._is_best or self.remark in remark

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Read ``- [x] id: text`` with its reason."""
        seen: dict[str, int] = {}
        options = []
        for answer in answers:
            tick = _TICK.fullmatch(answer.text.source)
            if not tick or answer.ordered:
                fix = "start each option with - [ ] or - [x]"
                what = "an answer is neither an option nor of another known form"
                report.add(answer.line, what, fix, "muddled-answer")
                continue
            name, text = read_label(answer, tick[2], seen, report)
            need_message(answer, f"the option {name or text.source[:30]}", report)
            options.append(Option(name, text, answer.message, (tick[1] or " ") in "xX", answer.line))
        keys = sum(option.key for option in options)
        line = item.line
        if not keys:
            report.add(line, f"the item {item.id} has no key", "tick the right option: - [x]", "no-key")
        if keys > 1 and self._is_best:
            # A tick too many is a slip more often than a wish; whoever wants several says so.
            fix = "untick all but the best, or write (all) after the question to let learners choose all that apply"
            report.add(line, f"the item {item.id} has {keys} keys where one is wanted", fix, "two-keys")
        if len(options) < 2 or keys == len(options):
            fix = "add an option that is wrong and say why"
            report.add(line, f"the item {item.id} leaves nothing to choose", fix, "no-distractor")
        return replace(item, kind=self.kind, options=tuple(options))

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield the key; where all that apply are wanted, every option decides, ticked or not."""
        keys = tuple(option.message for option in item.options if option.key)
        yield Ground(f"the key of {item.id}", item.line, keys)
        if not self._is_best:
            for option in item.options:
                yield Ground(f"option {option.id}", option.line, (option.message,), needed=False)

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return the options, in the author's order."""
        return {"options": publish_options(item, rendering)}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return the ids of the keys and the reason for every option."""
        return {
            "keys": [option.id for option in item.options if option.key],
            "messages": {option.id: rendering.show(option.message) for option in item.options},
        }

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return the keys."""
        return {"keys": secret["keys"]}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys and which options there are, for marking asks for both."""
        return {"keys": secret["keys"], "messages": dict.fromkeys(sorted(secret["messages"]), "")}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """All or nothing for the best; else the share of keys hit less the share of wrong options ticked."""
        if self._is_best:
            if not isinstance(response, str) or response not in secret["messages"]:
                return refuse(secret, "This is not one of the options.")
            right = response in secret["keys"]
            return give(secret, 1.0 if right else 0.0, "" if right else response)
        known, keys = frozenset(secret["messages"]), frozenset(secret["keys"])
        chosen = list_names(response, known)
        if chosen is None:
            return refuse(secret, "These are not the options of this question.")
        hits = len(keys.intersection(chosen))
        wrong = sorted(set(chosen) - keys)
        share = max(0.0, hits / len(keys) - len(wrong) / (len(known) - len(keys)))
        return give(secret, share, " ".join(wrong))

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return False: what is ticked can always be read."""
        return False

    def guess(self, options: int, keys: int) -> float:
        """One over the options; where all that apply are wanted, each ticked at the toss of a coin, over every outcome."""
        if self._is_best:
            return 1 / options
        wrong = options - keys
        total = 0.0
        for hits in range(keys + 1):
            for misses in range(wrong + 1):
                ways = comb(keys, hits) * comb(wrong, misses)
                total += ways * max(0.0, hits / keys - misses / wrong)
        return total / (1 << options)

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return how many to choose."""
        return self.sentence

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield the options."""
        return list_lines(item, names)

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return the ids behind the letters."""
        return unletter_options(item, given)

    def respond(self, answer: Response) -> Any:
        """Return one id, or the list of all ticked."""
        several = (answer,) if isinstance(answer, str) else answer
        if not self._is_best:
            return list(several)
        return several[0] if len(several) == 1 else None

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return a box to tick for each option."""
        box = "radio" if self._is_best else "checkbox"
        rows = "".join(
            f'<li class="cb-option"><label><input type="{box}" name="{item["id"]}" value="{option["id"]}"> '
            f'<span class="cb-option-text">{option["text"]}</span></label></li>'
            for option in item["options"]
        )
        return as_html(f'<ul class="cb-options" role="list">{rows}</ul>')

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return yes or no and the reason for each option."""
        keys = set(secret["keys"])
        rows = "".join(
            f"<li><strong>{'Yes' if option['id'] in keys else 'No'}: {option['text']}.</strong> "
            f"{secret['messages'][option['id']]}</li>"
            for option in item["options"]
        )
        return as_html(f'<ul class="cb-key">{rows}</ul>')

    def explain_answer(self, shown: Shown) -> Markup:
        """Return each option, whether it was ticked and is right, and why."""
        chosen = {shown.answer} if isinstance(shown.answer, str) else set(shown.answer or ())
        lines = []
        for option in shown.item["options"]:
            name = option["id"]
            key, ticked = name in shown.secret["keys"], name in chosen
            tag = "your answer, right" if key and ticked else "right" if key else "your answer" if ticked else ""
            kind = "key" if key else "wrong" if ticked else "other"
            lines.append(
                show_line(kind, shown.public(option["text"]), tag, shown.private(shown.secret["messages"][name]))
            )
        return as_html(f'<ul class="options">{"".join(lines)}</ul>')

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return yes or no and the reason for each option."""
        return [
            f"- **{'Yes' if option.key else 'No'}:** {' '.join(write(option.text).split())}\n\n  "
            f"{indent(write(option.message), 2)}"
            for option in item.options
        ]

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return the key or another option; where all that apply are wanted, some keys and one wrong."""
        knows = luck.random() < ability
        wrong = [name for name in sorted(secret["messages"]) if name not in secret["keys"]]
        if self._is_best:
            return str(secret["keys"][0]) if knows else luck.choice(wrong)
        chosen = {name for name in secret["keys"] if knows or luck.random() < 0.6}
        if not knows:
            chosen.add(luck.choice(wrong))
        return tuple(sorted(chosen))


BEST = TickedOptions(Kind.BEST, "", "one option", '""', "Choose one.")
"""One best answer."""

ALL = TickedOptions(Kind.ALL, "all", "all options that apply", "[]", "Choose all that apply.")
"""All that apply."""
