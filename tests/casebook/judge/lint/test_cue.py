"""Cues that give the key away, each with items that have one and items that only look alike."""

from collections.abc import Callable
from itertools import chain

import pytest

FLAWED = {
    "longest-key": [
        "What now? | Wait | *Pour slowly, and only when the guest has sat down | Leave the room",
        "What now? | *Ask the guest what was meant and write it down | Serve the cake | Close the window",
        "Which hold? | *The water has to boil first | *The cup is best warmed before | It sings | It is red",
    ],
    "grammar-cue": [
        "What is served to a guest is a | *Cup | Apple | Orange",
        "What are the reasons to stop? | *Rain | Wind | Snow",
        "Which one is right for green tea? | *Cool water | *Soft water | Salt water",
        "Which two leaves are picked? | *The first | *The second | *The third | The fourth",
        "What do you do? | *Stirring the pot | Pour the tea | Heat the cup",
        "What do you do? | *Stir the pot. | Pour the tea | Heat the cup",
        "What do you do? | *stir the pot | Pour the tea | Heat the cup",
        "What do you plan? | *To stir the pot | Pouring tea | Heating cups",
    ],
    "word-repeat": [
        "The kettle whistles. What do you lift? | *The whistling pot | The blue cup | The glass pot",
        "Which leaf suits a bitter taste? | *The bitter one | The green one | The white one",
        "Which of these warm the porcelain? | *Hot porcelain water | *Porcelain hands | A song | A cloth",
    ],
    "convergence": [
        "What do you bring? | *Milk and sugar | Milk and salt | Lemon and sugar | Honey and pepper",
        "What rises? | *Heat rises, taste falls | Heat rises, colour falls | Steam rises, taste falls | Foam sinks, sound fades",
        "What do you take? | Cup and saucer | *Cup with spoon | Fork with spoon | Knife, plate",
    ],
    "opposite-pair": [
        "What happens? | *The colour rises | The colour falls | The pot leaks | The guest leaves",
        "What do you do? | Pour before it boils | *Pour after it boils | Serve the cake | Open the window",
        "What helps? | Water with salt | *Water without salt | A lid | A song | A cloth",
    ],
}

CLEAN = {
    "longest-key": [
        "What now? | Wait | *Pour slowly | Leave the room at once",
        "What now? | Wait for the guest | *Pour for the guest | Leave with the guest",
        "Which hold? | *It boils | *The cup is best warmed before use | It sings songs | It is red",
        "What now? | Wait here | *Pour slowly now | Go out",
    ],
    "grammar-cue": [
        "What is served to a guest? | *A cup | An apple | An orange",
        "What is the reason to stop? | *Rain | Wind | Snow",
        "Which two leaves are picked? | *The first | *The second | The third | The fourth",
        "What do you do? | *Stir the pot | Pour the tea | Heat the cup",
        "What do you do? | *Stirring the pot | Pouring the tea | Heat the cup",
        "What is added? | *pH buffer | Salt | 2 spoons",
        "What do you bring? | *Nothing at all | The cups | A pot of water",
    ],
    "word-repeat": [
        "The kettle whistles. What do you lift? | *The whistling kettle | The kettle that whistles low | The glass pot",
        "Which leaf suits a mild taste? | *The bitter one | The green one | The white one",
        "Which tea do you take? | *A dark tea | A leaf | A song",
        "How many doses are left? | *One dose of milk | Some sugar | A drop of lemon",
        "Which of these warm the porcelain? | *Porcelain hands | *Water | A song | A cloth",
    ],
    "convergence": [
        "What do you bring? | *Milk and sugar | Milk and salt | Lemon and sugar | Lemon and salt",
        "What do you bring? | *Milk | Milk and salt | Lemon and sugar | Honey",
        "What do you bring? | *Milk and sugar | Milk and salt | Honey and salt | Honey and lemon",
    ],
    "opposite-pair": [
        "What happens? | *The colour rises | The colour falls | It stays as it is",
        "What happens? | *The colour rises | The colour falls | The taste rises | The taste falls",
        "What happens? | The colour rises | The colour falls | *The pot leaks | The guest leaves",
        "What happens? | *The colour rises | The taste falls | The pot leaks | The guest leaves",
    ],
}


def table(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable([(rule, line) for line in lines] for rule, lines in of.items()))


@pytest.mark.parametrize(("rule", "line"), table(FLAWED))
def test_a_cue_is_found(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert len(judge(rule, line)) == 1


@pytest.mark.parametrize(("rule", "line"), table(CLEAN))
def test_an_item_without_a_cue_is_left_alone(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line) == []


def test_the_word_that_rings_is_named(judge: Callable[..., list[str]]) -> None:
    assert judge("word-repeat", FLAWED["word-repeat"][1]) == [
        "1: 'bitter' is in the stem and in the right option only - "
        "use another word in the key, or the same one in a wrong option"
    ]


def test_several_keys_are_compared_by_the_shortest(judge: Callable[..., list[str]]) -> None:
    assert judge("longest-key", FLAWED["longest-key"][2])[0].startswith("1: each right option is clearly longer")
