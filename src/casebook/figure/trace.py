"""A trace: readings against time, one curve for each column, with a panel of its own for each unit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .axis import (
    Scale,
    draw_lines,
    draw_sign,
    find_step,
    find_ticks,
    place_tenth,
    say_tick,
    to_place,
    wrap_words,
    write_group,
    write_svg,
    write_words,
)
from .block import Block, Fault, Spell
from .grid import Column, Grid, check_numbers, check_shape, read_grid, read_reading

__all__ = ["MOST_CURVES", "check_trace", "draw_trace"]

MOST_CURVES = 4
"""How many curves a reader can tell apart without colour."""

_WIDTH, _LEFT = 330, 36
_FIRST, _BARE, _NEXT, _TALL, _LOW, _FOOT = 26, 10, 36, 150, 84, 44
_LINE, _LETTER, _BESIDE, _LONGEST, _LONGEST_WORD = 16, 7.8, 12, 11, 14
_EDGE = 0.04
_MOST_ACROSS, _LEAST = 6, 1e-3
_DASHES = ("", "7 4", "2 3.5", "10 3 2 3")


def check_trace(block: Block, spell: Spell) -> Iterator[Fault]:
    """Yield what is wrong with a trace, each with its line and what to do."""
    grid = read_grid(block)
    faults = list(check_shape(block, grid, spell, model="minutes | systolic (mmHg)"))
    count = len(grid.columns) - 1
    if not faults and not 1 <= count <= MOST_CURVES:
        fix = f"keep at most {MOST_CURVES}, and write a second figure for the rest" if count else "add a column to draw"
        faults.append(Fault(block.line, f"the trace has {count} curves", fix))
    if not faults and len(grid.rows) < 2:
        faults.append(
            Fault(block.line, "the trace has fewer than two rows of readings", "add rows, or say it in words")
        )
    if not faults:
        faults += check_numbers(grid, spell, range(len(grid.columns)))
    yield from faults or [*_check_order(grid, spell), *_check_curves(block, grid, spell)]


def _check_order(grid: Grid, spell: Spell) -> Iterator[Fault]:
    before: Sequence[str] = ()
    for row, line in zip(grid.rows, grid.lines, strict=True):
        now = spell(row[0])
        if not all(now):
            yield Fault(line, f"the row has no {grid.columns[0].name}", "write it into the first cell")
            return
        for place in range(max(len(before), len(now)) if before else 0):
            earlier, later = (texts[place % len(texts)] for texts in (before, now))
            if float(read_reading(later) or 0) <= float(read_reading(earlier) or 0):
                what = f"{grid.columns[0].name} {later} comes after {earlier}"
                yield Fault(line, what, "put the rows in order, each later than the one before")
                return
        before = now


def _check_curves(block: Block, grid: Grid, spell: Spell) -> Iterator[Fault]:
    for place, column in enumerate(grid.columns[1:], 1):
        long = next((word for word in column.name.split() if len(word) > _LONGEST_WORD), "")
        if long:
            fix = f"use words of at most {_LONGEST_WORD} letters, so that the name fits beside its curve"
            yield Fault(block.line, f"the word {long} in a header is too long", fix)
        if not any(spell(row[place])[0] for row in grid.rows):
            yield Fault(block.line, f"nothing was read under {column.name}", "fill in a cell, or take the column out")


@dataclass(frozen=True, slots=True)
class _Curve:
    column: Column
    place: int
    points: tuple[tuple[float, float | None], ...]

    @property
    def last(self) -> tuple[float, float]:
        return next((x, value) for x, value in reversed(self.points) if value is not None)

    @property
    def values(self) -> list[float]:
        return [value for _, value in self.points if value is not None]


def draw_trace(block: Block, tell: Callable[[str], str], label: str) -> Markup:
    """Return a checked trace as SVG; `tell` gives the plain words of a cell."""
    grid = read_grid(block)
    xs = [float(read_reading(tell(row[0])) or 0) for row in grid.rows]
    curves = [
        _Curve(
            column, place, tuple((x, read_reading(tell(row[place + 1]))) for x, row in zip(xs, grid.rows, strict=True))
        )
        for place, column in enumerate(grid.columns[1:])
    ]
    widest = max(len(line) for curve in curves for line in wrap_words(curve.column.name, _LONGEST))
    across: Scale = (xs[0], xs[-1], _LEFT, _WIDTH - _BESIDE - widest * _LETTER)
    clock = "min" in grid.columns[0].words
    ticks = find_ticks(xs[0], xs[-1], find_step(xs[-1] - xs[0], _MOST_ACROSS, minutes=clock))
    parts: list[str] = []
    top = 0.0
    for unit in dict.fromkeys(curve.column.unit for curve in curves):
        own = [curve for curve in curves if curve.column.unit == unit]
        height = _LOW if len(own) == 1 else _TALL
        top += _NEXT if top else _FIRST if unit else _BARE
        parts.append(_draw_uprights(ticks, across, top, top + height))
        parts += _draw_panel(own, unit, across, top, top + height)
        top += height
    parts += _draw_foot(grid.columns[0], ticks, across, top)
    return write_svg(_WIDTH, top + _FOOT, label, parts)


def _draw_panel(curves: Sequence[_Curve], unit: str, across: Scale, top: float, bottom: float) -> Iterator[str]:
    values = [value for curve in curves for value in curve.values]
    low, high = min(values), max(values)
    step = find_step(max(high - low, abs(high) * _EDGE, _LEAST), 4 if len(curves) > 1 else 3)
    if all(value == int(value) for value in values):
        step = max(1.0, step)  # between whole readings, as of a score, there is no half to read off
    low, high = low // step * step, -(-high // step) * step
    if low == high:
        low, high = low - step, high + step
    up: Scale = (low, high, bottom, top)
    yield write_words(0, top - 10, unit, kind="cb-plot-unit")
    levels = [(tick, to_place(tick, up)) for tick in find_ticks(low, high, step)]
    yield draw_lines(
        (f"M{_LEFT} {place_tenth(level)}H{place_tenth(across[3])}" for _, level in levels), kind="cb-plot-grid"
    )
    yield write_group((write_words(_LEFT - 6, level + 5, say_tick(tick)) for tick, level in levels), anchor="end")
    for curve in curves:
        yield from _draw_curve(curve, across, up)
    yield from _draw_names(curves, across, up)


def _draw_uprights(ticks: Sequence[float], across: Scale, top: float, bottom: float) -> Markup:
    places = (place_tenth(to_place(tick, across)) for tick in ticks)
    return draw_lines((f"M{x} {place_tenth(top)}V{place_tenth(bottom)}" for x in places), kind="cb-plot-grid")


def _draw_curve(curve: _Curve, across: Scale, up: Scale) -> Iterator[str]:
    path, drawing = "", False
    for x, value in curve.points:
        if value is not None:
            path += f"{'L' if drawing else 'M'}{place_tenth(to_place(x, across))} {place_tenth(to_place(value, up))}"
        drawing = value is not None
    dashes = f' stroke-dasharray="{_DASHES[curve.place]}"' if _DASHES[curve.place] else ""
    yield f'<path class="cb-curve-{curve.place}" fill="none" stroke="currentColor" stroke-width="2"{dashes} d="{path}"/>'
    marks = "".join(
        draw_sign(curve.place, to_place(x, across), to_place(value, up))
        for x, value in curve.points
        if value is not None
    )
    yield f'<path class="cb-sign-{curve.place}" d="{marks}"/>'


def _draw_names(curves: Sequence[_Curve], across: Scale, up: Scale) -> Iterator[str]:
    """Yield the names at the ends of their curves, moved apart where they would lie on each other."""
    placed: list[tuple[_Curve, list[str], float]] = []
    for curve in sorted(curves, key=lambda each: (to_place(each.last[1], up), each.place)):
        lines = wrap_words(curve.column.name, _LONGEST)
        y = to_place(curve.last[1], up) - (len(lines) - 1) * _LINE / 2
        if placed:
            y = max(y, placed[-1][2] + len(placed[-1][1]) * _LINE)
        placed.append((curve, lines, y))
    over = max(0.0, placed[-1][2] + (len(placed[-1][1]) - 1) * _LINE - up[2])
    for curve, lines, y in placed:
        level = y - over
        x, end = curve.last
        start = place_tenth(to_place(x, across) + 6), place_tenth(to_place(end, up))
        middle = level + (len(lines) - 1) * _LINE / 2
        beside = across[3] + _BESIDE
        yield draw_lines([f"M{' '.join(start)}L{place_tenth(beside - 2)} {place_tenth(middle)}"], kind="cb-plot-grid")
        for at, line in enumerate(lines):
            yield write_words(beside, level + 5 + at * _LINE, line, kind=f"cb-plot-name cb-sign-{curve.place}")


def _draw_foot(column: Column, ticks: Sequence[float], across: Scale, bottom: float) -> Iterator[str]:
    places = [(tick, to_place(tick, across)) for tick in ticks]
    yield draw_lines(f"M{place_tenth(x)} {place_tenth(bottom)}v5" for _, x in places)
    yield write_group((write_words(x, bottom + 19, say_tick(tick)) for tick, x in places), anchor="middle")
    yield write_words((_LEFT + across[3]) / 2, bottom + 38, column.words, anchor="middle", kind="cb-plot-unit")
