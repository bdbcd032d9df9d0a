"""Rows of cells parted by bars: reading them, the numbers in them, and the table that says in words what a figure shows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..text.markup import as_html, escape
from .block import Block, Fault, Spell

__all__ = [
    "Column",
    "Grid",
    "check_numbers",
    "check_shape",
    "read_grid",
    "read_reading",
    "say_reading",
    "split_cells",
    "write_table",
]

_NUMBER = re.compile(r"[-\u2212]?[0-9]+(?:\.[0-9]+)?")
_COLUMN = re.compile(r"(.*?)\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: its name, and the unit that stands in brackets behind it."""

    name: str
    unit: str

    @property
    def words(self) -> str:
        """The head as it was written."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True, slots=True)
class Grid:
    """A figure's columns and rows of cells, with the line of each row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def split_cells(row: str) -> tuple[str, ...]:
    """Return the cells of a row; bars around the whole row are left out.

    >>> split_cells("0 | 128 | ")
    ('0', '128', '')
    >>> split_cells("| 0 | 128 |")
    ('0', '128')
    """
    row = row.strip()
    if row.startswith("|") and row.endswith("|"):
        row = row[1:-1]
    return tuple(cell.strip() for cell in row.split("|"))


def read_reading(text: str) -> float | None:
    """Return a cell's number, written with digits and a point; None where it is none.

    >>> read_reading("-4.0"), read_reading("1,5"), read_reading("128 mmHg")
    (-4.0, None, None)
    """
    return float(text.replace("\u2212", "-")) if _NUMBER.fullmatch(text) else None


def say_reading(text: str) -> str:
    """Return a number as it is printed, with a minus sign for a hyphen."""
    return f"\u2212{text[1:]}" if text.startswith("-") and _NUMBER.fullmatch(text) else text


def read_grid(block: Block) -> Grid:
    """Return the rows of a block as cells; its first row with any words is the header."""
    written = [(block.line + place, row) for place, row in enumerate(block.rows) if row.strip()]
    heads = split_cells(written[0][1]) if written else ()
    columns = tuple(
        Column(*found.groups()) if (found := _COLUMN.fullmatch(head)) else Column(head, "") for head in heads
    )
    rows = tuple(split_cells(row) for _, row in written[1:])
    return Grid(columns, rows, tuple(line for line, _ in written[1:]))


def check_shape(block: Block, grid: Grid, spell: Spell, *, model: str) -> Iterator[Fault]:
    """Yield what is wrong with a grid whatever its numbers say: its header, such as `model`, and rows of another length."""
    line = block.line + next((place for place, row in enumerate(block.rows) if row.strip()), 0)
    heads = [column.name for column in grid.columns]
    if any(read_reading(spell(head)[0]) is not None for head in heads) or not all(heads):
        yield Fault(line, "the figure has no header", f"begin with a line of names, such as {model}")
        return
    twice = next((head for head in heads if heads.count(head) > 1), "")
    if twice:
        yield Fault(line, f"two columns are called {twice}", "give each a name of its own")
    for row, at in zip(grid.rows, grid.lines, strict=True):
        if len(row) != len(heads):
            fix = "part the cells with |, and leave a cell empty where nothing was read"
            yield Fault(
                at, f"the row has {len(row)} cell{'' if len(row) == 1 else 's'} and the header {len(heads)}", fix
            )


def check_numbers(grid: Grid, spell: Spell, places: Sequence[int]) -> Iterator[Fault]:
    """Yield the cells of some columns that hold something else than a number; empty ones are no numbers."""
    for row, line in zip(grid.rows, grid.lines, strict=True):
        for place in places:
            wrong = next((text for text in spell(row[place]) if text and read_reading(text) is None), "")
            if wrong:
                fix = "write digits, with a point before decimals; the unit stands in the header"
                yield Fault(line, f"{wrong} under {grid.columns[place].name} is no number", fix)


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]], show: Callable[[str], Markup]) -> Markup:
    """Return what a figure shows as a table that opens below it: the figure's text form."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{show(row[0])}</th>{"".join(f"<td>{show(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return as_html(
        '<details class="cb-figure-text"><summary>The same as a table</summary>'
        '<div class="cb-figure-scroll">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
