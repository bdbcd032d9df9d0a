"""A second test beside the first: for each item another of the same objective, drawn from the self-checks that are there."""

import hashlib
from collections.abc import Collection, Iterator, Sequence

from ..text.case import Case, Item, Kind

__all__ = ["choose_counterparts"]

_MARKED_BY_A_PAGE = (Kind.BEST, Kind.NUMBER, Kind.ALL, Kind.ORDER, Kind.MATCHING)


def _rank(asked: Item, case: Case, item: Item) -> tuple[bool, int, int, str]:
    """Return what the best counterpart has least of: another kind, questions before it that it may lean on, then a fixed lot."""
    place = case.items.index(item)
    lot = hashlib.sha256(f"{asked.name} {item.name}".encode()).hexdigest()
    return item.kind != asked.kind, place, _MARKED_BY_A_PAGE.index(item.kind), lot


def _list_fitting(asked: Item, cases: Sequence[Case], taken: Collection[str]) -> Iterator[tuple[Case, Item]]:
    for case in cases:
        for item in case.items:
            fits = set(item.objectives) & set(asked.objectives) and item.kind in _MARKED_BY_A_PAGE
            if fits and item.name not in taken:
                yield case, item


def choose_counterparts(cases: Sequence[Case], asked: Sequence[Item]) -> dict[str, tuple[Case, Item]]:
    """Return for each item another of the same objective, by the first one's name: never one of the cases that were asked.

    The same bank gives the same choice, and a case that comes or goes changes it only where it serves. An item without a
    counterpart is left out.
    """
    tested = {item.case for item in asked}
    others = [case for case in cases if case.id not in tested]
    found: dict[str, tuple[Case, Item]] = {}
    for item in asked:
        taken = {other.name for _, other in found.values()}
        fitting = sorted(_list_fitting(item, others, taken), key=lambda pair: _rank(item, *pair))
        if fitting:
            found[item.name] = fitting[0]
    return found
