"""Sums of keeping count: what a drug register cannot account for, and what a pill count says about use.

For teaching, not for the care of a patient. A gap is a question, not an accusation. Each slip stands below the sum it
spoils.
"""

from __future__ import annotations

from typing import Annotated

from ketamine.bedside import Entry
from ketamine.plausible import ImplausibleError, require
from ketamine.unit import Milligram, MilligramPerMillilitre, Millilitre

Count = Annotated[float, "1"]


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


CALCULATORS: tuple[Entry, ...] = (
    (unaccounted_drug, (), False),
    (lozenges_over, (), False),
    (unaccounted_drug_waste_forgotten, (), True),
    (unaccounted_drug_waste_added, (), True),
    (lozenges_over_used, (), True),
    (lozenges_over_left, (), True),
    (lozenges_over_one_a_night, (), True),
)
