"""Wrong answers that clinicians really give, computed, so that a case can name the slip that led to them.

None of these is ever right. Each mirrors a calculator and takes the same numbers.
"""

from __future__ import annotations

from ketamine.dosing import (
    base_mass,
    dose_delivered,
    dose_wasted,
    esketamine_devices,
    hydrochloride_mass,
    infusion_dose,
    infusion_rate,
    infusion_volume,
    pump_rate,
    salt_ratio,
    standard_dose,
    standard_duration,
)
from ketamine.kinetics.model import read_model, typical
from ketamine.kinetics.one import clearance, exposure, peak_concentration
from ketamine.plausible import quantity_of, require
from ketamine.register import load_facts
from ketamine.unit import (
    NANOGRAMS_PER_ML_PER_MG_PER_L,
    Device,
    Kilogram,
    Milligram,
    MilligramPerHour,
    MilligramPerKilogram,
    MilligramPerMillilitre,
    MilligramPerMinute,
    Millilitre,
    MillilitrePerHour,
    Minute,
    NanogramHourPerMillilitre,
    NanogramPerMillilitre,
    Pound,
    convert,
)


def infusion_dose_weight_in_pounds(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose worked out with the weight in pounds. Source: dosing.calc.lb_error."""
    return convert(infusion_dose(weight, dose=dose), unit="kg", to="lb")


def infusion_dose_tenfold(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose with the decimal point one place to the right. Source: form.vial.tenfold."""
    return infusion_dose(weight, dose=dose) * _tenfold()


def infusion_dose_tenth(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose with the decimal point one place to the left. Source: form.vial.tenfold."""
    return infusion_dose(weight, dose=dose) / _tenfold()


def infusion_dose_inverted(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Weight divided by the dose per kilogram, where it should be multiplied. Source: dosing.calc.ex70."""
    return require(weight, quantity="weight") / standard_dose(dose)


def infusion_dose_induction(weight: Kilogram) -> Milligram:
    """The anaesthetic induction dose that a popular article gives for depression. Source: dosing.iv.seed_error_2mgkg."""
    wrong = load_facts()["dosing.iv.seed_error_2mgkg"].details["hazard_value"]
    return float(require(weight, quantity="weight") * wrong)


def infusion_volume_weight_in_pounds(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume drawn with the weight in pounds. Source: dosing.calc.lb_error."""
    return convert(infusion_volume(weight, strength=strength, dose=dose), unit="kg", to="lb")


def infusion_volume_tenfold(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume ten times too large: the decimal point, or the wrong vial. Source: form.vial.tenfold."""
    return infusion_volume(weight, strength=strength, dose=dose) * _tenfold()


def infusion_volume_tenth(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume ten times too small: the decimal point, or the wrong vial. Source: form.vial.tenfold."""
    return infusion_volume(weight, strength=strength, dose=dose) / _tenfold()


def infusion_volume_inverted(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Dose multiplied by the strength of the vial, where it should be divided. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) * require(strength, quantity="strength")


def infusion_volume_upside_down(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Strength divided by dose, the fraction upside down. Source: dosing.calc.ex70."""
    return 1 / infusion_volume(weight, strength=strength, dose=dose)


def infusion_volume_without_dose(weight: Kilogram, *, strength: MilligramPerMillilitre) -> Millilitre:
    """Weight divided by strength, as if every kilogram took one milligram. Source: dosing.calc.ex70."""
    return require(weight, quantity="weight") / require(strength, quantity="strength")


def infusion_rate_for_one_hour(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> MilligramPerMinute:
    """Drug per minute as if every infusion took an hour. Source: dosing.calc.ex70."""
    return convert(infusion_dose(weight, dose=dose), unit="mg/h", to="mg/min")


def infusion_rate_without_weight(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerMinute:
    """Dose per kilogram divided by minutes, the weight forgotten. Source: dosing.iv.rate."""
    return infusion_rate(weight, dose=dose, duration=duration) / weight


def infusion_rate_per_hour_as_per_minute(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerHour:
    """Drug per minute written where drug per hour is asked for. Source: dosing.iv.rate."""
    return infusion_rate(weight, dose=dose, duration=duration)


def pump_rate_as_per_minute(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """Volume divided by minutes, typed into a pump that counts in hours. Source: dosing.calc.rate_formula."""
    return convert(pump_rate(volume, duration=duration), unit="mL/h", to="mL/min")


def pump_rate_for_one_hour(volume: Millilitre) -> MillilitrePerHour:
    """The whole bag over an hour, the shorter infusion forgotten. Source: dosing.calc.rate_formula."""
    return require(volume, quantity="volume")


def pump_rate_inverted(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """Volume times minutes over sixty, where it should be volume times sixty over minutes. Source: dosing.calc.rate_formula."""
    return convert(require(volume, quantity="volume") * standard_duration(duration), unit="mL/h", to="mL/min")


def dose_delivered_whole(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """The whole dose, although the infusion was stopped early. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose)


def dose_delivered_remaining(
    weight: Kilogram, *, minutes: Minute, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> Milligram:
    """What was left in the bag, given for what went in. Source: dosing.calc.ex_stopped."""
    return dose_wasted(weight, minutes=minutes, dose=dose, duration=duration)


def dose_wasted_delivered(
    weight: Kilogram, *, minutes: Minute, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> Milligram:
    """What went in, given for what was left in the bag. Source: dosing.calc.ex_stopped."""
    return dose_delivered(weight, minutes=minutes, dose=dose, duration=duration)


def weight_from_pounds_inverted(pounds: Pound) -> Kilogram:
    """Pounds multiplied, where they should be divided. Source: the international pound, exact by definition."""
    return convert(require(pounds, quantity="pounds"), unit="kg", to="lb")


def hydrochloride_mass_inverted(base: Milligram) -> Milligram:
    """Base to salt, the ratio upside down. Source: form.vial.base_salt."""
    return base_mass(base)


def base_mass_inverted(hydrochloride: Milligram) -> Milligram:
    """Salt to base, the ratio upside down. Source: form.vial.base_salt."""
    return hydrochloride_mass(hydrochloride)


def esketamine_devices_per_spray(mass: Milligram) -> Device:
    """One device counted for every spray; a device holds two. Source: form.esk.device_strength."""
    return esketamine_devices(mass) * 2


def peak_concentration_without_distribution(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None
) -> NanogramPerMillilitre:
    """The dose spread at once through the whole volume of distribution. Source: pk.sanity.vss, pk.vd.racemic."""
    model = read_model()
    volume = quantity_of("pk.vd.racemic") * typical(model, weight=weight)["V1"] / typical(model)["V1"]
    return float(NANOGRAMS_PER_ML_PER_MG_PER_L * infusion_dose(weight, dose=dose) / volume)


def peak_concentration_as_bolus(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> NanogramPerMillilitre:
    """The dose put into the central volume at a stroke, as if infusing took no time. Source: composite_racemic_venous."""
    volume = typical(read_model(), weight=require(weight, quantity="weight"))["V1"]
    return float(NANOGRAMS_PER_ML_PER_MG_PER_L * infusion_dose(weight, dose=dose) / volume)


def peak_concentration_in_salt(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> NanogramPerMillilitre:
    """The dose taken for hydrochloride, so that the peak comes out too low. Source: form.vial.base_salt."""
    return peak_concentration(weight, dose=dose, duration=duration) / salt_ratio()


def peak_concentration_at_steady_state(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> NanogramPerMillilitre:
    """Rate divided by clearance, as if a short infusion reached steady state. Source: composite_racemic_venous."""
    hours = convert(standard_duration(duration), unit="min", to="h")
    return exposure(weight, dose=dose) / hours


def exposure_without_units(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> NanogramHourPerMillilitre:
    """Milligrams over litres per hour, left in milligrams per litre. Source: composite_racemic_venous."""
    return infusion_dose(weight, dose=dose) / clearance(weight)


def _tenfold() -> float:
    """How far apart the weakest and the strongest vial are. Source: form.vial.10, form.vial.100."""
    return quantity_of("form.vial.100") / quantity_of("form.vial.10")
