"""The bounds of what is taken for plausible, and parameters that are judgements and have no reference solution."""

import pytest

from ketamine.model.kinetics import load_models
from ketamine.quantity.limit import read_limit
from ketamine.registry.read import read_table

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
        for name, row in read_table("models/kinetics.toml")["absorption"].items()
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


# weight in kg, dose in mg/kg or mass in mg, duration in min
REACH = {
    "composite_racemic_venous": {"weight": (45, 130), "dose": (0.1, 1.0), "duration": (20, 100)},
    "otto_fanta_s_iv": {"weight": (45, 130), "dose": (0.05, 1.0), "duration": (20, 120)},
    "perezruixo_2021_esketamine": {"weight": (39, 170), "mass": (14, 112), "duration": (20, 120)},
    "simons_s_arterial": {"weight": (45, 130), "dose": (0.05, 1.0), "duration": (20, 120)},
    "domino_1984_racemic": {"weight": (45, 130), "dose": (0.1, 2.0), "duration": (1, 120)},
    "herd_2007_children": {"weight": (10, 130), "dose": (0.1, 2.0), "duration": (1, 120)},
}
# how people differ, as published: variances and covariances of logarithms, and coefficients of variation
SPREAD = {
    "composite_racemic_venous": {"omega2": {"V1": 0.084, "CL": 0.026, "cov_V1_CL": 0.023}},
    "otto_fanta_s_iv": {
        "omega2_block_ketamine": {"V1": 0.084177, "cov": 0.02261, "CL": 0.026048},
        "omega2_block_norketamine": {"V": 0.040426, "cov": 0.04456, "CL": 0.10319},
    },
    "perezruixo_2021_esketamine": {
        "cv": {
            **{"ka_nasal": 0.615, "ka_swallowed": 1.32, "ka_oral": 1.32, "Vc": 0.275, "Vp1": 0.493, "Qh": 0.232},
            **{"Vh": 0.346, "kel": 1.20, "Vcn": 0.316, "CLn": 0.254},
        },
    },
    "simons_s_arterial": {
        "omega2": {
            **{"VK1": 0.057, "CLK1": 0.029, "CLK3": 0.026, "CLN1": 0.050, "MTT_K_to_NK": 0.021},
            **{"VH1": 1.22, "CLH1": 0.103, "CLH2": 0.287},
        },
    },
}


@pytest.mark.parametrize("key", REACH)
def test_how_far_each_model_goes(key):
    assert dict(load_models()[key].row["limits"]) == REACH[key]
    assert {quantity for quantity in REACH[key] if load_models()[key].limit(quantity)} == set(REACH[key])


@pytest.mark.parametrize("key", SPREAD)
def test_how_people_differ_is_what_was_published(key):
    row = load_models()[key].row["between_subject_variability"]
    assert {name: dict(row[name]) for name in SPREAD[key]} == SPREAD[key]


def test_how_people_differ_in_what_has_no_table():
    row = load_models()["perezruixo_2021_esketamine"].row["between_subject_variability"]
    assert (row["logit_FRn_sd"], row["kmet_cv"]["value"]) == (0.708, 0.30)
    depots = read_table("models/kinetics.toml")["absorption"]
    spread = {name: (row["bsv_cv"]["F"], row["bsv_cv"]["ka"]) for name, row in depots.items() if "bsv_cv" in row}
    assert spread == {"im": (0.10, 0.50), "sc": (0.15, 0.60), "oral": (0.45, 0.80)}


def test_who_is_drawn_for_a_population():
    rows = read_table("models/kinetics.toml")["population"]
    weight = rows["weight_kg"]
    assert (weight["mean"], weight["sd"], *weight["truncate"]) == (78, 16, 45, 130)
    assert tuple(rows["age_y"]["range"]) == (18, 80)
    assert rows["median_age_y"] == 45
