"""Sums that clinicians do at the bedside and the slips they make in them, one module for each part of the work.

Each module names its calculators in `CALCULATORS`: the function, the facts its result follows from, and whether it
computes a predicted mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

Entry = tuple[Callable[..., float], tuple[str, ...], bool]


def list_entries() -> Iterator[Entry]:
    """Yield every calculator of every module of this package, modules by name."""
    for module in sorted(each.name for each in iter_modules(__path__)):
        yield from import_module(f"{__name__}.{module}").CALCULATORS
