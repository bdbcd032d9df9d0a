"""One typical adult, one racemic infusion: the numbers that a bedside question asks for.

The default model is the course's own composite, fitted to published group values; it is not a published model.
Concentrations are venous plasma, total racemic ketamine, in ng/mL of base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketamine.dosing import infusion_dose, infusion_rate_per_hour, standard_dose, standard_duration
from ketamine.kinetics.mode import Modes, find_modes, infuse
from ketamine.kinetics.model import Model, ModelError, read_model, typical
from ketamine.plausible import ImplausibleError, require, require_within
from ketamine.register import read_table
from ketamine.unit import (
    NANOGRAMS_PER_ML_PER_MG_PER_L,
    Kilogram,
    LitrePerHour,
    MilligramPerKilogram,
    Minute,
    NanogramHourPerMillilitre,
    NanogramPerMillilitre,
    convert,
)

if TYPE_CHECKING:
    from ketamine.kinetics.mode import Array


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
    """Venous plasma ketamine at the end of an infusion, where it is highest. Source: composite_racemic_venous."""
    return concentration_after(weight, minutes=standard_duration(duration), dose=dose, duration=duration)


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
