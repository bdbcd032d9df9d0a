"""One typical adult, one infusion: reference solutions, limits, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketamine.kinetics import (
    ModelError,
    clearance,
    concentration_after,
    exposure,
    half_time,
    infusion_concentration,
    peak_concentration,
    read_model,
)
from ketamine.plausible import ImplausibleError

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
