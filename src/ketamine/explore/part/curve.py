"""Curves over time from plain data: pulses added up, passed through a waning and one saturating curve where an effect is shown.

A line has `plasma` (and for effects `site` and `waning`), each a list of pulses as kinetics.add_pulses takes them, whose
numbers may be formulas. `ratio` to `coefficient_power` and `rate_power` scales them with body weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ketamine.explore.part.explorer import compute, pick, read_texts, settle
from ketamine.model.kinetics.modal import Pulse
from ketamine.quantity.unit import MINUTES_PER_HOUR, NANOGRAMS_PER_ML_PER_MG_PER_L
from ketamine.registry.read import read_table


def describe_pulse(pulse: Pulse, **changed: Any) -> dict[str, Any]:
    """A pulse as plain data, with other numbers or formulas in the place of some of its own."""
    return {
        "amount": pulse.amount,
        "start": pulse.start,
        "duration": pulse.duration,
        "coefficients": list(pulse.coefficients),
        "rates": list(pulse.rates),
        **changed,
    }


def describe_curves(
    lines: Sequence[Mapping[str, Any]], *, y: Any, sentence: Any, moments: Any = (), **more: Any
) -> dict[str, Any]:
    """The data of an explorer of curves: its lines over the course's usual four hours.

    With `beyond`, a control's value above the one it names adds its words to the sentence. With `few`, its words stand for
    an end of the first line that is below its number: a curve reckons on to parts that nobody could count.
    """
    data: dict[str, Any] = {
        "x": {**read_texts("time"), "unit": "min"},
        "y": y,
        "scale": NANOGRAMS_PER_ML_PER_MG_PER_L,
        "minutes_per_hour": MINUTES_PER_HOUR,
        "lines": list(lines),
        "moments": moments if isinstance(moments, Mapping) else list(moments),
        "sentence": sentence,
        **more,
    }
    settled: dict[str, Any] = settle(data)
    return settled


def read_bisections() -> int:
    """How often an interval is halved in search of a time. Source: settings.toml."""
    return int(read_table("settings.toml")["numerics"]["bisections"])


def add_up(pulses: Sequence[Mapping[str, Any]], *, values: Mapping[str, Any], hours: float) -> float:
    """The sum of pulses so many hours after the start, in mg/L. Source: the closed form of a linear model."""
    total = 0.0
    for pulse in pulses:
        amount, start, duration = (compute(pulse[name], values=values) for name in ("amount", "start", "duration"))
        since = hours - start
        if since < 0:
            continue
        ratio = compute(pulse.get("ratio", 1), values=values)
        height, speed = ratio ** pulse.get("coefficient_power", 0), ratio ** pulse.get("rate_power", 0)
        for coefficient, rate in zip(pulse["coefficients"], pulse["rates"], strict=True):
            coefficient, rate = coefficient * height, rate * speed
            if duration == 0:
                total += amount * coefficient * math.exp(-rate * since)
            else:
                risen = -math.expm1(-rate * min(since, duration))
                total += amount / duration * (coefficient / rate) * risen * math.exp(-rate * max(since - duration, 0))
    # subtracting equal numbers may leave a rounding error below nothing
    return max(total, 0.0)


def read_line(line: Mapping[str, Any], *, data: Mapping[str, Any], values: Mapping[str, Any], minutes: float) -> float:
    """A line's value so many minutes after the start. Source: the closed form of a linear model; effects.toml."""
    effect = pick(line["effect"], values=values)

    def add(name: str) -> float:
        pulses = pick(line[name], values=values)
        return float(data["scale"] * add_up(pulses, values=values, hours=minutes / data["minutes_per_hour"]))

    if effect is None:
        return add("plasma")
    felt = effect["share"] * add("site") / (1 + effect["share"] * add("waning") / effect["fade"])
    lifted = (felt / effect["half"]) ** effect["power"]
    return float(effect["most"] * (lifted / (1 + lifted)))


def _find_fall(read: Callable[[float], float], *, early: float, late: float, level: float, halvings: int) -> float:
    for _ in range(halvings):
        middle = (early + late) / 2
        early, late = (middle, late) if read(middle) > level else (early, middle)
    return (early + late) / 2


def evaluate_curves(data: Mapping[str, Any], *, values: Mapping[str, Any]) -> dict[str, Any]:
    """The chart of one setting and its landmarks.

    `peak` and `peak_time` are the highest value of the first line on the grid of the axis and its minute, `end` the value
    at the end of the axis (or words, where that is few), `half_time` the minute after the peak at which half of it is left.
    Source: the line's model.
    """
    x = data["x"]
    at = [x["low"] + index * x["step"] for index in range(round((x["high"] - x["low"]) / x["step"]) + 1)]
    shown = [line for line in data["lines"] if "shown" not in data or line["name"] in values[data["shown"]]]
    lines = []
    for line in shown:
        y = [read_line(line, data=data, values=values, minutes=minute) for minute in at]
        lines.append({**line, "y": y, "peak": max(y), "peak_time": at[y.index(max(y))]})
    numbers: dict[str, Any] = {"lines": "several" if len(lines) > 1 else str(len(lines))}
    label = "" if "shown" in data else "peak {peak}"
    points = [{"x": line["peak_time"], "y": line["peak"], "words": label} for line in lines]
    if lines:
        first = lines[0]
        few = data.get("few")
        end = few["words"] if few and first["y"][-1] < few["below"] else first["y"][-1]
        ranked = sorted(lines, key=lambda line: -line["peak"])
        numbers |= {"peak": first["peak"], "peak_time": first["peak_time"], "end": end}
        numbers |= {"highest": ranked[0]["label"], "most": ranked[0]["peak"]}
        numbers |= {"lowest": ranked[-1]["label"], "least": ranked[-1]["peak"]}
        if "bisections" in data:
            numbers["half_time"] = _find_fall(
                lambda minutes: read_line(shown[0], data=data, values=values, minutes=minutes),
                early=first["peak_time"],
                late=x["high"],
                level=first["peak"] / 2,
                halvings=data["bisections"],
            )
            points.append({"x": numbers["half_time"], "y": first["peak"] / 2, "words": "half at {half_time} min"})
    if "points" in data:
        points = [
            {**point, **{name: compute(point[name], values=values) for name in ("x", "y")}} for point in data["points"]
        ]
    moments = [{**moment, "x": compute(moment["x"], values=values)} for moment in pick(data["moments"], values=values)]
    chart = {
        "x": x,
        "y": pick(data["y"], values=values),
        "at": at,
        "lines": [
            {"style": line["style"], "y": line["y"], "words": line["short"] if "shown" in data else ""}
            for line in lines
        ],
        "points": points,
        "moments": moments,
        "zones": data.get("zones", []),
        "band": pick(data.get("band"), values=values),
    }
    result = {"template": pick(data["sentence"], values={**values, **numbers}), "numbers": numbers, "chart": chart}
    beyond = data.get("beyond")
    if beyond and values[beyond["of"]] > beyond["value"]:
        result |= {"template": f"{result['template']} {beyond['words']}", "tone": "mind"}
    if "head" in data:
        rows = [
            {"cells": [line["label"], line["peak"], line["peak_time"], line["words"]], "line": line["style"]}
            for line in lines
        ]
        result["table"] = {"head": data["head"], "rows": rows}
    if chart["zones"]:
        # a band's name in the picture can't be opened: below it can
        result["findings"] = [
            {"lead": zone["lead"], "text": zone["words"], "fact": zone["fact"]} for zone in chart["zones"]
        ]
    return result
