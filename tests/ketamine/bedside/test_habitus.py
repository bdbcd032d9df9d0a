"""The same dose by different weights."""

import pytest

from ketamine.bedside import habitus
from ketamine.register import load_facts


def test_the_register_s_man_of_one_hundred_and_thirty_kilograms():
    steps = load_facts()["dosing.calc.ex130"].details["steps"]
    weight, height = steps["weight_kg"], steps["height_cm"]
    assert habitus.dose_by_adjusted_weight_as_actual(weight) == steps["dose_actual_mg"]
    assert habitus.dose_by_adjusted_weight_man(weight, height=height) == pytest.approx(steps["dose_adj_mg"], abs=0.05)
    assert habitus.dose_by_ideal_weight_man(height) == pytest.approx(steps["dose_ibw_mg"], abs=0.05)
    assert habitus.dose_by_adjusted_weight_as_ideal_man(height) == habitus.dose_by_ideal_weight_man(height)


@pytest.mark.parametrize("sex", ["man", "woman"])
def test_adjusted_lies_between_ideal_and_actual_and_the_slip_above_it(sex):
    ideal = getattr(habitus, f"dose_by_ideal_weight_{sex}")(165)
    adjusted = getattr(habitus, f"dose_by_adjusted_weight_{sex}")(120, height=165)
    whole = getattr(habitus, f"dose_by_adjusted_weight_of_whole_{sex}")(120, height=165)
    assert ideal < adjusted < habitus.dose_by_adjusted_weight_as_actual(120)
    assert whole > adjusted


def test_a_woman_s_slip_is_a_woman_s_ideal_weight():
    assert habitus.dose_by_adjusted_weight_as_ideal_woman(165) == habitus.dose_by_ideal_weight_woman(165)
