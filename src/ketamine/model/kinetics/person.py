"""People: their weight and age, and how their kinetics differ from the typical adult's. Invented, from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ketamine.model.kinetics.model import Model, ModelError, read_model, reference_weight, typical
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

_MIDDLE_AGE = "median_age_y"


@dataclass(frozen=True, slots=True)
class People:
    """So many people: `weight` in kg, `age` in years, ancestry where a model asks for it, and departures from typical.

    `factors` multiply a parameter (1 is typical), `shifts` add to the logit of a fraction. All have one value per person.
    """

    weight: Array
    age: Array
    asian: Array
    japanese: Array
    factors: Mapping[str, Array] = field(default_factory=dict)
    shifts: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many people."""
        return len(self.weight)

    def select(self, mask: Any) -> People:
        """Those people for whom the mask is true, or a slice of them."""
        return People(
            self.weight[mask],
            self.age[mask],
            self.asian[mask],
            self.japanese[mask],
            {name: each[mask] for name, each in self.factors.items()},
            {name: each[mask] for name, each in self.shifts.items()},
        )


def typical_adult(weight: Any = None, *, age: Any = None) -> People:
    """Typical adults of a weight in kg (the reference weight unless said) and an age in years; numbers or arrays.

    Source: kinetics.toml, population.
    """
    import numpy

    years = read_table("models/kinetics.toml")["population"][_MIDDLE_AGE] if age is None else age
    kilograms = numpy.atleast_1d(numpy.asarray(reference_weight() if weight is None else weight, dtype=float))
    ages = numpy.broadcast_to(numpy.asarray(years, dtype=float), kilograms.shape)
    nobody = numpy.zeros(kilograms.shape, dtype=bool)
    return People(kilograms, ages, nobody, nobody)


def draw_people(
    count: int,
    *,
    seed: int,
    model: Model | None = None,
    weight_mean: float | None = None,
    weight_sd: float | None = None,
) -> People:
    """Draw so many invented adults with the model's published variability. The same seed draws the same people.

    Weights in kg are normal, truncated to the plausible; departures are lognormal (logit-normal for a fraction).
    Source: the model's between_subject_variability.
    """
    import numpy

    chosen = model or read_model()
    rng = numpy.random.default_rng(seed)
    rows = read_table("models/kinetics.toml")["population"]
    mean = rows["weight_kg"]["mean"] if weight_mean is None else weight_mean
    spread = rows["weight_kg"]["sd"] if weight_sd is None else weight_sd
    low, high = rows["weight_kg"]["truncate"]
    weight = rng.normal(mean, spread, count)
    while (outside := (weight < low) | (weight > high)).any():
        weight[outside] = rng.normal(mean, spread, int(outside.sum()))
    youngest, oldest = rows["age_y"]["range"]
    age = rng.uniform(youngest, oldest, count)
    factors: dict[str, Array] = {}
    shifts: dict[str, Array] = {}
    for names, covariance in [*variability(chosen), *absorption_variability(chosen)]:
        draws = rng.standard_normal((count, len(names))) @ numpy.linalg.cholesky(numpy.array(covariance)).T
        for index, name in enumerate(names):
            if name.startswith("logit_"):
                shifts[name.removeprefix("logit_")] = draws[:, index]
            else:
                factors[name] = numpy.exp(draws[:, index])
    nobody = numpy.zeros(count, dtype=bool)
    return People(weight, age, nobody, nobody, factors, shifts)


def variability(model: Model) -> list[tuple[tuple[str, ...], list[list[float]]]]:
    """How people differ under a model: blocks of parameter names and the covariance of their logarithms.

    Raises ModelError when nothing was published.
    Source: the model's between_subject_variability.
    """
    import math

    row = model.row.get("between_subject_variability")
    if not isinstance(row, Mapping):
        raise ModelError(f"No variability between people was published for {model.key}.")
    blocks: list[tuple[tuple[str, ...], list[list[float]]]] = []
    for name, names, cross in (
        ("omega2", ("V1", "CL"), "cov_V1_CL"),
        ("omega2_block_ketamine", ("V1", "CL"), "cov"),
        ("omega2_block_norketamine", ("metabolite.V", "metabolite.CL"), "cov"),
    ):
        block = row.get(name)
        if block is None or cross not in block:
            continue
        one, other = (block[each.removeprefix("metabolite.")] for each in names)
        blocks.append((names, [[one, block[cross]], [block[cross], other]]))
    if not blocks:
        blocks += [((name,), [[variance]]) for name, variance in row.get("omega2", {}).items()]
    renamed = {"Vcn": "Vcn_over_F", "CLn": "CLn_over_F"}
    shared = row.get("shared", {})
    for name, cv in {**row.get("cv", {}), **({"kmet": row["kmet_cv"]["value"]} if "kmet_cv" in row else {})}.items():
        if name not in shared:
            blocks.append(((renamed.get(name, name),), [[math.log1p(cv**2)]]))
    if "logit_FRn_sd" in row:
        blocks.append((("logit_FRn",), [[row["logit_FRn_sd"] ** 2]]))
    return blocks


def absorption_variability(model: Model) -> list[tuple[tuple[str, ...], list[list[float]]]]:
    """How people differ in taking up a depot, for every route that a model has: judgements, and marked as such in the registry.

    Source: kinetics.toml, absorption.
    """
    import math

    depots = read_table("models/kinetics.toml")["absorption"]
    return [
        ((f"{route}.{name}",), [[math.log1p(depots[route]["bsv_cv"][name] ** 2)]])
        for route in model.row.get("routes", ())
        if model.row.get("kind") == "mammillary" and "bsv_cv" in depots.get(route, {})
        for name in ("F", "ka")
    ]


def personal(model: Model, *, people: People) -> dict[str, Any]:
    """Everybody's own parameters under a model: typical, scaled by weight, changed by age and ancestry, then by chance.

    Source: the model's covariates and variability.
    """
    import numpy

    found = typical(model, weight=people.weight)
    found = {
        name: numpy.broadcast_to(numpy.asarray(each, dtype=float), people.weight.shape) for name, each in found.items()
    }
    change = model.row.get("covariates", {})
    if "age_slope_Qh" in change:
        found["Qh"] = found["Qh"] - change["age_slope_Qh"] * numpy.maximum(0, people.age - change["age_from"])
    for name, factor in change.items():
        for trait, mask in (("asian_factor_", people.asian), ("japanese_factor_", people.japanese)):
            if name.startswith(trait):
                parameter = name.removeprefix(trait)
                found[parameter] = found[parameter] * numpy.where(mask, factor, 1)
    shared = model.row.get("between_subject_variability", {})
    shared = shared.get("shared", {}) if isinstance(shared, Mapping) else {}
    for name in found:
        factor = people.factors.get(shared.get(name, name))
        if factor is not None:
            found[name] = found[name] * factor
        shift = people.shifts.get(name)
        if shift is not None:
            found[name] = 1 / (1 + (1 / found[name] - 1) * numpy.exp(-shift))
    return found
