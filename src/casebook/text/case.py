"""A case as its author wrote it: a story, some numbers drawn for each learner, and items to answer.

All frozen: a case is read once (`casebook.author.reader`), judged (`casebook.judge.check`) and split into what learners may see
and what they may not (`casebook.mark.half`). Texts are kept as the Markdown the author wrote; `casebook.text.markup` renders them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

__all__ = [
    "ID",
    "Answer",
    "Call",
    "Case",
    "Item",
    "Kind",
    "Level",
    "NumberRange",
    "Option",
    "Point",
    "Prediction",
    "Stem",
    "Text",
    "Tolerance",
]

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""What the id of a case, item or option looks like."""


class Kind(StrEnum):
    """What a learner does to answer an item."""

    BEST = "best"
    ALL = "all"
    NUMBER = "number"
    ORDER = "order"
    MATCHING = "matching"
    WRITTEN = "written"
    CODE = "code"
    WAY = "way"


class Level(StrEnum):
    """What an item asks of the mind, after Bloom: from remembering a fact to weighing one."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown as the author wrote it, and the line of the file it starts on."""

    source: str
    line: int

    def __bool__(self) -> bool:
        """Return whether there is anything in it."""
        return bool(self.source.strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of an item's answer list: its first paragraph, its quoted message, and whether it was numbered.

    `answers` are the entries of a list of its own, which some kinds of question have.
    """

    text: Text
    message: Text
    ordered: bool
    line: int
    answers: tuple["Answer", ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A calculation named in a case: a calculator and the names of the numbers or facts it is given.

    `arguments` are as written; a positional one has an empty parameter name. Nothing here is code: a call can
    only look up a calculator and numbers by name.
    """

    calculator: str
    arguments: tuple[tuple[str, str], ...]
    line: int

    def __str__(self) -> str:
        """Return the call as an author writes it."""
        shown = (f"{name}={value}" if name else value for name, value in self.arguments)
        return f"{self.calculator}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number of the story: fixed, chosen from a list, or drawn from a range, always with its unit."""

    name: str
    unit: str
    line: int
    choices: tuple[float, ...]
    decimals: int

    def format(self, value: float) -> str:
        """Return a drawn value as the story shows it, with its unit and a space that does not break."""
        number = f"{value:.{self.decimals}f}".replace("-", "\u2212")
        return number if self.unit == "1" else f"{number}\u00a0{self.unit}"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the key an answer may be: a share of it (``unit`` ``%``) or an amount in the key's unit."""

    value: float
    unit: str

    def allow(self, key: float) -> float:
        """Return the greatest difference from this key that still counts as right."""
        return abs(key) * self.value / 100 if self.unit == "%" else self.value


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose or to put in order, with the reason its author gives for it."""

    id: str
    text: Text
    message: Text
    key: bool
    line: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """A wrong number a learner is likely to get, the mistake that leads there, and what to tell them."""

    call: Call
    message: Text


@dataclass(frozen=True, slots=True)
class Stem:
    """One stem of an extended matching item: its key, and the reasons for its key and for likely mistakes, by option id."""

    id: str
    text: Text
    key: str
    reasons: Mapping[str, Text]
    line: int


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a rubric: how many marks, and for what."""

    marks: float
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of a case. Which of the fields matter follows from its kind."""

    case: str
    id: str
    kind: Kind
    question: Text
    body: Text
    points: float
    line: int
    objectives: tuple[str, ...]
    level: Level
    options: tuple[Option, ...] = ()
    stems: tuple[Stem, ...] = ()
    key: Call | None = None
    tolerance: Tolerance | None = None
    message: Text = field(default_factory=lambda: Text("", 0))
    predictions: tuple[Prediction, ...] = ()
    otherwise: Text = field(default_factory=lambda: Text("", 0))
    rubric: tuple[Point, ...] = ()

    @property
    def name(self) -> str:
        """The item's name everywhere outside its file: gradebook, response file, statistics, exports."""
        return f"{self.case}--{self.id}"

    def texts(self) -> Iterator[Text]:
        """Yield every text of the item, public ones first."""
        yield self.question
        yield self.body
        for option in self.options:
            yield option.text
        for stem in self.stems:
            yield stem.text
        yield from self.secret_texts()

    def reasons(self) -> Iterator[Text]:
        """Yield the texts that explain an answer, empty ones where nothing is said."""
        for option in self.options:
            yield option.message
        for stem in self.stems:
            yield from stem.reasons.values()
        yield self.message
        for prediction in self.predictions:
            yield prediction.message
        yield self.otherwise

    def secret_texts(self) -> Iterator[Text]:
        """Yield the texts that explain or mark: never shown before an answer, never released for a graded item."""
        yield from self.reasons()
        for point in self.rubric:
            yield point.text

    def calls(self) -> Iterator[Call]:
        """Yield the key's call, then those of the predicted mistakes."""
        if self.key:
            yield self.key
        for prediction in self.predictions:
            yield prediction.call


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case: one file, one story, its numbers and its items."""

    path: str
    id: str
    title: str
    objectives: tuple[str, ...]
    level: Level
    minutes: float
    numbers: Mapping[str, NumberRange]
    intro: Text
    items: tuple[Item, ...]
    waived: Mapping[str, Text] = field(default_factory=dict)
    """The rules of good item writing that this case breaks on purpose, as ``rule`` or ``item/rule``, and why."""
    cautious: Mapping[str, str] = field(default_factory=dict)
    """The most cautious option of an item, by the item's id, where there is one."""

    def texts(self) -> Iterator[Text]:
        """Yield every text of the case: the story, then each item's."""
        yield self.intro
        for item in self.items:
            yield from item.texts()

    def count_draws(self) -> int:
        """Return how many different sets of numbers the case can show."""
        count = 1
        for number in self.numbers.values():
            count *= len(number.choices)
        return count

    def corners(self) -> Iterator[dict[str, float]]:
        """Yield every combination of smallest and largest numbers, where an implausible case shows first."""
        ends = [(number.choices[0], number.choices[-1]) for number in self.numbers.values()]
        for values in product(*(dict.fromkeys(end) for end in ends)):
            yield dict(zip(self.numbers, values, strict=True))
