"""The explorers of a session say what the teaching model of effects says, and carry its label."""

import numpy
import pytest

from ketamine.explore import infusion_effects, spray_effects
from ketamine.explore.part.curve import read_line
from ketamine.explore.timeline import SHOWN, SPRAY_MODEL
from ketamine.model.effect import label, simulate_effects
from ketamine.model.kinetics import infusion, read_model, simulate, spray, typical_adult

MINUTES = numpy.arange(0.0, 241, 30)


def model_of(schedule, *, model, person, measure):
    if measure == "plasma":
        return simulate(schedule, times=MINUTES, model=model, people=person)["ketamine"][0]
    effects = simulate_effects(schedule, times=MINUTES, model=model, people=person)
    return getattr(effects, measure)[0] * (100 if measure == "sedation" else 1)


@pytest.mark.parametrize("measure", SHOWN)
@pytest.mark.parametrize("age", ["younger", "older"])
@pytest.mark.parametrize("devices", ["1", "2", "3"])
def test_each_curve_of_the_spray_is_the_models(measure, age, devices):
    data = spray_effects().data
    values = {"measure": measure, "age": age, "devices": devices}
    ours = [read_line(data["lines"][0], data=data, values=values, minutes=minute) for minute in MINUTES]
    person = typical_adult(age=65) if age == "older" else typical_adult()
    model = model_of(spray(28 * int(devices)), model=read_model(SPRAY_MODEL), person=person, measure=measure)
    # the data hold eight figures, and large parts nearly cancel
    assert ours == pytest.approx(list(model), rel=1e-5, abs=2e-4)


@pytest.mark.parametrize("measure", SHOWN)
@pytest.mark.parametrize(("dose", "duration"), [(0.5, 40), (0.3, 100), (0.1, 60)])
def test_each_curve_of_the_infusion_is_the_models(measure, dose, duration):
    data = infusion_effects().data
    values = {"measure": measure, "dose": dose, "duration": duration}
    ours = [read_line(data["lines"][0], data=data, values=values, minutes=minute) for minute in MINUTES]
    schedule = infusion(70 * dose, duration=duration)
    model = model_of(schedule, model=read_model(), person=typical_adult(), measure=measure)
    # the data hold eight figures, and large parts nearly cancel
    assert ours == pytest.approx(list(model), rel=1e-5, abs=2e-4)


def test_the_band_holds_the_typical_adult():
    for explorer in (spray_effects(),):
        for example in explorer.examples:
            chart = explorer.evaluate(example.values)["chart"]
            for minute, low, high in zip(*(chart["band"][name] for name in ("x", "low", "high")), strict=True):
                assert low <= chart["lines"][0]["y"][int(minute)] <= high or minute == 0, (example, minute)


def test_the_clock_runs_from_the_last_device():
    moments = spray_effects().evaluate({"measure": "systolic", "devices": "3", "age": "younger"})["chart"]["moments"]
    assert [moment["x"] for moment in moments] == [0, 5, 10, 50, 130]


@pytest.mark.parametrize("explorer", [spray_effects(), infusion_effects()], ids=lambda each: each.id)
def test_the_models_label_is_on_it(explorer):
    assert label() in explorer.notice
    assert "not for the care of a patient" in explorer.notice
