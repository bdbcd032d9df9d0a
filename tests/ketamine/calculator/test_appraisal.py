"""Sums of critical appraisal, against the registry's own numbers and worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import appraisal, group
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts

ARMS = {each.name: each.function for each in group.CALCULATORS}

GROUPS = st.integers(1, 2000)


def counts(fact, outcome):
    treated, control = load_facts()[fact].details["arms"]
    return treated[outcome], {"of_treated": treated["n"], "controls": control[outcome], "of_controls": control["n"]}


def test_the_number_needed_agrees_with_the_one_worked_out_in_the_registry():
    treated, rest = counts("ev.popova2019_rates", "responders")
    assert appraisal.needed_to_treat(treated, **rest) == load_facts()["ev.popova2019_nnt"].value
    assert appraisal.rate_difference(treated, **rest) == pytest.approx(17.3, abs=0.05)


def test_a_tenth_more_needs_ten_and_not_eleven():
    assert appraisal.needed_to_treat(40, of_treated=100, controls=30, of_controls=100) == 10
    assert appraisal.needed_to_treat_in_percent(40, of_treated=100, controls=30, of_controls=100) == pytest.approx(10)
    assert appraisal.needed_to_treat_uncontrolled(40, of_treated=100) == 3
    assert appraisal.rate_difference_relative(40, of_treated=100, controls=30, of_controls=100) == pytest.approx(
        100 / 3
    )
    assert appraisal.rate_difference_treated_alone(40, of_treated=100) == pytest.approx(40)


def test_no_number_needed_where_the_controls_did_as_well():
    with pytest.raises(ImplausibleError, match="no better"):
        appraisal.needed_to_treat(30, of_treated=100, controls=30, of_controls=100)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_those_never_seen_again_can_only_lie_between_the_worst_and_the_best(good, unwell, missing):
    seen, began = good + unwell, good + unwell + missing
    if not seen:
        return
    worst = appraisal.rate_with_missing_as_failures(good, began=began)
    best = appraisal.rate_with_missing_as_successes(good, seen=seen, began=began)
    middle = appraisal.rate_of_those_seen(good, seen=seen)
    assert worst <= middle + 1e-9
    assert middle <= best + 1e-9


def test_more_seen_than_began_cannot_be():
    with pytest.raises(ImplausibleError, match="cannot be"):
        appraisal.rate_with_missing_as_successes(3, seen=9, began=8)
    with pytest.raises(ImplausibleError, match="whole"):
        appraisal.rate_with_missing_as_failures(2.5, began=8)
    with pytest.raises(ImplausibleError, match="cannot be"):
        appraisal.rate_with_missing_as_failures(9, began=8)


@pytest.mark.parametrize("fact", ["ev.fu2020", "ev.ionescu2021", "ev.popova2019"])
def test_the_error_behind_a_published_interval(fact):
    effect = load_facts()[fact].details["effect"]
    low, high = effect["ci"]
    assert appraisal.standard_error(low, high=high) == pytest.approx(effect["se"], abs=0.03)


def test_slips_with_an_interval():
    assert appraisal.standard_error_half_width(-8, high=-2) == pytest.approx(3)
    assert appraisal.standard_error_whole_width(-8, high=-2) == pytest.approx(2 * appraisal.standard_error(-8, high=-2))
    with pytest.raises(ImplausibleError):
        appraisal.standard_error(2, high=2)


def test_a_gap_in_standard_deviations():
    assert appraisal.standardised_gap(4, deviation=12) == pytest.approx(1 / 3)
    assert appraisal.standardised_gap_inverted(4, deviation=12) == pytest.approx(3)


def test_belief_makes_a_difference_only_where_the_arms_believe_differently():
    assert appraisal.guessing_difference(5, drug=80, control=30) == pytest.approx(2.5)
    assert appraisal.guessing_difference(5, drug=40, control=40) == 0
    assert appraisal.guessing_difference_drug_arm(5, drug=80) == pytest.approx(4)
    assert appraisal.guessing_difference_whole(5) == pytest.approx(5)
    with pytest.raises(ImplausibleError):
        appraisal.guessing_difference(5, drug=120, control=30)


@given(st.integers(2, 40))
def test_the_more_outcomes_the_likelier_a_chance_finding(outcomes):
    chance = appraisal.chance_finding(outcomes)
    assert appraisal.chance_finding_single(outcomes) < chance < min(100, appraisal.chance_finding_added(outcomes))
    assert appraisal.chance_finding(outcomes + 1) > chance


def test_one_outcome_has_the_level_of_its_test():
    assert appraisal.chance_finding(1) == pytest.approx(5)
    assert appraisal.chance_finding(14) == pytest.approx(51.2, abs=0.1)


@given(GROUPS)
def test_what_the_treatment_adds_is_what_the_arms_differ_by(people):
    for more, with_it, without in (
        (ARMS["more_responders_next_day"], ARMS["responders_next_day"], ARMS["responders_next_day_midazolam"]),
        (ARMS["more_remitters_with_ect"], ARMS["remitters_with_ect"], ARMS["remitters_with_ketamine"]),
        (
            ARMS["more_with_less_ideation"],
            ARMS["with_less_ideation"],
            ARMS["with_less_ideation_midazolam"],
        ),
    ):
        assert 0 < more(people) < with_it(people) < people
        assert more(people) == pytest.approx(with_it(people) - without(people))


def test_of_a_hundred_like_those_in_the_trials():
    assert ARMS["more_responders_next_day"](100) == pytest.approx(35.8, abs=0.1)
    assert ARMS["more_remitters_with_ect"](100) == pytest.approx(16.3, abs=0.1)
    assert ARMS["more_with_less_ideation"](100) == pytest.approx(25)


def test_a_group_is_of_somebody():
    with pytest.raises(ImplausibleError):
        ARMS["more_responders_next_day"](0)


def test_events_per_thousand_and_its_slips():
    assert appraisal.rate_per_thousand(23, of=2342) == pytest.approx(9.82, abs=0.005)
    assert appraisal.rate_per_thousand_in_percent(23, of=2342) == pytest.approx(0.982, abs=5e-4)
    assert appraisal.rate_per_thousand_inverted(23, of=2342) == pytest.approx(101.8, abs=0.05)


def test_none_seen_leaves_three_in_that_number_possible():
    assert appraisal.bound_of_none(802) == pytest.approx(3.74, abs=0.005)
    assert appraisal.bound_of_none_one(802) == pytest.approx(1.247, abs=5e-4)
    assert appraisal.bound_of_none_in_percent(802) == pytest.approx(0.374, abs=5e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: appraisal.rate_per_thousand(3, of=2),
        lambda: appraisal.rate_per_thousand_inverted(0, of=20),
        lambda: appraisal.bound_of_none(0),
        lambda: appraisal.bound_of_none(12.5),
    ],
)
def test_what_cannot_be_counted_has_no_rate(call):
    with pytest.raises(ImplausibleError):
        call()


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_watching_more_people_who_stay_well_lowers_the_bound(people, more):
    assert appraisal.bound_of_none(people + more) <= appraisal.bound_of_none(people)
