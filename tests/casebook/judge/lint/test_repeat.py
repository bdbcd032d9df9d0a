"""A graded item must not repeat a self-check: everyone may have read the self-check's key."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.judge.lint.repeat import Check, count_item, find_repeat, measure_likeness
from casebook.judge.lint.wording import Wording

Word = Callable[..., Wording]
SELF_CHECK = (
    "The kettle boils over and the guest is late. What do you do first? | *Lift the lid | Pour tea | Sing | Call"
)

ALIKE = [
    SELF_CHECK,
    "The kettle boils over and the guests are late. What do you do first? | Sing | Pour tea | *Lift the lid | Call",
    "The kettle is boiling over and the guest is late. What do you do? | *Lift the lid | Pour tea | Dance | Call",
]
UNLIKE = [
    "The pot leaks. What do you do first? | *Fetch a cloth | Pour tea | Sing | Call",
    "Which leaf needs the coolest water? | *White | Black | Red | Smoked",
    "What do you do first? | *Lift the lid | Pour tea | Sing | Call",
]


@pytest.mark.parametrize("line", ALIKE)
def test_a_repeated_item_is_found(word: Word, line: str) -> None:
    (flaw,) = find_repeat(word(line), [count_item(word(UNLIKE[1])), count_item(word(SELF_CHECK, item_id="lid"))])
    assert flaw.what.startswith("the item repeats the self-check tea--lid (likeness ")


@pytest.mark.parametrize("line", UNLIKE)
def test_another_item_is_left_alone(word: Word, line: str) -> None:
    assert list(find_repeat(word(line), [count_item(word(SELF_CHECK))])) == []


def test_matching_items_on_one_list_are_told_apart_by_their_stems(word: Word) -> None:
    line = "matching: Which cup? | Iced | Warm | Mint | None || From the deep snow =2 | After a long run =1"
    other = line.replace("From the deep snow", "Asks at midnight").replace("After a long run", "Sits in sunshine")
    assert list(find_repeat(word(line), [count_item(word(line))]))
    assert list(find_repeat(word(line), [count_item(word(other))])) == []


def test_a_short_question_about_another_calculation_is_another_item(word: Word) -> None:
    first = count_item(word("number: How much?"))
    assert measure_likeness(first, first) == 1
    other = Check("other", first.words - type(first.words)({"volume(weight, strength)": 1}), first.size - 1)
    assert measure_likeness(first, other) < 1


words = st.lists(st.sampled_from(["tea", "cup", "pot", "lid"]), max_size=12)


@given(words, words)
def test_likeness_is_even_handed_and_between_none_and_one(first: list[str], second: list[str]) -> None:
    from collections import Counter

    left, right = (Check("", Counter(bag), len(bag)) for bag in (first, second))
    assert measure_likeness(left, right) == measure_likeness(right, left)
    assert 0 <= measure_likeness(left, right) <= 1
    assert (measure_likeness(left, right) == 1) is (bool(first) and Counter(first) == Counter(second))
