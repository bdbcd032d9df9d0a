"""Sums around a pump: reading one backwards, a syringe that holds more than the dose, a stop, a full bag, the wrong vial.

For teaching, not for the care of a patient. The sums that lead forwards, from the scale to the pump, are in
`ketamine.calculator.dosing`.
"""

from __future__ import annotations

from ketamine.calculator.dosing import (
    STANDARD_DOSE,
    STANDARD_DURATION,
    infusion_dose,
    infusion_rate_per_hour,
    infusion_volume,
    pump_rate,
    standard_duration,
)
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, require
from ketamine.quantity.unit import (
    Kilogram,
    Milligram,
    MilligramPerKilogram,
    MilligramPerMillilitre,
    Millilitre,
    MillilitrePerHour,
    Minute,
    convert,
)

_FORMULA = "dosing.calc.rate_formula"
_EXAMPLE = "dosing.calc.ex70"
_VIALS = ("form.vial.10", "form.vial.50", "form.vial.100")
_STOPPED = "dosing.calc.ex_stopped"


def pump_dose(
    weight: Kilogram,
    *,
    rate: MillilitrePerHour,
    concentration: MilligramPerMillilitre,
    duration: Minute | None = None,
) -> MilligramPerKilogram:
    """Dose per kilogram that a pump setting gives, read backwards: rate times time times concentration, over weight.

    Source: dosing.calc.rate_formula, dosing.iv.standard_duration.
    """
    hours = convert(standard_duration(duration), unit="min", to="h")
    volume = require(rate * hours, quantity="volume")
    return volume * _above_zero(concentration, "concentration") / require(weight, quantity="weight")


def volume_to_infuse(
    weight: Kilogram, *, concentration: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume that holds the dose, from a syringe or bag of ready-made concentration. Source: dosing.calc.ex70."""
    return require(infusion_dose(weight, dose=dose) / _above_zero(concentration, "concentration"), quantity="volume")


def pump_rate_of_stock(
    weight: Kilogram,
    *,
    concentration: MilligramPerMillilitre,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> MillilitrePerHour:
    """Pump rate from a syringe or bag of ready-made concentration: drug per hour over concentration.

    Source: dosing.iv.rate, dosing.calc.ex70.
    """
    hourly = infusion_rate_per_hour(weight, dose=dose, duration=duration)
    return hourly / _above_zero(concentration, "concentration")


def dose_in_volume(
    weight: Kilogram, *, infused: Millilitre, volume: Millilitre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """Drug given when the pump has counted so many millilitres of a bag that holds the dose. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose) * _share(infused, volume)


def minutes_left(infused: Millilitre, *, volume: Millilitre, duration: Minute | None = None) -> Minute:
    """Minutes that a paused infusion still takes at its original rate. Source: dosing.calc.rate_formula."""
    return standard_duration(duration) * (1 - _share(infused, volume))


def dose_from_full_bag(
    weight: Kilogram,
    *,
    strength: MilligramPerMillilitre,
    bag: Millilitre,
    overfill: Millilitre,
    dose: MilligramPerKilogram | None = None,
) -> Milligram:
    """Drug given when it was added to a full bag with its overfill and the pump stops at the bag's nominal volume.

    Source: dosing.calc.ex70.
    """
    drug = infusion_volume(weight, strength=strength, dose=dose)
    inside = require(bag, quantity="volume") + _above_zero(overfill, "overfill") + drug
    return infusion_dose(weight, dose=dose) * bag / inside


def wrong_vial_dose(
    weight: Kilogram,
    *,
    strength: MilligramPerMillilitre,
    actual: MilligramPerMillilitre,
    dose: MilligramPerKilogram | None = None,
) -> Milligram:
    """Drug in a volume that was worked out for one vial and drawn from another. Source: form.vial.tenfold."""
    return infusion_volume(weight, strength=strength, dose=dose) * require(actual, quantity="strength")


def pump_dose_for_one_hour(
    weight: Kilogram, *, rate: MillilitrePerHour, concentration: MilligramPerMillilitre
) -> MilligramPerKilogram:
    """The setting read backwards as if the pump ran for an hour. Source: dosing.calc.rate_formula."""
    return rate * concentration / require(weight, quantity="weight")


def pump_dose_weight_in_pounds(
    weight: Kilogram,
    *,
    rate: MillilitrePerHour,
    concentration: MilligramPerMillilitre,
    duration: Minute | None = None,
) -> MilligramPerKilogram:
    """The setting read backwards and shared out over pounds. Source: dosing.calc.lb_error."""
    found = pump_dose(weight, rate=rate, concentration=concentration, duration=duration)
    return convert(found, unit="lb", to="kg")


def volume_to_infuse_upside_down(
    weight: Kilogram, *, concentration: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Dose times concentration, where it should be divided. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) * concentration


def volume_to_infuse_whole(volume: Millilitre) -> Millilitre:
    """The whole syringe, although it holds more than the dose. Source: dosing.calc.rate_formula."""
    return require(volume, quantity="volume")


def pump_rate_of_stock_whole(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """The rate that empties the whole syringe in time, although it holds more than the dose. Source: dosing.calc.rate_formula."""
    return pump_rate(volume, duration=duration)


def pump_rate_of_stock_for_one_hour(
    weight: Kilogram, *, concentration: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> MillilitrePerHour:
    """The dose spread over an hour, the shorter infusion forgotten. Source: dosing.iv.rate."""
    return infusion_dose(weight, dose=dose) / concentration


def pump_rate_of_stock_per_minute(
    weight: Kilogram,
    *,
    concentration: MilligramPerMillilitre,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> MillilitrePerHour:
    """Millilitres a minute, typed into a pump that counts in hours. Source: dosing.calc.rate_formula."""
    hourly = pump_rate_of_stock(weight, concentration=concentration, dose=dose, duration=duration)
    return convert(hourly, unit="mL/h", to="mL/min")


def dose_in_volume_left(
    weight: Kilogram, *, infused: Millilitre, volume: Millilitre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """What is still in the bag, given for what went in. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose) * (1 - _share(infused, volume))


def dose_in_volume_whole(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """The prescribed dose, although part of the bag is left. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose)


def dose_in_volume_undiluted(infused: Millilitre, *, strength: MilligramPerMillilitre) -> Milligram:
    """Millilitres counted by the pump times the strength of the vial, the dilution forgotten. Source: dosing.calc.ex_stopped."""
    return infused * require(strength, quantity="strength")


def minutes_left_run(infused: Millilitre, *, volume: Millilitre, duration: Minute | None = None) -> Minute:
    """The minutes it has run, given for those that are left. Source: dosing.calc.rate_formula."""
    return standard_duration(duration) * _share(infused, volume)


def minutes_left_at_double_rate(infused: Millilitre, *, volume: Millilitre, duration: Minute | None = None) -> Minute:
    """The minutes left at twice the rate, to catch up, which nobody should. Source: dosing.iv.no_catch_up."""
    return minutes_left(infused, volume=volume, duration=duration) / 2


def dose_from_full_bag_whole(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """The prescribed dose, although the bag holds more than its nominal volume. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose)


def dose_from_full_bag_without_overfill(
    weight: Kilogram,
    *,
    strength: MilligramPerMillilitre,
    bag: Millilitre,
    dose: MilligramPerKilogram | None = None,
) -> Milligram:
    """The overfill left out: only the drug's own volume counted on top of the nominal. Source: dosing.calc.ex70."""
    drug = infusion_volume(weight, strength=strength, dose=dose)
    return infusion_dose(weight, dose=dose) * bag / (bag + drug)


def wrong_vial_dose_unnoticed(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """The intended dose, as if the vial did not matter. Source: form.vial.tenfold."""
    return infusion_dose(weight, dose=dose)


def wrong_vial_dose_inverted(
    weight: Kilogram,
    *,
    strength: MilligramPerMillilitre,
    actual: MilligramPerMillilitre,
    dose: MilligramPerKilogram | None = None,
) -> Milligram:
    """The ratio of the two strengths upside down. Source: form.vial.tenfold."""
    return infusion_dose(weight, dose=dose) * strength / actual


def _share(infused: float, volume: float) -> float:
    whole = require(volume, quantity="volume")
    if not 0 <= infused <= whole:
        raise ImplausibleError(f"{infused:g} mL cannot have run from a bag that holds {whole:g} mL.")
    return infused / whole


def _above_zero(amount: float, name: str) -> float:
    if not amount > 0:
        raise ImplausibleError(f"The {name} is {amount:g}; it must be above zero.")
    return amount


CALCULATORS = (
    describe(pump_dose, facts=(STANDARD_DURATION, _FORMULA)),
    describe(volume_to_infuse, facts=(STANDARD_DOSE, _EXAMPLE)),
    describe(pump_rate_of_stock, facts=(STANDARD_DOSE, STANDARD_DURATION, "dosing.iv.rate")),
    describe(dose_in_volume, facts=(STANDARD_DOSE, _STOPPED)),
    describe(minutes_left, facts=(STANDARD_DURATION, _FORMULA)),
    describe(dose_from_full_bag, facts=(STANDARD_DOSE, _EXAMPLE)),
    describe(wrong_vial_dose, facts=(STANDARD_DOSE, *_VIALS)),
    describe(pump_dose_for_one_hour, facts=(_FORMULA,), mistake=True),
    describe(pump_dose_weight_in_pounds, facts=(STANDARD_DURATION, _FORMULA), mistake=True),
    describe(volume_to_infuse_upside_down, facts=(STANDARD_DOSE,), mistake=True),
    describe(volume_to_infuse_whole, facts=(_FORMULA,), mistake=True),
    describe(pump_rate_of_stock_whole, facts=(STANDARD_DURATION, _FORMULA), mistake=True),
    describe(pump_rate_of_stock_for_one_hour, facts=(STANDARD_DOSE,), mistake=True),
    describe(pump_rate_of_stock_per_minute, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(dose_in_volume_left, facts=(STANDARD_DOSE, _STOPPED), mistake=True),
    describe(dose_in_volume_whole, facts=(STANDARD_DOSE,), mistake=True),
    describe(dose_in_volume_undiluted, facts=(_STOPPED,), mistake=True),
    describe(minutes_left_run, facts=(STANDARD_DURATION,), mistake=True),
    describe(minutes_left_at_double_rate, facts=(STANDARD_DURATION, _FORMULA), mistake=True),
    describe(dose_from_full_bag_whole, facts=(STANDARD_DOSE,), mistake=True),
    describe(dose_from_full_bag_without_overfill, facts=(STANDARD_DOSE, _EXAMPLE), mistake=True),
    describe(wrong_vial_dose_unnoticed, facts=(STANDARD_DOSE,), mistake=True),
    describe(wrong_vial_dose_inverted, facts=(STANDARD_DOSE, *_VIALS), mistake=True),
)
