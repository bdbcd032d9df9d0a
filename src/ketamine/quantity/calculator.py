"""A calculator: a function of clinical numbers that says what it takes, in which units, and what it leans on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ketamine.quantity.unit import Quantity


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator, right or predictably wrong.

    `parameters` maps each name to its unit, `optional` names those with a default, `unit` is the unit of the
    result, `facts` are the ids of the facts its result follows from, `limits` of those that only say what it
    refuses. A `mistake` computes a wrong answer that people give. A result is shown to so many `decimals`, or at three
    figures.
    """

    name: str
    summary: str
    function: Callable[..., float]
    parameters: Mapping[str, str]
    optional: frozenset[str]
    unit: str
    facts: tuple[str, ...]
    mistake: bool
    source: str
    limits: tuple[str, ...] = ()
    decimals: int | None = None

    def __call__(self, **numbers: float | Quantity) -> float:
        """Compute, with every number named, in `unit`.

        A plain number is taken to be in its parameter's unit. A Quantity is converted, and a UnitError raised where it measures
        something else. Raises ValueError with one sentence for anything implausible.
        """
        given = {
            name: each.to(self.parameters[name]).amount if isinstance(each, Quantity) else each
            for name, each in numbers.items()
        }
        return float(self.function(**given))


def describe(
    function: Callable[..., float],
    *,
    facts: tuple[str, ...] = (),
    limits: tuple[str, ...] = (),
    mistake: bool = False,
    decimals: int | None = None,
) -> Calculator:
    """Make a calculator of a function: units from its annotations, summary and source from its docstring.

    Raises TypeError when a parameter or the result has no unit, or the docstring names no source.
    """
    hints = get_type_hints(function, include_extras=True)
    # an example is shown by the docstring, and is no part of the source
    written = " ".join((inspect.getdoc(function) or "").partition(">>>")[0].split())
    summary, found, source = written.partition(" Source: ")
    if not found:
        raise TypeError(f"{function.__name__} does not name its source - end its docstring with 'Source: ...'.")
    parameters = inspect.signature(function).parameters
    return Calculator(
        name=function.__name__,
        summary=summary,
        function=function,
        parameters=MappingProxyType({name: _unit(hints[name], function) for name in parameters}),
        optional=frozenset(name for name, each in parameters.items() if each.default is not inspect.Parameter.empty),
        unit=_unit(hints["return"], function),
        facts=facts,
        mistake=mistake,
        source=source.removesuffix("."),
        limits=limits,
        decimals=decimals,
    )


def _unit(hint: Any, function: Callable[..., float]) -> str:
    if get_origin(hint) is Annotated:
        return str(get_args(hint)[1])
    for each in get_args(hint):
        if get_origin(each) is Annotated:
            return str(get_args(each)[1])
    raise TypeError(
        f"{function.__name__} has a number without a unit - annotate it with one of ketamine.quantity.unit."
    )
