"""Axes and coordinates of a drawn figure: the same bytes on every computer, for they are sums and products rounded to tenths."""

from collections.abc import Iterable

from markupsafe import Markup

from ..text.markup import as_html, escape

__all__ = [
    "Scale",
    "draw_lines",
    "draw_sign",
    "find_step",
    "find_ticks",
    "place_tenth",
    "say_tick",
    "to_place",
    "wrap_words",
    "write_group",
    "write_svg",
    "write_words",
]

Scale = tuple[float, float, float, float]
"""A scale from a lowest and a highest value to two places: low, high, where low stands, where high stands."""

_STEPS = (1, 2, 5, 10)
_MINUTES = (5, 10, 15, 30, 60, 120)


def place_tenth(value: float) -> str:
    """Return a coordinate to a tenth, without a needless point.

    >>> place_tenth(12.04), place_tenth(-0.01), place_tenth(7.25)
    ('12', '0', '7.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def to_place(value: float, scale: Scale) -> float:
    """Return where a value stands on a scale."""
    low, high, start, end = scale
    return start + (value - low) / (high - low) * (end - start)


def find_step(span: float, most: int, *, minutes: bool = False) -> float:
    """Return the step between ticks so that a span has at most so many of them: 1, 2 or 5, or what clocks count in."""
    if minutes:
        found = next((step for step in _MINUTES if span / step <= most), None)
        if found and span >= found:
            return float(found)
    size = 1.0
    while span / size > most * 10:
        size *= 10
    while span / size <= most and size > 1e-6:
        size /= 10
    return next(step * size for step in (*_STEPS, 100) if span / (step * size) <= most)


def find_ticks(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of a step from low to high.

    >>> find_ticks(-7.7, 0.5, 2)
    [-6, -4, -2, 0]
    """
    first, last = -int(-low // step), int(high // step)
    return [place * step for place in range(first, last + 1)]


def say_tick(value: float) -> str:
    """Return a tick in words: no more digits than it needs, and a minus sign.

    >>> say_tick(-0.30000000000000004), say_tick(120.0)
    ('\u22120.3', '120')
    """
    return f"{value:.6g}".replace("-", "\u2212")


def wrap_words(words: str, most: int) -> list[str]:
    """Return words in lines of at most so many letters; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def write_words(x: float, y: float, words: str, *, anchor: str = "", kind: str = "") -> Markup:
    """Return a text of a drawing; `kind` is its class, for pages that have a style for it."""
    name = f' class="{kind}"' if kind else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return as_html(f'<text{name} x="{place_tenth(x)}" y="{place_tenth(y)}"{at}>{escape(words)}</text>')


def write_group(words: Iterable[Markup], *, anchor: str) -> Markup:
    """Return the numbers along an axis, which all stand at one side of their places."""
    return as_html(f'<g class="cb-plot-tick" text-anchor="{anchor}">{"".join(words)}</g>')


def draw_lines(lines: Iterable[str], *, kind: str = "cb-plot-axis", dashes: str = "") -> Markup:
    """Return straight lines as one path; those of the grid are faint."""
    faint = ' stroke-opacity="0.2"' if kind == "cb-plot-grid" else ""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return as_html(f'<path class="{kind}" fill="none" stroke="currentColor"{faint}{dashed} d="{"".join(lines)}"/>')


def draw_sign(place: int, x: float, y: float) -> str:
    """Return the sign of a reading as a piece of a path: circle, square, triangle, rhomb, so that no colour is needed."""
    return (
        f"M{place_tenth(x - 4)} {place_tenth(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        f"M{place_tenth(x - 3.5)} {place_tenth(y - 3.5)}h7v7h-7z",
        f"M{place_tenth(x)} {place_tenth(y - 5)}l4.5 8h-9z",
        f"M{place_tenth(x)} {place_tenth(y - 5)}l5 5l-5 5l-5 -5z",
    )[place]


def write_svg(width: float, height: float, label: str, parts: Iterable[str]) -> Markup:
    """Return a drawing that needs no style of its page: in the colour of the text around it, with a name for those who can't see it."""
    return as_html(
        f'<svg class="cb-plot" width="{place_tenth(width)}" height="{place_tenth(height)}" '
        f'viewBox="0 0 {place_tenth(width)} {place_tenth(height)}" role="img" '
        f'aria-label="{escape(label)}" fill="currentColor" font-family="system-ui, sans-serif" font-size="14">'
        f"{''.join(parts)}</svg>"
    )
