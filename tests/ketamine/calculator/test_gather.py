"""All calculators by name: found by themselves, the right ones first, and no two under one name."""

from importlib import import_module
from pathlib import Path

import pytest

from ketamine import calculator
from ketamine.calculator import dosing, gather, list_calculators
from ketamine.quantity.calculator import describe
from ketamine.quantity.unit import Kilogram, Milligram


def infusion_dose(weight: Kilogram) -> Milligram:
    """Another sum under a name that is taken. Source: arithmetic."""
    return weight


def list_modules():
    """Every module of the folder, found by its file."""
    files = Path(calculator.__file__).parent.glob("*.py")
    return [f"ketamine.calculator.{path.stem}" for path in files if path.stem != "__init__"]


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(
        ValueError, match=r"Two calculators are called infusion_dose, in ketamine\.calculator\.dosing and"
    ):
        gather([*dosing.CALCULATORS, describe(infusion_dose)])


def test_every_entry_of_every_module_is_there_once_and_the_right_ones_first():
    found = list_calculators()
    assert {each.name for each in dosing.CALCULATORS} <= set(found)
    assert [each.mistake for each in found.values()] == sorted(each.mistake for each in found.values())
    written = [each for name in list_modules() for each in import_module(name).CALCULATORS]
    assert len(found) == len(written) >= 288
