"""Modes: a linear response as a sum of exponentials, and the algebra that builds one model's response from its parts.

A central compartment that exchanges with others is similar to a symmetric matrix, so its rates are real and a batched
symmetric eigensolver finds them for any number of people at once. A depot, a metabolite or an effect site that
follows is one more factor, taken apart into partial fractions. No ODE solver is needed anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Modes:
    """The response to a unit dose given at once: sum of C exp(-l t).

    `coefficients` C (in 1/L for a concentration) and `rates` l in 1/h, both of shape (..., n). `labels` names each rate, so
    that parts which share one are added and not repeated.
    """

    coefficients: Array
    rates: Array
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Core:
    """Compartments that exchange with a centre: their modes between any two of them.

    `rates` in 1/h of shape (..., n), `vectors` (..., n, n), `volumes` in L; index 0 is the centre.
    """

    rates: Array
    vectors: Array
    volumes: tuple[Array, ...]
    name: str

    def response(self, source: int = 0, *, target: int = 0) -> Modes:
        """Concentration in `target` after a unit dose into `source` (indices of compartments)."""
        import numpy

        scale = numpy.sqrt(self.volumes[source] * self.volumes[target])
        weights = self.vectors[..., source, :] * self.vectors[..., target, :] / scale[..., None]
        return Modes(weights, self.rates, tuple(f"{self.name}.{index}" for index in range(self.rates.shape[-1])))


def find_core(
    volumes: Any, *, clearance: Any, exchanges: Any, peripheral_clearances: Any = (), name: str = "core"
) -> Core:
    """Solve a central compartment with the ones it exchanges with, for any number of people at once.

    `volumes` are (central, peripheral...) in L, `exchanges` the clearances between, in L/h; `clearance` eliminates
    from the centre. `peripheral_clearances` (one per peripheral) eliminate from the periphery, as a liver does.
    Numbers or arrays of one shape. Source: similarity of mammillary systems to a symmetric matrix.
    """
    import numpy

    central, *peripheral = (numpy.asarray(each, dtype=float) for each in volumes)
    flows = [numpy.asarray(each, dtype=float) for each in exchanges]
    losses = [numpy.asarray(each, dtype=float) for each in peripheral_clearances] or [numpy.zeros(())] * len(flows)
    shape = numpy.broadcast_shapes(central.shape, *(each.shape for each in [*peripheral, *flows, *losses]))
    size = 1 + len(flows)
    matrix = numpy.zeros((*shape, size, size))
    matrix[..., 0, 0] = (numpy.asarray(clearance, dtype=float) + sum(flows)) / central
    for index, (flow, volume, loss) in enumerate(zip(flows, peripheral, losses, strict=True), 1):
        matrix[..., index, index] = (flow + loss) / volume
        matrix[..., 0, index] = matrix[..., index, 0] = -flow / numpy.sqrt(central * volume)
    rates, vectors = numpy.linalg.eigh(matrix)
    # a compartment that exchanges nothing never empties: keep its rate above zero, so that nothing divides by it
    rates = numpy.maximum(rates, numpy.sqrt(numpy.finfo(float).tiny))
    return Core(rates, vectors, tuple(numpy.broadcast_to(each, shape) for each in (central, *peripheral)), name)


def find_modes(volumes: Any, *, clearance: Any, exchanges: Any) -> Modes:
    """The modes of the central concentration after a unit dose into the centre. See find_core for the units.

    Source: similarity of mammillary systems to a symmetric matrix.
    """
    return find_core(volumes, clearance=clearance, exchanges=exchanges).response()


def scale(modes: Modes, *, by: Any) -> Modes:
    """The same response, larger by a factor (a number or one per person). Source: linearity."""
    import numpy

    return Modes(modes.coefficients * numpy.asarray(by, dtype=float)[..., None], modes.rates, modes.labels)


def stage(rate: Any, *, label: str) -> Modes:
    """A first-order stage on its own: what goes in comes out at `rate` per h, all of it.

    Source: a first-order process.
    """
    import numpy

    speed = numpy.asarray(rate, dtype=float)[..., None]
    return Modes(speed, speed, (label,))


def chain(first: Modes, *, second: Modes) -> Modes:
    """What comes out of `second` when the response `first` is what goes in: partial fractions of the product.

    Loses digits where a rate of one nearly equals a rate of the other; see crowded.
    Source: partial fractions.
    """
    import numpy

    gaps = second.rates[..., None, :] - first.rates[..., :, None]
    with numpy.errstate(divide="ignore", invalid="ignore"):
        parts = first.coefficients[..., :, None] * second.coefficients[..., None, :] / gaps
    coefficients = numpy.concatenate([parts.sum(axis=-1), -parts.sum(axis=-2)], axis=-1)
    shape = coefficients.shape[:-1]
    rates = numpy.concatenate(
        [numpy.broadcast_to(each.rates, (*shape, each.rates.shape[-1])) for each in (first, second)], axis=-1
    )
    return Modes(coefficients, rates, first.labels + second.labels)


def crowded(modes: Modes, *, gap: float) -> Any:
    """For whom two of the rates lie closer together than `gap` (relative): a mask over people.

    Source: the condition of partial fractions.
    """
    import numpy

    ordered = numpy.sort(modes.rates, axis=-1)
    return (numpy.diff(ordered, axis=-1) <= gap * ordered[..., 1:]).any(axis=-1)


def infuse(modes: Modes, *, rate: Any, duration: float, times: Any) -> Array:
    """The response to a constant infusion, during and after it (mg/L for a concentration).

    `rate` in mg/h (a number or one per person), `duration` and `times` in h. Shape (..., times).
    Source: the closed form of a linear model.
    """
    import numpy

    times = numpy.asarray(times, dtype=float)
    speeds, weights = modes.rates[..., None], modes.coefficients[..., None]
    on = numpy.clip(times, 0, duration)
    off = numpy.maximum(times - duration, 0)
    # expm1 keeps its digits where 1 - exp(-x) would lose them
    parts = weights / speeds * -numpy.expm1(-speeds * on) * numpy.exp(-speeds * off)
    total: Array = numpy.asarray(rate, dtype=float)[..., None] * parts.sum(axis=-2)
    return total


def area(modes: Modes) -> Array:
    """Area under the response to a unit dose, from the dose to the end of time (h/L for a concentration).

    Source: the closed form of a linear model.
    """
    total: Array = (modes.coefficients / modes.rates).sum(axis=-1)
    return total
