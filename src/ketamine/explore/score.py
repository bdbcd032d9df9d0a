"""The explorer of a rating scale: two totals, their bands, and whether the fall is a response or a remission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketamine.explore.part.chain import describe_chain, tell_chain
from ketamine.explore.part.explorer import Example, Explorer, Slider, read_notice, read_texts
from ketamine.quantity.unit import PERCENT
from ketamine.rule.rule import number_of
from ketamine.rule.scale import Scale, is_remission, is_response, name_band, percent_change, read_scale

_WORSE, _ALREADY, _BOTH, _RESPONSE, _REMISSION, _NEITHER = range(6)  # not clinical: the places of the verdicts


def _list_verdicts(say: Mapping[str, str]) -> list[dict[str, Any]]:
    fell, remitted = [">=", "percent", "least"], ["<=", "after", "cut"]
    return [
        {"when": [[">=", "after", "before"]], "template": say["worse"], "tone": "wrong"},
        {"when": [["<=", "before", "cut"]], "template": say["already"], "tone": "mind"},
        {"when": [fell, remitted], "template": say["both"], "tone": "right"},
        {"when": [fell], "template": say["response"], "tone": "right"},
        {"when": [remitted], "template": say["remission"], "tone": "mind"},
        {"when": [], "template": say["neither"], "tone": "mind"},
    ]


def _list_steps(scale: Scale, *, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    rows: tuple[tuple[str, str, Any], ...] = (
        ("fall", "points", ["-", "before", "after"]),
        ("percent", "%", ["*", ["/", "fall", "before"], PERCENT]),
        ("least", "%", number_of(scale.row["response"])),
        ("cut", "points", number_of(scale.row["remission"])),
        ("half", "points", ["-", "before", ["/", ["*", "before", "least"], PERCENT]]),
    )
    return [{"name": name, "label": labels.get(name, ""), "unit": unit, "formula": it} for name, unit, it in rows]


def score(scale: str) -> Explorer:
    """The simulator of two totals of a scale that has bands, a response and a remission. Source: scales.toml."""
    texts, found = read_texts("scale"), read_scale(scale)
    labels = texts["step"]
    before, after = (
        Slider(name, texts[name], texts["unit"], low, found.high, 1, round(found.high * texts[f"share_{name}"]))
        for name, low in (("before", found.low + 1), ("after", found.low))
    )
    bands = [[low, name.replace("_", " ")] for name, (low, _) in found.bands.items()]
    data = describe_chain(
        texts,
        steps=_list_steps(found, labels=labels),
        bands=[
            {"name": name, "label": labels[name], "of": of, "bands": bands}
            for name, of in (("band_before", "before"), ("band_after", "after"))
        ],
        verdicts=_list_verdicts(texts["say"]),
        bars={
            "label": texts["axis"],
            "unit": texts["unit"],
            "marks": [{"of": "half", "words": texts["half"]}, {"of": "cut", "words": texts["cut"]}],
            "rows": [
                {"of": "before", "words": texts["before"], "toned": False},
                {"of": "after", "words": texts["after"], "toned": True},
            ],
        },
    )

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        return tell_chain(data, values=values, **_reckon(found, before=values["before"], after=values["after"]))

    settings = ((before.value, after.value), (before.value, before.value // 2), (before.value, bands[1][0]))
    return Explorer(
        id=f"score-{scale}",
        title=texts["title"].format(name=found.name),
        notice=read_notice("scale"),
        kind="sum",
        controls=(before, after),
        data=data,
        answer=answer,
        examples=tuple(Example("", {"before": one, "after": two}) for one, two in settings),
        columns=(("Fall, %", "percent"), ("Band at baseline", "band_before"), ("Band now", "band_after")),
    )


def _reckon(scale: Scale, *, before: float, after: float) -> dict[str, Any]:
    """The numbers of one setting by the library's own arithmetic of scales, and the verdict."""
    least = number_of(scale.row["response"])
    known = {
        "fall": before - after,
        "percent": percent_change(scale.id, before=before, after=after),
        "least": least,
        "cut": number_of(scale.row["remission"]),
        "half": before - before * least / PERCENT,
        "band_before": name_band(scale.id, total=before),
        "band_after": name_band(scale.id, total=after),
    }
    if after >= before:
        return {"known": known, "verdict": _WORSE}
    # who starts within remission has next to nothing to fall, and a share of that says nothing
    if is_remission(scale.id, total=before):
        return {"known": known, "verdict": _ALREADY}
    fell = is_response(scale.id, before=before, after=after)
    if is_remission(scale.id, total=after):
        return {"known": known, "verdict": _BOTH if fell else _REMISSION}
    return {"known": known, "verdict": _RESPONSE if fell else _NEITHER}
