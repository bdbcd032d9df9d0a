"""When to look, when to act, when a person may leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts
from ketamine.rule.monitoring import LEVELS, assess_readiness, escalate, no_signs, timetable
from ketamine.rule.rule import RuleError, read_rules

CALM = {"pressure": (125, 78), "spo2": 98, "moaas": 5, "heart_rate": 72}
SIGNS = {
    "warning_symptom": "emergency",
    "rising_after_stop": "emergency",
    "inadequate_breathing": "emergency",
    "poor_perfusion": "emergency",
    "convulsion": "emergency",
    "danger_to_self_or_others": "emergency",
    "vomiting_while_sedated": "pause",
    "distressing_dissociation": "watch",
}
READINGS = [
    ("pressure", (140, 90), "continue"),
    ("pressure", (141, 70), "watch"),
    ("pressure", (120, 91), "watch"),
    ("pressure", (179, 109), "watch"),
    ("pressure", (180, 80), "pause"),
    ("pressure", (130, 110), "pause"),
    ("spo2", 94, "continue"),
    ("spo2", 93, "pause"),
    ("spo2", 90, "pause"),
    ("spo2", 89, "emergency"),
    ("moaas", 5, "continue"),
    ("moaas", 4, "watch"),
    ("moaas", 3, "pause"),
    ("moaas", 1, "pause"),
    ("moaas", 0, "emergency"),
    ("heart_rate", 50, "continue"),
    ("heart_rate", 49, "pause"),
]
READY = {
    "minutes_since_last_device": 120,
    "local_minimum_elapsed": True,
    "moaas": 5,
    "oriented": True,
    "dissociation_resolved": True,
    "pressure_near_baseline_and_falling": True,
    "stable_on_room_air": True,
    "walks_steadily": True,
    "nausea_tolerable": True,
    "suicide_check_done": True,
    "escort_present": True,
}


def reading(**changes):
    return {**CALM, **no_signs(), **changes}


def test_a_calm_reading_with_no_signs_goes_on():
    assert escalate(reading()).level == "continue"


@pytest.mark.parametrize(("field", "value", "level"), READINGS)
def test_each_reading_on_both_sides_of_its_threshold(field, value, level):
    assert escalate(reading(**{field: value})).level == level


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign(sign):
    assert escalate(reading(**{sign: True})).level == SIGNS[sign]


def test_the_tables_miss_no_rule():
    assert set(no_signs()) == set(SIGNS)
    assert {row["field"] for row in read_rules("monitoring.toml", "escalation")} == set(SIGNS) | set(CALM)


@pytest.mark.parametrize("field", [*CALM, *SIGNS])
def test_what_is_not_known_is_never_reassuring(field):
    for unknown in ({k: v for k, v in reading().items() if k != field}, reading(**{field: None})):
        found = escalate(unknown)
        assert found.level == "watch"
        assert found.reasons[0].missing


@given(
    pressure=st.tuples(st.floats(80, 220), st.floats(40, 140)).filter(lambda each: each[0] > each[1]),
    spo2=st.floats(70, 100),
    moaas=st.integers(0, 5),
    heart_rate=st.floats(30, 160),
    signs=st.sets(st.sampled_from(sorted(SIGNS))),
    worse=st.tuples(st.floats(0, 60), st.floats(0, 40), st.floats(0, 30), st.integers(0, 5), st.floats(0, 40)),
    more=st.sampled_from(sorted(SIGNS)),
)
def test_a_worse_reading_never_lowers_the_level(pressure, spo2, moaas, heart_rate, signs, worse, more):
    before = reading(pressure=pressure, spo2=spo2, moaas=moaas, heart_rate=heart_rate, **dict.fromkeys(signs, True))
    level = LEVELS.index(escalate(before).level)
    for change in (
        {"pressure": (pressure[0] + worse[0], pressure[1] + worse[1])},
        {"spo2": spo2 - worse[2]},
        {"moaas": max(0, moaas - worse[3])},
        {"heart_rate": heart_rate - worse[4]},
        {more: True},
    ):
        assert LEVELS.index(escalate({**before, **change}).level) >= level


def test_symptoms_outrank_the_number():
    assert escalate(reading(pressure=(135, 85), warning_symptom=True)).level == "emergency"


def test_a_slip_is_an_error():
    with pytest.raises(RuleError, match="Did you mean spo2"):
        escalate(reading(sp02=90))
    with pytest.raises(RuleError, match="is a number"):
        escalate(reading(spo2=True))


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_everything_met_and_known_lets_a_person_leave(drug):
    assert assess_readiness(READY, drug=drug).ready


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
@pytest.mark.parametrize("field", READY)
def test_anything_unmet_or_unknown_keeps_a_person(field, drug):
    mine = {"esketamine": "local_minimum_elapsed", "racemic": "minutes_since_last_device"}[drug]
    bad = {"minutes_since_last_device": 119, "moaas": 4}.get(field, False)
    for answers in ({**READY, field: bad}, {**READY, field: None}, {k: v for k, v in READY.items() if k != field}):
        found = assess_readiness(answers, drug=drug)
        assert found.ready == (field == mine)
        if field != mine:
            assert len(found.unmet) == 1 and found.unmet[0].why


def test_the_clock_alone_is_never_enough():
    assert not assess_readiness({"minutes_since_last_device": 600}, drug="esketamine").ready


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_what_was_not_asked_is_said_once_and_not_in_two_negatives(drug):
    said = {each.rule: each.why for each in assess_readiness({}, drug=drug).unmet}
    assert said["suicide-check"] == "not known whether suicidal thoughts have been asked about"
    assert said["walking"] == "not known whether walking is steady"
    for why in said.values():
        assert why.startswith("not known ") and why.count("not ") == 1 and "nobody" not in why


def test_a_timetable_does_not_end_while_drug_goes_in():
    with pytest.raises(ImplausibleError, match="going in until minute 100"):
        timetable("racemic", end=100, until=40)


def test_timetable_of_an_infusion():
    rows = timetable("racemic", end=40, until=100)
    assert [row.minute for row in rows] == [0, 10, 20, 30, 40, 55, 70, 85, 100]
    assert all("blood pressure" in row.what for row in rows)


def test_timetable_of_three_devices():
    rows = timetable("esketamine", end=10, until=200)
    assert [row.minute for row in rows] == [0, 50, 130]
    assert "readiness to leave" in rows[-1].what
    assert all(fact in load_facts() for row in rows for fact in row.facts)
