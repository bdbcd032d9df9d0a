"""Flaws of a whole bank: habits in where its keys stand and how long they are.

Both rules compare a count with what chance would give, item by item (an item of four options has its key in each place
with a chance of one in four), and speak only when chance would bring so large a difference about once in
several hundred banks. They need a score of items to say anything.
"""

from collections.abc import Iterator, Sequence
from math import sqrt

from ..case import Kind
from .cue import is_longest_key
from .wording import Wording

__all__ = ["FEWEST_ITEMS", "Habit", "find_key_length", "find_key_position"]

FEWEST_ITEMS = 20
"""Below so many items with one right option, no habit can be told from chance."""

_FAR = 3.0
"""How many standard deviations from chance is a habit: about 3 banks in 1,000 for one place, 1 in 100 for them all."""

Habit = tuple[Wording, str, str]
"""A habit of the bank: an item that shows it, what it is, and what to do."""

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


def _chance(items: Sequence[Wording]) -> tuple[float, float]:
    """Return how many keys chance would put in one place over these items, and the standard deviation."""
    shares = [1 / len(item.choices) for item in items]
    return sum(shares), sqrt(sum(share * (1 - share) for share in shares))


def _pick(items: Sequence[Wording]) -> list[Wording]:
    return [item for item in items if item.item.kind is Kind.BEST and len(item.keys) == 1 and len(item.choices) > 1]


def find_key_position(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a place in which the keys of one-best-answer items stand far more, or far less, often than by chance.

    Source: NBME and Haladyna guideline 20 (vary the location of the right answer); the threshold is this course's.
    """
    best = _pick(items)
    for place, name in enumerate(_PLACES):
        able = [item for item in best if len(item.choices) > place]
        if len(able) < FEWEST_ITEMS:
            continue
        here = [item for item in able if item.choices[place].key]
        expected, deviation = _chance(able)
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
    best = _pick(items)
    longest = [item for item in best if is_longest_key(item)]
    if len(best) < FEWEST_ITEMS:
        return
    expected, deviation = _chance(best)
    if len(longest) - expected > _FAR * deviation:
        what = f"over the bank, the key is the longest option in {len(longest)} of {len(best)} items ({expected:.0f} by chance)"
        yield longest[0], what, "shorten some keys, or say more in some wrong options"
