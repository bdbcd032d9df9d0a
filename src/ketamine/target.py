"""How the models were checked: every number observed in people beside what the simulators predict.

One row per comparison. Rows known to miss are shown as missing, with the reason; nothing is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ketamine.fact import show
from ketamine.register import read_table


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


def compare_with_targets() -> tuple[Comparison, ...]:
    """Every target of the registry, compared. Takes a few seconds: two of them need many invented people.

    Source: targets.toml.
    """
    from ketamine import target_effect, target_kinetics

    found = [*target_kinetics.compare(), *target_effect.compare()]
    missing = {row["id"] for row in rows("pk") + rows("pd")} - {each.target for each in found}
    if missing:
        raise LookupError(f"Targets without a comparison: {', '.join(sorted(missing))}. Write one for each.")
    return tuple(found)


def tabulate(comparisons: Iterable[Comparison]) -> list[dict[str, str]]:
    """Comparisons as rows of text for a table: what, model, observed, allowed, predicted, verdict and, for a miss, why.

    Source: targets.toml.
    """
    labels = {row["key"]: row.get("short", row["key"]) for row in read_table("models.toml")["model"]}
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
    return list(read_table("targets.toml")[group])


def row_of(target: str) -> Mapping[str, Any]:
    """One target by its id. Source: targets.toml."""
    return next(row for row in rows("pk") + rows("pd") if row["id"] == target)


def judge(
    target: str,
    *,
    what: str,
    model: str,
    predicted: float,
    unit: str,
    observed: float | None = None,
    share: float | None = None,
    within: tuple[float, float] | None = None,
    text: str | None = None,
    use: str | None = None,
) -> Comparison:
    """Make a comparison, against `observed` give or take `share` of it, or against the range `within`.

    Source: targets.toml.
    """
    row = row_of(target)
    if within is None:
        assert observed is not None and share is not None
        within = (observed * (1 - share), observed * (1 + share))
    if text is None:
        text = f"{observed:g}" if observed is not None else f"{within[0]:g} to {within[1]:g}"
    return Comparison(
        target=target,
        what=what,
        model=model,
        observed=text,
        predicted=float(predicted),
        unit=unit,
        low=within[0],
        high=within[1],
        use=use or row.get("use", "info"),
        known=row.get("fails", {}).get(model, ""),
        source=row.get("source", "as the row above"),
    )
