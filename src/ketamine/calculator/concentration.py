"""Ketamine in the blood of one typical adult after one racemic infusion, and how a level reads in moles.

The default model is the course's own composite, fitted to published group values; it is not a published model.
Concentrations are venous plasma, total racemic ketamine, in ng/mL of base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketamine.calculator.dosing import (
    CEILING,
    STANDARD_DOSE,
    STANDARD_DURATION,
    infusion_dose,
    infusion_rate_per_hour,
    standard_dose,
    standard_duration,
)
from ketamine.model.kinetics.mode import Modes, find_modes, infuse
from ketamine.model.kinetics.model import Model, ModelError, read_model, typical
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, require, require_within
from ketamine.quantity.unit import (
    NANOGRAMS_PER_ML_PER_MG_PER_L,
    Kilogram,
    LitrePerHour,
    MilligramPerKilogram,
    Minute,
    NanogramHourPerMillilitre,
    NanogramPerMillilitre,
    convert,
)
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

from ketamine.calculator.dosing import salt_ratio
from ketamine.quantity.limit import quantity_of
from ketamine.quantity.unit import MicromolePerLitre

MOLAR_MASS = "pk.mw_conversion"
_SALT = "form.vial.base_salt"


def model_modes(model: Model, *, weight: Any = None) -> Modes:
    """The modes of a three-compartment model for a body weight in kg (or several).

    Source: composite_racemic_venous.
    """
    found = typical(model, weight=weight)
    return find_modes(
        (found["V1"], found["V2"], found["V3"]), clearance=found["CL"], exchanges=(found["Q2"], found["Q3"])
    )


def infusion_concentration(
    minutes: Any,
    *,
    weight: Kilogram,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
) -> Array:
    """Venous plasma ketamine in ng/mL at times in min after the start. Source: composite_racemic_venous.

    Raises ModelError where the model cannot go: infusions faster or slower, people lighter or heavier than its limits.
    """
    import numpy

    model = read_model()
    _require(model, weight=weight, dose=standard_dose(dose), duration=_slow(model, duration=duration))
    concentration = infuse(
        model_modes(model, weight=weight),
        rate=infusion_rate_per_hour(weight, dose=dose, duration=duration),
        duration=convert(standard_duration(duration), unit="min", to="h"),
        times=convert(1, unit="min", to="h") * numpy.asarray(minutes, dtype=float),
    )
    scaled: Array = NANOGRAMS_PER_ML_PER_MG_PER_L * concentration
    return scaled


def concentration_after(
    weight: Kilogram, *, minutes: Minute, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> NanogramPerMillilitre:
    """Venous plasma ketamine so many minutes after the start of an infusion. Source: composite_racemic_venous."""
    require(minutes, quantity="minutes")
    return float(infusion_concentration([minutes], weight=weight, dose=dose, duration=duration)[0])


def peak_concentration(
    weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None
) -> NanogramPerMillilitre:
    """Venous plasma ketamine at the end of an infusion, where it is highest. Source: composite_racemic_venous.

    >>> round(peak_concentration(70))
    191
    """
    return concentration_after(weight, minutes=standard_duration(duration), dose=dose, duration=duration)


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


def half_time(weight: Kilogram, *, dose: MilligramPerKilogram | None = None, duration: Minute | None = None) -> Minute:
    """Minutes after the end of an infusion until plasma has fallen to half its peak. Source: composite_racemic_venous."""
    end = standard_duration(duration)
    half = peak_concentration(weight, dose=dose, duration=duration) / 2
    early, late = float(end), float(read_table("settings.toml")["limit"]["minutes"]["high"])
    for _ in range(read_table("settings.toml")["numerics"]["bisections"]):
        middle = (early + late) / 2
        above = concentration_after(weight, minutes=middle, dose=dose, duration=duration) > half
        early, late = (middle, late) if above else (early, middle)
    return (early + late) / 2 - end


def clearance(weight: Kilogram) -> LitrePerHour:
    """Clearance of ketamine in an adult of that weight. Source: composite_racemic_venous."""
    model = read_model()
    _require(model, weight=weight)
    return float(typical(model, weight=weight)["CL"])


def exposure(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> NanogramHourPerMillilitre:
    """Area under the plasma curve of a whole infusion: dose divided by clearance. Source: composite_racemic_venous."""
    return NANOGRAMS_PER_ML_PER_MG_PER_L * infusion_dose(weight, dose=dose) / clearance(weight)


def exposure_without_units(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> NanogramHourPerMillilitre:
    """Milligrams over litres per hour, left in milligrams per litre. Source: composite_racemic_venous."""
    return infusion_dose(weight, dose=dose) / clearance(weight)


def molar_concentration(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """Plasma ketamine in micromoles per litre from nanograms per millilitre. Source: pk.mw_conversion.

    >>> round(molar_concentration(185), 2)
    0.78
    """
    amount = require(concentration, quantity="concentration") / quantity_of(MOLAR_MASS)
    return convert(amount, unit="nmol/mL", to="umol/L")


def molar_concentration_in_salt(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """The same with the molar mass of the hydrochloride, though assays count base. Source: form.vial.base_salt."""
    return molar_concentration(concentration) / salt_ratio()


def molar_concentration_in_nanomoles(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """Nanomoles per litre written where micromoles are asked for. Source: pk.mw_conversion."""
    return convert(molar_concentration(concentration), unit="umol/L", to="nmol/L")


def molar_concentration_inverted(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """Molar mass divided by the level, the fraction upside down. Source: pk.mw_conversion."""
    return 1 / molar_concentration(concentration)


def mass_concentration(molar: MicromolePerLitre) -> NanogramPerMillilitre:
    """Plasma ketamine in nanograms per millilitre from micromoles per litre. Source: pk.mw_conversion."""
    amount = convert(molar, unit="umol/L", to="nmol/mL") * quantity_of(MOLAR_MASS)
    return require(amount, quantity="concentration")


def mass_concentration_in_salt(molar: MicromolePerLitre) -> NanogramPerMillilitre:
    """The same with the molar mass of the hydrochloride, though assays count base. Source: form.vial.base_salt."""
    return mass_concentration(molar) * salt_ratio()


def mass_concentration_inverted(molar: MicromolePerLitre) -> NanogramPerMillilitre:
    """Molar mass divided by micromoles, where it should be multiplied. Source: pk.mw_conversion."""
    return quantity_of(MOLAR_MASS) ** 2 / mass_concentration(molar)


def mass_concentration_as_given(molar: MicromolePerLitre) -> NanogramPerMillilitre:
    """Micromoles read as micrograms, so that only the prefix is changed. Source: pk.mw_conversion."""
    return convert(mass_concentration(molar) / quantity_of(MOLAR_MASS), unit="ug/mL", to="ng/mL")


def _slow(model: Model, *, duration: Minute | None) -> float:
    """Say it in clinical words when an infusion comes so close to a push that the model has nothing to say."""
    low = model.limit("duration").low
    if duration is not None and duration < low:
        raise ModelError(
            f"An infusion over {duration:g} min is too fast for {model.key}: under {low:g} min it ignores mixing in the"
            " blood and would predict a peak several times too low."
        )
    return standard_duration(duration)


def _require(model: Model, **amounts: float) -> None:
    for quantity, amount in amounts.items():
        try:
            require_within(amount, limit=model.limit(quantity))
        except ImplausibleError as refusal:
            raise ModelError(str(refusal)) from None


CALCULATORS = (
    describe(concentration_after, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(peak_concentration, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(peak_concentration_without_distribution, facts=(STANDARD_DOSE, "pk.vd.racemic"), mistake=True),
    describe(peak_concentration_as_bolus, facts=(STANDARD_DOSE,), mistake=True),
    describe(peak_concentration_in_salt, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(peak_concentration_at_steady_state, facts=(STANDARD_DOSE, STANDARD_DURATION), mistake=True),
    describe(half_time, facts=(STANDARD_DOSE, STANDARD_DURATION), limits=(CEILING,)),
    describe(clearance),
    describe(exposure, facts=(STANDARD_DOSE,), limits=(CEILING,)),
    describe(exposure_without_units, facts=(STANDARD_DOSE,), mistake=True),
    describe(molar_concentration, facts=(MOLAR_MASS,)),
    describe(molar_concentration_in_salt, facts=(MOLAR_MASS, "form.vial.base_salt"), mistake=True),
    describe(molar_concentration_in_nanomoles, facts=(MOLAR_MASS,), mistake=True),
    describe(molar_concentration_inverted, facts=(MOLAR_MASS,), mistake=True),
    describe(mass_concentration, facts=(MOLAR_MASS,)),
    describe(mass_concentration_in_salt, facts=(MOLAR_MASS, "form.vial.base_salt"), mistake=True),
    describe(mass_concentration_inverted, facts=(MOLAR_MASS,), mistake=True),
    describe(mass_concentration_as_given, mistake=True),
)
