"""Every way through a session, walked as a graph of situations: two ways that differ in nothing that matters are one from there on.

A look that counts for nothing, opens nothing and takes no reading changes no situation, and is left out.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..bedside.body import BeyondError, Whereabouts
from ..bedside.mark import Marker, Progress
from ..bedside.world import World

__all__ = ["MOST", "Edge", "Situation", "Walk", "WayOutcome", "find_best", "play_blind", "walk_session"]

MOST = 30_000
"""More situations than these are not baked."""


class Situation(NamedTuple):
    """A place, and what of the marks is still open there; without marks the second is None."""

    place: Whereabouts
    progress: Progress | None


class Edge(NamedTuple):
    """Where a look or an act leads, and what it settles: marks that can't be lost any more, and a cap."""

    after: Situation
    earned: float
    cap: float


class WayOutcome(NamedTuple):
    """How a way ends: the moment, its marks, and the lowest cap that holds."""

    end: str
    marks: float
    cap: float

    @property
    def score(self) -> float:
        """What is left of the marks under the cap."""
        return min(self.marks, self.cap)


@dataclass(slots=True)
class Walk:
    """All situations of one patient, each with where its looks and acts lead, the beginning first.

    `loops` are moments that can be come round to with no time gone by, `beyond` situations whose act leads past the model's end,
    `stuck` those in which nothing is open. `complete` is False where there were too many to walk.
    """

    world: World
    marker: Marker | None
    first: Edge
    alive: dict[str, frozenset[str]]
    """What can still be done from each moment on, as ``moment/act``."""
    follows: dict[Situation, dict[str, Edge]] = field(default_factory=dict)
    came: dict[Situation, tuple[Situation, str]] = field(default_factory=dict)
    after: list[Situation] = field(default_factory=list)
    """The situations so that each stands after all that it leads to."""
    loops: dict[str, Situation] = field(default_factory=dict)
    beyond: dict[Situation, str] = field(default_factory=dict)
    stuck: list[Situation] = field(default_factory=list)
    complete: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether every way was walked and each has an end: only then can marks be told."""
        return self.complete and not self.loops

    def is_end(self, situation: Situation) -> bool:
        """Whether the way ends there."""
        return "end" in self.world.moments[situation.place.moment]

    def tell_way(self, situation: Situation) -> tuple[str, ...]:
        """Return one way that leads to a situation."""
        way: list[str] = []
        while situation in self.came:
            situation, name = self.came[situation]
            way.append(f"{situation.place.moment}/{name}")
        return tuple(reversed(way))

    def count_outcomes(self) -> dict[WayOutcome, int]:
        """Return how many ways end in each outcome."""
        return self._gather(lambda _: 1)

    def weigh_outcomes(self) -> dict[WayOutcome, float]:
        """Return how likely each outcome is for one who picks each time among all that is open."""
        return self._gather(lambda situation: 1 / max(len(self.follows[situation]), 1))

    def _gather(self, weigh: Callable[[Situation], Any]) -> dict[WayOutcome, Any]:
        """Return the outcomes from the beginning, each with the sum over its ways of the product of the weights."""
        found: dict[Situation, dict[WayOutcome, Any]] = {}
        for situation in self.after:
            if self.is_end(situation):
                found[situation] = {WayOutcome(situation.place.moment, 0, math.inf): 1}
                continue
            outcomes: dict[WayOutcome, Any] = {}
            weight = weigh(situation)
            for edge in self.follows[situation].values():
                for outcome, ways in _shift(found[edge.after], edge):
                    outcomes[outcome] = outcomes.get(outcome, 0) + ways * weight
            found[situation] = outcomes
        return dict(_shift(found[self.first.after], self.first))

    def find_ways(self) -> dict[WayOutcome, tuple[str, ...]]:
        """Return for each outcome that `count_outcomes` names the way with the fewest looks and acts."""
        steps: dict[Situation, dict[WayOutcome, tuple[int, str, WayOutcome | None]]] = {}
        for situation in self.after:
            if self.is_end(situation):
                steps[situation] = {WayOutcome(situation.place.moment, 0, math.inf): (0, "", None)}
                continue
            best: dict[WayOutcome, tuple[int, str, WayOutcome | None]] = {}
            for name, edge in self.follows[situation].items():
                for later, (length, _, _) in steps[edge.after].items():
                    outcome = _add(later, edge)
                    if outcome not in best or length + 1 < best[outcome][0]:
                        best[outcome] = (length + 1, name, later)
            steps[situation] = best
        return {_add(each, self.first): self._trace(steps, each) for each in steps[self.first.after]}

    def _trace(
        self, steps: Mapping[Situation, Mapping[WayOutcome, tuple[int, str, WayOutcome | None]]], outcome: WayOutcome
    ) -> tuple[str, ...]:
        situation, way = self.first.after, []
        while not self.is_end(situation):
            _, name, later = steps[situation][outcome]
            way.append(f"{situation.place.moment}/{name}")
            assert later is not None
            situation, outcome = self.follows[situation][name].after, later
        return tuple(way)


def _add(outcome: WayOutcome, edge: Edge) -> WayOutcome:
    if not edge.earned and edge.cap == math.inf:
        return outcome
    return WayOutcome(outcome.end, outcome.marks + edge.earned, min(outcome.cap, edge.cap))


def _shift(outcomes: Mapping[WayOutcome, Any], edge: Edge) -> Iterator[tuple[WayOutcome, Any]]:
    if not edge.earned and edge.cap == math.inf:
        yield from outcomes.items()
        return
    merged: dict[WayOutcome, Any] = {}
    for outcome, ways in outcomes.items():
        moved = _add(outcome, edge)
        merged[moved] = merged.get(moved, 0) + ways
    yield from merged.items()


def walk_session(world: World, marker: Marker | None, *, most: int = MOST) -> Walk:
    """Walk every way; without a marker only what the clock and the story do."""
    alive = _find_alive(world)
    start = world.start()
    first = _settle(world, marker, alive, start, marker.begin(world, start) if marker else None)
    walk = Walk(world, marker, first, alive)
    open_now = {first.after}
    stack = [(first.after, _list_next(walk, first.after))]
    walk.follows[first.after] = {}
    while stack:
        situation, coming = stack[-1]
        name, edge = next(coming, ("", first))
        if not name:
            open_now.discard(situation)
            walk.after.append(situation)
            stack.pop()
            if not walk.follows[situation] and not walk.is_end(situation) and situation not in walk.beyond:
                walk.stuck.append(situation)
            continue
        walk.follows[situation][name] = edge
        if edge.after in open_now:
            walk.loops.setdefault(edge.after.place.moment, situation)
        elif edge.after not in walk.follows:
            if len(walk.follows) >= most:
                walk.complete = False
                return walk
            walk.follows[edge.after] = {}
            walk.came[edge.after] = (situation, name)
            open_now.add(edge.after)
            stack.append((edge.after, _list_next(walk, edge.after)))
    return walk


def _find_alive(world: World) -> dict[str, frozenset[str]]:
    """Return for each moment what can be done there or anywhere later."""
    leads: dict[str, set[str]] = {}
    for name, moment in world.moments.items():
        ways = {to for act in moment["acts"] for to in (act["to"], act.get("then")) if to}
        leads[name] = ways | {turn[2] for turn in moment.get("turns", ())}
    alive = {}
    for name in world.moments:
        reached, left = {name}, [name]
        while left:
            for to in leads[left.pop()] - reached:
                reached.add(to)
                left.append(to)
        parts = ((each, part) for each in reached for kind in ("looks", "acts") for part in world.moments[each][kind])
        alive[name] = frozenset(f"{each}/{part['id']}" for each, part in parts)
    return alive


def _settle(
    world: World,
    marker: Marker | None,
    alive: Mapping[str, frozenset[str]],
    place: Whereabouts,
    progress: Progress | None,
) -> Edge:
    """Return the situation without what can't matter any more, so that equal ones meet; what is settled goes to the edge."""
    here = alive[place.moment]
    visit = place.visit
    if visit:
        # Looks are taken in their order: the last one says which are left, and their number only where it is limited.
        visit = visit[-1:] * (len(visit) if "allowed" in world.moments[place.moment] else 1)
    done = place.done & world.find_needed(here) if place.done else place.done
    place = place._replace(once=place.once & here, done=done, visit=visit)
    if marker is None or progress is None:
        # A story may take every level for granted, and whether one may leave.
        every = frozenset(range(1, world.levels))
        return Edge(Situation(world.merge(place, here, lines=every, leave=True), None), 0, math.inf)
    settled = marker.settle(progress, place.minute, here)
    lines, leave = marker.find_lines(settled)
    place = world.merge(place, here, lines=lines, leave=leave)
    return Edge(Situation(place, settled._replace(earned=0, cap=math.inf)), settled.earned, settled.cap)


def _list_next(walk: Walk, situation: Situation) -> Iterator[tuple[str, Edge]]:
    world, marker, place = walk.world, walk.marker, situation.place
    if walk.is_end(situation):
        return
    for look in world.list_looks(place):
        if _matters(look, place, world, marker, situation.progress) and not _is_out_of_order(look["id"], place):
            yield look["id"], _take(walk, situation, look["id"], act=False)
    for act in world.list_acts(place):
        try:
            yield act["id"], _take(walk, situation, act["id"], act=True)
        except BeyondError:
            walk.beyond.setdefault(situation, act["id"])


def _take(walk: Walk, situation: Situation, name: str, *, act: bool) -> Edge:
    world, marker, (place, progress) = walk.world, walk.marker, situation
    if marker is None or progress is None:
        return _settle(world, None, walk.alive, (world.act if act else world.look)(place, name), None)
    return _settle(world, marker, walk.alive, *marker.step(world, place, progress, name, act=act))


def _matters(
    look: Mapping[str, Any], place: Whereabouts, world: World, marker: Marker | None, progress: Progress | None
) -> bool:
    full = f"{place.moment}/{look['id']}"
    if full in world.needed or look.get("reads"):
        return True
    return marker is not None and progress is not None and marker.is_open(progress, full)


def _is_out_of_order(name: str, place: Whereabouts) -> bool:
    """Whether a look stands before one taken already: the order of the looks of one visit changes nothing."""
    return bool(place.visit) and int(name[1:]) < int(place.visit[-1][1:])


def play_blind(world: World, marker: Marker, *, busy: bool, most: int = 400) -> tuple[str, ...]:
    """Return the way of one who does nothing, or everything.

    Who does nothing asks nothing, and each time picks the first act that changes no treatment. Who does everything takes every
    look, and each time the first act not done yet.
    """
    place, progress = world.start(), marker.begin(world, world.start())
    way: list[str] = []
    tried: set[str] = set()
    while "end" not in world.moments[place.moment] and len(way) < most:
        looks, acts = world.list_looks(place) if busy else [], world.list_acts(place)
        if not looks and not acts:
            break
        fresh = [act for act in acts if f"{place.moment}/{act['id']}" not in tried]
        quiet = [act for act in acts if not act.get("treatment") and not act.get("begins")]
        name = (looks or (fresh if busy else quiet) or acts)[0]["id"]
        try:
            after, progress = marker.step(world, place, progress, name, act=not looks)
        except BeyondError:
            break
        tried.add(f"{place.moment}/{name}")
        way.append(f"{place.moment}/{name}")
        place = after
    return tuple(way)


def find_best(world: World, secret: Mapping[str, Any]) -> list[str]:
    """Return the shortest way that earns most; nothing where there are too many ways to be walked."""
    walk = walk_session(world, Marker(secret))
    ways = walk.find_ways() if walk.is_whole else {}
    best = max(ways, key=lambda each: (each.score, -len(ways[each])), default=None)
    return list(ways[best]) if best else []
