"""Item analysis: what each question told of the class, with the names that learning platforms use.

Facility, standard deviation, random-guess score, intended and effective weight, discrimination index and discriminative
efficiency are Moodle's, by its formulas. Its discrimination index is the item-rest correlation in percent; here it stands as a
correlation. Source: MoodleDocs, Quiz statistics calculations.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..judge.lint.share import Share, score_interval
from ..mark.mark import Status
from .interval import FEWEST, ONE_WAY, Estimate, Scale, draw_weights, estimate_each
from .moment import correlate, covary, rest_of_test, spread_of
from .table import ItemResponse, ResponseTable, Version

__all__ = ["ItemAnalysis", "Pick", "VariantShare", "analyse_items", "discriminative_efficiency", "effective_weights"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_THIRDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One option, or one predicted mistake: who took it, in all and by thirds of the class, and how they did on the rest.

    `group` is the stem of a matching that it belongs to. `thirds` are the takers among the lower, middle and upper third by the rest of the test. `standing` is the correlation of
    taking it with the rest, `lead` by how much that is above the key's, with a 90 % interval, for only above matters; both None where they can't be had or, for `lead`, mean nothing.
    """

    name: str
    key: bool
    taken: Share
    group: str = ""
    thirds: tuple[int, int, int] = (0, 0, 0)
    standing: Estimate | None = None
    lead: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantShare:
    """How those with one set of numbers did, beside all others: share of the marks, and the difference with its interval.

    The interval is wide enough for all variants of the item to be looked at together (Bonferroni).
    """

    variant: int
    learners: int
    facility: float
    difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis:
    """What is known of one version of an item; None for what can't be had.

    `marked` learners have a mark. Facility, spread and guess are shares of the item's marks, weights shares of the test;
    `discrimination` is the item-rest correlation, `efficiency` that share of it that these marks could reach at best.
    """

    version: Version
    marked: int
    omitted: int = 0
    refused: int = 0
    late: int = 0
    waiting: int = 0
    facility: Estimate | None = None
    spread: Estimate | None = None
    intended: float = 0.0
    effective: float | None = None
    discrimination: Estimate | None = None
    efficiency: float | None = None
    choices: tuple[Pick, ...] = ()
    mistakes: tuple[Pick, ...] = ()
    variants: tuple[VariantShare, ...] = field(default=())


def effective_weights(covariances: Sequence[float]) -> list[float | None]:
    """Return what each item weighs in the spread of the scores, as a share; `covariances` are each item's with the whole score.

    An item whose covariance is below nothing has none, and counts for nothing in the sum. Source: MoodleDocs, Quiz statistics
    calculations, effective question weight.
    """
    roots = [float(np.sqrt(value)) if np.isfinite(value) and value >= 0 else None for value in covariances]
    whole = sum(root for root in roots if root is not None)
    return [root / whole if root is not None and whole > 0 else None for root in roots]


def discriminative_efficiency(marks: Floats, rest: Floats) -> float | None:
    """Return the covariance of an item's marks with the rest, over the largest that the same marks could have in another order.

    None where all have the same. Source: MoodleDocs, Quiz statistics calculations, discriminative efficiency.
    """
    known = np.isfinite(marks) & np.isfinite(rest)
    one, other = marks[known], rest[known]
    if len(one) < 2:
        return None
    one, other = one - one.mean(), other - other.mean()
    best = float(np.sort(one) @ np.sort(other))
    return float(one @ other) / best if best > 1e-9 else None


def _find_facility(share: Floats) -> Estimate:
    """Return the mean share of the marks with Wilson's interval; where marks are parted, for as many learners as they are worth.

    The effective number is that of right-or-wrong answers with the same variance. Source: E. L. Korn and B. I. Graubard,
    Survey Methodology 1998;24:193-201.
    """
    rate, count = float(share.mean()), len(share)
    variance = float(share.var(ddof=1)) if count > 1 else 0.0
    parted = bool(np.any((share > 1e-9) & (share < 1 - 1e-9)))
    worth = count * rate * (1 - rate) / variance if parted and variance > 1e-9 else float(count)
    low, high = score_interval(rate, max(worth, count) if parted else count)
    return Estimate(rate, min(low, rate), max(high, rate))


def _find_spread(share: Floats, facility: Estimate, drawn: Estimate | None) -> Estimate | None:
    """Return the standard deviation with its interval; of right-or-wrong answers, the one that follows from the facility's.

    Resampling serves where marks are parted, as `drawn`. Without parts it held the truth in all simulated classes of eight.
    """
    if drawn is None or np.any((share > 1e-9) & (share < 1 - 1e-9)):
        return drawn
    ends = [float(np.sqrt(rate * (1 - rate))) for rate in (facility.low, facility.high)]
    largest = 0.5 if facility.low < 0.5 < facility.high else max(ends)
    return Estimate(drawn.value, min(*ends, drawn.value), max(largest, drawn.value))


def _part_thirds(rest: Floats) -> list[int]:
    """Return the third of the class that each learner is in by the rest of the test, 0 to 2; -1 for who has no rest.

    Equal scores are not parted: all go where the middle one of them belongs.
    """
    known = np.flatnonzero(np.isfinite(rest))
    thirds = [-1] * len(rest)
    for row in known:
        below = float(np.sum(rest[known] < rest[row] - 1e-9))
        same = float(np.sum(np.abs(rest[known] - rest[row]) <= 1e-9))
        thirds[row] = min(_THIRDS - 1, int(_THIRDS * (below + same / 2) / len(known)))
    return thirds


def _count_choice(name: str, key: bool, took: Truths, asked: Truths, thirds: Sequence[int], chance: float) -> Pick:
    rows = np.flatnonzero(took & asked)
    parts = Counter(thirds[int(row)] for row in rows)
    share = Share(len(rows), int(asked.sum()), chance * int(asked.sum()))
    stem, parted, _ = name.partition("=")
    return Pick(name=name, key=key, taken=share, group=stem if parted else "", thirds=(parts[0], parts[1], parts[2]))


def _weigh_choices(
    choices: Sequence[Pick], taken: Floats, right: Floats, rest: Floats, weights: Floats
) -> tuple[Pick, ...]:
    """Return the choices with how their takers did on the rest; `taken` is learners by choices, `right` who has full marks.

    The key that a choice is held beside is its stem's where there are stems, else having it all right.
    """
    if not choices:
        return ()
    beside = np.repeat(rest[:, None], taken.shape[1], axis=1)
    keys = {each.group: taken[:, column] for column, each in enumerate(choices) if each.key and each.group}
    answer = np.array([keys.get(each.group, right) for each in choices]).T
    standing = estimate_each(lambda drawn: correlate(drawn, taken, beside), weights, Scale.CORRELATION)

    def lead(drawn: Floats) -> Floats:
        key = correlate(drawn, answer, beside)
        # Nobody has the key, in the class or a resample: then its takers stand nowhere.
        return correlate(drawn, taken, beside) - np.where(np.isfinite(key), key, 0.0)

    leads = estimate_each(lead, weights, z=ONE_WAY)
    return tuple(
        replace(each, standing=stands, lead=None if each.key else ahead)
        for each, stands, ahead in zip(choices, standing, leads, strict=True)
    )


def _compare_variants(entries: Sequence[tuple[int, ItemResponse]], points: float) -> tuple[VariantShare, ...]:
    """Return how each variant's learners did beside the others.

    The difference has Newcombe's interval from two of Wilson's. Source: R. G. Newcombe, Stat Med 1998;17:873-890, method 10.
    """
    shares: dict[int, list[float]] = {}
    for _, entry in entries:
        if entry.points is not None and entry.variant is not None:
            shares.setdefault(entry.variant, []).append(entry.points / points)
    if len(shares) < 2:
        return ()
    z = NormalDist().inv_cdf(1 - 0.025 / len(shares))
    found = []
    for variant, own in sorted(shares.items()):
        others = [share for other, listed in shares.items() if other != variant for share in listed]
        mine, theirs = sum(own) / len(own), sum(others) / len(others)
        (low, high), (least, largest) = score_interval(mine, len(own), z=z), score_interval(theirs, len(others), z=z)
        gap = mine - theirs
        difference = Estimate(
            gap,
            gap - float(np.hypot(mine - low, largest - theirs)),
            gap + float(np.hypot(high - mine, theirs - least)),
        )
        found.append(VariantShare(variant=variant, learners=len(own), facility=mine, difference=difference))
    return tuple(found)


def _analyse_answers(
    table: ResponseTable, column: int, rest: Floats, weights: Floats
) -> tuple[tuple[Pick, ...], tuple[Pick, ...]]:
    """Return what was chosen of a version's options, and which predicted mistakes were made."""
    version, entries = table.versions[column], table.list_entries(column)
    size = len(table.learners)
    asked, right = np.zeros(size, bool), np.full(size, np.nan)
    for row, entry in entries:
        asked[row] = True
        if entry.points is not None:
            right[row] = float(entry.points >= version.points - 1e-9)
    met = dict(entries)
    thirds = _part_thirds(np.where(asked, rest, np.nan))

    def count(names: Sequence[str], pick: str) -> tuple[Pick, ...]:
        choices, columns = [], []
        for name in names:
            took = np.array([row in met and name in _list_picks(met[row], pick) for row in range(size)], bool)
            chance = version.guess if pick == "chosen" else 0.0
            choices.append(_count_choice(name, pick == "chosen" and name in version.keys, took, asked, thirds, chance))
            columns.append(np.where(asked, took.astype(float), np.nan))
        return _weigh_choices(choices, np.array(columns).T, right, rest, weights) if choices else ()

    return count(version.options, "chosen"), count(version.mistakes, "mistake")


def _list_picks(entry: ItemResponse, pick: str) -> tuple[str, ...]:
    return entry.chosen if pick == "chosen" else (entry.mistake,)


def analyse_items(table: ResponseTable, *, replicates: int = 1000, seed: int = 1) -> tuple[ItemAnalysis, ...]:
    """Return the analysis of every version of every item, in the order of the table.

    `replicates` and `seed` are the bootstrap's: the same table and seed, the same numbers.
    """
    marks, most = table.points, table.most
    current = table.judged
    # An earlier version is no part of the test as it is now; its learners' other marks are what it stands beside.
    rest = rest_of_test(np.where(current, marks, np.nan), np.where(current, most, 0.0)) if marks.size else marks
    share = marks / most if marks.size else marks
    learners = len(table.learners)
    weights = draw_weights(learners, replicates=replicates, seed=seed) if learners else np.ones((1, 0))
    enough = learners >= FEWEST
    spreads = estimate_each(lambda drawn: spread_of(drawn, share), weights, Scale.SPREAD) if enough else ()
    linked = estimate_each(lambda drawn: correlate(drawn, marks, rest), weights, Scale.CORRELATION) if enough else ()
    whole = covary(weights[:1], marks, marks + rest)[0] if enough else np.full(len(table.versions), np.nan)
    effective = effective_weights(
        [float(value) if kept else np.nan for value, kept in zip(whole, current, strict=True)]
    )
    found = []
    for column, version in enumerate(table.versions):
        entries = table.list_entries(column)
        states = Counter(entry.status for _, entry in entries)
        known = share[:, column][np.isfinite(share[:, column])] if marks.size else share[:0]
        told = bool(len(known)) and enough and len(known) >= FEWEST
        facility = _find_facility(known) if len(known) else None
        varies = told and facility is not None and float(np.ptp(known)) > 1e-9
        choices, mistakes = _analyse_answers(table, column, rest[:, column], weights) if entries else ((), ())
        found.append(
            ItemAnalysis(
                version=version,
                marked=len(known),
                omitted=states[Status.UNANSWERED],
                refused=states[Status.REFUSED],
                late=sum(table.learners[row] in table.late for row, _ in entries),
                waiting=sum(entry.points is None for _, entry in entries),
                facility=facility,
                spread=_find_spread(known, facility, spreads[column]) if varies and facility else None,
                intended=float(most[column] / most[current].sum()) if current[column] else 0.0,
                effective=effective[column] if told else None,
                discrimination=linked[column] if told else None,
                efficiency=discriminative_efficiency(marks[:, column], rest[:, column]) if told else None,
                choices=choices,
                mistakes=mistakes,
                variants=_compare_variants(entries, version.points),
            )
        )
    return tuple(found)
