"""Rating scales: totals, bands, response, remission and reliable change. Arithmetic only, and nobody's wording.

Items are added up only for scales that may be reproduced; for the others a total is taken. A missing item is never
filled in silently. For teaching, not for the care of a patient.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from statistics import NormalDist
from types import MappingProxyType
from typing import Any

from ketamine.quantity.unit import PERCENT, Percent, Point
from ketamine.registry.read import load_facts, read_table
from ketamine.rule.rule import number_of


class ScaleError(ValueError):
    """A score that cannot be: out of range, the wrong number of items, or a scale that may not be used so."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale: the lowest and highest total in points, its bands, and which way is worse. `row` is its registry entry."""

    id: str
    name: str
    measures: str
    low: float
    high: float
    bands: Mapping[str, tuple[float, float]]
    higher: str
    reuse: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """A total in points, or None when items are missing; `least` and `most` are what it could be; `alerts` ask for action."""

    scale: str
    total: float | None
    least: float
    most: float
    missing: tuple[int, ...]
    alerts: tuple[str, ...]


@cache
def load_scales() -> Mapping[str, Scale]:
    """All scales by id."""
    facts = load_facts()
    found = {}
    for row in read_table("rules/scales.toml")["scale"]:
        bands = facts[row["bands"]].details["bands"] if "bands" in row else {}
        span = facts[row["range"]]
        low, high = (span.low, span.high) if span.low is not None else _ends(bands)
        assert low is not None and high is not None
        reuse = str(facts[row["licence"]].details.get("reuse", "describe only"))
        found[row["id"]] = Scale(row["id"], row["name"], row["measures"], low, high, bands, row["higher"], reuse, row)
    return MappingProxyType(found)


def _ends(bands: Mapping[str, Sequence[float]]) -> tuple[float, float]:
    return min(low for low, _ in bands.values()), max(high for _, high in bands.values())


def read_scale(scale: str) -> Scale:
    """The scale of that id. Raises ScaleError for one that the course does not use."""
    try:
        return load_scales()[scale]
    except KeyError:
        raise ScaleError(f"There is no scale {scale!r} here; there are {', '.join(load_scales())}.") from None


def add_items(scale: str, *, items: Sequence[int | None]) -> Total:
    """The total of a scale's items in points, in order; None for an item that was not answered.

    With items missing there is no total, only the least and the most that it could be. Raises ScaleError for a scale whose
    items may not be reproduced. Source: the scale's range and licence.
    """
    found = read_scale(scale)
    if "items" not in found.row:
        raise ScaleError(f"The items of {found.name} are not added up here ({found.reuse}): give its total instead.")
    count, (low, high) = found.row["items"], found.row["item_range"]
    if len(items) != count:
        raise ScaleError(
            f"{found.name} has {count} items, and {len(items)} were given; write None for one not answered."
        )
    for number, item in enumerate(items, 1):
        if item is not None and (isinstance(item, bool) or not isinstance(item, Integral) or not low <= item <= high):
            raise ScaleError(f"Item {number} of {found.name} is {item!r}; it goes from {low} to {high}.")
    known = int(sum(item for item in items if item is not None))
    missing = tuple(number for number, item in enumerate(items, 1) if item is None)
    alerts = []
    alarm = found.row.get("alert_item")
    if alarm:
        answer = items[alarm["item"] - 1]
        if answer is None or answer > 0:
            alerts.append(load_facts()[alarm["fact"]].statement)
    least, most = known + low * len(missing), known + high * len(missing)
    return Total(scale, None if missing else known, least, most, missing, tuple(alerts))


def name_band(scale: str, *, total: Point) -> str:
    """The band of a total in points, such as "moderate". Raises ScaleError for an impossible total. Source: the scale's bands.

    >>> name_band("phq9", total=12)
    'moderate'
    """
    found = _within(scale, total)
    for name, (low, high) in found.bands.items():
        if low <= total <= high:
            return name.replace("_", " ")
    raise ScaleError(
        f"{found.name} has no band for {total:g}; totals are whole numbers, and not every scale has bands."
    )


def percent_change(scale: str, *, before: Point, after: Point) -> Percent:
    """Improvement from before to after in percent of before: positive is better. Source: arithmetic."""
    found = _within(scale, before)
    _within(scale, after)
    if before == 0:
        raise ScaleError("A change in percent needs a score above nothing to start from.")
    change = (before - after) / before * PERCENT
    return change if found.higher == "worse" else -change


def is_response(scale: str, *, before: Point, after: Point) -> bool:
    """Whether the fall is large enough to be called a response. Source: the scale's response."""
    row = read_scale(scale).row
    if "response" not in row:
        raise ScaleError(f"No fact says what a response is on {read_scale(scale).name}.")
    return bool(percent_change(scale, before=before, after=after) >= number_of(row["response"]))


def is_remission(scale: str, *, total: Point, lenient: bool = False) -> bool:
    """Whether a total in points counts as remission; `lenient` takes the higher of two definitions. Source: the scale's remission."""
    found = _within(scale, total)
    name = "remission_also" if lenient else "remission"
    if name not in found.row:
        raise ScaleError(f"No fact gives {'a second definition of ' if lenient else ''}remission on {found.name}.")
    return bool(total <= number_of(found.row[name]))


def is_meaningful(scale: str, *, before: Point, after: Point) -> bool:
    """Whether one person's fall reaches the smallest change that matters to a person. Source: the scale's change."""
    found = _within(scale, before)
    _within(scale, after)
    if "change" not in found.row:
        raise ScaleError(f"No fact says how much must change on {found.name} to matter.")
    return bool(before - after >= number_of(found.row["change"]))


def is_positive(scale: str, *, total: Point, sex: str | None = None) -> bool:
    """Whether a screening total in points is positive; AUDIT-C has a cut-off for "men" and one for "women".

    Source: the scale's cut-off.
    """
    found = _within(scale, total)
    if "cutoffs" in found.row:
        cutoffs = load_facts()[found.row["cutoffs"]].details["cutoffs"]
        if sex not in cutoffs:
            raise ScaleError(f"{found.name} has cut-offs for {' and '.join(cutoffs)}, and not for {sex!r}.")
        return bool(total >= cutoffs[sex])
    for name in ("cutoff", "threshold"):
        if name in found.row:
            return bool(total >= load_facts()[found.row[name]].details[name])
    raise ScaleError(f"No fact gives a cut-off for {found.name}.")


def reliable_change(*, before: Point, after: Point, sd: Point, reliability: float) -> float:
    """The reliable change index: how many standard errors of a difference lie between two scores.

    `sd` in points and `reliability` (0 to 1) come from the study that is quoted. Source: N. S. Jacobson and P. Truax, 1991.
    """
    if not 0 <= reliability < 1 or not sd > 0 or not math.isfinite(before + after + sd):
        raise ScaleError("Reliability lies from 0 up to 1, a standard deviation above 0, and scores are numbers.")
    return (after - before) / (sd * math.sqrt(2 * (1 - reliability)))


def is_reliable(index: float, *, confidence: float | None = None) -> bool:
    """Whether a reliable change index is beyond chance at a two-sided confidence (the course's usual one unless said).

    Source: N. S. Jacobson and P. Truax, 1991.
    """
    level = read_table("settings.toml")["statistics"]["confidence"] if confidence is None else confidence
    return abs(index) > NormalDist().inv_cdf((1 + level) / 2)


def _within(scale: str, total: float) -> Scale:
    found = read_scale(scale)
    if isinstance(total, bool) or not isinstance(total, Real) or not found.low <= total <= found.high:
        raise ScaleError(f"{found.name} goes from {found.low:g} to {found.high:g}; {total!r} cannot be.")
    return found
