"""The explorer of routes says the same as the kinetics, at every weight it offers."""

import numpy
import pytest

from ketamine.explore import routes
from ketamine.explore.part.curve import read_line
from ketamine.explore.route import list_weights
from ketamine.model.kinetics import infusion, simulate, single, typical_adult

DATA = routes().data


@pytest.mark.parametrize("line", DATA["lines"], ids=lambda line: line["name"])
@pytest.mark.parametrize("weight", list_weights())
def test_each_line_is_the_models_curve(line, weight):
    minutes = numpy.arange(0.0, 241, 20)
    name = line["name"]
    mg = 0.4 * weight
    schedule = infusion(mg) if name == "infusion" else single(name, mg=mg)
    model = simulate(schedule, times=minutes, people=typical_adult(weight))["ketamine"][0]
    ours = [read_line(line, data=DATA, values={"weight": weight, "dose": 0.4}, minutes=at) for at in minutes]
    # the data hold eight figures, and large parts nearly cancel
    assert ours == pytest.approx(list(model), rel=1e-5, abs=2e-4)


def test_the_slider_of_weight_stops_only_where_the_model_was_solved():
    weight = routes().controls[1]
    assert list_weights() == tuple(numpy.arange(weight.low, weight.high + 1, weight.step))


def test_nothing_ticked_asks_for_a_tick():
    result = routes().evaluate({"routes": (), "weight": 70, "dose": 0.5})
    assert result["template"] == "Tick a route."
    assert result["chart"]["lines"] == []
    assert result["table"]["rows"] == []


def test_the_table_tells_what_arrives():
    result = routes().evaluate({"routes": ("infusion", "im", "oral"), "weight": 70, "dose": 0.5})
    assert [(row["cells"][0], row["cells"][-1]) for row in result["table"]["rows"]] == [
        ("vein (slow infusion)", "100 %"),
        ("muscle", "93 %"),
        ("gut", "20 %"),
    ]
