"""Flaws of a whole bank: habits in where its keys stand, how long they are and which words they use.

Each rule compares a count with what chance would give, item by item (an item of four options has its key in each place
with a chance of one in four), and speaks only when chance would bring so large a difference about once in
several hundred banks. They need a score of items to say anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt

from ...text.case import Kind
from .cue import is_longest_key
from .wording import Wording, list_words

__all__ = [
    "FAR_WORD",
    "FEWEST_ITEMS",
    "Habit",
    "find_key_length",
    "find_key_position",
    "find_telling_word",
    "pick_best",
]

FEWEST_ITEMS = 20
"""Below so many items with one right option, no habit can be told from chance."""

_FAR = 3.0
"""How many standard deviations from chance is a habit: about 3 banks in 1,000 for one place, 1 in 100 for them all."""

FAR_WORD = 4.0
"""The same for one word: some hundreds of them are looked at, and together they speak of 1 bank in 100 by chance."""

Habit = tuple[Wording, str, str]
"""A habit of the bank: an item that shows it, what it is, and what to do."""

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


def _chance(shares: Iterable[float]) -> tuple[float, float]:
    """Return how many keys chance would hit, and the standard deviation; a share is the chance in one item."""
    listed = list(shares)
    return sum(listed), sqrt(sum(share * (1 - share) for share in listed))


def _share_places(items: Sequence[Wording]) -> Iterator[float]:
    """Yield the chance of one place to hold the key, item by item."""
    return (1 / len(item.choices) for item in items)


def pick_best(items: Sequence[Wording]) -> list[Wording]:
    """Return the items with one right option among several."""
    return [item for item in items if item.item.kind is Kind.BEST and len(item.keys) == 1 and len(item.choices) > 1]


def find_key_position(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a place in which the keys of one-best-answer items stand far more, or far less, often than by chance.

    Source: NBME and Haladyna guideline 20 (vary the location of the right answer); the threshold is this course's.
    """
    best = pick_best(items)
    for place, name in enumerate(_PLACES):
        able = [item for item in best if len(item.choices) > place]
        if len(able) < FEWEST_ITEMS:
            continue
        here = [item for item in able if item.choices[place].key]
        expected, deviation = _chance(_share_places(able))
        if abs(len(here) - expected) > _FAR * deviation:
            what = (
                f"over the bank, the key stands {name} in {len(here)} of {len(able)} items ({expected:.0f} by chance)"
            )
            much = len(here) > expected
            fix = f"move some keys {'away from' if much else 'to'} the {name} place"
            yield (here if much else able)[0], what, fix


def find_key_length(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a bank whose keys are the longest option far more often than by chance, if only by a letter.

    Source: NBME (long correct answer); Tarrant 4; the threshold is this course's.
    """
    best = pick_best(items)
    longest = [item for item in best if is_longest_key(item)]
    if len(best) < FEWEST_ITEMS:
        return
    expected, deviation = _chance(_share_places(best))
    if len(longest) - expected > _FAR * deviation:
        what = f"over the bank, the key is the longest option in {len(longest)} of {len(best)} items ({expected:.0f} by chance)"
        yield longest[0], what, "shorten some keys, or say more in some wrong options"


_SIGNS = {
    "a reason behind a comma": re.compile(r", (?:since|because|as|for|so|which)\b"),
    "a comma": re.compile(","),
    "a semicolon": re.compile(";"),
    "a colon": re.compile(":"),
}
"""What else than a word tells options apart for a reader who does not understand a word."""


def _list_marks(text: str) -> frozenset[str]:
    """Return the words of an option, each quoted, and the signs that it has."""
    signs = (name for name, sign in _SIGNS.items() if sign.search(text))
    return frozenset([*(f"'{word}'" for word in list_words(text)), *signs])


def find_telling_word(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a word that keys have far more, or far less, often than the options beside them, and so gives them away.

    Writers like to give reasons for what is wrong (*since*, *as*), and to join two acts by *and* in what is right. Only
    items count in which some options have the word and others don't: there it lets a reader choose.
    Source: Millman, Bishop & Ebel, *Educational and Psychological Measurement* 1965;25:707-726 (habits of the writer
    that tell right from wrong); Haladyna guideline 28 (no clues to the right answer); the threshold is this course's.
    """
    split: dict[str, list[tuple[Wording, float, bool]]] = defaultdict(list)
    for item in pick_best(items):
        marked = [_list_marks(choice.text) for choice in item.choices]
        key = _list_marks(item.keys[0].text)
        for mark in frozenset().union(*marked).difference(frozenset.intersection(*marked)):
            split[mark].append((item, sum(mark in marks for marks in marked) / len(marked), mark in key))
    for mark in sorted(split):
        told = split[mark]
        expected, deviation = _chance(share for _, share, _ in told)
        found = sum(keyed for _, _, keyed in told)
        if len(told) >= FEWEST_ITEMS and abs(found - expected) > FAR_WORD * deviation:
            what = (
                f"over the bank, {mark} stands in the key of {found} of the {len(told)} items where only some options "
                f"have it ({expected:.0f} by chance)"
            )
            wrong, right = ("more", "fewer") if found > expected else ("fewer", "more")
            yield told[0][0], what, f"use it in {wrong} wrong options, or in {right} keys"
