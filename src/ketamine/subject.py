"""What the subject lends to a course: sourced quantities by name, and calculators by name."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from ketamine.bedside.baking import describe_stage
from ketamine.bedside.follow import Happening, follow
from ketamine.bedside.line import list_seen
from ketamine.bedside.stage import ACTS, PARTS, StageError, read_amount, read_stage
from ketamine.calculator import list_calculators
from ketamine.checklist import Checklist, load_checklists
from ketamine.model.kinetics.model import ModelError
from ketamine.model.patient import draw_patients
from ketamine.quantity.calculator import Calculator
from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.country import RuleHeading, load_headings
from ketamine.registry.fact import Fact, Source
from ketamine.registry.read import load_facts, load_sources, read_table
from ketamine.registry.region import Region, load_regions
from ketamine.rule.monitoring import LEVELS

_OTHERS = {"age": "", "weight": "kg", "pressure": "mmHg", "responds": ""}


class Bedside:
    """Ketamine and esketamine at the bedside, as the engine asks for them."""

    levels = LEVELS
    acts = ACTS
    monitor: Sequence[Mapping[str, Any]] = (
        {"name": "pressure", "label": "Blood pressure", "unit": "mmHg", "parts": PARTS["pressure"], "cuff": True},
        {"name": "pulse", "label": "Pulse", "unit": "per min", "parts": ("pulse",)},
        {"name": "spo2", "label": "Saturation", "unit": "%", "parts": ("spo2",), "written": True},
        {"name": "breathing", "label": "Breathing", "unit": "per min", "parts": ("breathing",), "written": True},
        {"name": "dissociation", "label": "Dissociation", "unit": "points of 92", "parts": ("dissociation",)},
        {"name": "awake", "label": "Awake", "unit": "of 5", "parts": ("awake",)},
    )
    words = ("age", "weight", "dose", "over")
    """What else a story may say of its patient, between double braces."""
    stated: Mapping[str, tuple[str, ...]] = {LEVELS[2]: ("ae.htn.action_threshold_local",)}
    """States whose line is a local choice: a mark may hang on one only where the story shows one of these facts."""

    @property
    def seen(self) -> Sequence[str]:
        """Signs that an author may write of."""
        return tuple(list_seen())

    def find_fault(self, given: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, str] | None:
        """The first entry of a header that can't be used, what is wrong with it, and what to do."""
        try:
            stage = read_stage(given)
            if "others" in given:
                _read_others(given["others"])
            describe_stage(stage)
        except StageError as error:
            return error.entry, error.what, error.fix
        except (ModelError, ImplausibleError) as error:
            fix = "give what the models can follow, or write what happens under written:"
            return "treatment", str(error).rstrip("."), fix
        return None

    def bake(self, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """A session's physiology as plain data. Raises StageError."""
        return describe_stage(read_stage(given))

    def follow(
        self,
        given: Mapping[str, Mapping[str, Any]],
        *,
        changes: Sequence[tuple[int, float]],
        devices: Sequence[int],
        happenings: Sequence[tuple[str, int, int | None]],
        written: Mapping[str, Any],
        until: int,
    ) -> list[tuple[dict[str, int], str, bool]]:
        """Straight from the models: the shown signs, the level and whether the patient may leave, at every minute."""
        instants = follow(
            read_stage(given),
            changes=tuple(changes),
            devices=tuple(devices),
            happenings=tuple(Happening(*each) for each in happenings),
            written=written,
            until=until,
        )
        signs = [name for each in self.monitor for name in each["parts"]]
        return [({name: getattr(each, name) for name in signs}, each.level, each.ready) for each in instants]

    def vary(self, given: Mapping[str, Mapping[str, Any]], *, seed: int, count: int) -> Iterator[dict[str, Any]]:
        """Draw so many other patients for the same treatment: age, weight, pressure and response within what ``others`` says.

        The dose keeps its size for the weight where it is an infusion. Source: patients.toml.
        """
        bounds = _read_others(given["others"])
        stage = read_stage(given)
        rng = random.Random(seed)
        for patient in draw_patients(count, seed=seed):
            age = min(max(patient.age, bounds["age"][0]), bounds["age"][1])
            weight = min(max(patient.weight, bounds["weight"][0]), bounds["weight"][1])
            low, high = bounds["pressure"]
            systolic = round(rng.uniform(low, high))
            diastolic = round(systolic * stage.rest["diastolic"] / stage.rest["systolic"])
            dose = stage.dose if stage.devices else round(stage.dose / stage.weight * weight)
            yield {
                **given,
                "patient": {
                    **given["patient"],
                    "age": age,
                    "weight": weight,
                    "pressure": (systolic, diastolic),
                    "pulse": patient.heart_rate,
                },
                "responds": {**given.get("responds", {}), "pressure": round(rng.uniform(*bounds["responds"]))},
                "treatment": {**given["treatment"], "dose": dose},
            }


def _read_others(entries: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Read ``60 to 110 kg`` and its like, for each trait in which other patients differ. Raises StageError."""
    found = {}
    for name, unit in _OTHERS.items():
        low, middle, high = str(entries.get(name, "")).partition(" to ")
        if not middle:
            fix = f"write {name}: 50 to 75" + (f" {unit}" if unit else "")
            raise StageError("others", f"others does not say between what {name} lies", fix)
        one, two = (read_amount(f"others.{name}", each, unit=of)[0] for each, of in ((low, ""), (high, unit)))
        if one > two:
            raise StageError(
                f"others.{name}", f"{name} of others ends before it begins", "write the smaller number first"
            )
        found[name] = (one, two)
    unknown = next((name for name in entries if name not in (*_OTHERS, "count")), None)
    if unknown:
        raise StageError(
            f"others.{unknown}", f"others has no entry called {unknown}", f"use count, {', '.join(_OTHERS)}"
        )
    return found


class Subject:
    """Ketamine and esketamine for depression, as a course sees them. Everything is read when first asked for."""

    name = "ketamine"
    notice = "For teaching, not for the care of a patient."
    review = "Awaiting review by a clinician."

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """All facts by id."""
        return load_facts()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by key."""
        return load_sources()

    @cached_property
    def calculators(self) -> Mapping[str, Calculator]:
        """All calculators by name, the right ones first, then the predicted mistakes."""
        # They read it when they compute; a file that can't be read is told before that.
        read_table("settings.toml")
        return list_calculators()

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """All regions whose rule a fact can be, by id."""
        return load_regions()

    @cached_property
    def headings(self) -> Mapping[str, RuleHeading]:
        """All headings of the rules by country, by id, each with an entry for every country."""
        return load_headings()

    @cached_property
    def checklists(self) -> Mapping[str, Checklist]:
        """All checklists by id: lines made from the rules, for a page or a card on the wall."""
        return load_checklists()

    @cached_property
    def bedside(self) -> Bedside:
        """What sessions at the bedside ask for: signs, words of the treatment, rules, models."""
        return Bedside()


subject = Subject()
