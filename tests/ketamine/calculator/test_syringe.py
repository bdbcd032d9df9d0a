"""What can be read off a barrel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator.syringe import (
    choose_syringe,
    drawn_dose,
    list_syringes,
    rounded_volume,
    rounding_error,
    rounding_limit,
)
from ketamine.quantity.limit import ImplausibleError


def test_a_small_volume_in_a_large_syringe_is_a_bad_idea():
    assert rounded_volume(0.29, graduation=0.2) == pytest.approx(0.2)
    assert rounding_error(0.29, graduation=0.2) == pytest.approx(-31.03, abs=0.01)
    assert rounding_error(0.29, graduation=0.01) == pytest.approx(0)
    assert choose_syringe(0.29).size == 1


def test_the_smallest_that_holds_it():
    assert [choose_syringe(volume).size for volume in (0.7, 1, 1.01, 4.6, 8, 12, 50)] == [1, 1, 3, 5, 10, 20, 50]
    sizes = list_syringes()
    assert [each.graduation for each in sizes] == sorted(each.graduation for each in sizes)
    with pytest.raises(ImplausibleError, match="use a bag"):
        choose_syringe(60)


@given(volume=st.floats(0.05, 50), graduation=st.sampled_from([0.01, 0.1, 0.2, 0.5, 1]))
def test_the_error_is_never_more_than_half_a_mark(volume, graduation):
    assert abs(rounding_error(volume, graduation=graduation)) <= rounding_limit(volume, graduation=graduation) * (
        1 + 1e-9
    )


def test_dose_in_a_volume():
    assert drawn_dose(0.7, strength=50) == 35
    with pytest.raises(ImplausibleError, match="cannot be measured"):
        drawn_dose(0.01, strength=50)
