"""Sums around an adverse event: an overdose reconstructed, a floor for pressure, events that a service should expect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.calculator import incident
from ketamine.calculator.dosing import dose_delivered, infusion_dose
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import load_facts

WEIGHTS = st.floats(35, 250)
PEOPLE = st.integers(0, 5000)


def test_the_first_hour_takes_off_a_quarter_at_most():
    assert incident.first_hour_floor(200) == pytest.approx(150)
    assert incident.first_hour_floor_fall_alone(200) == pytest.approx(50)
    assert incident.first_hour_floor_in_millimetres(200) == pytest.approx(175)


@pytest.mark.parametrize("systolic", [120, 179, 400, float("nan")])
def test_a_floor_is_only_for_an_emergency(systolic):
    with pytest.raises(ImplausibleError, match="systolic pressure"):
        incident.first_hour_floor(systolic)


def test_a_pump_at_ten_times_its_rate():
    """35 mg in 50 mL at 750 mL/h: half of it is in after two minutes, where 1.75 mg was planned."""
    run = {"volume": 50, "rate": 750, "minutes": 2}
    assert incident.dose_run_at(70, **run) == pytest.approx(17.5)
    assert incident.dose_run_at_as_planned(70, **run) == pytest.approx(1.75)
    assert incident.dose_run_at_whole(70, **run) == pytest.approx(35)
    assert incident.dose_run_at_remaining(70, **run) == pytest.approx(17.5)
    assert incident.dose_run_at_in_millilitres(70, **run) == pytest.approx(25)
    with pytest.raises(ImplausibleError, match="empty before 5 min"):
        incident.dose_run_at(70, volume=50, rate=750, minutes=5)


@given(WEIGHTS, st.floats(1, 40))
def test_at_the_planned_rate_nothing_went_wrong(weight, minutes):
    assert incident.dose_run_at(weight, volume=50, rate=75, minutes=minutes) == pytest.approx(
        dose_delivered(weight, minutes=minutes)
    )


def test_the_wrong_vial_is_the_registered_tenfold():
    """A full infusion drawn from the strong vial is what the register calls the tenfold error."""
    whole = incident.dose_from_wrong_vial(70, meant=10, held=100, minutes=40)
    assert whole == pytest.approx(load_facts()["form.vial.tenfold"].details["hazard_value"])
    early = {"meant": 10, "held": 100, "minutes": 8}
    assert incident.dose_from_wrong_vial(70, **early) == pytest.approx(70)
    assert incident.dose_from_wrong_vial_as_labelled(70, **early) == pytest.approx(7)
    assert incident.dose_from_wrong_vial_whole(70, **early) == pytest.approx(350)
    assert incident.dose_from_wrong_vial_inverted(70, **early) == pytest.approx(0.7)


@given(WEIGHTS, st.floats(1, 40))
def test_the_right_vial_gives_what_was_planned(weight, minutes):
    assert incident.dose_from_wrong_vial(weight, meant=50, held=50, minutes=minutes) == pytest.approx(
        dose_delivered(weight, minutes=minutes)
    )


def test_exposure_adds_the_clinic_and_the_home():
    taken = {"sessions": 6, "lozenge": 100, "nights": 20}
    assert incident.exposure_total(80, **taken) == pytest.approx(6 * 40 + 2000)
    assert incident.exposure_total_clinic(80, **taken) == pytest.approx(240)
    assert incident.exposure_total_home(80, **taken) == pytest.approx(2000)
    assert incident.exposure_total_one_infusion(80, **taken) == pytest.approx(2040)
    assert incident.exposure_total(80, sessions=1, lozenge=100, nights=0) == infusion_dose(80)


def test_expected_rises_weigh_each_group_by_its_own_share():
    assert incident.expected_large_rises(100, older=100) == pytest.approx(25)
    assert incident.expected_large_rises_one_rate(100, older=100) == pytest.approx(16)
    assert incident.expected_large_rises_mean_rate(300, older=100) == pytest.approx(50)
    assert incident.expected_large_rises_swapped(300, older=100) == pytest.approx(59)
    assert incident.expected_large_rises(300, older=100) == pytest.approx(41)


@given(PEOPLE)
def test_extra_nausea_is_the_difference_of_the_two_arms(patients):
    assert incident.extra_nausea(patients) == pytest.approx(patients * 0.19)
    assert incident.nausea_on_spray(patients) == pytest.approx(patients * 0.28)
    assert incident.nausea_on_placebo(patients) == pytest.approx(patients * 0.09)


@given(PEOPLE)
def test_a_scale_counts_more_dissociation_than_people_report(patients):
    assert incident.dissociation_unreported(patients) == pytest.approx(patients * 0.2)
    assert incident.dissociation_scored(patients) >= incident.dissociation_reported(patients)


def test_a_rare_event_over_many_patients():
    assert incident.expected_unconscious(1000) == pytest.approx(4)
    assert incident.expected_unconscious_as_fraction(1000) == pytest.approx(400)
    assert incident.expected_unconscious_tenfold(1000) == pytest.approx(40)


@pytest.mark.parametrize("people", [-1, 2.5, True])
def test_people_come_in_whole_numbers(people):
    with pytest.raises(ImplausibleError, match="whole number"):
        incident.expected_unconscious(people)


def test_every_calculator_names_facts_of_the_register():
    facts = load_facts()
    for each in incident.CALCULATORS:
        assert each.facts, each.name
        assert set(each.facts) <= set(facts), each.name
