"""Sums of screening, against the registry's own numbers and worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.bedside import screening
from ketamine.plausible import ImplausibleError
from ketamine.register import load_facts

GROUPS = st.integers(1, 2000)
ANSWERS = st.integers(0, 3)


def test_of_two_hundred_like_those_in_the_trial():
    assert screening.responders_with_drug(200) == pytest.approx(138.6, abs=0.1)
    assert screening.responders_without_drug(200) == pytest.approx(104)
    assert screening.extra_responders(200) == pytest.approx(34.6, abs=0.1)
    assert screening.remitters_with_drug_older(200) == pytest.approx(34.9, abs=0.1)
    assert screening.remitters_without_drug_older(200) == pytest.approx(13.3, abs=0.1)
    assert screening.extra_remitters_older(200) == pytest.approx(21.6, abs=0.1)


def test_the_arm_agrees_with_the_published_percentage():
    published = load_facts()["ev.popova2019_rates"].value
    assert screening.responders_with_drug(100) == pytest.approx(published, abs=0.05)


@given(GROUPS)
def test_the_extra_are_what_the_arms_differ_by_and_grow_with_the_group(people):
    extra = screening.extra_responders(people)
    assert 0 < extra < screening.responders_without_drug(people) < screening.responders_with_drug(people) < people
    assert screening.extra_responders(2 * people) == pytest.approx(2 * extra)


def test_dissociation_beyond_placebo():
    assert screening.dissociation_from_drug(100) == pytest.approx(32)
    assert screening.expected_count(100, percent=41) == pytest.approx(41)


@given(GROUPS, st.floats(0, 100))
def test_expected_and_remaining_make_the_group(people, percent):
    both = screening.expected_count(people, percent=percent) + screening.remaining_count(people, percent=percent)
    assert both == pytest.approx(people)


def test_the_hours_of_an_induction():
    assert screening.induction_hours(30) == pytest.approx(8 * 3)
    assert screening.induction_hours_one_way(30) == pytest.approx(8 * 2.5)
    assert screening.induction_hours_once_a_week(30) == pytest.approx(4 * 3)
    assert screening.induction_hours_without_journey(30) == pytest.approx(8 * 2)


@pytest.mark.parametrize(("before", "total"), [(34, 17), (35, 17), (20, 10), (21, 10)])
def test_the_total_that_counts_as_response(before, total):
    assert screening.madrs_response_total(before) == total
    assert screening.madrs_fall(before, after=total) >= 50 > screening.madrs_fall(before, after=total + 1)


def test_slips_around_response():
    assert screening.madrs_response_total_rounded_up(35) == 18
    assert screening.madrs_response_total_smallest_change(35) == 25
    assert screening.madrs_response_total_remission(35) == 10


def test_a_fall_and_the_ways_to_miss_it():
    assert screening.madrs_fall(36, after=15) == pytest.approx(58.33, abs=0.01)
    assert screening.madrs_fall_of_scale(36, after=15) == pytest.approx(35)
    assert screening.madrs_fall_of_last(36, after=15) == pytest.approx(140)
    assert screening.madrs_fall_left(36, after=15) == pytest.approx(41.67, abs=0.01)


@given(ANSWERS, ANSWERS, ANSWERS, ANSWERS, ANSWERS, ANSWERS, st.integers(0, 18))
def test_a_qids_total_stays_on_its_scale_and_adding_all_answers_never_lowers_it(a, b, d, e, f, g, singles):
    answers = {
        "sleep_b": b,
        "eating_a": d,
        "eating_b": e,
        "moving_a": f,
        "moving_b": g,
        "singles": singles,
    }
    total = screening.qids_total(a, **answers)
    fact = load_facts()["scale.qids.structure"]
    assert fact.low <= total <= fact.high
    assert total <= screening.qids_total_sleep_only(a, **answers) <= screening.qids_total_all_answers(a, **answers)


def test_a_qids_total_by_hand():
    answers = {"sleep_b": 2, "eating_a": 1, "eating_b": 2, "moving_a": 2, "moving_b": 1, "singles": 9}
    assert screening.qids_total(3, **answers) == 3 + 2 + 2 + 9
    assert screening.qids_total_all_answers(3, **answers) == 3 + 2 + 1 + 2 + 2 + 1 + 9
    assert screening.qids_total_sleep_only(3, **answers) == 3 + 1 + 2 + 2 + 1 + 9


def test_the_reversed_item_of_the_dast():
    assert screening.dast_total(6) == 5
    assert screening.dast_total_unreversed(6) == 6
    assert screening.dast_total_reversed_twice(6) == 4


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: screening.extra_responders(0), "at least one"),
        (lambda: screening.madrs_response_total(61), "MADRS total"),
        (lambda: screening.madrs_fall(0, after=0), "baseline of nought"),
        (lambda: screening.dast_total(11), "10 items"),
        (lambda: screening.induction_hours(-5), "minutes"),
    ],
)
def test_what_is_implausible_is_refused_in_words(ask, says):
    with pytest.raises(ImplausibleError, match=says):
        ask()
