"""The explorer of relapse: what one steady pace would leave well, beside what a trial saw."""

from __future__ import annotations

import math

from ketamine.explore.part.curve import describe_curves, evaluate_curves
from ketamine.explore.part.explorer import Example, Explorer, Slider, read_notice, read_texts
from ketamine.quantity.unit import PERCENT
from ketamine.registry.read import load_facts

TRIAL = "fu.relapse.ketect"


def relapse() -> Explorer:
    """The simulator of relapse at one pace: days to the median, to the share still well over a year.

    One pace is an assumption to be tested against the trial, and fails. Source: fu.relapse.ketect.
    """
    texts = read_texts("relapse")
    trial = load_facts()[TRIAL]
    seen = trial.details["parameters"]
    year, median = seen["followed_days"], seen["median_days"]
    assert trial.value is not None
    well = PERCENT - trial.value
    pulse = {
        "amount": PERCENT,
        "start": 0,
        "duration": 0,
        "coefficients": [1],
        "rates": [math.log(2)],
        # the pace that halves in one day, slowed by the median
        "ratio": "median",
        "rate_power": -1,
    }
    data = describe_curves(
        [{"name": "pace", "label": texts["title"], "style": 0, "effect": None, "plasma": [pulse]}],
        y={"label": texts["well"], "unit": "%", "high": PERCENT},
        sentence=texts["sentence"].replace("{seen}", f"{well:g}").replace("{year}", f"{year:g}"),
        x={"label": texts["time"], "unit": "days", "low": 0, "high": year, "step": 1},
        few={"below": texts["few"], "words": texts["fewer"].format(few=texts["few"])},
        scale=1,
        minutes_per_hour=1,
        points=[
            {"x": "median", "y": PERCENT / 2, "words": texts["half"]},
            {"x": year, "y": well, "words": texts["seen"].format(seen=f"{well:g}")},
        ],
    )
    slider = Slider("median", texts["median"], "days", texts["low"], texts["high"], texts["step"], median)
    return Explorer(
        id="relapse",
        title=texts["title"],
        notice=read_notice("relapse"),
        kind="curves",
        controls=(slider,),
        data=data,
        answer=lambda values: evaluate_curves(data, values=values),
        examples=tuple(Example("", {"median": days}) for days in (texts["low"], median, *texts["examples"])),
        columns=((texts["left"], "end"),),
        compare=("median",),
    )
