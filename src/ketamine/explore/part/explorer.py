"""What an explorer is made of: controls, axes, examples, and data so plain that a page can repeat the computation.

Python derives; the page only adds, multiplies and looks up. Two small things are shared by all explorers: a branch
({"by": control, "of": {value: node}}), which `pick` resolves, and a formula, which `compute` works out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ketamine.quantity.limit import ImplausibleError, Limit, require_within
from ketamine.registry.read import read_table


@dataclass(frozen=True, slots=True)
class Slider:
    """One number that a learner can move, from low to high by steps, starting at value."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    kind: str = "slider"

    def require(self, value: Any) -> None:
        """Raise ImplausibleError for a number outside the slider."""
        limit = Limit(self.label.lower(), self.unit, self.low, self.high, "the ends of the slider")
        require_within(value, limit=limit)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options, each with an id and a label. Choices of one `group` are folded together under its name."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    kind: str = "choice"
    group: str = ""

    def require(self, value: Any) -> None:
        """Raise ImplausibleError for what is not among the options."""
        _require_known({value}, options=self.options, label=self.label)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Any of several options, each with an id and a label; the value is a tuple of ids."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: tuple[str, ...]
    kind: str = "ticks"

    def require(self, value: Any) -> None:
        """Raise ImplausibleError for what is not among the options."""
        _require_known(set(value), options=self.options, label=self.label)


def _require_known(chosen: set[Any], *, options: tuple[tuple[str, str], ...], label: str) -> None:
    known = [name for name, _ in options]
    for value in sorted(map(str, chosen - set(known))):
        raise ImplausibleError(f"{label}: {value!r} is none of {', '.join(known)}.")


Control = Slider | Choice | Ticks


@dataclass(frozen=True, slots=True)
class Example:
    """A setting worth a row in a table; with a label it is also offered to be tried."""

    label: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explorer:
    """Something to explore, as plain data, and the library's own answer for every setting of its controls.

    `kind` says how `data` is to be read: "curves", "sum", "findings", "forest" or "lookup". `columns` are headings and
    names of numbers for the table of examples; `compare` names the controls whose start is kept in sight.
    """

    id: str
    title: str
    notice: str
    kind: str
    controls: tuple[Control, ...]
    data: Mapping[str, Any]
    answer: Callable[[Mapping[str, Any]], dict[str, Any]]
    examples: tuple[Example, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    compare: tuple[str, ...] = ()

    def evaluate(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What one setting gives: a template, its numbers, and what is drawn. Raises ImplausibleError outside a control."""
        for control in self.controls:
            control.require(values[control.name])
        return self.answer(values)


def read_texts(name: str) -> Mapping[str, Any]:
    """What one explorer says, from the registry."""
    found: Mapping[str, Any] = read_table("explore.toml")[name]
    return found


def settle(node: Any) -> Any:
    """The same data with every number at eight figures: the last binary digits hang on the processor that computed them.

    By way of twelve figures, so that a number halfway between two goes one way wherever it was computed. Source: arithmetic.
    """
    if isinstance(node, Mapping):
        return {name: settle(each) for name, each in node.items()}
    if isinstance(node, (list, tuple)):
        return [settle(each) for each in node]
    return float(f"{float(f'{node:.12g}'):.8g}") if isinstance(node, float) else node


def read_notice(*names: str) -> str:
    """The sentence that every explorer carries, and those that belong to this one."""
    notices = read_texts("notice")
    return " ".join(notices[name] for name in ("teaching", *names))


def pick(node: Any, *, values: Mapping[str, Any]) -> Any:
    """A node of the data: where it hangs on a choice, the branch that this setting takes. Source: explore.toml."""
    while isinstance(node, Mapping) and "by" in node:
        value = values[node["by"]]
        node = node["of"][value if isinstance(value, str) else f"{value:g}"]
    return node


_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
}


def compute(formula: Any, *, values: Mapping[str, Any]) -> float:
    """A formula's value: a number, the name of one, or [operation, one side, other side]. Source: arithmetic."""
    if isinstance(formula, str):
        return float(values[formula])
    if isinstance(formula, (list, tuple)):
        name, one, other = formula
        return _OPERATIONS[name](compute(one, values=values), compute(other, values=values))
    return float(formula)
