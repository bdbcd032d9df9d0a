"""Every place of a session that can be come to, with the treatment as it was: for readings, which no merging may blur."""

from collections.abc import Iterator

from ..bedside.body import BeyondError, Whereabouts
from ..bedside.world import World

__all__ = ["list_whereabouts"]


def list_whereabouts(world: World) -> tuple[Whereabouts, ...]:
    """Return every place that can be come to, in the order of the clock.

    Looks are taken only where an act asks for one; which reading is on the screen and what else was looked at is left out.
    """
    start = _forget(world.start())
    seen, left = {start}, [start]
    while left:
        for place in _go_on(world, left.pop()):
            if place not in seen:
                seen.add(place)
                left.append(place)
    return tuple(sorted(seen, key=lambda each: (each.minute, each.moment, repr(each.treated), sorted(each.once))))


def _forget(place: Whereabouts) -> Whereabouts:
    return place._replace(read=None, visit=())


def _go_on(world: World, place: Whereabouts) -> Iterator[Whereabouts]:
    for look in world.list_looks(place):
        if f"{place.moment}/{look['id']}" in world.needed:
            yield _forget(world.look(place, look["id"]))
    for act in world.list_acts(place):
        try:
            yield _forget(world.act(place, act["id"]))
        except BeyondError:
            continue
