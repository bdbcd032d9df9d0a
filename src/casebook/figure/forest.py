"""A forest plot: for each trial its estimate and interval as a difference, against no difference and a worthwhile one."""

import re
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
from .grid import Grid, check_numbers, check_shape, read_grid, read_reading, say_reading, split_cells

__all__ = ["Forest", "check_forest", "draw_forest", "read_forest"]

_WIDTH, _LEFT, _RIGHT = 350, 150, 340
_TOP, _LINE, _GAP, _FOOT = 30, 16, 12, 44
_LONGEST, _LETTER, _APART = 17, 7.6, 12
_HEADER = "trial | estimate | low | high"
_NOTE = re.compile(r"\s*(favours|worthwhile)\s*:(.*)")


@dataclass(frozen=True, slots=True)
class Forest:
    """A forest plot as written: its rows, what stands on either side of no difference, and a worthwhile difference."""

    grid: Grid
    favours: tuple[str, ...]
    worthwhile: str
    note_lines: dict[str, int]


def read_forest(block: Block) -> Forest:
    """Return a forest plot's rows and its two notes."""
    notes: dict[str, str] = {}
    lines: dict[str, int] = {}
    rows = []
    for place, row in enumerate(block.rows):
        found = _NOTE.fullmatch(row)
        if found:
            notes[found[1]], lines[found[1]] = found[2].strip(), block.line + place
        rows.append("" if found else row)
    plain = Block(block.kind, block.caption, tuple(rows), block.line)
    favours = split_cells(notes["favours"]) if "favours" in notes else ()
    return Forest(read_grid(plain), favours, notes.get("worthwhile", ""), lines)


def check_forest(block: Block, spell: Spell) -> Iterator[Fault]:
    """Yield what is wrong with a forest plot, each with its line and what to do."""
    forest = read_forest(block)
    grid = forest.grid
    faults = list(check_shape(block, grid, spell, model=_HEADER))
    if not faults and [column.name for column in grid.columns[1:]] != ["estimate", "low", "high"]:
        faults.append(Fault(block.line, "the forest has other columns", f"write {_HEADER}"))
    if not faults and not grid.rows:
        faults.append(Fault(block.line, "the forest has no row", "write name | estimate | low | high, one row each"))
    if not faults:
        faults += check_numbers(grid, spell, (1, 2, 3))
    yield from faults or _check_intervals(grid, spell)
    yield from _check_notes(forest, spell)


def _check_intervals(grid: Grid, spell: Spell) -> Iterator[Fault]:
    for row, line in zip(grid.rows, grid.lines, strict=True):
        texts = [spell(cell) for cell in row]
        if not all(all(each) for each in texts):
            yield Fault(line, "a cell of the row is empty", "give name, estimate, low and high")
            continue
        for place in range(max(map(len, texts))):
            said = [each[place % len(each)] for each in texts[1:]]
            estimate, low, high = (float(read_reading(each) or 0) for each in said)
            if low > high:
                yield Fault(line, f"low {said[1]} lies above high {said[2]}", "put the lower end first")
                break
            if not low <= estimate <= high:
                what = f"the estimate {said[0]} lies outside its interval, {said[1]} to {said[2]}"
                yield Fault(line, what, "look at the source again")
                break


def _check_notes(forest: Forest, spell: Spell) -> Iterator[Fault]:
    if "favours" in forest.note_lines and (len(forest.favours) != 2 or not all(forest.favours)):
        yield Fault(forest.note_lines["favours"], "favours does not name two sides", "write favours: drug | placebo")
    if "worthwhile" in forest.note_lines:
        wrong = next((text for text in spell(forest.worthwhile) if read_reading(text) is None), None)
        if wrong is not None:
            fix = "write the smallest difference that is worth having, such as worthwhile: -2"
            yield Fault(forest.note_lines["worthwhile"], f"worthwhile is {wrong or 'empty'}, which is no number", fix)


def draw_forest(block: Block, tell: Callable[[str], str], label: str) -> Markup:
    """Return a checked forest plot as SVG; `tell` gives the plain words of a cell."""
    forest = read_forest(block)
    worth = read_reading(tell(forest.worthwhile)) if forest.worthwhile else None
    rows = [[tell(cell) for cell in row] for row in forest.grid.rows]
    ends = [float(read_reading(cell) or 0) for row in rows for cell in row[2:]] + [
        0.0,
        *([worth] if worth is not None else []),
    ]
    step = find_step(max(max(ends) - min(ends), 1e-3), 5)
    low, high = min(ends) // step * step, -(-max(ends) // step) * step
    across: Scale = (low, high, _LEFT, _RIGHT)
    parts: list[str] = []
    y = float(_TOP)
    for row in rows:
        lines = wrap_words(row[0], _LONGEST)
        parts += _draw_row(row, lines, across, y)
        y += (len(lines) + 1) * _LINE + _GAP
    lines = [_draw_upright(0.0, across, y), *_draw_worth(worth, across, y)]
    foot = _draw_foot(find_ticks(low, high, step), forest.favours, across, y)
    taller = (
        _FOOT + _LINE
        if forest.favours and not _fits(forest.favours)
        else _FOOT
        if forest.favours
        else _FOOT - 2 * _APART
    )
    return write_svg(_WIDTH, y + taller, label, [*lines, *parts, *foot])


def _draw_row(row: Sequence[str], lines: Sequence[str], across: Scale, top: float) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield write_words(0, top + 14 + at * _LINE, line, kind="cb-plot-name")
    said = [say_reading(cell) for cell in row[1:]]
    yield write_words(0, top + 14 + len(lines) * _LINE, f"{said[0]} ({said[1]} to {said[2]})", kind="cb-plot-tick")
    estimate, low, high = (to_place(float(read_reading(cell) or 0), across) for cell in row[1:])
    y = top + (len(lines) + 1) * _LINE / 2 + 2
    ends = (f"M{place_tenth(x)} {place_tenth(y - 5)}v10" for x in (low, high))
    yield draw_lines([f"M{place_tenth(low)} {place_tenth(y)}H{place_tenth(high)}", *ends], kind="cb-curve-0")
    yield f'<path class="cb-sign-0" d="{draw_sign(1, estimate, y)}"/>'


def _draw_upright(value: float, across: Scale, bottom: float, dashes: str = "") -> Markup:
    return draw_lines([f"M{place_tenth(to_place(value, across))} {_TOP - 8}V{place_tenth(bottom)}"], dashes=dashes)


def _draw_worth(worth: float | None, across: Scale, bottom: float) -> Iterator[str]:
    if worth is None:
        return
    yield _draw_upright(worth, across, bottom, "5 4")
    words = f"worthwhile {say_tick(worth)}"
    wide = _LETTER / 2 * len(words)
    at = min(max(to_place(worth, across), _LEFT + wide), _RIGHT - wide)
    yield write_words(at, _TOP - 14, words, anchor="middle", kind="cb-plot-tick")


def _draw_foot(ticks: Sequence[float], favours: Sequence[str], across: Scale, bottom: float) -> Iterator[str]:
    places = [(tick, to_place(tick, across)) for tick in ticks]
    marks = [f"M{place_tenth(x)} {place_tenth(bottom)}v5" for _, x in places]
    yield draw_lines([f"M{_LEFT} {place_tenth(bottom)}H{_RIGHT}", *marks])
    yield write_group((write_words(x, bottom + 19, say_tick(tick)) for tick, x in places), anchor="middle")
    if favours:
        yield from _draw_sides(favours, to_place(0.0, across), bottom + 38)


def _say_sides(favours: Sequence[str]) -> tuple[str, str]:
    return f"\u2190 favours {favours[0]}", f"favours {favours[1]} \u2192"


def _fits(favours: Sequence[str]) -> bool:
    return sum(len(words) for words in _say_sides(favours)) * _LETTER + _APART <= _WIDTH


def _draw_sides(favours: Sequence[str], zero: float, y: float) -> Iterator[str]:
    """Yield what either side of no difference says: on one line about the zero where it fits, else one below the other."""
    left, right = _say_sides(favours)
    if _fits(favours):
        start = min(max(zero + _APART / 2, len(left) * _LETTER + _APART), _WIDTH - len(right) * _LETTER)
        yield write_words(start - _APART, y, left, anchor="end", kind="cb-plot-unit")
        yield write_words(start, y, right, kind="cb-plot-unit")
    else:
        yield write_words(0, y, left, kind="cb-plot-unit")
        yield write_words(_WIDTH, y + _LINE, right, anchor="end", kind="cb-plot-unit")
