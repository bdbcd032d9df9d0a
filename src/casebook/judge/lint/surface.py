"""Surface marks: what can be counted in an option's words by somebody who knows nothing of their subject.

An author's habits show in such marks: three acts joined by commas in what is right, *once* in what is wrong. The classes
of words were collected from banks in which they told the key; that they are few and plain keeps the rules explainable.

`find_telling_mark` looks at one mark at a time, `find_surface_habit` at all of them together, with a model that knows no medicine.
A conditional logit weighs the marks of an option against those of the others beside it. It learns from some
cases and is tried on the rest, so that it finds habits and remembers no items. Above chance, a bank's manners give its keys away.
Source of the model: D. McFadden, *Conditional logit analysis of qualitative choice behavior*, 1974; ridge penalty and folds are this
course's choice.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from .balance import FAR_WORD, FEWEST_ITEMS, Habit, pick_best
from .share import Share, add_shares
from .wording import Wording, count_words, split_vocabulary

__all__ = [
    "MARKS",
    "MOST_ABOVE_CHANCE",
    "count_surface",
    "find_surface_habit",
    "find_telling_mark",
    "try_on_graded",
    "try_surface",
]

MOST_ABOVE_CHANCE = 0.03
"""How far above chance the lower end of the model's interval may lie."""

_FOLDS = 10
_RIDGE = 4.0  # a weight of one standard deviation costs as much as two keys missed by half
_STEPS = 25

_Matrix = NDArray[np.float64]


def _any(words: str) -> re.Pattern[str]:
    listed = "|".join(sorted(map(re.escape, split_vocabulary(words)), key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


MARKS: Mapping[str, re.Pattern[str]] = {
    "commas": re.compile(","),
    "semicolons and colons": re.compile("[;:]"),
    "the words of asking and looking": _any(
        "ask asks asking check checks look looks see hear find repeat read measure watch stay stays assess talk speak"
    ),
    "the words of doubt": _any(
        "may might could can unknown unclear open unproven likely unlikely little limited modest some perhaps seems "
        "suggests uncertain depends doubt guess"
    ),
    "negations": _any("no not nor neither without nothing nobody none cannot can't won't isn't"),
    "the words of going on": _any("go goes going ahead let allow continue continues keep resume proceed start give"),
    "the words of stopping": _any(
        "stop stops end ends hold halt pause refuse refuses cancel postpone delay defer wait"
    ),
    "the words of help": _any(
        "help ambulance emergency psychiatrist cardiologist colleague doctor prescriber team hospital specialist refer referral"
    ),
    "the words of time": _any(
        "once now today tonight tomorrow later soon next week weeks day days month months hour hours minute minutes until "
        "before after first then already yet"
    ),
    "conditions": _any("if unless when where while whether only"),
    "reasons": _any("because since as so that therefore which for"),
    "and": _any("and"),
    "pronouns": _any("he she him her his hers they them their it its you your we our"),
    "absolutes": _any("all always never every any each whole entirely"),
    "comparisons": _any("more less most least higher lower longer shorter larger smaller better worse than about"),
    "digits": re.compile(r"\d+"),
    "quotes": re.compile('[\u201c\u201d"]'),
}
"""The marks that are counted, each by a word or a sign."""


def count_surface(text: str) -> dict[str, int]:
    """Return how often each mark stands in an option, and how many words and letters it has."""
    counts = {name: len(mark.findall(text)) for name, mark in MARKS.items()}
    return {"words": count_words(text), "letters": len(text), **counts}


def find_telling_mark(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a surface mark that keys have more of, or less, than the options beside them: counted, and not only seen.

    In each item the key's count is compared with that of an option drawn by lot.
    Source: as for words (Millman, Bishop & Ebel; Haladyna guideline 28); the classes of words and the threshold are this course's.
    """
    counted = [({choice.id: count_surface(choice.text) for choice in item.choices}, item) for item in pick_best(items)]
    for mark in MARKS:
        listed = [([count[mark] for count in counts.values()], counts, item) for counts, item in counted]
        split = [each for each in listed if len(set(each[0])) > 1]
        more, spread = 0.0, 0.0
        for counts, by_choice, item in split:
            mean = sum(counts) / len(counts)
            more += by_choice[item.keys[0].id][mark] - mean
            spread += sum((count - mean) ** 2 for count in counts) / len(counts)
        if len(split) >= FEWEST_ITEMS and abs(more) > FAR_WORD * sqrt(spread):
            much = more > 0
            what = (
                f"over the bank, keys have {'more' if much else 'less'} of {mark} than the options beside them: "
                f"{abs(more):.0f} {'too many' if much else 'too few'} in {len(split)} items"
            )
            fix = f"use {'more in wrong options, or fewer in keys' if much else 'fewer in wrong options, or more in keys'}"
            yield split[0][2], what, fix


@dataclass(frozen=True, slots=True)
class _Set:
    """One item for the model: the marks of its options, one row each, less their mean; and which row is the key."""

    case: str
    marks: _Matrix
    key: int


def _make_sets(items: Sequence[Wording]) -> list[_Set]:
    sets = []
    for item in pick_best(items):
        rows = np.array([list(count_surface(choice.text).values()) for choice in item.choices], dtype=np.float64)
        key = next(place for place, choice in enumerate(item.choices) if choice.key)
        sets.append(_Set(item.item.case, rows - rows.mean(axis=0), key))
    return sets


def _learn(sets: Sequence[_Set]) -> tuple[_Matrix, _Matrix]:
    """Return the scale of each mark and its weight, by Newton's method on the penalised likelihood."""
    scale = np.sqrt(np.mean(np.concatenate([each.marks for each in sets]) ** 2, axis=0))
    scale[scale == 0] = 1.0
    count = len(scale)
    weights = np.zeros(count)
    for _ in range(_STEPS):
        slope, bend = -_RIDGE * weights, -_RIDGE * np.eye(count)
        for each in sets:
            rows = each.marks / scale
            chances = np.exp(rows @ weights - np.max(rows @ weights))
            chances /= chances.sum()
            mean = chances @ rows
            slope = slope + rows[each.key] - mean
            bend = bend - (rows.T * chances) @ rows + np.outer(mean, mean)
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.max(np.abs(step)) < 1e-8:
            break
    return scale, weights


def _try(sets: Sequence[_Set], learnt: tuple[_Matrix, _Matrix]) -> Iterator[Share]:
    """Yield how often each item's key has the greatest weight; options that weigh the same share the pick."""
    scale, weights = learnt
    for each in sets:
        # Rounded, so that a processor's last bit decides no pick.
        worth = np.round(each.marks / scale @ weights, 9)
        best = np.flatnonzero(worth == worth.max())
        yield Share(float(each.key in best) / len(best), 1, 1 / len(worth))


def _fold(case: str) -> int:
    return int(hashlib.sha256(case.encode()).hexdigest(), 16) % _FOLDS


def try_surface(items: Sequence[Wording]) -> Share:
    """Return how often the model picks the key of cases it has not learnt from: ten folds, by case."""
    sets = _make_sets(items)
    shares: list[Share] = []
    for fold in range(_FOLDS):
        held = [each for each in sets if _fold(each.case) == fold]
        rest = [each for each in sets if _fold(each.case) != fold]
        if held and rest:
            shares += _try(held, _learn(rest))
    return add_shares(shares)


def try_on_graded(checks: Sequence[Wording], graded: Sequence[Wording]) -> Share:
    """Return how often the model that learnt from self-checks, which anyone can read, picks the key of graded items."""
    learnt, tried = _make_sets(checks), _make_sets(graded)
    return add_shares(_try(tried, _learn(learnt))) if learnt and tried else Share(0, 0)


def find_surface_habit(items: Sequence[Wording]) -> Iterator[Habit]:
    """Yield a bank whose keys a model of surface marks tells better than chance and three points, beyond doubt.

    Source: Balepur, Ravichander & Rudinger, arXiv 2402.12483 (choices-only baselines); the limit is this course's.
    """
    share = try_surface(items)
    if share.of >= FEWEST_ITEMS and share.interval[0] > share.expected + MOST_ABOVE_CHANCE:
        first = pick_best(items)[0]
        what = f"over the bank, surface marks alone pick the key in {share}"
        yield first, what, "write keys and wrong options alike: in length, signs, asking, doubt and time"
