"""Doses and schedules: what was given, by which route, when. A schedule is a tuple of doses.

Milligrams are of base, as vials and nasal devices are labelled. Times are minutes after the start of the session.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from ketamine.quantity.limit import ImplausibleError, quantity_of
from ketamine.quantity.unit import Milligram, Minute, Quantity
from ketamine.rule.session import esketamine_devices

DEPOTS = ("im", "sc", "oral", "sublingual", "intranasal_racemic")


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose: `mg` of base (a number or one per person) by `route`, from `start` over `duration`, both in min.

    `device` counts the nasal devices of a session from 1; it is 0 for other routes.
    """

    route: str
    mg: Any
    start: Minute = 0
    duration: Minute = 0
    device: int = 0


Schedule = tuple[Dose, ...]


def infusion(mg: Any, *, duration: Minute | None = None, start: Minute = 0) -> Schedule:
    """An intravenous infusion of so many mg (or a Quantity) at a constant rate. Source: dosing.iv.standard_duration."""
    minutes = quantity_of("dosing.iv.standard_duration") if duration is None else duration
    return (_check(Dose("infusion", mg, start, minutes)),)


def bolus(mg: Any, *, start: Minute = 0) -> Schedule:
    """An intravenous push. Few models can describe one; none of this course's defaults. Source: dosing.iv.not_bolus."""
    return (_check(Dose("bolus", mg, start)),)


def spray(mg: Milligram, *, gap: Minute | None = None, start: Minute = 0) -> Schedule:
    """Esketamine nasal devices for a session's dose, one after the other. Source: dosing.esk.device_gap."""
    count = round(esketamine_devices(mg))
    rest = quantity_of("dosing.esk.device_gap") if gap is None else gap
    return tuple(_check(Dose("nasal", mg / count, start + index * rest, 0, index + 1)) for index in range(count))


def single(route: str, *, mg: Any, start: Minute = 0) -> Schedule:
    """One dose into muscle, under the skin, by mouth, under the tongue, or as an unlicensed nasal spray of racemate.

    Source: kinetics.toml, absorption.
    """
    return (_check(Dose(route, mg, start)),)


def film(mg: Any, *, start: Minute = 0) -> Schedule:
    """An oral-mucosal film of S-ketamine, as in one study. Source: simons_s_arterial."""
    return (_check(Dose("film", mg, start)),)


def shift(schedule: Schedule, *, by: Minute) -> Schedule:
    """The same schedule, so many minutes later. Source: arithmetic."""
    return tuple(replace(dose, start=dose.start + by) for dose in schedule)


def _check(dose: Dose) -> Dose:
    import numpy

    if isinstance(dose.mg, Quantity):  # its unit is converted, or refused where it is not a mass
        dose = replace(dose, mg=dose.mg.to("mg").amount)
    mg = numpy.asarray(dose.mg)
    if mg.dtype.kind not in "iuf" or not numpy.isfinite(mg).all() or (mg < 0).any():
        raise ImplausibleError(f"A dose of {dose.mg!r} mg cannot be given; milligrams are numbers, zero or more.")
    for minutes in (dose.start, dose.duration):
        if isinstance(minutes, bool) or not isinstance(minutes, Real) or not math.isfinite(minutes):
            raise ImplausibleError(
                f"A dose starts at a minute and lasts for minutes; {minutes!r} is not a number of them."
            )
    if dose.start < 0 or dose.duration < 0:
        raise ImplausibleError("A dose starts no earlier than the clock does and does not last less than no time.")
    if dose.route == "infusion" and dose.duration == 0:
        raise ImplausibleError("An infusion that takes no time is a push; say bolus, if a model can describe one.")
    return dose
