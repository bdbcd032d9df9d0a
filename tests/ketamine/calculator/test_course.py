"""Sums of screening, against the registry's own numbers and worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import course, group
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts

ARMS = {each.name: each.function for each in group.CALCULATORS}

GROUPS = st.integers(1, 2000)
ANSWERS = st.integers(0, 3)


def test_of_two_hundred_like_those_in_the_trial():
    assert ARMS["responders_with_drug"](200) == pytest.approx(138.6, abs=0.1)
    assert ARMS["responders_without_drug"](200) == pytest.approx(104)
    assert ARMS["extra_responders"](200) == pytest.approx(34.6, abs=0.1)
    assert ARMS["remitters_with_drug_older"](200) == pytest.approx(34.9, abs=0.1)
    assert ARMS["remitters_without_drug_older"](200) == pytest.approx(13.3, abs=0.1)
    assert ARMS["extra_remitters_older"](200) == pytest.approx(21.6, abs=0.1)


def test_the_arm_agrees_with_the_published_percentage():
    published = load_facts()["ev.popova2019_rates"].value
    assert ARMS["responders_with_drug"](100) == pytest.approx(published, abs=0.05)


@given(GROUPS)
def test_the_extra_are_what_the_arms_differ_by_and_grow_with_the_group(people):
    extra = ARMS["extra_responders"](people)
    assert 0 < extra < ARMS["responders_without_drug"](people) < ARMS["responders_with_drug"](people) < people
    assert ARMS["extra_responders"](2 * people) == pytest.approx(2 * extra)


def test_dissociation_beyond_placebo():
    assert group.dissociation_from_drug(100) == pytest.approx(32)
    assert group.expected_count(100, percent=41) == pytest.approx(41)


@given(GROUPS, st.floats(0, 100))
def test_expected_and_remaining_make_the_group(people, percent):
    both = group.expected_count(people, percent=percent) + group.remaining_count(people, percent=percent)
    assert both == pytest.approx(people)


def test_the_hours_of_an_induction():
    assert course.induction_hours(30) == pytest.approx(8 * 3)
    assert course.induction_hours_one_way(30) == pytest.approx(8 * 2.5)
    assert course.induction_hours_once_a_week(30) == pytest.approx(4 * 3)
    assert course.induction_hours_without_journey(30) == pytest.approx(8 * 2)


@pytest.mark.parametrize(("before", "total"), [(34, 17), (35, 17), (20, 10), (21, 10)])
def test_the_total_that_counts_as_response(before, total):
    assert course.madrs_response_total(before) == total
    assert course.madrs_fall(before, after=total) >= 50 > course.madrs_fall(before, after=total + 1)


def test_slips_around_response():
    assert course.madrs_response_total_rounded_up(35) == 18
    assert course.madrs_response_total_smallest_change(35) == 25
    assert course.madrs_response_total_remission(35) == 10


def test_a_fall_and_the_ways_to_miss_it():
    assert course.madrs_fall(36, after=15) == pytest.approx(58.33, abs=0.01)
    assert course.madrs_fall_of_scale(36, after=15) == pytest.approx(35)
    assert course.madrs_fall_of_last(36, after=15) == pytest.approx(140)
    assert course.madrs_fall_left(36, after=15) == pytest.approx(41.67, abs=0.01)


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
    total = course.qids_total(a, **answers)
    fact = load_facts()["scale.qids.structure"]
    assert fact.low <= total <= fact.high
    assert total <= course.qids_total_sleep_only(a, **answers) <= course.qids_total_all_answers(a, **answers)


def test_a_qids_total_by_hand():
    answers = {"sleep_b": 2, "eating_a": 1, "eating_b": 2, "moving_a": 2, "moving_b": 1, "singles": 9}
    assert course.qids_total(3, **answers) == 3 + 2 + 2 + 9
    assert course.qids_total_all_answers(3, **answers) == 3 + 2 + 1 + 2 + 2 + 1 + 9
    assert course.qids_total_sleep_only(3, **answers) == 3 + 1 + 2 + 2 + 1 + 9


def test_the_reversed_item_of_the_dast():
    assert course.dast_total(6) == 5
    assert course.dast_total_unreversed(6) == 6
    assert course.dast_total_reversed_twice(6) == 4


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: ARMS["extra_responders"](0), "at least one"),
        (lambda: course.madrs_response_total(61), "MADRS total"),
        (lambda: course.madrs_fall(0, after=0), "baseline of nought"),
        (lambda: course.dast_total(11), "10 items"),
        (lambda: course.induction_hours(-5), "minutes"),
    ],
)
def test_what_is_implausible_is_refused_in_words(ask, says):
    with pytest.raises(ImplausibleError, match=says):
        ask()


ARMS = {each.name: each.function for each in group.CALCULATORS}

DAYS = st.floats(0, 400)
MEDIANS = st.floats(5, 100)


def test_what_is_kept_of_a_gain():
    assert course.gain_kept(36, best=12, now=18) == pytest.approx(75)
    assert course.gain_kept_lost(36, best=12, now=18) == pytest.approx(25)
    assert course.gain_kept_of_baseline(36, now=18) == pytest.approx(50)
    assert course.gain_kept_of_best(12, now=18) == pytest.approx(66.67, abs=0.01)


@given(st.integers(1, 60), st.integers(0, 59))
def test_at_its_best_all_of_a_gain_is_kept_and_at_baseline_none(before, best):
    if best >= before:
        with pytest.raises(ImplausibleError, match="no gain"):
            course.gain_kept(before, best=best, now=best)
    else:
        assert course.gain_kept(before, best=best, now=best) == pytest.approx(100)
        assert course.gain_kept(before, best=best, now=before) == 0


def test_a_total_beyond_the_scale_is_refused():
    with pytest.raises(ImplausibleError, match="runs from 0 to 60"):
        course.gain_kept(36, best=12, now=61)


@given(DAYS, MEDIANS)
def test_at_one_pace_half_are_well_at_the_median_and_the_shares_make_the_group(days, median):
    well = course.well_at_one_pace(days, median=median)
    assert well + course.relapsed_at_one_pace(days, median=median) == pytest.approx(100)
    assert course.well_at_one_pace(days + median, median=median) == pytest.approx(well / 2)


def test_one_pace_and_even_numbers_agree_at_the_start_and_at_the_median():
    for days in (0, 18):
        assert course.well_at_one_pace(days, median=18) == pytest.approx(course.well_at_even_numbers(days, median=18))
    assert course.well_at_even_numbers(40, median=18) == 0


def test_two_hundred_stable_remitters():
    assert ARMS["relapses_on_spray"](200) == pytest.approx(53.33, abs=0.01)
    assert ARMS["relapses_on_placebo"](200) == pytest.approx(90.70, abs=0.01)
    assert ARMS["relapses_spared"](200) == pytest.approx(37.36, abs=0.01)
    assert group.relapses_spared_by_hazard(200) == pytest.approx(46.26, abs=0.01)


def test_the_difference_rounds_up_to_the_published_number_needed():
    needed = 100 / ARMS["relapses_spared"](100)
    assert 0 <= load_facts()["fu.maintenance.esk_nnt"].value - needed < 1


def test_the_hours_of_half_a_year():
    assert course.maintenance_hours(24, every=2, journey=30) == pytest.approx(12 * 3)
    assert course.maintenance_hours_one_way(24, every=2, journey=30) == pytest.approx(12 * 2.5)
    assert course.maintenance_hours_every_week(24, journey=30) == pytest.approx(24 * 3)
    assert course.maintenance_hours_without_journey(24, every=2) == pytest.approx(24)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: course.maintenance_hours(2, every=4, journey=30),
        lambda: ARMS["relapses_spared"](0),
        lambda: course.well_at_one_pace(-1, median=18),
    ],
)
def test_what_cannot_be_is_refused(refused):
    with pytest.raises(ImplausibleError):
        refused()
