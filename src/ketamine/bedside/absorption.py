"""How much of a dose arrives as ketamine, and how a level reads in moles: sums about routes, products and units.

A share that reaches the blood says nothing about how two treatments compare: what doesn't arrive as ketamine arrives as
something else, at another speed. None of these turns one prescription into another.
"""

from __future__ import annotations

from ketamine.dosing import base_mass, esketamine_devices, hydrochloride_mass, salt_ratio
from ketamine.plausible import ImplausibleError, quantity_of, require
from ketamine.unit import (
    Device,
    MicromolePerLitre,
    Milligram,
    NanogramPerMillilitre,
    convert,
)

MOLAR_MASS = "pk.mw_conversion"
DEVICE = "form.esk.device_strength"
MOST = "dosing.esk.max"
NASAL_SHARE = "pk.f.esk_nasal"
WAFER_SHARE = "pk.f.sublingual"
SWALLOWED_SHARE = "pk.f.oral_s"


def molar_concentration(concentration: NanogramPerMillilitre) -> MicromolePerLitre:
    """Plasma ketamine in micromoles per litre from nanograms per millilitre. Source: pk.mw_conversion."""
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


CALCULATORS = (
    (molar_concentration, (MOLAR_MASS,), False),
    (mass_concentration, (MOLAR_MASS,), False),
    (spray_absorbed, (DEVICE, NASAL_SHARE), False),
    (wafer_absorbed, (WAFER_SHARE,), False),
    (molar_concentration_in_salt, (MOLAR_MASS, "form.vial.base_salt"), True),
    (molar_concentration_in_nanomoles, (MOLAR_MASS,), True),
    (molar_concentration_inverted, (MOLAR_MASS,), True),
    (mass_concentration_in_salt, (MOLAR_MASS, "form.vial.base_salt"), True),
    (mass_concentration_inverted, (MOLAR_MASS,), True),
    (mass_concentration_as_given, (), True),
    (spray_absorbed_whole, (DEVICE,), True),
    (spray_absorbed_lost, (DEVICE, NASAL_SHARE), True),
    (spray_absorbed_per_spray, (DEVICE, NASAL_SHARE), True),
    (spray_absorbed_in_salt, (DEVICE, NASAL_SHARE, "form.vial.base_salt"), True),
    (spray_absorbed_as_swallowed, (DEVICE, SWALLOWED_SHARE), True),
    (wafer_absorbed_whole, (), True),
    (wafer_absorbed_lost, (WAFER_SHARE,), True),
    (wafer_absorbed_as_spray, (NASAL_SHARE,), True),
    (wafer_absorbed_as_salt, (WAFER_SHARE, "form.vial.base_salt"), True),
)
