"""Intervals against published examples."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.trial.estimate import (
    Arm,
    EstimateError,
    mean_difference,
    number_needed,
    odds_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    standardised_difference,
)

COUNTS = st.tuples(st.integers(1, 300), st.floats(0, 1)).map(lambda pair: (round(pair[0] * pair[1]), pair[0]))


@pytest.mark.parametrize(
    ("events", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_as_tabulated_by_newcombe_1998(events, people, low, high):
    found = proportion(events, people=people)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((0, 10, 0, 20), -0.1611, 0.2775),
    ],
)
def test_newcombes_interval_as_in_his_table_of_1998(table, low, high):
    treated, of_treated, controls, of_controls = table
    found = risk_difference(treated, of_treated=of_treated, controls=controls, of_controls=of_controls)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_ratios_against_the_physicians_health_study():
    """Myocardial infarction on placebo 189 of 11,034, on aspirin 104 of 11,037: relative risk 1.82 (1.43 to 2.31)."""
    found = risk_ratio(189, of_treated=11034, controls=104, of_controls=11037)
    assert (found.value, found.low, found.high) == pytest.approx((1.82, 1.43, 2.31), abs=6e-3)
    odds = odds_ratio(189, of_treated=11034, controls=104, of_controls=11037)
    assert (odds.value, odds.low, odds.high) == pytest.approx((1.832, 1.440, 2.331), abs=1e-3)


def test_published_odds_ratios_of_two_ketamine_trials():
    assert odds_ratio(22, of_treated=40, controls=12, of_controls=40).value == pytest.approx(2.85, abs=0.005)
    assert odds_ratio(46, of_treated=73, controls=25, of_controls=79).value == pytest.approx(3.7, abs=0.05)


def test_number_needed_when_the_interval_excludes_none():
    found = number_needed(risk_difference(56, of_treated=70, controls=48, of_controls=80))
    assert found.value == pytest.approx(5)
    assert found.benefit and not found.open_ended
    assert (found.low, found.high) == pytest.approx((1 / 0.3339, 1 / 0.0524), rel=1e-3)


def test_number_needed_when_it_does_not_says_so_through_infinity():
    found = number_needed(risk_difference(12, of_treated=20, controls=10, of_controls=20))
    assert found.open_ended
    assert "through infinity" in found.text


def test_fewer_of_a_bad_event_is_benefit():
    found = number_needed(risk_difference(24, of_treated=90, controls=39, of_controls=86), good=False)
    assert found.benefit
    assert found.value == pytest.approx(5.36, abs=0.01)
    assert not number_needed(risk_difference(24, of_treated=90, controls=39, of_controls=86)).benefit


def test_no_difference_needs_infinitely_many():
    found = number_needed(risk_difference(5, of_treated=10, controls=5, of_controls=10))
    assert math.isinf(found.value)
    assert found.text.startswith("infinity")


def test_hedges_g_as_in_the_worked_example_of_borenstein_2009():
    """Means 103 and 100, SDs 5.5 and 4.5, 50 each: d 0.5970, J 0.9923, g 0.5924."""
    found = standardised_difference(Arm(103, 5.5, 50), controls=Arm(100, 4.5, 50))
    assert found.value == pytest.approx(0.5924, abs=2e-4)
    assert (found.high - found.value) / 1.96 == pytest.approx(0.2028, abs=2e-3)


def test_a_plain_difference_of_means():
    found = mean_difference(Arm(103, 5.5, 50), controls=Arm(100, 4.5, 50))
    assert (found.value, found.high - found.low) == pytest.approx((3, 2 * 1.959964 * 1.00499), rel=1e-4)


@given(one=COUNTS, two=COUNTS, confidence=st.floats(0.5, 0.999))
def test_a_difference_lies_in_its_interval_and_turns_about_with_the_arms(one, two, confidence):
    there = risk_difference(one[0], of_treated=one[1], controls=two[0], of_controls=two[1], confidence=confidence)
    back = risk_difference(two[0], of_treated=two[1], controls=one[0], of_controls=one[1], confidence=confidence)
    assert -1 - 1e-9 <= there.low <= there.value + 1e-12 and there.value - 1e-12 <= there.high <= 1 + 1e-9
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=1e-12)


@given(one=COUNTS)
def test_more_confidence_is_a_wider_interval(one):
    narrow, wide = (proportion(one[0], people=one[1], confidence=level) for level in (0.8, 0.99))
    assert wide.low <= narrow.low + 1e-12 and narrow.high <= wide.high + 1e-12


@pytest.mark.parametrize(
    "call",
    [
        lambda: proportion(3, people=2),
        lambda: proportion(0, people=0),
        lambda: proportion(1, people=2, confidence=1),
        lambda: risk_ratio(0, of_treated=10, controls=1, of_controls=10),
        lambda: odds_ratio(10, of_treated=10, controls=1, of_controls=10),
        lambda: standardised_difference(Arm(1, 0, 5), controls=Arm(1, 1, 5)),
        lambda: mean_difference(Arm(1, 1, 1), controls=Arm(1, 1, 5)),
    ],
)
def test_impossible_counts_are_refused(call):
    with pytest.raises(EstimateError):
        call()
