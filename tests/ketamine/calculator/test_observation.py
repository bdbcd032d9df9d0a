"""Sums around watching a session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import observation
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts
from ketamine.rule.monitoring import timetable

FACTS = load_facts()
READINGS = st.integers(80, 220)


def test_moments_are_counted_and_not_intervals():
    # before; 10, 20, 30; at 40; and 15, 30, 45, 60 after
    assert observation.observation_count(40, every=10, after=15, until=60) == 9
    assert observation.observation_count(40, every=15, after=30, until=60) == 1 + 2 + 1 + 2
    assert observation.observation_count_intervals(40, every=10, after=15, until=60) == 8
    assert observation.observation_count_end_twice(40, every=10, after=15, until=60) == 10
    assert observation.observation_count_one_pace(40, every=10, until=60) == 11


def test_the_count_is_that_of_the_timetable():
    fact = FACTS["mon.vitals.iv_schedule"]
    every, after = fact.low, fact.details["parameters"]["after_min"][0]
    for until in (60, 90, 120):
        rows = timetable("racemic", end=40, until=40 + until)
        assert observation.observation_count(40, every=every, after=after, until=until) == len(rows)


def test_the_reading_in_the_middle_is_counted_from_the_last_device():
    assert [observation.reading_due(mass) for mass in (28, 56, 84)] == [40, 45, 50]
    assert observation.reading_due_from_first(84) == FACTS["mon.bp.peak_esk"].value
    assert observation.reading_due_rest_after_each(84) == 55
    assert observation.reading_due_at_leaving(84) == 130


def test_the_latest_start_leaves_time_for_somebody_who_is_not_ready():
    assert observation.latest_start(240, mass=84, reserve=30) == 240 - 30 - 130
    assert observation.latest_start_without_reserve(240, mass=84) == 110
    assert observation.latest_start_from_first(240, mass=84, reserve=30) == 90
    assert observation.latest_start_rest_after_each(240, mass=84, reserve=30) == 75


def test_a_rise_is_counted_from_the_patients_own_baseline():
    assert observation.mean_pressure(138, second=126, third=126) == 130
    assert observation.rise_over_mean(138, second=126, third=126, reading=158) == 28
    assert observation.rise_over_mean_last_alone(126, reading=158) == 32
    assert observation.rise_over_mean_first_alone(138, reading=158) == 20
    assert observation.pressure_rise(118, reading=151) == 33
    assert observation.pressure_rise(118, reading=110) == -8
    assert observation.pressure_rise_artefact(118, artefact=204) == 86
    assert observation.pressure_rise_to_latest(118, latest=140) == 22
    assert observation.pressure_rise_beyond_threshold(151) == 11


def test_how_much_of_a_rise_is_gone():
    assert observation.rise_gone(120, peak=160, now=130) == 75
    assert observation.rise_gone_left(120, peak=160, now=130) == 25
    assert observation.rise_gone_of_peak(160, now=130) == 18.75
    assert observation.rise_gone_of_baseline(120, peak=160, now=130) == 25


@given(baseline=READINGS, rise=st.integers(1, 80), share=st.floats(0, 1))
def test_what_is_gone_and_what_is_left_make_the_rise(baseline, rise, share):
    peak = baseline + rise
    now = peak - share * rise
    gone = observation.rise_gone(baseline, peak=peak, now=now)
    assert gone == pytest.approx(share * 100, abs=1e-6)
    assert gone + observation.rise_gone_left(baseline, peak=peak, now=now) == pytest.approx(100)


@given(first=READINGS, second=READINGS, third=READINGS, reading=READINGS)
def test_a_rise_over_the_mean_is_the_mean_of_three_rises(first, second, third, reading):
    rises = [observation.pressure_rise(each, reading=reading) for each in (first, second, third)]
    found = observation.rise_over_mean(first, second=second, third=third, reading=reading)
    assert found == pytest.approx(sum(rises) / 3)


def test_sessions_in_which_sedation_is_recorded():
    assert observation.sedated_sessions(1000) == pytest.approx(347)
    assert observation.sedated_sessions_by_patients(1000) == pytest.approx(480)
    assert observation.sedated_sessions_spared(1000) == pytest.approx(653)


def test_a_day_without_driving_after_an_infusion():
    assert observation.driving_wait(18) == 6
    assert observation.driving_wait(24) == 0
    assert observation.driving_wait_afresh() == FACTS["mon.discharge.driving_iv"].value
    assert observation.driving_wait_observed(18) == 4
    assert observation.driving_wait_from_start(18) == pytest.approx(6 - 2 / 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: observation.observation_count(40, every=40, after=15, until=60), "no place"),
        (lambda: observation.observation_count(40, every=0, after=15, until=60), "no place"),
        (lambda: observation.observation_count(40, every=10, after=30, until=20), "do not fit"),
        (lambda: observation.latest_start(120, mass=84, reserve=0), "no longer fits"),
        (lambda: observation.reading_due(70), "28 mg devices"),
        (lambda: observation.mean_pressure(0, second=120, third=120), "implausible"),
        (lambda: observation.pressure_rise(120, reading=1200), "what a cuff can show"),
        (lambda: observation.rise_gone(150, peak=150, now=140), "no rise"),
        (lambda: observation.sedated_sessions(10.5), "whole number"),
        (lambda: observation.driving_wait(30), "implausible"),
    ],
)
def test_the_implausible_is_refused_with_a_reason(call, words):
    with pytest.raises(ImplausibleError, match=words):
        call()


def test_a_fall_is_counted_from_the_baseline():
    assert observation.systolic_fall(165, now=115) == pytest.approx(30.3, abs=0.01)
    assert observation.systolic_fall_of_now(165, now=115) == pytest.approx(43.478, abs=0.01)
    assert observation.systolic_fall_left(165, now=115) == pytest.approx(69.697, abs=0.01)
    assert observation.systolic_fall(120, now=132) == pytest.approx(-10)


@given(baseline=READINGS)
def test_just_below_the_floor_the_rule_of_a_fall_speaks_and_at_it_it_does_not(baseline):
    floor = observation.systolic_floor(baseline)
    share = FACTS["mon.act.pressure_fall"].value
    assert observation.systolic_fall(baseline, now=floor) == pytest.approx(share)
    assert observation.systolic_fall(baseline, now=floor - 1) > share


def test_the_slips_of_the_floor():
    assert observation.systolic_floor(160) == pytest.approx(112)
    assert observation.systolic_floor_in_millimetres(160) == 130
    assert observation.systolic_floor_share_alone(160) == pytest.approx(48)


def test_beats_of_six_seconds_make_a_rate():
    assert observation.strip_rate(13) == 130
    assert observation.strip_rate_over_squares(15) == 20
    assert observation.strip_rate_of_ten_seconds(13) == 78
    with pytest.raises(ImplausibleError, match="whole number"):
        observation.strip_rate(12.5)
    with pytest.raises(ImplausibleError):
        observation.strip_rate_over_squares(0)
