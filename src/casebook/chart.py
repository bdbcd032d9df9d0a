"""One curve on two axes, as SVG text: what a simulator shows where no script runs.

The same picture as `web/chart.js` draws, letter by letter (a test holds them together), so that nothing jumps when
the page comes alive.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .markup import escape

__all__ = ["draw_chart", "find_ceiling"]

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 618, 52, 336
_MINUTE_STEPS = (5, 10, 15, 30, 60, 120, 240)
_CEILINGS = ((1, 0.25), (1.5, 0.5), (2, 0.5), (2.5, 0.5), (3, 1), (4, 1), (5, 1), (6, 2), (8, 2), (10, 2.5))
_HEADROOM = 1.06


def show_tenth(value: float) -> str:
    """Return a number to one decimal at most, halves up, as the page's script writes it."""
    rounded = math.floor(value * 10 + 0.5) / 10
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def find_ceiling(value: float) -> tuple[float, float]:
    """Return the top of an axis that holds a value, and the step between its ticks."""
    size = 1.0
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


def _draw_path(
    curve: Mapping[str, Sequence[float]], to_x: Callable[[float], float], to_y: Callable[[float], float]
) -> str:
    pairs = zip(curve["x"], curve["y"], strict=True)
    points = (f"{show_tenth(to_x(x))} {show_tenth(to_y(y))}" for x, y in pairs)
    return "".join(f"{'L' if index else 'M'}{point}" for index, point in enumerate(points))


def draw_chart(
    x: Any,
    *,
    y: Any,
    curve: Mapping[str, Sequence[float]],
    start: Mapping[str, Sequence[float]] | None,
    points: Sequence[tuple[float, float, str]],
    label: str,
) -> str:
    """Return a curve as SVG text.

    `x` and `y` are axes with `label` and `unit` (and x with `low` and `high`); `curve` and `start`, the one to compare
    with, hold lists `x` and `y`; `points` are marked on the curve with a few words; `label` says what is shown.
    """
    highest = max(*curve["y"], *(start["y"] if start else ())) * _HEADROOM
    top, step = find_ceiling(highest)

    def to_x(value: float) -> float:
        return float(_LEFT + ((value - x.low) / (x.high - x.low)) * (_RIGHT - _LEFT))

    def to_y(value: float) -> float:
        return _BOTTOM - (value / top) * (_BOTTOM - _TOP)

    parts = [f'<svg class="cb-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">']
    tick = 0
    while tick * step <= top * 1.000001:
        height = show_tenth(to_y(tick * step))
        parts.append(f'<path class="{"cb-grid" if tick else "cb-base"}" d="M{_LEFT} {height}H{_RIGHT}"/>')
        parts.append(f'<text class="cb-tick-y" x="{_LEFT - 8}" y="{height}">{show_tenth(tick * step)}</text>')
        tick += 1
    across = _find_step(x.high - x.low, x.unit)
    tick = 0
    while x.low + tick * across <= x.high:
        place = show_tenth(to_x(x.low + tick * across))
        parts.append(f'<path class="cb-base" d="M{place} {_BOTTOM}v6"/>')
        words = show_tenth(x.low + tick * across)
        parts.append(f'<text class="cb-tick-x" x="{place}" y="{_BOTTOM + 12}">{words}</text>')
        tick += 1
    parts.append(f'<text class="cb-axis-y" x="6" y="22">{escape(f"{y.label}, {y.unit}")}</text>')
    parts.append(f'<text class="cb-axis-x" x="{_RIGHT}" y="{_HEIGHT - 8}">{escape(f"{x.label}, {x.unit}")}</text>')
    if start:
        parts.append(f'<path class="cb-start" d="{_draw_path(start, to_x, to_y)}"/>')
    parts.append(f'<path class="cb-line" d="{_draw_path(curve, to_x, to_y)}"/>')
    for at, value, words in points:
        left, high = show_tenth(to_x(at)), to_y(value)
        parts.append(f'<circle class="cb-point" cx="{left}" cy="{show_tenth(high)}" r="5"/>')
        parts.append(f'<text class="cb-point-text" x="{left}" y="{show_tenth(high - 10)}">{escape(words)}</text>')
    parts.append("</svg>")
    return "".join(parts)
