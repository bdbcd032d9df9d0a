"""Sums around a pump, against the registry's worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import dosing, running
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts

FACTS = load_facts()
WEIGHTS = st.floats(40, 180)


@pytest.mark.parametrize("example", ["dosing.calc.ex70", "dosing.calc.ex92"])
def test_a_right_setting_read_backwards_gives_the_prescription(example):
    steps = FACTS[example].details["steps"]
    found = running.pump_dose(
        steps["weight_kg"], rate=steps["rate_mL_h"], concentration=steps["conc_mg_per_mL"], duration=steps["minutes"]
    )
    assert found == pytest.approx(steps["dose_mg_per_kg"])


@given(weight=WEIGHTS, volume=st.sampled_from([50, 60, 100]))
def test_forwards_and_backwards_undo_each_other(weight, volume):
    rate, concentration = dosing.pump_rate(volume), dosing.bag_concentration(weight, volume=volume)
    assert running.pump_dose(weight, rate=rate, concentration=concentration) == pytest.approx(0.5)
    assert running.pump_rate_of_stock(weight, concentration=concentration) == pytest.approx(rate)
    assert running.volume_to_infuse(weight, concentration=concentration) == pytest.approx(volume)


def test_a_syringe_of_one_milligram_in_a_millilitre_needs_as_many_millilitres_as_milligrams():
    assert running.volume_to_infuse(84, concentration=1) == pytest.approx(42)
    assert running.pump_rate_of_stock(84, concentration=1) == pytest.approx(63)
    assert running.pump_rate_of_stock_whole(50) == pytest.approx(75)
    assert running.pump_rate_of_stock_for_one_hour(84, concentration=1) == pytest.approx(42)
    assert running.pump_rate_of_stock_per_minute(84, concentration=1) == pytest.approx(63 / 60)
    assert running.volume_to_infuse_upside_down(84, concentration=2) == pytest.approx(84)
    assert running.volume_to_infuse_whole(50) == 50


def test_an_infusion_stopped_early_by_its_volume():
    steps = FACTS["dosing.calc.ex_stopped"].details["steps"]
    given_ = running.dose_in_volume(70, infused=steps["volume_given_mL"], volume=50)
    left = running.dose_in_volume_left(70, infused=steps["volume_given_mL"], volume=50)
    assert given_ == pytest.approx(steps["dose_given_mg"])
    assert left == pytest.approx(steps["dose_left_mg"])
    assert running.dose_in_volume_whole(70) == pytest.approx(given_ + left)
    assert running.dose_in_volume_undiluted(10, strength=50) == 500


@given(volume=st.sampled_from([50, 100]), share=st.floats(0, 1))
def test_minutes_run_and_minutes_left_make_the_planned_duration(volume, share):
    run = running.minutes_left_run(volume * share, volume=volume)
    assert run + running.minutes_left(volume * share, volume=volume) == pytest.approx(40)
    assert running.minutes_left_at_double_rate(volume * share, volume=volume) == pytest.approx((40 - run) / 2)


def test_a_drug_added_to_a_full_bag_is_not_all_given():
    given_ = running.dose_from_full_bag(80, strength=10, bag=50, overfill=6)
    assert given_ == pytest.approx(40 * 50 / 60)
    assert given_ < running.dose_from_full_bag_without_overfill(80, strength=10, bag=50)
    assert running.dose_from_full_bag_whole(80) == 40


def test_the_wrong_vial_is_the_register_s_tenfold_error():
    found = running.wrong_vial_dose(70, strength=10, actual=100)
    assert found == pytest.approx(FACTS["form.vial.tenfold"].details["hazard_value"])
    assert running.wrong_vial_dose_inverted(70, strength=10, actual=100) == pytest.approx(3.5)
    assert running.wrong_vial_dose_unnoticed(70) == 35


def test_slips_of_the_backward_reading():
    setting = {"rate": 75, "concentration": 0.7}
    assert running.pump_dose_for_one_hour(70, **setting) == pytest.approx(0.75)
    assert running.pump_dose_weight_in_pounds(70, **setting) == pytest.approx(0.5 / 2.2046, rel=1e-4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: running.pump_dose(70, rate=75, concentration=0), "above zero"),
        (lambda: running.pump_dose(70, rate=1, concentration=1), "final volume"),
        (lambda: running.dose_in_volume(70, infused=60, volume=50), "cannot have run"),
        (lambda: running.minutes_left(-1, volume=50), "cannot have run"),
        (lambda: running.dose_from_full_bag(70, strength=10, bag=50, overfill=0), "overfill"),
        (lambda: running.volume_to_infuse(70, concentration=10), "final volume"),
        (lambda: running.wrong_vial_dose(70, strength=10, actual=1000), "strength of a vial"),
    ],
)
def test_the_implausible_is_refused_with_a_reason(call, words):
    with pytest.raises(ImplausibleError, match=words):
        call()
