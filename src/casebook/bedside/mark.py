"""Marks of a way: which lines of what counts were met, when, and what a dangerous act leaves of them.

A way is a list of texts, ``moment/look`` and ``moment/act`` in their order. Python and the page mark it from the same data.
A response file holds each choice with the minute at which it was made, such as ``m3/a1@25``. The minutes follow from the choices.
They are written all the same: a person reads them, and a file in which they do not fit was not made by the page.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from .body import BeyondError, Timeline, Whereabouts

__all__ = [
    "Followed",
    "Going",
    "Marker",
    "Progress",
    "WayMark",
    "follow_steps",
    "is_way",
    "mark_way",
    "replay_way",
    "write_steps",
]

_STEP = re.compile(r"(m[0-9]{1,3}/[al][0-9]{1,3})@([0-9]{1,4})")


class Going(Protocol):
    """What marking asks of a session that is gone through: `casebook.bedside.world.World`."""

    moments: Mapping[str, Any]

    def start(self) -> Whereabouts:
        """Return where every way begins."""

    def follow(self, place: Whereabouts) -> Timeline:
        """Return the patient's minutes as they are known there."""

    def find_read(self, place: Whereabouts, minute: int | None = None) -> int:
        """Return the minute of the cuff's reading that is on the screen."""

    def list_looks(self, place: Whereabouts) -> list[Mapping[str, Any]]:
        """Return the looks that are open."""

    def list_acts(self, place: Whereabouts) -> list[Mapping[str, Any]]:
        """Return the acts that are open."""

    def look(self, place: Whereabouts, name: str) -> Whereabouts:
        """Return the place after a look."""

    def act(self, place: Whereabouts, name: str) -> Whereabouts:
        """Return the place that an act leads to. Raises BeyondError."""


class Progress(NamedTuple):
    """What of each line is met, as bits, and the first minute on the screen at each level that a line asks for.

    `earned` and `cap` are what is settled already and can't change any more (`Marker.settle`).
    """

    met: tuple[int, ...]
    first: tuple[int | None, ...]
    earned: float = 0
    cap: float = math.inf


@dataclass(frozen=True, slots=True)
class WayMark:
    """What a way is worth: `marks` of `total`, the best line met of each feature, and the lines whose cap holds.

    `finished` says whether an ending was reached, `refused` what on the way was not open, and why.
    """

    marks: float
    total: float
    met: tuple[int, ...]
    caps: tuple[int, ...]
    finished: bool = True
    refused: str = ""


class Marker:
    """What counts in one session, for one of its patients; `ever_met` are the lines that some way walked has met."""

    def __init__(self, secret: Mapping[str, Any], *, patient: int = 0) -> None:
        self.lines: Sequence[Mapping[str, Any]] = secret["counts"]
        self.asked = secret["asked"][patient] if secret.get("asked") else [True] * len(self.lines)
        self._levels = sorted({line["of"] for line in self.lines if line.get("within") is not None})
        self._of_name: dict[str, list[tuple[int, int]]] = {}
        self._before: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            for bit, name in enumerate(line["names"]):
                self._of_name.setdefault(name, []).append((index, 1 << bit))
            if line.get("before"):
                self._before.setdefault(line["before"], []).append(index)
        self.ever_met: set[int] = set()
        self._features: dict[str, list[int]] = {}
        self._tied: dict[int, list[int]] = {level: [] for level in self._levels}
        for index, line in enumerate(self.lines):
            if line.get("cap") is None:
                self._features.setdefault(line["feature"], []).append(index)
            if line.get("within") is not None:
                self._tied[line["of"]].append(index)
        self._full = [(1 << len(line["names"])) - 1 for line in self.lines]

    def find_lines(self, progress: Progress) -> tuple[frozenset[int], bool]:
        """Return the levels at which what is open changes, and whether it hangs on leaving."""
        lines, leave = set(), False
        for index, line in enumerate(self.lines):
            if progress.met[index] >= 0:
                lines |= {line["of"]} if line.get("within") is not None else set()
                lines |= {each + more for each in line.get("at", ()) for more in (0, 1)}
                leave = leave or bool(line.get("ready"))
        return frozenset(lines), leave

    def is_open(self, progress: Progress, name: str) -> bool:
        """Whether doing this could still change what is met."""
        lines = any(
            progress.met[index] >= 0 and not progress.met[index] & bit for index, bit in self._of_name.get(name, ())
        )
        return lines or any(progress.met[index] >= 0 for index in self._before.get(name, ()))

    def step(
        self, world: Going, place: Whereabouts, progress: Progress, name: str, *, act: bool
    ) -> tuple[Whereabouts, Progress]:
        """Return where an open look or act leads, and what is met then. Raises BeyondError."""
        noted = self.note(progress, world, place, f"{place.moment}/{name}")
        if act:
            after = world.act(place, name)
            return after, self._scan(noted, world, after, range(place.minute + 1, after.minute + 1))
        after = world.look(place, name)
        return after, self._scan(noted, world, after, range(after.minute, after.minute + 1))

    def begin(self, world: Going, place: Whereabouts) -> Progress:
        """Return what is met before anything was done."""
        return self._scan(Progress((0,) * len(self.lines), (None,) * len(self._levels)), world, place, range(1))

    def note(self, progress: Progress, world: Going, place: Whereabouts, name: str) -> Progress:
        """Return what is met after ``moment/look`` or ``moment/act`` was done at a place."""
        found = self._of_name.get(name, ())
        closed = self._before.get(name, ())
        if not found and not closed:
            return progress
        met = list(progress.met)
        for index, bit in found:
            if met[index] >= 0 and self._counts(self.lines[index], progress, world, place):
                met[index] |= bit
        for index in closed:
            if not self._is_met(index, met[index]):
                met[index] = -1  # what had to come before did not
        return progress._replace(met=tuple(met))

    def _scan(self, progress: Progress, world: Going, place: Whereabouts, minutes: range) -> Progress:
        if None not in progress.first:
            return progress
        first = list(progress.first)
        timeline = world.follow(place)
        for minute in minutes:
            level = timeline.find_level(minute, read=world.find_read(place, minute))
            for index, wanted in enumerate(self._levels):
                if first[index] is None and level >= wanted:
                    first[index] = minute
            if None not in first:
                break
        return progress._replace(first=tuple(first))

    def _counts(self, line: Mapping[str, Any], progress: Progress, world: Going, place: Whereabouts) -> bool:
        if line.get("within") is not None:
            first = progress.first[self._levels.index(line["of"])]
            return first is not None and place.minute - first <= line["within"]
        if line.get("ready"):
            return world.follow(place).is_ready(place.minute)
        if line.get("at"):
            return world.follow(place).find_level(place.minute, read=world.find_read(place)) in line["at"]
        return True

    def _is_met(self, index: int, bits: int) -> bool:
        return bits == self._full[index] if self.lines[index].get("together") else bits > 0

    def settle(self, progress: Progress, minute: int, alive: frozenset[str]) -> Progress:
        """Return the same in fewer numbers: what can't change any more is added up, what can't be met any more forgotten.

        `alive` are the acts and looks that can still be done. The marks stay what they are; which lines gave them is lost.
        """
        met, earned, cap = list(progress.met), progress.earned, progress.cap
        hopes = [self._can_be_met(index, progress, minute, alive) for index in range(len(self.lines))]
        for index, line in enumerate(self.lines):
            done = self._is_met(index, met[index])
            if done:
                self.ever_met.add(index)
            if line.get("cap") is not None and done:
                cap = min(cap, line["cap"])
                met[index] = -1
            elif not done and not hopes[index]:
                met[index] = -1
        for lines in self._features.values():
            best = max((self.lines[each]["marks"] for each in lines if self._is_met(each, met[each])), default=0)
            better = [each for each in lines if self.lines[each]["marks"] > best and hopes[each] and met[each] >= 0]
            if not better:
                earned += best if self.asked[lines[0]] else 0
            for each in lines:
                if not better or (self.lines[each]["marks"] <= best and not self._is_met(each, met[each])):
                    met[each] = -1
                elif self._is_met(each, met[each]):
                    met[each] = self._full[each]
        first = list(progress.first)
        for place, level in enumerate(self._levels):
            waiting = [each for each in self._tied[level] if met[each] >= 0 and hopes[each]]
            if not waiting:
                first[place] = -1
        return Progress(tuple(met), tuple(first), earned, cap)

    def _can_be_met(self, index: int, progress: Progress, minute: int, alive: frozenset[str]) -> bool:
        line, bits = self.lines[index], progress.met[index]
        if bits < 0:
            return False
        if line.get("within") is not None:
            first = progress.first[self._levels.index(line["of"])]
            if first is not None and minute - first > line["within"]:
                return False
        left = [name for place, name in enumerate(line["names"]) if not bits >> place & 1]
        here = [name in alive for name in left]
        return all(here) if line.get("together") else any(here)

    def score(self, progress: Progress) -> WayMark:
        """Return what a way is worth that has met so much."""
        best: dict[str, tuple[float, int]] = {}
        worth: dict[str, float] = {}
        caps = []
        for index, line in enumerate(self.lines):
            met = self._is_met(index, progress.met[index])
            if line.get("cap") is not None:
                caps += [index] if met else []
            elif self.asked[index]:
                feature = line["feature"]
                worth[feature] = max(worth.get(feature, 0), line["marks"])
                if met and line["marks"] > best.get(feature, (0, 0))[0]:
                    best[feature] = (line["marks"], index)
        marks = progress.earned + sum(each for each, _ in best.values())
        marks = min([marks, progress.cap, *(self.lines[index]["cap"] for index in caps)])
        return WayMark(marks, sum(worth.values()), tuple(sorted(index for _, index in best.values())), tuple(caps))


def replay_way(world: Going, marker: Marker, way: Sequence[str]) -> Iterator[tuple[Whereabouts, Progress, str]]:
    """Yield the places of a way with what is met at each, the beginning first; the last has what was refused, if anything was."""
    place = world.start()
    progress = marker.begin(world, place)
    yield place, progress, ""
    for name in way:
        moment, _, own = name.partition("/") if isinstance(name, str) else ("", "", "")
        is_look = any(look["id"] == own for look in world.list_looks(place))
        is_act = any(act["id"] == own for act in world.list_acts(place))
        try:
            if moment != place.moment or not (is_look or is_act):
                raise BeyondError(own)
            place, progress = marker.step(world, place, progress, own, act=is_act)
        except BeyondError:
            yield place, progress, f"{name!s:.40} was not open at minute {place.minute}, in {place.moment}"
            return
        yield place, progress, ""


def mark_way(world: Going, marker: Marker, way: Sequence[str]) -> WayMark:
    """Return the marks of a way from a response file; what was not open is refused, and all before it is marked."""
    *_, (place, progress, refused) = replay_way(world, marker, way)
    score = marker.score(progress)
    finished = bool(world.moments[place.moment].get("end")) and not refused
    return WayMark(score.marks, score.total, score.met, score.caps, finished, refused)


@dataclass(frozen=True, slots=True)
class Followed:
    """A way that was gone again: its choices, a place more than choices, what is met at its end, and what is wrong with it.

    `fault` is a sentence for the learner, and empty for a way that the session allows.
    """

    way: tuple[str, ...]
    places: tuple[Whereabouts, ...]
    progress: Progress
    fault: str = ""


def write_steps(places: Sequence[Whereabouts], way: Sequence[str]) -> tuple[str, ...]:
    """Return a way as the response file holds it; `places` are those before each choice."""
    return tuple(f"{name}@{place.minute}" for name, place in zip(way, places, strict=False))


def is_way(response: Any) -> bool:
    """Return whether a response is a list of choices with their minutes, whether or not a session allows them."""
    listed = isinstance(response, (list, tuple))
    return listed and all(isinstance(step, str) and _STEP.fullmatch(step) for step in response)


def follow_steps(world: Going, marker: Marker, response: Any) -> Followed:
    """Go the way of a response file again, as far as the session allows it. Never raises for any response."""
    whole = is_way(response)
    read = [(step.partition("@")[0], int(step.partition("@")[2])) for step in response] if whole else []
    gone = list(replay_way(world, marker, [name for name, _ in read]))
    fault = "" if whole else "This is not a way through the session."
    taken = len(gone) - 2 if gone[-1][2] else len(read)
    for index, ((name, minute), (place, _, _)) in enumerate(zip(read, gone, strict=False)):
        if minute != place.minute:
            fault = (
                f"Step {index + 1}, {name}, is said to be of minute {minute}, and the session stood at {place.minute}."
            )
        elif index == taken:
            fault = f"Step {index + 1}, {name}, was not open at minute {minute}: the session does not offer it there."
        if fault:
            taken = index
            break
    way = tuple(name for name, _ in read[:taken])
    return Followed(way, tuple(place for place, _, _ in gone[: taken + 1]), gone[taken][1], fault)
