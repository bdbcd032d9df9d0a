"""An item in plain words: what the rules judge."""

from collections.abc import Callable
from typing import Any

import pytest

from casebook.judge.lint.wording import (
    Wording,
    count_words,
    list_content,
    list_words,
    render_words,
    stem_word,
)
from casebook.text.case import Case, Item, Text


def test_an_item_is_shown_as_its_readers_see_it(word: Callable[..., Wording]) -> None:
    shown = word(
        "At {{ weight }} // **How much** of `it`? "
        "| *{fact}`tea.dose` | {fact}`a little <tea.dose>` | {calc}`volume(weight, strength)`"
    )
    assert shown.body == "At 48\u00a0kg".replace("\u00a0", " ")
    assert shown.question == "How much of it?"
    assert shown.marked == "**How much** of `it`?"
    assert [choice.text for choice in shown.choices] == ["0.5 mL/kg", "a little", "0 mL"]
    assert [choice.drawn for choice in shown.choices] == [False, False, True]
    assert [choice.id for choice in shown.keys] == ["option-1"]


def test_what_can_not_be_found_is_shown_by_its_name(
    case: Callable[..., Case], item: Callable[..., Item], tea: Any
) -> None:
    text = Text("{fact}`tea.cold` {{ nothing }} {calc}`nothing(at)` {calc}`(` {odd}`role` [a link](page.md)", 1)
    assert render_words(text, case(item("Which?")), tea) == "tea.cold nothing nothing(at) ( role a link"


def test_of_a_figure_only_its_caption_is_read_as_words(
    case: Callable[..., Case], item: Callable[..., Item], tea: Any
) -> None:
    text = Text("Look.\n\n```{pump} Pump 2\nrate: 60 mL/h\n```", 1)
    assert render_words(text, case(item("Which?")), tea) == "Look. Pump 2"


def test_the_last_sentence_asks(word: Callable[..., Wording]) -> None:
    assert word("It boils. The guest waits. What now? | *A | B").lead == "What now?"


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("5 mg/kg over 40 min", 5), ("a - b \u2013 c", 3), ("well-known", 1)]
)
def test_words_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    "family",
    ["infuse infuses infused infusing", "stop stops stopped stopping", "therapy therapies", "dose doses dosing dosed"],
)
def test_a_word_keeps_its_stem_through_its_forms(family: str) -> None:
    assert len({stem_word(word) for word in family.split()}) == 1


def test_different_words_have_different_stems() -> None:
    assert len({stem_word(word) for word in ["rate", "ratio", "racemate", "bus", "boss", "sepsis", "ring", "red"]}) == 8


def test_words_of_grammar_carry_no_matter() -> None:
    assert list_words("It\u2019s the Guest\u2019s cup!") == ["it's", "the", "guest's", "cup"]
    assert list_content("It\u2019s the Guest\u2019s cup!") == ["guest", "cup"]
