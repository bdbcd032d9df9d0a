"""The propagator: an exact solution for any linear model, written as flows between states.

Between two moments at which an input starts or stops nothing changes but the state, and the matrix exponential carries
it across exactly. Slower than the closed form, and indifferent to equal rates and transit chains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import TYPE_CHECKING, Any

from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array


@dataclass(frozen=True, slots=True)
class Flow:
    """Amount that leaves `source` at `rate` per h of what is there, into `target` or, without one, out of the body.

    `share` is how much of it arrives. `copy` leaves the source as it is: an effect site follows plasma, and takes nothing.
    """

    source: str
    target: str | None
    rate: Any
    share: Any = 1
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """Drug that enters `entry`: `amount` in mg (a number or one per person) from `start`, over `duration`, both in h."""

    entry: str
    amount: Any
    start: float = 0.0
    duration: float = 0.0


@dataclass(frozen=True, slots=True)
class Network:
    """States in mg and the matrix, per h, of shape (people, n, n), by which they change."""

    states: tuple[str, ...]
    matrix: Array


def build_network(flows: Sequence[Flow], *, people: int) -> Network:
    """Write flows as a matrix, one for each of so many people. Source: mass balance."""
    import numpy

    names = [name for flow in flows for name in (flow.source, flow.target) if name]
    states = tuple(dict.fromkeys(names))
    matrix = numpy.zeros((people, len(states), len(states)))
    for flow in flows:
        source = states.index(flow.source)
        if not flow.copy:
            matrix[:, source, source] -= flow.rate
        if flow.target is not None:
            matrix[:, states.index(flow.target), source] += flow.rate * flow.share
    return Network(states, matrix)


def propagate(network: Network, *, inputs: Sequence[Input], times: Any) -> Mapping[str, Array]:
    """Every state in mg at `times` in h (rising), for everybody: state -> (people, times).

    At the moment of a dose given at once the state just after it is reported.
    Source: the matrix exponential of a linear system.
    """
    import numpy

    times = numpy.asarray(times, dtype=float)
    people, size = network.matrix.shape[0], len(network.states)
    entries = tuple(dict.fromkeys(each.entry for each in inputs))
    # constant inputs become states of their own that never change, so one matrix serves whatever is running
    whole = numpy.zeros((people, size + len(entries), size + len(entries)))
    whole[:, :size, :size] = network.matrix
    for index, entry in enumerate(entries):
        whole[:, network.states.index(entry), size + index] = 1
    marks = {each.start for each in inputs} | {each.start + each.duration for each in inputs}
    moments = sorted({0.0, *marks, *times.tolist()})
    near = read_table("settings.toml")["numerics"]["instant"]
    steps: dict[float, Array] = {}
    state = numpy.zeros((people, size + len(entries)))
    found: dict[float, Array] = {}
    previous = 0.0
    for moment in moments:
        gap = moment - previous
        if gap > 0:
            key = next((each for each in steps if abs(each - gap) <= near), None)
            if key is None:
                key, steps[gap] = gap, exponential(whole * gap)
            state = numpy.matmul(steps[key], state[..., None])[..., 0]
            previous = moment
        for each in inputs:
            column = size + entries.index(each.entry)
            if each.duration > 0:
                if each.start == moment:
                    state[:, column] += numpy.asarray(each.amount) / each.duration
                if each.start + each.duration == moment:
                    state[:, column] -= numpy.asarray(each.amount) / each.duration
            elif each.start == moment:
                state[:, network.states.index(each.entry)] += each.amount
        if all(each.start + each.duration <= moment for each in inputs):
            state[:, size:] = 0
        found[moment] = state[:, :size].copy()
    table = numpy.stack([found[each] for each in times.tolist()], axis=-1)
    return {name: table[:, index] for index, name in enumerate(network.states)}


@cache
def _weights(order: int) -> tuple[float, ...]:
    """Coefficients of the diagonal Pade approximant of the exponential, from their definition."""
    top = factorial(2 * order) * 1
    return tuple(
        factorial(2 * order - k) * factorial(order) / (top * factorial(k) * factorial(order - k))
        for k in range(order + 1)
    )


def exponential(matrix: Array) -> Array:
    """The exponential of each square matrix of a stack, by a Pade approximant with scaling and squaring.

    Source: N. J. Higham, The scaling and squaring method for the matrix exponential revisited, 2005.
    """
    import numpy

    numerics = read_table("settings.toml")["numerics"]
    norm = float(numpy.abs(matrix).sum(axis=-2).max(initial=0))
    halvings = max(0, int(numpy.ceil(numpy.log2(norm / numerics["pade_norm"])))) if norm > 0 else 0
    scaled = matrix / 2**halvings
    power: Any = numpy.broadcast_to(numpy.eye(matrix.shape[-1]), matrix.shape)
    even: Array = numpy.zeros_like(matrix)
    odd: Array = numpy.zeros_like(matrix)
    for k, weight in enumerate(_weights(numerics["pade_order"])):
        if k % 2:
            odd = odd + weight * power
        else:
            even = even + weight * power
        power = power @ scaled
    result: Any = numpy.linalg.solve(even - odd, even + odd)
    for _ in range(halvings):
        result = result @ result
    whole: Array = result
    return whole
