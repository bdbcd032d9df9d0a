"""What is done to a question, whatever its kind: the verbs that every kind has, and what they are given.

A kind of question is one file beside this one. It reads its answers, splits them, says what identifies them, marks,
guesses, words, shows, explains and invents; `casebook.kind` finds the file for a kind.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Protocol

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark
from ..problem import Report
from ..subject import Subject
from ..text.case import Answer, Call, Case, Item, Text
from ..text.markup import as_html, put_numbers

__all__ = [
    "Given",
    "Ground",
    "Rendering",
    "Response",
    "Shown",
    "Verbs",
    "list_lines",
    "publish_options",
    "show_line",
    "unletter_options",
]

Response = str | tuple[str, ...]
"""What a learner answered: an option's id, several ids, or what was typed."""

Given = str | tuple[str, ...]
"""What a blind reader answered, in the letters that were printed."""


class Rendering(Protocol):
    """How a case's texts and calculations become data, with facts filled in and learners' numbers marked."""

    def show(self, text: Text, *, inline: bool = False) -> str:
        """Return a text as HTML in which each number of a learner's own is a ``<data>`` element, or as plain words."""

    def words(self, text: Text) -> str:
        """Return a one-line text as plain words in which each number of a learner's own is ``{{ name }}``."""

    def compute(self, call: Call) -> list[float]:
        """Return a calculation's value in every variant."""

    def unit(self, call: Call) -> str:
        """Return the unit of a calculation."""

    def write(self, call: Call, value: float) -> str:
        """Return what a calculation gave, with its unit."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Something a mark rests on: what it is called, its line, and the reasons in which it must cite a fact.

    Where it is `needed`, one of these reasons must cite a fact that may decide a mark. Else a reason may cite none,
    but not only facts that may not.
    """

    what: str
    line: int
    reasons: tuple[Text, ...]
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as one learner met it: its public and secret half, their answer and its mark, and their numbers."""

    item: Mapping[str, Any]
    secret: Mapping[str, Any]
    answer: Response | None
    mark: Mark | None
    numbers: Mapping[str, Sequence[str]]
    variant: int

    def public(self, html: str) -> Markup:
        """Return a public text with this learner's numbers."""
        return put_numbers(html, self.numbers, self.variant)

    def private(self, html: str) -> Markup:
        """Return an explaining text with this learner's numbers."""
        return put_numbers(html, self.secret.get("numbers", {}), self.variant)


class Verbs(Protocol):
    """Everything that is done to one kind of question."""

    @property
    def remark(self) -> str:
        """The word in brackets by which an author asks for the kind; empty where it takes none."""

    @property
    def marked(self) -> bool:
        """Whether trusted code marks it from the response file."""

    @property
    def nests(self) -> bool:
        """Whether its answers hold lists of their own."""

    @property
    def asked(self) -> str:
        """What a blind reader is asked for."""

    @property
    def form(self) -> str:
        """The empty answer on a blind reader's form."""

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether a list of answers is of this kind; `remark` is what the heading says in brackets."""

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Return the item completed by its answers, reporting what is wrong with them."""

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield what the item's marks rest on, besides calculators."""

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return what learners see beyond question and body: options, stems, unit."""

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return what marks and explains the item, beyond its kind and points."""

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return what makes the item this item and no other, beyond its name, kind, points and options."""

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entries of a secret half that mark, without those that explain."""

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return the mark of a response that is not empty; never raises for any response."""

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return whether a response that is not empty can't be read as an answer; `item` is either half."""

    def guess(self, options: int, keys: int) -> float:
        """Return the share of the marks that blind guessing earns on average."""

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return how a learner is told to answer, where no form does it."""

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield what stands below the question; the item's texts are plain words already, and its options go by `names`."""

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return a blind reader's answer in ids instead of the letters that were printed; None for a wrong letter."""

    def respond(self, answer: Response) -> Any:
        """Return an answer of the reading log as a response file would hold it."""

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return the fields of an item as HTML that also reads without scripts and on paper."""

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return the key and every reason as HTML, with the first variant's numbers."""

    def explain_answer(self, shown: Shown) -> Markup:
        """Return what one learner answered, what is right and why."""

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return the key and every reason as Markdown, a block each; `write` fills in a text's references."""

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return an answer that someone of an ability between 0 and 1 might give; they err as the author predicted."""


def show_line(kind: str, lead: str, tag: str, message: str) -> Markup:
    """Return one option or step of an explained answer, with the words said of it and its reason."""
    shown = f' <span class="tag">{tag}</span>' if tag else ""
    return as_html(
        f'<li class="{kind}"><span class="lead">{lead}</span>{shown}<div class="message">{message}</div></li>'
    )


def list_lines(item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """Yield an item's options as lines of plain words, each by its name."""
    for name, option in zip(names, item.get("options", ()), strict=False):
        yield f"  [{name}] {option['text']}"


def publish_options(item: Item, rendering: Rendering) -> list[dict[str, str]]:
    """Return options as learners see them, in the author's order."""
    return [{"id": option.id, "text": rendering.show(option.text, inline=True)} for option in item.options]


def unletter_options(item: Mapping[str, Any], given: Given) -> Response | None:
    """Return letters as the ids of the options they stand for, one or several; None for a wrong letter."""
    names = dict(zip(ascii_lowercase, (option["id"] for option in item["options"]), strict=False))
    several = (given,) if isinstance(given, str) else given
    if not names.keys() >= set(several):
        return None
    return names[given] if isinstance(given, str) else tuple(names[letter] for letter in several)
