"""Who may be treated today. The table below is written from the labels, not from the rules, so that either can be wrong alone."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.registry.read import load_facts
from ketamine.registry.region import load_regions
from ketamine.rule.rule import RuleError, find_faults, read_rules
from ketamine.rule.screening import VERDICTS, questions, rules, screen

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
NEITHER = None
# field: (answer that counts, verdict for racemic infusions, verdict for the esketamine spray)
ALONE = {
    "aneurysm": (True, "stop", "stop"),
    "arteriovenous_malformation": (True, "stop", "stop"),
    "intracerebral_haemorrhage": (True, "stop", "stop"),
    "hypersensitivity": (True, "stop", "stop"),
    "pressure_rise_hazardous": (True, "stop", "stop"),
    "unstable_heart_disease": (True, "stop", "stop"),
    "raised_intracranial_pressure": (True, "stop", "stop"),
    "pregnant": (True, "stop", "stop"),
    "eclampsia": (True, "stop", "stop"),
    "active_psychosis": (True, "stop", "ask"),
    "current_mania": (True, "stop", "stop"),
    "active_substance_use": (True, "stop", "stop"),
    "severe_liver_disease": (True, "stop", "stop"),
    "untreated_hyperthyroidism": (True, "stop", "ask"),
    "takes_xanthine": (True, "stop", "ask"),
    "no_safe_way_home": (True, "stop", "stop"),
    "consent_missing": (True, "stop", "stop"),
    "uncontrolled_hypertension": (True, "stop", "stop"),
    "valve_disease_or_heart_failure": (True, "ask", "ask"),
    "past_hypertensive_encephalopathy": (True, "ask", "ask"),
    "past_psychosis": (True, "ask", "ask"),
    "bipolar": (True, "ask", "ask"),
    "past_substance_use": (True, "ask", "ask"),
    "psychotic_or_catatonic_depression": (True, "ask", "ask"),
    "acute_suicidality": (True, "ask", "ask"),
    "moderate_liver_disease": (True, "ask", "ask"),
    "breastfeeding": (True, "ask", "ask"),
    "bladder_disease": (True, "ask", "ask"),
    "raised_eye_pressure": (True, "ask", "ask"),
    "untreated_sleep_apnoea": (True, "ask", "ask"),
    "sleep_apnoea_with_severe_obesity": (True, "ask", "ask"),
    "lung_disease": (True, "ask", "ask"),
    "airway_trouble": (True, "ask", "ask"),
    "aspiration_risk": (True, "ask", "ask"),
    "glp1_raised_risk": (True, "ask", "ask"),
    "untested_reaction": (True, "stop", "stop"),
    "grave_event_under_drug": (True, "stop", "stop"),
    "seizure_disorder": (True, "ask", "ask"),
    "takes_maoi": (True, "ask", "ask"),
    "takes_stimulant": (True, "ask", "ask"),
    "takes_cns_depressant": (True, "ask", "ask"),
    "not_fasted": (True, "ask", "ask"),
}
# numbers just on either side of where a rule begins: (field, answer, racemic, esketamine)
EDGES = [
    ("age", 17.9, "stop", "stop"),
    ("age", 18, "proceed", "proceed"),
    ("weeks_since_cardiac_event", 5.9, "stop", "stop"),
    ("weeks_since_cardiac_event", 6, "stop", "stop"),
    ("weeks_since_cardiac_event", 12.9, "stop", "stop"),
    ("weeks_since_cardiac_event", 13, "ask", "ask"),
    ("weeks_since_cardiac_event", 520, "ask", "ask"),
    ("weeks_since_cardiac_event", math.inf, "proceed", "proceed"),
    ("asa_class", 1, "proceed", "proceed"),
    ("asa_class", 2, "proceed", "proceed"),
    ("asa_class", 3, "ask", "ask"),
    ("asa_class", 4, "stop", "stop"),
    ("asa_class", 5, "stop", "stop"),
    ("months_since_stroke", 2.9, "stop", "stop"),
    ("months_since_stroke", 3, "stop", "stop"),
    ("months_since_stroke", 5.9, "stop", "stop"),
    ("months_since_stroke", 6, "ask", "ask"),
    ("months_since_stroke", 600, "ask", "ask"),
    ("months_since_stroke", math.inf, "proceed", "proceed"),
    ("adequate_antidepressant_trials", 1, "ask", "ask"),
    ("adequate_antidepressant_trials", 2, "proceed", "proceed"),
    ("pressure", (140, 90), "proceed", "proceed"),
    ("pressure", (141, 90), "ask", "ask"),
    ("pressure", (140, 91), "ask", "ask"),
    ("pressure", (180, 100), "ask", "ask"),
    ("pressure", (181, 80), "stop", "stop"),
    ("pressure", (150, 101), "stop", "stop"),
    ("pressure", (90, 58), "proceed", "proceed"),
    ("pressure", (89, 58), "ask", "ask"),
    ("pressure", (89, 52), "stop", "stop"),
    ("pressure", (100, 47), "proceed", "proceed"),
    ("spo2", 94, "proceed", "proceed"),
    ("spo2", 93, "ask", "ask"),
    ("spo2", 92, "ask", "ask"),
    ("spo2", 90, "ask", "ask"),
    ("spo2", 89, "stop", "stop"),
    ("heart_rate", 40, "stop", "stop"),
    ("heart_rate", 41, "ask", "ask"),
    ("heart_rate", 49, "ask", "ask"),
    ("heart_rate", 50, "proceed", "proceed"),
    ("heart_rate", 110, "proceed", "proceed"),
    ("heart_rate", 111, "ask", "ask"),
    ("heart_rate", 130, "ask", "ask"),
    ("heart_rate", 131, "stop", "stop"),
    ("respiratory_rate", 9, "stop", "stop"),
    ("respiratory_rate", 10, "ask", "ask"),
    ("respiratory_rate", 11, "ask", "ask"),
    ("respiratory_rate", 12, "proceed", "proceed"),
    ("respiratory_rate", 20, "proceed", "proceed"),
    ("respiratory_rate", 21, "ask", "ask"),
    ("respiratory_rate", 24, "ask", "ask"),
    ("respiratory_rate", 25, "stop", "stop"),
]


def well(drug="racemic", **changes):
    """Everything known, and nothing against treatment, but for the changes."""
    return {**{field: WELL.get(field, False) for field in questions(drug)}, **changes}


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_a_person_about_whom_everything_is_known_and_nothing_counts_may_proceed(drug):
    assert screen(well(drug), drug=drug).verdict == "proceed"
    assert screen(well(drug), drug=drug).reasons == ()


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
@pytest.mark.parametrize("field", ALONE)
def test_each_finding_alone(field, drug):
    answer, racemic, esketamine = ALONE[field]
    expected = racemic if drug == "racemic" else esketamine
    assert screen({**well("racemic"), **well(drug, **{field: answer})}, drug=drug).verdict == expected


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
@pytest.mark.parametrize(("field", "answer", "racemic", "esketamine"), EDGES)
def test_each_threshold_on_both_sides(field, answer, racemic, esketamine, drug):
    expected = racemic if drug == "racemic" else esketamine
    assert screen(well(drug, **{field: answer}), drug=drug).verdict == expected


def test_the_tables_above_miss_no_rule():
    fields = {row["field"] for drug in ("racemic", "esketamine") for row in rules(drug)}
    assert fields == set(ALONE) | {edge[0] for edge in EDGES}


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_whatever_is_not_known_never_lets_anyone_proceed(drug):
    assert screen({}, drug=drug).verdict == "ask"
    for field in questions(drug):
        for unknown in ({k: v for k, v in well(drug).items() if k != field}, well(drug, **{field: None})):
            found = screen(unknown, drug=drug)
            assert found.verdict == "ask"
            assert found.missing


@given(data=st.data(), drug=st.sampled_from(["racemic", "esketamine"]))
def test_one_more_finding_or_one_answer_less_never_makes_it_better(data, drug):
    fields = [field for field in questions(drug) if field in ALONE]
    yes = data.draw(st.sets(st.sampled_from(fields)))
    unknown = data.draw(st.sets(st.sampled_from(fields)))
    more = data.draw(st.sampled_from(fields))
    base = well(drug, **dict.fromkeys(yes, True), **dict.fromkeys(unknown - yes, None))
    before = VERDICTS.index(screen(base, drug=drug).verdict)
    assert VERDICTS.index(screen({**base, more: True}, drug=drug).verdict) >= before
    if base[more] is False:
        assert VERDICTS.index(screen({**base, more: None}, drug=drug).verdict) >= before


@given(low=st.floats(90, 250), more=st.floats(0, 100), drug=st.sampled_from(["racemic", "esketamine"]))
def test_a_higher_pressure_never_makes_it_better(low, more, drug):
    one, two = (screen(well(drug, pressure=(value, 65)), drug=drug).verdict for value in (low, low + more))
    assert VERDICTS.index(two) >= VERDICTS.index(one)


def test_reasons_come_gravest_first_with_facts_behind_every_one():
    found = screen(well(aneurysm=True, bipolar=True, takes_maoi=None), drug="racemic")
    assert [reason.level for reason in found.reasons] == ["stop", "ask", "ask"]
    assert found.reasons[0].rule == "aneurysm"
    assert all(fact in load_facts() for reason in found.reasons for fact in reason.facts)
    assert all(reason.why for reason in found.reasons)


def test_stopping_rules_rest_on_nothing_that_is_taught_as_uncertain():
    for drug in ("racemic", "esketamine"):
        for row in rules(drug):
            if row["verdict"] == "stop":
                assert load_facts()[row["facts"][0]].confidence != "low", row["id"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"aneurism": True}, "Did you mean aneurysm"),
        ({"aneurysm": "yes"}, "a yes or a no"),
        ({"age": "forty"}, "is a number"),
        ({"age": float("nan")}, "is a number"),
        ({"pressure": 140}, "a pair of numbers"),
        ({"pressure": (140, "x")}, "is a number"),
    ],
)
def test_a_slip_in_an_answer_is_an_error_and_never_a_no(answers, words):
    with pytest.raises(RuleError, match=words):
        screen(answers, drug="racemic")


def test_an_unknown_drug_is_refused():
    with pytest.raises(RuleError, match="aspirin"):
        screen({}, drug="aspirin")


@pytest.mark.parametrize(
    ("answers", "drug", "rule", "regions", "named"),
    [
        ({"arteriovenous_malformation": True}, "esketamine", "malformation", ("us",), "US label"),
        ({"pressure": (150, 80)}, "esketamine", "pressure-raised", ("us",), "US label"),
        ({"pressure": (190, 80)}, "racemic", "pressure-ceiling", ("switzerland",), "Swiss"),
        ({"weeks_since_cardiac_event": 3}, "racemic", "cardiac-event", ("eu", "england", "scotland"), "EU and UK"),
    ],
)
def test_a_line_that_is_a_countrys_say_so_names_the_country(answers, drug, rule, regions, named):
    (found,) = [reason for reason in screen(answers, drug=drug).reasons if reason.rule == rule and not reason.missing]
    assert found.regions == regions
    assert named in found.why


@pytest.mark.parametrize("name", ["screening.toml rule", "monitoring.toml escalation", "monitoring.toml readiness"])
def test_every_row_with_regions_names_them_all_in_its_words(name):
    file, kind = name.split()
    known = load_regions()
    for row in read_rules(file, kind):
        words = row.get("unmet", row.get("why", ""))
        for each in row.get("regions", ()):
            unions = [region for region in known.values() if each in region.members]
            names = [word for region in (known[each], *unions) for word in region.words]
            assert any(re.search(rf"\b{word}\b", words) for word in names), (row["id"], each)


def test_a_row_that_rests_on_countries_alone_and_names_none_is_refused():
    facts = load_facts()
    row = {"id": "x", "origin": "label", "facts": ["screen.ci.ketamine_ch"], "why": "So.", "verdict": "stop"}
    assert list(find_faults(row, facts))
    assert not list(find_faults({**row, "regions": ["switzerland"]}, facts))
    assert list(find_faults({**row, "regions": ["us", "switzerland"]}, facts))
    assert not list(find_faults({**row, "origin": "convention"}, facts))
