"""Invented classes for these tests: from a plain list of marks, or from a known model with one wrong key."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np

from casebook.analysis.interval import Estimate
from casebook.analysis.item import analyse_items
from casebook.analysis.moment import correlate, rest_of_test, spread_of
from casebook.analysis.table import ItemResponse, ResponseTable, Version
from casebook.analysis.whole import alpha_of, analyse_test, error_of, omega_of
from casebook.mark.mark import Status

OPTIONS = ("a", "b", "c", "d")


def make_table(rows: list[list[float | None]], most: list[float] | None = None) -> ResponseTable:
    """Return a table of learners by items; None for no mark."""
    points = most or [1.0] * len(rows[0] if rows else [])
    versions = [Version(name=f"i{n}", fingerprint=f"f{n}", path="tea.case.md", line=n, points=each) for n, each in enumerate(points)]  # fmt: skip
    learners = [f"t{n:03}" for n in range(len(rows))]
    entries = {}
    for learner, row in zip(learners, rows, strict=True):
        for column, mark in enumerate(row):
            status = Status.WAITS if mark is None else Status.RIGHT if mark == points[column] else Status.WRONG
            entries[learner, column] = ItemResponse(points=mark, status=status)
    return ResponseTable(exercise="tea", versions=tuple(versions), learners=tuple(learners), entries=entries)


def draw_class(learners: int, luck: np.random.Generator, *, items: int = 20, wrong: int | None = None) -> ResponseTable:
    """Return a class that answers questions of one best answer of four, by a model of two parameters; item `wrong` has a wrong key.

    The right answer is always a; those who miss it take the others as an author's luck would have it.
    """
    hard, sharp = luck.normal(-0.8, 0.9, items), luck.uniform(0.6, 1.8, items)
    ability = luck.normal(size=learners)
    names = tuple(f"t{n:03}" for n in range(learners))
    versions, entries = [], {}
    for item in range(items):
        key = "b" if item == wrong else "a"
        versions.append(
            Version(name=f"i{item}", fingerprint=f"f{item}", path="tea.case.md", line=item, options=OPTIONS, keys=frozenset(key), guess=0.25)
        )  # fmt: skip
        drawn = luck.dirichlet([2.0, 2.0, 2.0])
        knows = luck.random(learners) < 1 / (1 + np.exp(-sharp[item] * (ability - hard[item])))
        others = luck.choice(3, p=drawn, size=learners)
        for row, name in enumerate(names):
            chosen = "a" if knows[row] else OPTIONS[1 + int(others[row])]
            status = Status.RIGHT if chosen == key else Status.WRONG
            entries[name, item] = ItemResponse(points=float(chosen == key), status=status, chosen=(chosen,))
    return ResponseTable(exercise="tea", versions=tuple(versions), learners=names, entries=entries)


_HARD = np.linspace(-2.2, 0.8, 20)
_SHARP = np.tile([0.7, 1.0, 1.3, 1.6], 5)


def draw_marks(learners: int, luck: np.random.Generator) -> np.ndarray:
    """Return the marks of a class on 20 questions that are the same for every class."""
    ability = luck.normal(size=(learners, 1))
    return (luck.random((learners, 20)) < 1 / (1 + np.exp(-_SHARP * (ability - _HARD)))).astype(float)


@cache
def know_truth() -> Mapping[str, np.ndarray]:
    """Return what a class of 200,000 gives, which is the truth to the digits that matter here."""
    marks = draw_marks(200_000, np.random.default_rng(99))
    everybody, total = np.ones((1, len(marks))), marks.sum(1, keepdims=True)
    return {
        "facility": marks.mean(0),
        "spread of item": spread_of(everybody, marks)[0],
        "discrimination": correlate(everybody, marks, rest_of_test(marks, np.ones(20)))[0],
        "mean": total.mean(0),
        "spread": spread_of(everybody, total)[0],
        "alpha": alpha_of(everybody, marks)[0],
        "omega": omega_of(everybody, marks)[0],
        "error": error_of(everybody, marks)[0],
    }


def count_coverage(learners: int, classes: int, replicates: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return by statistic how many intervals held the truth, how many were asked for, and how many there were."""
    luck, truth = np.random.default_rng(learners), know_truth()
    held, asked, had = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(1, classes + 1):
        marks = draw_marks(learners, luck)
        items = analyse_items(make_table(marks.tolist()), replicates=replicates, seed=seed)
        whole = analyse_test(marks, np.ones(20), replicates=replicates, seed=seed)
        found: dict[str, list[Estimate | None]] = {
            "facility": [each.facility for each in items],
            "spread of item": [each.spread for each in items],
            "discrimination": [each.discrimination for each in items],
            "mean": [whole.mean], "spread": [whole.spread], "alpha": [whole.alpha], "omega": [whole.omega], "error": [whole.error],
        }  # fmt: skip
        for name, estimates in found.items():
            for estimate, value in zip(estimates, truth[name], strict=True):
                asked[name] += 1
                had[name] += estimate is not None
                held[name] += estimate is not None and estimate.low <= value <= estimate.high
    return held, asked, had
