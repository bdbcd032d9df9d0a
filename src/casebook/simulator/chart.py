"""Curves on two axes, as SVG text: what a simulator shows where no script runs.

The same picture as `web/simulator/chart.js` draws, letter by letter (a test holds them together), so that nothing jumps when
the page comes alive.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..mark.quantity import settle
from ..text.markup import as_html, escape

__all__ = ["draw_chart", "find_ceiling", "show_tenth"]

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 618, 52, 336
Place = Callable[[float], float]
_MINUTE_STEPS = (5, 10, 15, 30, 60, 120, 240)
_CEILINGS = ((1, 0.25), (1.5, 0.5), (2, 0.5), (2.5, 0.5), (3, 1), (4, 1), (5, 1), (6, 2), (8, 2), (10, 2.5))
_HEADROOM = 1.06
_LEAST = 1e-6
_EDGE = 6
_LIFT, _APART, _STACK = 10, 150, 30


def show_tenth(value: float) -> str:
    """Return a number to one decimal at most, halves up, as the page's script writes it."""
    rounded = math.floor(settle(value) * 10 + 0.5) / 10
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


def _draw_path(pairs: Iterable[tuple[float, float]], to_x: Place, to_y: Place) -> str:
    points = (f"{show_tenth(to_x(x))} {show_tenth(to_y(y))}" for x, y in pairs)
    return "".join(f"{'L' if index else 'M'}{point}" for index, point in enumerate(points))


def _draw_axes(
    x: Mapping[str, Any], y: Mapping[str, Any], top: float, step: float, to_x: Place, to_y: Place
) -> list[str]:
    parts = []
    tick = 0
    while tick * step <= top * 1.000001:
        level = show_tenth(to_y(tick * step))
        parts.append(f'<path class="{"cb-grid" if tick else "cb-base"}" d="M{_LEFT} {level}H{_RIGHT}"/>')
        parts.append(f'<text class="cb-tick-y" x="{_LEFT - 8}" y="{level}">{show_tenth(tick * step)}</text>')
        tick += 1
    across = _find_step(x["high"] - x["low"], x["unit"])
    tick = 0
    while x["low"] + tick * across <= x["high"]:
        place = show_tenth(to_x(x["low"] + tick * across))
        parts.append(f'<path class="cb-base" d="M{place} {_BOTTOM}v6"/>')
        words = show_tenth(x["low"] + tick * across)
        parts.append(f'<text class="cb-tick-x" x="{place}" y="{_BOTTOM + 12}">{words}</text>')
        tick += 1
    across_words, up_words = (escape(f"{axis['label']}, {axis['unit']}") for axis in (x, y))
    parts.append(f'<text class="cb-axis-y" x="6" y="22">{up_words}</text>')
    parts.append(f'<text class="cb-axis-x" x="{_RIGHT}" y="{_HEIGHT - 8}">{across_words}</text>')
    return parts


def _draw_moments(moments: Sequence[Mapping[str, Any]], x: Mapping[str, Any], to_x: Place) -> list[str]:
    parts = []
    named = [moment for moment in moments if moment["words"]]
    for moment in moments:
        if not moment["words"]:
            parts.append(f'<path class="cb-foot" d="M{show_tenth(to_x(moment["x"]))} {_BOTTOM}v-14"/>')
    for index, moment in enumerate(named):
        place = show_tenth(to_x(moment["x"]))
        side = "end" if (moment["x"] - x["low"]) * 2 > x["high"] - x["low"] else "start"
        parts.append(f'<path class="cb-mark" d="M{place} {_TOP}V{_BOTTOM}"/>')
        high = _TOP + 14 + 26 * index
        parts.append(f'<text class="cb-mark-text at-{side}" x="{place}" y="{high}">{escape(moment["words"])}</text>')
    return parts


def draw_chart(chart: Mapping[str, Any], *, start: Mapping[str, Any] | None, label: str) -> Markup:
    """Return curves as SVG text; `label` says what is shown.

    `chart` holds the axes `x` (`label`, `unit`, `low`, `high`) and `y` (`label`, `unit`, and `high` for a top of its own),
    `at`, the places along x, and `lines`, each with its `y` there and `style`, a number that decides how it looks.
    `points` (`x`, `y`, `words`) are marked; `moments` (`x`, `words`) are lines from top to bottom, or without words a short
    mark at the foot; `band`, which may be None, has `x`, `low` and `high`. `start` is another chart, whose first line is
    drawn behind to compare with, and explained at the foot.
    """
    x, y, band = chart["x"], chart["y"], chart["band"]
    behind = start["lines"][0]["y"] if start else []
    shown = [value for line in chart["lines"] for value in line["y"]]
    highest = max([*shown, *behind, *(band["high"] if band else ()), _LEAST]) * _HEADROOM
    top, step = find_ceiling(y.get("high", highest))

    def to_x(value: float) -> float:
        return float(_LEFT + ((value - x["low"]) / (x["high"] - x["low"])) * (_RIGHT - _LEFT))

    def to_y(value: float) -> float:
        return _BOTTOM - (value / top) * (_BOTTOM - _TOP)

    parts = [f'<svg class="cb-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">']
    parts += _draw_axes(x, y, top, step, to_x, to_y)
    if band:
        upper = _draw_path(zip(band["x"], band["high"], strict=True), to_x, to_y)
        lower = _draw_path(reversed(list(zip(band["x"], band["low"], strict=True))), to_x, to_y)
        parts.append(f'<path class="cb-band" d="{upper}L{lower[1:]}Z"/>')
    parts += _draw_moments(chart["moments"], x, to_x)
    if start:
        parts.append(f'<path class="cb-start" d="{_draw_path(zip(start["at"], behind, strict=True), to_x, to_y)}"/>')
        parts.append(f'<path class="cb-start" d="M6 {_HEIGHT - 13}H34"/>')
        parts.append(f'<text x="42" y="{_HEIGHT - 8}">as it started</text>')
    for line in chart["lines"]:
        drawn = _draw_path(zip(chart["at"], line["y"], strict=True), to_x, to_y)
        parts.append(f'<path class="cb-line cb-line-{line["style"]}" d="{drawn}"/>')
    for place, point in enumerate(chart["points"]):
        left, high = show_tenth(to_x(point["x"])), to_y(point["y"])
        parts.append(f'<circle class="cb-point" cx="{left}" cy="{show_tenth(high)}" r="5"/>')
        if point["words"]:
            words = escape(point["words"])
            foot = high - _LIFT
            before = chart["points"][place - 1] if place else None
            if before and abs(to_x(before["x"]) - to_x(point["x"])) < _APART and abs(to_y(before["y"]) - high) < _STACK:
                # The words of the one before would be covered: over them, or where no room is left, beneath the point.
                over = to_y(before["y"]) - _LIFT - _STACK
                foot = over if over > _TOP else high + _STACK
            side = "end" if (x["high"] - point["x"]) * _EDGE < x["high"] - x["low"] else "start"
            parts.append(f'<text class="cb-point-text at-{side}" x="{left}" y="{show_tenth(foot)}">{words}</text>')
    parts.append("</svg>")
    return as_html("".join(parts))
