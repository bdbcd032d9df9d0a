"""The explorer of one infusion says the same as the kinetics it was made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator.concentration import half_time, infusion_concentration, peak_concentration
from ketamine.explore import one_infusion
from ketamine.explore.part.curve import read_line
from ketamine.quantity.limit import ImplausibleError

SETTING = {"weight": 70, "dose": 0.5, "duration": 40}


def test_sliders_start_at_the_standard_infusion_and_end_where_the_model_does():
    rows = {
        slider.name: (slider.unit, slider.low, slider.high, slider.step, slider.value)
        for slider in one_infusion().controls
    }
    assert rows == {
        "weight": ("kg", 45, 130, 1, 70),
        "dose": ("mg/kg", 0.1, 1.0, 0.05, 0.5),
        "duration": ("min", 20, 100, 5, 40),
    }


@given(weight=st.floats(45, 130), dose=st.floats(0.1, 1), duration=st.floats(20, 100), minutes=st.floats(0, 240))
def test_plain_data_alone_repeat_the_model(weight, dose, duration, minutes):
    data = one_infusion().data
    values = {"weight": weight, "dose": dose, "duration": duration}
    ours = read_line(data["lines"][0], data=data, values=values, minutes=minutes)
    model = infusion_concentration([minutes], weight=weight, dose=dose, duration=duration)[0]
    assert ours == pytest.approx(model, rel=1e-7, abs=1e-5)


def test_landmarks():
    result = one_infusion().evaluate(SETTING)
    numbers, chart = result["numbers"], result["chart"]
    curve = chart["lines"][0]["y"]
    assert chart["at"] == list(range(241))
    assert curve[0] == 0
    assert numbers["peak"] == max(curve) == pytest.approx(peak_concentration(70))
    assert numbers["peak_time"] == 40
    assert numbers["half_time"] == pytest.approx(40 + half_time(70))
    assert numbers["end"] == curve[-1]


def test_every_example_has_its_sentence():
    explorer = one_infusion()
    assert len(explorer.examples) == 4
    for example in explorer.examples:
        result = explorer.evaluate(example.values)
        assert "{" not in result["template"].format(**example.values, **result["numbers"])
    assert "not for the care of a patient" in explorer.notice


def test_above_the_usual_dose_it_says_so():
    usual, more = (one_infusion().evaluate({**SETTING, "dose": dose}) for dose in (0.5, 0.55))
    assert "tone" not in usual and "usual" not in usual["template"]
    assert more["tone"] == "mind" and more["template"].endswith("brought more dissociation and pressure.")
    assert "than the usual 0.5: in a trial 1 mg/kg" in more["template"]


def test_outside_a_slider_there_is_no_answer():
    with pytest.raises(ImplausibleError, match="duration of 5 min"):
        one_infusion().evaluate({**SETTING, "duration": 5})
