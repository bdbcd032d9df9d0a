"""Body weight: from pounds, ideal and adjusted, and what dosing by each of them does to the milligrams.

For teaching, not for the care of a patient. Which weight to dose by is no result of these sums.
"""

from __future__ import annotations

from ketamine.calculator.dosing import STANDARD_DOSE, infusion_dose
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, require
from ketamine.quantity.unit import Centimetre, Kilogram, Milligram, MilligramPerKilogram, Pound, convert
from ketamine.registry.read import load_facts

_DEVINE = "dosing.calc.ibw_devine"
_ADJUSTED = "dosing.calc.adjbw"


def weight_from_pounds(pounds: Pound) -> Kilogram:
    """Body weight in kilograms from pounds. Source: the international pound, exact by definition.

    >>> round(weight_from_pounds(154), 1)
    69.9
    """
    return convert(require(pounds, quantity="pounds"), unit="lb", to="kg")


def weight_from_pounds_inverted(pounds: Pound) -> Kilogram:
    """Pounds multiplied, where they should be divided. Source: the international pound, exact by definition."""
    return convert(require(pounds, quantity="pounds"), unit="kg", to="lb")


def ideal_weight(height: Centimetre, *, base: Kilogram) -> Kilogram:
    """Ideal body weight by Devine's formula, from a base for men or women. Source: dosing.calc.ibw_devine."""
    constants = load_facts()["dosing.calc.ibw_devine"].details["parameters"]
    inches = convert(require(height, quantity="devine_height"), unit="cm", to="in")
    return float(base + constants["per_inch_kg"] * (inches - constants["from_inches"]))


def ideal_weight_man(height: Centimetre) -> Kilogram:
    """Ideal body weight of a man by Devine's formula. Source: dosing.calc.ibw_devine."""
    return ideal_weight(height, base=load_facts()["dosing.calc.ibw_devine"].details["parameters"]["base_men_kg"])


def ideal_weight_woman(height: Centimetre) -> Kilogram:
    """Ideal body weight of a woman by Devine's formula. Source: dosing.calc.ibw_devine.

    >>> round(ideal_weight_woman(165), 1)
    56.9
    """
    return ideal_weight(height, base=load_facts()["dosing.calc.ibw_devine"].details["parameters"]["base_women_kg"])


def adjusted_weight_man(weight: Kilogram, *, height: Centimetre) -> Kilogram:
    """Adjusted body weight of a man heavier than ideal: ideal plus a share of the excess. Source: dosing.calc.adjbw."""
    return _adjusted(require(weight, quantity="weight"), ideal=ideal_weight_man(height))


def adjusted_weight_woman(weight: Kilogram, *, height: Centimetre) -> Kilogram:
    """Adjusted body weight of a woman heavier than ideal: ideal plus a share of the excess. Source: dosing.calc.adjbw."""
    return _adjusted(require(weight, quantity="weight"), ideal=ideal_weight_woman(height))


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


def _adjusted(weight: Kilogram, *, ideal: Kilogram) -> Kilogram:
    if weight < ideal:
        raise ImplausibleError(
            f"A weight of {weight:g} kg is below the ideal weight of {ideal:.1f} kg; the formula is for excess weight."
        )
    share = load_facts()["dosing.calc.adjbw"].details["parameters"]["share_of_excess"]
    return float(ideal + share * (weight - ideal))


CALCULATORS = (
    describe(weight_from_pounds, decimals=1),
    describe(weight_from_pounds_inverted, mistake=True),
    describe(ideal_weight_man, facts=("dosing.calc.ibw_devine",)),
    describe(ideal_weight_woman, facts=("dosing.calc.ibw_devine",)),
    describe(adjusted_weight_man, facts=("dosing.calc.ibw_devine", "dosing.calc.adjbw")),
    describe(adjusted_weight_woman, facts=("dosing.calc.ibw_devine", "dosing.calc.adjbw")),
    describe(dose_by_adjusted_weight_man, facts=(STANDARD_DOSE, _DEVINE, _ADJUSTED)),
    describe(dose_by_adjusted_weight_woman, facts=(STANDARD_DOSE, _DEVINE, _ADJUSTED)),
    describe(dose_by_ideal_weight_man, facts=(STANDARD_DOSE, _DEVINE)),
    describe(dose_by_ideal_weight_woman, facts=(STANDARD_DOSE, _DEVINE)),
    describe(dose_by_adjusted_weight_as_actual, facts=(STANDARD_DOSE,), mistake=True),
    describe(dose_by_adjusted_weight_as_ideal_man, facts=(STANDARD_DOSE, _DEVINE), mistake=True),
    describe(dose_by_adjusted_weight_as_ideal_woman, facts=(STANDARD_DOSE, _DEVINE), mistake=True),
    describe(dose_by_adjusted_weight_of_whole_man, facts=(STANDARD_DOSE, _DEVINE, _ADJUSTED), mistake=True),
    describe(dose_by_adjusted_weight_of_whole_woman, facts=(STANDARD_DOSE, _DEVINE, _ADJUSTED), mistake=True),
)
