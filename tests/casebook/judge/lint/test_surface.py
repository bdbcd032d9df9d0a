"""Surface marks: counted one by one, and weighed together by a model that knows no medicine."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from casebook.judge.lint.surface import (
    MARKS,
    count_surface,
    find_surface_habit,
    find_telling_mark,
    try_on_graded,
    try_surface,
)
from casebook.judge.lint.wording import Wording

Word = Callable[..., Wording]

PLAIN = ["green leaf", "white leaf", "black leaf", "brown leaf"]


def make(word: Word, keys: list[str], others: list[str] = PLAIN, *, count: int = 60, first: int = 0) -> list[Wording]:
    """Return a bank whose keys take turns among these texts and stand in each place in turn."""
    items = []
    for at in range(first, first + count):
        options = [f"{text} {'abcdefghij'[at % 10]}" for text in others]
        options[at % 4] = f"*{keys[at % len(keys)]}"
        wording = word(f"Which? | {' | '.join(options)}", item_id=f"item-{at}")
        items.append(replace(wording, item=replace(wording.item, case=f"case-{at // 2}")))
    return items


@pytest.mark.parametrize(
    ("text", "mark", "count"),
    [
        ("Stop, call, and go", "commas", 2),
        ("Ask and look again", "the words of asking and looking", 2),
        ("It may be likely", "the words of doubt", 2),
        ("Once she has signed, tomorrow", "the words of time", 2),
        ("No: not without him", "negations", 3),
        ("An ambulance and the psychiatrist", "the words of help", 2),
        ("Task of the asker", "the words of asking and looking", 0),
        ("28 mg then 56 mg", "digits", 2),
    ],
)
def test_each_mark_is_counted_by_whole_words(text: str, mark: str, count: int) -> None:
    assert count_surface(text)[mark] == count


def test_every_mark_and_the_length_are_counted() -> None:
    assert list(count_surface("a leaf")) == ["words", "letters", *MARKS]


@pytest.mark.parametrize(
    "key", ["pour, wait, and serve", "a leaf that may be unknown", "ask them and look", "the ambulance", "not that, no"]
)
def test_a_habit_of_keys_is_told_by_the_mark_and_by_the_model(word: Word, key: str) -> None:
    bank = make(word, [key])
    assert list(find_telling_mark(bank))
    ((item, what, _),) = find_surface_habit(bank)
    assert what.startswith("over the bank, surface marks alone pick the key in 60 of 60 (100 %")
    assert item is bank[0]


def test_counts_are_compared_and_not_only_presence(word: Word) -> None:
    told = list(find_telling_mark(make(word, ["pour, wait, serve"], ["a, leaf", "b, leaf", "c, leaf", "d, leaf"])))
    assert any(
        what == "over the bank, keys have more of commas than the options beside them: 45 too many in 60 items"
        for _, what, _ in told
    )


def test_a_sound_bank_is_left_alone(word: Word) -> None:
    bank = make(word, [f"{text} k" for text in PLAIN])
    assert list(find_telling_mark(bank)) == []
    assert list(find_surface_habit(bank)) == []
    share = try_surface(bank)
    assert (share.of, share.chance) == (60, 15)


def test_options_that_weigh_the_same_share_the_pick(word: Word) -> None:
    bank = make(word, ["green leaf a"], ["white leaf", "black leaf", "brown leaf", "other leaf"], count=40)
    assert (
        try_surface(
            [replace(item, choices=tuple(replace(c, text="leaf") for c in item.choices)) for item in bank]
        ).right
        == 10
    )


def test_the_model_remembers_no_items(word: Word) -> None:
    """What it learns of one case it may not use on the same case: a mark of one case alone tells nothing."""
    bank = make(word, ["green leaf k"], count=40)
    last = [replace(item, item=replace(item.item, case="odd")) for item in make(word, ["a, b, c"], count=2, first=40)]
    assert try_surface([*bank, *last]).of == 42
    assert try_surface(last).of == 0


def test_what_is_learnt_from_self_checks_is_tried_on_graded_items(word: Word) -> None:
    checks, graded = (
        make(word, ["pour, wait, and serve"], count=30),
        make(word, ["stir, rest, and pour"], count=10, first=30),
    )
    assert try_on_graded(checks, graded).right == 10
    assert try_on_graded([], graded).of == 0


def test_few_items_say_nothing(word: Word) -> None:
    assert list(find_surface_habit(make(word, ["pour, wait, and serve"], count=12))) == []
    assert list(find_telling_mark(make(word, ["pour, wait, and serve"], count=12))) == []
