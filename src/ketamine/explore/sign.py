"""The explorer of signs: what is seen or said, and the events it may mean, gravest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketamine.explore.part.explorer import Example, Explorer, Ticks, read_notice, read_texts
from ketamine.explore.part.question import sum_up
from ketamine.rule.event import Event, find_events, list_signs, load_events
from ketamine.rule.monitoring import LEVELS

_TONES = {"watch": "", "pause": "mind", "emergency": "wrong"}
_CONTROL = "signs"


def _describe_event(event: Event, *, texts: Mapping[str, Any]) -> dict[str, Any]:
    parts = ((texts["act"], event.act), (texts["look_for"], event.look_for))
    return {
        "rule": event.id,
        "level": event.level,
        "text": event.title,
        "fact": event.facts[0],
        "missing": False,
        "summary": texts["summary"],
        "more": [
            *({"title": title, "items": list(items)} for title, items in parts if items),
            *([{"title": event.caveat, "items": []}] if event.caveat else []),
        ],
        "when": [[_CONTROL, sign] for sign in event.signs],
    }


def signs() -> Explorer:
    """The simulator of events: signs to a list of what to think of and what to do, gravest first. Source: events.toml."""
    texts = read_texts("signs")
    data = {
        "levels": list(LEVELS),
        "looks": {level: {"tone": _TONES.get(level, ""), "lead": texts["lead"].get(level, "")} for level in LEVELS},
        "sentence": dict(texts["sentence"]),
        "missing": "",
        "counted": True,
        "findings": [_describe_event(event, texts=texts) for event in load_events().values()],
    }

    def answer(values: Mapping[str, Any]) -> dict[str, Any]:
        seen = set(values[_CONTROL])
        found = [
            {
                **_describe_event(event, texts=texts),
                "because": ", ".join(sign for sign in event.signs if sign in seen),
            }
            for event in find_events(seen)
        ]
        return sum_up(found, data=data)

    return Explorer(
        id="signs",
        title=texts["title"],
        notice=read_notice("rules"),
        kind="findings",
        controls=(
            Ticks(_CONTROL, texts["label"], tuple((sign, sign) for sign in list_signs()), tuple(texts["start"])),
        ),
        data=data,
        answer=answer,
        examples=tuple(Example(each["label"], {_CONTROL: tuple(each["signs"])}) for each in texts["example"]),
        columns=(("How far to go", "level"), ("To think of", "known"), ("First in line", "first")),
    )
