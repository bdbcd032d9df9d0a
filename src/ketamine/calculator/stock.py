"""Sums of keeping count: what a drug register cannot account for, what a pill count says of use, how long a bottle or cylinder lasts.

For teaching, not for the care of a patient. A gap is a question, not an accusation. None of these makes two products
the same. Each slip stands below the sums it spoils.
"""

from __future__ import annotations

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, require
from ketamine.quantity.unit import (
    PERCENT,
    Count,
    Day,
    Litre,
    LitrePerMinute,
    Milligram,
    MilligramPerMillilitre,
    Millilitre,
    Minute,
    Percent,
    Spray,
)


def unaccounted_drug(
    vials: Count, *, strength: MilligramPerMillilitre, volume: Millilitre, given: Milligram, wasted: Milligram
) -> Milligram:
    """Drug in the vials opened that was neither given nor recorded as wasted. `volume` is that of one vial.

    Source: arithmetic, as in dosing.calc.ex_stopped.
    """
    missing = _opened(vials, strength=strength, volume=volume) - given - wasted
    if missing < 0:
        raise ImplausibleError(f"More was given and wasted than the {vials:g} vials held, by {-missing:g} mg.")
    return missing


def lozenges_over(dispensed: Count, *, left: Count, nights: Count, nightly: Count) -> Count:
    """Lozenges gone beyond what was prescribed: dispensed, less those left, less so many a night. Source: arithmetic."""
    used = dispensed - left
    if not (0 <= left <= dispensed and nights >= 1 and nightly >= 1):
        raise ImplausibleError(f"{left:g} left of {dispensed:g} after {nights:g} nights are not plausible.")
    return used - nights * nightly


def unaccounted_drug_waste_forgotten(
    vials: Count, *, strength: MilligramPerMillilitre, volume: Millilitre, given: Milligram
) -> Milligram:
    """All that was opened and not given, the recorded waste forgotten. Source: arithmetic."""
    return _opened(vials, strength=strength, volume=volume) - given


def unaccounted_drug_waste_added(
    vials: Count, *, strength: MilligramPerMillilitre, volume: Millilitre, given: Milligram, wasted: Milligram
) -> Milligram:
    """The waste added back, as if it had returned to the shelf. Source: arithmetic."""
    return _opened(vials, strength=strength, volume=volume) - given + wasted


def lozenges_over_used(dispensed: Count, *, left: Count) -> Count:
    """All that are gone, those prescribed for the nights not taken off. Source: arithmetic."""
    return dispensed - left


def lozenges_over_left(left: Count, *, nights: Count, nightly: Count) -> Count:
    """How far what is left falls short of the nights gone by: two numbers that do not belong together. Source: arithmetic."""
    return nights * nightly - left


def lozenges_over_one_a_night(dispensed: Count, *, left: Count, nights: Count) -> Count:
    """One a night counted, where more were prescribed. Source: arithmetic."""
    return dispensed - left - nights


def _opened(vials: Count, *, strength: MilligramPerMillilitre, volume: Millilitre) -> Milligram:
    if vials < 1:
        raise ImplausibleError(f"{vials:g} vials are implausible: it takes at least one.")
    return vials * require(strength, quantity="strength") * require(volume, quantity="volume")


def bottle_mass(strength: MilligramPerMillilitre, *, spray: Millilitre, sprays: Spray) -> Milligram:
    """Drug in so many sprays of a compounded bottle: strength times volume of a spray times sprays.

    Source: arithmetic; form.compounded.nasal_strength.
    """
    if not (0 < spray < 1 and sprays >= 1):
        raise ImplausibleError(f"{sprays:g} sprays of {spray:g} mL are not what a nasal bottle gives.")
    return require(strength, quantity="strength") * spray * sprays


def bottle_days(bottle: Millilitre, *, spray: Millilitre, sprays: Spray) -> Day:
    """Days that a compounded bottle lasts at so many sprays a day. Source: arithmetic."""
    if not (0 < spray < bottle and sprays >= 1):
        raise ImplausibleError(f"{sprays:g} sprays of {spray:g} mL a day from {bottle:g} mL are not plausible.")
    return bottle / (spray * sprays)


def bottle_mass_of_one(strength: MilligramPerMillilitre, *, spray: Millilitre) -> Milligram:
    """Drug in a single spray, given for that in all of them. Source: arithmetic."""
    return strength * spray


def bottle_mass_per_millilitre(strength: MilligramPerMillilitre, *, sprays: Spray) -> Milligram:
    """The strength taken for what a spray holds, as if each were a millilitre. Source: arithmetic."""
    return strength * sprays


def bottle_days_in_sprays(bottle: Millilitre, *, spray: Millilitre) -> Day:
    """The number of sprays in a bottle, given for the days it lasts. Source: arithmetic."""
    return bottle / spray


def bottle_days_without_volume(bottle: Millilitre, *, sprays: Spray) -> Day:
    """Millilitres divided by sprays a day, as if each were a millilitre. Source: arithmetic."""
    return bottle / sprays


def oxygen_minutes(full: Litre, *, left: Percent, flow: LitrePerMinute) -> Minute:
    """Minutes that a cylinder lasts at a flow: the litres of a full one, the share of it that the gauge shows. Source: arithmetic."""
    if not (full > 0 and 0 <= left <= PERCENT and flow > 0):
        raise ImplausibleError(f"{left:g} % of {full:g} L at {flow:g} L/min are not what a cylinder and a gauge show.")
    return full * left / PERCENT / flow


def oxygen_minutes_as_full(full: Litre, *, flow: LitrePerMinute) -> Minute:
    """The gauge not looked at: a part-used cylinder counted as a full one. Source: arithmetic."""
    return oxygen_minutes(full, left=PERCENT, flow=flow)


def oxygen_minutes_used(full: Litre, *, left: Percent, flow: LitrePerMinute) -> Minute:
    """What has gone from the cylinder taken for what is left in it. Source: arithmetic."""
    return oxygen_minutes(full, left=PERCENT - left, flow=flow)


CALCULATORS = (
    describe(unaccounted_drug),
    describe(lozenges_over),
    describe(unaccounted_drug_waste_forgotten, mistake=True),
    describe(unaccounted_drug_waste_added, mistake=True),
    describe(lozenges_over_used, mistake=True),
    describe(lozenges_over_left, mistake=True),
    describe(lozenges_over_one_a_night, mistake=True),
    describe(bottle_mass),
    describe(bottle_days),
    describe(bottle_mass_of_one, mistake=True),
    describe(bottle_mass_per_millilitre, mistake=True),
    describe(bottle_days_in_sprays, mistake=True),
    describe(bottle_days_without_volume, mistake=True),
    describe(oxygen_minutes),
    describe(oxygen_minutes_as_full, mistake=True),
    describe(oxygen_minutes_used, mistake=True),
)
