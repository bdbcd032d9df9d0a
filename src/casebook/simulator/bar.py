"""Rows on one axis, as SVG text: points with intervals, or bars, and lines to compare them with.

The same picture as `web/simulator/bar.js` draws, letter by letter; a test holds them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..text.markup import as_html, escape
from .chart import find_ceiling, show_tenth

__all__ = ["draw_bars"]

_TOP, _ROW, _FOOT, _STAIR, _LINE = 34, 46, 70, 22, 18


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the picture is, and how many letters fit into a line of it."""

    name: str
    width: int
    left: int
    right: int
    letters: int


_WIDE = _Layout("cb-wide", 640, 12, 628, 72)
_NARROW = _Layout("cb-narrow", 320, 4, 316, 38)


def split_words(text: str, letters: int) -> list[str]:
    """Return a text in lines of no more letters than fit, broken between words."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_bars(bars: Mapping[str, Any], *, label: str) -> Markup:
    """Return rows as SVG text twice, for a page's width and for a phone's; the style shows the one that fits."""
    return as_html("".join(draw_rows(bars, label=label, layout=layout) for layout in (_WIDE, _NARROW)))


def draw_rows(bars: Mapping[str, Any], *, label: str, layout: _Layout = _WIDE) -> Markup:
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
    texts = [split_words(row["words"], layout.letters) for row in rows]
    axis = split_words(f"{bars['label']}, {bars['unit']}" if bars["unit"] else bars["label"], layout.letters)
    head = _TOP + _STAIR * (len(marks) - 1)
    bottom = head + sum(_ROW + _LINE * (len(lines) - 1) for lines in texts) + 6
    height = bottom + _FOOT - 6 + _LINE * (len(axis) - 1)

    def to_x(value: float) -> str:
        return show_tenth(layout.left + (value - low) / (high - low) * (layout.right - layout.left))

    parts = [
        f'<svg class="cb-chart {layout.name}" viewBox="0 0 {layout.width} {height}" role="img" aria-label="{escape(label)}">'
    ]
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
        shown = escape(mark["words"])
        parts.append(f'<text class="cb-mark-text at-{side}" x="{to_x(mark["at"])}" y="{level - 14}">{shown}</text>')
    line = head
    for row, lines in zip(rows, texts, strict=True):
        tone = f" is-{row['tone']}" if row.get("tone") else ""
        for place, text in enumerate(lines):
            y = line + _LINE * (place + 1)
            parts.append(f'<text class="cb-row-text" x="{layout.left}" y="{y}">{escape(text)}</text>')
        line += _LINE * (len(lines) - 1)
        if "low" in row:
            parts.append(f'<path class="cb-span{tone}" d="M{to_x(row["low"])} {line + 32}H{to_x(row["high"])}"/>')
            shape = "cb-point" if row.get("open") else "cb-dot"
            if row.get("apart"):
                parts.append(f'<path class="{shape}{tone}" d="M{to_x(row["value"])} {line + 24}l8 14h-16z"/>')
            else:
                parts.append(f'<circle class="{shape}{tone}" cx="{to_x(row["value"])}" cy="{line + 32}" r="6"/>')
        else:
            parts.append(f'<path class="cb-bar{tone}" d="M{to_x(0)} {line + 32}H{to_x(row["value"])}"/>')
        line += _ROW
    for place, text in enumerate(axis):
        y = height - 8 - _LINE * (len(axis) - 1 - place)
        parts.append(f'<text class="cb-axis-x" x="{layout.right}" y="{y}">{escape(text)}</text>')
    return as_html("".join([*parts, "</svg>"]))
