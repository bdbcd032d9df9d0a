"""Flaws of messages, each with messages that have it and messages that only look alike."""

from collections.abc import Callable
from itertools import chain

import pytest

QUESTION = "Which cup do you serve? | *The warm cup of tea that was poured first | The iced cup | The empty cup"
WORDS = "leaf water cup heat time steam lid spoon"
GOOD = "The leaves need the heat to give their colour to the water."

FLAWED = {
    "message-length": ["Too cold.", "It is warm as it should be", f"{WORDS} " * 8],
    "bare-verdict": [
        "Correct, well done, this is indeed the right answer!",
        "No, sorry, that's not quite the best option here. Try again!",
        "Wrong. Please think again and choose another answer.",
    ],
    "same-message": [
        "Nobody asked for this, and it would be cold by the time it arrives. This is remark number 1.",
        "The warm cup of tea that was poured first",
        "The warm cup of tea, that was poured first!",
    ],
}

CLEAN = {
    "message-length": [WORDS, f"{WORDS} " * 7, GOOD],
    "bare-verdict": [
        GOOD,
        "There is nothing in it.",
        "Right: water below the boil leaves the taste in the leaves.",
        "This is not the best choice, because iced tea comes from another kettle.",
    ],
    "same-message": [GOOD, "The warm cup is poured first because heat is lost to the air.", f"{WORDS} again"],
}


def table(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable([(rule, line) for line in lines] for rule, lines in of.items()))


@pytest.mark.parametrize(("rule", "message"), table(FLAWED))
def test_a_flawed_message_is_found(judge: Callable[..., list[str]], rule: str, message: str) -> None:
    assert judge(rule, QUESTION, messages=[message])


@pytest.mark.parametrize(("rule", "message"), table(CLEAN))
def test_a_clean_message_is_left_alone(judge: Callable[..., list[str]], rule: str, message: str) -> None:
    assert judge(rule, QUESTION, messages=[message]) == []


def test_a_number_s_messages_are_judged_too(judge: Callable[..., list[str]]) -> None:
    found = judge("message-length", "number: How much?", messages=["Half.", "Tenfold.", "Other."])
    assert [line.partition(":")[0] for line in found] == ["3", "4", "5"]


def test_a_fact_counts_with_all_its_words(judge: Callable[..., list[str]]) -> None:
    assert judge("message-length", QUESTION, messages=["As it is: {fact}`tea.warm`"]) == [
        "1: the message has 7 words - say why, in 8 words or more"
    ]
