"""What a calculator takes for plausible, and what it says when it refuses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from ketamine.registry.fact import show
from ketamine.registry.read import load_facts, read_table


class ImplausibleError(ValueError):
    """A number is outside what the library takes for plausible. The message says which, why and the limit."""


class HazardError(ImplausibleError):
    """A number that must never be taken for a dose was asked for as one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The lowest and highest plausible amount of one quantity, in `unit`, and why."""

    quantity: str
    unit: str
    low: float
    high: float
    why: str


def read_limit(quantity: str) -> Limit:
    """The plausible range of a quantity, from the course's settings; a ceiling may be a fact.

    Source: settings.toml, limit.
    """
    row = read_table("settings.toml")["limit"][quantity]
    high = row["high"] if "high" in row else quantity_of(row["ceiling"])
    return Limit(quantity, row["unit"], row["low"], high, row["why"])


def require(amount: float, *, quantity: str) -> float:
    """Return the amount if it is plausible for that quantity; raise ImplausibleError with a sentence if not.

    Source: settings.toml, limit.

    >>> require(700, quantity="weight")
    Traceback (most recent call last):
        ...
    ketamine.quantity.limit.ImplausibleError: A weight of 700 kg is implausible: ...
    """
    return require_within(amount, limit=read_limit(quantity))


def require_within(amount: float, *, limit: Limit) -> float:
    """Return the amount if the limit allows it; raise ImplausibleError with a sentence if not."""
    name = limit.quantity.replace("_", " ")
    if isinstance(amount, bool) or not isinstance(amount, Real) or not math.isfinite(amount):
        raise ImplausibleError(f"The {name} is {amount!r}; it must be a number in {limit.unit}.")
    if not limit.low <= amount <= limit.high:
        article = "An" if name[0] in "aeiou" else "A"
        shown = show(float(f"{amount:.7g}"))  # seven figures tell any two apart that a person would type
        raise ImplausibleError(
            f"{article} {name} of {shown} {limit.unit} is implausible: this course accepts"
            f" {show(limit.low)} to {show(limit.high)} {limit.unit} ({limit.why})."
        )
    return float(amount) if not isinstance(amount, (int, float)) else amount


def quantity_of(fact: str) -> float:
    """The single number of a fact, in the fact's own unit. Raises HazardError for one that is never a dose.

    >>> quantity_of("dosing.iv.standard_duration")
    40
    """
    found = load_facts()[fact]
    if found.hazard:
        raise HazardError(f"{fact} is a hazard: {found.text}. No calculator uses it.")
    if found.value is None:
        raise ImplausibleError(f"{fact} is not a single number, so nothing can be computed from it.")
    return found.value
