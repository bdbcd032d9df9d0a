"""People out of a hundred, as SVG text. The same picture as `web/simulator/people.js` draws, letter by letter; a test holds them together."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ..text.markup import as_html, escape

__all__ = ["draw_people"]

_WIDTH, _ROW, _STEP, _LINE = 640, 25, 24, 22
_LEFT, _TOP = 20, 34


def draw_people(people: Mapping[str, Any], *, label: str) -> Markup:
    """Return groups of people as SVG text, one dot a person.

    `people` holds `total`, how many are in a group, and `groups`, each with `words` and `count`, how many dots are full.
    """
    total = people["total"]
    lines = -(-total // _ROW)
    block = _TOP + lines * _LINE + 14
    height = block * len(people["groups"])
    parts = [f'<svg class="cb-chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}">']
    for index, group in enumerate(people["groups"]):
        top = index * block
        parts.append(f'<text class="cb-row-text" x="{_LEFT - 8}" y="{top + 18}">{escape(group["words"])}</text>')
        for person in range(total):
            shape = "cb-person is-full" if person < group["count"] else "cb-person"
            across, down = _LEFT + person % _ROW * _STEP, top + _TOP + person // _ROW * _LINE + 6
            parts.append(f'<circle class="{shape}" cx="{across}" cy="{down}" r="7.5"/>')
    parts.append("</svg>")
    return as_html("".join(parts))
