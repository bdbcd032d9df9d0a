"""What an author sees of a session: its size, what blind play earns, and every sort of way with its marks."""

from ..text.session import Session
from .judge import JudgedSession
from .mark import mark_way
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
    return "\n".join([*lines, "", *_list_written(session)])


def _tell_blind(judged: JudgedSession, total: float) -> list[str]:
    lines = []
    for name, busy in (("doing nothing", False), ("doing everything", True)):
        way = play_blind(judged.world, judged.marker, busy=busy)
        marks = mark_way(judged.world, judged.marker, way).marks
        lines.append(f"{name}: {marks:g} of {total:g} ({judged.tell(way)})")
    return lines


def _list_written(session: Session) -> list[str]:
    """Return what no model computes in this session, with the author's reasons."""
    return [f"written: {each.name}. {each.why}" for each in session.happenings]
