"""Arithmetic of one intravenous infusion: kilograms to milligrams to millilitres to a pump rate.

For teaching, not for the care of a patient. Doses are milligrams of ketamine base, as vials are labelled. Each slip stands below
the sum it spoils: a wrong answer that clinicians really give, computed so that a case can name what led to it.
"""

from __future__ import annotations

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, quantity_of, require
from ketamine.quantity.unit import (
    Kilogram,
    Milligram,
    MilligramPerHour,
    MilligramPerKilogram,
    MilligramPerKilogramPerHour,
    MilligramPerMillilitre,
    MilligramPerMinute,
    Millilitre,
    MillilitrePerHour,
    Minute,
    convert,
)
from ketamine.registry.read import load_facts, read_table

STANDARD_DOSE = "dosing.iv.standard_dose"
STANDARD_DURATION = "dosing.iv.standard_duration"
CEILING = "dosing.iv.local_ceiling"  # a choice of the course: it says what is refused, and never what the answer is
_SALT = "form.vial.base_salt"


def standard_dose(dose: MilligramPerKilogram | None = None) -> MilligramPerKilogram:
    """The dose in mg/kg that was asked for, or the standard one; refused above the teaching ceiling.

    Source: dosing.iv.standard_dose, dosing.iv.local_ceiling.
    """
    return require(quantity_of(STANDARD_DOSE) if dose is None else dose, quantity="dose")


def standard_duration(duration: Minute | None = None) -> Minute:
    """The duration in min that was asked for, or the standard one; refused if it comes close to a push.

    Source: dosing.iv.standard_duration.
    """
    return require(quantity_of(STANDARD_DURATION) if duration is None else duration, quantity="duration")


def infusion_dose(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose of one infusion: body weight times dose per kilogram. Source: dosing.iv.standard_dose.

    >>> infusion_dose(70)
    35.0
    """
    return require(weight, quantity="weight") * standard_dose(dose)


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


def infusion_volume(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume to draw from the vial: dose divided by strength. Source: dosing.calc.ex70.

    >>> infusion_volume(70, strength=50)
    0.7
    """
    return infusion_dose(weight, dose=dose) / require(strength, quantity="strength")


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


def infusion_rate(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerMinute:
    """Rate at which drug goes in: dose divided by minutes. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) / standard_duration(duration)


def infusion_rate_for_one_hour(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> MilligramPerMinute:
    """Drug per minute as if every infusion took an hour. Source: dosing.calc.ex70."""
    return convert(infusion_dose(weight, dose=dose), unit="mg/h", to="mg/min")


def infusion_rate_without_weight(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerMinute:
    """Dose per kilogram divided by minutes, the weight forgotten. Source: dosing.iv.rate."""
    return infusion_rate(weight, dose=dose, duration=duration) / weight


def infusion_rate_per_hour(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerHour:
    """Rate at which drug goes in, per hour, as some pumps ask for it. Source: dosing.iv.rate."""
    return convert(infusion_rate(weight, dose=dose, duration=duration), unit="mg/min", to="mg/h")


def infusion_rate_per_hour_as_per_minute(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerHour:
    """Drug per minute written where drug per hour is asked for. Source: dosing.iv.rate."""
    return infusion_rate(weight, dose=dose, duration=duration)


def infusion_rate_per_kilogram(
    dose: MilligramPerKilogram | None = None, *, duration: Minute | None = None
) -> MilligramPerKilogramPerHour:
    """Rate per kilogram and hour of an infusion. Source: dosing.iv.rate."""
    per_minute = standard_dose(dose) / standard_duration(duration)
    return convert(per_minute, unit="mg/kg/min", to="mg/kg/h")


def bag_concentration(
    weight: Kilogram, *, volume: Millilitre, dose: MilligramPerKilogram | None = None
) -> MilligramPerMillilitre:
    """Concentration of the made-up bag or syringe: dose divided by final volume. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) / require(volume, quantity="volume")


def pump_rate(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """Pump rate when the whole bag holds exactly the dose: final volume over time. Source: dosing.calc.rate_formula.

    >>> pump_rate(50)  # over the standard 40 min
    75.0
    """
    return convert(require(volume, quantity="volume") / standard_duration(duration), unit="mL/min", to="mL/h")


def pump_rate_as_per_minute(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """Volume divided by minutes, typed into a pump that counts in hours. Source: dosing.calc.rate_formula."""
    return convert(pump_rate(volume, duration=duration), unit="mL/h", to="mL/min")


def pump_rate_for_one_hour(volume: Millilitre) -> MillilitrePerHour:
    """The whole bag over an hour, the shorter infusion forgotten. Source: dosing.calc.rate_formula."""
    return require(volume, quantity="volume")


def pump_rate_inverted(volume: Millilitre, *, duration: Minute | None = None) -> MillilitrePerHour:
    """Volume times minutes over sixty, where it should be volume times sixty over minutes. Source: dosing.calc.rate_formula."""
    return convert(require(volume, quantity="volume") * standard_duration(duration), unit="mL/h", to="mL/min")


def diluent_volume(
    weight: Kilogram,
    *,
    strength: MilligramPerMillilitre,
    volume: Millilitre,
    dose: MilligramPerKilogram | None = None,
) -> Millilitre:
    """Diluent to add so that drug and diluent together make the final volume. Source: dosing.calc.ex70."""
    drug = infusion_volume(weight, strength=strength, dose=dose)
    if drug > require(volume, quantity="volume"):
        raise ImplausibleError(f"The drug alone is {drug:g} mL, more than the final volume of {volume:g} mL.")
    return volume - drug


def dose_delivered(
    weight: Kilogram,
    *,
    minutes: Minute,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> Milligram:
    """Drug given when an infusion is stopped early. Source: dosing.calc.ex_stopped."""
    ran = min(require(minutes, quantity="minutes"), standard_duration(duration))
    return infusion_rate(weight, dose=dose, duration=duration) * ran


def dose_delivered_whole(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """The whole dose, although the infusion was stopped early. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose)


def dose_delivered_remaining(
    weight: Kilogram, *, minutes: Minute, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> Milligram:
    """What was left in the bag, given for what went in. Source: dosing.calc.ex_stopped."""
    return dose_wasted(weight, minutes=minutes, dose=dose, duration=duration)


def dose_wasted(
    weight: Kilogram,
    *,
    minutes: Minute,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> Milligram:
    """Drug left over, to be wasted and recorded, when an infusion is stopped early. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose) - dose_delivered(weight, minutes=minutes, dose=dose, duration=duration)


def dose_wasted_delivered(
    weight: Kilogram, *, minutes: Minute, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> Milligram:
    """What went in, given for what was left in the bag. Source: dosing.calc.ex_stopped."""
    return dose_delivered(weight, minutes=minutes, dose=dose, duration=duration)


def hydrochloride_mass(base: Milligram) -> Milligram:
    """Milligrams of ketamine hydrochloride that hold so many of base. Source: form.vial.base_salt.

    >>> round(hydrochloride_mass(28), 1)
    32.3
    """
    return require(base, quantity="mass") * salt_ratio()


def hydrochloride_mass_inverted(base: Milligram) -> Milligram:
    """Base to salt, the ratio upside down. Source: form.vial.base_salt."""
    return base_mass(base)


def base_mass(hydrochloride: Milligram) -> Milligram:
    """Milligrams of ketamine base in so many of the hydrochloride. Source: form.vial.base_salt."""
    return require(hydrochloride, quantity="mass") / salt_ratio()


def base_mass_inverted(hydrochloride: Milligram) -> Milligram:
    """Salt to base, the ratio upside down. Source: form.vial.base_salt."""
    return hydrochloride_mass(hydrochloride)


def salt_ratio() -> float:
    """Mass of hydrochloride per mass of base, from the molar masses of the two (g/mol). Source: form.vial.base_salt."""
    masses = read_table("models/kinetics.toml")["conventions"]["molar_mass_g_per_mol"]
    return float(masses["ketamine_hcl"] / masses["ketamine_base"])


def _tenfold() -> float:
    """How far apart the weakest and the strongest vial are. Source: form.vial.10, form.vial.100."""
    return quantity_of("form.vial.100") / quantity_of("form.vial.10")


CALCULATORS = (
    describe(infusion_dose, facts=(STANDARD_DOSE,), limits=(CEILING,)),
    describe(infusion_dose_weight_in_pounds, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_dose_tenfold, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_dose_tenth, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_dose_inverted, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_dose_induction, facts=("dosing.iv.seed_error_2mgkg",), mistake=True),
    describe(infusion_volume, facts=(STANDARD_DOSE,), limits=(CEILING,)),
    describe(infusion_volume_weight_in_pounds, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_volume_tenfold, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_volume_tenth, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_volume_inverted, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_volume_upside_down, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_volume_without_dose, mistake=True),
    describe(infusion_rate, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(infusion_rate_for_one_hour, facts=(STANDARD_DOSE,), mistake=True),
    describe(infusion_rate_without_weight, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(infusion_rate_per_hour, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(infusion_rate_per_hour_as_per_minute, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(infusion_rate_per_kilogram, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(bag_concentration, facts=(STANDARD_DOSE,), limits=(CEILING,)),
    describe(pump_rate, facts=(STANDARD_DURATION, "dosing.calc.rate_formula")),
    describe(pump_rate_as_per_minute, facts=(STANDARD_DURATION,), mistake=True),
    describe(pump_rate_for_one_hour, mistake=True),
    describe(pump_rate_inverted, facts=(STANDARD_DURATION,), mistake=True),
    describe(diluent_volume, facts=(STANDARD_DOSE,), limits=(CEILING,)),
    describe(dose_delivered, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(dose_delivered_whole, facts=(STANDARD_DOSE,), mistake=True),
    describe(dose_delivered_remaining, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(dose_wasted, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(dose_wasted_delivered, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(hydrochloride_mass, facts=("form.vial.base_salt",)),
    describe(hydrochloride_mass_inverted, facts=("form.vial.base_salt",), mistake=True),
    describe(base_mass, facts=("form.vial.base_salt",)),
    describe(base_mass_inverted, facts=("form.vial.base_salt",), mistake=True),
)
