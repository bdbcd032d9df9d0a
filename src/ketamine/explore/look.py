"""The explorer of the timetable: when to look during a session, and at what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketamine.calculator.dosing import standard_duration
from ketamine.calculator.spray import spray_session, spray_span
from ketamine.explore.device import list_doses, name_doses
from ketamine.explore.part.explorer import Choice, Example, Explorer, read_notice, read_texts
from ketamine.model.kinetics.model import read_model
from ketamine.quantity.limit import quantity_of
from ketamine.rule.monitoring import Observation, timetable

_CONTROL = "session"


def _plan_sessions() -> dict[str, tuple[str, tuple[Observation, ...]]]:
    """Sessions by id, with their names and their looks; an infusion is watched as long afterwards as a spray."""
    texts = read_texts("timetable")
    most = quantity_of("dosing.esk.max")
    after = spray_session(most) - spray_span(most)
    plans = {
        f"infusion-{minutes:g}": (
            texts["infusion"].format(minutes=f"{minutes:g}"),
            timetable("racemic", end=minutes, until=minutes + after),
        )
        for minutes in (standard_duration(), read_model().limit("duration").high)
    }
    doses = list_doses()
    names = dict(name_doses(doses))
    for count, mg in doses.items():
        looks = timetable("esketamine", end=spray_span(mg), until=spray_session(mg))
        plans[f"spray-{count}"] = (names[count], looks)
    return plans


def _tell_looks(looks: tuple[Observation, ...]) -> dict[str, Any]:
    texts = read_texts("timetable")
    return {
        "template": texts["sentence"],
        "numbers": {"looks": str(len(looks)), "last": f"{looks[-1].minute:g}"},
        "table": {
            "head": list(texts["head"]),
            "rows": [{"cells": [f"{look.minute:g}", ", ".join(look.what)]} for look in looks],
        },
    }


def looks() -> Explorer:
    """The simulator of the timetable: a session to the minutes at which to look. Source: monitoring.toml."""
    texts = read_texts("timetable")
    plans = _plan_sessions()
    options = tuple((name, label) for name, (label, _) in plans.items())

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        return _tell_looks(plans[values[_CONTROL]][1])

    return Explorer(
        id="timetable",
        title=texts["title"],
        notice=read_notice("rules"),
        kind="lookup",
        controls=(Choice(_CONTROL, texts["label"], options, options[0][0]),),
        data={"results": {"by": _CONTROL, "of": {name: _tell_looks(found) for name, (_, found) in plans.items()}}},
        answer=answer,
        examples=tuple(Example("", {_CONTROL: name}) for name in plans),
        columns=(("Times to look", "looks"), ("Last at minute", "last")),
    )
