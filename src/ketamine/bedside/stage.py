"""Who lies there and what is given: the entries of a session's header, read and judged.

`given` has the entries ``patient``, ``responds``, ``treatment`` and perhaps ``others`` and ``written``, each a mapping of names to
texts or numbers, as a session's author writes them. For teaching, not for the care of a patient.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ketamine.model.kinetics.dose import Schedule, programme, spray
from ketamine.model.kinetics.model import SPRAY_MODEL, Model, read_model
from ketamine.model.kinetics.person import People, typical_adult
from ketamine.quantity.unit import Milligram, Minute
from ketamine.registry.read import read_table
from ketamine.rule.rule import DRUGS

ACTS: Mapping[str, Mapping[str, float | str]] = {
    "pump on": {"share": 1},
    "pump half": {"share": 1 / 2},
    "pump double": {"share": 2},
    "pump off": {"share": 0},
    "device": {"give": 1},
    "withhold": {"give": 0},
}
"""What an author may have done to the treatment: the pump at a share of its rate, a nasal device given or not."""

AWAKE = 5  # not clinical: the top of a scale; scale.moaas.sedation_def says what it means
SIGNS = ("systolic", "diastolic", "pulse", "spo2", "breathing", "dissociation", "awake")
BOUNDS: Mapping[str, tuple[float, float]] = {
    "systolic": (0, 300),  # not clinical: what a screen can show
    "diastolic": (0, 200),  # not clinical: what a screen can show
    "pulse": (0, 250),  # not clinical: what a screen can show
    "spo2": (0, 100),  # not clinical: a percentage
    "breathing": (0, 60),  # not clinical: what a screen can show
    "dissociation": (0, 92),  # not clinical: the length of a scale
    "awake": (0, AWAKE),
}
UNITS = {"age": "", "weight": "kg", "pressure": "mmHg", "pulse": "per min", "spo2": "%", "breathing": "per min"}
PARTS = {"pressure": ("systolic", "diastolic")}
_TREATMENT = {DRUGS[0]: {"dose": "mg", "over": "min", "stay": "min"}, DRUGS[1]: {"dose": "mg"}}
_NEEDED = {DRUGS[0]: ("dose", "over"), DRUGS[1]: ("dose",)}
_NUMBER = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:/([0-9]{1,3}))?(?:\s+(.*))?")


class StageError(ValueError):
    """An entry of the header that can't be used: `entry` is its name, such as ``patient.age``; the message says what to do."""

    def __init__(self, entry: str, what: str, fix: str) -> None:
        super().__init__(f"{what} - {fix}")
        self.entry, self.what, self.fix = entry, what, fix


@dataclass(frozen=True, slots=True)
class Stage:
    """A patient at rest and a treatment: `rest` by sign, `places` among a hundred, the drug, its `dose` in mg, `over` so many min.

    `stay` is the service's own minimum after the drug, in min.
    """

    age: float
    sex: str
    weight: float
    rest: Mapping[str, float]
    places: Mapping[str, float]
    drug: str
    dose: Milligram
    over: Minute
    stay: Minute

    @property
    def model(self) -> Model:
        """The kinetics of the drug."""
        return read_model(SPRAY_MODEL) if self.drug == DRUGS[1] else read_model()

    @property
    def people(self) -> People:
        """The patient as the kinetics see one: typical for the weight and the age."""
        return typical_adult(self.weight, age=self.age)

    @property
    def devices(self) -> Schedule:
        """The nasal devices that make up the dose; none for an infusion."""
        return spray(self.dose) if self.drug == DRUGS[1] else ()

    def schedule(self, changes: tuple[tuple[int, float], ...], given: tuple[int, ...]) -> Schedule:
        """What went in: the pump as it was changed, (minute, share), and devices at their minutes."""
        if self.drug == DRUGS[1]:
            one = self.devices[0]
            return tuple(replace(one, start=minute, device=index) for index, minute in enumerate(given, 1))
        if not changes:
            return ()
        (first, share), *more = changes
        return programme(self.dose, duration=self.over, start=first, changes=[(first, share), *more])


def read_stage(given: Mapping[str, Mapping[str, Any]]) -> Stage:
    """Read a session's patient and treatment. Raises StageError for the first entry that can't be used."""
    patient, treatment = dict(given.get("patient", {})), dict(given.get("treatment", {}))
    drug = str(treatment.pop("drug", ""))
    if drug not in DRUGS:
        raise StageError(
            "treatment.drug", f"{drug or 'nothing'} is no drug of this course", f"write {' or '.join(DRUGS)}"
        )
    sex = str(patient.pop("sex", ""))
    if sex not in ("female", "male"):
        raise StageError("patient.sex", f"{sex or 'nothing'} is no sex", "write female or male")
    numbers = _read_all("patient", patient, units=UNITS, needed=tuple(UNITS))
    doses = _read_all("treatment", treatment, units=_TREATMENT[drug], needed=_NEEDED[drug])
    own = read_table("models/effects.toml")["invented_patient"]
    places = _read_all("responds", given.get("responds", {}), units=dict.fromkeys(own["placed"], ""), needed=())
    low, high = own["places"]
    for name, (place,) in places.items():
        if not low <= place <= high:
            fix = f"write a place among a hundred, from {low} to {high}"
            raise StageError(f"responds.{name}", f"{place:g} is no place for {name}", fix)
    systolic, diastolic = numbers["pressure"]
    stage = Stage(
        age=numbers["age"][0],
        sex=sex,
        weight=numbers["weight"][0],
        rest={
            "systolic": systolic,
            "diastolic": diastolic,
            **{name: numbers[name][0] for name in ("pulse", "spo2", "breathing")},
        },
        places={name: each[0] for name, each in places.items()},
        drug=drug,
        dose=doses["dose"][0],
        over=doses["over"][0] if "over" in doses else 0,
        stay=doses["stay"][0] if "stay" in doses else 0,
    )
    _judge(stage)
    return stage


def _read_all(
    of: str, entries: Mapping[str, Any], *, units: Mapping[str, str], needed: tuple[str, ...]
) -> dict[str, tuple[float, ...]]:
    for name in needed:
        if name not in entries:
            raise StageError(of, f"{of} has no {name}", f"write {name}: and its value")
    found = {}
    for name, entry in entries.items():
        if name not in units:
            raise StageError(f"{of}.{name}", f"{of} has no entry called {name}", f"use {', '.join(units)}")
        parts = len(PARTS[name]) if of == "patient" and name in PARTS else 1
        found[name] = read_amount(f"{of}.{name}", entry, unit=units[name], parts=parts)
    return found


def read_amount(entry: str, value: Any, *, unit: str, parts: int = 1) -> tuple[float, ...]:
    """Read ``80 kg`` or ``137/81 mmHg`` as numbers; plain numbers and pairs are taken as they are. Raises StageError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and parts == 1:
        return (float(value),)
    if isinstance(value, (tuple, list)) and len(value) == parts:
        return tuple(float(each) for each in value)
    read = _NUMBER.fullmatch(str(value).strip())
    if not read or (read[3] or "") != unit or (read[2] is not None) != (parts == len(PARTS["pressure"])):
        example = "/".join(["84", "52"][:parts]) + (f" {unit}" if unit else "")
        raise StageError(entry, f"{value or 'nothing'} can't be read", f"write it as {example}")
    return tuple(float(each) for each in (read[1], read[2]) if each is not None)


def _judge(stage: Stage) -> None:
    """Refuse a patient at rest who can't be; the treatment and the response are the models' to judge."""
    known = {row["field"]: row for row in read_table("rules/plausible.toml")["reading"]}
    fields = {"pulse": "heart_rate", "spo2": "spo2", "breathing": "respiratory_rate"}
    for name, field in fields.items():
        if not known[field]["low"] <= stage.rest[name] <= known[field]["high"]:
            raise StageError(f"patient.{name}", f"{stage.rest[name]:g} is not believable", known[field]["why"])
    pressure, row = (stage.rest["systolic"], stage.rest["diastolic"]), known["pressure"]
    if not all(low <= each <= high for low, each, high in zip(row["low"], pressure, row["high"], strict=True)):
        raise StageError(
            "patient.pressure", "/".join(f"{each:g}" for each in pressure) + " is not believable", row["why"]
        )
