"""The explorer of routes: the same milligrams by vein, muscle, skin, tongue and gut."""

from __future__ import annotations

from typing import Any

from ketamine.explore.infusion import make_slider
from ketamine.explore.part.curve import describe_curves, describe_pulse, evaluate_curves
from ketamine.explore.part.explorer import Example, Explorer, Slider, Ticks, read_notice, read_texts
from ketamine.model.kinetics.dose import infusion as infuse
from ketamine.model.kinetics.dose import single
from ketamine.model.kinetics.model import read_model, reference_weight
from ketamine.model.kinetics.person import typical_adult
from ketamine.model.kinetics.simulate import bake
from ketamine.quantity.unit import PERCENT
from ketamine.registry.read import read_table


def list_weights() -> tuple[float, ...]:
    """The weights in kg at which the model was solved: in even steps within its limits. Source: explore.toml."""
    step, limit = read_texts("routes")["step"], read_model().limit("weight")
    first = -(-limit.low // step) * step
    return tuple(first + index * step for index in range(int((limit.high - first) // step) + 1))


def _make_line(route: str, *, name: str, style: int) -> dict[str, Any]:
    def solve(weight: float) -> list[dict[str, Any]]:
        schedule = infuse(weight) if route == "infusion" else single(route, mg=weight)
        pulses = bake(schedule, people=typical_adult(weight))
        # a schedule of one mg/kg was solved; the model is linear
        return [describe_pulse(each, amount=["*", each.amount, "dose"]) for each in pulses]

    absorption = read_table("models/kinetics.toml")["absorption"]
    share = absorption[route]["F"]["value"] if route in absorption else 1
    return {
        "name": route,
        "label": name,
        "short": name.partition(" (")[0],
        "style": style,
        "effect": None,
        "words": f"{share * PERCENT:.0f} %",
        "plasma": {"by": "weight", "of": {f"{weight:g}": solve(weight) for weight in list_weights()}},
    }


def routes() -> Explorer:
    """The simulator of routes: weight, dose and routes to curves, their peaks and times. Source: composite_racemic_venous."""
    texts = read_texts("routes")
    weights = list_weights()
    names = dict(texts["name"])
    weight = read_texts("infusion")["weight"]
    controls = (
        Ticks("routes", texts["label"], tuple(names.items()), tuple(texts["start"])),
        Slider("weight", weight["label"], "kg", weights[0], weights[-1], texts["step"], reference_weight()),
        make_slider("dose"),
    )
    data = describe_curves(
        [_make_line(route, name=name, style=index) for index, (route, name) in enumerate(names.items())],
        y={"label": read_texts("infusion")["concentration"]["label"], "unit": "ng/mL"},
        sentence={"by": "lines", "of": dict(texts["sentence"])},
        shown="routes",
        head=list(texts["head"]),
    )
    start = {control.name: control.value for control in controls}
    return Explorer(
        id="routes",
        title=texts["title"],
        notice=read_notice("routes"),
        kind="curves",
        controls=controls,
        data=data,
        answer=lambda values: evaluate_curves(data, values=values),
        examples=tuple(Example(each["label"], {**start, "routes": tuple(each["routes"])}) for each in texts["example"]),
        columns=(("Highest, ng/mL", "most"), ("by", "highest"), ("Lowest, ng/mL", "least"), ("by", "lowest")),
    )
