"""What a monitor shows of an invented patient, whatever is done to the treatment."""

import numpy
import pytest

from ketamine import play
from ketamine.bedside.stage import StageError, read_stage
from ketamine.model.effect import place_sensitivity, simulate_effects
from ketamine.model.kinetics.dose import infusion, programme
from ketamine.model.kinetics.model import ModelError
from ketamine.model.kinetics.person import typical_adult
from ketamine.model.kinetics.simulate import simulate
from ketamine.quantity.limit import ImplausibleError

PATIENT = {
    "age": 59,
    "sex": "female",
    "weight": "80 kg",
    "pressure": "137/81 mmHg",
    "pulse": "74 per min",
    "spo2": "98 %",
    "breathing": "13 per min",
}
PUMP = {
    "patient": PATIENT,
    "responds": {"pressure": 99},
    "treatment": {"drug": "racemic", "dose": "40 mg", "over": "40 min"},
}
SPRAY = {"patient": PATIENT, "treatment": {"drug": "esketamine", "dose": "56 mg"}}


def test_a_pump_left_alone_is_the_plain_infusion():
    found = play(PUMP, [(0, "pump on")], until=180)
    person = typical_adult(80, age=59)
    truth = simulate_effects(
        infusion(40, duration=40),
        times=numpy.arange(181.0),
        people=person,
        sensitivity=place_sensitivity(person, places={"pressure": 99}),
    )
    assert [each.systolic for each in found] == [round(137 + value) for value in truth.systolic[0]]
    assert [each.pulse for each in found] == [round(74 + value) for value in truth.heart_rate[0]]


def test_a_pump_stopped_at_minute_ten_gives_what_went_in_and_no_more():
    stopped = programme(40, duration=40, changes=[(10, 0)])
    assert [(each.start, each.duration, each.mg) for each in stopped] == [(0, 10, 10)]
    # refused as an infusion of its own, followed as a piece of what was planned
    with pytest.raises(ModelError):
        simulate(infusion(10, duration=10), times=[5])
    whole, half = (simulate(each, times=[10])["ketamine"][0, 0] for each in (infusion(40, duration=40), stopped))
    assert half == pytest.approx(whole, rel=1e-12)


def test_a_pump_halved_and_restarted_empties_the_bag_and_no_more():
    pieces = programme(40, duration=40, changes=[(10, 0.5), (30, 0), (35, 1)])
    assert [(each.start, each.duration, each.mg) for each in pieces] == [(0, 10, 10), (10, 20, 10), (35, 20, 20)]
    assert sum(each.mg for each in pieces) == 40


def test_a_pump_run_faster_than_the_model_knows_is_refused():
    with pytest.raises(ModelError):
        simulate(programme(40, duration=30, changes=[(5, 2)]), times=[10])


@pytest.mark.parametrize("changes", [[(20, 0), (10, 1)], [(10, -1)], [(10, float("nan"))], [(10, float("inf"))]])
def test_a_programme_that_cannot_be_is_refused(changes):
    with pytest.raises(ImplausibleError):
        programme(40, duration=40, changes=changes)


def test_a_device_withheld_leaves_the_first_alone():
    both, one = (play(SPRAY, choices, until=120) for choices in ([(0, "device"), (5, "device")], [(0, "device")]))
    assert both[:6] == one[:6]
    assert max(each.systolic for each in both) > max(each.systolic for each in one)
    assert not one[119].ready
    assert one[119].minute == 119


def test_a_stronger_responder_rises_more_and_a_typical_one_needs_no_place():
    tops = [
        max(each.systolic for each in play({**PUMP, "responds": responds}, [(0, "pump on")], until=60))
        for responds in ({"pressure": 10}, {}, {"pressure": 50}, {"pressure": 99})
    ]
    assert tops[0] < tops[1] == tops[2] < tops[3]


def test_what_is_written_moves_and_shows_and_ends():
    written = {
        "slump": {"moves": {"pressure": (-60, -30), "spo2": -9}, "after": 5, "rises": 10, "signs": {"fainted": True}}
    }
    session = {**PUMP, "written": written}
    found = play(session, [(10, "begin slump"), (30, "end slump")], until=45)
    assert [found[minute].systolic for minute in (15, 20, 25, 30, 35, 40)] == [137, 107, 77, 77, 107, 137]
    assert [found[minute].spo2 for minute in (15, 25, 40)] == [98, 89, 98]
    assert found[29].seen == ("fainted",)
    assert found[30].seen == ()
    assert found[25].level == "emergency"
    assert not found[25].ready


def test_states_are_those_of_the_courses_own_rule():
    found = play(PUMP, [(0, "pump on"), (25, "pump off")], until=180)
    assert found[25].level == "pause"
    assert found[35].level == "watch"
    assert found[180].ready


def test_a_spray_that_is_still_taken_up_is_no_rise_after_the_stop_and_one_past_its_peak_is():
    three = [(0, "device"), (5, "device"), (10, "device")]
    spray = {"patient": PATIENT, "treatment": {"drug": "esketamine", "dose": "84 mg"}}
    assert {each.level for each in play(spray, three, until=180)} == {"continue", "watch"}
    climb = {"climb": {"moves": {"pressure": (40, 20)}, "rises": 20}}
    late = play({**spray, "written": climb}, [*three, (50, "begin climb")], until=70)
    assert late[49].level != "emergency"
    assert "emergency" in {each.level for each in late[60:]}


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ([(5, "pump onn")], "is no choice"),
        ([(5, "begin slump")], "is no choice"),
        ([(5, "pump on"), (4, "pump off")], "backwards"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_one_sentence(choices, said):
    with pytest.raises(StageError, match=said):
        play(PUMP, choices)


@pytest.mark.parametrize(
    ("changed", "entry"),
    [
        ({"treatment": {"drug": "tea"}}, "treatment.drug"),
        ({"treatment": {"drug": "racemic", "dose": "40 mg"}}, "treatment"),
        ({"treatment": {"drug": "racemic", "dose": "42 g", "over": "40 min"}}, "treatment.dose"),
        ({"responds": {"pressure": "100"}}, "responds.pressure"),
        ({"responds": {"presure": "90"}}, "responds.presure"),
        ({"patient": {**PATIENT, "sex": "?"}}, "patient.sex"),
        ({"patient": {**PATIENT, "pressure": "138 mmHg"}}, "patient.pressure"),
        ({"patient": {**PATIENT, "pulse": "700 per min"}}, "patient.pulse"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(changed, entry):
    with pytest.raises(StageError) as refusal:
        read_stage({**PUMP, **changed})
    assert refusal.value.entry == entry
