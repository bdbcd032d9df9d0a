"""Spans of one reading that call for the same level, all else calm: a ladder of rules as a table.

The spans are asked of the rules themselves, so a service's own lines move them. For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ketamine.rule.monitoring import escalate
from ketamine.rule.rule import Reason, RuleError


@dataclass(frozen=True, slots=True)
class Rung:
    """One span of a reading, both ends within it; the level that it calls for, and the gravest reason, if there is any."""

    low: float
    high: float
    level: str
    reason: Reason | None

    @property
    def span(self) -> str:
        """The span in words, in the unit of the reading."""
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"


def list_rungs(field: str, *, values: Sequence[float], calm: Mapping[str, Any]) -> tuple[Rung, ...]:
    """The spans of one reading over rising values, everything else being as in `calm`. Units are those of the reading.

    Raises RuleError where the values do not rise, or for a field that no rule asks for. Source: monitoring.toml.
    """
    if not values or list(values) != sorted(set(values)):
        raise RuleError("The values of a reading rise from one to the next, and there is at least one.")
    rungs: list[Rung] = []
    for value in values:
        found = escalate({**calm, field: value})
        reason = found.reasons[0] if found.reasons else None
        if rungs and (rungs[-1].level, rungs[-1].reason) == (found.level, reason):
            rungs[-1] = replace(rungs[-1], high=value)
        else:
            rungs.append(Rung(value, value, found.level, reason))
    return tuple(rungs)
