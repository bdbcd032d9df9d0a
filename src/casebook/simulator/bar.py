"""Rows on one axis, as SVG text: points with intervals, or bars, each with its name beside it, and lines to compare them with.

The same picture as `web/simulator/bar.js` draws, letter by letter; a test holds them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..text.markup import as_html, escape
from .chart import find_ceiling, show_tenth
from .place import lay_heads, measure_words, split_words

__all__ = ["draw_bars"]

_ROW, _LINE, _BETWEEN, _HEAD = 30, 17, 10, 20
_STRIP, _SMALL, _UNDER = 18, 16, 8
_EDGE, _BESIDE, _APART = 6, 12, 34


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the picture is, and how many letters fit into a line beside the plot, over it, and at its foot.

    Nothing stands `over` a plot that leaves room beside it for any name.
    """

    name: str
    width: int
    beside: int
    over: int
    foot: int


_WIDE = _Layout("cb-wide", 640, 32, 0, 70)
_NARROW = _Layout("cb-narrow", 320, 18, 38, 35)


@dataclass(frozen=True, slots=True)
class _Axis:
    """The axis below the rows: from its lowest to its highest value, by steps, and where these stand."""

    low: float
    high: float
    step: float
    left: float
    right: float

    def place(self, value: float) -> float:
        """Return how far to the right a value stands."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def show(self, value: float) -> str:
        """Return the same as it is written."""
        return show_tenth(self.place(value))


def draw_bars(bars: Mapping[str, Any], *, label: str) -> Markup:
    """Return rows as SVG text twice, for a page's width and for a phone's; the style shows the one that fits."""
    return as_html("".join(draw_rows(bars, label=label, layout=layout) for layout in (_WIDE, _NARROW)))


def _make_axis(bars: Mapping[str, Any], left: float, right: float) -> _Axis:
    values = [each[name] for each in bars["rows"] for name in ("value", "low", "high") if name in each]
    reach = [*values, *(each["at"] for each in bars["marks"]), 0.0]
    top, step = find_ceiling(max(max(reach), -min(reach)))
    low = high = 0.0
    while low > min(reach):
        low -= step
    while high < max(reach):
        high += step
    return _Axis(low, high or top, step, left, right)


def _list_ticks(axis: _Axis) -> list[float]:
    return [axis.low + index * axis.step for index in range(round((axis.high - axis.low) / axis.step) + 1)]


def _draw_numbers(axis: _Axis, level: float, named: Sequence[float] = ()) -> list[str]:
    """The numbers of the axis; where they would touch, every other one is left out, and never the nought, unless a mark names it."""
    parts = []
    ticks = _list_ticks(axis)
    nought = round(-axis.low / axis.step)
    every = 2 if (axis.right - axis.left) / (len(ticks) - 1) < _APART else 1
    for index, value in enumerate(ticks):
        if (index - nought) % every == 0 and value not in named:
            words = show_tenth(value).replace("-", "\u2212")
            parts.append(f'<text class="cb-tick-x" x="{axis.show(value)}" y="{show_tenth(level)}">{words}</text>')
    return parts


def _draw_lines(kind: str, places: Sequence[float], strips: Sequence[tuple[float, float]]) -> list[str]:
    """Lines from top to bottom, in the strips alone that hold no words."""
    return [
        f'<path class="{kind}" d="{"".join(f"M{show_tenth(x)} {show_tenth(top)}V{show_tenth(end)}" for top, end in strips)}"/>'
        for x in places
    ]


def _name_marks(
    marks: Sequence[Mapping[str, Any]], axis: _Axis, *, above: float, top: float, width: float
) -> list[str]:
    heads = [(axis.place(each["at"]), each["words"]) for each in marks]
    parts = []
    for (x, words), head in zip(heads, lay_heads(heads, low=_EDGE, high=width - _EDGE), strict=True):
        line = above + _HEAD * (head.row + 1)
        parts += _draw_lines("cb-mark", [x], [(line + 4, top)])
        at = show_tenth(head.at)
        parts.append(f'<text class="cb-mark-text at-{head.side}" x="{at}" y="{line}">{escape(words)}</text>')
    return parts


def _draw_row(row: Mapping[str, Any], axis: _Axis, middle: float) -> str:
    tone = f" is-{row['tone']}" if row.get("tone") else ""
    level = show_tenth(middle)
    if "low" not in row:
        return f'<path class="cb-bar{tone}" d="M{axis.show(0)} {level}H{axis.show(row["value"])}"/>'
    span = f'<path class="cb-span{tone}" d="M{axis.show(row["low"])} {level}H{axis.show(row["high"])}"/>'
    shape = "cb-point" if row.get("open") else "cb-dot"
    if row.get("apart"):
        return f'{span}<path class="{shape}{tone}" d="M{axis.show(row["value"])} {show_tenth(middle - 8)}l8 14h-16z"/>'
    return f'{span}<circle class="{shape}{tone}" cx="{axis.show(row["value"])}" cy="{level}" r="6"/>'


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where rows stand: lines of each name, where their first line and the middle of the plot are, and the plot's strips."""

    lines: list[list[str]]
    first: list[float]
    middle: list[float]
    strips: list[tuple[float, float]]
    bottom: float


def _stand_beside(names: list[list[str]], top: float) -> _Rows:
    line = top
    first, middle = [], []
    for lines in names:
        tall = max(_ROW, _LINE * len(lines) + _BETWEEN)
        middle.append(line + tall / 2)
        first.append(middle[-1] - _LINE * (len(lines) - 1) / 2 + 5)
        line += tall
    return _Rows(names, first, middle, [(top, line + 4)], line + 4)


def _stand_over(names: list[list[str]], top: float) -> _Rows:
    line = top
    first, middle, strips = [], [], []
    for lines in names:
        first.append(line + _SMALL - 3)
        start = line + _SMALL * len(lines)
        middle.append(start + _STRIP / 2)
        strips.append((start, start + _STRIP))
        line = start + _STRIP + _UNDER
    return _Rows(names, first, middle, strips, line)


_Line = list[tuple[str, str, float]]


def _list_sides(bars: Mapping[str, Any], layout: _Layout, nought: float) -> list[_Line]:
    """What lies on either side of nought: for each line words with their class and where they begin or end."""
    if "sides" not in bars or not bars["rows"]:
        return []
    end = layout.width - 2 * _EDGE
    left, right = f"\u2190 {bars['sides'][0]}", f"{bars['sides'][1]} \u2192"
    start, stop = nought - _BESIDE - measure_words(left), nought + _BESIDE + measure_words(right)
    if start >= _EDGE and stop <= end:
        return [[("cb-side at-end", left, nought - _BESIDE), ("cb-side", right, nought + _BESIDE)]]
    return [[("cb-side", left, float(_EDGE))], [("cb-side at-end", right, float(end))]]


def _list_foot(bars: Mapping[str, Any], layout: _Layout, sides: list[_Line]) -> list[_Line]:
    """What stands below the numbers, in the same way."""
    label = f"{bars['label']}, {bars['unit']}" if bars["unit"] else bars["label"]
    end = layout.width - 2 * _EDGE
    found: list[_Line] = [[("cb-axis-x", line, float(end))] for line in split_words(label, layout.foot)]
    apart = [row for row in bars["rows"] if row.get("apart")] if "sides" in bars else []
    if apart:
        sign = "\u25b3" if all(row.get("open") for row in apart) else "\u25b2"
        return [*found, *sides, [("cb-side", f"{sign} {bars['sides'][2]}", float(_EDGE))]]
    return [*found, *sides]


def draw_rows(bars: Mapping[str, Any], *, label: str, layout: _Layout = _WIDE) -> Markup:
    """Return rows as SVG text, each with its name beside it, or on a narrow picture over its own strip of the plot.

    `bars` holds `rows`, `label` and `unit` of the axis, and `marks` (`at` and `words`: lines from top to bottom). A row has
    `words` and `value`; with `low` and `high` it is a point and an interval (hollow where `open`, a triangle where `apart`), else
    a bar. `sides`, if it is there, says what lies to the left and to the right of nought, and what does for rows `apart`.
    """
    rows, marks = bars["rows"], bars["marks"]
    over = layout.over and any(len(row["words"]) > layout.beside for row in rows)
    names = [split_words(row["words"], layout.over if over else layout.beside) for row in rows]
    longest = max((measure_words(line) for lines in names for line in lines), default=0)
    axis = _make_axis(bars, 3 * _EDGE if over else _EDGE + longest + _BESIDE, layout.width - 2 * _EDGE)
    # A long picture says at its head as well which way is which.
    sides = _list_sides(bars, layout, axis.place(0))
    above = _LINE * len(sides)
    heads = above + _HEAD * len(marks)
    top = heads + (_LINE if above else 0) + 8
    found = _stand_over(names, top) if over else _stand_beside(names, top)
    foot = _list_foot(bars, layout, sides)
    height = show_tenth(found.bottom + 40 + _LINE * len(foot))
    parts = [
        f'<svg class="cb-chart {layout.name}" viewBox="0 0 {layout.width} {height}" role="img" aria-label="{escape(label)}">'
    ]
    parts += _draw_lines("cb-grid", [axis.place(value) for value in _list_ticks(axis)], found.strips)
    parts += _draw_numbers(axis, found.bottom + 10)
    if above:
        parts += _draw_numbers(axis, heads + 6, [each["at"] for each in marks])
    parts += _name_marks(marks, axis, above=above, top=top, width=layout.width)
    parts += _draw_lines("cb-mark", [axis.place(each["at"]) for each in marks], found.strips)
    pace = _SMALL if over else _LINE
    for row, lines, first, middle in zip(rows, found.lines, found.first, found.middle, strict=True):
        for place, text in enumerate(lines):
            y = show_tenth(first + pace * place)
            parts.append(f'<text class="cb-row-text" x="{_EDGE}" y="{y}">{escape(text)}</text>')
        parts.append(_draw_row(row, axis, middle))
    levels: list[float] = [14 + _LINE * place for place in range(len(sides))]
    levels += [found.bottom + 46 + _LINE * place for place in range(len(foot))]
    for level, words in zip(levels, [*sides, *foot], strict=True):
        y = show_tenth(level)
        for name, text, x in words:
            parts.append(f'<text class="{name}" x="{show_tenth(x)}" y="{y}">{escape(text)}</text>')
    return as_html("".join([*parts, "</svg>"]))
