"""Sums around a session of the esketamine spray: what to wait for, how long it takes, how many devices, what was lost.

For teaching, not for the care of a patient. Milligrams are esketamine base, as the device is labelled.
"""

from __future__ import annotations

from typing import Any

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, quantity_of, require
from ketamine.quantity.unit import Count, Device, Milligram, Minute, Spray, convert
from ketamine.registry.read import load_facts
from ketamine.rule.session import esketamine_devices

_FOOD = "dosing.esk.food"
_LIQUID = "dosing.esk.liquid"
_NASAL = "dosing.esk.nasal_products"
_GAP = "dosing.esk.device_gap"
_OBSERVE = "dosing.esk.observe_2h"
_DEVICE = "form.esk.device_strength"
_FIRST = "dosing.esk.day1"
_INDUCTION = "dosing.esk.induction"
_WEEKLY = "dosing.esk.week5_8"
_SCHEDULE = (_INDUCTION, _WEEKLY)


def spray_wait(food: Minute, *, drink: Minute, nasal: Minute) -> Minute:
    """Minutes still to wait for a first device, from the minutes since food, drink and another nasal medicine.

    Source: dosing.esk.food, dosing.esk.liquid, dosing.esk.nasal_products.
    """
    return max(0, *_waits(food, drink=drink, nasal=nasal))


def spray_span(mass: Milligram) -> Minute:
    """Minutes from a session's first device to its last: one rest fewer than devices. Source: dosing.esk.device_gap."""
    return (esketamine_devices(mass) - 1) * quantity_of(_GAP)


def spray_session(mass: Milligram) -> Minute:
    """Minutes from the first device to the end of the least observation, counted from the last device.

    Source: dosing.esk.device_gap, dosing.esk.observe_2h.

    >>> spray_session(84)  # three devices, rests between them, and the least observation
    130.0
    """
    return spray_span(mass) + _observation()


def spray_session_left(mass: Milligram, *, since: Minute) -> Minute:
    """Minutes of the least observation that are left, from the minutes since the first device.

    Source: dosing.esk.device_gap, dosing.esk.observe_2h.
    """
    return max(0, spray_session(mass) - require(since, quantity="minutes"))


def spray_dose_received(mass: Milligram, *, lost: Spray) -> Milligram:
    """Milligrams that went into the nose when so many sprays of a session went elsewhere. Source: form.esk.device_strength."""
    devices = convert(lost, unit="sprays", to="devices")
    if not 0 <= devices <= esketamine_devices(mass):
        raise ImplausibleError(f"{lost:g} sprays cannot have been lost of a session of {mass:g} mg.")
    return mass - devices * quantity_of(_DEVICE)


def spray_sessions(weeks: Count) -> Count:
    """Sessions on the schedule for treatment-resistant depression by the end of a week. Source: dosing.esk.induction, dosing.esk.week5_8."""
    often, weekly = _phases()
    if weeks != int(weeks) or not often["weeks"][0] <= weeks <= weekly["weeks"][1]:
        raise ImplausibleError(
            f"Week {weeks:g} is not one of weeks {often['weeks'][0]} to {weekly['weeks'][1]},"
            " for which the schedule gives a number of sessions."
        )
    first = min(weeks, often["weeks"][1])
    return float(first * often["per_week"] + (weeks - first) * weekly["per_week"])


def spray_sessions_missed(weeks: Count, *, attended: Count) -> Count:
    """Sessions on the schedule by the end of a week and not attended. Source: dosing.esk.induction, dosing.esk.week5_8."""
    missed = spray_sessions(weeks) - attended
    if missed < 0:
        raise ImplausibleError(f"{attended:g} sessions by the end of week {weeks:g} are more than the schedule has.")
    return missed


def spray_devices(weeks: Count, *, mass: Milligram) -> Device:
    """Devices used by the end of a week: the first session at the starting dose, the others at `mass`.

    Source: dosing.esk.day1, dosing.esk.induction, dosing.esk.week5_8, form.esk.device_strength.
    """
    return esketamine_devices(quantity_of(_FIRST)) + (spray_sessions(weeks) - 1) * esketamine_devices(mass)


def spray_wait_summed(food: Minute, *, drink: Minute, nasal: Minute) -> Minute:
    """The three waits one after another, though they run at the same time. Source: dosing.esk.food."""
    return sum(max(0, each) for each in _waits(food, drink=drink, nasal=nasal))


def spray_wait_drink(food: Minute, *, drink: Minute, nasal: Minute) -> Minute:
    """Only the drink counted, food and nasal medicine forgotten. Source: dosing.esk.liquid."""
    return max(0, _waits(food, drink=drink, nasal=nasal)[1])


def spray_wait_nasal(food: Minute, *, drink: Minute, nasal: Minute) -> Minute:
    """Only the nasal medicine counted, food and drink forgotten. Source: dosing.esk.nasal_products."""
    return max(0, _waits(food, drink=drink, nasal=nasal)[2])


def spray_session_from_first(mass: Milligram) -> Minute:
    """The least observation counted from the first device. Source: dosing.esk.observe_2h."""
    esketamine_devices(mass)
    return _observation()


def spray_session_rest_after_each(mass: Milligram) -> Minute:
    """A rest counted after the last device too. Source: dosing.esk.device_gap."""
    return esketamine_devices(mass) * quantity_of(_GAP) + _observation()


def spray_session_left_from_first(mass: Milligram, *, since: Minute) -> Minute:
    """The least observation counted from the first device. Source: dosing.esk.observe_2h."""
    return spray_session_from_first(mass) - since


def spray_session_left_rest_after_each(mass: Milligram, *, since: Minute) -> Minute:
    """A rest counted after the last device too. Source: dosing.esk.device_gap."""
    return spray_session_rest_after_each(mass) - since


def spray_session_left_afresh(mass: Milligram) -> Minute:
    """The least observation begun anew, the time that has passed not counted. Source: dosing.esk.observe_2h."""
    return spray_session_from_first(mass)


def spray_dose_received_whole_device(mass: Milligram, *, lost: Spray) -> Milligram:
    """A whole device taken off for every spray that was lost. Source: form.esk.device_strength."""
    return mass - lost * quantity_of(_DEVICE)


def spray_dose_received_nothing_lost(mass: Milligram) -> Milligram:
    """The prescribed dose, although a spray was lost. Source: form.esk.device_strength."""
    return require(mass, quantity="mass")


def spray_sessions_twice_weekly(weeks: Count) -> Count:
    """Sessions as if the first weeks' pace went on. Source: dosing.esk.induction."""
    return float(weeks * _phases()[0]["per_week"])


def spray_sessions_weekly(weeks: Count) -> Count:
    """Sessions as if there was one a week from the start. Source: dosing.esk.week5_8."""
    return float(weeks * _phases()[1]["per_week"])


def spray_sessions_missed_twice_weekly(weeks: Count, *, attended: Count) -> Count:
    """Sessions missed, as if the first weeks' pace went on. Source: dosing.esk.induction."""
    return spray_sessions_twice_weekly(weeks) - attended


def spray_sessions_missed_planned(weeks: Count) -> Count:
    """All sessions on the schedule, given for those missed. Source: dosing.esk.week5_8."""
    return spray_sessions(weeks)


def spray_devices_without_first(weeks: Count, *, mass: Milligram) -> Device:
    """Devices as if the first session, too, had been at the later dose. Source: dosing.esk.day1."""
    return spray_sessions(weeks) * esketamine_devices(mass)


def spray_devices_twice_weekly(weeks: Count, *, mass: Milligram) -> Device:
    """Devices as if the first weeks' pace went on. Source: dosing.esk.induction."""
    return spray_sessions_twice_weekly(weeks) * esketamine_devices(mass)


def spray_devices_per_session(weeks: Count) -> Device:
    """One device counted for every session. Source: form.esk.device_strength."""
    return spray_sessions(weeks)


def esketamine_devices_per_spray(mass: Milligram) -> Device:
    """One device counted for every spray; a device holds two. Source: form.esk.device_strength."""
    return esketamine_devices(mass) * 2


def _waits(food: float, *, drink: float, nasal: float) -> list[float]:
    since = {_FOOD: food, _LIQUID: drink, _NASAL: nasal}
    return [_minutes(fact) - require(passed, quantity="minutes") for fact, passed in since.items()]


def _minutes(fact: str) -> float:
    return convert(quantity_of(fact), unit=str(load_facts()[fact].unit), to="min")


def _observation() -> float:
    return _minutes(_OBSERVE)


def _phases() -> tuple[Any, Any]:
    facts = load_facts()
    return facts[_INDUCTION].details["parameters"], facts[_WEEKLY].details["parameters"]


CALCULATORS = (
    describe(esketamine_devices, facts=("form.esk.device_strength", "dosing.esk.max")),
    describe(spray_wait, facts=(_FOOD, _LIQUID, _NASAL)),
    describe(spray_span, facts=(_DEVICE, _GAP)),
    describe(spray_session, facts=(_DEVICE, _GAP, _OBSERVE)),
    describe(spray_session_left, facts=(_DEVICE, _GAP, _OBSERVE)),
    describe(spray_dose_received, facts=(_DEVICE,)),
    describe(spray_sessions, facts=_SCHEDULE),
    describe(spray_sessions_missed, facts=_SCHEDULE),
    describe(spray_devices, facts=(_FIRST, *_SCHEDULE, _DEVICE)),
    describe(spray_wait_summed, facts=(_FOOD, _LIQUID, _NASAL), mistake=True),
    describe(spray_wait_drink, facts=(_LIQUID,), mistake=True),
    describe(spray_wait_nasal, facts=(_NASAL,), mistake=True),
    describe(spray_session_from_first, facts=(_OBSERVE,), mistake=True),
    describe(spray_session_rest_after_each, facts=(_DEVICE, _GAP, _OBSERVE), mistake=True),
    describe(spray_session_left_from_first, facts=(_OBSERVE,), mistake=True),
    describe(spray_session_left_rest_after_each, facts=(_DEVICE, _GAP, _OBSERVE), mistake=True),
    describe(spray_session_left_afresh, facts=(_OBSERVE,), mistake=True),
    describe(spray_dose_received_whole_device, facts=(_DEVICE,), mistake=True),
    describe(spray_dose_received_nothing_lost, facts=(_DEVICE,), mistake=True),
    describe(spray_sessions_twice_weekly, facts=(_INDUCTION,), mistake=True),
    describe(spray_sessions_weekly, facts=(_WEEKLY,), mistake=True),
    describe(spray_sessions_missed_twice_weekly, facts=(_INDUCTION,), mistake=True),
    describe(spray_sessions_missed_planned, facts=_SCHEDULE, mistake=True),
    describe(spray_devices_without_first, facts=(*_SCHEDULE, _DEVICE), mistake=True),
    describe(spray_devices_twice_weekly, facts=(_INDUCTION, _DEVICE), mistake=True),
    describe(spray_devices_per_session, facts=_SCHEDULE, mistake=True),
    describe(esketamine_devices_per_spray, facts=("form.esk.device_strength",), mistake=True),
)
