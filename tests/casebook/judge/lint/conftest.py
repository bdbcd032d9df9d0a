"""Items in one line, so that a table of them reads like a list of examples.

``Which one do you serve? | The iced cup | *The warm cup | The empty cup`` is a question with three options, the marked
one right; several marks make it a choose-all. ``story // question`` puts a text below the heading. ``order:``,
``number:``, ``written:`` and ``matching:`` before the question say its kind; ``(remember)`` after it says its level. The
stems of a matching item stand after ``||``, each with the number of its key: ``A runner =1``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from casebook.judge.lint import RULES
from casebook.judge.lint.wording import Wording, word_item
from casebook.text.case import (
    Call,
    Case,
    Item,
    Kind,
    Level,
    NumberRange,
    Option,
    Point,
    Prediction,
    Stem,
    Text,
    Tolerance,
)

REASONS = (
    "The leaves need the heat to give their colour and taste to the water.",
    "Nobody asked for this, and it would be cold by the time it arrives.",
    "It looks the part until you lift the lid and find nothing inside it.",
    "Guests notice the difference at once, whatever the host may say about it.",
)


def make_item(line: str, *, item_id: str = "cup", messages: Sequence[str] = ()) -> Item:
    """Make an item of one line as described above; the line of option n is n."""
    kind, _, rest = line.partition(":") if re.match(r"(order|number|written|matching):", line) else ("", "", line)
    rest, _, leads = rest.partition(" || ")
    question, *options = (part.strip() for part in rest.split(" | "))
    body, _, question = question.rpartition(" // ")
    level = re.search(r"\s*\((remember|understand)\)$", question)
    question = question[: level.start()] if level else question
    keys = sum(option.startswith("*") for option in options)
    said = [*messages, *(f"{REASONS[at % 4]} This is remark number {at}." for at in range(len(messages), 13))]
    item = Item(
        case="tea",
        id=item_id,
        kind=Kind(kind) if kind else Kind.BEST if keys == 1 else Kind.ALL,
        question=Text(question, 1),
        body=Text(body, 2),
        points=1,
        line=1,
        objectives=("tea-1",),
        level=Level(level[1]) if level else Level.APPLY,
        options=tuple(
            Option(f"option-{at}", Text(text.lstrip("*"), at), Text(said[at - 1], at), text.startswith("*"), at)
            for at, text in enumerate(options, 1)
        ),
    )
    if item.kind is Kind.NUMBER:
        call = Call("volume", (("", "weight"), ("", "strength")), 1)
        wrong = Prediction(replace(call, calculator="volume_tenfold"), Text(said[1], 4))
        return replace(
            item, key=call, tolerance=Tolerance(2, "%"), message=Text(said[0], 3), predictions=(wrong,),
            otherwise=Text(said[2], 5),
        )  # fmt: skip
    if item.kind is Kind.MATCHING:
        pairs = [lead.rsplit(" =", 1) for lead in leads.split(" | ")]
        return replace(item, stems=tuple(
            Stem(f"stem-{at}", Text(text.strip(), at), f"option-{key}", {f"option-{key}": Text(said[at - 1], at)}, at)
            for at, (text, key) in enumerate(pairs, 1)
        ))  # fmt: skip
    if item.kind is Kind.WRITTEN:
        return replace(item, rubric=(Point(1, Text("says what was served", 3)),))
    return item


def make_case(*items: Item, **changes: Any) -> Case:
    """Put items into a case about tea."""
    numbers = {
        "weight": NumberRange("weight", "kg", 5, (48.0, 49.0), 0),
        "strength": NumberRange("strength", "mg/mL", 6, (10.0, 50.0), 0),
    }
    plain = Case(
        path="book/tea/tea.case.md", id="tea", title="Tea", objectives=("tea-1",), level=Level.APPLY, minutes=5,
        numbers=numbers, intro=Text("A guest arrives.", 9), items=items,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.fixture
def item() -> Callable[..., Item]:
    return make_item


@pytest.fixture
def case() -> Callable[..., Case]:
    return make_case


@pytest.fixture
def word(tea: Any) -> Callable[..., Wording]:
    """Return an item of one line as plain words."""

    def run(line: str, **settings: Any) -> Wording:
        made = make_item(line, **settings)
        return word_item(made, make_case(made), tea)

    return run


@pytest.fixture
def judge(word: Callable[..., Wording]) -> Callable[..., list[str]]:
    """Return what one rule says about an item of one line."""

    def run(rule: str, line: str, **settings: Any) -> list[str]:
        return [f"{flaw.line}: {flaw.what} - {flaw.fix}" for flaw in RULES[rule](word(line, **settings))]

    return run
