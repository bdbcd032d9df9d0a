"""The explorer of readiness: which conditions for leaving are met, which are not, and which nobody has looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketamine.explore.part.explorer import Explorer, read_notice, read_texts
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
from ketamine.rule.monitoring import assess_readiness
from ketamine.rule.rule import check_drug, read_rules

READY, STAY = "ready", "stay"


def readiness(drug: str) -> Explorer:
    """The simulator of leaving after "racemic" or "esketamine": every condition met, not met or not known.

    Source: monitoring.toml, readiness.
    """
    texts = read_texts("readiness")
    rows = [row for row in read_rules("monitoring.toml", "readiness") if check_drug(drug) in row["drugs"]]
    questions = {row["field"]: list_options([row]) for row in rows}
    unknown = read_texts("eligibility")["unknown"]
    data = {
        "levels": [READY, STAY],
        "looks": {READY: {"tone": "right", "lead": ""}, STAY: {"tone": "wrong", "lead": ""}},
        "sentence": dict(texts["sentence"]),
        "missing": texts["missing"],
        "findings": list_findings(
            lambda answers: assess_readiness(answers, drug=drug).unmet,
            questions=questions,
            rules=[row["id"] for row in rows],
        ),
    }

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        unmet = assess_readiness(read_answers(values, questions=questions), drug=drug).unmet
        return sum_up(drop_repeats(describe_reason(each) for each in unmet), data=data)

    return Explorer(
        id=f"readiness-{drug}",
        title=texts["title"],
        notice=read_notice("rules"),
        kind="findings",
        controls=tuple(
            make_question(field, ask=texts["ask"][field], options=options, unknown=unknown)
            for field, options in questions.items()
        ),
        data=data,
        answer=answer,
        examples=make_examples(texts["example"], questions=questions, others={}),
        columns=(("Verdict", "level"), ("Not met", "known"), ("Not known", "unknown")),
    )
