"""What an author sees of a session: its size, what blind play earns, every sort of way with its marks, and the readings of the best."""

from collections.abc import Iterator, Sequence

from ..bedside.mark import mark_way, replay_way
from ..text.session import Session
from .judge import JudgedSession
from .walk import play_blind

__all__ = ["report_session"]


def report_session(judged: JudgedSession) -> str:
    """Return the report of a session that is well, one line a sort of way, best first, each with its shortest example."""
    session, walk = judged.session, judged.ways
    outcomes, weights = walk.count_outcomes(), walk.weigh_outcomes()
    ways = sum(outcomes.values())
    shortest = walk.find_ways()
    total = mark_way(judged.world, judged.marker, ()).total
    lines = [
        f"{session.id}: {session.title}",
        f"{ways:,} ways through {len(walk.follows):,} situations, {total:g} marks",
        *_tell_blind(judged, total),
        f"picking each time among all that is open: {sum(each.score * weight for each, weight in weights.items()):.1f} of {total:g}",
        "",
        "marks  ways, ending, the shortest of them",
    ]
    ranked = sorted(outcomes, key=lambda each: (-each.score, -outcomes[each], each.end))
    for outcome in ranked:
        cap = f", capped from {outcome.marks:g}" if outcome.cap < outcome.marks else ""
        way = judged.tell(shortest[outcome])
        end = judged.own[outcome.end]
        lines.append(f"{outcome.score:5g}  {outcomes[outcome]:,} to {end}{cap}: {way}")
    best = shortest[ranked[0]]
    return "\n".join([*lines, "", "readings of the best", *_list_readings(judged, best), "", *_list_written(session)])


def _tell_blind(judged: JudgedSession, total: float) -> list[str]:
    lines = []
    for name, busy in (("doing nothing", False), ("doing everything", True)):
        way = play_blind(judged.world, judged.marker, busy=busy)
        marks = mark_way(judged.world, judged.marker, way).marks
        lines.append(f"{name}: {marks:g} of {total:g} ({judged.tell(way)})")
    return lines


def _list_readings(judged: JudgedSession, way: Sequence[str]) -> Iterator[str]:
    """Yield what the screen would show at each moment of a way if it were read then, and the state of the rule."""
    before = None
    for place, _, _ in replay_way(judged.world, judged.marker, way):
        if (place.moment, place.minute) == before:
            continue
        before = (place.moment, place.minute)
        shown = judged.world.follow(place).show(place.minute)
        readings = (
            f"{each['name']} {'/'.join(str(shown[part]) for part in each['parts'])}"
            for each in judged.subject.bedside.monitor
        )
        level = judged.subject.bedside.levels[judged.world.follow(place).find_level(place.minute)]
        yield f"at {place.minute} min, {judged.own[place.moment]}: {', '.join(readings)}: {level}"


def _list_written(session: Session) -> list[str]:
    """Return what no model computes in this session, with the author's reasons."""
    return [f"written: {each.name}. {each.why}" for each in session.happenings]
