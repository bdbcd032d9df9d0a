"""Questions whose steps are to be put in order."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.learner import shuffle_ids
from ..mark.mark import Mark, give, list_names, refuse
from ..problem import Report
from ..subject import Subject
from ..text.answer import need_message, read_label
from ..text.case import Answer, Case, Item, Kind, Option, Text
from ..text.markup import as_html, indent
from .verbs import Given, Ground, Rendering, Response, Shown, list_lines, publish_options, show_line, unletter_options

__all__ = ["ORDER", "Order"]


@dataclass(frozen=True, slots=True)
class Order:
    """Steps in the one right order, which is that of the author's file."""

    remark: str = ""
    marked: bool = True
    asked: str = "all steps, in order"
    form: str = "[]"
    nests: bool = False

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether the list is numbered."""
        return all(answer.ordered for answer in answers)

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Read ``1. id: step`` with its reason."""
        seen: dict[str, int] = {}
        steps = []
        for answer in answers:
            name, text = read_label(answer, answer.text.source, seen, report)
            need_message(answer, f"the step {name or text.source[:30]}", report)
            steps.append(Option(name, text, answer.message, True, answer.line))
        if len(steps) < 3:
            fix = "add steps, or ask for one option"
            report.add(item.line, "an order has at least three steps", fix, "too-few-steps")
        return replace(item, kind=Kind.ORDER, options=tuple(steps))

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield the order, which any step's reason may support."""
        yield Ground(f"the key of {item.id}", item.line, tuple(option.message for option in item.options))

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return the steps shuffled by their ids alone, and never in the right order."""
        options = {option["id"]: option for option in publish_options(item, rendering)}
        names = tuple(options)
        shuffled = shuffle_ids(names, item.name)
        # A list that happens to be right already would ask for nothing.
        shuffled = shuffled if shuffled != names else shuffled[1:] + shuffled[:1]
        return {"options": [options[name] for name in shuffled]}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return the order and the reason for every step."""
        return {
            "order": [option.id for option in item.options],
            "messages": {option.id: rendering.show(option.message) for option in item.options},
        }

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return the order."""
        return {"keys": secret["order"]}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the order."""
        return {"order": secret["order"]}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return the share of pairs of steps that stand the right way round."""
        key = list(secret["order"])
        given = list_names(response, frozenset(key))
        if given is None or len(given) != len(key):
            return refuse(secret, "These are not all the steps of this question.")
        place = {name: position for position, name in enumerate(given)}
        pairs = list(combinations(key, 2))
        right = sum(place[earlier] < place[later] for earlier, later in pairs)
        return give(secret, right / len(pairs))

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return False: an order can always be read."""
        return False

    def guess(self, options: int, keys: int) -> float:
        """Half the pairs."""
        return 0.5

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return what to do."""
        return "Put these in order."

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield the steps as learners meet them."""
        return list_lines(item, names)

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return the ids behind the letters."""
        return unletter_options(item, given)

    def respond(self, answer: Response) -> Any:
        """Return the list of steps."""
        return [answer] if isinstance(answer, str) else list(answer)

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return the steps as learners meet them."""
        rows = "".join(
            f'<li class="cb-step"><span class="cb-option-text">{option["text"]}</span></li>'
            for option in item["options"]
        )
        return as_html(f'<ol class="cb-steps">{rows}</ol>')

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return the steps in order, each with its reason."""
        texts = {option["id"]: option["text"] for option in item["options"]}
        rows = "".join(
            f"<li><strong>{texts[name]}</strong> {secret['messages'][name]}</li>" for name in secret["order"]
        )
        return as_html(f'<ol class="cb-solution">{rows}</ol>')

    def explain_answer(self, shown: Shown) -> Markup:
        """Return the order that was given, then the right one with its reasons."""
        texts = {option["id"]: shown.public(option["text"]) for option in shown.item["options"]}
        given = [name for name in shown.answer or () if name in texts]
        said = ""
        if given:
            said = "<p>Your order:</p><ol>" + "".join(f"<li>{texts[name]}</li>" for name in given) + "</ol>"
        lines = [
            show_line("key", texts[name], "", shown.private(shown.secret["messages"][name]))
            for name in shown.secret["order"]
        ]
        return as_html(f'{said}<p>The order, and why:</p><ol class="options">{"".join(lines)}</ol>')

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return the steps in order, each with its reason."""
        return [
            f"{place}. {' '.join(write(option.text).split())}\n\n   {indent(write(option.message), 3)}"
            for place, option in enumerate(item.options, 1)
        ]

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return the order, or one with two neighbours changed over."""
        knows = luck.random() < ability
        steps = list(secret["order"])
        if not knows:
            place = luck.randrange(len(steps) - 1)
            steps[place], steps[place + 1] = steps[place + 1], steps[place]
        return tuple(steps)


ORDER = Order()
"""Steps to put in order."""
