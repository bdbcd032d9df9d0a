"""How much of a dose arrives as ketamine, by route, and what another medicine does to it: sums about routes and products.

A share that reaches the blood says nothing about how two treatments compare: what doesn't arrive as ketamine arrives as
something else, at another speed. Exposure is the area under the plasma curve; its multiples come from single doses in a
few healthy volunteers, as means. None of these turns one prescription into another, or is a rule for anybody's dose.
"""

from __future__ import annotations

from ketamine.calculator.dosing import base_mass, hydrochloride_mass
from ketamine.quantity.calculator import describe
from ketamine.quantity.limit import ImplausibleError, quantity_of, require
from ketamine.quantity.unit import Device, Milligram, NanogramHourPerMillilitre, convert
from ketamine.registry.read import load_facts
from ketamine.rule.session import esketamine_devices

DEVICE = "form.esk.device_strength"
MOST = "dosing.esk.max"
NASAL_SHARE = "pk.f.esk_nasal"
WAFER_SHARE = "pk.f.sublingual"
SWALLOWED_SHARE = "pk.f.oral_s"
RIFAMPICIN = "ddi.inducers"
SWALLOWED_INHIBITOR = "ddi.cyp3a4_inhibitor_oral"  # its range runs from ticlopidine to grapefruit juice
SPRAYED_TICLOPIDINE = "ddi.cyp2b6_inhibitor"
SPRAYS = ("pk.auc.esk28", "pk.auc.esk56", "pk.auc.esk84")  # by devices, one to three


def spray_absorbed(devices: Device) -> Milligram:
    """Esketamine that reaches the blood from a session of so many nasal devices. Source: pk.f.esk_nasal."""
    return _part(_session(devices), of=NASAL_SHARE)


def spray_absorbed_whole(devices: Device) -> Milligram:
    """All that was sprayed, as if none were lost on the way. Source: form.esk.device_strength."""
    return _session(devices)


def spray_absorbed_lost(devices: Device) -> Milligram:
    """What doesn't arrive, given for what does. Source: pk.f.esk_nasal."""
    return spray_absorbed_whole(devices) - spray_absorbed(devices)


def spray_absorbed_per_spray(devices: Device) -> Milligram:
    """Two sprays to a device, each taken for a whole device. Source: form.esk.device_strength."""
    return 2 * spray_absorbed(devices)


def spray_absorbed_in_salt(devices: Device) -> Milligram:
    """The share taken of the hydrochloride's mass. Source: form.vial.base_salt."""
    return _part(hydrochloride_mass(_session(devices)), of=NASAL_SHARE)


def spray_absorbed_as_swallowed(devices: Device) -> Milligram:
    """The share that would arrive if all were swallowed. Source: pk.f.oral_s."""
    return _part(_session(devices), of=SWALLOWED_SHARE)


def wafer_absorbed(mass: Milligram) -> Milligram:
    """Racemic ketamine that reaches the blood from a sublingual wafer. Source: pk.f.sublingual."""
    return _part(require(mass, quantity="mass"), of=WAFER_SHARE)


def wafer_absorbed_whole(mass: Milligram) -> Milligram:
    """All that was under the tongue, as if none were lost on the way. Source: pk.f.sublingual."""
    return require(mass, quantity="mass")


def wafer_absorbed_lost(mass: Milligram) -> Milligram:
    """What doesn't arrive from under the tongue, given for what does. Source: pk.f.sublingual."""
    return wafer_absorbed_whole(mass) - wafer_absorbed(mass)


def wafer_absorbed_as_spray(mass: Milligram) -> Milligram:
    """The esketamine spray's share, taken for another product's. Source: pk.f.esk_nasal."""
    return _part(wafer_absorbed_whole(mass), of=NASAL_SHARE)


def wafer_absorbed_as_salt(mass: Milligram) -> Milligram:
    """The wafer's milligrams taken for hydrochloride. Source: form.vial.base_salt."""
    return wafer_absorbed(base_mass(mass))


def _session(devices: Device) -> Milligram:
    """The milligrams in so many devices, refused beyond the labelled maximum or for a part of a device."""
    if not devices > 0:
        raise ImplausibleError(f"{devices:g} devices are no session; a session has at least one.")
    mass = devices * quantity_of(DEVICE)
    esketamine_devices(mass)
    return mass


def _part(mass: Milligram, *, of: str) -> Milligram:
    return mass * convert(quantity_of(of), unit="%", to="1")


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
    describe(spray_absorbed, facts=(DEVICE, NASAL_SHARE)),
    describe(spray_absorbed_whole, facts=(DEVICE,), mistake=True),
    describe(spray_absorbed_lost, facts=(DEVICE, NASAL_SHARE), mistake=True),
    describe(spray_absorbed_per_spray, facts=(DEVICE, NASAL_SHARE), mistake=True),
    describe(spray_absorbed_in_salt, facts=(DEVICE, NASAL_SHARE, "form.vial.base_salt"), mistake=True),
    describe(spray_absorbed_as_swallowed, facts=(DEVICE, SWALLOWED_SHARE), mistake=True),
    describe(wafer_absorbed, facts=(WAFER_SHARE,)),
    describe(wafer_absorbed_whole, mistake=True),
    describe(wafer_absorbed_lost, facts=(WAFER_SHARE,), mistake=True),
    describe(wafer_absorbed_as_spray, facts=(NASAL_SHARE,), mistake=True),
    describe(wafer_absorbed_as_salt, facts=(WAFER_SHARE, "form.vial.base_salt"), mistake=True),
    describe(swallowed_exposure_with_rifampicin, facts=(RIFAMPICIN,)),
    describe(swallowed_exposure_with_rifampicin_as_left, facts=(RIFAMPICIN,), mistake=True),
    describe(swallowed_exposure_with_rifampicin_raised, facts=(RIFAMPICIN,), mistake=True),
    describe(swallowed_exposure_unchanged, mistake=True),
    describe(swallowed_exposure_with_grapefruit, facts=(SWALLOWED_INHIBITOR,)),
    describe(swallowed_exposure_with_grapefruit_added, facts=(SWALLOWED_INHIBITOR,), mistake=True),
    describe(swallowed_exposure_with_grapefruit_divided, facts=(SWALLOWED_INHIBITOR,), mistake=True),
    describe(sprayed_exposure_with_ticlopidine, facts=(*SPRAYS, SPRAYED_TICLOPIDINE)),
    describe(sprayed_exposure_with_ticlopidine_as_swallowed, facts=(*SPRAYS, SWALLOWED_INHIBITOR), mistake=True),
    describe(sprayed_exposure_with_ticlopidine_in_proportion, facts=(*SPRAYS, SPRAYED_TICLOPIDINE), mistake=True),
    describe(sprayed_exposure_with_ticlopidine_lowered, facts=(*SPRAYS, SPRAYED_TICLOPIDINE), mistake=True),
    describe(sprayed_exposure_unchanged, facts=SPRAYS, mistake=True),
)
