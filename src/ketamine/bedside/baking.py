"""A session's physiology as plain data: the same sum of exponentials and the same curve that the models use, for a page to follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ketamine.bedside.line import describe_levels, describe_readiness, list_seen
from ketamine.bedside.stage import AWAKE, BOUNDS, SIGNS, Stage
from ketamine.model.effect import SITE, WANING, followers, label, place_sensitivity, s_fraction
from ketamine.model.kinetics.modal import Pulse
from ketamine.model.kinetics.simulate import bake
from ketamine.quantity.unit import MINUTES_PER_HOUR, NANOGRAMS_PER_ML_PER_MG_PER_L
from ketamine.registry.read import read_table


def describe_stage(stage: Stage) -> dict[str, Any]:
    """Everything that a page needs to follow this patient and this treatment, and nothing that marks.

    `run` is the pump at its full rate, `give` the devices; `curves` turn what is at the effect site into a change of a sign; `seen`
    are signs that are there or not; `last` is the minute at which the model ends. Numbers at twelve figures.
    """
    rows = read_table("models/effects.toml")
    effects, half = rows["effects"], rows["effects"]["common_C50_ng_per_mL"]["default"]
    strong = place_sensitivity(stage.people, places=stage.places)
    pressure, lower, heart = (effects[name] for name in ("delta_SBP_mmHg", "delta_DBP_mmHg", "delta_HR_bpm"))
    score, sleep = effects["cadss_total_0_92"], effects["sedation_probability_MOAAS_below_5"]
    curves = {
        "systolic": (pressure["SBP_max"] * strong.systolic[0], pressure["g"], half),
        "diastolic": (lower["DBP_max"] * strong.diastolic[0], lower["g"], half),
        "pulse": (heart["HR_max"] * strong.heart_rate[0], heart["g"], half),
        "dissociation": (score["Emax"], score["g"], half * strong.dissociation[0]),
        "awake": (-1, sleep["g"], sleep["C50s"] * strong.sedation[0]),
    }
    rest = {**stage.rest, "dissociation": 0, "awake": AWAKE}
    data: dict[str, Any] = {
        "words": _tell(stage),
        "label": label(),
        "said": rows["invented_patient"]["must_say"],
        "last": rows["validity"]["time_range_h"][1] * MINUTES_PER_HOUR,
        "hour": MINUTES_PER_HOUR,
        "scale": NANOGRAMS_PER_ML_PER_MG_PER_L,
        "share": s_fraction(stage.model),
        "fade": rows["states"]["X"]["M50_ng_per_mL"]["default"],
        "signs": list(SIGNS),
        "rest": {name: rest[name] for name in SIGNS},
        "bounds": {name: list(BOUNDS[name]) for name in SIGNS},
        "curves": {name: list(curve) for name, curve in curves.items()},
        "seen": dict(list_seen()),
        "rule": describe_levels(stage.drug),
        "leave": describe_readiness(stage.drug, stay=stage.stay),
        **_describe_drug(stage),
    }
    settled: dict[str, Any] = _settle(data)
    return settled


def _describe_drug(stage: Stage) -> dict[str, Any]:
    """The pump at its full rate in mg/h, or the first device and any later one, as modes of the effect site and of the waning.

    A later device is taken up less well than the first (`FRn_multiplier_later_devices` of the kinetics).
    """

    def solve(schedule: Any, output: str) -> Sequence[Pulse]:
        return bake(schedule, output=output, model=stage.model, people=stage.people, followers=followers(stage.model))

    if not stage.devices:
        ways = [solve(stage.schedule(((0, 1.0),), ()), output)[0] for output in (SITE, WANING)]
        rate = stage.dose / (stage.over / MINUTES_PER_HOUR)
        modes = [[list(each.coefficients), list(each.rates)] for each in ways]
        return {"run": {"minutes": stage.over, "rate": rate, "modes": modes}}
    pulses = [
        [
            [
                [each.amount, each.start, each.duration, list(each.coefficients), list(each.rates)]
                for each in solve(one, output)
            ]
            for output in (SITE, WANING)
        ]
        for one in (stage.schedule((), (0,)), stage.schedule((), (0, 0))[1:])
    ]
    starts = [each.start for each in stage.devices]
    return {"give": {"devices": len(starts), "planned": starts, "mg": stage.devices[0].mg, "modes": pulses}}


def _tell(stage: Stage) -> dict[str, str]:
    """What a story may say of this patient, by name."""
    return {
        "age": f"{stage.age:g}",
        "weight": f"{stage.weight:g}\u00a0kg",
        "dose": f"{stage.dose:g}\u00a0mg",
        "over": f"{stage.over:g}\u00a0min",
    }


def _settle(node: Any) -> Any:
    """The same data with floating numbers at twelve figures, which no processor decides and no shown reading can feel."""
    if isinstance(node, Mapping):
        return {name: _settle(each) for name, each in node.items()}
    if isinstance(node, (list, tuple)):
        return [_settle(each) for each in node]
    if isinstance(node, int) or not hasattr(node, "is_integer"):
        return node
    return int(node) if float(node).is_integer() else float(f"{float(node):.12g}")
