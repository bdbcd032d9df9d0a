"""Simulate: a schedule of doses, a model, some people, and the times at which to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ketamine.model.kinetics.dose import Dose, Schedule
from ketamine.model.kinetics.modal import Follower, Pulse, find_pulses, has_closed_form, sum_modes
from ketamine.model.kinetics.model import Model, ModelError, read_model
from ketamine.model.kinetics.network import Flow, Input, build_network, propagate
from ketamine.model.kinetics.person import People, typical_adult
from ketamine.model.kinetics.structure import PARENT, build_structure, expand
from ketamine.quantity.limit import ImplausibleError, Limit, require_within
from ketamine.quantity.unit import NANOGRAMS_PER_ML_PER_MG_PER_L, convert
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

METHODS = ("closed", "propagator")


@dataclass(frozen=True, slots=True)
class Curves:
    """Concentrations in ng/mL of base over time, and what they are worth.

    `minutes` are the times asked for; `concentrations` maps each output to an array (people, times). `model` names the
    model, `isomer` is "racemic" or "S", `sampling` "venous" or "arterial", `limits` says where not to believe it.
    """

    minutes: Array
    concentrations: Mapping[str, Array]
    model: str
    label: str
    isomer: str
    sampling: str
    mass_basis: str
    limits: tuple[str, ...]

    def __getitem__(self, output: str) -> Array:
        """The concentration of one output, (people, times)."""
        return self.concentrations[output]


def simulate(
    schedule: Schedule,
    *,
    times: Any,
    model: Model | None = None,
    people: People | None = None,
    outputs: Sequence[str] = (PARENT,),
    followers: Sequence[Follower] = (),
    method: str = "closed",
) -> Curves:
    """Concentrations after a schedule of doses, exactly, for everybody at once.

    `times` in min, rising. Followers appear among the outputs under their names. `method` is "closed" (sums of
    exponentials, the fast one) or "propagator" (matrix exponentials, the general one); both are exact, and whoever or
    whatever the closed form has not got goes through the propagator by itself.
    Raises ModelError when the model has not got such an output or route or cannot go where it is asked to.
    Source: the model's citation.

    >>> from ketamine.model.kinetics.dose import infusion
    >>> found = simulate(infusion(35), times=[40])  # 35 mg over the standard 40 min
    >>> f"{found['ketamine'][0, 0]:.0f} ng/mL"
    '191 ng/mL'
    """
    import numpy

    chosen, everybody = model or read_model(), people or typical_adult()
    minutes = read_times(times)
    hours = convert(1, unit="min", to="h") * minutes
    if method not in METHODS:
        raise ModelError(f"There is no method {method!r}; there are {' and '.join(METHODS)}.")
    _require(schedule, model=chosen, people=everybody)
    structure = build_structure(chosen, people=everybody)
    for name in outputs:
        if name not in structure.outputs:
            raise ModelError(f"The model {chosen.key} has no {name}; it has {', '.join(structure.outputs)}.")
    inputs = [each for dose in schedule for each in expand(dose, model=chosen, structure=structure)]
    wanted = [*outputs, *(each.name for each in followers)]
    roots = {*outputs, *(each.of for each in followers)} & set(structure.outputs)
    if method == "closed" and all(has_closed_form(structure, output=root, inputs=inputs) for root in roots):
        found, left = sum_modes(structure, inputs=inputs, hours=hours, wanted=wanted, followers=followers)
    else:
        found = {name: numpy.empty((len(everybody), len(hours))) for name in wanted}
        left = numpy.ones(len(everybody), dtype=bool)
    for some in _blocks(numpy.flatnonzero(left), times=len(hours)):
        parts = [_pick(each, some) for each in inputs]
        rest = _propagate(
            chosen, people=everybody.select(some), inputs=parts, hours=hours, wanted=wanted, followers=followers
        )
        for name in wanted:
            found[name][some] = rest[name]
    row = chosen.row
    return Curves(
        minutes=minutes,
        concentrations=found,
        model=chosen.key,
        label=row["label"],
        isomer=row["isomer"],
        sampling=row["sampling"],
        mass_basis=row["mass_basis"],
        limits=tuple(row.get("validity_limits", row.get("known_problems", ()))),
    )


def read_times(times: Any) -> Array:
    """Times in min as an array: one or more numbers that rise, none before the session. Raises ModelError for any other."""
    import numpy

    try:
        minutes = numpy.atleast_1d(numpy.asarray(times, dtype=float))
    except (TypeError, ValueError):
        raise ModelError(f"Times are numbers of minutes, and {times!r} is not.") from None
    if minutes.ndim > 1 or not minutes.size or not numpy.isfinite(minutes).all():
        raise ModelError("Times are one row of one or more numbers of minutes; none may be missing or infinite.")
    if (numpy.diff(minutes) < 0).any() or minutes[0] < 0:
        raise ModelError("Times must rise and start at or after the first minute of the session.")
    return minutes


def _require(schedule: Schedule, *, model: Model, people: People) -> None:
    """Refuse what lies beyond the model's own limits, with its words."""
    import numpy

    if not schedule:
        raise ModelError("The schedule is empty; give at least one dose.")
    bounds = model.row.get("limits", {})
    slack = 1 + read_table("settings.toml")["numerics"]["uniform"]
    settings = read_table("rules/plausible.toml")["simulation"]
    for dose in schedule:
        if numpy.ndim(dose.mg) and numpy.shape(dose.mg) != people.weight.shape:
            raise ModelError(
                f"There are {numpy.size(dose.mg)} doses for {len(people)} people; give one, or one for each."
            )
    low, high = settings["age"]
    try:
        for age in (people.age.min(), people.age.max()):
            require_within(float(age), limit=Limit("age", "years", low, high, "simulated people are adults"))
        if "weight" in bounds:
            for weight in (people.weight.min(), people.weight.max()):
                require_within(float(weight), limit=model.limit("weight"))
        planned = _find_plans(schedule)
        for dose in planned:
            if "duration" in bounds and dose.route == "infusion":
                require_within(dose.duration, limit=model.limit("duration"))
            least = float((numpy.asarray(dose.mg) / people.weight).min())
            if 0 < least < settings["slip_mg_per_kg"]:
                raise ImplausibleError(
                    f"A dose of {least:.2g} mg/kg is too small to be meant: milligrams per kilogram taken for milligrams?"
                )
            near = [each for each in planned if 0 <= dose.start - each.start < settings["window_min"]]
            total = sum(numpy.asarray(each.mg, dtype=float) for each in near if each.route != "film")
            for quantity, most in (("dose", (total / people.weight).max()), ("mass", numpy.max(total))):
                if quantity in bounds and most > model.limit(quantity).high * slack:
                    require_within(float(most), limit=model.limit(quantity))
    except ImplausibleError as refusal:
        raise ModelError(str(refusal)) from None


def _find_plans(schedule: Schedule) -> list[Dose]:
    """What is judged: a pump that was changed on the way counts as the infusion that was planned, at the fastest it ever ran."""
    found: dict[int | Dose, Dose] = {}
    for index, dose in enumerate(schedule):
        if dose.plan is None:
            found[index] = dose
        else:
            before = found.get(dose.plan, dose.plan)
            fastest = float(dose.plan.mg) * dose.duration / float(dose.mg)
            found[dose.plan] = replace(before, duration=min(before.duration, fastest))
    return list(found.values())


def _blocks(indices: Any, *, times: int) -> list[Any]:
    size = max(1, int(read_table("settings.toml")["numerics"]["block_bytes"] / (indices.itemsize * times)))
    return [indices[start : start + size] for start in range(0, len(indices), size)]


def _pick(each: Input, some: Any) -> Input:
    import numpy

    return each if numpy.ndim(each.amount) == 0 else Input(each.entry, each.amount[some], each.start, each.duration)


def _propagate(
    model: Model,
    *,
    people: People,
    inputs: Sequence[Input],
    hours: Array,
    wanted: Sequence[str],
    followers: Sequence[Follower],
) -> dict[str, Array]:
    structure = build_structure(model, people=people)
    flows, outputs = list(structure.flows), dict(structure.outputs)
    for each in followers:
        state, volume = outputs[each.of]
        flows += [Flow(state, each.name, each.rate, copy=True), Flow(each.name, None, each.rate)]
        outputs[each.name] = (each.name, volume)
    states = propagate(build_network(flows, people=len(people)), inputs=inputs, times=hours)
    found = {}
    for name in wanted:
        state, volume = outputs[name]
        found[name] = NANOGRAMS_PER_ML_PER_MG_PER_L * states[state] / volume[:, None]
    return found


def bake(
    schedule: Schedule,
    *,
    output: str = PARENT,
    model: Model | None = None,
    people: People | None = None,
    followers: Sequence[Follower] = (),
) -> tuple[Pulse, ...]:
    """What a page needs to draw one output for one person without Python: pulses, to be added by add_pulses or its port.

    `output` may be the name of a follower, such as an effect site. Raises ModelError as simulate does, and for an output that
    has no closed form. Source: the model's citation.
    """
    chosen, person = model or read_model(), people or typical_adult()
    _require(schedule, model=chosen, people=person)
    structure = build_structure(chosen, people=person)
    inputs = [each for dose in schedule for each in expand(dose, model=chosen, structure=structure)]
    if output not in {*structure.modes, *(each.name for each in followers)}:
        raise ModelError(f"The model {chosen.key} has no closed form for {output}.")
    return find_pulses(structure, inputs=inputs, output=output, followers=followers)
