"""The arithmetic of one infusion, against the registry's own worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import dosing, spray, weight
from ketamine.quantity.limit import HazardError, ImplausibleError, quantity_of
from ketamine.registry.read import load_facts

WEIGHTS = st.floats(35, 250)


@pytest.mark.parametrize("example", ["dosing.calc.ex70", "dosing.calc.ex92"])
def test_the_worked_examples_come_out(example):
    steps = load_facts()[example].details["steps"]
    weight = steps["weight_kg"]
    assert dosing.infusion_dose(weight) == pytest.approx(steps["dose_mg"])
    assert dosing.infusion_volume(weight, strength=steps["vial_mg_per_mL"]) == pytest.approx(steps["draw_mL"])
    assert dosing.bag_concentration(weight, volume=steps["final_volume_mL"]) == pytest.approx(steps["conc_mg_per_mL"])
    assert dosing.pump_rate(steps["final_volume_mL"]) == pytest.approx(steps["rate_mL_h"])
    assert dosing.infusion_rate(weight) == pytest.approx(steps["rate_mg_min"])


def test_an_infusion_stopped_early():
    steps = load_facts()["dosing.calc.ex_stopped"].details["steps"]
    assert dosing.dose_delivered(70, minutes=steps["minutes_run"]) == pytest.approx(steps["dose_given_mg"])
    assert dosing.dose_wasted(70, minutes=steps["minutes_run"]) == pytest.approx(steps["dose_left_mg"])
    assert dosing.dose_wasted(70, minutes=60) == pytest.approx(0)


def test_salt_and_base():
    assert dosing.hydrochloride_mass(10) == pytest.approx(11.53, rel=1e-3)
    assert dosing.hydrochloride_mass(28) == pytest.approx(32.3, rel=1e-3)
    assert dosing.base_mass(dosing.hydrochloride_mass(50)) == pytest.approx(50, rel=1e-15)


def test_rate_per_kilogram_is_the_registered_fact():
    assert dosing.infusion_rate_per_kilogram() == pytest.approx(load_facts()["dosing.iv.rate"].value)


def test_devices():
    assert [spray.esketamine_devices(mass) for mass in (28, 56, 84)] == [1, 2, 3]
    assert spray.esketamine_devices(56) == load_facts()["form.esk.devices_56"].value
    for mass in (30, 112):
        with pytest.raises(ImplausibleError, match="28 mg devices up to the labelled maximum of 84 mg"):
            spray.esketamine_devices(mass)


def test_diluent_and_drug_make_the_final_volume():
    assert dosing.diluent_volume(70, strength=50, volume=50) + dosing.infusion_volume(70, strength=50) == 50


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: dosing.infusion_dose(0), "weight of 0 kg"),
        (lambda: dosing.infusion_dose(700), "suspect a slip"),
        (lambda: dosing.infusion_dose(float("nan")), "must be a number in kg"),
        (lambda: dosing.infusion_dose(70, dose=35), "milligrams taken for milligrams per kilogram"),
        (lambda: dosing.infusion_dose(70, dose=2), "anaesthetic dose"),
        (lambda: dosing.infusion_volume(70, strength=0.1), "strength of a vial"),
        (lambda: dosing.infusion_rate(70, duration=1), "close to a push"),
        (lambda: dosing.pump_rate(5), "final volume"),
        (lambda: dosing.diluent_volume(70, strength=1, volume=10), "drug alone is 35 mL"),
        (lambda: quantity_of("dosing.iv.seed_error_2mgkg"), "hazard"),
        (lambda: quantity_of("dosing.iv.low_start"), "not a single number"),
    ],
)
def test_the_implausible_is_refused_with_a_reason(call, words):
    with pytest.raises(ImplausibleError, match=words):
        call()


def test_a_number_out_of_a_table_of_data_is_a_number():
    assert dosing.infusion_dose(np.int64(70)) == dosing.infusion_dose(np.float32(70)) == 35
    with pytest.raises(ImplausibleError, match="must be a number"):
        dosing.infusion_dose(np.bool_(True))


def test_a_hazard_is_refused_as_such():
    with pytest.raises(HazardError):
        quantity_of("dosing.calc.2mgkg_contrast")


@given(weight=WEIGHTS, strength=st.sampled_from([5, 10, 50, 100]))
def test_volume_times_strength_is_the_dose(weight, strength):
    assert dosing.infusion_volume(weight, strength=strength) * strength == pytest.approx(dosing.infusion_dose(weight))


@given(weight=WEIGHTS, dose=st.floats(0.1, 1), minutes=st.floats(0, 120))
def test_given_and_wasted_make_the_dose(weight, dose, minutes):
    given_, wasted = (
        dosing.dose_delivered(weight, minutes=minutes, dose=dose),
        dosing.dose_wasted(weight, minutes=minutes, dose=dose),
    )
    assert given_ + wasted == pytest.approx(dosing.infusion_dose(weight, dose=dose))
    assert given_ >= 0 and wasted > -1e-9


def test_pounds_for_kilograms_as_in_the_registry():
    assert load_facts()["dosing.calc.lb_error"].details["hazard_value"] == 77
    assert dosing.infusion_dose_weight_in_pounds(weight.weight_from_pounds(154)) == pytest.approx(77)
    assert dosing.infusion_dose_induction(70) == load_facts()["dosing.calc.2mgkg_contrast"].details["hazard_value"]
    assert dosing.infusion_dose_tenfold(70) == load_facts()["form.vial.tenfold"].details["hazard_value"]
