"""Arithmetic of one intravenous infusion: kilograms to milligrams to millilitres to a pump rate.

For teaching, not for the care of a patient. Doses are milligrams of ketamine base, as vials are labelled.
"""

from __future__ import annotations

from dataclasses import replace

from ketamine.plausible import ImplausibleError, quantity_of, read_limit, require, require_within
from ketamine.register import load_facts, read_table
from ketamine.unit import (
    Centimetre,
    Device,
    Kilogram,
    MicromolePerLitre,
    Milligram,
    MilligramPerHour,
    MilligramPerKilogram,
    MilligramPerKilogramPerHour,
    MilligramPerMillilitre,
    MilligramPerMinute,
    Millilitre,
    MillilitrePerHour,
    Minute,
    NanogramPerMillilitre,
    Pound,
    convert,
)

STANDARD_DOSE = "dosing.iv.standard_dose"
STANDARD_DURATION = "dosing.iv.standard_duration"


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
    """Dose of one infusion: body weight times dose per kilogram. Source: dosing.iv.standard_dose."""
    return require(weight, quantity="weight") * standard_dose(dose)


def infusion_volume(
    weight: Kilogram, *, strength: MilligramPerMillilitre, dose: MilligramPerKilogram | None = None
) -> Millilitre:
    """Volume to draw from the vial: dose divided by strength. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) / require(strength, quantity="strength")


def infusion_rate(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerMinute:
    """Rate at which drug goes in: dose divided by minutes. Source: dosing.calc.ex70."""
    return infusion_dose(weight, dose=dose) / standard_duration(duration)


def infusion_rate_per_hour(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> MilligramPerHour:
    """Rate at which drug goes in, per hour, as some pumps ask for it. Source: dosing.iv.rate."""
    return convert(infusion_rate(weight, dose=dose, duration=duration), unit="mg/min", to="mg/h")


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
    """Pump rate when the whole bag holds exactly the dose: final volume over time. Source: dosing.calc.rate_formula."""
    return convert(require(volume, quantity="volume") / standard_duration(duration), unit="mL/min", to="mL/h")


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


def dose_wasted(
    weight: Kilogram,
    *,
    minutes: Minute,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> Milligram:
    """Drug left over, to be wasted and recorded, when an infusion is stopped early. Source: dosing.calc.ex_stopped."""
    return infusion_dose(weight, dose=dose) - dose_delivered(weight, minutes=minutes, dose=dose, duration=duration)


def weight_from_pounds(pounds: Pound) -> Kilogram:
    """Body weight in kilograms from pounds. Source: the international pound, exact by definition."""
    return convert(require(pounds, quantity="pounds"), unit="lb", to="kg")


def hydrochloride_mass(base: Milligram) -> Milligram:
    """Milligrams of ketamine hydrochloride that hold so many of base. Source: form.vial.base_salt."""
    return require(base, quantity="mass") * salt_ratio()


def base_mass(hydrochloride: Milligram) -> Milligram:
    """Milligrams of ketamine base in so many of the hydrochloride. Source: form.vial.base_salt."""
    return require(hydrochloride, quantity="mass") / salt_ratio()


def salt_ratio() -> float:
    """Mass of hydrochloride per mass of base, from the molar masses of the two (g/mol). Source: form.vial.base_salt."""
    masses = read_table("models.toml")["conventions"]["molar_mass_g_per_mol"]
    return float(masses["ketamine_hcl"] / masses["ketamine_base"])


def esketamine_devices(mass: Milligram) -> Device:
    """Nasal devices for a session's dose of esketamine. Source: form.esk.device_strength."""
    device = quantity_of("form.esk.device_strength")
    wanted = require(mass, quantity="mass")
    if wanted % device or wanted > quantity_of("dosing.esk.max"):
        ceiling = load_facts()["dosing.esk.max"].text
        raise ImplausibleError(
            f"{wanted:g} mg is not a whole number of {device:g} mg devices up to the labelled maximum of {ceiling}."
        )
    return wanted / device


def ideal_weight(height: Centimetre, *, base: Kilogram) -> Kilogram:
    """Ideal body weight by Devine's formula, from a base for men or women. Source: dosing.calc.ibw_devine."""
    constants = load_facts()["dosing.calc.ibw_devine"].details["parameters"]
    inches = convert(require(height, quantity="devine_height"), unit="cm", to="in")
    return float(base + constants["per_inch_kg"] * (inches - constants["from_inches"]))


def ideal_weight_man(height: Centimetre) -> Kilogram:
    """Ideal body weight of a man by Devine's formula. Source: dosing.calc.ibw_devine."""
    return ideal_weight(height, base=load_facts()["dosing.calc.ibw_devine"].details["parameters"]["base_men_kg"])


def ideal_weight_woman(height: Centimetre) -> Kilogram:
    """Ideal body weight of a woman by Devine's formula. Source: dosing.calc.ibw_devine."""
    return ideal_weight(height, base=load_facts()["dosing.calc.ibw_devine"].details["parameters"]["base_women_kg"])


def adjusted_weight_man(weight: Kilogram, *, height: Centimetre) -> Kilogram:
    """Adjusted body weight of a man heavier than ideal: ideal plus a share of the excess. Source: dosing.calc.adjbw."""
    return _adjusted(require(weight, quantity="weight"), ideal=ideal_weight_man(height))


def adjusted_weight_woman(weight: Kilogram, *, height: Centimetre) -> Kilogram:
    """Adjusted body weight of a woman heavier than ideal: ideal plus a share of the excess. Source: dosing.calc.adjbw."""
    return _adjusted(require(weight, quantity="weight"), ideal=ideal_weight_woman(height))


def _adjusted(weight: Kilogram, *, ideal: Kilogram) -> Kilogram:
    if weight < ideal:
        raise ImplausibleError(
            f"A weight of {weight:g} kg is below the ideal weight of {ideal:.1f} kg; the formula is for excess weight."
        )
    share = load_facts()["dosing.calc.adjbw"].details["parameters"]["share_of_excess"]
    return float(ideal + share * (weight - ideal))


def molar_concentration(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """Plasma ketamine in micromoles per litre (the same figure as nanomoles per millilitre). Source: pk.conc.antidepressant_iv."""
    mass = read_table("models.toml")["conventions"]["molar_mass_g_per_mol"]["ketamine_base"]
    return float(require(concentration, quantity="concentration") / mass)


def mass_concentration(molar: MicromolePerLitre) -> NanogramPerMillilitre:
    """Plasma ketamine in nanograms per millilitre, from micromoles per litre. Source: pk.conc.antidepressant_iv."""
    mass = read_table("models.toml")["conventions"]["molar_mass_g_per_mol"]["ketamine_base"]
    limit = read_limit("concentration")
    require_within(molar, limit=replace(limit, unit="µmol/L", low=limit.low / mass, high=limit.high / mass))
    return float(molar * mass)
