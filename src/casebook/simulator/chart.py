"""Curves on two axes, as SVG text: what a simulator shows where no script runs.

The same pictures as `web/simulator/chart.js` draws, letter by letter (a test holds them together), so that nothing jumps when
the page comes alive. Where words stand is found by `place`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..mark.quantity import settle
from ..text.markup import as_html, escape
from .place import Area, Curve, Plot, Words, lay_heads

__all__ = ["draw_chart", "find_ceiling", "show_tenth"]

_MINUTE_STEPS = (5, 10, 15, 30, 60, 120, 240)
_CEILINGS = ((1, 0.25), (1.5, 0.5), (2, 0.5), (2.5, 0.5), (3, 1), (4, 1), (5, 1), (6, 2), (8, 2), (10, 2.5))
_HEADROOM = 1.06
_LEAST = 1e-6
_HEAD_ROW = 20
_AS_IT_STARTED = "as it started"


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the picture is, where its axes stand, and how many points of a curve are left out between two drawn ones."""

    name: str
    width: int
    left: int
    right: int
    top: int
    bottom: int
    stride: int


_WIDE = _Layout("cb-wide", 640, 58, 618, 40, 324, 1)
_NARROW = _Layout("cb-narrow", 320, 44, 306, 40, 240, 2)


def _round(value: float) -> float:
    return math.floor(settle(value) * 10 + 0.5) / 10


def show_tenth(value: float) -> str:
    """Return a number to one decimal at most, halves up, as the page's script writes it."""
    rounded = _round(value)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def find_ceiling(value: float) -> tuple[float, float]:
    """Return the top of an axis that holds a value, and the step between its ticks."""
    value, size = settle(value), 1.0
    while size * 10 < value:
        size *= 10
    while size > value and size > 1e-9:
        size /= 10
    top, step = next((pair for pair in _CEILINGS if pair[0] * size >= value), _CEILINGS[-1])
    return top * size, step * size


def _find_step(span: float, unit: str) -> float:
    if unit == "min":
        return next((step for step in _MINUTE_STEPS if span / step <= 6), 480)
    return find_ceiling(span)[1]


def _draw_path(points: Iterable[tuple[float, float]]) -> str:
    pairs = (f"{show_tenth(x)} {show_tenth(y)}" for x, y in points)
    return "".join(f"{'L' if index else 'M'}{pair}" for index, pair in enumerate(pairs))


def _write_words(kind: str, words: str, found: Words | None) -> list[str]:
    """Words in their place, and the line that leads to what they name."""
    if found is None:
        return []
    parts = []
    if found.lead:
        x, y, to_x, to_y = (show_tenth(each) for each in found.lead)
        parts.append(f'<path class="cb-lead" d="M{x} {y}L{to_x} {to_y}"/>')
    parts.append(
        f'<text class="{kind}" x="{show_tenth(found.left)}" y="{show_tenth(found.line)}">{escape(words)}</text>'
    )
    return parts


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values of a chart stand in one layout."""

    layout: _Layout
    x: Mapping[str, Any]
    top: float
    above: int

    def place_x(self, value: float) -> float:
        """Return how far to the right a value of the axis below stands."""
        across = self.layout.right - self.layout.left
        return _round(self.layout.left + (value - self.x["low"]) / (self.x["high"] - self.x["low"]) * across)

    def place_y(self, value: float) -> float:
        """Return how far down a value of the axis at the left stands."""
        down = self.layout.bottom - self.layout.top
        return _round(self.above + self.layout.bottom - value / self.top * down)

    def place_curve(self, at: Sequence[float], values: Sequence[float]) -> list[tuple[float, float]]:
        """Return the points of a curve that are drawn: on a narrow picture fewer, and the highest in any case."""
        highest = max(values)
        return [
            (self.place_x(x), self.place_y(y))
            for index, (x, y) in enumerate(zip(at, values, strict=True))
            if index % self.layout.stride == 0 or y == highest
        ]


def _draw_axes(scale: _Scale, y: Mapping[str, Any], step: float) -> list[str]:
    layout, x = scale.layout, scale.x
    foot = scale.above + layout.bottom
    parts = []
    tick = 0
    while tick * step <= scale.top * 1.000001:
        level = show_tenth(scale.place_y(tick * step))
        kind = "cb-grid" if tick else "cb-base"
        parts.append(f'<path class="{kind}" d="M{layout.left} {level}H{layout.right}"/>')
        parts.append(f'<text class="cb-tick-y" x="{layout.left - 8}" y="{level}">{show_tenth(tick * step)}</text>')
        tick += 1
    across = _find_step(x["high"] - x["low"], x["unit"])
    tick = 0
    while x["low"] + tick * across <= x["high"]:
        place = show_tenth(scale.place_x(x["low"] + tick * across))
        parts.append(f'<path class="cb-base" d="M{place} {foot}v6"/>')
        words = show_tenth(x["low"] + tick * across)
        parts.append(f'<text class="cb-tick-x" x="{place}" y="{foot + 12}">{words}</text>')
        tick += 1
    across_words, up_words = (escape(f"{axis['label']}, {axis['unit']}") for axis in (x, y))
    parts.append(f'<text class="cb-axis-y" x="6" y="18">{up_words}</text>')
    parts.append(f'<text class="cb-axis-x" x="{layout.right}" y="{foot + 46}">{across_words}</text>')
    return parts


def _draw_zones(zones: Sequence[Mapping[str, Any]], scale: _Scale) -> list[str]:
    parts = []
    for index, zone in enumerate(zones):
        if zone["low"] < scale.top:
            high, low = scale.place_y(min(zone["high"], scale.top)), scale.place_y(zone["low"])
            box = f"M{scale.layout.left} {show_tenth(high)}H{scale.layout.right}V{show_tenth(low)}H{scale.layout.left}Z"
            parts.append(f'<path class="cb-zone cb-zone-{index}" d="{box}"/>')
    return parts


def _name_zones(zones: Sequence[Mapping[str, Any]], scale: _Scale, plot: Plot) -> list[str]:
    parts = []
    ceiling = scale.place_y(scale.top)
    for zone in zones:
        beyond = zone["low"] >= scale.top
        words = f"\u2191 {zone['words']}" if beyond else zone["words"]
        top, bottom = (ceiling, ceiling) if beyond else (
            scale.place_y(min(zone["high"], scale.top)), scale.place_y(zone["low"]),
        )  # fmt: skip
        parts += _write_words("cb-zone-text", words, plot.place_zone(words, top, bottom))
    return parts


def _draw_moments(moments: Sequence[Mapping[str, Any]], scale: _Scale, plot: Plot) -> list[str]:
    layout, foot = scale.layout, scale.above + scale.layout.bottom
    parts = [
        f'<path class="cb-foot" d="M{show_tenth(scale.place_x(each["x"]))} {foot}v-14"/>'
        for each in moments if not each["words"]
    ]  # fmt: skip
    heads = [(scale.place_x(each["x"]), each["words"]) for each in moments if each["words"]]
    for (x, words), head in zip(heads, lay_heads(heads, low=6, high=layout.width - 4), strict=True):
        line = layout.top + 8 + _HEAD_ROW * head.row
        at = show_tenth(head.at)
        parts.append(f'<path class="cb-mark" d="M{show_tenth(x)} {line + 4}V{foot}"/>')
        parts.append(f'<text class="cb-mark-text at-{head.side}" x="{at}" y="{line}">{escape(words)}</text>')
        plot.taken.append(Area(x - 1, line, x + 1, foot))
    return parts


def _draw_points(points: Sequence[Mapping[str, Any]], scale: _Scale, plot: Plot) -> tuple[list[str], list[str]]:
    """Marked points, and their words."""
    spots = [(scale.place_x(each["x"]), scale.place_y(each["y"]), each["words"]) for each in points]
    dots = []
    for x, y, _ in spots:
        plot.put_dot(x, y)
        dots.append(f'<circle class="cb-point" cx="{show_tenth(x)}" cy="{show_tenth(y)}" r="5"/>')
    named = [
        part
        for x, y, words in spots if words
        for part in _write_words("cb-point-text", words, plot.place_point(words, x, y))
    ]  # fmt: skip
    return dots, named


def _name_curve(kind: str, words: str, points: Sequence[tuple[float, float]], curve: Curve, plot: Plot) -> list[str]:
    """A curve's name, beside its highest point if it can be."""
    x, y = min(points, key=lambda point: point[1])
    return _write_words(kind, words, plot.place_name(words, curve, x, y))


def _draw_layout(
    chart: Mapping[str, Any], start: Mapping[str, Any] | None, label: str, layout: _Layout, axis: tuple[float, float]
) -> str:
    above = _HEAD_ROW * sum(1 for each in chart["moments"] if each["words"])
    scale = _Scale(layout, chart["x"], axis[0], above)
    foot = above + layout.bottom
    ceiling = above + layout.top - 6 if above else 24
    plot = Plot(Area(layout.left + 2, ceiling, layout.width - 2, foot - 2))
    height = foot + 54
    parts = [
        f'<svg class="cb-chart {layout.name}" viewBox="0 0 {layout.width} {height}" role="img" aria-label="{escape(label)}">'
    ]
    zones, band = chart["zones"], chart["band"]
    parts += _draw_zones(zones, scale)
    parts += _draw_axes(scale, chart["y"], axis[1])
    if band:
        upper = _draw_path((scale.place_x(x), scale.place_y(y)) for x, y in zip(band["x"], band["high"], strict=True))
        lower = _draw_path(
            reversed([(scale.place_x(x), scale.place_y(y)) for x, y in zip(band["x"], band["low"], strict=True)])
        )
        parts.append(f'<path class="cb-band" d="{upper}L{lower[1:]}Z"/>')
    parts += _draw_moments(chart["moments"], scale, plot)
    runs = [(line, scale.place_curve(chart["at"], line["y"])) for line in chart["lines"]]
    curves = [plot.add_curve(points) for _, points in runs]
    behind = scale.place_curve(start["at"], start["lines"][0]["y"]) if start else []
    if start:
        dotted = plot.add_curve(behind)
        parts.append(f'<path class="cb-start" d="{_draw_path(behind)}"/>')
    for line, points in runs:
        parts.append(f'<path class="cb-line cb-line-{line["style"]}" d="{_draw_path(points)}"/>')
    dots, named = _draw_points(chart["points"], scale, plot)
    parts += named
    for (line, points), curve in zip(runs, curves, strict=True):
        if line["words"]:
            parts += _name_curve(f"cb-name cb-name-{line['style']}", line["words"], points, curve, plot)
    if start:
        parts += _name_curve("cb-start-text", _AS_IT_STARTED, behind, dotted, plot)
    parts += _name_zones(zones, scale, plot)
    # over the lines that lead to them
    parts += dots
    parts.append("</svg>")
    return "".join(parts)


def draw_chart(chart: Mapping[str, Any], *, start: Mapping[str, Any] | None, label: str) -> Markup:
    """Return curves as SVG text twice, for a page's width and for a phone's; `label` says what is shown.

    `chart` holds the axes `x` (`label`, `unit`, `low`, `high`) and `y` (`label`, `unit`, and `high` for a top of its own),
    `at`, the places along x, and `lines`, each with its `y` there, `style`, a number that decides how it looks, and `words`,
    its name beside it, which may be empty. `points` (`x`, `y`, `words`) are marked; `moments` (`x`, `words`) are lines from top
    to bottom, or without words a short mark at the foot; `zones` (`low`, `high`, `words`) are named ranges of y; `band`, which
    may be None, has `x`, `low` and `high`. `start` is another chart, whose first line is drawn behind, dotted and named.
    """
    behind = start["lines"][0]["y"] if start else []
    shown = [value for line in chart["lines"] for value in line["y"]]
    highest = max([*shown, *behind, *(chart["band"]["high"] if chart["band"] else ()), _LEAST]) * _HEADROOM
    axis = find_ceiling(chart["y"].get("high", highest))
    return as_html("".join(_draw_layout(chart, start, label, layout, axis) for layout in (_WIDE, _NARROW)))
