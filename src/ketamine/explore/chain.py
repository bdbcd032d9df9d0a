"""Sums shown step by step: named numbers, bands they fall into, and the first verdict whose condition holds.

The page works out the steps from formulas; the library's own functions give the same numbers, and a test holds the two
side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ketamine.explore.explorer import settle


def describe_chain(
    texts: Mapping[str, Any],
    *,
    steps: Sequence[Mapping[str, Any]],
    verdicts: Sequence[Mapping[str, Any]],
    bars: Mapping[str, Any],
    bands: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The data of an explorer of a sum.

    A step has `name`, `formula`, `label` (empty to keep it out of the table) and `unit`; a verdict has `when`, formulas that
    must all hold, `template` and `tone`; a band has `name`, `label`, `of` (a step or control) and `bands`, pairs of the
    lowest number and a word.
    """
    data: dict[str, Any] = {
        "head": list(texts["head"]),
        "figures": texts["figures"],
        "steps": list(steps),
        "bands": list(bands),
        "verdicts": list(verdicts),
        "bars": dict(bars),
    }
    settled: dict[str, Any] = settle(data)
    return settled


def tell_chain(
    data: Mapping[str, Any], *, known: Mapping[str, Any], verdict: int, values: Mapping[str, Any]
) -> dict[str, Any]:
    """A result from the numbers and words that the library gave, and the verdict that it came to, by its place.

    Source: the explorer's own calculators.
    """
    chosen = data["verdicts"][verdict]
    everything = {**values, **known}
    named = [row for row in (*data["steps"], *data["bands"]) if row["label"]]
    return {
        "template": chosen["template"],
        "numbers": dict(known),
        "figures": data["figures"],
        "tone": chosen["tone"],
        "bars": {
            "label": data["bars"]["label"],
            "unit": data["bars"]["unit"],
            "marks": [{"at": known[mark["of"]], "words": mark["words"]} for mark in data["bars"]["marks"]],
            "rows": [
                {
                    "words": row["words"],
                    "value": float(everything[row["of"]]),
                    "tone": chosen["tone"] if row["toned"] else "",
                }
                for row in data["bars"]["rows"]
            ],
        },
        "table": {
            "head": data["head"],
            "rows": [{"cells": [row["label"], known[row["name"]]], "unit": row.get("unit", "")} for row in named],
        },
    }
