"""When to look, when to act, when a person may leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import RegistryError, load_facts
from ketamine.rule.event import emergency_triggers, find_triggers, load_events
from ketamine.rule.monitoring import LEVELS, assess_readiness, escalate, no_signs, timetable
from ketamine.rule.rule import RuleError, check_ladder, list_fields, read_rules

CALM = {
    "pressure": (125, 78),
    "baseline_pressure": (122, 76),
    "spo2": 98,
    "respiratory_rate": 14,
    "moaas": 5,
    "heart_rate": 72,
}
SIGNS = {
    "warning_symptom": "emergency",
    "rising_after_stop": "emergency",
    "inadequate_breathing": "emergency",
    "poor_perfusion": "emergency",
    "saturation_not_recovering": "emergency",
    "suspected_anaphylaxis": "emergency",
    "wrong_dose_or_drug": "emergency",
    "suicidal_intent": "emergency",
    "new_irregular_pulse": "pause",
    "fainted": "pause",
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
    ("pressure", (219, 150), "pause"),
    ("pressure", (220, 100), "emergency"),
    ("pressure", (90, 58), "continue"),
    ("pressure", (89, 58), "pause"),
    ("pressure", (89, 52), "emergency"),
    ("pressure", (100, 47), "pause"),
    ("respiratory_rate", 12, "continue"),
    ("respiratory_rate", 11, "watch"),
    ("respiratory_rate", 10, "watch"),
    ("respiratory_rate", 9, "pause"),
    ("respiratory_rate", 8, "emergency"),
    ("respiratory_rate", 20, "continue"),
    ("respiratory_rate", 21, "watch"),
    ("respiratory_rate", 24, "watch"),
    ("respiratory_rate", 25, "pause"),
    ("spo2", 94, "continue"),
    ("spo2", 93, "pause"),
    ("spo2", 90, "pause"),
    ("spo2", 89, "emergency"),
    ("moaas", 5, "continue"),
    ("moaas", 4, "watch"),
    ("moaas", 3, "pause"),
    ("moaas", 2, "pause"),
    ("moaas", 1, "emergency"),
    ("moaas", 0, "emergency"),
    ("heart_rate", 50, "continue"),
    ("heart_rate", 49, "pause"),
    ("heart_rate", 41, "pause"),
    ("heart_rate", 40, "emergency"),
    ("heart_rate", 110, "continue"),
    ("heart_rate", 111, "watch"),
    ("heart_rate", 130, "watch"),
    ("heart_rate", 131, "pause"),
    ("heart_rate", 149, "pause"),
    ("heart_rate", 150, "emergency"),
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
    "pulse_and_breathing_near_baseline": True,
    "no_warning_symptom": True,
    "suicide_check_done": True,
    "no_acute_suicide_risk": True,
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
    assert set(list_fields(read_rules("monitoring.toml", "escalation"))) == set(SIGNS) | set(CALM)
    assert {row["field"] for row in read_rules("monitoring.toml", "readiness")} == set(READY)


@pytest.mark.parametrize("field", [*CALM, *SIGNS])
def test_what_is_not_known_is_never_reassuring(field):
    for unknown in ({k: v for k, v in reading().items() if k != field}, reading(**{field: None})):
        found = escalate(unknown)
        assert found.level == "watch"
        assert found.reasons[0].missing and found.reasons[0].rule == f"no-{field}"


@given(
    before=st.fixed_dictionaries(
        {
            "pressure": st.tuples(st.floats(40, 240), st.floats(20, 140)).filter(lambda each: each[0] > each[1]),
            "spo2": st.floats(70, 100),
            "moaas": st.integers(0, 5),
            "heart_rate": st.floats(20, 200),
            "respiratory_rate": st.floats(2, 50),
        }
    ),
    signs=st.sets(st.sampled_from(sorted(SIGNS))),
    by=st.floats(0, 60),
    more=st.sampled_from(sorted(SIGNS)),
)
def test_a_worse_reading_never_lowers_the_level(before, signs, by, more):
    seen = reading(**before, **dict.fromkeys(signs, True))
    level = LEVELS.index(escalate(seen).level)
    systolic, diastolic = before["pressure"]
    fast, slow = before["heart_rate"] > 80, before["respiratory_rate"] < 16
    lower = (systolic - by, diastolic - by)
    for change in (
        # higher where it is not low, lower where it is not high: away from the middle is worse on either side
        {"pressure": (systolic + by, diastolic + by)} if systolic >= 90 and sum(lower) else {},
        {"pressure": lower} if systolic < 141 and diastolic < 91 else {},
        {"spo2": before["spo2"] - by},
        {"moaas": max(0, before["moaas"] - round(by / 12))},
        {"heart_rate": before["heart_rate"] + (by if fast else -by)},
        {"respiratory_rate": before["respiratory_rate"] + (-by if slow else by)},
        {more: True},
    ):
        assert LEVELS.index(escalate({**seen, **change}).level) >= level


@given(
    signs=st.sets(st.sampled_from(sorted(SIGNS))),
    gone=st.sets(st.sampled_from(sorted({*SIGNS, *CALM}))),
    spo2=st.floats(70, 100),
    heart_rate=st.floats(20, 200),
)
def test_what_is_missing_is_never_milder_than_if_it_had_been_calm(signs, gone, spo2, heart_rate):
    seen = reading(spo2=spo2, heart_rate=heart_rate, **dict.fromkeys(signs, True))
    calm = {**seen, **{field: reading()[field] for field in gone}}
    missing = {**seen, **dict.fromkeys(gone)}
    found = LEVELS.index(escalate(missing).level)
    assert found >= LEVELS.index(escalate(calm).level)
    assert found >= bool(gone)


def test_breathing_that_nobody_looked_at_pauses():
    nobody = {"spo2": None, "respiratory_rate": None, "inadequate_breathing": None}
    assert escalate(reading(**nobody)).level == escalate({}).level == "pause"
    assert escalate(reading(**{**nobody, "spo2": 980})).level == "pause"  # not believed, so not known
    for field, known in (("spo2", 98), ("respiratory_rate", 14), ("inadequate_breathing", False)):
        assert escalate(reading(**{**nobody, field: known})).level == "watch"


def test_a_fall_is_counted_from_the_own_baseline():
    high = {"baseline_pressure": (165, 95)}
    assert escalate(reading(**high, pressure=(116, 75))).level == "continue"
    assert escalate(reading(**high, pressure=(115, 75))).level == "pause"
    assert escalate(reading(baseline_pressure=(140, 80), pressure=(118, 70))).level == "continue"
    assert escalate(reading(baseline_pressure=(130, 80), pressure=(89, 62))).level == "emergency"
    unknown = escalate(reading(baseline_pressure=None, pressure=(115, 75)))
    assert unknown.level == "watch" and unknown.reasons[0].rule == "no-baseline_pressure"


def test_a_faint_is_judged_by_pulse_and_pressure():
    for worse in ({"heart_rate": 49}, {"heart_rate": 111}, {"pressure": (89, 60)}):
        assert escalate(reading(fainted=True, **worse)).level == "emergency"
    assert escalate(reading(fainted=True, heart_rate=None)).level == "pause"


def test_every_emergency_is_on_the_list_and_everything_on_the_list_is_a_rule_and_an_event():
    rows = read_rules("monitoring.toml", "escalation")
    from_rules = {entry for row in rows for entry in find_triggers(row)}
    from_events = {entry for each in load_events().values() for entry in each.listed}
    assert from_rules == from_events == set(emergency_triggers())
    for wrong in ({"id": "x", "level": "emergency"}, {"id": "x", "level": "pause", "listed": ["Convulsion"]}):
        with pytest.raises(RegistryError, match="mend listed"):
            find_triggers(wrong)
    with pytest.raises(RegistryError, match="mend listed"):
        find_triggers({"id": "x", "level": "emergency", "listed": ["Hiccups"]})


def test_every_line_says_where_it_comes_from():
    kinds = [("monitoring.toml", kind) for kind in ("escalation", "unknown", "readiness")] + [
        ("screening.toml", "rule")
    ]
    for name, kind in kinds:
        for row in read_rules(name, kind):
            assert row["origin"] in ("label", "guideline", "trial", "convention"), row["id"]
    local = {each.rule for each in escalate(reading(heart_rate=150)).reasons if each.local}
    assert local == {"heart-very-fast", "heart-fast", "heart-fastish"}
    assert not escalate(reading(suspected_anaphylaxis=True)).reasons[0].local


def test_a_graver_level_that_begins_before_a_milder_one_is_refused():
    mild = {"id": "mild", "field": "spo2", "level": "pause", "below": {"number": 94}}
    grave = {"id": "grave", "field": "spo2", "level": "emergency", "below": {"number": 95}}
    with pytest.raises(RegistryError, match="grave begins before mild"):
        check_ladder([mild, grave], key="level", order=LEVELS)
    check_ladder([mild, {**grave, "below": {"number": 94}}], key="level", order=LEVELS)


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


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_nobody_who_says_i_am_going_to_do_it_is_ready(drug):
    for asked in (True, False, None):
        for risk_is_acute in (False, None):
            answers = {**READY, "suicide_check_done": asked, "no_acute_suicide_risk": risk_is_acute}
            found = assess_readiness(answers, drug=drug)
            assert not found.ready
            assert "suicide-not-acute" in [each.rule for each in found.unmet]
    assert not assess_readiness({**READY, "suicide_check_done": False}, drug=drug).ready


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
