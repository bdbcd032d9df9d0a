"""An item as its readers see it: plain words, with facts and numbers filled in.

The rules of this package judge words, so each text is rendered once, without Markdown's marks. Numbers that
differ from learner to learner are shown as the first of their values; `Choice.drawn` says where that happened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ...figure.fence import replace_figures
from ...subject import Subject
from ...text.case import Case, Item, Kind, Text
from ...text.markup import Reference, find_references, parse_call, render_plain

__all__ = [
    "FUNCTION_WORDS",
    "GRAMMAR_WORDS",
    "Choice",
    "Flaw",
    "Lead",
    "Wording",
    "count_words",
    "list_content",
    "list_pairs",
    "list_words",
    "render_words",
    "split_vocabulary",
    "stem_word",
    "word_item",
]

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_MARK = re.compile(r"\*+|`+|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def split_vocabulary(text: str) -> frozenset[str]:
    """Return a word list that is written as running text."""
    return frozenset(text.split())


GRAMMAR_WORDS = split_vocabulary(
    "a an the and or but so nor of to in on at by for with from as into onto about than then it its it's this that these "
    "those there here is are was were be been being am do does did have has had will would can could may might shall "
    "should must you your yours we our us they them their he him his she her i my me who whom whose which what when "
    "where why how if now also just because while"
)
"""Words that only hold a sentence together."""

FUNCTION_WORDS = GRAMMAR_WORDS | split_vocabulary(
    "not no only very too more most less least much many any some each one other others another such same both all "
    "over under during after before until since out up down off"
)
"""Words that carry no matter of their own: those of grammar, and those that compare, count or point."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an item's wording: the line, what it is, and what to do."""

    line: int
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option or a step in plain words. `drawn` says that it shows a number which differs between learners."""

    id: str
    text: str
    key: bool
    drawn: bool
    line: int


@dataclass(frozen=True, slots=True)
class Lead:
    """A stem of extended matching in plain words, and the id of its key."""

    id: str
    text: str
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Wording:
    """An item in plain words: `question` is its heading, `body` what stands below it, `messages` every reason it gives.

    `marked` is the heading with its emphasis still in place.
    """

    item: Item
    question: str
    marked: str
    body: str
    choices: tuple[Choice, ...]
    messages: tuple[Text, ...]
    stems: tuple[Lead, ...] = ()

    @property
    def line(self) -> int:
        """The line of the item's heading."""
        return self.item.line

    @property
    def lead(self) -> str:
        """The last sentence of the heading, which asks the question."""
        return _SENTENCE.split(self.question.strip())[-1]

    @property
    def stem(self) -> str:
        """What is read before the options: what stands below the heading, and the heading."""
        return f"{self.question} {self.body}".strip()

    @property
    def is_choice(self) -> bool:
        """Whether learners choose among options."""
        return self.item.kind in (Kind.BEST, Kind.ALL, Kind.MATCHING)

    @property
    def keys(self) -> tuple[Choice, ...]:
        """The options that are right."""
        return tuple(choice for choice in self.choices if choice.key)

    @property
    def distractors(self) -> tuple[Choice, ...]:
        """The options that are wrong."""
        return tuple(choice for choice in self.choices if not choice.key)


def _show(reference: Reference, case: Case, subject: Subject) -> str:
    if reference.role == "fact":
        fact = subject.facts.get(reference.target)
        return reference.label or (str(fact.text) if fact else reference.target)
    if reference.role == "number":
        number = case.numbers.get(reference.target)
        return number.format(number.choices[0]) if number and number.choices else reference.target
    call = parse_call(reference.target, reference.line) if reference.role == "calc" else None
    calculator = subject.calculators.get(call.calculator) if call else None
    return f"0 {calculator.unit}" if calculator else reference.target


def render_words(text: Text, case: Case, subject: Subject) -> str:
    """Return a text as plain words in one line: references filled in, links and emphasis without their marks."""
    # A figure's rows are read as a picture and not as running words; its caption is read.
    words = replace_figures(text.source, lambda block: block.caption)
    return _strip(render_plain(words, lambda reference: _show(reference, case, subject)))


def _strip(source: str) -> str:
    return re.sub(r"\s+", " ", _MARK.sub("", _LINK.sub(r"\1", source))).strip()


def word_item(item: Item, case: Case, subject: Subject) -> Wording:
    """Return an item of a case in plain words."""

    def render(text: Text) -> str:
        return render_words(text, case, subject)

    return Wording(
        item=item,
        question=render(item.question),
        marked=render_plain(item.question.source, lambda reference: _show(reference, case, subject)),
        body=render(item.body),
        choices=tuple(
            Choice(option.id, render(option.text), option.key, _is_drawn(option.text), option.line)
            for option in item.options
        ),
        messages=tuple(Text(render(text), text.line) for text in item.reasons() if text),
        stems=tuple(Lead(stem.id, render(stem.text), stem.key, stem.line) for stem in item.stems),
    )


def _is_drawn(text: Text) -> bool:
    return any(reference.role in ("number", "calc") for reference in find_references(text))


def count_words(text: str) -> int:
    """Return how many words a text has; a number with its unit counts as two."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def list_words(text: str) -> list[str]:
    """Return a text's words in small letters, in order, without punctuation."""
    return [word.replace("\u2019", "'") for word in _WORD.findall(text.lower())]


@cache
def stem_word(word: str) -> str:
    """Return a word without the ending that grammar gives it: *infuses*, *infused* and *infusing* are one.

    A few endings of English are cut; this is no linguistics, and the rules that use it say *may*.

    >>> {stem_word(word) for word in ("infuses", "infused", "infusing")}
    {'infus'}
    """
    word = word.removesuffix("'s").removesuffix("'")
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= 3
            and not (ending == "s" and word.endswith(("ss", "us", "is")))
        ):
            word = word.removesuffix(ending) + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def list_content(text: str, without: frozenset[str] = FUNCTION_WORDS) -> list[str]:
    """Return the words of a text that carry matter, each without its ending."""
    return [stem_word(word) for word in list_words(text) if word not in without]


def list_pairs(choices: tuple[Choice, ...]) -> Iterator[tuple[Choice, Choice]]:
    """Yield every two options, the later one second."""
    for position, later in enumerate(choices):
        for earlier in choices[:position]:
            yield earlier, later
