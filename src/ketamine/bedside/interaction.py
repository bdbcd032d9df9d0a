"""What another medicine does to exposure, by route: the same enzyme matters at one door and hardly at another.

Exposure is the area under the plasma curve. The multiples come from single doses in a few healthy volunteers, as means:
they show a direction and a size, and are no rule for changing anybody's dose.
"""

from __future__ import annotations

from ketamine.plausible import ImplausibleError, quantity_of, require
from ketamine.register import load_facts
from ketamine.unit import Device, NanogramHourPerMillilitre, convert

RIFAMPICIN = "ddi.inducers"
SWALLOWED_INHIBITOR = "ddi.cyp3a4_inhibitor_oral"  # its range runs from ticlopidine to grapefruit juice
SPRAYED_TICLOPIDINE = "ddi.cyp2b6_inhibitor"
SPRAYS = ("pk.auc.esk28", "pk.auc.esk56", "pk.auc.esk84")  # by devices, one to three


def swallowed_exposure_with_rifampicin(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """Mean exposure to swallowed S-ketamine once rifampicin has induced the enzymes. Source: ddi.inducers."""
    return require(exposure, quantity="exposure") * (1 - _fraction(RIFAMPICIN))


def swallowed_exposure_with_rifampicin_as_left(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """The share that is lost, taken for the share that is left. Source: ddi.inducers."""
    return require(exposure, quantity="exposure") * _fraction(RIFAMPICIN)


def swallowed_exposure_with_rifampicin_raised(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """The change added, as if rifampicin blocked the enzymes. Source: ddi.inducers."""
    return require(exposure, quantity="exposure") * (1 + _fraction(RIFAMPICIN))


def swallowed_exposure_unchanged(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """The exposure without the other medicine, as if a first pass through the liver didn't count. Source: ddi.inducers."""
    return require(exposure, quantity="exposure")


def swallowed_exposure_with_grapefruit(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """Mean exposure to swallowed S-ketamine with grapefruit juice. Source: ddi.cyp3a4_inhibitor_oral."""
    return require(exposure, quantity="exposure") * _fold()


def swallowed_exposure_with_grapefruit_added(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """So many times more, added on top: a multiple read as an increase. Source: ddi.cyp3a4_inhibitor_oral."""
    return require(exposure, quantity="exposure") * (1 + _fold())


def swallowed_exposure_with_grapefruit_divided(exposure: NanogramHourPerMillilitre) -> NanogramHourPerMillilitre:
    """Divided by the multiple, as if juice induced the enzymes. Source: ddi.cyp3a4_inhibitor_oral."""
    return require(exposure, quantity="exposure") / _fold()


def sprayed_exposure_with_ticlopidine(devices: Device) -> NanogramHourPerMillilitre:
    """Mean exposure to a session of nasal esketamine with ticlopidine. Source: pk.auc.esk56, ddi.cyp2b6_inhibitor."""
    return _sprayed(devices) * (1 + _fraction(SPRAYED_TICLOPIDINE))


def sprayed_exposure_with_ticlopidine_as_swallowed(devices: Device) -> NanogramHourPerMillilitre:
    """The multiple that was found after swallowing, put on a spray. Source: ddi.cyp3a4_inhibitor_oral."""
    return _sprayed(devices) * (load_facts()[SWALLOWED_INHIBITOR].low or 0)


def sprayed_exposure_with_ticlopidine_in_proportion(devices: Device) -> NanogramHourPerMillilitre:
    """One device's exposure times the number of devices, as if each gave as much as the first. Source: pk.auc.esk28."""
    return devices * sprayed_exposure_with_ticlopidine(1)


def sprayed_exposure_with_ticlopidine_lowered(devices: Device) -> NanogramHourPerMillilitre:
    """The change taken off, as if the inhibitor were an inducer. Source: ddi.cyp2b6_inhibitor."""
    return _sprayed(devices) * (1 - _fraction(SPRAYED_TICLOPIDINE))


def sprayed_exposure_unchanged(devices: Device) -> NanogramHourPerMillilitre:
    """Exposure to a session without the other medicine. Source: pk.auc.esk56."""
    return _sprayed(devices)


def _sprayed(devices: Device) -> NanogramHourPerMillilitre:
    if devices not in range(1, len(SPRAYS) + 1):
        raise ImplausibleError(f"A session has one to {len(SPRAYS)} whole devices, not {devices:g}.")
    return quantity_of(SPRAYS[int(devices) - 1])


def _fraction(fact: str) -> float:
    return convert(quantity_of(fact), unit="%", to="1")


def _fold() -> float:
    return load_facts()[SWALLOWED_INHIBITOR].high or 0


CALCULATORS = (
    (swallowed_exposure_with_rifampicin, (RIFAMPICIN,), False),
    (swallowed_exposure_with_grapefruit, (SWALLOWED_INHIBITOR,), False),
    (sprayed_exposure_with_ticlopidine, (*SPRAYS, SPRAYED_TICLOPIDINE), False),
    (swallowed_exposure_with_rifampicin_as_left, (RIFAMPICIN,), True),
    (swallowed_exposure_with_rifampicin_raised, (RIFAMPICIN,), True),
    (swallowed_exposure_unchanged, (), True),
    (swallowed_exposure_with_grapefruit_added, (SWALLOWED_INHIBITOR,), True),
    (swallowed_exposure_with_grapefruit_divided, (SWALLOWED_INHIBITOR,), True),
    (sprayed_exposure_with_ticlopidine_as_swallowed, (*SPRAYS, SWALLOWED_INHIBITOR), True),
    (sprayed_exposure_with_ticlopidine_in_proportion, (*SPRAYS, SPRAYED_TICLOPIDINE), True),
    (sprayed_exposure_with_ticlopidine_lowered, (*SPRAYS, SPRAYED_TICLOPIDINE), True),
    (sprayed_exposure_unchanged, SPRAYS, True),
)
