"""One typical adult, one infusion: reference solutions, limits, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine.calculator import concentration
from ketamine.calculator.concentration import (
    clearance,
    concentration_after,
    exposure,
    half_time,
    infusion_concentration,
    peak_concentration,
)
from ketamine.model.kinetics import ModelError, read_model
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts, read_table

WEIGHTS, DOSES, DURATIONS = st.floats(45, 130), st.floats(0.1, 1), st.floats(20, 100)


def test_the_reference_solution():
    reference = read_model().row["reference_solution_70kg_35mg_over_40min"]
    ours = infusion_concentration(reference["t_min"], weight=70)
    assert ours == pytest.approx(reference["ketamine_ng_per_mL"], rel=1e-4)


def test_the_peak_is_at_the_end_and_inside_what_trials_measured():
    assert peak_concentration(70) == pytest.approx(191.36, rel=1e-4)
    assert peak_concentration(70) == infusion_concentration(np.arange(0, 241), weight=70).max()


def test_the_default_says_that_it_is_the_courses_own():
    assert "NOT A PUBLISHED MODEL" in read_model().status


@given(weight=WEIGHTS, dose=DOSES, duration=DURATIONS)
def test_concentration_is_proportional_to_dose_never_negative_and_highest_at_the_end(weight, dose, duration):
    times = np.linspace(0, 480, 97)
    curve = infusion_concentration(times, weight=weight, dose=dose, duration=duration)
    full = infusion_concentration(times, weight=weight, dose=1, duration=duration)
    assert (curve >= 0).all()
    assert curve == pytest.approx(dose * full, rel=1e-12, abs=1e-12)
    assert curve.max() <= peak_concentration(weight, dose=dose, duration=duration) * (1 + 1e-12)


@settings(max_examples=20)
@given(weight=WEIGHTS, dose=DOSES, duration=DURATIONS)
def test_half_time_is_where_half_is(weight, dose, duration):
    fall = half_time(weight, dose=dose, duration=duration)
    half = concentration_after(weight, minutes=duration + fall, dose=dose, duration=duration)
    assert half == pytest.approx(peak_concentration(weight, dose=dose, duration=duration) / 2, rel=1e-9)


def test_exposure_is_dose_over_clearance():
    assert exposure(70) == pytest.approx(437.5)
    assert clearance(70) == 80


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"weight": 40}, "weight of 40 kg"),
        ({"weight": 140}, "weight of 140 kg"),
        ({"weight": 70, "duration": 5}, "too fast"),
        ({"weight": 70, "duration": 110}, "duration of 110 min"),
    ],
)
def test_where_the_model_cannot_go_it_says_so(numbers, words):
    with pytest.raises(ModelError, match=words):
        infusion_concentration([20], **numbers)


def test_a_push_is_refused_before_any_model_is_asked():
    with pytest.raises(ImplausibleError, match="close to a push"):
        peak_concentration(70, duration=5)


def test_an_anaesthetic_dose_is_refused():
    with pytest.raises(ImplausibleError, match="anaesthetic"):
        peak_concentration(70, dose=2)


def test_an_unknown_model_is_named_with_the_known_ones():
    with pytest.raises(ModelError, match="composite_racemic_venous"):
        read_model("somebody_1999")


def test_the_level_after_an_infusion_reads_in_moles_as_the_register_says():
    # "around 185 ng/mL (0.78 micromolar)"
    level = load_facts()["pk.conc.antidepressant_iv"].value
    assert concentration.molar_concentration(level) == pytest.approx(0.78, abs=0.005)


@given(st.floats(1, 9000))
def test_moles_and_nanograms_lead_back_to_each_other(level):
    assert concentration.mass_concentration(concentration.molar_concentration(level)) == pytest.approx(level)


@pytest.mark.parametrize("slip", ["in_salt", "in_nanomoles", "inverted"])
def test_slips_with_moles_are_wrong_within_the_range_of_an_infusion(slip):
    for level in (100, 150, 200, 231):
        right = concentration.molar_concentration(level)
        assert getattr(concentration, f"molar_concentration_{slip}")(level) != pytest.approx(right, rel=0.05)


def test_slips_with_nanograms():
    assert concentration.mass_concentration_in_salt(1) == pytest.approx(274.2, rel=1e-3)
    assert concentration.mass_concentration_inverted(0.5) == pytest.approx(237.7 / 0.5)
    assert concentration.mass_concentration_as_given(0.5) == pytest.approx(500)


def test_the_molar_mass_of_the_fact_is_that_of_the_models_rounded():
    masses = read_table("models/kinetics.toml")["conventions"]["molar_mass_g_per_mol"]
    assert load_facts()["pk.mw_conversion"].value == round(masses["ketamine_base"], 1)
    assert concentration.mass_concentration(1) == pytest.approx(237.7)


def test_the_whole_volume_of_distribution_gives_the_peak_that_the_register_warns_of():
    assert concentration.peak_concentration_without_distribution(70) == pytest.approx(
        load_facts()["pk.sanity.vss"].value, abs=0.05
    )
