"""The explorer of eligibility: answers to the questions of screening, and whether to proceed, ask or stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ketamine.explore.part.explorer import Choice, Explorer, read_notice, read_texts
from ketamine.explore.part.question import (
    describe_reason,
    drop_repeats,
    list_findings,
    list_options,
    make_examples,
    make_question,
    read_answers,
    sum_up,
)
from ketamine.rule.rule import DRUGS, read_rules
from ketamine.rule.screening import VERDICTS, rules, screen

_TONES = {"proceed": "right", "ask": "mind", "stop": "wrong"}
_NEVER = "(infinite if never)"


def eligibility() -> Explorer:
    """The simulator of screening: every question yes, no or not known, for an infusion or the spray. Source: screening.toml."""
    texts = read_texts("eligibility")
    rows = read_rules("screening.toml", "rule")
    asked = {row["field"]: row["ask"] for row in rows}
    questions = {
        field: list_options([row for row in rows if row["field"] == field], never=_NEVER in ask)
        for field, ask in asked.items()
    }
    steps = texts["steps"]
    if sorted(field for fields in steps.values() for field in fields) != sorted(asked):
        raise LookupError("explore.toml: the steps of eligibility name other questions than the rules ask - mend them.")
    controls = (
        Choice("drug", texts["drug"], tuple((drug, texts["drugs"][drug]) for drug in DRUGS), DRUGS[0]),
        *(
            replace(
                make_question(
                    field,
                    ask=asked[field].replace(f" {_NEVER}", ""),
                    options=questions[field],
                    unknown=texts["unknown"],
                ),
                group=step,
            )
            for step, fields in steps.items()
            for field in fields
        ),
    )
    lead = texts["lead"]

    def judge(values: Mapping[str, Any], drug: str) -> Any:
        fields = {row["field"] for row in rules(drug)}
        return screen({name: answer for name, answer in values.items() if name in fields}, drug=drug).reasons

    data = {
        "levels": list(VERDICTS),
        "looks": {level: {"tone": _TONES[level], "lead": lead.get(level, "")} for level in VERDICTS},
        "sentence": dict(texts["sentence"]),
        "missing": texts["missing"],
        "findings": {
            "by": "drug",
            "of": {
                drug: list_findings(
                    lambda answers, drug=drug: judge(answers, drug),  # type: ignore[misc]
                    questions=questions,
                    rules=[row["id"] for row in rows],
                )
                for drug in DRUGS
            },
        },
    }

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        reasons = judge(read_answers(values, questions=questions), values["drug"])
        return sum_up(drop_repeats(describe_reason(each) for each in reasons), data=data)

    return Explorer(
        id="eligibility",
        title=texts["title"],
        notice=read_notice("rules"),
        kind="findings",
        controls=controls,
        data=data,
        answer=answer,
        examples=make_examples(texts["example"], questions=questions, others={"drug": DRUGS[0]}),
        columns=(("Verdict", "level"), ("Reasons", "known"), ("Questions open", "unknown")),
    )
