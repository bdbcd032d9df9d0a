"""Flaws of the options as a list, each with items that have it and items that only look alike."""

from collections.abc import Callable
from itertools import chain

import pytest

THIRTY_ONE = " ".join(["leaf"] * 31)

FLAWED = {
    "long-option": [
        f"Which leaf? | *Green | White | {THIRTY_ONE}",
        f"Which leaf? | *{THIRTY_ONE} | White | Black",
        f"order: Put them in order | Boil | {THIRTY_ONE} | Pour",
        f"{THIRTY_ONE}, and which? | {' '.join(['leaf'] * 13)} | *White | Black",
        "Which? | The leaf of the spring | *White | Black",
    ],
    "all-of-the-above": [
        "Which leaf? | Green | White | *All of the above",
        "Which leaf? | Green | White | *All of these are right",
        "Which leaf? | Green | White | *Both of these.",
        "Which leaf? | Green | White | *Each of the other options",
    ],
    "none-of-the-above": [
        "Which leaf? | Green | White | *None of the above",
        "Which leaf? | Green | *White | None of these is right",
        "Which leaf? | Green | *White | Neither of them.",
        "Which leaf? | Green | *White | None of the other options",
    ],
    "combined-options": [
        "Which leaves? | 1 and 2 | 1 and 3 | *2, 3 and 4 only",
        "Which leaves? | Green | White | *Both a and b",
        "Which leaves? | Green | White | *The first and the second option",
        "Which leaves? | Options i and iii | *All but the last | Black",
    ],
    "true-false": [
        "Is tea wet? | *True | False",
        "Does it boil? | *Yes | No.",
        "Is the host right? | Agree | *Disagree",
    ],
    "option-count": [
        "Which leaf? | Green | *White",
        "Which leaf? | A | B | C | D | E | F | *G",
        "Which leaves? | *A | *B | C | D | E | F | G | H | I",
    ],
    "uneven-options": [
        "What now? | Wait | *Pour | Go back into the kitchen and look for the smaller of the two pots",
        "What now? | *Go back into the kitchen and look for the smaller of the two pots | Pour it | Ask the guest again",
        "What now? | *Sit | *Stir the pot slowly, with a spoon that you have warmed in your hands | Sing",
    ],
    "same-option": [
        "What now? | Pour the tea | *Wait | Pour tea.",
        "What now? | *Wait a while | WAIT A WHILE | Pour",
        "order: Put them in order | Boil the water | Pour | Boil water",
    ],
    "repeated-opening": [
        "What now? | You should now pour | *You should now wait | You should now leave",
        "What happens? | The water is hot | *The water is cold | The water is gone",
        "Which hold? | *It may be hot | *It may be cold | It may be gone",
    ],
    "absolute-term": [
        "When is tea served? | Always at noon | *With the cake | After it",
        "When is tea served? | At noon | *With the cake | Never after it",
        "Who drinks it? | In all patients it is drunk | *Guests | Hosts",
        "What does heat do? | It completely cures | *It warms | It dries",
    ],
    "vague-frequency": [
        "When is tea served? | Usually at noon | *With the cake | After it",
        "When is tea served? | At noon | *With the cake, often | After it",
        "Which hold? | *It boils | *It rarely burns | It sings",
        "When is tea served? | Most of the time at noon | *With the cake | After it",
    ],
    "overlapping-options": [
        "How long? | 1-2 minutes | *2-3 minutes | 4-5 minutes",
        "How long? | up to 5 min | *at least 4 min | 60 min",
        "How long? | 10 | *10.0 | 20",
        "How long? | two to four minutes | *three minutes | nine minutes",
    ],
    "numeric-order": [
        "How many? | 3 cups | *1 cups | 2 cups",
        "How many? | 10 % | *40 % | 20 % | 30 %",
        "How many? | one | *three | two",
        "How long? | 5-6 min | *1-2 min | 3-4 min",
    ],
    "mixed-units": [
        "How long? | 30 min | *1 h | 2 h",
        "How many? | 3 | *4 cups | 5",
        "How much? | 1 mL | *1 L | 2 L | 3 mL",
    ],
}

CLEAN = {
    "long-option": [
        "Which leaf? | Green | *White | Black",
        f"{THIRTY_ONE}, and which? | *{' '.join(['leaf'] * 12)} | Green | White",
        f"order: Put them in order | {THIRTY_ONE[5:]} | Steep | Pour",
        "order: Put them in order | Boil | Steep | Pour",
    ],
    "all-of-the-above": [
        "What do you pour away? | All of it | *Half of it | A drop",
        "Who is served? | *Both of the guests at the window | The host | The cat",
        "Which leaves? | *All the above-ground leaves of spring | Roots | Stems",
    ],
    "none-of-the-above": [
        "How much do you add now? | *None of it now, and explain why | Half | All of it",
        "How many do you serve? | *None | One | Two",
        "What do you do? | *Nothing, and wait | Pour | Leave",
    ],
    "combined-options": [
        "Which leaves? | *Green and white | Green and black | White and black",
        "Which cup? | *A warm cup | A cold cup | I don't mind",
        "How long? | *1 to 2 minutes | 3 to 4 minutes | 5 to 6 minutes",
    ],
    "true-false": [
        "Is tea wet? | *Yes, since it is mostly water | No, it is dry | No, it is a leaf",
        "Which leaf is right? | True tea | *False tea | Wild tea",
        "Which cup? | The right one | *The left one | The middle one",
    ],
    "option-count": [
        "Which leaf? | Green | *White | Black",
        "Which leaf? | A | B | C | D | E | *F",
        "Which leaves? | *A | *B | C | D | E | F | G | H",
        "number: How many leaves?",
    ],
    "uneven-options": [
        "What now? | Wait | *Pour | Sit down with the guest",
        "What now? | Wait for the guest to speak first | *Pour for the guest, then for yourself, and sit | Sit down and talk",
        "order: Put in order | Boil | Steep the leaves in a pot that you have warmed before and covered | Pour",
    ],
    "same-option": [
        "What now? | Falls by mouth, rises by vein | *Rises by mouth, falls by vein | Stays",
        "What now? | Turn it up | *Turn it down | Leave it",
        "What now? | More than before | *Less than before | As before",
    ],
    "repeated-opening": [
        "What happens? | The water boils | *The water cools | The pot breaks",
        "What happens? | The water is hot | *The water is cold | Water is gone",
        "number: How much do you pour?",
    ],
    "absolute-term": [
        "When is tea served? | At noon | *With the cake | After it",
        "How much do you pour? | All of it | *None of it | Half of it",
        "What do you tell the guest? | *Only one cup is left | Both are gone | Ask the host",
    ],
    "vague-frequency": [
        "How often do you stir? | Once | *Twice | Three times",
        "What does it do? | It may boil | *It can burn | It sings",
        "When do you look? | Before each cup | *After each cup | Between cups",
    ],
    "overlapping-options": [
        "How long? | 1-2 minutes | *3-4 minutes | 5-6 minutes",
        "How long? | less than 5 min | *5 to 10 min | more than 10 min",
        "How many? | 1 cup | *2 cups | 3 cups",
        "How much? | {{ weight }} | *{calc}`volume(weight, strength)` | {{ strength }}",
    ],
    "numeric-order": [
        "How many? | 1 cups | *2 cups | 3 cups",
        "How many? | 40 % | *30 % | 20 % | 10 %",
        "How many? | One pot | *Three cups for each guest | Two",
        "How much? | {{ weight }} | *1 kg | 50 kg",
    ],
    "mixed-units": [
        "How long? | 30 min | *60 min | 120 min",
        "How long? | 30 min | *1 h at most, or so | 2 h",
        "How many? | 3 | *4 | 5",
    ],
}


def table(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable([(rule, line) for line in lines] for rule, lines in of.items()))


@pytest.mark.parametrize(("rule", "line"), table(FLAWED))
def test_flawed_options_are_found(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line)


@pytest.mark.parametrize(("rule", "line"), table(CLEAN))
def test_clean_options_are_left_alone(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line) == []


def test_the_line_is_that_of_the_option(judge: Callable[..., list[str]]) -> None:
    assert judge("absolute-term", "When? | At noon | *With cake | Never") == [
        "3: the option option-3 says 'never' - say when and for whom, or waive the rule if the absolute is the point"
    ]


def test_a_fact_counts_with_the_words_it_shows(judge: Callable[..., list[str]]) -> None:
    shown = "How much? | {fact}`tea.dose` | *0.6 mL/kg | 0.4 mL/kg"
    assert judge("numeric-order", shown) == [
        "1: the numbers of the options stand in no order - sort them, lowest first"
    ]
    assert judge("absolute-term", "How much? | {fact}`always warm <tea.warm>` | *Some | Little")
