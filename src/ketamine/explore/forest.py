"""The explorers of trials: comparisons with their intervals to pick from, and the same as people out of a hundred."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ketamine.explore.part.explorer import Choice, Example, Explorer, Ticks, read_notice, read_texts, settle
from ketamine.quantity.unit import PERCENT
from ketamine.trial.trial import ForestRow, Trial, compare_arms, forest, load_trials, number_needed_in

_INDEPENDENT, _OTHER = "independent", "other"
_LISTED, _SIZE = "listed", "size"


def _round(share: float) -> int:
    """So many of a hundred, halves up."""
    return math.floor(float(settle(share * PERCENT)) + 1 / 2)


def _sign(count: int) -> str:
    return f"{count:+d}".replace("-", "\u2212") if count else "0"


def _group(trial: Trial) -> str:
    """Which kind of comparator a trial had, by the name of its control arm."""
    for group in read_texts("trials")["groups"]:
        if any(word in trial.control.name for word in group["arms"]):
            return str(group["id"])
    raise LookupError(f"explore.toml has no group for the comparator {trial.control.name!r} - add a word to one.")


def _describe_row(row: ForestRow) -> dict[str, Any]:
    trial = next(each for each in load_trials() if each.label == row.label)
    low, value, high = (_round(each) for each in (row.estimate.low, row.estimate.value, row.estimate.high))
    # where the interval includes no difference, one number would promise more than the trial found
    unsure = row.estimate.low <= 0 <= row.estimate.high
    needed = "" if unsure else number_needed_in(trial).text.partition(" (")[0]
    return {
        "words": row.label,
        "value": row.estimate.value * PERCENT,
        "low": row.estimate.low * PERCENT,
        "high": row.estimate.high * PERCENT,
        "open": not row.poolable,
        "apart": not row.good,
        "tone": "" if row.good else "mind",
        "people": row.people,
        "group": _group(trial),
        "design": _INDEPENDENT if row.poolable else _OTHER,
        "cells": [row.label, str(row.people), _sign(value), f"{_sign(low)} to {_sign(high)}", needed],
    }


def trials() -> Explorer:
    """The simulator of a forest plot: which comparators, which designs, in which order. Source: trials.toml."""
    texts = read_texts("trials")
    rows = [settle(_describe_row(row)) for row in forest()]
    data: dict[str, Any] = {
        "shown": ["group", "design"],
        "rows": {"by": "sort", "of": {_LISTED: rows, _SIZE: sorted(rows, key=lambda row: -row["people"])}},
        "axis": {"label": texts["axis"], "unit": texts["unit"], "sides": list(texts["sides"])},
        "line": texts["line"],
        "head": list(texts["head"]),
        "sentence": texts["sentence"],
        "empty": texts["empty"],
    }
    groups = tuple((group["id"], group["label"]) for group in texts["groups"])
    designs, sorts = (tuple(texts[name].items()) for name in ("designs", "sorts"))
    controls = (
        Ticks("group", texts["group"], groups, tuple(name for name, _ in groups)),
        Ticks("design", texts["design"], designs, tuple(name for name, _ in designs)),
        Choice("sort", texts["sort"], sorts, _LISTED),
    )

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        shown = [
            row
            for row in data["rows"]["of"][values["sort"]]
            if row["group"] in values["group"] and row["design"] in values["design"]
        ]
        crossing = sum(row["low"] <= 0 <= row["high"] for row in shown)
        people = sum(row["people"] for row in shown)
        return {
            "template": data["sentence"] if shown else data["empty"],
            "numbers": {"rows": str(len(shown)), "crossing": str(crossing), "people": str(people)},
            "bars": {**data["axis"], "marks": [{"at": 0, "words": data["line"]}], "rows": shown},
            "table": {"head": data["head"], "rows": [{"cells": row["cells"]} for row in shown]},
        }

    start = {control.name: control.value for control in controls}
    return Explorer(
        id="trials",
        title=texts["title"],
        notice=read_notice("trials"),
        kind="forest",
        controls=controls,
        data=data,
        answer=answer,
        examples=tuple(Example(label, {**start, "group": (name,)}) for name, label in groups),
        columns=(("Comparisons", "rows"), ("People", "people"), ("Interval includes no difference", "crossing")),
    )


def _tell_people(trial: Trial) -> dict[str, Any]:
    """One comparison as two groups of a hundred, and in words."""
    texts = read_texts("people")
    total = texts["total"]
    arms = (trial.treatment, trial.control)
    counts = [_round(arm.results[trial.outcome] / arm.people) for arm in arms]
    estimate = compare_arms(trial)
    apart = _round(estimate.value)
    word = "more" if apart > 0 else "fewer" if apart < 0 else "same"
    return {
        "template": texts["sentence"],
        "numbers": {
            "treated": str(counts[0]),
            "controls": str(counts[1]),
            "outcome": texts["outcomes"][trial.outcome],
            "difference": texts["difference"][word].format(count=abs(apart)),
            "low": _sign(_round(estimate.low)),
            "high": _sign(_round(estimate.high)),
            "needed": number_needed_in(trial).text,
        },
        "people": {
            "total": total,
            "groups": [
                {"words": texts["row"].format(count=count, total=total, arm=arm.name), "count": count}
                for arm, count in zip(arms, counts, strict=True)
            ],
        },
    }


def people() -> Explorer:
    """The simulator of people out of a hundred: a comparison to responders in either arm. Source: trials.toml."""
    texts = read_texts("people")
    counted = {row.label for row in forest()}
    found = {f"t{place}": trial for place, trial in enumerate(load_trials()) if trial.label in counted}
    names = {trial.label: name for name, trial in found.items()}
    examples = tuple(Example("", {"trial": names[each["label"]]}) for each in texts["example"])
    return Explorer(
        id="people",
        title=texts["title"],
        notice=read_notice("people", "trials"),
        kind="lookup",
        controls=(
            Choice(
                "trial",
                texts["label"],
                tuple((name, trial.label) for name, trial in found.items()),
                examples[0].values["trial"],
            ),
        ),
        data={"results": {"by": "trial", "of": {name: _tell_people(trial) for name, trial in found.items()}}},
        answer=lambda values: _tell_people(found[values["trial"]]),
        examples=examples,
        columns=(
            ("With the one", "treated"),
            ("With the other", "controls"),
            ("Difference", "difference"),
            ("Number needed", "needed"),
        ),
    )
