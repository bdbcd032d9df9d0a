"""The bounds of what is taken for plausible, and parameters that are judgements and have no reference solution."""

import pytest

from ketamine.kinetics import load_models
from ketamine.plausible import read_limit
from ketamine.register import read_table

LIMITS = {
    "weight": ("kg", 35, 250),
    "pounds": ("lb", 80, 550),
    "height": ("cm", 140, 215),
    "devine_height": ("cm", 152.4, 215),
    "dose": ("mg/kg", 0.1, 1.0),
    "duration": ("min", 20, 120),
    "strength": ("mg/mL", 1, 200),
    "volume": ("mL", 10, 1000),
    "mass": ("mg", 1, 2500),
    "minutes": ("min", 0, 1440),
    "concentration": ("ng/mL", 0, 10000),
    "exposure": ("ng.h/mL", 1, 10000),
    "draw": ("mL", 0.05, 100),
    "graduation": ("mL", 0.01, 5),
}


@pytest.mark.parametrize("quantity", LIMITS)
def test_each_limit(quantity):
    limit = read_limit(quantity)
    assert (limit.unit, limit.low, limit.high) == LIMITS[quantity]
    assert limit.why


def test_the_bounds_that_matter_are_named_here():
    assert set(LIMITS) <= set(read_table("settings.toml")["limit"])


def test_assumed_absorption():
    rows = {
        name: {key: each["value"] for key, each in row.items() if hasattr(each, "get") and "value" in each}
        for name, row in read_table("models.toml")["absorption"].items()
    }
    assert rows == {
        "im": {"F": 0.93, "ka_per_h": 7},
        "sc": {"F": 0.9, "ka_per_h": 3},
        "oral": {"F": 0.2, "ka_per_h": 2.5, "presystemic_norketamine_fraction": 0.6},
        "sublingual": {"F": 0.29, "ka_per_h": 1.5},
        "intranasal_racemic": {"F": 0.3, "ka_per_h": 4},
    }


@pytest.mark.parametrize(("quantity", "low", "high"), [("weight", 45, 130), ("dose", 0.1, 1.0), ("duration", 20, 100)])
def test_how_far_the_default_model_goes(quantity, low, high):
    limit = load_models()["composite_racemic_venous"].limit(quantity)
    assert (limit.low, limit.high) == (low, high)
