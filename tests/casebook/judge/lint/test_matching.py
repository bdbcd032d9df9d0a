"""Flaws of extended matching, each with items that have it and items that only look alike."""

from collections.abc import Callable
from itertools import chain

import pytest

LIST = "Iced tea | Warm tea | Mint tea | No tea"

FLAWED = {
    "short-list": [
        f"matching: Which cup? | {LIST} || From the snow =2 | After a run =1 | Before bed =4 | With the cake =2",
        "matching: Which cup? | Iced | Warm | Mint || From the snow =2 | After a run =1 | Before bed =3",
        f"matching: Which cup? | {LIST} || Snow =2 | A run =1 | Bed =4 | Cake =2 | Rain =3",
    ],
    "uneven-list": [
        "matching: Which cup? | Iced tea | Warm tea | Mint tea from the small green pot | No tea || Snow =2 | A run =1",
        "matching: What now? | Wait a little | Stir and pour it, slowly, for both | Go away now | Sit || Snow =1 | Rain =4",
        "matching: Which? | Ash | Elm | Oak | The old lime tree || It burns =1 | It bends =2",
    ],
    "mixed-list": [
        "matching: What now? | Call the host | Pour the tea | A second cup | Wait || Snow =1 | Rain =2",
        "matching: What now? | Calling the host | Pouring the tea | Stir it | Waiting || Snow =1 | Rain =2",
        "matching: What now? | To call the host | To pour | Leave | To wait || Snow =1 | Rain =2",
        "matching: What now? | Wait. | Pour. | Leave | Sit. || Snow =1 | Rain =2",
    ],
    "stem-cue": [
        f"matching: Which cup? | {LIST} | Peppermint water || With peppermint leaves =5 | After a run =1",
        "matching: Which pot? | Copper | Glass | Porcelain | Iron || In a porcelain shop =3 | On a fire =4",
        "matching: Who? | Gardener | Waiter | Cook | Host || Waits at tables =2 | Two young gardeners =1 | Pays =4",
    ],
    "stem-grammar": [
        "matching: Finish it | Apple | Pear | Plum | Fig || The guest eats an =1 | The host buys =2",
        "matching: Finish it | Cups | Pot | Kettle | Lid || On the table are =1 | The host buys =2",
        "matching: Finish it | Cups | Pot | Kettle | Lid || The host is a \u2026 =1 | What boils is: =3",
    ],
    "key-order": [
        f"matching: Which cup? | {LIST} || After a run =1 | From the snow =2 | Before bed =4",
        f"matching: Which cup? | {LIST} || Before bed =4 | From the snow =2 | After a run =1",
        "matching: Which? | A | B | C | D | E || Snow =2 | A run =3 | Bed =4 | Rain =5",
    ],
    "one-key": [
        f"matching: Which cup? | {LIST} || After a run =1 | In the sun =1",
        f"matching: Which cup? | {LIST} || Snow =2 | Rain =2 | Hail =2",
        "matching: Which? | A | B | C | D | E || Snow =5 | A run =5 | Bed =5 | Rain =5",
    ],
    "long-stem": [f"matching: Which cup? | {LIST} || {'leaf ' * 119}=1 | Snow =2"],
    "absolute-term": ["matching: When? | Always | In spring | In autumn | At noon || Snow =2 | Rain =3"],
    "option-count": [f"matching: Which? | {' | '.join('ABCDEFGHIJKLM')} || Snow =2 | Rain =3"],
}

CLEAN = {
    "short-list": [
        f"matching: Which cup? | {LIST} || From the snow =2 | After a run =1 | Before bed =4",
        "matching: Which? | A | B | C | D | E || Snow =5 | A run =1 | Bed =5 | Rain =2",
        "order: Put them in order | Boil | Pour | Wait",
    ],
    "uneven-list": [
        f"matching: Which cup? | {LIST} || Snow =2 | A run =1",
        "matching: Which? | Ash | Elm | Oak | Rowan || It burns =1 | It bends =2",
        "matching: What now? | Wait here | Pour it slowly | Go away | Sit down || Snow =1 | Rain =4",
    ],
    "mixed-list": [
        "matching: What now? | Call the host | Pour the tea | Stir it | Wait || Snow =1 | Rain =2",
        "matching: Which? | A copper pot | Water | The lid | Salt || Snow =1 | Rain =2",
        "matching: What now? | Calling the host | Pouring the tea | Stirring it | Waiting || Snow =1 | Rain =2",
        "What now? | *Call the host | A second cup | Waiting",
    ],
    "stem-cue": [
        f"matching: Which cup? | {LIST} | Peppermint water || With peppermint leaves =5 | No peppermint today =1",
        "matching: Which pot? | Copper | Glass | Porcelain | Porcelain and iron || In a porcelain shop =3 | On a fire =1",
        f"matching: Which cup? | {LIST} || Has just had tea =4 | After a run =1",
    ],
    "stem-grammar": [
        "matching: Finish it | Apple | Orange | Egg | Olive || The guest eats an =1 | The host buys an =2",
        "matching: Which? | Apple | Pear | Plum | Fig || The host likes what it is =1 | A guest of many years =2",
        "matching: Finish it | A cup | A pot | A kettle | A lid || On the table is =1 | The host buys =2",
    ],
    "key-order": [
        f"matching: Which cup? | {LIST} || After a run =1 | From the snow =2",
        f"matching: Which cup? | {LIST} || After a run =1 | Before bed =4 | From the snow =2",
        f"matching: Which cup? | {LIST} || After a run =1 | In the sun =1 | From the snow =2",
    ],
    "one-key": [
        f"matching: Which cup? | {LIST} || After a run =1 | In the sun =2",
        f"matching: Which cup? | {LIST} || Snow =2 | Rain =2 | Hail =3",
        "Which cup? | *The warm one | The iced one | The empty one",
    ],
    "long-stem": [f"matching: Which cup? | {LIST} || {'leaf ' * 118}=1 | {'leaf ' * 118}=2"],
    "absolute-term": [f"matching: Which cup? | {LIST} || Always late =2 | Never late =3"],
    "option-count": [f"matching: Which? | {' | '.join('ABCDEFGHIJKL')} || Snow =2 | Rain =3"],
    "longest-key": [f"matching: Which? | {LIST} || Snow =2 | Rain =3"],
    "grammar-cue": [f"matching: Which two suit them? | {LIST} || Snow =2 | Rain =3"],
    "word-repeat": [f"matching: Which warm cup? | {LIST} || Snow =2 | Rain =3"],
}


def table(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable([(rule, line) for line in lines] for rule, lines in of.items()))


@pytest.mark.parametrize(("rule", "line"), table(FLAWED))
def test_a_flaw_of_the_list_or_its_stems_is_found(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line)


@pytest.mark.parametrize(("rule", "line"), table(CLEAN))
def test_a_sound_list_is_left_alone(judge: Callable[..., list[str]], rule: str, line: str) -> None:
    assert judge(rule, line) == []


def test_the_stem_and_its_word_are_named(judge: Callable[..., list[str]]) -> None:
    assert judge("stem-cue", FLAWED["stem-cue"][1]) == [
        "1: 'porcelain' is in the stem stem-1 and in its key only - "
        "use another word in one of them, or the same one in another option"
    ]
