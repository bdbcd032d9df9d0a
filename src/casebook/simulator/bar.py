"""Rows on one axis, as SVG text: points with intervals, or bars, and lines to compare them with.

The same picture as `web/bar.js` draws, letter by letter; a test holds them together.
"""

from collections.abc import Mapping
from typing import Any

from ..markup import escape
from .chart import find_ceiling, show_tenth

__all__ = ["draw_bars"]

_WIDTH, _LEFT, _RIGHT, _TOP = 640, 12, 628, 34
_ROW, _FOOT, _STAIR = 46, 70, 22


def draw_bars(bars: Mapping[str, Any], *, label: str) -> str:
    """Return rows as SVG text, each with its words above it.

    `bars` holds `rows`, `label` and `unit` of the axis, and `marks` (`at` and `words`: lines from top to bottom). A row has
    `words` and `value`; with `low` and `high` it is a point and an interval (hollow where `open`, a triangle where `apart`), else a bar.
    """
    rows, marks = bars["rows"], bars["marks"]
    values = [each[name] for each in rows for name in ("value", "low", "high") if name in each]
    values += [each["at"] for each in marks]
    reach = [*values, 0.0]
    top, step = find_ceiling(max(max(reach), -min(reach)))
    low = 0.0
    while low > min(reach):
        low -= step
    high = 0.0
    while high < max(reach):
        high += step
    high = high or top
    head = _TOP + _STAIR * (len(marks) - 1)
    height = head + _ROW * len(rows) + _FOOT
    bottom = head + _ROW * len(rows) + 6

    def to_x(value: float) -> str:
        return show_tenth(_LEFT + (value - low) / (high - low) * (_RIGHT - _LEFT))

    parts = [f'<svg class="cb-chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}">']
    count = round((high - low) / step)
    for index in range(count + 1):
        value = low + index * step
        side = "start" if index == 0 else "end" if index == count else "middle"
        parts.append(f'<path class="cb-grid" d="M{to_x(value)} {head}V{bottom}"/>')
        parts.append(
            f'<text class="cb-tick-x at-{side}" x="{to_x(value)}" y="{bottom + 10}">{show_tenth(value)}</text>'
        )
    for stair, mark in enumerate(marks):
        level = _TOP + _STAIR * stair
        side = "end" if (mark["at"] - low) * 2 > high - low else "start"
        parts.append(f'<path class="cb-mark" d="M{to_x(mark["at"])} {level - 8}V{bottom}"/>')
        words = escape(mark["words"])
        parts.append(f'<text class="cb-mark-text at-{side}" x="{to_x(mark["at"])}" y="{level - 14}">{words}</text>')
    for index, row in enumerate(rows):
        line = head + _ROW * index
        tone = f" is-{row['tone']}" if row.get("tone") else ""
        parts.append(f'<text class="cb-row-text" x="{_LEFT}" y="{line + 18}">{escape(row["words"])}</text>')
        if "low" in row:
            parts.append(f'<path class="cb-span{tone}" d="M{to_x(row["low"])} {line + 32}H{to_x(row["high"])}"/>')
            shape = "cb-point" if row.get("open") else "cb-dot"
            if row.get("apart"):
                parts.append(f'<path class="{shape}{tone}" d="M{to_x(row["value"])} {line + 24}l8 14h-16z"/>')
            else:
                parts.append(f'<circle class="{shape}{tone}" cx="{to_x(row["value"])}" cy="{line + 32}" r="6"/>')
        else:
            parts.append(f'<path class="cb-bar{tone}" d="M{to_x(0)} {line + 32}H{to_x(row["value"])}"/>')
    axis = f"{bars['label']}, {bars['unit']}" if bars["unit"] else bars["label"]
    parts.append(f'<text class="cb-axis-x" x="{_RIGHT}" y="{height - 8}">{escape(axis)}</text></svg>')
    return "".join(parts)
