"""The same dose by different weights."""

import pytest

from ketamine.calculator import weight
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts


def test_the_register_s_man_of_one_hundred_and_thirty_kilograms():
    steps = load_facts()["dosing.calc.ex130"].details["steps"]
    kilograms, height = steps["weight_kg"], steps["height_cm"]
    assert weight.dose_by_adjusted_weight_as_actual(kilograms) == steps["dose_actual_mg"]
    assert weight.dose_by_adjusted_weight_man(kilograms, height=height) == pytest.approx(steps["dose_adj_mg"], abs=0.05)
    assert weight.dose_by_ideal_weight_man(height) == pytest.approx(steps["dose_ibw_mg"], abs=0.05)
    assert weight.dose_by_adjusted_weight_as_ideal_man(height) == weight.dose_by_ideal_weight_man(height)


@pytest.mark.parametrize("sex", ["man", "woman"])
def test_adjusted_lies_between_ideal_and_actual_and_the_slip_above_it(sex):
    ideal = getattr(weight, f"dose_by_ideal_weight_{sex}")(165)
    adjusted = getattr(weight, f"dose_by_adjusted_weight_{sex}")(120, height=165)
    whole = getattr(weight, f"dose_by_adjusted_weight_of_whole_{sex}")(120, height=165)
    assert ideal < adjusted < weight.dose_by_adjusted_weight_as_actual(120)
    assert whole > adjusted


def test_a_woman_s_slip_is_a_woman_s_ideal_weight():
    assert weight.dose_by_adjusted_weight_as_ideal_woman(165) == weight.dose_by_ideal_weight_woman(165)


def test_ideal_and_adjusted_weight():
    steps = load_facts()["dosing.calc.ex130"].details["steps"]
    assert weight.ideal_weight_man(178) == pytest.approx(steps["ibw_kg"], abs=0.05)
    assert weight.adjusted_weight_man(130, height=178) == pytest.approx(steps["adjbw_kg"], abs=0.05)
    assert weight.ideal_weight_man(170) - weight.ideal_weight_woman(170) == pytest.approx(4.5)
    assert weight.adjusted_weight_woman(100, height=170) < weight.adjusted_weight_man(100, height=170)
    with pytest.raises(ImplausibleError, match="below the ideal"):
        weight.adjusted_weight_man(60, height=190)
    with pytest.raises(ImplausibleError, match="60 inches"):
        weight.ideal_weight_woman(150)
