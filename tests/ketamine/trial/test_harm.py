"""The table of harms, against what the facts print and what is published of the intervals."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.trial import harm as harms
from ketamine.trial.estimate import EstimateError, proportion, rate, rounded_proportion, rule_of_three
from ketamine.trial.harm import UNITS, list_harms, load_harms, tabulate_harms

# label: (per 1,000, low, high), reckoned apart from the code: Wilson and Garwood by scipy 1.14, three over n by hand
EXPECTED = {
    "SUSTAIN-2, spray: a serious event": (68.6, 53.1, 88.2),
    "SUSTAIN-2, spray: stopped for an event": (94.8, 76.4, 117.0),
    "SUSTAIN-2, spray: a renal or urinary event": (169.6, 145.2, 197.1),
    "SUSTAIN-2, spray: interstitial cystitis": (0, 0, 3.74),
    "SUSTAIN-2, spray: respiratory depression": (0, 0, 3.74),
    "SUSTAIN-3, spray: a serious event": (188.2, 166.6, 211.8),
    "SUSTAIN-3, spray: serious suicidality": (24.4, 16.9, 35.0),
    "Ketamine, vein or muscle: stopped": (7.09, 5.34, 9.41),
    "Ketamine, vein or muscle: bladder": (0.452, 0.154, 1.33),
    "Ketamine, vein or muscle: mania": (0.302, 0.083, 1.10),
    "US spray: abuse or misuse reported": (3.59, 3.14, 4.11),
    "US spray: suicide reported": (1.197, 0.948, 1.512),
    "Spray, people with a use disorder: misuse": (0, 0, 115.4),
    "US spray: dissociation": (410, 408.7, 411.3),
    "US spray: sedation": (347, 345.7, 348.3),
    "US spray: raised pressure": (9, 8.35, 9.66),
    "Spray: respiratory depression reported": (0.05, 0.0379, 0.0659),
    "Infusions: severe hypertension": (9.82, 6.55, 14.7),
    "Infusions: stopped for vital signs": (0, 0, 4.39),
    "Esketamine injected, some on MAOI: crisis": (0, 0, 5.89),
    "SUSTAIN-3, spray: death from any cause": (2.383, 1.090, 4.523),
}
COUNTED = {
    "open study": 8,
    "clinic forms": 3,
    "reports sent in": 3,
    "survey of providers": 3,
    "case series": 4,
}
COUNTS = st.tuples(st.integers(1, 5000), st.floats(0, 1)).map(lambda pair: (round(pair[0] * pair[1]), pair[0]))


def test_each_rate_and_its_interval_is_the_one_reckoned_apart():
    rows = {row["what"]: row for unit in UNITS for row in tabulate_harms(unit)}
    assert rows.keys() == EXPECTED.keys()
    for what, expected in EXPECTED.items():
        row = rows[what]
        assert (row["per_thousand"], row["low"], row["high"]) == pytest.approx(expected, rel=6e-3), what


def test_every_count_of_a_row_stands_in_the_sentence_of_its_fact():
    for name in {harm.fact.id for harm in load_harms()}:
        fact = load_facts()[name]
        said = fact.statement.replace(",", "")
        for count, number in fact.details["parameters"].items():
            assert number == 0 or f"{number}" in said.split() or f"({number}" in said, (name, count)


def test_what_a_fact_prints_in_percent_follows_from_its_counts():
    for name, events in (
        ("fu.harm.sustain2_serious", "serious"),
        ("fu.harm.sustain2_stop", "stopped"),
        ("fu.harm.sustain2_urinary", "urinary"),
        ("fu.harm.sustain3_serious", "serious"),
        ("fu.harm.parenteral_survey", "stopped"),
    ):
        fact = load_facts()[name]
        counts = fact.details["parameters"]
        assert fact.value == pytest.approx(100 * counts[events] / counts["people"], abs=0.051), name
    infusions = load_facts()["mon.bp.iv_yale_severe"]
    assert infusions.value == pytest.approx(100 * 23 / infusions.details["parameters"]["sessions"], abs=0.005)
    breathing = load_facts()["fu.harm.resp_rate"]
    assert breathing.value == breathing.details["parameters"]["sessions"] / breathing.details["parameters"]["cases"]


def test_the_survey_of_providers_as_its_results_print_it():
    counts = load_facts()["fu.harm.parenteral_survey"].details["parameters"]
    assert counts == {"people": 6630, "stopped": 47, "distress": 33, "bladder": 3, "mania": 2, "psychosis": 1}


def test_facts_whose_number_is_one_of_their_counts_show_that_count():
    for name, count in (
        ("fu.harm.rems_misuse", "reports"),
        ("fu.harm.gms_suicide", "suicides"),
        ("pop.sud.realesk", "people"),
        ("ddi.maoi_cohort", "sessions"),
        ("fu.harm.rems58", "pressure_percent"),
    ):
        assert load_facts()[name].value == load_facts()[name].details["parameters"][count]
    assert load_facts()["mon.bp.iv_emory"].value == 3.28


def test_how_each_was_counted_and_what_is_a_lower_bound():
    found = [harm.counted for harm in load_harms()]
    assert {way: found.count(way) for way in found} == COUNTED
    below = {harm.label for harm in load_harms() if harm.lower_bound}
    assert below == {what for what in EXPECTED if "reported" in what or "vein or muscle" in what}


def test_a_rate_from_a_percentage_has_no_count_and_none_seen_is_no_point_estimate():
    assert {harm.label for harm in load_harms() if harm.events is None} == {
        "US spray: dissociation",
        "US spray: sedation",
        "US spray: raised pressure",
    }
    for harm in load_harms():
        assert (harm.estimate.method == "rule of three") == (harm.events == 0)


def test_the_table_is_ready_for_a_data_frame_with_a_source_in_each_row():
    frame = pd.DataFrame(tabulate_harms("people"))
    assert frame.source.str.len().min() > 10
    assert frame.caveat.str.len().min() > 10
    assert set(frame.unit) == {"people"}
    assert (frame.low <= frame.per_thousand).all() and (frame.per_thousand <= frame.high).all()


def test_the_unit_is_what_the_denominator_counts():
    unit = {"people": "people", "sessions": "sessions", "patient_years": "person-years"}
    assert [row["unit"] for row in read_table("harms.toml")["harm"]] == [
        unit[row["of"]] for row in read_table("harms.toml")["harm"]
    ]


def test_another_unit_is_refused_by_name():
    with pytest.raises(ValueError, match="no unit 'weeks'; there are people, sessions, person-years"):
        list_harms("weeks")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"fact": "fu.harm.nobody"}, "a fact or a count that is not there"),
        ({"events": "fevers"}, "a fact or a count that is not there"),
        ({"of": "patients"}, "a fact or a count that is not there"),
        ({"unit": "weeks"}, "a unit or a way of counting that nobody knows"),
        ({"counted": "hearsay"}, "a unit or a way of counting that nobody knows"),
    ],
)
def test_a_broken_row_is_named(change, complaint):
    row = {**read_table("harms.toml")["harm"][0], **change}
    with pytest.raises(RegistryError, match=rf"harms.toml: SUSTAIN-2, spray: a serious event .*{complaint}"):
        harms._read(row)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_garwoods_interval_as_tabulated(events, low, high):
    found = rate(events, time=1)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


@given(events=st.integers(0, 200), time=st.floats(0.5, 1e5), more=st.integers(1, 50))
def test_more_events_in_the_same_time_are_never_a_lower_rate_or_bound(events, time, more):
    one, two = rate(events, time=time), rate(events + more, time=time)
    assert one.low <= one.value <= one.high
    assert one.value < two.value and one.low < two.low and one.high < two.high


@given(events=st.integers(0, 100), time=st.floats(1, 1e4))
def test_longer_watching_with_as_many_events_narrows_the_interval(events, time):
    short, long = rate(events, time=time), rate(events, time=2 * time)
    assert long.high - long.low < short.high - short.low


@given(people=st.integers(1, 10**7))
def test_three_over_n_is_never_below_the_exact_bound_and_falls_with_n(people):
    bound = rule_of_three(people)
    exact = 1 - math.pow(0.05, 1 / people)
    assert bound.value == bound.low == 0
    assert exact <= bound.high <= 1
    assert rule_of_three(people + 1).high <= bound.high


@given(count=COUNTS)
def test_rounding_never_makes_an_interval_narrower_than_the_count_would(count):
    events, people = count
    exact = proportion(events, people=people)
    printed = rounded_proportion(round(100 * events / people, 1), people=people, step=0.1)
    assert printed.low <= exact.low + 1e-9 and exact.high <= printed.high + 1e-9


@given(count=COUNTS, more=st.integers(1, 2000))
def test_more_people_with_the_same_events_is_never_a_higher_rate(count, more):
    events, people = count
    assert proportion(events, people=people + more).value <= proportion(events, people=people).value


@pytest.mark.parametrize(
    "call",
    [
        lambda: rate(-1, time=1),
        lambda: rate(1, time=0),
        lambda: rule_of_three(0),
        lambda: rounded_proportion(101, people=10, step=0.1),
        lambda: rounded_proportion(1, people=0, step=0.1),
        lambda: rounded_proportion(1, people=10, step=-1),
    ],
)
def test_impossible_counts_are_refused(call):
    with pytest.raises(EstimateError):
        call()
