"""Invented patients are plausible, correlated, repeatable, and nobody."""

import numpy as np
import pytest

from ketamine.model.kinetics import infusion, read_model, spray
from ketamine.model.patient import draw_patients, draw_vitals, notice
from ketamine.quantity.limit import ImplausibleError

MANY = draw_patients(4000, seed=1)


def column(name):
    return np.array([getattr(each, name) for each in MANY], dtype=float)


def test_the_same_seed_draws_the_same_people():
    assert draw_patients(20, seed=4) == draw_patients(20, seed=4) != draw_patients(20, seed=5)


def test_everybody_is_plausible_and_can_be_simulated():
    assert column("age").min() >= 18 and column("age").max() <= 80
    assert column("weight").min() >= 45 and column("weight").max() <= 130
    assert column("height").min() >= 145 and column("height").max() <= 205
    assert (column("systolic") - column("diastolic") >= 20).all()
    assert column("systolic").min() >= 90 and column("systolic").max() <= 175
    assert column("spo2").min() >= 94 and column("spo2").max() <= 100


def test_they_hang_together_as_people_do():
    taller = np.corrcoef(column("height"), column("weight"))[0, 1]
    older = np.corrcoef(column("age"), column("systolic"))[0, 1]
    pressures = np.corrcoef(column("systolic"), column("diastolic"))[0, 1]
    assert 0.3 < taller < 0.7 and 0.3 < older < 0.7 and 0.5 < pressures < 0.8
    men = np.array([each.sex == "male" for each in MANY])
    assert column("height")[men].mean() - column("height")[~men].mean() == pytest.approx(13, abs=1)
    assert men.mean() == pytest.approx(0.4, abs=0.03)


def test_every_number_behind_the_invention_shows_in_the_invented():
    """Fitted back out of twenty thousand people: heights, mass index, pressures with age and build, pulse and saturation."""
    crowd = draw_patients(20_000, seed=1)
    found = {
        name: np.array([getattr(each, name) for each in crowd], dtype=float)
        for name in ("age", "height", "weight", "systolic", "diastolic", "heart_rate", "spo2")
    }
    men = np.array([each.sex == "male" for each in crowd])
    for some, mean, sd in ((men, 177, 7), (~men, 164, 6.5)):
        assert found["height"][some].mean() == pytest.approx(mean, abs=0.3)
        assert found["height"][some].std() == pytest.approx(sd, abs=0.15)
    index, decades = np.array([each.mass_index for each in crowd]), (found["age"] - 45) / 10
    slope, middle = np.polyfit(decades, np.log(index), 1)
    assert (slope, np.exp(middle)) == (pytest.approx(0.015, abs=0.003), pytest.approx(26, abs=0.2))
    assert (np.log(index) - slope * decades).std() == pytest.approx(0.18, abs=0.006)
    design = np.stack([np.ones(len(crowd)), decades, index - 26], axis=1)
    for name, coefficients, sd in (("systolic", (122, 3.5, 0.5), 11), ("diastolic", (77, 0.5, 0.35), 7)):
        fitted = np.linalg.lstsq(design, found[name], rcond=None)[0]
        assert fitted == pytest.approx(coefficients, abs=0.15 if name == "diastolic" else 0.3)
        assert fitted[1:] == pytest.approx(coefficients[1:], abs=0.1)
        assert (found[name] - design @ fitted).std() == pytest.approx(sd, abs=0.2)
    assert (found["heart_rate"].mean(), found["heart_rate"].std()) == pytest.approx((74, 10), abs=0.3)
    assert (found["spo2"].mean(), found["spo2"].std()) == pytest.approx((97.5, 0.85), abs=0.05)


def test_nobody_is_beyond_what_the_registry_calls_possible():
    """Ends of ranges, which few draws reach: the ends themselves are reached, and nothing lies beyond."""
    crowd = draw_patients(60_000, seed=2)
    for name, low, high in (
        ("systolic", 92, 175),
        ("diastolic", 52, 105),
        ("heart_rate", 48, 112),
        ("spo2", 94, 100),
        ("age", 18, 80),
    ):
        values = [getattr(each, name) for each in crowd]
        assert (min(values), max(values)) == (low, high), name
    gaps = [each.systolic - each.diastolic for each in crowd]
    assert min(gaps) in (21, 22)  # both pressures are rounded after the least gap is kept


def test_what_a_monitor_makes_of_the_truth():
    """Nothing given, so that all there is to see is noise, failures and artefacts."""
    people = draw_patients(300, seed=1)
    streams = [draw_vitals(each, schedule=infusion(0), seed=each.number, until=60) for each in people]
    seen = [(person, each) for person, stream in zip(people, streams, strict=True) for each in stream]
    cuffs = [each for _, each in seen if each.minute % 5 == 0]
    assert np.mean([each.systolic is None for each in cuffs]) == pytest.approx(0.03, abs=0.006)
    assert np.mean(["pressure" in each.artefact for each in cuffs]) == pytest.approx(0.02, abs=0.006)
    assert np.mean(["spo2" in each.artefact for _, each in seen]) == pytest.approx(0.02, abs=0.003)
    read = [(person, each) for person, each in seen if each.systolic is not None]
    good = [(person, each) for person, each in read if "pressure" not in each.artefact]
    assert np.std([each.systolic - person.systolic for person, each in good]) == pytest.approx(4, abs=0.25)
    assert np.std([each.diastolic - person.diastolic for person, each in good]) == pytest.approx(2, abs=0.15)
    assert np.std([each.heart_rate - person.heart_rate for person, each in seen]) == pytest.approx(3, abs=0.15)
    jumps = [abs(each.systolic - person.systolic) for person, each in read if "pressure" in each.artefact]
    assert np.mean(jumps) == pytest.approx(42, abs=3) and min(jumps) < 35 and max(jumps) > 50
    off = [each.spo2 for _, each in seen if "spo2" in each.artefact]
    assert (min(off), max(off)) == (60, 88)
    pulses = np.array([[each.heart_rate for each in stream] for stream in streams]) - np.array(
        [[each.heart_rate] for each in people]
    )
    assert np.corrcoef(pulses[:, :-1].ravel(), pulses[:, 1:].ravel())[0, 1] == pytest.approx(0.6, abs=0.05)
    still = [each.spo2 - person.spo2 for person, each in seen if person.spo2 < 98 and "spo2" not in each.artefact]
    assert np.std(still) == pytest.approx(0.57, abs=0.05)


def test_saturation_falls_a_little_with_sedation():
    falls = [
        each.spo2 - person.spo2
        for person in draw_patients(200, seed=1)
        for each in draw_vitals(person, schedule=infusion(0.5 * person.weight), seed=person.number, until=60)
        if 30 <= each.minute <= 50 and person.spo2 < 98 and "spo2" not in each.artefact
    ]
    assert np.mean(falls) == pytest.approx(-0.95, abs=0.15)


def test_a_session_rises_and_falls_as_the_model_says_under_noise():
    rises = []
    for patient in draw_patients(60, seed=9):
        stream = draw_vitals(patient, schedule=infusion(0.5 * patient.weight), seed=patient.number, until=120)
        seen = [each for each in stream if each.systolic is not None and "pressure" not in each.artefact]
        peak = np.mean([each.systolic for each in seen if 35 <= each.minute <= 45])
        rises.append(peak - patient.systolic)
        assert [each.minute for each in stream] == list(range(121))
        assert all((each.systolic is None) == (each.diastolic is None) for each in stream)
        assert all(each.systolic is None for each in stream if each.minute % 5)
    assert 10 < np.mean(rises) < 25


def test_artefacts_are_there_and_are_marked():
    stream = [
        each
        for patient in draw_patients(40, seed=3)
        for each in draw_vitals(patient, schedule=infusion(30), seed=patient.number, until=60)
    ]
    off = [each for each in stream if "spo2" in each.artefact]
    cuff = [each for each in stream if "pressure" in each.artefact]
    failed = [each for each in stream if each.minute % 5 == 0 and each.systolic is None]
    assert off and cuff and failed
    assert all(each.spo2 < 90 for each in off)
    assert min(each.spo2 for each in stream if "spo2" not in each.artefact) >= 90


def test_a_spray_session_and_the_sentence_beside_it():
    patient = draw_patients(1, seed=2)[0]
    stream = draw_vitals(patient, schedule=spray(56), seed=1, until=30, model=read_model("perezruixo_2021_esketamine"))
    assert len(stream) == 31
    assert "invented" in notice() and "Not for dosing" in notice()


def test_nobody_cannot_be_drawn():
    with pytest.raises(ImplausibleError, match="one or more"):
        draw_patients(0, seed=1)
