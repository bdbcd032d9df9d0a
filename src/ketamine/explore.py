"""Explorers: what a simulator needs to let a learner move a slider and see a curve move, as plain data.

An explorer says what can be moved, how far, and how the curve follows from the model's modes, so simply that a page can
repeat the computation exactly. Python derives; the page only adds exponentials.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ketamine.dosing import standard_dose, standard_duration
from ketamine.kinetics.model import read_model, reference_weight
from ketamine.kinetics.one import model_modes
from ketamine.plausible import require_within
from ketamine.register import read_table
from ketamine.unit import MINUTES_PER_HOUR, NANOGRAMS_PER_ML_PER_MG_PER_L

NOTICE = (
    "For teaching, not for the care of a patient. The curve comes from the course's own composite model, fitted to"
    " published group values: a typical adult's venous plasma. Real people differ widely."
)


@dataclass(frozen=True, slots=True)
class Slider:
    """One number that a learner can move, from low to high by steps, starting at value."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    value: float


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis. The horizontal one also says from where to where the curve is drawn, and how finely."""

    label: str
    unit: str
    low: float | None = None
    high: float | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Explorer:
    """A simulator as plain data.

    `modes` holds all that a page needs to repeat `evaluate`: at body weight W, coefficients times
    (W / reference) ** coefficient_exponent and rates times (W / reference) ** rate_exponent; with R = W x dose / T in
    mg/h, y(t) = scale R sum C/l (1 - exp(-l min(t, T))) exp(-l max(t - T, 0)). `sentence` is a template over
    slider names and results. `examples` are settings worth a row in a table.
    """

    id: str
    title: str
    notice: str
    sliders: tuple[Slider, ...]
    x: Axis
    y: Axis
    modes: Mapping[str, Any]
    sentence: str
    examples: tuple[Mapping[str, float], ...]

    def evaluate(self, values: Mapping[str, float]) -> dict[str, Any]:
        """The curve and its landmarks for one setting of the sliders.

        `x` in min and `y` in ng/mL; `peak` is y at the end of the infusion and `peak_time` that end; `half_time` the
        minute after the start at which y has fallen to half the peak, found by halving the interval from the end of the
        infusion to the end of the axis; `end` is y at the end of the axis. Raises ImplausibleError outside a slider.
        """
        for slider in self.sliders:
            require_within(values[slider.name], limit=_limit(slider))
        assert self.x.low is not None and self.x.high is not None and self.x.step is not None
        count = round((self.x.high - self.x.low) / self.x.step)
        minutes = [self.x.low + index * self.x.step for index in range(count + 1)]
        end = values["duration"]
        peak = concentration(self.modes, values=values, minutes=end)
        early, late = end, self.x.high
        for _ in range(self.modes["bisections"]):
            middle = (early + late) / 2
            if concentration(self.modes, values=values, minutes=middle) > peak / 2:
                early = middle
            else:
                late = middle
        return {
            "x": minutes,
            "y": [concentration(self.modes, values=values, minutes=each) for each in minutes],
            "peak": peak,
            "peak_time": end,
            "half_time": (early + late) / 2,
            "end": concentration(self.modes, values=values, minutes=self.x.high),
        }


def concentration(modes: Mapping[str, Any], *, values: Mapping[str, float], minutes: float) -> float:
    """Concentration in ng/mL, so many minutes after the start, from modes and slider values alone.

    Source: the closed form of a linear model.
    """
    per_hour = modes["minutes_per_hour"]
    ratio = values["weight"] / modes["reference_weight"]
    time, duration = minutes / per_hour, values["duration"] / per_hour
    rate = values["weight"] * values["dose"] / duration
    total = 0.0
    for coefficient, speed in zip(modes["coefficients"], modes["rates"], strict=True):
        speed = speed * ratio ** modes["rate_exponent"]
        weight = coefficient * ratio ** modes["coefficient_exponent"]
        risen = -math.expm1(-speed * min(time, duration))
        total += weight / speed * risen * math.exp(-speed * max(time - duration, 0))
    return float(modes["scale"] * rate * total)


def infusion() -> Explorer:
    """The simulator of one intravenous infusion of racemic ketamine: weight, dose, duration to plasma over four hours.

    Source: composite_racemic_venous, whose limits are the ends of the sliders.
    """
    settings = read_table("settings.toml")["explore"]["infusion"]
    model = read_model()
    modes = model_modes(model)
    starts = {"weight": settings["weight"].get("value"), "dose": standard_dose(), "duration": standard_duration()}
    sliders = []
    for name, value in starts.items():
        limit = model.limit(name)
        row = settings[name]
        sliders.append(Slider(name, row["label"], limit.unit, limit.low, limit.high, row["step"], value))
    volume, flow = model.parameters["V1"].exponent, model.parameters["CL"].exponent
    time = settings["time"]
    return Explorer(
        id="infusion",
        title=settings["title"],
        notice=NOTICE,
        sliders=tuple(sliders),
        x=Axis(time["label"], "min", time["low"], time["high"], time["step"]),
        y=Axis(settings["concentration"]["label"], "ng/mL"),
        modes={
            "kind": "infusion",
            "coefficients": modes.coefficients.tolist(),
            "rates": modes.rates.tolist(),
            "reference_weight": reference_weight(),
            # volumes grow with one power of weight and flows with another: so do the modes, exactly
            "coefficient_exponent": -volume,
            "rate_exponent": flow - volume,
            "scale": NANOGRAMS_PER_ML_PER_MG_PER_L,
            "minutes_per_hour": MINUTES_PER_HOUR,
            "bisections": read_table("settings.toml")["numerics"]["bisections"],
        },
        sentence=settings["sentence"],
        examples=tuple(dict(each) for each in settings["example"]),
    )


def _limit(slider: Slider) -> Any:
    from ketamine.plausible import Limit

    return Limit(slider.label.lower(), slider.unit, slider.low, slider.high, "the ends of the slider")
