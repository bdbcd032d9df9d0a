"""A session on paper: what is read in each of its moments by the minute of arrival, and traces for what may be done to the treatment.

A page without a script and a sheet of paper can reckon nothing. So the readings of every place that can be come to are gathered
beforehand.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..bedside.body import Body, Treated, Whereabouts
from ..bedside.world import World

__all__ = ["Band", "SessionPaper", "Trace", "plan_paper"]

_BANDS = 6
"""A moment's table has at most so many rows."""
_TRACES = 5
_STEP = 10
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Band:
    """What is read by somebody who comes to a moment from minute `first` to `last`: (least, most) of every sign."""

    first: int
    last: int
    signs: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Trace:
    """One treatment: pump as (minute, share) or devices at their minutes, with the signs at every minute of the table."""

    changes: tuple[tuple[int, float], ...]
    devices: tuple[int, ...]
    readings: tuple[Mapping[str, int], ...]


@dataclass(frozen=True, slots=True)
class SessionPaper:
    """The readings of a session as tables: bands by moment, and traces at the `minutes` of their rows."""

    bands: Mapping[str, tuple[Band, ...]]
    minutes: tuple[int, ...]
    traces: tuple[Trace, ...]


def plan_paper(world: World, places: Sequence[Whereabouts]) -> SessionPaper:
    """Gather the readings of all the places that one patient's session comes to; the traces are without what was written."""
    bands = {name: tuple(_gather(world, [place for place in places if place.moment == name])) for name in world.moments}
    last = min(max(place.minute for place in places), _LONGEST)
    minutes = tuple(range(0, last + 1, _STEP))
    treatments = _choose({(place.treated.changes, place.treated.devices) for place in places})
    return SessionPaper(bands, minutes, tuple(_trace(world.body, *each, minutes=minutes) for each in treatments))


def _gather(world: World, places: Sequence[Whereabouts]) -> Iterable[Band]:
    minutes = sorted({place.minute for place in places})
    size = max(1, math.ceil(len(minutes) / _BANDS))
    for start in range(0, len(minutes), size):
        own = minutes[start : start + size]
        shown = [world.follow(place).show(place.minute) for place in places if place.minute in own]
        signs = {name: (min(each[name] for each in shown), max(each[name] for each in shown)) for name in shown[0]}
        yield Band(own[0], own[-1], signs)


_Treatment = tuple[tuple[tuple[int, float], ...], tuple[int, ...]]


def _choose(treatments: Iterable[_Treatment]) -> list[_Treatment]:
    """Return the plainest treatments: what was begun at the first chance and left alone, then stopped or given less."""
    found = sorted({each for each in treatments if each[0] or each[1]}, key=lambda each: (each[1], each[0]))
    if not found:
        return []
    start = min(min((minute for minute, _ in changes), default=0) for changes, _ in found)
    plain = [
        each
        for each in found
        if not each[0]
        or (each[0][0] == (start, 1) and all(share == 0 for _, share in each[0][1:]) and len(each[0]) < 3)
    ]
    return plain[:_TRACES]


def _trace(
    body: Body, changes: tuple[tuple[int, float], ...], devices: tuple[int, ...], *, minutes: Sequence[int]
) -> Trace:
    timeline = body.follow(Treated(changes, devices))
    return Trace(changes, devices, tuple(timeline.show(minute) for minute in minutes))
