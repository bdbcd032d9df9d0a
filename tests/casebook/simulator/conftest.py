"""An explorer about tea, which any simulator can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

WEIGHT = SimpleNamespace(kind="slider", name="weight", label="Leaves", unit="g", low=1, high=9, step=0.5, value=2.5)
STEEP = SimpleNamespace(
    kind="slider", name="duration", label="Steeping", unit="min", low=5, high=60, step=5, value=20
)  # fmt: skip
CUP = SimpleNamespace(
    kind="choice", name="cup", label="Cup", options=(("thin", "a thin one"), ("thick", "a mug")), value="thin"
)  # fmt: skip
WITH = SimpleNamespace(
    kind="ticks", name="with", label="With", options=(("milk", "milk"), ("lemon", "<lemon>")), value=("milk",)
)  # fmt: skip


@dataclass(frozen=True)
class Cooling:
    """Tea that cools: warm while it is poured, half as warm each twenty minutes after."""

    id: str = "cooling"
    title: str = "A cooling cup"
    notice: str = "For teaching."
    kind: str = "curves"
    controls: tuple[Any, ...] = (WEIGHT, STEEP, CUP, WITH)
    data: Mapping[str, Any] = field(default_factory=lambda: {"note": "</script><b>"})
    examples: tuple[Any, ...] = (
        SimpleNamespace(label="", values={"weight": 2.5, "duration": 20, "cup": "thin", "with": ()}),
        SimpleNamespace(label="", values={"weight": 5.0, "duration": 30, "cup": "thick", "with": ("milk",)}),
    )
    columns: tuple[tuple[str, str], ...] = (("Strength, g/L", "peak"), ("at, min", "peak_time"))
    compare: tuple[str, ...] = ("weight", "duration")

    def evaluate(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the curve of one cup, and what is in it."""
        top, end = values["weight"] * values["duration"], values["duration"]
        at = [float(minute) for minute in range(121)]
        curve = [top * min(x / end, 1) * 0.5 ** (max(x - end, 0) / 20) for x in at]
        return {
            "template": "{weight} g for {duration} min reach {peak} in {cup} with {with}.",
            "numbers": {"peak": top, "peak_time": end},
            "tone": "mind" if "lemon" in values["with"] else "",
            "chart": {
                "x": {"label": "Time", "unit": "min", "low": 0, "high": 120, "step": 1},
                "y": {"label": "Strength", "unit": "g/L"},
                "at": at,
                "lines": [{"style": 0, "y": curve, "words": ""}],
                "points": [{"x": end, "y": top, "words": "top {peak}"}],
                "moments": [{"x": end, "words": "poured"}, {"x": 0, "words": ""}],
                "zones": [],
                "band": None,
            },
            "table": {"head": ["What", "How much"], "rows": [{"cells": ["<leaves>", values["weight"]], "unit": "g"}]},
            "findings": [
                {"lead": "Mind.", "text": "curdles", "fact": "tea.lemon", "tone": "wrong"},
                {"text": "sugar", "missing": True},
                {"text": "stir", "summary": "How", "more": [{"title": "So", "items": ["left", "right"]}]},
            ],
            "missing": "{count} not asked",
        }


@pytest.fixture
def tea() -> Cooling:
    return Cooling()
