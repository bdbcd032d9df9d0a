"""Sums around a session of the esketamine spray."""

import pytest

from ketamine.calculator import spray
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts

FACTS = load_facts()


def test_the_longest_of_three_waits_counts():
    assert spray.spray_wait(60, drink=10, nasal=30) == 60
    assert spray.spray_wait(115, drink=10, nasal=30) == 30
    assert spray.spray_wait(115, drink=25, nasal=59) == 5
    assert spray.spray_wait(120, drink=30, nasal=60) == 0
    assert spray.spray_wait(600, drink=600, nasal=600) == 0
    assert spray.spray_wait_summed(60, drink=10, nasal=30) == 110
    assert spray.spray_wait_summed(60, drink=100, nasal=30) == 90
    assert spray.spray_wait_drink(60, drink=10, nasal=30) == 20
    assert spray.spray_wait_nasal(60, drink=10, nasal=40) == 20


def test_the_last_device_has_no_rest_after_it():
    assert [spray.spray_span(mass) for mass in (28, 56, 84)] == [0, 5, FACTS["dosing.esk.min_spread_84"].value]
    assert spray.spray_session(84) == 130
    assert spray.spray_session_from_first(84) == 120
    assert spray.spray_session_rest_after_each(84) == 135


def test_what_is_left_of_the_observation():
    assert spray.spray_session_left(84, since=60) == 70
    assert spray.spray_session_left(84, since=200) == 0
    assert spray.spray_session_left_from_first(84, since=60) == 60
    assert spray.spray_session_left_rest_after_each(84, since=60) == 75
    assert spray.spray_session_left_afresh(84) == 120


def test_half_a_device_is_lost_with_a_spray():
    assert spray.spray_dose_received(84, lost=1) == 70
    assert spray.spray_dose_received(56, lost=0) == spray.spray_dose_received_nothing_lost(56)
    assert spray.spray_dose_received_whole_device(84, lost=1) == 56


def test_the_schedule_has_twelve_sessions_by_the_end_of_week_eight():
    assert [spray.spray_sessions(week) for week in (1, 4, 5, 8)] == [2, FACTS["dosing.esk.induction"].value, 9, 12]
    assert spray.spray_sessions(8) == FACTS["dosing.esk.sessions_week8"].value
    assert spray.spray_sessions_twice_weekly(8) == 16
    assert spray.spray_sessions_weekly(8) == 8


def test_sessions_that_were_missed():
    assert spray.spray_sessions_missed(6, attended=7) == 3
    assert spray.spray_sessions_missed_twice_weekly(6, attended=7) == 5
    assert spray.spray_sessions_missed_planned(6) == 10


def test_devices_start_with_two():
    assert spray.spray_devices(1, mass=84) == 2 + 3
    assert spray.spray_devices(8, mass=56) == 24
    assert spray.spray_devices(8, mass=84) == 35
    assert spray.spray_devices_without_first(8, mass=84) == 36
    assert spray.spray_devices_twice_weekly(8, mass=84) == 48
    assert spray.spray_devices_per_session(8) == 12


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spray.spray_sessions(9), "weeks 1 to 8"),
        (lambda: spray.spray_sessions(2.5), "weeks 1 to 8"),
        (lambda: spray.spray_dose_received(28, lost=3), "cannot have been lost"),
        (lambda: spray.spray_span(70), "28 mg devices"),
        (lambda: spray.spray_sessions_missed(2, attended=5), "more than the schedule"),
        (lambda: spray.spray_wait(-5, drink=0, nasal=0), "implausible"),
    ],
)
def test_the_implausible_is_refused_with_a_reason(call, words):
    with pytest.raises(ImplausibleError, match=words):
        call()
