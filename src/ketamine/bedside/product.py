"""Sums about products that nobody has licensed. None of them makes two products the same.

For teaching, not for the care of a patient.
"""

from __future__ import annotations

from typing import Annotated

from ketamine.bedside import Entry
from ketamine.plausible import ImplausibleError, require
from ketamine.unit import Milligram, MilligramPerMillilitre, Millilitre

Day = Annotated[float, "day"]
Spray = Annotated[float, "sprays"]


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


CALCULATORS: tuple[Entry, ...] = (
    (bottle_mass, (), False),
    (bottle_days, (), False),
    (bottle_mass_of_one, (), True),
    (bottle_mass_per_millilitre, (), True),
    (bottle_days_in_sprays, (), True),
    (bottle_days_without_volume, (), True),
)
