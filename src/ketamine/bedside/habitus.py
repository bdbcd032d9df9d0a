"""The same dose by different weights: what a local policy on body weight does to the milligrams.

For teaching, not for the care of a patient. Which weight to dose by is no result of these sums.
"""

from __future__ import annotations

from ketamine.bedside import Entry
from ketamine.dosing import (
    STANDARD_DOSE,
    adjusted_weight_man,
    adjusted_weight_woman,
    ideal_weight_man,
    ideal_weight_woman,
    infusion_dose,
)
from ketamine.register import load_facts
from ketamine.unit import Centimetre, Kilogram, Milligram, MilligramPerKilogram

_DEVINE = "dosing.calc.ibw_devine"
_ADJUSTED = "dosing.calc.adjbw"


def dose_by_adjusted_weight_man(
    weight: Kilogram, *, height: Centimetre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """Dose of a heavy man where local policy says adjusted weight. Source: dosing.calc.ibw_devine, dosing.calc.adjbw."""
    return infusion_dose(adjusted_weight_man(weight, height=height), dose=dose)


def dose_by_adjusted_weight_woman(
    weight: Kilogram, *, height: Centimetre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """Dose of a heavy woman where local policy says adjusted weight. Source: dosing.calc.ibw_devine, dosing.calc.adjbw."""
    return infusion_dose(adjusted_weight_woman(weight, height=height), dose=dose)


def dose_by_ideal_weight_man(height: Centimetre, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose of a man where local policy says ideal weight. Source: dosing.calc.ibw_devine."""
    return infusion_dose(ideal_weight_man(height), dose=dose)


def dose_by_ideal_weight_woman(height: Centimetre, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose of a woman where local policy says ideal weight. Source: dosing.calc.ibw_devine."""
    return infusion_dose(ideal_weight_woman(height), dose=dose)


def dose_by_adjusted_weight_as_actual(weight: Kilogram, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose by the weight on the scale, where policy says adjusted weight. Source: dosing.calc.ex130."""
    return infusion_dose(weight, dose=dose)


def dose_by_adjusted_weight_as_ideal_man(height: Centimetre, *, dose: MilligramPerKilogram | None = None) -> Milligram:
    """Dose by a man's ideal weight, where policy says adjusted weight. Source: dosing.calc.ex130."""
    return dose_by_ideal_weight_man(height, dose=dose)


def dose_by_adjusted_weight_as_ideal_woman(
    height: Centimetre, *, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """Dose by a woman's ideal weight, where policy says adjusted weight. Source: dosing.calc.ex130."""
    return dose_by_ideal_weight_woman(height, dose=dose)


def dose_by_adjusted_weight_of_whole_man(
    weight: Kilogram, *, height: Centimetre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """A share of a man's whole weight added to the ideal, where only the excess counts. Source: dosing.calc.adjbw."""
    return infusion_dose(ideal_weight_man(height) + _share() * weight, dose=dose)


def dose_by_adjusted_weight_of_whole_woman(
    weight: Kilogram, *, height: Centimetre, dose: MilligramPerKilogram | None = None
) -> Milligram:
    """A share of a woman's whole weight added to the ideal, where only the excess counts. Source: dosing.calc.adjbw."""
    return infusion_dose(ideal_weight_woman(height) + _share() * weight, dose=dose)


def _share() -> float:
    return float(load_facts()[_ADJUSTED].details["parameters"]["share_of_excess"])


CALCULATORS: tuple[Entry, ...] = (
    (dose_by_adjusted_weight_man, (STANDARD_DOSE, _DEVINE, _ADJUSTED), False),
    (dose_by_adjusted_weight_woman, (STANDARD_DOSE, _DEVINE, _ADJUSTED), False),
    (dose_by_ideal_weight_man, (STANDARD_DOSE, _DEVINE), False),
    (dose_by_ideal_weight_woman, (STANDARD_DOSE, _DEVINE), False),
    (dose_by_adjusted_weight_as_actual, (STANDARD_DOSE,), True),
    (dose_by_adjusted_weight_as_ideal_man, (STANDARD_DOSE, _DEVINE), True),
    (dose_by_adjusted_weight_as_ideal_woman, (STANDARD_DOSE, _DEVINE), True),
    (dose_by_adjusted_weight_of_whole_man, (STANDARD_DOSE, _DEVINE, _ADJUSTED), True),
    (dose_by_adjusted_weight_of_whole_woman, (STANDARD_DOSE, _DEVINE, _ADJUSTED), True),
)
