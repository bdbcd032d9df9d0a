"""Sums around watching a session: how many sets of observations, when the middle one is due, what a rise is, what is left.

For teaching, not for the care of a patient. Intervals and readings come from the story; only the label's own times and
counted shares come from the registry.
"""

from __future__ import annotations

import math

from ketamine.calculator.spray import (
    spray_session,
    spray_session_from_first,
    spray_session_rest_after_each,
    spray_span,
)
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, Limit, quantity_of, require, require_within
from ketamine.quantity.unit import PERCENT, Count, Hour, Milligram, MillimetreOfMercury, Minute, Percent, convert
from ketamine.registry.read import load_facts

_READING = "dosing.esk.bp_40"
_OBSERVE = "dosing.esk.observe_2h"
_GAP = "dosing.esk.device_gap"
_DEVICE = "form.esk.device_strength"
_DURATION = "dosing.iv.standard_duration"
_RAISED = "screen.bp.us_threshold"
_EMERGENCY = "ae.htn.emergency_definition"
_SESSIONS = "mon.sedation.rems_rate"
_PATIENTS = "mon.sedation.incidence_esk"
_DRIVING = "mon.discharge.driving_iv"
_FALL = "mon.act.pressure_fall"
_STRIP = "mon.strip.rate"


def observation_count(duration: Minute, *, every: Minute, after: Minute, until: Minute) -> Count:
    """Sets of observations in a session: before, every so many minutes of the infusion, at its end, and on until a time after it.

    `every` is the interval while the drug goes in, `after` the one from then on, `until` the minutes after the end.
    Source: arithmetic of a timetable; see mon.vitals.iv_schedule.
    """
    return 1 + _during(duration, every=every) + 1 + _afterwards(after, until=until)


def observation_count_intervals(duration: Minute, *, every: Minute, after: Minute, until: Minute) -> Count:
    """Intervals counted where moments are asked for: the set before the start is missing. Source: arithmetic of a timetable."""
    return observation_count(duration, every=every, after=after, until=until) - 1


def observation_count_end_twice(duration: Minute, *, every: Minute, after: Minute, until: Minute) -> Count:
    """The set at the end of the infusion counted with those during and again with those after. Source: arithmetic of a timetable."""
    return observation_count(duration, every=every, after=after, until=until) + 1


def observation_count_one_pace(duration: Minute, *, every: Minute, until: Minute) -> Count:
    """The interval of the infusion kept after it. Source: arithmetic of a timetable."""
    return observation_count(duration, every=every, after=every, until=until)


def reading_due(mass: Milligram) -> Minute:
    """Minutes from a session's first device to the pressure reading in the middle, counted from the last device.

    Source: dosing.esk.device_gap, dosing.esk.bp_40.
    """
    return spray_span(mass) + quantity_of(_READING)


def reading_due_from_first(mass: Milligram) -> Minute:
    """The reading counted from the first device. Source: dosing.esk.bp_40."""
    spray_span(mass)
    return quantity_of(_READING)


def reading_due_rest_after_each(mass: Milligram) -> Minute:
    """A rest counted after the last device too. Source: dosing.esk.device_gap."""
    return reading_due(mass) + quantity_of(_GAP)


def reading_due_at_leaving(mass: Milligram) -> Minute:
    """The reading before leaving taken for the one in the middle. Source: dosing.esk.observe_2h."""
    return spray_session(mass)


def latest_start(closing: Minute, *, mass: Milligram, reserve: Minute) -> Minute:
    """Minutes from now in which the first device must be used, so that the least observation ends `reserve` before closing.

    Source: dosing.esk.device_gap, dosing.esk.observe_2h.
    """
    return _start(closing, taken=spray_session(mass), reserve=reserve)


def latest_start_without_reserve(closing: Minute, *, mass: Milligram) -> Minute:
    """No time kept for somebody who is not ready when the clock is. Source: dosing.esk.observe_2h."""
    return _start(closing, taken=spray_session(mass), reserve=0)


def latest_start_from_first(closing: Minute, *, mass: Milligram, reserve: Minute) -> Minute:
    """The observation counted from the first device. Source: dosing.esk.observe_2h."""
    return _start(closing, taken=spray_session_from_first(mass), reserve=reserve)


def latest_start_rest_after_each(closing: Minute, *, mass: Milligram, reserve: Minute) -> Minute:
    """A rest counted after the last device too. Source: dosing.esk.device_gap."""
    return _start(closing, taken=spray_session_rest_after_each(mass), reserve=reserve)


def mean_pressure(
    first: MillimetreOfMercury, *, second: MillimetreOfMercury, third: MillimetreOfMercury
) -> MillimetreOfMercury:
    """A baseline as the mean of three readings at rest, in mmHg. Source: arithmetic."""
    readings = [_pressure(each) for each in (first, second, third)]
    return sum(readings) / len(readings)


def rise_over_mean(
    first: MillimetreOfMercury,
    *,
    second: MillimetreOfMercury,
    third: MillimetreOfMercury,
    reading: MillimetreOfMercury,
) -> MillimetreOfMercury:
    """How far a reading is above a baseline of three, in mmHg. Source: arithmetic."""
    return pressure_rise(mean_pressure(first, second=second, third=third), reading=reading)


def rise_over_mean_last_alone(third: MillimetreOfMercury, *, reading: MillimetreOfMercury) -> MillimetreOfMercury:
    """The last of three readings taken for the baseline. Source: arithmetic."""
    return pressure_rise(third, reading=reading)


def rise_over_mean_first_alone(first: MillimetreOfMercury, *, reading: MillimetreOfMercury) -> MillimetreOfMercury:
    """The first of three readings, the highest in a hurry, taken for the baseline. Source: arithmetic."""
    return pressure_rise(first, reading=reading)


def pressure_rise(baseline: MillimetreOfMercury, *, reading: MillimetreOfMercury) -> MillimetreOfMercury:
    """How far a reading is above its baseline, in mmHg; negative when it is below. Source: arithmetic."""
    return _pressure(reading) - _pressure(baseline)


def pressure_rise_artefact(baseline: MillimetreOfMercury, *, artefact: MillimetreOfMercury) -> MillimetreOfMercury:
    """The rise to a reading that nobody should believe. Source: arithmetic."""
    return pressure_rise(baseline, reading=artefact)


def pressure_rise_to_latest(baseline: MillimetreOfMercury, *, latest: MillimetreOfMercury) -> MillimetreOfMercury:
    """The rise to the latest reading, where the highest is asked for. Source: arithmetic."""
    return pressure_rise(baseline, reading=latest)


def pressure_rise_beyond_threshold(reading: MillimetreOfMercury) -> MillimetreOfMercury:
    """How far a reading is above the label's threshold, the patient's own baseline forgotten. Source: screen.bp.us_threshold."""
    return _pressure(reading) - _first_of(_RAISED)


def rise_gone(baseline: MillimetreOfMercury, *, peak: MillimetreOfMercury, now: MillimetreOfMercury) -> Percent:
    """How much of a rise is gone again, in percent of the rise. Source: arithmetic."""
    return (_pressure(peak) - _pressure(now)) / _rise(baseline, peak=peak) * PERCENT


def rise_gone_left(baseline: MillimetreOfMercury, *, peak: MillimetreOfMercury, now: MillimetreOfMercury) -> Percent:
    """How much of the rise is left. Source: arithmetic."""
    return PERCENT - rise_gone(baseline, peak=peak, now=now)


def rise_gone_of_peak(peak: MillimetreOfMercury, *, now: MillimetreOfMercury) -> Percent:
    """The fall in percent of the whole pressure, as if pressure fell to nothing. Source: arithmetic."""
    return (_pressure(peak) - _pressure(now)) / _pressure(peak) * PERCENT


def rise_gone_of_baseline(
    baseline: MillimetreOfMercury, *, peak: MillimetreOfMercury, now: MillimetreOfMercury
) -> Percent:
    """The fall in percent of the baseline. Source: arithmetic."""
    return (_pressure(peak) - _pressure(now)) / _pressure(baseline) * PERCENT


def systolic_fall(baseline: MillimetreOfMercury, *, now: MillimetreOfMercury) -> Percent:
    """How far a systolic pressure has fallen below its baseline, in percent of the baseline. Source: arithmetic."""
    return -pressure_rise(baseline, reading=now) / _pressure(baseline) * PERCENT


def systolic_fall_of_now(baseline: MillimetreOfMercury, *, now: MillimetreOfMercury) -> Percent:
    """The fall in percent of the reading that is left. Source: arithmetic."""
    return -pressure_rise(baseline, reading=now) / _pressure(now) * PERCENT


def systolic_fall_left(baseline: MillimetreOfMercury, *, now: MillimetreOfMercury) -> Percent:
    """What is left, in percent of the baseline, where the fall is asked for. Source: arithmetic."""
    return PERCENT - systolic_fall(baseline, now=now)


def systolic_floor(baseline: MillimetreOfMercury) -> MillimetreOfMercury:
    """The systolic pressure below which more than the permitted share of a baseline has gone, in mmHg. Source: mon.act.pressure_fall."""
    return _pressure(baseline) * (1 - quantity_of(_FALL) / PERCENT)


def systolic_floor_in_millimetres(baseline: MillimetreOfMercury) -> MillimetreOfMercury:
    """The share subtracted as millimetres of mercury. Source: mon.act.pressure_fall."""
    return _pressure(baseline) - quantity_of(_FALL)


def systolic_floor_share_alone(baseline: MillimetreOfMercury) -> MillimetreOfMercury:
    """The permitted fall itself, not taken away from the baseline. Source: mon.act.pressure_fall."""
    return _pressure(baseline) - systolic_floor(baseline)


def strip_rate(beats: Count) -> Count:
    """Beats per minute from the beats counted in six seconds of a strip. Source: mon.strip.rate."""
    return _count(beats) * _strip("times")


def strip_rate_over_squares(beats: Count) -> Count:
    """The rule for large squares between two beats, used on a count of beats. Source: mon.strip.rate."""
    return _strip("large_squares") / require_within(
        beats, limit=Limit("beats", "1", 1, _strip("large_squares"), "a count")
    )


def strip_rate_of_ten_seconds(beats: Count) -> Count:
    """The count multiplied by six, as if the strip had lasted ten seconds. Source: mon.strip.rate."""
    return _count(beats) * quantity_of(_STRIP)


def sedated_sessions(sessions: Count) -> Count:
    """Sessions of esketamine, of so many, in which sedation would be recorded. Source: mon.sedation.rems_rate."""
    return _count(sessions) * quantity_of(_SESSIONS) / PERCENT


def sedated_sessions_by_patients(sessions: Count) -> Count:
    """The share of patients in trials taken for a share of sessions, at its lower end. Source: mon.sedation.incidence_esk."""
    low = load_facts()[_PATIENTS].low
    assert low is not None
    return _count(sessions) * low / PERCENT


def sedated_sessions_spared(sessions: Count) -> Count:
    """The sessions without sedation. Source: mon.sedation.rems_rate."""
    return _count(sessions) - sedated_sessions(sessions)


def driving_wait(ended: Hour) -> Hour:
    """Hours still to go without driving, from the hours since an infusion ended. Source: mon.discharge.driving_iv."""
    return max(0, _no_driving() - _hours(ended))


def driving_wait_afresh() -> Hour:
    """The whole time once more, what has passed not counted. Source: mon.discharge.driving_iv."""
    return _no_driving()


def driving_wait_observed(ended: Hour) -> Hour:
    """The observation taken off as well, as if it did not run at the same time. Source: dosing.esk.observe_2h."""
    return driving_wait(ended) - _in_hours(_OBSERVE)


def driving_wait_from_start(ended: Hour) -> Hour:
    """Counted from the start of the infusion. Source: dosing.iv.standard_duration."""
    return driving_wait(ended) - _in_hours(_DURATION)


def _during(duration: float, *, every: float) -> int:
    if not 0 < require(every, quantity="minutes") < require(duration, quantity="minutes"):
        raise ImplausibleError(f"Observations every {every:g} min have no place in an infusion of {duration:g} min.")
    return math.ceil(duration / every) - 1


def _afterwards(after: float, *, until: float) -> int:
    if not 0 < require(after, quantity="minutes") <= require(until, quantity="minutes"):
        raise ImplausibleError(f"Observations every {after:g} min do not fit into {until:g} min.")
    return math.floor(until / after)


def _start(closing: float, *, taken: float, reserve: float) -> float:
    left = require(closing, quantity="minutes") - require(reserve, quantity="minutes") - taken
    if left < 0:
        raise ImplausibleError(f"A session of {taken:g} min no longer fits before closing in {closing:g} min.")
    return left


def _pressure(systolic: float) -> float:
    """A systolic pressure that a cuff can show: up to twice that of an emergency."""
    high = 2 * _first_of(_EMERGENCY)
    return require_within(systolic, limit=Limit("systolic pressure", "mmHg", 1, high, "what a cuff can show"))


def _rise(baseline: float, *, peak: float) -> float:
    rise = pressure_rise(baseline, reading=peak)
    if rise <= 0:
        raise ImplausibleError(f"{peak:g} mmHg is no rise over {baseline:g} mmHg, so no share of it can be gone.")
    return rise


def _first_of(fact: str) -> float:
    """The systolic of a pair such as a threshold."""
    return float(load_facts()[fact].details["value"].partition("/")[0])


def _strip(parameter: str) -> float:
    return float(load_facts()[_STRIP].details["parameters"][parameter])


def _count(sessions: float) -> float:
    if isinstance(sessions, bool) or sessions < 0 or sessions % 1:
        raise ImplausibleError(f"{sessions!r} is not a count; write a whole number.")
    return float(sessions)


def _hours(ended: float) -> float:
    require(convert(ended, unit="h", to="min"), quantity="minutes")
    return ended


def _no_driving() -> float:
    return _in_hours(_DRIVING)


def _in_hours(fact: str) -> float:
    return convert(quantity_of(fact), unit=str(load_facts()[fact].unit), to="h")


CALCULATORS = (
    describe(observation_count),
    describe(observation_count_intervals, mistake=True),
    describe(observation_count_end_twice, mistake=True),
    describe(observation_count_one_pace, mistake=True),
    describe(reading_due, facts=(_DEVICE, _GAP, _READING)),
    describe(reading_due_from_first, facts=(_READING,), mistake=True),
    describe(reading_due_rest_after_each, facts=(_DEVICE, _GAP, _READING), mistake=True),
    describe(reading_due_at_leaving, facts=(_DEVICE, _GAP, _OBSERVE), mistake=True),
    describe(latest_start, facts=(_DEVICE, _GAP, _OBSERVE)),
    describe(latest_start_without_reserve, facts=(_DEVICE, _GAP, _OBSERVE), mistake=True),
    describe(latest_start_from_first, facts=(_OBSERVE,), mistake=True),
    describe(latest_start_rest_after_each, facts=(_DEVICE, _GAP, _OBSERVE), mistake=True),
    describe(mean_pressure),
    describe(rise_over_mean),
    describe(rise_over_mean_last_alone, mistake=True),
    describe(rise_over_mean_first_alone, mistake=True),
    describe(pressure_rise),
    describe(pressure_rise_artefact, mistake=True),
    describe(pressure_rise_to_latest, mistake=True),
    describe(pressure_rise_beyond_threshold, facts=(_RAISED,), mistake=True),
    describe(rise_gone),
    describe(rise_gone_left, mistake=True),
    describe(rise_gone_of_peak, mistake=True),
    describe(rise_gone_of_baseline, mistake=True),
    describe(systolic_fall),
    describe(systolic_fall_of_now, mistake=True),
    describe(systolic_fall_left, mistake=True),
    describe(systolic_floor, facts=(_FALL,)),
    describe(systolic_floor_in_millimetres, facts=(_FALL,), mistake=True),
    describe(systolic_floor_share_alone, facts=(_FALL,), mistake=True),
    describe(strip_rate, facts=(_STRIP,)),
    describe(strip_rate_over_squares, facts=(_STRIP,), mistake=True),
    describe(strip_rate_of_ten_seconds, facts=(_STRIP,), mistake=True),
    describe(sedated_sessions, facts=(_SESSIONS,)),
    describe(sedated_sessions_by_patients, facts=(_PATIENTS,), mistake=True),
    describe(sedated_sessions_spared, facts=(_SESSIONS,), mistake=True),
    describe(driving_wait, facts=(_DRIVING,)),
    describe(driving_wait_afresh, facts=(_DRIVING,), mistake=True),
    describe(driving_wait_observed, facts=(_DRIVING, _OBSERVE), mistake=True),
    describe(driving_wait_from_start, facts=(_DRIVING, _DURATION), mistake=True),
)
