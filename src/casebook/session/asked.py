"""Which lines of what counts are asked of a patient: what hangs on a state that a patient never comes to is not."""

from collections.abc import Iterable, Sequence

from ..bedside.body import Treated, Whereabouts
from ..bedside.world import World
from ..text.session import Session

__all__ = ["find_asked"]


def find_asked(session: Session, world: World, places: Iterable[Whereabouts], *, levels: Sequence[str]) -> list[bool]:
    """Return for each line of what counts whether this patient's session asks for it; `places` are all that can be come to.

    What hangs on a level is asked where the patient comes to it with the treatment left alone, or through what the story
    itself begins in a moment that can be come to; for any other patient it drops out of the total, with its whole feature.
    """
    run = world.body.data.get("run")
    planned = ((0, 1.0),) if run else ()
    devices = () if run else tuple(world.body.data["give"]["planned"])
    moments = {place.moment for place in places}
    told = sorted({name for moment in moments for name in world.moments[moment].get("begins", ())})
    timelines = [world.body.follow(Treated(planned, devices))]
    timelines += [world.body.follow(Treated(planned, devices, ((name, 0, None),))) for name in told]
    last = int(world.body.data["last"])
    most = max(
        timeline.find_level(minute) for timeline in timelines for minute in range(0, last + 1, world.public["cuff"])
    )
    silent = {line.feature for line in session.counts if line.of and levels.index(line.of) > most}
    return [line.feature not in silent for line in session.counts]
