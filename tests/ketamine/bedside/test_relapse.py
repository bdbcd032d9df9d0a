"""Sums of the months after a course, worked by hand and held to what they must satisfy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.bedside import relapse
from ketamine.plausible import ImplausibleError
from ketamine.register import load_facts

DAYS = st.floats(0, 400)
MEDIANS = st.floats(5, 100)


def test_what_is_kept_of_a_gain():
    assert relapse.gain_kept(36, best=12, now=18) == pytest.approx(75)
    assert relapse.gain_kept_lost(36, best=12, now=18) == pytest.approx(25)
    assert relapse.gain_kept_of_baseline(36, now=18) == pytest.approx(50)
    assert relapse.gain_kept_of_best(12, now=18) == pytest.approx(66.67, abs=0.01)


@given(st.integers(1, 60), st.integers(0, 59))
def test_at_its_best_all_of_a_gain_is_kept_and_at_baseline_none(before, best):
    if best >= before:
        with pytest.raises(ImplausibleError, match="no gain"):
            relapse.gain_kept(before, best=best, now=best)
    else:
        assert relapse.gain_kept(before, best=best, now=best) == pytest.approx(100)
        assert relapse.gain_kept(before, best=best, now=before) == 0


def test_a_total_beyond_the_scale_is_refused():
    with pytest.raises(ImplausibleError, match="runs from 0 to 60"):
        relapse.gain_kept(36, best=12, now=61)


@given(DAYS, MEDIANS)
def test_at_one_pace_half_are_well_at_the_median_and_the_shares_make_the_group(days, median):
    well = relapse.well_at_one_pace(days, median=median)
    assert well + relapse.relapsed_at_one_pace(days, median=median) == pytest.approx(100)
    assert relapse.well_at_one_pace(days + median, median=median) == pytest.approx(well / 2)


def test_one_pace_and_even_numbers_agree_at_the_start_and_at_the_median():
    for days in (0, 18):
        assert relapse.well_at_one_pace(days, median=18) == pytest.approx(relapse.well_at_even_numbers(days, median=18))
    assert relapse.well_at_even_numbers(40, median=18) == 0


def test_two_hundred_stable_remitters():
    assert relapse.relapses_on_spray(200) == pytest.approx(53.33, abs=0.01)
    assert relapse.relapses_on_placebo(200) == pytest.approx(90.70, abs=0.01)
    assert relapse.relapses_spared(200) == pytest.approx(37.36, abs=0.01)
    assert relapse.relapses_spared_by_hazard(200) == pytest.approx(46.26, abs=0.01)


def test_the_difference_rounds_up_to_the_published_number_needed():
    needed = 100 / relapse.relapses_spared(100)
    assert 0 <= load_facts()["fu.maintenance.esk_nnt"].value - needed < 1


def test_the_hours_of_half_a_year():
    assert relapse.maintenance_hours(24, every=2, journey=30) == pytest.approx(12 * 3)
    assert relapse.maintenance_hours_one_way(24, every=2, journey=30) == pytest.approx(12 * 2.5)
    assert relapse.maintenance_hours_every_week(24, journey=30) == pytest.approx(24 * 3)
    assert relapse.maintenance_hours_without_journey(24, every=2) == pytest.approx(24)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: relapse.maintenance_hours(2, every=4, journey=30),
        lambda: relapse.relapses_spared(0),
        lambda: relapse.well_at_one_pace(-1, median=18),
    ],
)
def test_what_cannot_be_is_refused(refused):
    with pytest.raises(ImplausibleError):
        refused()
