"""What another medicine does to exposure, against the statements of the register."""

import pytest

from ketamine.bedside import interaction
from ketamine.plausible import ImplausibleError


def test_rifampicin_leaves_little_of_a_swallowed_dose():
    # "rifampicin cut oral S-ketamine AUC by 86 percent"
    assert interaction.swallowed_exposure_with_rifampicin(100) == pytest.approx(14)
    assert interaction.swallowed_exposure_with_rifampicin_as_left(100) == pytest.approx(86)
    assert interaction.swallowed_exposure_with_rifampicin_raised(100) == pytest.approx(186)
    assert interaction.swallowed_exposure_unchanged(100) == 100


def test_grapefruit_juice_multiplies_a_swallowed_dose():
    # "3.0-fold with grapefruit juice"
    assert interaction.swallowed_exposure_with_grapefruit(40) == pytest.approx(120)
    assert interaction.swallowed_exposure_with_grapefruit_added(40) == pytest.approx(160)
    assert interaction.swallowed_exposure_with_grapefruit_divided(40) == pytest.approx(40 / 3)


@pytest.mark.parametrize(("devices", "alone"), [(1, 147.3), (2, 254.7), (3, 362.2)])
def test_ticlopidine_adds_a_little_to_a_spray_and_much_to_a_swallowed_dose(devices, alone):
    # "raised AUC by about 29 percent" by nose; "2.4-fold with ticlopidine" by mouth
    assert interaction.sprayed_exposure_unchanged(devices) == alone
    assert interaction.sprayed_exposure_with_ticlopidine(devices) == pytest.approx(1.29 * alone)
    assert interaction.sprayed_exposure_with_ticlopidine_lowered(devices) == pytest.approx(0.71 * alone)
    assert interaction.sprayed_exposure_with_ticlopidine_as_swallowed(devices) == pytest.approx(2.4 * alone)
    assert interaction.sprayed_exposure_with_ticlopidine_in_proportion(devices) == pytest.approx(devices * 1.29 * 147.3)


def test_what_nobody_can_have_is_refused():
    with pytest.raises(ImplausibleError, match="exposure"):
        interaction.swallowed_exposure_with_grapefruit(0)
    for devices in (0, 1.5, 4):
        with pytest.raises(ImplausibleError, match="devices"):
            interaction.sprayed_exposure_with_ticlopidine(devices)
