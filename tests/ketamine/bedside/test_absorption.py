"""What arrives of a dose, and a level in moles: against the registry's own numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.bedside import absorption
from ketamine.plausible import ImplausibleError
from ketamine.register import load_facts


def test_the_level_after_an_infusion_reads_in_moles_as_the_register_says():
    # "around 185 ng/mL (0.78 micromolar)"
    level = load_facts()["pk.conc.antidepressant_iv"].value
    assert absorption.molar_concentration(level) == pytest.approx(0.78, abs=0.005)


@given(st.floats(1, 9000))
def test_moles_and_nanograms_lead_back_to_each_other(level):
    assert absorption.mass_concentration(absorption.molar_concentration(level)) == pytest.approx(level)


@pytest.mark.parametrize("slip", ["in_salt", "in_nanomoles", "inverted"])
def test_slips_with_moles_are_wrong_within_the_range_of_an_infusion(slip):
    for level in (100, 150, 200, 231):
        right = absorption.molar_concentration(level)
        assert getattr(absorption, f"molar_concentration_{slip}")(level) != pytest.approx(right, rel=0.05)


def test_slips_with_nanograms():
    assert absorption.mass_concentration_in_salt(1) == pytest.approx(274.2, rel=1e-3)
    assert absorption.mass_concentration_inverted(0.5) == pytest.approx(237.7 / 0.5)
    assert absorption.mass_concentration_as_given(0.5) == pytest.approx(500)


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
    for function, amount in ((absorption.wafer_absorbed, 0), (absorption.mass_concentration, 100)):
        with pytest.raises(ImplausibleError, match="implausible"):
            function(amount)
