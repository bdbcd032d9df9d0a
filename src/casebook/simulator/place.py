"""Where the words of a chart stand: beside what they name, and never on a curve, a number or each other.

`web/simulator/place.js` reckons the same from the same numbers (a test holds the pictures together letter by letter), so every
place is a sum of tenths, and a word's width is taken from its letters: a little more than any of the usual letterforms needs.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = [
    "SIZE",
    "Area",
    "Curve",
    "Head",
    "Plot",
    "Spot",
    "Words",
    "lay_heads",
    "measure_words",
    "meets_curve",
    "split_words",
]

SIZE = 14
"""The height of letters in a chart, in its own units."""
_REGULAR, _BOLD = 0.62, 0.69
_RISE, _DROP = 12, 4
_COLUMN = 4
_GAP, _NEAR = 5, 3
_CLEAR = (12, 6)
_DOT = 7
_ACROSS, _DOWN = 8, 6
_EDGE = 4

Curve = dict[int, tuple[float, float]]
"""How far down a curve reaches in each narrow column of the chart: its highest and its lowest place there."""


def split_words(text: str, letters: float) -> list[str]:
    """Return a text in lines of no more letters than fit, broken between words."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def measure_words(words: str, *, bold: bool = False) -> float:
    """Return how wide a text may be, in the chart's units."""
    return len(words) * SIZE * (_BOLD if bold else _REGULAR)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the chart, in its own units; places count from the top."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Area", apart: float = 0) -> bool:
        """Return whether two boxes lie nearer to each other than so far."""
        return (
            self.left - apart < other.right
            and other.left - apart < self.right
            and self.top - apart < other.bottom
            and other.top - apart < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where words could stand: their left end, their line, and how well it pleases (less is better)."""

    left: float
    line: float
    cost: float


@dataclass(frozen=True, slots=True)
class Words:
    """Words in their place, and the short line that leads to what they name, if they stand away from it."""

    left: float
    line: float
    lead: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Head:
    """Words over an upright line: their row from the top, and where they begin (`start`) or end (`end`)."""

    row: int
    side: str
    at: float


def lay_heads(heads: Sequence[tuple[float, str]], *, low: float, high: float) -> list[Head]:
    """Return where the words over upright lines stand, so that no line runs through the words of another.

    Each has a row of its own. A line begins at its row, and so it passes the rows below. Words begin at their line or end
    there, and are moved to lie between low and high.
    """
    wide = [measure_words(words) for _, words in heads]
    count = len(heads)
    best: list[Head] = []
    least = math.inf
    for turned in (False, True):
        rows = [count - 1 - place if turned else place for place in range(count)]
        for choice in range(2**count):
            lefts = [
                max(low, min(x - wide[place] if choice >> place & 1 else x, high - wide[place]))
                for place, (x, _) in enumerate(heads)
            ]
            crossed = sum(
                1
                for place, (x, _) in enumerate(heads)
                for other in range(count)
                if rows[other] > rows[place] and lefts[other] - _EDGE < x < lefts[other] + wide[other] + _EDGE
            )
            if crossed < least:
                least = crossed
                best = [
                    Head(rows[place], "start", lefts[place])
                    if lefts[place] in (x, low)
                    else Head(rows[place], "end", lefts[place] + wide[place])
                    for place, (x, _) in enumerate(heads)
                ]
    return best


def trace_curve(points: Sequence[tuple[float, float]]) -> Curve:
    """Return how far a curve reaches in each column it runs through."""
    reach: Curve = {}
    for (x0, y0), (x1, y1) in pairwise(points):
        for column in range(math.floor(x0 / _COLUMN), math.floor(x1 / _COLUMN) + 1):
            start, end = max(x0, column * _COLUMN), min(x1, (column + 1) * _COLUMN)
            one = y0 + (y1 - y0) * (start - x0) / (x1 - x0)
            other = y0 + (y1 - y0) * (end - x0) / (x1 - x0)
            high, low = reach.get(column, (one, one))
            reach[column] = (min(high, one, other), max(low, one, other))
    return reach


def meets_curve(box: Area, curve: Curve, apart: float) -> bool:
    """Return whether a curve comes nearer to a box than so far."""
    first, last = math.floor((box.left - apart) / _COLUMN), math.floor((box.right + apart) / _COLUMN)
    for column in range(first, last + 1):
        found = curve.get(column)
        if found and found[0] < box.bottom + apart and found[1] > box.top - apart:
            return True
    return False


@dataclass(slots=True)
class Plot:
    """A chart's free room: `room` is where words may stand; `curves` and `taken` are what they keep clear of."""

    room: Area
    curves: list[Curve] = field(default_factory=list)
    taken: list[Area] = field(default_factory=list)

    def add_curve(self, points: Sequence[tuple[float, float]]) -> Curve:
        """Note a curve, and return how it runs."""
        curve = trace_curve(points)
        self.curves.append(curve)
        return curve

    def put_dot(self, x: float, y: float) -> None:
        """Note a marked point."""
        self.taken.append(Area(x - _DOT, y - _DOT, x + _DOT, y + _DOT))

    def _frame(self, spot: Spot, wide: float) -> Area:
        return Area(spot.left, spot.line - _RISE, spot.left + wide, spot.line + _DROP)

    def _is_free(self, box: Area, others: Iterable[Curve], apart: float) -> bool:
        room = self.room
        if box.left < room.left or box.right > room.right or box.top < room.top or box.bottom > room.bottom:
            return False
        if any(box.touches(each, _NEAR) for each in self.taken):
            return False
        return not any(meets_curve(box, each, apart) for each in others)

    def _take(self, spots: Iterable[Spot], wide: float, fits: Callable[[Area], bool]) -> Spot | None:
        for spot in sorted(spots, key=lambda each: each.cost):
            box = self._frame(spot, wide)
            if fits(box):
                self.taken.append(box)
                return spot
        return None

    def _lead(self, wide: float, x: float, y: float) -> Words | None:
        """Words in the free place nearest to a point, with a line that leads there."""
        room = self.room
        spots = []
        for across in range(math.floor((room.right - room.left - wide) / _ACROSS) + 1):
            for down in range(math.floor((room.bottom - room.top - _RISE - _DROP) / _DOWN) + 1):
                left, line = room.left + across * _ACROSS, room.top + _RISE + down * _DOWN
                near = min(max(x, left), left + wide)
                far = abs(near - x) + abs(min(max(y, line - _RISE), line + _DROP) - y)
                spots.append(Spot(left, line, far))
        found = self._take(spots, wide, lambda box: self._is_free(box, self.curves, _NEAR))
        if found is None:
            return None
        near = min(max(x, found.left), found.left + wide)
        edge = min(max(y, found.line - _RISE), found.line + _DROP)
        return Words(found.left, found.line, (x, y, near, edge))

    def place_point(self, words: str, x: float, y: float) -> Words | None:
        """Return where the words of a marked point stand: round about it, or led to it by a line."""
        wide = measure_words(words, bold=True)
        found = self._take(_surround(x, y, wide), wide, lambda box: self._is_free(box, self.curves, _NEAR))
        return Words(found.left, found.line, None) if found else self._lead(wide, x, y)

    def place_name(self, words: str, curve: Curve, x: float, y: float) -> Words | None:
        """Return where a curve's name stands: at its point x, y, along it as near to that as can be, or led to that point.

        Where it can be, all other curves run further from the name than its own.
        """
        wide = measure_words(words, bold=True)
        others = [each for each in self.curves if each is not curve]
        spots = [*_surround(x, y, wide), *_follow(curve, wide, x)]
        for clear in _CLEAR:

            def fits(box: Area, clear: float = clear) -> bool:
                return self._is_free(box, others, clear) and self._is_free(box, [curve], _NEAR)

            found = self._take(spots, wide, fits)
            if found:
                return Words(found.left, found.line, None)
        return self._lead(wide, x, y)

    def place_zone(self, words: str, top: float, bottom: float) -> Words | None:
        """Return where the words of a band stand: in it, as far to the right as there is room, or else as near to its upper edge as can be."""
        wide = measure_words(words)
        right = self.room.right - wide - _EDGE
        spots = []
        for across in range(math.floor((right - self.room.left) / _ACROSS) + 1):
            for down in range(math.floor(max(bottom - top - _RISE - _DROP - 4, 0) / _DOWN) + 1):
                line = top + _RISE + 2 + down * _DOWN
                spots.append(Spot(right - across * _ACROSS, line, across * 2 + down))
        found = self._take(spots, wide, lambda box: self._is_free(box, self.curves, _NEAR))
        if found:
            return Words(found.left, found.line, None)
        found_beside = self._lead(wide, self.room.right - wide / 2 - _EDGE, top)
        return Words(found_beside.left, found_beside.line, None) if found_beside else None


def _surround(x: float, y: float, wide: float) -> list[Spot]:
    """Places round about a marked point, the best first: over it, and at its right."""
    over, under = y - _DOT - _DROP - _NEAR, y + _DOT + _RISE + _NEAR
    level = y + _RISE / 2 - 2
    beside = _DOT + _NEAR
    places = (
        (x - wide / 2, over), (x + _GAP, over), (x + beside, level), (x - wide - _GAP, over),
        (x + _GAP, under), (x - wide - beside, level), (x - wide / 2, under), (x - wide - _GAP, under),
    )  # fmt: skip
    return [Spot(left, line, cost) for cost, (left, line) in enumerate(places)]


def _follow(curve: Curve, wide: float, x: float) -> Iterator[Spot]:
    """Places along a curve, on every side of it, the nearest to x the best."""
    for column, (high, low) in curve.items():
        if column % 2:
            continue
        at = column * _COLUMN
        far = abs(at - x)
        middle = (high + low) / 2 + _RISE / 2 - 2
        over, under = high - _GAP - _DROP, low + _GAP + _RISE
        yield Spot(at, over, far + 8)
        yield Spot(at + _GAP + _COLUMN, middle, far + 9)
        yield Spot(at - wide, over, far + 16)
        yield Spot(at - wide / 2, over, far + 20)
        yield Spot(at - wide / 2, under, far + 24)
        yield Spot(at, under, far + 28)
        yield Spot(at - wide, under, far + 32)
