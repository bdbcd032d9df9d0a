"""Flaws of the stem, each with items that have it and items that only look alike."""

from collections.abc import Callable
from itertools import chain

import pytest

LONG = "The guest tells a story that goes on and on about tea and leaves and water. " * 8

FLAWED = {
    "long-stem": [
        f"{LONG} // Which cup do you serve? | A | *B | C",
        f"{LONG} What do you answer? | A | *B | C",
        f"written: {LONG} Write the note.",
    ],
    "negative-stem": [
        "Which of these is not a reason to stop? | A cough | *A chill | A rash",
        "The kettle boils. Which cup would you never serve? | The warm | *The cracked | The blue",
        "All of these help, except which? | Heat | *Ice | Time",
        "Which leaf is least bitter? | Green | *White | Black",
        "Which of these doesn't need hot water? | Black tea | *Iced tea | White tea",
        "Which statement is false? | It is warm | *It is blue | It is wet",
    ],
    "unfocused-stem": [
        "Which of the following is true? | Tea is hot | *Tea is wet | Tea is red",
        "Which statements are correct? | *Tea is hot | *Tea is wet | Tea is red",
        "Choose the best answer. | Tea is hot | *Tea is wet | Tea is red",
        "Tea. Which of these hold? | *Tea is hot | *Tea is wet | Tea is red",
    ],
    "unfinished-stem": [
        "The water for tea is heated to ____ before it is poured | Warm | *Boiling | Cold",
        "Tea is steeped for ... minutes before it is poured. | Few | *Some | Many",
        "number: The volume you pour is [ ] of the pot",
        "The best cup for a guest is | The warm one | *The blue one | The big one",
        "Before pouring, the host should: | Sit | *Stir | Sing",
    ],
    "teaching-stem": [
        "Note that leaves differ. Which do you take? | Green | *White | Black",
        "Tea, which is defined as an infusion of leaves, grows cold. What do you do? | Wait | *Reheat | Serve",
        "As is well known, water boils. When do you pour? | Before | *Then | Later",
        "number: Remember that the pot holds two cups. How much do you pour?",
    ],
    "recall-as-apply": [
        "In which year was tea taxed? | Early | *Late | Never",
        "What does the abbreviation on the tin stand for? | Orange | *Broken | Golden",
        "What is the definition of an infusion? | A drink | *A soak | A boil",
        "Who discovered that leaves float? | A cook | *A monk | A child",
    ],
}

CLEAN = {
    "long-stem": [
        "A guest arrives. // Which cup do you serve? | A | *B | C",
        "Which cup do you serve? | A | *B | C",
        f"{LONG[:300]} // Which cup do you serve? | A | *B | C",
    ],
    "negative-stem": [
        "Which of these is **not** a reason to stop? | A cough | *A chill | A rash",
        "Which of these is NOT a reason to stop? | A cough | *A chill | A rash",
        "What do you do when the guest does not answer? | Wait | *Ask again | Leave",
        "The tea is not warm. What do you do? | Serve it | *Heat it | Pour it out",
        "If the kettle can't be found, what comes first? | A pan | *A question | A search",
        "Which needs at least two cups? | The pot | *The party | The host",
        "What is wrong with this cup? | The rim | *The handle | The base",
        "written: Write the note for a colleague who was not there",
    ],
    "unfocused-stem": [
        "Which of these teas needs the longest time? | Green | *White | Black",
        "A guest makes six claims about green tea. Which of them hold? | *It is hot | *It is wet | It is red",
        "Which statement about the water is correct? | It is hot | *It is wet | It is red",
        "What do you do? | Wait | *Pour | Leave",
    ],
    "unfinished-stem": [
        "Which cup is best for a guest? | The warm one | *The blue one | The big one",
        "Choose the cup for a guest | The warm one | *The blue one | The big one",
        "order: Put the steps in order | Boil | Steep | Pour",
        "written: Write the note for the next host",
        "What next? The guest waits. // Next step | Sit | *Stir | Sing",
    ],
    "teaching-stem": [
        "The leaves differ. Which do you take? | Green | *White | Black",
        "The guest has noted that the tea is cold. What do you do? | Wait | *Reheat | Serve",
        "Which of these do you remember to bring? | Cups | *Spoons | Songs",
    ],
    "recall-as-apply": [
        "In which year was tea taxed? (remember) | Early | *Late | Never",
        "What does the guest's silence tell you? | Thirst | *Doubt | Sleep",
        "What is the first thing you do? | Sit | *Stir | Sing",
        "written: Write what is meant by steeping",
    ],
}


def table(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable([(rule, line) for line in lines] for rule, lines in of.items()))


@pytest.mark.parametrize(("rule", "line"), table(FLAWED))
def test_a_flawed_stem_is_found(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert len(judge(rule, line)) == 1


@pytest.mark.parametrize(("rule", "line"), table(CLEAN))
def test_a_clean_stem_is_left_alone(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line) == []


def test_the_author_is_told_what_to_write(judge: Callable[..., list[str]]) -> None:
    assert judge("negative-stem", "Which is not a cup? | Pot | *Mug | Bowl") == [
        "1: the question turns on an unmarked 'not' - ask it positively, or write **not**"
    ]
    assert judge("long-stem", FLAWED["long-stem"][0]) == [
        "1: the stem has 133 words - cut it to 120, or move some to the story"
    ]
