"""Invented patients: plausible, correlated, from a seed, and nobody; and what a monitor would show of their session.

The truth of a session comes from the kinetics and the teaching model of effects; noise and artefacts are laid over it and
marked, so that an exercise can ask which reading to believe. For teaching, not for the care of a patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ketamine.model.effect import draw_sensitivity, label, simulate_effects
from ketamine.model.kinetics.dose import Schedule
from ketamine.model.kinetics.model import Model
from ketamine.model.kinetics.person import People, draw_people, typical_adult
from ketamine.quantity.limit import ImplausibleError
from ketamine.quantity.unit import (
    PERCENT,
    YEARS_PER_DECADE,
    Centimetre,
    Kilogram,
    MillimetreOfMercury,
    Minute,
    Percent,
    Year,
)
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array


@dataclass(frozen=True, slots=True)
class Patient:
    """One invented adult at rest before a session: height in cm, weight in kg, pressures in mmHg, heart rate per min, SpO2 in %."""

    number: int
    age: Year
    sex: str
    height: Centimetre
    weight: Kilogram
    systolic: MillimetreOfMercury
    diastolic: MillimetreOfMercury
    heart_rate: float
    spo2: Percent

    @property
    def mass_index(self) -> float:
        """Body mass index in kg per square metre."""
        return self.weight / (self.height / PERCENT) ** 2


@dataclass(frozen=True, slots=True)
class Vitals:
    """One reading of a session. None is a failed reading; `artefact` says which numbers must not be believed.

    `minute` after the start; pressures in mmHg, `heart_rate` per min, `spo2` in %.
    """

    minute: Minute
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None
    spo2: int | None
    artefact: tuple[str, ...]


def draw_patients(count: int, *, seed: int) -> tuple[Patient, ...]:
    """Draw so many invented adults. The same seed draws the same people. Source: patients.toml."""
    import numpy

    if count < 1:
        raise ImplausibleError(f"{count} patients cannot be drawn; ask for one or more.")
    rows = read_table("models/patients.toml")
    rng = numpy.random.default_rng(seed)
    age = numpy.floor(rng.uniform(rows["age"]["range"][0], rows["age"]["range"][1] + 1, count))
    female = rng.uniform(size=count) < rows["sex"]["female_share"]
    tall = [
        numpy.where(female, rows["height"]["female"][name], rows["height"]["male"][name])
        for name in ("mean_cm", "sd_cm")
    ]
    height = numpy.clip(tall[0] + tall[1] * rng.standard_normal(count), *rows["height"]["range_cm"])
    build = rows["mass_index"]
    decades = (age - build["from_years"]) / YEARS_PER_DECADE
    index = build["median"] * numpy.exp(
        build["per_decade_log"] * decades + build["sd_log"] * rng.standard_normal(count)
    )
    index = numpy.clip(index, *build["range"])
    pressure = rows["pressure"]
    one, two = rng.standard_normal((2, count))
    two = pressure["correlation"] * one + numpy.sqrt(1 - pressure["correlation"] ** 2) * two
    heavy = index - build["median"]
    rest = {}
    for name, draw in (("systolic", one), ("diastolic", two)):
        mean = (
            pressure[f"{name}_at_45"] + pressure[f"{name}_per_decade"] * decades + pressure[f"{name}_per_index"] * heavy
        )
        rest[name] = numpy.clip(mean + pressure[f"{name}_sd"] * draw, *pressure[f"{name}_range"])
    rest["diastolic"] = numpy.minimum(rest["diastolic"], rest["systolic"] - pressure["least_pulse_pressure"])
    heart, air = rows["heart"], rows["saturation"]
    pulse = numpy.clip(
        heart["mean_per_min"] + heart["sd_per_min"] * rng.standard_normal(count), *heart["range_per_min"]
    )
    spo2 = numpy.clip(air["mean_percent"] + air["sd_percent"] * rng.standard_normal(count), *air["range_percent"])
    height = numpy.round(height)
    # nobody lighter or heavier than the kinetic models allow, so that every patient can be simulated
    weight = numpy.clip(
        numpy.round(index * (height / PERCENT) ** 2),
        *read_table("models/kinetics.toml")["population"]["weight_kg"]["truncate"],
    )
    return tuple(
        Patient(
            number=number + 1,
            age=float(age[number]),
            sex="female" if female[number] else "male",
            height=float(height[number]),
            weight=float(weight[number]),
            systolic=float(round(rest["systolic"][number])),
            diastolic=float(round(rest["diastolic"][number])),
            heart_rate=float(round(pulse[number])),
            spo2=float(round(spo2[number])),
        )
        for number in range(count)
    )


def as_people(patient: Patient, *, seed: int, model: Model | None = None) -> People:
    """The patient as the kinetics see a person, with departures from the typical adult drawn from a seed.

    Source: kinetics.toml, population.
    """
    import numpy

    drawn = draw_people(1, seed=seed, model=model)
    plain = typical_adult(patient.weight, age=patient.age)
    return People(plain.weight, plain.age, numpy.zeros(1, bool), numpy.zeros(1, bool), drawn.factors, drawn.shifts)


def draw_vitals(
    patient: Patient, *, schedule: Schedule, seed: int, until: Minute, model: Model | None = None
) -> tuple[Vitals, ...]:
    """What a monitor shows of a session, minute by minute up to `until`, pressures every few minutes.

    The truth is the patient's rest plus the modelled effect; noise wanders as it does on a real screen. Carries effect.label.
    Source: patients.toml, effects.toml.
    """
    import numpy

    rows, stream = read_table("models/patients.toml"), read_table("models/patients.toml")["stream"]
    rng = numpy.random.default_rng(seed)
    person = as_people(patient, seed=seed, model=model)
    minutes = numpy.arange(0, until + stream["pulse_every_min"], stream["pulse_every_min"], dtype=float)
    effects = simulate_effects(
        schedule, times=minutes, model=model, people=person, sensitivity=draw_sensitivity(person, seed=seed + 1)
    )
    drop = rows["saturation"]["fall_at_full_sedation_percent"] * effects.sedation[0]
    truth = {
        "systolic": patient.systolic + effects.systolic[0] + stream["pressure_noise_mmHg"] * _wander(rng, len(minutes)),
        "diastolic": patient.diastolic
        + effects.diastolic[0]
        + stream["pressure_noise_mmHg"] * _wander(rng, len(minutes)) / 2,
        "heart_rate": patient.heart_rate
        + effects.heart_rate[0]
        + stream["heart_noise_per_min"] * _wander(rng, len(minutes)),
        "spo2": patient.spo2 - drop + stream["saturation_noise_percent"] * _wander(rng, len(minutes)),
    }
    found = []
    for index, minute in enumerate(minutes):
        cuff = minute % stream["pressure_every_min"] == 0
        found.append(_read(rng, truth=truth, index=index, minute=float(minute), cuff=bool(cuff)))
    return tuple(found)


def _wander(rng: Any, count: int) -> Array:
    """Noise that remembers: each value leans on the one before, with a spread of one throughout."""
    import numpy

    lean = read_table("models/patients.toml")["stream"]["wander"]
    fresh = rng.standard_normal(count)
    values = numpy.empty(count)
    values[0] = fresh[0]
    for index in range(1, count):
        values[index] = lean * values[index - 1] + numpy.sqrt(1 - lean**2) * fresh[index]
    return values


def _read(rng: Any, *, truth: dict[str, Array], index: int, minute: float, cuff: bool) -> Vitals:
    stream = read_table("models/patients.toml")["stream"]
    chance = rng.uniform(size=2)
    systolic = diastolic = None
    artefact = []
    if cuff and chance[0] >= stream["cuff_failure_share"]:
        systolic, diastolic = round(truth["systolic"][index]), round(truth["diastolic"][index])
        if chance[0] < stream["cuff_failure_share"] + stream["cuff_artefact_share"]:
            jump = round(rng.uniform(*stream["cuff_artefact_mmHg"])) * (1 if rng.uniform() * 2 < 1 else -1)
            systolic, diastolic = systolic + jump, diastolic + jump // 2
            artefact.append("pressure")
    spo2 = min(PERCENT, round(truth["spo2"][index]))
    if chance[1] < stream["probe_off_share"]:
        spo2 = round(rng.uniform(*stream["probe_off_percent"]))
        artefact.append("spo2")
    pulse = round(truth["heart_rate"][index])
    return Vitals(minute, systolic, diastolic, pulse, spo2, tuple(artefact))


def notice() -> str:
    """The sentence that must stand beside any stream of vitals from this module. Source: effects.toml."""
    return f"An invented patient. {label()}"
