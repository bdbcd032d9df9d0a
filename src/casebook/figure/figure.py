"""A figure whatever its kind: what is wrong with it, how it is shown in a page, and in Markdown for those who see no page."""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from ..problem import nearest
from ..text.case import Text
from ..text.markup import as_html, escape
from .block import Block, Fault, Spell
from .fence import KNOWN, find_blocks, make_block
from .forest import check_forest, draw_forest, read_forest
from .grid import read_grid, say_reading, split_cells, write_table
from .panel import check_panel, write_panel
from .trace import check_trace, draw_trace

__all__ = ["check_figures", "draw_figure", "write_markdown"]

_PLACES = ("trace", "forest")


def check_figures(text: Text, spell: Spell) -> Iterator[Fault]:
    """Yield what is wrong with the figures of a text, each with its line and what to do."""
    for block in find_blocks(text):
        yield from _check_block(block, spell)


def _check_block(block: Block, spell: Spell) -> Iterator[Fault]:
    top = block.line - 1
    if block.kind not in KNOWN:
        fix = f"write {{trace}}, {{pump}}, {{label}} or {{forest}}{nearest(block.kind, KNOWN)}"
        yield Fault(top, f"there is no figure {block.kind}", fix)
        return
    if not block.caption:
        yield Fault(top, f"the {block.kind} has no caption", f"say after {{{block.kind}}} what it shows")
    elif any(sign in block.caption for sign in "{}`"):
        yield Fault(top, "the caption holds more than words", "put numbers and facts into the rows")
    if not any(row.strip() for row in block.rows):
        yield Fault(top, f"the {block.kind} is empty", "write its rows below the first line")
        return
    if block.kind == "trace":
        yield from check_trace(block, spell)
    elif block.kind == "forest":
        yield from check_forest(block, spell)
    else:
        yield from check_panel(block)


def draw_figure(info: str, body: str, *, show: Callable[[str, bool], Markup], spell: Spell) -> Markup:
    """Return a checked figure as HTML, drawn or set, with its text form.

    `show` gives the HTML of a cell, without units where it is told so; `spell` its plain words without units for each set of
    numbers. Where sets differ the drawing stands there once for each look it has, all but the first hidden:
    `casebook.text.markup.put_numbers` and the page's script choose.
    """
    block = make_block(info, body)
    if block.kind in _PLACES:
        inside = _draw_looks(block, spell) + _write_text_form(block, lambda cell: show(say_reading(cell), True))
    else:
        inside = write_panel(block, lambda cell: show(cell, False))
    return as_html(
        f'<figure class="cb-shown cb-shown-{block.kind}"><figcaption>{escape(block.caption)}</figcaption>{inside}</figure>'
    )


def _draw_looks(block: Block, spell: Spell) -> Markup:
    """Return the drawing, or one for each look that it has among the sets of numbers."""
    cells = [cell for row in block.rows for cell in split_cells(row.partition(":")[2] if ":" in row else row)]
    count = max(len(spell(cell)) for cell in cells)
    draw = draw_trace if block.kind == "trace" else draw_forest
    what = "readings" if block.kind == "trace" else "intervals"
    label = f"{block.caption}. The {what} stand in the table below."
    looks: dict[Markup, list[int]] = {}
    for place in range(count):
        looks.setdefault(draw(block, _choose(spell, place), label), []).append(place)
    if len(looks) == 1:
        return next(iter(looks))
    return as_html(
        "".join(
            f'<div class="cb-drawn" data-drawn="{" ".join(map(str, places))}"{"" if 0 in places else " hidden"}>{drawn}</div>'
            for drawn, places in looks.items()
        )
    )


def _choose(spell: Spell, place: int) -> Callable[[str], str]:
    def tell(cell: str) -> str:
        texts = spell(cell)
        return texts[place % len(texts)]

    return tell


def _list_rows(block: Block) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return what a figure shows as a table: its heads and its rows, the notes of a forest plot as rows of their own."""
    if block.kind == "trace":
        grid = read_grid(block)
        return [column.words for column in grid.columns], list(grid.rows)
    if block.kind != "forest":
        return ["", ""], [tuple(part.strip() for part in row.split(":", 1)) for row in block.rows if row.strip()]
    forest = read_forest(block)
    rows = list(forest.grid.rows)
    if forest.favours:
        rows += [
            (f"{side} 0 favours", words, "", "") for side, words in zip(("below", "above"), forest.favours, strict=True)
        ]
    if forest.worthwhile:
        rows.append(("a worthwhile difference", forest.worthwhile, "", ""))
    return [column.words for column in forest.grid.columns], rows


def _write_text_form(block: Block, show: Callable[[str], Markup]) -> Markup:
    heads, rows = _list_rows(block)
    return write_table(heads, rows, show)


def write_markdown(block: Block) -> str:
    """Return a figure as its caption and a table of Markdown."""
    heads, rows = _list_rows(block)

    def write(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

    table = [write(heads), f"|{' --- |' * len(heads)}", *(write(row) for row in rows)]
    return "\n".join([f"**{block.caption}**", "", *table])
