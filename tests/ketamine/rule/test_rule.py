"""What a reading can be at all, and what the rules make of one that cannot be: it is not known, and what is grave stays grave."""

import math

import numpy as np
import pytest

from ketamine.registry.read import read_table
from ketamine.rule.monitoring import assess_readiness, escalate, no_signs
from ketamine.rule.rule import RuleError, counts, find_doubts
from ketamine.rule.screening import questions, screen

WELL = {
    "age": 40,
    "weeks_since_cardiac_event": math.inf,
    "months_since_stroke": math.inf,
    "pressure": (120, 75),
    "adequate_antidepressant_trials": 3,
    "spo2": 98,
    "heart_rate": 72,
    "respiratory_rate": 14,
    "asa_class": 2,
}
CALM = {
    "pressure": (125, 78),
    "baseline_pressure": (122, 76),
    "spo2": 98,
    "respiratory_rate": 14,
    "moaas": 5,
    "heart_rate": 72,
}
# field: (the least and the most that are believed, and just beyond either)
BOUNDS = {
    "pressure": [((70, 30), (69, 30)), ((71, 30), (71, 29)), ((300, 90), (301, 90)), ((250, 200), (250, 201))],
    "baseline_pressure": [((70, 30), (69, 30)), ((71, 30), (71, 29)), ((300, 90), (301, 90)), ((250, 200), (250, 201))],
    "respiratory_rate": [(4, 3.9), (60, 60.1)],
    "spo2": [(40, 39.9), (100, 100.1)],
    "moaas": [(0, -1), (5, 6)],
    "heart_rate": [(20, 19.9), (250, 250.1)],
    "age": [(0, -0.1), (120, 120.1)],
    "weeks_since_cardiac_event": [(0, -0.1), (math.inf, -math.inf)],
    "months_since_stroke": [(0, -0.1), (math.inf, -math.inf)],
    "adequate_antidepressant_trials": [(0, -1), (50, 51)],
    "asa_class": [(1, 0), (5, 6)],
    "minutes_since_last_device": [(0, -0.1), (1440, 1440.1)],
}


@pytest.mark.parametrize("field", BOUNDS)
def test_each_bound_on_both_sides(field):
    for believed, not_believed in BOUNDS[field]:
        assert find_doubts({field: believed}, fields=[field]) == {}
        assert "Not believable" in find_doubts({field: not_believed}, fields=[field])[field]


def test_the_table_misses_no_reading():
    assert {row["field"] for row in read_table("rules/plausible.toml")["reading"]} == set(BOUNDS)


def test_systolic_comes_first():
    assert find_doubts({"pressure": (75, 120)}, fields=["pressure"])
    assert find_doubts({"pressure": (90, 90)}, fields=["pressure"])


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
@pytest.mark.parametrize(
    ("field", "answer"), [("pressure", (120, 130)), ("age", 400), ("age", math.inf), ("months_since_stroke", -1)]
)
def test_another_unit_or_a_slip_never_lets_anyone_proceed(drug, field, answer):
    answers = {name: WELL.get(name, False) for name in questions(drug)} | {field: answer}
    found = screen(answers, drug=drug)
    assert found.verdict in ("ask", "stop")
    assert found.missing == (f"doubt-{field}",)


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
@pytest.mark.parametrize("pressure", [(16, 10), (0, 0)])
def test_a_pressure_that_would_be_grave_if_true_stops(drug, pressure):
    answers = {name: WELL.get(name, False) for name in questions(drug)} | {"pressure": pressure}
    found = screen(answers, drug=drug)
    assert (found.verdict, found.missing) == ("stop", ("doubt-pressure",))


def test_what_would_stop_still_stops_beside_a_doubt():
    answers = {name: WELL.get(name, False) for name in questions("racemic")} | {"pressure": (75, 120)}
    assert [each.rule for each in screen(answers, drug="racemic").reasons] == [
        *("pressure-ceiling", "pressure-low", "pressure-raised", "doubt-pressure")
    ]


@pytest.mark.parametrize(
    ("field", "value", "level"),
    [
        ("pressure", (16.6, 10.4), "emergency"),
        ("pressure", (60, 28), "emergency"),
        ("pressure", (75, 120), "emergency"),
        ("baseline_pressure", (16.6, 10.4), "watch"),
        ("baseline_pressure", (0, 0), "watch"),
        ("respiratory_rate", 140, "pause"),
        ("respiratory_rate", 1.4, "emergency"),
        ("spo2", 980, "watch"),
        ("spo2", 0.98, "emergency"),
        ("moaas", 50, "watch"),
        ("heart_rate", 400, "emergency"),
        ("heart_rate", 0, "emergency"),
    ],
)
def test_a_reading_that_cannot_be_is_never_reassuring(field, value, level):
    found = escalate({**CALM, **no_signs(), field: value})
    assert found.level == level
    assert any(each.rule == f"doubt-{field}" and each.missing for each in found.reasons)


def test_nobody_leaves_on_a_number_that_cannot_be():
    fields = {row["field"] for row in read_table("rules/monitoring.toml")["readiness"]}
    ready = dict.fromkeys(fields, True) | {"minutes_since_last_device": 130, "moaas": 5}
    assert assess_readiness(ready, drug="esketamine").ready
    for slip in ({"moaas": 50}, {"minutes_since_last_device": 13000}):
        assert not assess_readiness(ready | slip, drug="esketamine").ready


def test_answers_may_come_out_of_a_table_of_data():
    yes, older = {"field": "bipolar"}, {"field": "age", "below": {"number": 18}}
    assert counts(yes, np.bool_(True)) and not counts(yes, np.bool_(False))
    assert counts(older, np.int64(17)) and not counts(older, np.float32(18))
    for nothing in (np.float64("nan"), np.bool_(True)):
        with pytest.raises(RuleError, match="is a number"):
            counts(older, nothing)
