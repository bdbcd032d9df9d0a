"""Sums around an adverse event: what really went in, how far pressure may fall, how many events a service should expect.

For teaching, not for the care of a patient. Doses are milligrams of ketamine base, as vials are labelled.
"""

from __future__ import annotations

from ketamine.calculator.dosing import (
    STANDARD_DOSE,
    STANDARD_DURATION,
    bag_concentration,
    dose_delivered,
    infusion_dose,
)
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, Limit, quantity_of, require, require_within
from ketamine.quantity.unit import (
    PERCENT,
    Count,
    Kilogram,
    Milligram,
    MilligramPerMillilitre,
    Millilitre,
    MillilitrePerHour,
    MillimetreOfMercury,
    Minute,
    convert,
)
from ketamine.registry.read import load_facts

FIRST_HOUR = "ae.htn.emergency_target"
EMERGENCY = "ae.htn.emergency_definition"
NAUSEA = "ae.esk.trd.nausea"
RISE_YOUNGER, RISE_OLDER = "mon.bp.sbp40", "special.older.bp"
UNCONSCIOUS = "mon.sedation.loc_esk"
REPORTED, SCORED = "ae.esk.trd.dissociation", "mon.dissociation.incidence_esk"
_RISES = (RISE_YOUNGER, RISE_OLDER)
_RUN = (STANDARD_DOSE, "dosing.calc.ex_stopped")
_VIAL = (STANDARD_DOSE, STANDARD_DURATION, "form.vial.10", "form.vial.100", "dosing.calc.ex_stopped")
_TOTAL = (STANDARD_DOSE, "ae.urinary.action")
_GAP = (SCORED, REPORTED)


def first_hour_floor(systolic: MillimetreOfMercury) -> MillimetreOfMercury:
    """Lowest systolic pressure, in mmHg, to aim for in the first hour of most hypertensive emergencies, in hospital.

    Not for dissection, stroke or pregnancy. Source: ae.htn.emergency_target.
    """
    return _emergency(systolic) * (1 - quantity_of(FIRST_HOUR) / PERCENT)


def first_hour_floor_fall_alone(systolic: MillimetreOfMercury) -> MillimetreOfMercury:
    """The size of the fall given for the pressure it leads to. Source: ae.htn.emergency_target."""
    return _emergency(systolic) * quantity_of(FIRST_HOUR) / PERCENT


def first_hour_floor_in_millimetres(systolic: MillimetreOfMercury) -> MillimetreOfMercury:
    """The percentage taken for millimetres of mercury. Source: ae.htn.emergency_target."""
    return _emergency(systolic) - quantity_of(FIRST_HOUR)


def dose_run_at(weight: Kilogram, *, volume: Millilitre, rate: MillilitrePerHour, minutes: Minute) -> Milligram:
    """Drug that went in, in mg, when a standard dose made up to a volume ran at the rate that the pump was given.

    Refuses once the bag would be empty. Source: dosing.iv.standard_dose, dosing.calc.ex_stopped.
    """
    return bag_concentration(weight, volume=volume) * _volume_run(volume, rate=rate, minutes=minutes)


def dose_run_at_as_planned(
    weight: Kilogram, *, volume: Millilitre, rate: MillilitrePerHour, minutes: Minute
) -> Milligram:
    """What would have gone in at the planned rate, the pump's setting overlooked. Source: dosing.calc.ex_stopped."""
    _volume_run(volume, rate=rate, minutes=minutes)
    return dose_delivered(weight, minutes=minutes)


def dose_run_at_whole(weight: Kilogram, *, volume: Millilitre, rate: MillilitrePerHour, minutes: Minute) -> Milligram:
    """The whole bag, as if it had run empty. Source: dosing.iv.standard_dose."""
    _volume_run(volume, rate=rate, minutes=minutes)
    return infusion_dose(weight)


def dose_run_at_remaining(
    weight: Kilogram, *, volume: Millilitre, rate: MillilitrePerHour, minutes: Minute
) -> Milligram:
    """What was left in the bag, given for what went in. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight) - dose_run_at(weight, volume=volume, rate=rate, minutes=minutes)


def dose_run_at_in_millilitres(
    weight: Kilogram, *, volume: Millilitre, rate: MillilitrePerHour, minutes: Minute
) -> Milligram:
    """Millilitres that ran in, given for milligrams. Source: dosing.calc.ex_stopped."""
    infusion_dose(weight)
    return _volume_run(volume, rate=rate, minutes=minutes)


def dose_from_wrong_vial(
    weight: Kilogram, *, meant: MilligramPerMillilitre, held: MilligramPerMillilitre, minutes: Minute
) -> Milligram:
    """Drug given by error, in mg: the volume was right for the vial meant, the vial held another strength.

    The pump ran so many minutes of the standard infusion. What it returns is the size of an error, and never a dose.
    Source: dosing.iv.standard_dose, dosing.iv.standard_duration, form.vial.10, form.vial.100, dosing.calc.ex_stopped.
    """
    ratio = require(held, quantity="strength") / require(meant, quantity="strength")
    return dose_delivered(weight, minutes=minutes) * ratio


def dose_from_wrong_vial_as_labelled(
    weight: Kilogram, *, meant: MilligramPerMillilitre, held: MilligramPerMillilitre, minutes: Minute
) -> Milligram:
    """What the syringe's own label says went in: the vial's strength overlooked. Source: dosing.calc.ex_stopped."""
    dose_from_wrong_vial(weight, meant=meant, held=held, minutes=minutes)
    return dose_delivered(weight, minutes=minutes)


def dose_from_wrong_vial_whole(
    weight: Kilogram, *, meant: MilligramPerMillilitre, held: MilligramPerMillilitre, minutes: Minute
) -> Milligram:
    """All that the syringe held, though the pump was stopped early. Source: form.vial.tenfold."""
    return dose_from_wrong_vial(weight, meant=meant, held=held, minutes=minutes) * _share_left_out(minutes)


def dose_from_wrong_vial_inverted(
    weight: Kilogram, *, meant: MilligramPerMillilitre, held: MilligramPerMillilitre, minutes: Minute
) -> Milligram:
    """The ratio of the two strengths upside down, so that the error looks like too little. Source: form.vial.tenfold."""
    return dose_from_wrong_vial(weight, meant=held, held=meant, minutes=minutes)


def exposure_total(weight: Kilogram, *, sessions: Count, lozenge: Milligram, nights: Count) -> Milligram:
    """Racemic ketamine taken in all, in mg: standard infusions and lozenges at home. A mass for a letter, no dose.

    Source: dosing.iv.standard_dose, ae.urinary.action.
    """
    return exposure_total_clinic(weight, sessions=sessions, lozenge=lozenge, nights=nights) + exposure_total_home(
        weight, sessions=sessions, lozenge=lozenge, nights=nights
    )


def exposure_total_clinic(weight: Kilogram, *, sessions: Count, lozenge: Milligram, nights: Count) -> Milligram:
    """The infusions alone, what is taken at home forgotten. Source: ae.urinary.action."""
    return infusion_dose(weight) * _count(sessions)


def exposure_total_home(weight: Kilogram, *, sessions: Count, lozenge: Milligram, nights: Count) -> Milligram:
    """The lozenges alone, what was given in the clinic forgotten. Source: ae.urinary.action."""
    return require(lozenge, quantity="mass") * _count(nights)


def exposure_total_one_infusion(weight: Kilogram, *, sessions: Count, lozenge: Milligram, nights: Count) -> Milligram:
    """One infusion and all the lozenges, the series forgotten. Source: ae.urinary.action."""
    return infusion_dose(weight) + exposure_total_home(weight, sessions=sessions, lozenge=lozenge, nights=nights)


def expected_large_rises(younger: Count, *, older: Count) -> Count:
    """How many patients, of so many under 65 and so many older, the trials' shares would give a large systolic rise.

    Source: mon.bp.sbp40, special.older.bp.
    """
    return _count(younger) * _share(RISE_YOUNGER) + _count(older) * _share(RISE_OLDER)


def expected_large_rises_one_rate(younger: Count, *, older: Count) -> Count:
    """Everybody counted at the share of those under 65. Source: mon.bp.sbp40."""
    return (_count(younger) + _count(older)) * _share(RISE_YOUNGER)


def expected_large_rises_mean_rate(younger: Count, *, older: Count) -> Count:
    """The plain mean of the two shares, as if both groups were as large. Source: special.older.bp."""
    return (_count(younger) + _count(older)) * (_share(RISE_YOUNGER) + _share(RISE_OLDER)) / 2


def expected_large_rises_swapped(younger: Count, *, older: Count) -> Count:
    """The two shares exchanged. Source: special.older.bp."""
    return expected_large_rises(older, older=younger)


def extra_nausea(patients: Count) -> Count:
    """How many more of so many patients would have nausea on the spray than on placebo spray. Source: ae.esk.trd.nausea."""
    return nausea_on_spray(patients) - nausea_on_placebo(patients)


def nausea_on_spray(patients: Count) -> Count:
    """Everyone with nausea on the drug, with no look at placebo. Source: ae.esk.trd.nausea."""
    return _count(patients) * _share(NAUSEA)


def nausea_on_placebo(patients: Count) -> Count:
    """Those who would have had nausea on placebo spray. Source: ae.esk.trd.nausea."""
    comparator = load_facts()[NAUSEA].details["comparator_percent"]
    return float(_count(patients) * comparator / PERCENT)


def expected_unconscious(patients: Count) -> Count:
    """How many of so many patients lost consciousness, at the upper of the trials' shares. Source: mon.sedation.loc_esk."""
    return _count(patients) * _high(UNCONSCIOUS) / PERCENT


def expected_unconscious_as_fraction(patients: Count) -> Count:
    """The percentage multiplied as if it were a fraction. Source: mon.sedation.loc_esk."""
    return _count(patients) * _high(UNCONSCIOUS)


def expected_unconscious_tenfold(patients: Count) -> Count:
    """The decimal point one place to the right. Source: mon.sedation.loc_esk."""
    return expected_unconscious(patients) * quantity_of("form.vial.100") / quantity_of("form.vial.10")


def dissociation_unreported(patients: Count) -> Count:
    """How many more of so many patients a rating scale counts, at least, than say so of their own accord.

    Source: mon.dissociation.incidence_esk, ae.esk.trd.dissociation.
    """
    return dissociation_scored(patients) - dissociation_reported(patients)


def dissociation_scored(patients: Count) -> Count:
    """All that the scale counts, those who reported it included. Source: mon.dissociation.incidence_esk."""
    low = load_facts()[SCORED].low
    assert low is not None
    return _count(patients) * low / PERCENT


def dissociation_reported(patients: Count) -> Count:
    """Those who said so of their own accord. Source: ae.esk.trd.dissociation."""
    return _count(patients) * _share(REPORTED)


def _emergency(systolic: float) -> float:
    """A systolic pressure of an emergency: above the definition's, and one that a cuff can show."""
    low = float(load_facts()[EMERGENCY].details["value"].partition("/")[0])
    return require_within(
        systolic, limit=Limit("systolic pressure", "mmHg", low, 2 * low, "a hypertensive emergency, as a cuff shows it")
    )


def _volume_run(volume: float, *, rate: float, minutes: float) -> float:
    run = convert(rate, unit="mL/h", to="mL/min") * require(minutes, quantity="minutes")
    if not 0 < run <= volume:
        raise ImplausibleError(f"At {rate:g} mL/h the bag of {volume:g} mL is empty before {minutes:g} min.")
    return run


def _share_left_out(minutes: float) -> float:
    return quantity_of(STANDARD_DURATION) / require(minutes, quantity="minutes")


def _share(fact: str) -> float:
    return quantity_of(fact) / PERCENT


def _high(fact: str) -> float:
    high = load_facts()[fact].high
    assert high is not None
    return high


def _count(number: float) -> float:
    if isinstance(number, bool) or number < 0 or number % 1:
        raise ImplausibleError(f"{number!r} is not a number of people, sessions or nights; write a whole number.")
    return float(number)


CALCULATORS = (
    describe(first_hour_floor, facts=(FIRST_HOUR, EMERGENCY)),
    describe(first_hour_floor_fall_alone, facts=(FIRST_HOUR,), mistake=True),
    describe(first_hour_floor_in_millimetres, facts=(FIRST_HOUR,), mistake=True),
    describe(dose_run_at, facts=_RUN),
    describe(dose_run_at_as_planned, facts=_RUN, mistake=True),
    describe(dose_run_at_whole, facts=_RUN, mistake=True),
    describe(dose_run_at_remaining, facts=_RUN, mistake=True),
    describe(dose_run_at_in_millilitres, facts=_RUN, mistake=True),
    describe(dose_from_wrong_vial, facts=_VIAL),
    describe(dose_from_wrong_vial_as_labelled, facts=_VIAL, mistake=True),
    describe(dose_from_wrong_vial_whole, facts=_VIAL, mistake=True),
    describe(dose_from_wrong_vial_inverted, facts=_VIAL, mistake=True),
    describe(exposure_total, facts=_TOTAL),
    describe(exposure_total_clinic, facts=_TOTAL, mistake=True),
    describe(exposure_total_home, facts=_TOTAL, mistake=True),
    describe(exposure_total_one_infusion, facts=_TOTAL, mistake=True),
    describe(expected_large_rises, facts=_RISES),
    describe(expected_large_rises_one_rate, facts=_RISES, mistake=True),
    describe(expected_large_rises_mean_rate, facts=_RISES, mistake=True),
    describe(expected_large_rises_swapped, facts=_RISES, mistake=True),
    describe(extra_nausea, facts=(NAUSEA,)),
    describe(nausea_on_spray, facts=(NAUSEA,), mistake=True),
    describe(nausea_on_placebo, facts=(NAUSEA,), mistake=True),
    describe(expected_unconscious, facts=(UNCONSCIOUS,)),
    describe(expected_unconscious_as_fraction, facts=(UNCONSCIOUS,), mistake=True),
    describe(expected_unconscious_tenfold, facts=(UNCONSCIOUS,), mistake=True),
    describe(dissociation_unreported, facts=_GAP),
    describe(dissociation_scored, facts=_GAP, mistake=True),
    describe(dissociation_reported, facts=_GAP, mistake=True),
)
