"""Screening: may this person be treated today? Proceed, ask a prescriber, or stop, with every reason.

The rules are rows of screening.toml, each with its facts. What is not known is never taken for a no.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ketamine.rule.rule import Reason, check_drug, check_fields, counts, find_doubts, read_rules

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
    check_drug(drug)
    return tuple(row for row in read_rules("screening.toml", "rule") if drug in row["drugs"])


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
        answer = answers.get(row["field"])
        if answer is None:
            reasons.append(Reason(row["id"], "ask", f"Not known: {row['ask']}", tuple(row["facts"]), missing=True))
        elif counts(row, answer):
            reasons.append(Reason(row["id"], row["verdict"], row["why"], tuple(row["facts"])))
    doubts = find_doubts(answers, fields=(row["field"] for row in rows))
    reasons += [Reason(f"doubt-{field}", "ask", why, (), missing=True) for field, why in doubts.items()]
    reasons.sort(key=lambda each: -VERDICTS.index(each.level))
    return Eligibility(reasons[0].level if reasons else VERDICTS[0], tuple(reasons))
