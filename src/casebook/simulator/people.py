"""People out of a hundred, as SVG text. The same picture as `web/simulator/people.js` draws, letter by letter; a test holds them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..text.markup import as_html, escape
from .chart import show_tenth
from .place import split_words

__all__ = ["draw_people"]

_TEXT = 17


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the picture is, how many people stand in a row, and how far apart and how large they are."""

    name: str
    width: int
    row: int
    left: int
    step: float
    line: float
    size: float
    letters: int
    lines: int


_WIDE = _Layout("cb-wide", 640, 25, 20, 24, 22, 7.5, 70, 1)
_NARROW = _Layout("cb-narrow", 320, 20, 12, 15.5, 15.5, 5.5, 35, 2)


def draw_people(people: Mapping[str, Any], *, label: str) -> Markup:
    """Return groups of people as SVG text, one dot a person, for a page's width and for a phone's.

    `people` holds `total`, how many are in a group, and `groups`, each with `words` and `count`, how many dots are full.
    """
    return as_html("".join(_draw_groups(people, label, layout) for layout in (_WIDE, _NARROW)))


def _draw_groups(people: Mapping[str, Any], label: str, layout: _Layout) -> str:
    total = people["total"]
    above = 17 + _TEXT * layout.lines
    block = above + -(-total // layout.row) * layout.line + 14
    height = show_tenth(block * len(people["groups"]))
    parts = [
        f'<svg class="cb-chart {layout.name}" viewBox="0 0 {layout.width} {height}" role="img" aria-label="{escape(label)}">'
    ]
    for index, group in enumerate(people["groups"]):
        top = index * block
        # as many lines are kept free for each group, so that a longer name moves nothing
        lines = split_words(group["words"], layout.letters)
        for place, words in enumerate(lines):
            y = show_tenth(top + above - 16 - _TEXT * (len(lines) - 1 - place))
            parts.append(f'<text class="cb-row-text" x="{layout.left - 8}" y="{y}">{escape(words)}</text>')
        for person in range(total):
            shape = "cb-person is-full" if person < group["count"] else "cb-person"
            across = show_tenth(layout.left + person % layout.row * layout.step)
            down = show_tenth(top + above + person // layout.row * layout.line + 6)
            parts.append(f'<circle class="{shape}" cx="{across}" cy="{down}" r="{layout.size}"/>')
    parts.append("</svg>")
    return "".join(parts)
