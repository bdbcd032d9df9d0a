"""How the models were checked: every number observed in people beside what the simulators predict.

One row per comparison. Rows known to miss are shown as missing, with the reason; nothing is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ketamine.registry.fact import show
from ketamine.registry.read import read_table

COMPOSITE = "composite_racemic_venous"
ESK = "perezruixo_2021_esketamine"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One observed number and one prediction, in `unit`.

    `observed` is what was seen, as text; the prediction passes inside `low` to `high`. `use` is "calibration" (helped to
    choose parameters, so that passing proves nothing), "check" (did not) or "info" (no verdict). `known` is the reason
    why a miss is expected, or empty.
    """

    target: str
    what: str
    model: str
    observed: str
    predicted: float
    unit: str
    low: float
    high: float
    use: str
    known: str
    source: str

    @property
    def passes(self) -> bool:
        """Whether the prediction lies inside its tolerance."""
        return self.low <= self.predicted <= self.high

    @property
    def verdict(self) -> str:
        """What a reader sees: "pass", "miss (expected)", "MISS", or "context" where no verdict is meant."""
        if self.known:
            return "pass (a miss was expected)" if self.passes else "miss (expected)"
        if self.use == "info":
            return "context"
        return "pass" if self.passes else "MISS"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one target: what it is called, the key of the model, and the value in `unit`."""

    what: str
    model: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Band:
    """What lets a prediction pass, from `low` to `high` in its unit, and what was observed, as text."""

    low: float
    high: float
    observed: str


def around(observed: float, *, share: float) -> Band:
    """What was observed, give or take a share of it. Source: arithmetic.

    >>> around(200, share=0.25)
    Band(low=150.0, high=250.0, observed='200')
    """
    return Band(observed * (1 - share), observed * (1 + share), f"{observed:g}")


def give_or_take(observed: float, *, slack: float) -> Band:
    """What was observed, give or take so much in its own unit. Source: arithmetic."""
    return Band(observed - slack, observed + slack, f"{observed:g}")


def between(low: float, high: float, *, text: str | None = None) -> Band:
    """A range that was observed; `text` where it reads otherwise than from its ends. Source: arithmetic."""
    return Band(low, high, f"{low:g} to {high:g}" if text is None else text)


def tabulate(comparisons: Iterable[Comparison]) -> list[dict[str, str]]:
    """Comparisons as rows of text for a table: what, model, observed, allowed, predicted, verdict and, for a miss, why.

    Source: targets.toml.
    """
    labels = {row["key"]: row.get("short", row["key"]) for row in read_table("models/kinetics.toml")["model"]}
    return [
        {
            "What": each.what,
            "Model": labels[each.model],
            "Observed": _with_unit(each.observed, unit=each.unit),
            "Allowed": "-"
            if math.isinf(each.high)
            else _with_unit(f"{_short(each.low)} to {_short(each.high)}", unit=each.unit),
            "Predicted": _with_unit(_short(each.predicted), unit=each.unit),
            "Verdict": each.verdict + (f": {each.known}" if each.known else ""),
        }
        for each in comparisons
    ]


def _short(number: float) -> str:
    """Three figures, and never an exponent."""
    digits = 2 - math.floor(math.log10(abs(number))) if number else 0
    return show(round(number, digits))


def _with_unit(text: str, *, unit: str) -> str:
    return text if unit in ("share", "ratio", "correlation") or not text[:1].isdigit() else f"{text} {unit}"


def rows(group: str) -> list[Mapping[str, Any]]:
    """The targets of a group, "pk" or "pd", as the registry writes them. Source: targets.toml."""
    return list(read_table("models/targets.toml")[group])


def row_of(target: str) -> Mapping[str, Any]:
    """One target by its id. Source: targets.toml."""
    return next(row for row in rows("pk") + rows("pd") if row["id"] == target)


def judge(row: Mapping[str, Any], prediction: Prediction, *, band: Band, use: str | None = None) -> Comparison:
    """Make a comparison of a target's row with one prediction. `use` is the row's own unless said.

    Source: targets.toml.
    """
    return Comparison(
        target=row["id"],
        what=prediction.what,
        model=prediction.model,
        observed=band.observed,
        predicted=float(prediction.value),
        unit=prediction.unit,
        low=band.low,
        high=band.high,
        use=use or row.get("use", "info"),
        known=row.get("fails", {}).get(prediction.model, ""),
        source=row.get("source", "as the row above"),
    )
