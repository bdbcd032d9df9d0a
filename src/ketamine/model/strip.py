"""Rhythm strips as a course draws them: a line for the eye, and signs and words for whoever cannot see it.

Schematic, one lead, and nobody's: each is drawn from a few lines of strips.toml. For teaching, not for the care of a patient.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from ketamine.quantity.limit import ImplausibleError
from ketamine.registry.read import read_table

_FLAT, _NARROW, _BROAD, _RAGGED = ".", "^", "M", "~"
SIGNS = f"{_NARROW} a narrow beat, {_BROAD} a broad one, {_RAGGED} ragged waves, {_FLAT} nothing"
"""What the signs of the text form mean."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One drawn strip: times in s, heights in units of the drawing, when each beat comes in s, and the same in signs and words."""

    id: str
    name: str
    times: tuple[float, ...]
    heights: tuple[float, ...]
    beats: tuple[float, ...]
    signs: str
    words: str


def list_strips() -> tuple[str, ...]:
    """The ids of all strips that can be drawn. Source: strips.toml."""
    return tuple(row["id"] for row in _read()["strip"])


def draw_strip(name: str) -> Strip:
    """Draw one strip, the same each time. Raises ImplausibleError for a name that is not in strips.toml. Source: strips.toml."""
    table = _read()
    row = next((each for each in table["strip"] if each["id"] == name), None)
    if row is None:
        raise ImplausibleError(f"There is no strip {name!r}; write one of: {', '.join(list_strips())}.")
    paper = table["paper"]
    beats = tuple(_list_beats(row, seconds=paper["seconds"]))
    times = tuple(place * paper["sample"] for place in range(round(paper["seconds"] / paper["sample"]) + 1))
    waves = [table["wave"][each] for each in row["waves"]]
    heights = tuple(_height(time, beats=beats, waves=waves) + _move(row, time) for time in times)
    count = f"{len(beats)} beats in {paper['seconds']:g} seconds"
    return Strip(
        id=row["id"],
        name=row["name"],
        times=times,
        heights=heights,
        beats=beats,
        signs=_sign(row, beats=beats, paper=paper),
        words=f"{count}, {row['spacing']}; {row['form']}",
    )


def _read() -> Mapping[str, Any]:
    return read_table("models/strips.toml")


def _list_beats(row: Mapping[str, Any], *, seconds: float) -> Iterator[float]:
    """Moments of the beats in s; each is reckoned in whole columns, so that no sum of decimals drifts."""
    column = _read()["paper"]["column"]
    place, last = round(row["first"] / column), round(seconds / column)
    for interval in cycle(row["intervals"]):
        if place >= last:
            return
        yield place * column
        place += round(interval / column)


def _height(time: float, *, beats: tuple[float, ...], waves: list[Mapping[str, float]]) -> float:
    return sum(
        wave["height"] * math.exp(-(((time - beat - wave["at"]) / wave["width"]) ** 2) / 2)
        for beat in beats
        for wave in waves
    )


def _move(row: Mapping[str, Any], time: float) -> float:
    """What a moving arm adds: waves that swell and sink."""
    moved = row.get("movement")
    if moved is None or not moved["start"] <= time <= moved["end"]:
        return 0.0
    swell = math.sin(math.pi * (time - moved["start"]) / (moved["end"] - moved["start"]))
    ragged = math.sin(2 * math.pi * moved["per_second"] * time) + math.cos(math.pi * moved["per_second"] * time) / 2
    return float(moved["height"] * swell * ragged)


def _sign(row: Mapping[str, Any], *, beats: tuple[float, ...], paper: Mapping[str, Any]) -> str:
    moved = row.get("movement", {"start": math.inf, "end": -math.inf})
    beat = _BROAD if "broad" in row["waves"] else _NARROW
    columns = range(round(paper["seconds"] / paper["column"]))
    at = {round(each / paper["column"]) for each in beats}
    return "".join(
        beat if column in at else _RAGGED if moved["start"] <= column * paper["column"] <= moved["end"] else _FLAT
        for column in columns
    )
