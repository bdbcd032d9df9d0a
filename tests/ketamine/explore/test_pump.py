"""The explorer of the pump reckons as the calculators do, and sees a wrong vial."""

import pytest

from ketamine.explore import pump
from ketamine.quantity.limit import ImplausibleError

EXPLORER = pump()
START = {control.name: control.value for control in EXPLORER.controls}


def test_the_worked_example():
    numbers = EXPLORER.evaluate({**START, "hand": "10"})["numbers"]
    assert (numbers["meant"], numbers["draw"], numbers["given"], numbers["rate"]) == (35, 3.5, 35, 75)


@pytest.mark.parametrize(
    ("sheet", "hand", "tone", "given"),
    [("10", "10", "right", 35), ("10", "100", "wrong", 350), ("50", "100", "wrong", 70), ("100", "10", "mind", 3.5)],
)
def test_the_vial_in_the_hand_decides(sheet, hand, tone, given):
    result = EXPLORER.evaluate({**START, "sheet": sheet, "hand": hand})
    assert result["tone"] == tone
    assert result["numbers"]["given"] == pytest.approx(given)


def test_past_the_ceiling_it_is_called_an_anaesthetic_dose():
    assert "anaesthetic" in EXPLORER.evaluate({**START, "hand": "100"})["template"]
    assert "anaesthetic" not in EXPLORER.evaluate({**START, "sheet": "50", "hand": "100"})["template"]


def test_above_the_usual_dose_the_right_vial_is_not_called_right():
    usual, more = (EXPLORER.evaluate({**START, "dose": dose}) for dose in (0.5, 0.55))
    assert (usual["tone"], more["tone"]) == ("right", "mind")
    assert "did not clearly do better" in more["template"] and "did not clearly" not in usual["template"]


def test_a_vial_that_is_not_on_the_shelf_is_refused():
    with pytest.raises(ImplausibleError, match="'20' is none of 10, 50, 100"):
        EXPLORER.evaluate({**START, "hand": "20"})
