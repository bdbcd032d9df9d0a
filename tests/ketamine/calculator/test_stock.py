"""Sums of keeping count: drug registers, pill counts, bottles and cylinders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import stock
from ketamine.quantity.limit import ImplausibleError

COUNTS = st.integers(1, 60)


def test_a_day_of_three_vials():
    day = {"strength": 50, "volume": 10, "given": 1100}
    assert stock.unaccounted_drug(3, **day, wasted=350) == pytest.approx(50)
    assert stock.unaccounted_drug_waste_forgotten(3, **day) == pytest.approx(400)
    assert stock.unaccounted_drug_waste_added(3, **day, wasted=350) == pytest.approx(750)


@given(COUNTS, st.floats(0, 1))
def test_nothing_is_missing_when_all_that_was_not_given_was_wasted(vials, share):
    opened = vials * 10 * 20
    assert stock.unaccounted_drug(
        vials, strength=10, volume=20, given=share * opened, wasted=opened - share * opened
    ) == pytest.approx(0, abs=1e-6)


def test_more_out_than_in_is_a_slip_in_the_register():
    with pytest.raises(ImplausibleError, match="More was given and wasted"):
        stock.unaccounted_drug(1, strength=10, volume=20, given=150, wasted=100)
    with pytest.raises(ImplausibleError, match="at least one"):
        stock.unaccounted_drug(0, strength=10, volume=20, given=0, wasted=0)


def test_a_count_of_lozenges():
    assert stock.lozenges_over(60, left=6, nights=20, nightly=2) == 14
    assert stock.lozenges_over_used(60, left=6) == 54
    assert stock.lozenges_over_left(6, nights=20, nightly=2) == 34
    assert stock.lozenges_over_one_a_night(60, left=6, nights=20) == 34


@given(COUNTS, COUNTS)
def test_as_prescribed_none_is_over(nights, nightly):
    left = 3
    assert stock.lozenges_over(nights * nightly + left, left=left, nights=nights, nightly=nightly) == 0


def test_more_left_than_dispensed_is_refused():
    with pytest.raises(ImplausibleError, match="not plausible"):
        stock.lozenges_over(30, left=31, nights=10, nightly=1)


def test_sprays_of_a_bottle():
    assert stock.bottle_mass(150, spray=0.1, sprays=3) == pytest.approx(45)
    assert stock.bottle_mass_of_one(150, spray=0.1) == pytest.approx(15)
    assert stock.bottle_mass_per_millilitre(150, sprays=3) == 450


@pytest.mark.parametrize(("spray", "sprays"), [(0, 1), (2, 1), (0.1, 0)])
def test_a_bottle_that_nobody_has_seen_is_refused(spray, sprays):
    with pytest.raises(ImplausibleError, match="nasal bottle"):
        stock.bottle_mass(150, spray=spray, sprays=sprays)


def test_how_long_a_bottle_lasts():
    assert stock.bottle_days(15, spray=0.1, sprays=6) == pytest.approx(25)
    assert stock.bottle_days_in_sprays(15, spray=0.1) == pytest.approx(150)
    assert stock.bottle_days_without_volume(15, sprays=6) == pytest.approx(2.5)
    with pytest.raises(ImplausibleError, match="not plausible"):
        stock.bottle_days(15, spray=20, sprays=6)


def test_how_long_a_cylinder_lasts():
    assert stock.oxygen_minutes(600, left=50, flow=15) == pytest.approx(20)
    assert stock.oxygen_minutes_as_full(600, flow=15) == pytest.approx(40)
    assert stock.oxygen_minutes_used(600, left=75, flow=15) == pytest.approx(10)


@given(st.floats(1, 7000), st.floats(0, 100), st.floats(1, 15))
def test_what_is_left_and_what_is_gone_make_a_full_cylinder(full, left, flow):
    both = stock.oxygen_minutes(full, left=left, flow=flow) + stock.oxygen_minutes_used(full, left=left, flow=flow)
    assert both == pytest.approx(stock.oxygen_minutes_as_full(full, flow=flow))


@pytest.mark.parametrize(("full", "left", "flow"), [(0, 50, 10), (600, 101, 10), (600, -1, 10), (600, 50, 0)])
def test_a_cylinder_that_no_gauge_shows_is_refused(full, left, flow):
    with pytest.raises(ImplausibleError, match="a cylinder and a gauge"):
        stock.oxygen_minutes(full, left=left, flow=flow)
