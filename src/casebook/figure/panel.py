"""A pump's display or a label: names and what stands behind them, as words and not as a picture."""

from collections.abc import Callable, Iterator

from markupsafe import Markup

from ..text.markup import as_html, escape
from .block import Block, Fault

__all__ = ["check_panel", "write_panel"]


def _split(row: str) -> tuple[str, str]:
    name, _, value = row.partition(":")
    return name.strip(), value.strip()


def check_panel(block: Block) -> Iterator[Fault]:
    """Yield what is wrong with a pump or a label, each with its line and what to do."""
    seen: set[str] = set()
    for place, row in enumerate(block.rows):
        if not row.strip():
            continue
        name, value = _split(row)
        if not name or not value:
            yield Fault(block.line + place, "the line is no name with a value", "write a line such as rate: 60 mL/h")
        elif name in seen:
            yield Fault(block.line + place, f"{name} is given twice", "keep one of the two lines")
        seen.add(name)


def write_panel(block: Block, show: Callable[[str], Markup]) -> Markup:
    """Return a pump or a label as a list of names and values."""
    pairs = (_split(row) for row in block.rows if row.strip())
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{show(value)}</dd></div>" for name, value in pairs)
    return as_html(f"<dl>{rows}</dl>")
