"""The explorer of the pump: from kilograms to millilitres an hour, with the vial that was meant and the one that was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketamine.calculator.dosing import bag_concentration, infusion_dose, infusion_volume, pump_rate, standard_dose
from ketamine.calculator.syringe import drawn_dose
from ketamine.explore.infusion import make_slider, say_above
from ketamine.explore.part.chain import describe_chain, tell_chain
from ketamine.explore.part.explorer import Choice, Example, Explorer, Slider, read_notice, read_texts
from ketamine.quantity.limit import quantity_of, read_limit
from ketamine.quantity.unit import MINUTES_PER_HOUR
from ketamine.registry.read import load_facts

VIALS = ("form.vial.10", "form.vial.50", "form.vial.100")
_OVER, _MORE, _LESS, _HIGH, _RIGHT = range(5)  # not clinical: the places of the verdicts


def _choose_vial(name: str, *, label: str) -> Choice:
    options = tuple((f"{quantity_of(fact):g}", load_facts()[fact].text) for fact in VIALS)
    return Choice(name, label, options, options[0][0])


def _list_steps(texts: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows: tuple[tuple[str, str, Any], ...] = (
        ("meant", "mg", ["*", "weight", "dose"]),
        ("draw", "mL", ["/", "meant", "sheet"]),
        ("given", "mg", ["*", "draw", "hand"]),
        ("per_kilogram", "mg/kg", ["/", "given", "weight"]),
        ("factor", "", ["/", "hand", "sheet"]),
        ("label", "mg/mL", ["/", "meant", "volume"]),
        ("rate", "mL/h", ["*", ["/", "volume", "duration"], MINUTES_PER_HOUR]),
        ("ceiling", "mg/kg", read_limit("dose").high),
        ("ceiling_mass", "mg", ["*", "weight", "ceiling"]),
    )
    labels = texts["step"]
    return [{"name": name, "label": labels.get(name, ""), "unit": unit, "formula": it} for name, unit, it in rows]


def pump() -> Explorer:
    """The simulator of pump and vial: weight, dose, vials, final volume and time to milligrams, millilitres and a rate.

    Source: dosing.calc.ex70, form.vial.tenfold, dosing.iv.local_ceiling, dosing.iv.no_gain_above_0.5.
    """
    texts = read_texts("pump")
    dose, duration = make_slider("dose"), make_slider("duration")
    volume = Slider(
        "volume", texts["volume"], "mL", texts["volume_low"], texts["volume_high"], texts["volume_step"],
        texts["volume_value"],
    )  # fmt: skip
    sheet, hand = _choose_vial("sheet", label=texts["sheet"]), _choose_vial("hand", label=texts["hand"])
    controls = (make_slider("weight"), dose, sheet, hand, volume, duration)
    say = texts["say"]
    ceiling = [">", "per_kilogram", "ceiling"]
    data = describe_chain(
        texts,
        steps=_list_steps(texts),
        verdicts=(
            {"when": [ceiling, [">", "factor", 1]], "template": say["over"], "tone": "wrong"},
            {"when": [[">", "factor", 1]], "template": say["more"], "tone": "wrong"},
            {"when": [[">", 1, "factor"]], "template": say["less"], "tone": "mind"},
            {"when": [[">", "dose", standard_dose()]], "template": f"{say['high']} {say_above()}", "tone": "mind"},
            {"when": [], "template": say["right"], "tone": "right"},
        ),
        bars={
            "label": texts["axis"],
            "unit": "mg",
            "marks": [{"of": "ceiling_mass", "words": texts["ceiling"]}],
            "rows": [
                {"of": "meant", "words": texts["meant"], "toned": False},
                {"of": "given", "words": texts["given"], "toned": True},
            ],
        },
    )

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        return tell_chain(data, values=values, **_reckon(values))

    start = {control.name: control.value for control in controls}
    vials = [name for name, _ in sheet.options]
    return Explorer(
        id="pump",
        title=texts["title"],
        notice=read_notice(),
        kind="sum",
        controls=controls,
        data=data,
        answer=answer,
        examples=tuple(
            Example(each["label"], {**start, "sheet": vials[each["sheet"]], "hand": vials[each["hand"]]})
            for each in texts["example"]
        ),
        columns=(
            ("Meant, mg", "meant"),
            ("Drawn up, mL", "draw"),
            ("In the syringe, mg", "given"),
            ("mg/kg", "per_kilogram"),
        ),
    )


def _reckon(values: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of one setting by the library's own calculators, and the verdict."""
    weight, dose = values["weight"], values["dose"]
    sheet, hand = float(values["sheet"]), float(values["hand"])
    draw = infusion_volume(weight, strength=sheet, dose=dose)
    given, ceiling = drawn_dose(draw, strength=hand), read_limit("dose").high
    known = {
        "meant": infusion_dose(weight, dose=dose),
        "draw": draw,
        "given": given,
        "per_kilogram": given / weight,
        "factor": hand / sheet,
        "label": bag_concentration(weight, volume=values["volume"], dose=dose),
        "rate": pump_rate(values["volume"], duration=values["duration"]),
        "ceiling": ceiling,
        "ceiling_mass": weight * ceiling,
    }
    if hand > sheet:
        return {"known": known, "verdict": _OVER if given / weight > ceiling else _MORE}
    if hand < sheet:
        return {"known": known, "verdict": _LESS}
    return {"known": known, "verdict": _HIGH if dose > standard_dose() else _RIGHT}
