"""Invented patients are plausible, correlated, repeatable, and nobody."""

import numpy as np
import pytest

from ketamine.kinetics import infusion, read_model, spray
from ketamine.patient import draw_patients, draw_vitals, notice
from ketamine.plausible import ImplausibleError

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
