"""The closed form at work: modes carried from one start or stop of an input to the next, for everybody at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ketamine.model.kinetics.mode import Modes, chain, crowded, stage
from ketamine.model.kinetics.network import Input
from ketamine.model.kinetics.structure import PARENT, Structure
from ketamine.quantity.unit import NANOGRAMS_PER_ML_PER_MG_PER_L
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

Finder = Callable[[], Modes]


@dataclass(frozen=True, slots=True)
class Follower:
    """A site that follows plasma with a delay: its name and its rate per h. One may follow another."""

    name: str
    rate: float
    of: str = PARENT


def has_closed_form(structure: Structure, *, output: str, inputs: Sequence[Input]) -> bool:
    """Whether the closed form has this output for every entry in use that reaches it.

    Source: the model's citation.
    """
    if output not in structure.modes:
        return False
    # what is swallowed and metabolised on its way in reaches blood as metabolite only
    inert = {"film_swallowed", "oral_first_pass"} if output == PARENT else set()
    return {each.entry for each in inputs} - inert <= set(structure.modes[output])


def find_trees(structure: Structure, *, followers: Sequence[Follower]) -> dict[str, Mapping[str, Finder]]:
    """Outputs and what follows them: name -> entry -> a function that finds the modes, in mg/L per mg.

    Source: the model's citation.
    """
    trees: dict[str, Mapping[str, Finder]] = dict(structure.modes)
    for each in followers:
        trees[each.name] = {entry: partial(_follow, modes, each) for entry, modes in trees[each.of].items()}
    return trees


def _follow(first: Finder, site: Follower) -> Modes:
    modes = first()
    return chain(modes, second=stage(site.rate + 0 * modes.rates[..., 0], label=site.name))


def sum_modes(
    structure: Structure, *, inputs: Sequence[Input], hours: Array, wanted: Sequence[str], followers: Sequence[Follower]
) -> tuple[dict[str, Array], Any]:
    """The outputs wanted in ng/mL, (people, times), and a mask of the people whose rates lie too close together for this.

    Source: the closed form of a linear model.
    """
    import numpy

    numerics = read_table("settings.toml")["numerics"]
    trees = find_trees(structure, followers=followers)
    entries = tuple(dict.fromkeys(each.entry for each in inputs))
    used = {(name, entry): trees[name][entry]() for name in wanted for entry in entries if entry in trees[name]}
    labels = tuple(dict.fromkeys(label for modes in used.values() for label in modes.labels))
    people = next(iter(used.values())).rates.shape[0]
    rates = numpy.empty((people, len(labels)))
    weights = numpy.zeros((len(entries), people, len(wanted), len(labels)))
    slow = numpy.zeros(people, dtype=bool)
    for (name, entry), modes in used.items():
        slow |= crowded(modes, gap=numerics["crowding"])
        for index, label in enumerate(modes.labels):
            column = labels.index(label)
            rates[:, column] = modes.rates[:, index]
            weights[entries.index(entry), :, wanted.index(name), column] += modes.coefficients[:, index]
    weights[:, slow] = 0  # they are left to the propagator, and must not disturb the others
    found = {name: numpy.empty((people, len(hours))) for name in wanted}
    amounts = [numpy.broadcast_to(numpy.asarray(each.amount, dtype=float), (people,)) for each in inputs]
    size = max(1, int(numerics["block_bytes"] / (rates.itemsize * len(labels) * len(hours))))
    for first in range(0, people, size):
        block = slice(first, first + size)
        given = [(each, entries.index(each.entry), amount[block]) for each, amount in zip(inputs, amounts, strict=True)]
        table = _carry(rates[block], weights=weights[:, block], given=given, hours=hours)
        for index, name in enumerate(wanted):
            numpy.multiply(table[:, index], NANOGRAMS_PER_ML_PER_MG_PER_L, out=found[name][block])
    return found, slow


def _carry(rates: Array, *, weights: Array, given: Sequence[tuple[Input, int, Array]], hours: Array) -> Array:
    """Add up the modes of some people at every time: (people, outputs, times), in mg/L.

    Between two starts or stops a mode is a decaying part and a constant; one table of exponentials serves all intervals.
    """
    import numpy

    numerics = read_table("settings.toml")["numerics"]
    people, outputs = weights.shape[1], weights.shape[2]
    marks = {each.start for each, _, _ in given} | {each.start + each.duration for each, _, _ in given}
    moments = sorted({0.0, *(each for each in marks if each < hours[-1] + numerics["instant"])})
    state = numpy.zeros((people, outputs, rates.shape[1]))
    table = numpy.zeros((people, outputs, len(hours)))
    powers = _tabulate(rates, hours=hours, uniform=numerics["uniform"])
    for moment, following in zip(moments, [*moments[1:], numpy.inf], strict=True):
        steady: Array | None = None
        for each, entry, amount in given:
            if each.duration == 0 and each.start == moment:
                state = state + amount[:, None, None] * weights[entry]
            elif each.start <= moment < each.start + each.duration:
                level = (amount / each.duration)[:, None, None] * weights[entry] / rates[:, None, :]
                steady = level if steady is None else steady + level
        falling = state if steady is None else state - steady
        first, last = numpy.searchsorted(hours, [moment, following])
        if first < last:
            if powers is None:
                decay = numpy.exp(-rates[..., None] * (hours[first:last] - moment))
                numpy.matmul(falling, decay, out=table[..., first:last])
            else:
                moved = falling * numpy.exp(-rates * (hours[first] - moment))[:, None, :]
                numpy.matmul(moved, powers[..., : last - first], out=table[..., first:last])
            if steady is not None:
                table[..., first:last] += steady.sum(axis=-1)[..., None]
        if following < numpy.inf:
            state = state + falling * numpy.expm1(-rates * (following - moment))[:, None, :]
    # subtracting equal numbers may leave a rounding error below nothing
    numpy.maximum(table, 0, out=table)
    return table


def _tabulate(rates: Array, *, hours: Array, uniform: float) -> Array | None:
    """exp(-rate k h) for k = 0, 1, ... on a grid of even steps h, filled by doubling; None for any other grid."""
    import numpy

    steps = numpy.diff(hours)
    if len(steps) <= 2 or steps.max() - steps.min() > uniform * steps.max():
        return None
    size, step = len(hours), (hours[-1] - hours[0]) / len(steps)
    table = numpy.empty((*rates.shape, size))
    table[..., 0], filled = 1, 1
    while filled < size:
        more = min(filled, size - filled)
        jump = numpy.exp(-rates * (filled * step))[..., None]
        numpy.multiply(table[..., :more], jump, out=table[..., filled : filled + more])
        filled += more
    return table


@dataclass(frozen=True, slots=True)
class Pulse:
    """One input of one output, as a page needs it: the response to `amount` mg given from `start` over `duration`, in h.

    At time t in h, with d the duration and u = t - start: for d = 0 the sum of amount x C exp(-l u); otherwise the sum of
    amount / d x C / l (1 - exp(-l min(u, d))) exp(-l max(u - d, 0)). Before the start, nothing. C in `coefficients` is per
    litre, so that the sum is in mg/L; l in `rates` is per h.
    """

    amount: float
    start: float
    duration: float
    coefficients: tuple[float, ...]
    rates: tuple[float, ...]


def find_pulses(
    structure: Structure, *, inputs: Sequence[Input], output: str, followers: Sequence[Follower] = ()
) -> tuple[Pulse, ...]:
    """The pulses whose sum is one output for one person: plain numbers that a page can add up by itself.

    `output` may be a follower. Source: the closed form of a linear model.
    """
    import numpy

    tree = find_trees(structure, followers=followers)[output]
    found = []
    for each in inputs:
        if each.entry in tree:
            modes = tree[each.entry]()
            amount = float(numpy.ravel(numpy.asarray(each.amount, dtype=float))[0])
            curve = (tuple(values[0].tolist()) for values in (modes.coefficients, modes.rates))
            found.append(Pulse(amount, each.start, each.duration, *curve))
    return tuple(found)


def add_pulses(pulses: Sequence[Pulse], *, hours: float) -> float:
    """The sum of pulses at one time in h after the start of the session, in ng/mL, with nothing but exponentials.

    Source: the closed form of a linear model.
    """
    total = 0.0
    for each in pulses:
        since = hours - each.start
        if since < 0:
            continue
        for coefficient, rate in zip(each.coefficients, each.rates, strict=True):
            if each.duration == 0:
                total += each.amount * coefficient * math.exp(-rate * since)
            else:
                risen = -math.expm1(-rate * min(since, each.duration))
                level = each.amount / each.duration * coefficient / rate
                total += level * risen * math.exp(-rate * max(since - each.duration, 0))
    return NANOGRAMS_PER_ML_PER_MG_PER_L * total
