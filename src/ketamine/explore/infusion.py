"""The explorer of one intravenous infusion: weight, dose and duration to plasma over four hours."""

from __future__ import annotations

from typing import Any

from ketamine.calculator.concentration import model_modes
from ketamine.calculator.dosing import standard_dose, standard_duration
from ketamine.explore.part.curve import describe_curves, evaluate_curves, read_bisections
from ketamine.explore.part.explorer import Example, Explorer, Slider, read_notice, read_texts
from ketamine.model.kinetics.model import read_model, reference_weight
from ketamine.quantity.limit import read_limit
from ketamine.quantity.unit import MINUTES_PER_HOUR
from ketamine.registry.read import load_facts


def make_slider(name: str) -> Slider:
    """The slider of the weight, dose or duration of an infusion, with the ends of the default model. Source: explore.toml."""
    texts = read_texts("infusion")[name]
    limit = read_model().limit(name)
    start = {"dose": standard_dose, "duration": standard_duration}.get(name, lambda: texts["value"])()
    return Slider(name, texts["label"], limit.unit, limit.low, limit.high, texts["step"], start)


def say_above() -> str:
    """What is said of a dose above the usual one. Source: dosing.iv.no_gain_above_0.5, dosing.iv.local_ceiling."""
    said: str = read_texts("infusion")["above"]
    return said.replace("{usual}", f"{standard_dose():g}").replace("{high}", f"{read_limit('dose').high:g}")


def list_zones() -> list[dict[str, Any]]:
    """The ranges of plasma levels that the chart names. Source: pk.conc.dissociation, pk.conc.anaesthesia."""
    zones = []
    texts = read_texts("infusion")
    for name, words in texts["zone"].items():
        fact = load_facts()[name]
        said = words.format(low=f"{fact.low:g}", high=f"{fact.high:g}")
        zones.append({"low": fact.low, "high": fact.high, "words": said, "fact": name, "lead": texts["band"]})
    return zones


def one_infusion() -> Explorer:
    """The simulator of one intravenous infusion of racemic ketamine: weight, dose, duration to plasma over four hours.

    Volumes grow with one power of weight and flows with another: so do the modes, exactly.
    Source: composite_racemic_venous, whose limits are the ends of the sliders; the zones as list_zones says.
    """
    texts = read_texts("infusion")
    model = read_model()
    modes = model_modes(model)
    volume, flow = model.parameters["V1"].exponent, model.parameters["CL"].exponent
    pulse = {
        "amount": ["*", "weight", "dose"],
        "start": 0,
        "duration": ["/", "duration", MINUTES_PER_HOUR],
        "coefficients": modes.coefficients.tolist(),
        "rates": modes.rates.tolist(),
        "ratio": ["/", "weight", reference_weight()],
        "coefficient_power": -volume,
        "rate_power": flow - volume,
    }
    data = describe_curves(
        [{"name": "infusion", "label": texts["title"], "style": 0, "effect": None, "plasma": [pulse]}],
        y={"label": texts["concentration"]["label"], "unit": "ng/mL"},
        sentence=texts["sentence"],
        beyond={"of": "dose", "value": standard_dose(), "words": say_above()},
        bisections=read_bisections(),
        zones=list_zones(),
    )
    return Explorer(
        id="infusion",
        title=texts["title"],
        notice=read_notice("curve"),
        kind="curves",
        controls=tuple(make_slider(name) for name in ("weight", "dose", "duration")),
        data=data,
        answer=lambda values: evaluate_curves(data, values=values),
        examples=tuple(Example("", dict(each)) for each in texts["example"]),
        columns=(
            ("Peak, ng/mL", "peak"),
            ("at, min", "peak_time"),
            ("Half of it at, min", "half_time"),
            ("At the end, ng/mL", "end"),
        ),
        compare=("weight", "dose", "duration"),
    )
