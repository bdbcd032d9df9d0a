"""The kinetic models of the registry: which drug, whose blood, what parameters, how far to trust them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ketamine.quantity.limit import Limit
from ketamine.quantity.unit import convert
from ketamine.registry.read import read_table

DEFAULT_RACEMIC = "iv_racemic_infusion"

_BLOCKS = ("parameters", "parameters_70kg", "parameters_70kg_per_minute_units")
_WHY = "the range the model {} is meant for"

SPRAY_MODEL = "perezruixo_2021_esketamine"
"""The kinetics of esketamine from nasal devices."""


class ModelError(ValueError):
    """A model was asked for something it cannot describe. The message says what, and the limit."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a typical adult: `value` in `unit` at the reference weight, scaling with weight to `exponent`."""

    name: str
    value: float
    unit: str
    exponent: float

    def at(self, weight: Any, *, reference: float) -> Any:
        """The parameter at a body weight in kg (a number or an array), in its own unit."""
        if self.unit.endswith("/kg"):
            return self.value * weight
        return self.value * (weight / reference) ** self.exponent


@dataclass(frozen=True, slots=True)
class Model:
    """A kinetic model as its authors, or we, wrote it down. `row` is the whole entry of the registry."""

    key: str
    status: str
    citation: str
    compound: str
    parameters: Mapping[str, Parameter]
    row: Mapping[str, Any]

    def limit(self, quantity: str) -> Limit:
        """How far the model may be pushed: "weight" in kg, "dose" in mg/kg, "mass" in mg, "duration" in min. Raises ModelError."""
        units = {"weight": "kg", "dose": "mg/kg", "mass": "mg", "duration": "min"}
        bounds = self.row.get("limits", {}).get(quantity)
        if bounds is None:
            raise ModelError(f"The model {self.key} states no limit for {quantity}.")
        return Limit(quantity, units[quantity], bounds[0], bounds[1], _WHY.format(self.key))


def reference_weight() -> float:
    """The body weight in kg at which parameters are given. Source: kinetics.toml, conventions."""
    return float(read_table("models/kinetics.toml")["conventions"]["weight_reference_kg"])


@cache
def load_models() -> Mapping[str, Model]:
    """All models of the registry by key, those that cannot be run included."""
    return MappingProxyType({row["key"]: _model(row) for row in read_table("models/kinetics.toml")["model"]})


def read_model(key: str | None = None) -> Model:
    """The model of that key, or the course's default for a racemic infusion. Raises ModelError for an unknown key."""
    wanted = key or read_table("models/kinetics.toml")["defaults"][DEFAULT_RACEMIC]
    try:
        return load_models()[wanted]
    except KeyError:
        raise ModelError(f"There is no model {wanted!r}; the registry has {', '.join(load_models())}.") from None


def _model(row: Mapping[str, Any]) -> Model:
    block: Mapping[str, Any] = next((row[name] for name in _BLOCKS if name in row), {})
    parameters = {
        name: Parameter(name, float(each["value"]), each.get("unit", "1"), float(each.get("exponent", 0)))
        for name, each in block.items()
        if isinstance(each, Mapping)
    }
    return Model(
        key=row["key"],
        status=row.get("status", "comparison only"),
        citation=row.get("citation", row["key"]),
        compound=row.get("compound", "not stated"),
        parameters=MappingProxyType(parameters),
        row=row,
    )


def typical(model: Model, *, weight: Any = None) -> dict[str, Any]:
    """The parameters of a typical adult of that weight in kg, in L, L/h and 1/h. Arrays give arrays.

    Source: the model's citation.
    """
    reference = reference_weight()
    weight = reference if weight is None else weight
    preferred = {"L/min": "L/h", "1/min": "1/h", "min": "h"}
    found = {}
    for name, each in model.parameters.items():
        to = preferred.get(each.unit, each.unit)
        scale = 1.0 if to == each.unit else convert(1, unit=each.unit, to=to)
        found[name] = each.at(weight, reference=reference) * scale
    return found
