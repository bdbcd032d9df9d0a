"""Doses and schedules: what was given, by which route, when. A schedule is a tuple of doses.

Milligrams are of base, as vials and nasal devices are labelled. Times are minutes after the start of the session.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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

    `device` counts the nasal devices of a session from 1; it is 0 for other routes. `plan` is the infusion that this is a piece
    of, where the pump was changed on the way: models judge the plan and not the pieces.
    """

    route: str
    mg: Any
    start: Minute = 0
    duration: Minute = 0
    device: int = 0
    plan: Dose | None = None


Schedule = tuple[Dose, ...]


def infusion(mg: Any, *, duration: Minute | None = None, start: Minute = 0) -> Schedule:
    """An intravenous infusion of so many mg (or a Quantity) at a constant rate. Source: dosing.iv.standard_duration."""
    minutes = quantity_of("dosing.iv.standard_duration") if duration is None else duration
    return (_check(Dose("infusion", mg, start, minutes)),)


def programme(
    mg: Milligram, *, duration: Minute | None = None, start: Minute = 0, changes: Sequence[tuple[Minute, float]] = ()
) -> Schedule:
    """A planned infusion and what became of it: at each of `changes`, (minute, share of the planned rate), the pump goes on so.

    0 stops it, 1 restarts it; it ends when all is in. Models judge it as the one infusion that was planned. Minutes are those
    of the session and rise. Source: dosing.iv.standard_duration.

    >>> stopped = programme(42, duration=40, changes=[(10, 0), (15, 0.5)])
    >>> [(each.start, each.duration, each.mg) for each in stopped]
    [(0, 10, 10.5), (15, 60.0, 31.5)]
    """
    (plan,) = infusion(mg, duration=duration, start=start)
    minutes = [start, *(minute for minute, _ in changes)]
    if any(not share >= 0 or math.isinf(share) for _, share in changes) or minutes != sorted(minutes):
        raise ImplausibleError(
            "A pump is changed at minutes that rise, each time to a share of its rate, zero or more."
        )
    pieces: list[Dose] = []
    left, now, share = float(plan.duration), start, 1.0
    for minute, following in [*changes, (math.inf, 0.0)]:
        lasts = min(minute - now, left / share) if share else 0
        if lasts > 0:
            given = plan.mg * share * lasts / plan.duration
            pieces.append(_check(Dose("infusion", given, now, lasts, plan=plan)))
            left -= share * lasts
        now, share = minute, following
    return tuple(pieces)


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
