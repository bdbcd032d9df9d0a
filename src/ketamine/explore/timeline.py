"""The explorers of what a session does: pressure, dissociation and sedation after the spray, and during an infusion.

They show the teaching model of effects and carry its label. Nothing in them decides when a person may leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ketamine.calculator.dosing import infusion_dose, standard_dose, standard_duration
from ketamine.explore.device import list_doses, name_doses
from ketamine.explore.infusion import make_slider
from ketamine.explore.part.curve import describe_curves, describe_pulse, evaluate_curves, read_bisections
from ketamine.explore.part.explorer import Choice, Example, Explorer, read_notice, read_texts
from ketamine.model.effect import (
    DISAGREEMENTS,
    SITE,
    WANING,
    draw_sensitivity,
    followers,
    label,
    s_fraction,
    simulate_effects,
    typical_sensitivity,
)
from ketamine.model.kinetics import simulate
from ketamine.model.kinetics.dose import Schedule, spray
from ketamine.model.kinetics.dose import infusion as infuse
from ketamine.model.kinetics.model import SPRAY_MODEL, Model, read_model, reference_weight
from ketamine.model.kinetics.person import People, draw_people, typical_adult
from ketamine.model.kinetics.simulate import bake
from ketamine.model.kinetics.structure import PARENT
from ketamine.quantity.limit import quantity_of
from ketamine.quantity.unit import MINUTES_PER_HOUR, PERCENT, convert
from ketamine.registry.read import load_facts, read_table
from ketamine.rule.session import device_minutes

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

SHOWN = ("plasma", "systolic", "dissociation", "sedation")
_YOUNGER, _OLDER = "younger", "older"


def _older_age() -> float:
    return float(read_table("models/effects.toml")["effects"]["delta_SBP_mmHg"]["older_age"])


def _branch(control: str, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": control, "of": dict(nodes)}


def _describe_effects(model: Model, *, person: People) -> dict[str, Any]:
    """For each measure, what turns the effect site of one typical person into it; None for plasma."""
    tables = read_table("models/effects.toml")
    rows = tables["effects"]
    half = rows["common_C50_ng_per_mL"]["default"]
    pressure, score = rows["delta_SBP_mmHg"], rows["cadss_total_0_92"]
    sleep = rows["sedation_probability_MOAAS_below_5"]
    more = float(typical_sensitivity(person).systolic[0])
    shared = {"share": s_fraction(model), "fade": tables["states"]["X"]["M50_ng_per_mL"]["default"]}
    return {
        "plasma": None,
        "systolic": {**shared, "half": half, "power": pressure["g"], "most": pressure["SBP_max"] * more},
        "dissociation": {**shared, "half": half, "power": score["g"], "most": score["Emax"]},
        "sedation": {**shared, "half": sleep["C50s"], "power": sleep["g"], "most": PERCENT},
    }


def _choose_measure() -> Choice:
    texts = read_texts("session")
    names = texts["name"]
    return Choice("measure", texts["measure"], tuple((each, names[each]) for each in SHOWN), texts["start"])


def _axes() -> dict[str, Any]:
    rows = read_texts("session")["axis"]
    return _branch("measure", {each: dict(rows[each]) for each in SHOWN})


def _bake(schedule: Schedule, *, output: str, model: Model, person: People, **changed: Any) -> list[dict[str, Any]]:
    pulses = bake(schedule, output=output, model=model, people=person, followers=followers(model))
    return [describe_pulse(each, **changed) for each in pulses]


def infusion_effects() -> Explorer:
    """The simulator of an infusion's effects: dose and duration to plasma, pressure, dissociation, sedation over four hours.

    The typical adult of the reference weight. Source: composite_racemic_venous, effects.toml.
    """
    texts = read_texts("infusion_effects")
    model, person = read_model(), typical_adult()
    # one setting was solved: the pulses' own amount and duration give way to the sliders'
    schedule = infuse(infusion_dose(reference_weight()), duration=standard_duration())
    changed = {"amount": ["*", "dose", reference_weight()], "duration": ["/", "duration", MINUTES_PER_HOUR]}
    line = {
        "name": "infusion",
        "label": texts["title"],
        "style": 0,
        "effect": _branch("measure", _describe_effects(model, person=person)),
        "plasma": _bake(schedule, output=PARENT, model=model, person=person, **changed),
        "site": _bake(schedule, output=SITE, model=model, person=person, **changed),
        "waning": _bake(schedule, output=WANING, model=model, person=person, **changed),
    }
    dose, duration = make_slider("dose"), make_slider("duration")
    # the model of effects knows no more than the standard dose, given no faster than usual
    controls = (_choose_measure(), replace(dose, high=standard_dose()), replace(duration, low=standard_duration()))
    data = describe_curves(
        [line],
        y=_axes(),
        sentence=_branch("measure", texts["sentence"]),
        moments=[{"x": "duration", "words": texts["stops"]}],
        bisections=read_bisections(),
    )
    start = {control.name: control.value for control in controls}
    slow = {**start, "duration": convert(load_facts()["dosing.iv.slower"].high or 0, unit="min", to="min")}
    return Explorer(
        id="infusion-effects",
        title=texts["title"],
        notice=" ".join((read_notice(), label(), *DISAGREEMENTS[2:4])),
        kind="curves",
        controls=controls,
        data=data,
        answer=lambda values: evaluate_curves(data, values=values),
        examples=tuple(
            Example("", {**setting, "measure": measure})
            for measure in SHOWN
            for setting in (start, slow, {**start, "dose": standard_dose() / 2})
        ),
        columns=(("Highest", "peak"), ("at, min", "peak_time"), ("Half of it at, min", "half_time")),
        compare=("dose", "duration"),
    )


def draw_crowd(older: bool) -> People:
    """Invented adults on one side of the age from which pressure rises more. Source: kinetics.toml, effects.toml."""
    look = read_table("settings.toml")["plot"]
    enough = look["people"] * 4  # not clinical: of whom so many are on either side
    everybody = draw_people(enough, seed=look["seed"], model=read_model(SPRAY_MODEL))
    some = everybody.select((everybody.age >= _older_age()) == older)
    return some.select(slice(look["people"]))


def _measure(schedule: Schedule, *, minutes: Array, people: People) -> dict[str, Array]:
    model = read_model(SPRAY_MODEL)
    feeling = draw_sensitivity(people, seed=read_table("settings.toml")["plot"]["seed"])
    effects = simulate_effects(schedule, times=minutes, model=model, people=people, sensitivity=feeling)
    plasma = simulate(schedule, times=minutes, model=model, people=people)[PARENT]
    return {
        "plasma": plasma,
        "systolic": effects.systolic,
        "dissociation": effects.dissociation,
        "sedation": effects.sedation * PERCENT,
    }


def _draw_band(schedule: Schedule, *, people: People) -> dict[str, Any]:
    """The middle nine tenths of a crowd for each measure, at every few minutes, to three figures.

    And to six decimals: what numbers that ought to cancel leave behind is smaller, and hangs on the processor.
    """
    import numpy

    time = read_texts("time")
    minutes = numpy.arange(time["low"], time["high"] + 1, read_texts("spray")["band_step"], dtype=float)
    low, _, high = read_table("settings.toml")["plot"]["percentiles"]
    bands = {}
    for name, curves in _measure(schedule, minutes=minutes, people=people).items():
        edges = numpy.percentile(curves, (low, high), axis=0)
        lower, upper = ([float(f"{float(f'{value:.3g}'):.6f}") or 0.0 for value in edge] for edge in edges)
        bands[name] = {"x": minutes.tolist(), "low": lower, "high": upper}
    return _branch("measure", bands)


def _list_moments(mg: float) -> list[dict[str, Any]]:
    texts = read_texts("spray")
    devices = device_minutes(mg)
    reading = devices[-1] + quantity_of("dosing.esk.bp_40")
    leaving = devices[-1] + convert(quantity_of("dosing.esk.observe_2h"), unit="h", to="min")
    named = [{"x": reading, "words": texts["reading"]}, {"x": leaving, "words": texts["observation"]}]
    return [{"x": minute, "words": ""} for minute in devices] + named


@cache
def spray_effects() -> Explorer:
    """The simulator of a spray session: devices and age to plasma, pressure, dissociation, sedation, with a virtual crowd.

    Source: perezruixo_2021_esketamine, effects.toml.
    """
    texts, words = read_texts("spray"), read_texts("session")
    model = read_model(SPRAY_MODEL)
    age = _older_age()
    typical = {_YOUNGER: typical_adult(), _OLDER: typical_adult(age=age)}
    crowds = {name: draw_crowd(name == _OLDER) for name in typical}
    schedules = {count: spray(mg) for count, mg in list_doses().items()}

    def solve(output: str) -> dict[str, Any]:
        return _branch(
            "age",
            {
                name: _branch(
                    "devices",
                    {
                        count: _bake(schedule, output=output, model=model, person=person)
                        for count, schedule in schedules.items()
                    },
                )
                for name, person in typical.items()
            },
        )

    effects = {name: _describe_effects(model, person=person) for name, person in typical.items()}
    bands = {
        name: _branch("devices", {count: _draw_band(schedule, people=people) for count, schedule in schedules.items()})
        for name, people in crowds.items()
    }
    line = {
        "name": "spray",
        "label": texts["title"],
        "style": 0,
        "effect": _branch("age", {name: _branch("measure", rows) for name, rows in effects.items()}),
        "plasma": solve(PARENT),
        "site": solve(SITE),
        "waning": solve(WANING),
    }
    ages = tuple((name, words[name].format(older=f"{age:g}")) for name in typical)
    doses = list_doses()
    controls = (
        _choose_measure(),
        Choice("devices", texts["devices"], tuple(name_doses(doses)), list(doses)[-2]),
        Choice("age", words["age"], ages, _YOUNGER),
    )
    data = describe_curves(
        [line],
        y=_axes(),
        sentence=_branch("measure", texts["sentence"]),
        moments=_branch("devices", {count: _list_moments(mg) for count, mg in doses.items()}),
        band=_branch("age", bands),
    )
    return Explorer(
        id="spray-effects",
        title=texts["title"],
        notice=" ".join((read_notice(), label(), *DISAGREEMENTS[:4])),
        kind="curves",
        controls=controls,
        data=data,
        answer=lambda values: evaluate_curves(data, values=values),
        examples=tuple(
            Example("", {"measure": measure, "devices": count, "age": _YOUNGER}) for measure in SHOWN for count in doses
        ),
        columns=(("Highest", "peak"), ("at, min", "peak_time"), ("At the end", "end")),
        compare=("devices", "age"),
    )
