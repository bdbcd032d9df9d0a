"""Syringes: what can be read off a barrel, and how far that is from the volume that was meant.

For teaching, not for the care of a patient.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, require
from ketamine.quantity.unit import PERCENT, Milligram, MilligramPerMillilitre, Millilitre, Percent
from ketamine.registry.read import read_table


@dataclass(frozen=True, slots=True)
class Syringe:
    """A syringe of a size in mL, whose barrel is marked every `graduation` mL."""

    size: Millilitre
    graduation: Millilitre


def list_syringes() -> tuple[Syringe, ...]:
    """Common sizes, smallest first, as the course's settings list them; a service's own may differ.

    Source: settings.toml.
    """
    return tuple(Syringe(row["size"], row["graduation"]) for row in read_table("settings.toml")["syringe"])


def rounded_volume(volume: Millilitre, *, graduation: Millilitre) -> Millilitre:
    """The volume that a barrel can show: the nearest mark. Source: arithmetic.

    >>> round(rounded_volume(0.73, graduation=0.1), 2)
    0.7
    """
    require(volume, quantity="draw")
    require(graduation, quantity="graduation")
    return round(volume / graduation) * graduation


def rounding_error(volume: Millilitre, *, graduation: Millilitre) -> Percent:
    """How far the nearest mark is from the volume meant, in percent of it; positive is too much. Source: arithmetic."""
    return (rounded_volume(volume, graduation=graduation) - volume) / volume * PERCENT


def rounding_limit(volume: Millilitre, *, graduation: Millilitre) -> Percent:
    """The worst error that rounding to a mark can bring at this volume: half a mark, in percent. Source: arithmetic."""
    require(graduation, quantity="graduation")
    return graduation / 2 / require(volume, quantity="draw") * PERCENT


def drawn_dose(volume: Millilitre, *, strength: MilligramPerMillilitre) -> Milligram:
    """The drug in a drawn-up volume: volume times strength. Source: dosing.calc.ex70."""
    return require(volume, quantity="draw") * require(strength, quantity="strength")


def choose_syringe(volume: Millilitre) -> Syringe:
    """The smallest common syringe that holds a volume, which is the one that reads it best. Source: dosing.calc.ex58."""
    require(volume, quantity="draw")
    for each in list_syringes():
        if each.size >= volume:
            return each
    raise ImplausibleError(f"No common syringe holds {volume:g} mL; divide it, or use a bag.")


CALCULATORS = (
    describe(rounded_volume),
    describe(rounding_error),
    describe(rounding_limit),
    describe(drawn_dose),
)
