"""Habits of a whole bank: where its keys stand, how long they are, and which words they use."""

from collections.abc import Callable

import pytest

from casebook.judge.lint.balance import find_key_length, find_key_position, find_telling_word
from casebook.judge.lint.wording import Wording

Word = Callable[..., Wording]


def make(word: Word, places: str, *, long: str = "") -> list[Wording]:
    """Return an item of four options for each letter, with the key in place a, b, c or d; long keys where marked."""
    items = []
    for at, place in enumerate(places):
        key = "*a longer cup" if long and long[at % len(long)] == "x" else "*cup"
        options = [key if name == place else f"pan {name}" for name in "abcd"]
        items.append(word(f"Which? | {' | '.join(options)}", item_id=f"item-{at}"))
    return items


FLAWED = ["bb" * 10, "abcd" * 3 + "c" * 24, "abc" * 20]
CLEAN = ["abcd" * 10, "abcd" * 10 + "bbbb", "b" * 19, "abbcdaddcbacbdabccda"]


@pytest.mark.parametrize("places", FLAWED)
def test_keys_that_stand_in_one_place_are_found(word: Word, places: str) -> None:
    assert list(find_key_position(make(word, places)))


@pytest.mark.parametrize("places", CLEAN)
def test_what_chance_may_do_is_left_alone(word: Word, places: str) -> None:
    assert list(find_key_position(make(word, places))) == []


def test_the_author_learns_the_numbers(word: Word) -> None:
    ((item, what, fix), *rest) = find_key_position(make(word, "abcd" * 3 + "b" * 24))
    assert rest == []
    assert what == "over the bank, the key stands second in 27 of 36 items (9 by chance)"
    assert fix == "move some keys away from the second place"
    assert item.keys[0].id == "option-2"
    assert [habit[1:] for habit in find_key_position(make(word, "abc" * 20))] == [
        ("over the bank, the key stands fourth in 0 of 60 items (15 by chance)", "move some keys to the fourth place")
    ]


@pytest.mark.parametrize("long", ["x", "xx ", "xxx  "])
def test_keys_that_are_longest_too_often_are_found(word: Word, long: str) -> None:
    ((_, what, _),) = find_key_length(make(word, "abcd" * 10, long=long))
    assert what.startswith("over the bank, the key is the longest option in ")


@pytest.mark.parametrize("long", ["", "x   ", "x  "])
def test_keys_that_are_longest_by_chance_are_left_alone(word: Word, long: str) -> None:
    assert list(find_key_length(make(word, "abcd" * 10, long=long))) == []


def phrase(word: Word, *wordings: str, times: int = 24) -> list[Wording]:
    """Return a bank in which items with these options take turns."""
    return [word(f"Which? | {wordings[at % len(wordings)]}", item_id=f"item-{at}") for at in range(times)]


TELLING = [
    (["*pan and cup | pan | cup | pot"], "'and' stands in the key of 72 of the 72 items", "in more wrong options, or in fewer keys"),
    (["*pan | pan, since it holds | cup | pot"], "a reason behind a comma stands in the key of 0 of the 72", "in fewer wrong options, or in more"),
    (["*pan; no cup | pan | cup", "*pan | cup | pot"], "a semicolon stands in the key of 72 of the 72", "in more wrong options"),
]  # fmt: skip


@pytest.mark.parametrize(("wordings", "what", "fix"), TELLING)
def test_words_that_tell_right_from_wrong_are_found(word: Word, wordings: list[str], what: str, fix: str) -> None:
    found = list(find_telling_word(phrase(word, *wordings, times=72 * len(wordings))))
    assert any(what in habit[1] and fix in habit[2] for habit in found)


FAIR = [
    ["*pan and cup | pan and pot | cup | pot", "*pan | pan and pot | cup | cup and pot"],
    ["*pan, since it holds | cup, since it holds | pot, since it holds"],
    ["*pan; cup | pan | cup | pot", "*pan | pan; pot | cup | pot", "*pan | pan; cup | cup | pot", "*pan | pan | pan; can | pot"],
]  # fmt: skip


@pytest.mark.parametrize("wordings", FAIR)
def test_words_that_right_and_wrong_share_are_left_alone(word: Word, wordings: list[str]) -> None:
    marks = ("'and'", "a reason", "a semicolon")
    found = [what for _, what, _ in find_telling_word(phrase(word, *wordings, times=60))]
    assert [what for what in found if what.removeprefix("over the bank, ").startswith(marks)] == []


def test_a_small_bank_has_no_habits(word: Word) -> None:
    assert list(find_key_length(make(word, "b" * 19, long="x"))) == []
    assert list(find_telling_word(phrase(word, "*pan and cup | pan | cup", times=19))) == []


def test_items_with_several_keys_are_left_out(word: Word) -> None:
    many = [word("Which? | *a long cup | *a long pot | pan", item_id=f"item-{at}") for at in range(60)]
    assert [*find_key_position(many), *find_key_length(many), *find_telling_word(many)] == []
