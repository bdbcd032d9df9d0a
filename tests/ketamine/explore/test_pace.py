"""The explorer of relapse keeps one pace, and shows that the trial did not."""

import pytest

from ketamine.calculator.course import well_at_one_pace
from ketamine.explore import relapse


@pytest.mark.parametrize("median", [15, 57, 211])
def test_its_curve_is_the_calculators(median):
    chart = relapse().evaluate({"median": median})["chart"]
    for day in (0, 30, 365):
        assert chart["lines"][0]["y"][day] == pytest.approx(well_at_one_pace(day, median=median))


def test_what_was_seen_stands_where_it_was_seen():
    half, seen = relapse().evaluate({"median": 56})["chart"]["points"]
    assert (half["x"], half["y"]) == (56, 50)
    assert seen["x"] == relapse().data["x"]["high"]
    assert "saw" in seen["words"]


def test_parts_of_a_person_are_never_told():
    explorer = relapse()
    told = {days: explorer.evaluate({"median": days})["numbers"]["end"] for days in (15, 50, 57, 127)}
    assert told[15] == told[50] == "fewer than 1"
    assert 1 < told[57] < told[127]
