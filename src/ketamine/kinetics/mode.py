"""Modes: a model's concentration after a unit dose as a sum of exponentials, and what an infusion makes of it.

A central compartment that exchanges with peripheral ones is similar to a symmetric matrix, so its rates are real, its
coefficients positive, and a batched symmetric eigensolver finds them for any number of people at once.
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
    """The response of the central concentration to a unit dose: sum of C exp(-l t).

    `coefficients` C in 1/L and `rates` l in 1/h, both of shape (..., n), slowest first.
    """

    coefficients: Array
    rates: Array


def find_modes(volumes: Any, *, clearance: Any, exchanges: Any, peripheral_clearances: Any = ()) -> Modes:
    """The modes of a central compartment with peripheral ones.

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
    return Modes(coefficients=vectors[..., 0, :] ** 2 / central[..., None], rates=rates)


def infuse(modes: Modes, *, rate: Any, duration: float, times: Any) -> Array:
    """Concentration in mg/L during and after a constant infusion.

    `rate` in mg/h (a number or one per person), `duration` and `times` in h. Shape (..., times).
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
