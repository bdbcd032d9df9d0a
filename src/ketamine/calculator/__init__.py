"""Sums that clinicians do and the slips they make in them, one module for each topic.

A module writes the right sum with its slips beside it, and names all of them in `CALCULATORS`, each with the facts that
its result follows from. A new module is found by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ketamine.quantity.calculator import Calculator


def list_calculators() -> Mapping[str, Calculator]:
    """Every calculator of every module of this package by name, the right ones first, then the predicted mistakes.

    Raises ValueError where two have one name. Source: the modules' CALCULATORS.
    """
    names = sorted(each.name for each in iter_modules(__path__))
    return gather(each for name in names for each in import_module(f"{__name__}.{name}").CALCULATORS)


def gather(calculators: Iterable[Calculator]) -> Mapping[str, Calculator]:
    """Calculators by name, the right ones first. Raises ValueError where two have one name, for one would hide the other.

    Source: the modules' CALCULATORS.
    """
    found: dict[str, Calculator] = {}
    for each in calculators:
        if each.name in found:
            places = " and ".join(one.function.__module__ for one in (found[each.name], each))
            raise ValueError(f"Two calculators are called {each.name}, in {places} - give one of them another name.")
        found[each.name] = each
    return MappingProxyType(dict(sorted(found.items(), key=lambda pair: pair[1].mistake)))
