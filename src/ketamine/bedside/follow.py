"""What a monitor shows of an invented patient, minute by minute, whatever was done to the treatment; and what the rules say to it.

Straight from the models, without the data that pages are made from: the two are held beside each other.
For teaching, not for the care of a patient. Source: effects.toml, invented_patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ketamine.bedside.line import RISING, choices, find_rise_from, list_seen
from ketamine.bedside.stage import ACTS, AWAKE, BOUNDS, PARTS, SIGNS, Stage, StageError, read_stage
from ketamine.model.effect import place_sensitivity, simulate_effects
from ketamine.quantity.unit import Minute
from ketamine.registry.read import read_table
from ketamine.rule.monitoring import assess_readiness, escalate
from ketamine.rule.rule import DRUGS


@dataclass(frozen=True, slots=True)
class Happening:
    """One written happening of a way: what it is, the minute it began, and the minute it was ended, if it was."""

    name: str
    begun: int
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Instant:
    """One minute at the bedside: pressures in mmHg, pulse and breathing per min, spo2 in %, dissociation in points, awake 0 to 5.

    `seen` are the signs that are there, `level` what the course's rule calls for, `ready` whether its conditions for leaving hold.
    """

    minute: Minute
    systolic: int
    diastolic: int
    pulse: int
    spo2: int
    breathing: int
    dissociation: int
    awake: int
    seen: tuple[str, ...]
    level: str
    ready: bool


def play(session: Mapping[str, Any], choices: Iterable[tuple[int, str]], *, until: Minute = 0) -> tuple[Instant, ...]:
    """What happens to a session's patient when somebody chooses so: one instant for each minute to `until` (or the last choice).

    `session` has ``patient``, ``responds``, ``treatment`` and perhaps ``written``, as the head of a session file does. A choice is
    a minute and a word: "pump on", "pump half", "pump double", "pump off", "device", "withhold", or "begin NAME" and "end NAME" of
    something written. Raises ValueError (of StageError, ImplausibleError or ModelError) where a session or a choice can't be.
    Source: effects.toml, invented_patient.

    >>> session = {
    ...     "patient": {"age": 59, "sex": "female", "weight": "80 kg", "pressure": "137/81 mmHg", "pulse": "74 per min",
    ...                 "spo2": "98 %", "breathing": "13 per min"},
    ...     "responds": {"pressure": 99},
    ...     "treatment": {"drug": "racemic", "dose": "40 mg", "over": "40 min"},
    ... }
    >>> after = play(session, [(0, "pump on"), (25, "pump off")], until=35)[-1]
    >>> f"{after.systolic}/{after.diastolic}, {after.level}"
    '178/103, watch'
    """
    stage = read_stage(session)
    changes: list[tuple[int, float]] = []
    devices: list[int] = []
    happenings: list[Happening] = []
    last = 0
    for minute, word in choices:
        if minute < last:
            raise StageError(
                "choices", f"the clock runs backwards at {word}, minute {minute}", "give choices in their order"
            )
        last = minute
        first, _, name = word.partition(" ")
        if first == "begin" and name in session.get("written", {}):
            happenings.append(Happening(name, minute))
        elif first == "end" and name in session.get("written", {}):
            happenings = [_end(each, minute) if each.name == name else each for each in happenings]
        elif word not in ACTS:
            raise StageError("choices", f"{word} is no choice", f"use {', '.join(ACTS)}, begin or end")
        elif "share" in ACTS[word]:
            changes.append((minute, float(ACTS[word]["share"])))
        elif ACTS[word]["give"]:
            devices.append(minute)
    return follow(
        stage,
        changes=tuple(changes),
        devices=tuple(devices),
        happenings=tuple(happenings),
        written=session.get("written", {}),
        until=max(until, last),
    )


def _end(one: Happening, minute: int) -> Happening:
    return one if one.ended is not None else Happening(one.name, one.begun, minute)


def follow(
    stage: Stage,
    *,
    changes: tuple[tuple[int, float], ...] = (),
    devices: tuple[int, ...] = (),
    happenings: tuple[Happening, ...] = (),
    written: Mapping[str, Any] = {},
    until: Minute,
) -> tuple[Instant, ...]:
    """Every minute of a session, for the pump as it was changed, (minute, share), and the devices given at their minutes.

    Source: effects.toml, invented_patient.
    """
    curves = list_curves(stage, changes=changes, devices=devices, until=until)
    went_in = [(each.start, each.start + each.duration) for each in stage.schedule(changes, ())]
    readings: list[dict[str, int]] = []
    found = []
    for minute in range(int(until) + 1):
        reading = {}
        for name in SIGNS:
            value = curves[name][minute] + sum(_move(each, written[each.name], name, minute) for each in happenings)
            low, high = BOUNDS[name]
            reading[name] = round(min(max(value, low), high))
        readings.append(reading)
        seen = dict(list_seen())
        for each in happenings:
            seen |= _show(each, written[each.name], minute)
        found.append(_judge_minute(stage, readings, seen, since=_find_since(went_in, devices, minute)))
    return tuple(found)


def list_curves(
    stage: Stage, *, changes: tuple[tuple[int, float], ...], devices: tuple[int, ...], until: Minute
) -> Mapping[str, Sequence[float]]:
    """Every sign at each minute as the models have it, before anything written. Source: effects.toml."""
    minutes = list(range(int(until) + 1))
    rest = {**stage.rest, "dissociation": 0.0, "awake": float(AWAKE)}
    schedule = stage.schedule(changes, devices)
    flat = {name: [rest[name]] * len(minutes) for name in SIGNS}
    if not schedule:
        return flat
    effects = simulate_effects(
        schedule,
        times=minutes,
        model=stage.model,
        people=stage.people,
        sensitivity=place_sensitivity(stage.people, places=stage.places),
    )
    return {
        **flat,
        "systolic": (rest["systolic"] + effects.systolic[0]).tolist(),
        "diastolic": (rest["diastolic"] + effects.diastolic[0]).tolist(),
        "pulse": (rest["pulse"] + effects.heart_rate[0]).tolist(),
        "dissociation": effects.dissociation[0].tolist(),
        # one step below awake once it is likelier than not: a choice of this course, which falls out of rounding
        "awake": (rest["awake"] - effects.sedation[0]).tolist(),
    }


def _move(one: Happening, written: Mapping[str, Any], sign: str, minute: int) -> float:
    """How far a happening has moved a sign at a minute."""
    for name, sizes in written.get("moves", {}).items():
        parts = PARTS.get(name, (name,))
        if sign in parts:
            size = sizes[parts.index(sign)] if isinstance(sizes, Sequence) else sizes
            return float(size) * _share(one, written, minute)
    return 0


def _share(one: Happening, written: Mapping[str, Any], minute: int) -> float:
    """How much of a happening's move is there at a minute, 0 to 1."""
    after, rises, lasts = written.get("after", 0), written.get("rises", 0), written.get("lasts")
    if one.ended is not None and minute > one.ended:
        left = 1 - _ramp(minute - one.ended, rises)
        return _share(Happening(one.name, one.begun), written, one.ended) * left
    since = minute - one.begun - after
    risen = _ramp(since, rises) if since >= 0 else 0.0
    past = -1 if lasts is None else since - rises - lasts
    return risen * (1 - _ramp(past, rises)) if past >= 0 else risen


def _ramp(since: float, rises: float) -> float:
    return min(since / rises, 1.0) if rises else 1.0


def _show(one: Happening, written: Mapping[str, Any], minute: int) -> dict[str, int]:
    """The signs that a happening shows at a minute, as 1 or 0."""
    there = minute >= one.begun + written.get("signs_after", 0) and (one.ended is None or minute < one.ended)
    return {name: int(answer) for name, answer in written.get("signs", {}).items()} if there else {}


def _find_since(went_in: Sequence[tuple[float, float]], devices: Sequence[int], minute: int) -> float | None:
    """Minutes since drug last went in, 0 while it does; None where none has."""
    ends = [min(end, minute) for start, end in went_in if start < minute]
    ends += [each for each in devices if each <= minute]
    return minute - max(ends) if ends else None


def _judge_minute(
    stage: Stage, readings: Sequence[Mapping[str, int]], seen: Mapping[str, int], *, since: float | None
) -> Instant:
    own, now, minute = choices(), readings[-1], len(readings) - 1

    def before(minutes: int) -> int:
        return readings[max(minute - minutes, 0)]["systolic"]

    step, most = own["rising_step_min"], own["rising_mmHg"]
    rising = (
        since is not None
        and since >= find_rise_from(stage.drug)
        and now["systolic"] - before(step) >= most
        and before(step) - before(step + step) >= most
    )
    at_first = list_seen()
    asked = {name for name, value in at_first.items() if value}
    pressures = ((now["systolic"], now["diastolic"]), (stage.rest["systolic"], stage.rest["diastolic"]))
    others = (now["spo2"], now["breathing"], now["awake"], now["pulse"])
    signs = tuple((name, bool(value)) for name, value in seen.items() if name not in asked)
    answers: dict[str, Any] = {
        **{name: bool(seen[name]) for name in asked},
        "moaas": now["awake"],
        "dissociation_resolved": now["dissociation"] <= own["dissociation_gone_points"],
        "pressure_near_baseline_and_falling": now["systolic"] - stage.rest["systolic"] <= own["near_pressure_mmHg"]
        and now["systolic"] <= before(own["back_min"]),
        "stable_on_room_air": stage.rest["spo2"] - now["spo2"] <= own["saturation_near_percent"],
        "pulse_and_breathing_near_baseline": abs(now["pulse"] - stage.rest["pulse"]) <= own["near_pulse_per_min"]
        and abs(now["breathing"] - stage.rest["breathing"]) <= own["near_breathing_per_min"],
        "no_warning_symptom": not seen["warning_symptom"],
    }
    if stage.drug == DRUGS[1]:
        rows = read_table("rules/plausible.toml")["reading"]
        day = next(row["high"] for row in rows if row["field"] == "minutes_since_last_device")
        answers["minutes_since_last_device"] = day if since is None else min(since, day)
    else:
        answers["local_minimum_elapsed"] = since is None or since >= stage.stay
    return Instant(
        minute=minute,
        **now,
        seen=tuple(name for name, value in seen.items() if value != at_first[name]),
        level=_find_level(pressures, others, signs, rising),
        ready=_is_ready(stage.drug, tuple(sorted(answers.items()))),
    )


# The same reading comes back in hundreds of minutes, and the rule says the same of it.
@lru_cache(maxsize=2**16)  # not clinical: how many answers are kept
def _find_level(
    pressures: tuple[tuple[float, float], tuple[float, float]],
    others: tuple[int, int, int, int],
    signs: tuple[tuple[str, bool], ...],
    rising: bool,
) -> str:
    names = ("spo2", "respiratory_rate", "moaas", "heart_rate")
    pressure, baseline = pressures
    readings = {"pressure": pressure, "baseline_pressure": baseline, **dict(zip(names, others, strict=True))}
    return escalate({**dict(signs), RISING: rising, **readings}).level


@lru_cache(maxsize=2**16)  # not clinical: how many answers are kept
def _is_ready(drug: str, answers: tuple[tuple[str, Any], ...]) -> bool:
    return assess_readiness(dict(answers), drug=drug).ready
