"""What arrives of a dose, and a level in moles: against the registry's own numbers."""

import pytest

from ketamine.calculator import absorption, concentration
from ketamine.quantity.limit import ImplausibleError


@pytest.mark.parametrize(("devices", "arrived"), [(1, 13.44), (2, 26.88), (3, 40.32)])
def test_nearly_half_of_a_spray_session_arrives(devices, arrived):
    assert absorption.spray_absorbed(devices) == pytest.approx(arrived)
    assert absorption.spray_absorbed_lost(devices) + arrived == pytest.approx(28 * devices)
    assert absorption.spray_absorbed_whole(devices) == 28 * devices
    assert absorption.spray_absorbed_per_spray(devices) == pytest.approx(2 * arrived)
    assert absorption.spray_absorbed_in_salt(devices) == pytest.approx(1.153 * arrived, rel=1e-3)
    assert absorption.spray_absorbed_as_swallowed(devices) == pytest.approx(arrived * 8 / 48)


@pytest.mark.parametrize("devices", [0, -1, 1.5, 4])
def test_there_is_no_such_session(devices):
    with pytest.raises(ImplausibleError, match="devices"):
        absorption.spray_absorbed(devices)


def test_a_wafer_under_the_tongue():
    assert absorption.wafer_absorbed(25) == pytest.approx(7.25)
    assert absorption.wafer_absorbed_lost(25) == pytest.approx(17.75)
    assert absorption.wafer_absorbed_whole(25) == 25
    assert absorption.wafer_absorbed_as_spray(25) == pytest.approx(12)
    assert absorption.wafer_absorbed_as_salt(25) == pytest.approx(7.25 / 1.153, rel=1e-3)


def test_what_is_no_dose_and_no_level_is_refused():
    for function, amount in ((absorption.wafer_absorbed, 0), (concentration.mass_concentration, 100)):
        with pytest.raises(ImplausibleError, match="implausible"):
            function(amount)


def test_rifampicin_leaves_little_of_a_swallowed_dose():
    # "rifampicin cut oral S-ketamine AUC by 86 percent"
    assert absorption.swallowed_exposure_with_rifampicin(100) == pytest.approx(14)
    assert absorption.swallowed_exposure_with_rifampicin_as_left(100) == pytest.approx(86)
    assert absorption.swallowed_exposure_with_rifampicin_raised(100) == pytest.approx(186)
    assert absorption.swallowed_exposure_unchanged(100) == 100


def test_grapefruit_juice_multiplies_a_swallowed_dose():
    # "3.0-fold with grapefruit juice"
    assert absorption.swallowed_exposure_with_grapefruit(40) == pytest.approx(120)
    assert absorption.swallowed_exposure_with_grapefruit_added(40) == pytest.approx(160)
    assert absorption.swallowed_exposure_with_grapefruit_divided(40) == pytest.approx(40 / 3)


@pytest.mark.parametrize(("devices", "alone"), [(1, 147.3), (2, 254.7), (3, 362.2)])
def test_ticlopidine_adds_a_little_to_a_spray_and_much_to_a_swallowed_dose(devices, alone):
    # "raised AUC by about 29 percent" by nose; "2.4-fold with ticlopidine" by mouth
    assert absorption.sprayed_exposure_unchanged(devices) == alone
    assert absorption.sprayed_exposure_with_ticlopidine(devices) == pytest.approx(1.29 * alone)
    assert absorption.sprayed_exposure_with_ticlopidine_lowered(devices) == pytest.approx(0.71 * alone)
    assert absorption.sprayed_exposure_with_ticlopidine_as_swallowed(devices) == pytest.approx(2.4 * alone)
    assert absorption.sprayed_exposure_with_ticlopidine_in_proportion(devices) == pytest.approx(devices * 1.29 * 147.3)


def test_what_nobody_can_have_is_refused():
    with pytest.raises(ImplausibleError, match="exposure"):
        absorption.swallowed_exposure_with_grapefruit(0)
    for devices in (0, 1.5, 4):
        with pytest.raises(ImplausibleError, match="devices"):
            absorption.sprayed_exposure_with_ticlopidine(devices)
