"""Graded items that repeat a self-check, whose key anyone has read.

Likeness is the Sorensen-Dice coefficient of two items' words, without their endings and counted as often as they occur:
twice the number of words in common over the number of words in both. Taken are the question, what stands below it,
the options and stems, and for a number the calculation asked for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .wording import Flaw, Wording, list_words, stem_word

__all__ = ["MOST_ALIKE", "Check", "count_item", "find_repeat", "measure_likeness"]

MOST_ALIKE = 0.8
"""From this likeness on, a graded item repeats a self-check."""


@dataclass(frozen=True, slots=True)
class Check:
    """An item as a bag of words: its name, how often each word occurs, and how many there are."""

    name: str
    words: Counter[str]
    size: int


def count_item(wording: Wording) -> Check:
    """Return an item as the bag of words that a learner reads."""
    options, stems = (choice.text for choice in wording.choices), (stem.text for stem in wording.stems)
    texts = [wording.stem, *options, *stems]
    words = Counter(stem_word(word) for text in texts for word in list_words(text))
    if wording.item.key:
        # No word has brackets: a calculation counts as one word, which only the same calculation shares.
        words[str(wording.item.key)] += 1
    return Check(wording.item.name, words, words.total())


def measure_likeness(first: Check, second: Check) -> float:
    """Return how alike two items are, from 0 (no word in common) to 1 (the same words as often).

    >>> warm = Check("warm", Counter(serve=1, tea=1), 2)
    >>> measure_likeness(warm, Check("cold", Counter(pour=1, tea=1), 2))
    0.5
    """
    if not first.size or not second.size:
        return 0.0
    few, many = (first, second) if len(first.words) <= len(second.words) else (second, first)
    common = sum(min(count, many.words[word]) for word, count in few.words.items() if word in many.words)
    return 2 * common / (first.size + second.size)


def find_repeat(wording: Wording, checks: Sequence[Check]) -> Iterator[Flaw]:
    """Yield the self-check that a graded item repeats.

    Source: Haladyna guideline 4 (keep items independent), and the place of self-checks in a course: anyone may
    have read their keys.
    """
    if not checks:
        return
    item = count_item(wording)
    for check in checks:
        # At best every word of the shorter item is in the longer one: most pairs need no counting.
        if 2 * min(item.size, check.size) < MOST_ALIKE * (item.size + check.size):
            continue
        alike = measure_likeness(item, check)
        if alike >= MOST_ALIKE:
            what = f"the item repeats the self-check {check.name} (likeness {alike:.2f})"
            yield Flaw(wording.line, what, "ask for something else, in other words")
            return
