"""A figure as its author wrote it, and what can be wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Block", "Fault", "Spell"]

Spell = Callable[[str], Sequence[str]]
"""Gives a cell's plain words for each set of numbers; one text where all are the same."""


@dataclass(frozen=True, slots=True)
class Block:
    """One figure as its author wrote it. `line` is that of its first row, counted like the line of the text it stands in."""

    kind: str
    caption: str
    rows: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a figure: the line, what it is, and what to do."""

    line: int
    what: str
    fix: str
