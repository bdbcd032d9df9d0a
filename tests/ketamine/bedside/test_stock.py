"""Sums of keeping count: drug registers and pill counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.bedside import stock
from ketamine.plausible import ImplausibleError

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
