"""Screening: may this person be treated today? Proceed, ask a prescriber, or stop, with every reason.

The rules are rows of screening.toml, each with its facts. What is not known is never taken for a no.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ketamine.rule.rule import (
    Reason,
    check_drug,
    check_fields,
    check_ladder,
    find_doubts,
    give_reason,
    list_fields,
    read_rules,
    speaks,
)

VERDICTS = ("proceed", "ask", "stop")
"""From the mildest to the gravest."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The gravest verdict of all rules, and the reasons, gravest first."""

    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of rules that could not be answered."""
        return tuple(reason.rule for reason in self.reasons if reason.missing)


def rules(drug: str) -> tuple[Mapping[str, Any], ...]:
    """The rules for "racemic" or "esketamine", as the registry writes them. Source: screening.toml."""
    return _read_ladder(check_drug(drug))


@cache
def _read_ladder(drug: str) -> tuple[Mapping[str, Any], ...]:
    rows = tuple(row for row in read_rules("screening.toml", "rule") if drug in row["drugs"])
    check_ladder(rows, key="verdict", order=VERDICTS)
    return rows


def questions(drug: str) -> dict[str, str]:
    """What must be known before anyone is treated: field -> question. Source: screening.toml."""
    return {row["field"]: row["ask"] for row in rules(drug)}


def screen(answers: Mapping[str, Any], *, drug: str) -> Eligibility:
    """Judge the answers: field -> yes or no, a number, or a pair of pressures in mmHg; None or absent is not known.

    A number that cannot be believed, such as a pressure in kilopascals, is not known either. Raises RuleError for a field
    that no rule asks for, or an answer of the wrong kind. Source: screening.toml.
    """
    rows = rules(drug)
    check_fields(answers, rows=read_rules("screening.toml", "rule"))
    reasons = []
    for row in rows:
        if answers.get(row["field"]) is None:
            why = f"Not known: {row['ask']}"
            reasons.append(give_reason(row, level="ask", why=why, missing=True))
        elif speaks(row, answers):
            reasons.append(give_reason(row, level=row["verdict"], why=row["why"]))
    doubts = find_doubts(answers, fields=list_fields(rows))
    reasons += [Reason(f"doubt-{field}", "ask", why, (), missing=True) for field, why in doubts.items()]
    reasons.sort(key=lambda each: -VERDICTS.index(each.level))
    return Eligibility(reasons[0].level if reasons else VERDICTS[0], tuple(reasons))
