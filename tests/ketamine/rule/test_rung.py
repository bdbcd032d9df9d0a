"""Spans of a reading: they leave no gap, and at each of their ends the rules say what the span says."""

import itertools

import pytest

from ketamine.rule.monitoring import LEVELS, escalate, no_signs
from ketamine.rule.rule import RuleError
from ketamine.rule.rung import list_rungs

CALM = no_signs() | {
    "pressure": (122, 76),
    "baseline_pressure": (120, 75),
    "spo2": 98,
    "respiratory_rate": 14,
    "moaas": 5,
    "heart_rate": 72,
}
RANGES = {"heart_rate": range(30, 181), "respiratory_rate": range(5, 36), "spo2": range(80, 101), "moaas": range(6)}


@pytest.mark.parametrize("field", RANGES)
def test_spans_leave_no_gap_and_each_end_calls_for_the_level_of_its_span(field):
    rungs = list_rungs(field, values=RANGES[field], calm=CALM)
    assert (rungs[0].low, rungs[-1].high) == (RANGES[field][0], RANGES[field][-1])
    assert all(two.low == one.high + 1 for one, two in itertools.pairwise(rungs))
    for rung in rungs:
        for end in (rung.low, rung.high):
            assert escalate({**CALM, field: end}).level == rung.level
        assert (rung.reason is None) == (rung.level == LEVELS[0])


def test_the_spans_of_a_pulse_and_of_breaths():
    told = [(each.span, each.level) for each in list_rungs("heart_rate", values=RANGES["heart_rate"], calm=CALM)]
    assert told == [
        ("30 to 40", "emergency"),
        ("41 to 49", "pause"),
        ("50 to 110", "continue"),
        ("111 to 130", "watch"),
        ("131 to 149", "pause"),
        ("150 to 180", "emergency"),
    ]
    told = [(each.span, each.level) for each in list_rungs("respiratory_rate", values=range(8, 26), calm=CALM)]
    assert told == [
        *(("8", "emergency"), ("9", "pause"), ("10 to 11", "watch"), ("12 to 20", "continue")),
        *(("21 to 24", "watch"), ("25", "pause")),
    ]


def test_a_sign_beside_it_moves_every_span():
    rungs = list_rungs("heart_rate", values=RANGES["heart_rate"], calm={**CALM, "warning_symptom": True})
    assert {rung.level for rung in rungs} == {"emergency"}


@pytest.mark.parametrize("values", [(), (70, 70), (80, 70)])
def test_values_that_do_not_rise_are_refused(values):
    with pytest.raises(RuleError, match="rise"):
        list_rungs("heart_rate", values=values, calm=CALM)
