"""Judging every way of a session: that each ends, that readings agree with the story and the models, and that marks can be had."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..bedside.body import BeyondError, Timeline, Whereabouts
from ..bedside.mark import Marker, mark_way
from ..bedside.world import World
from ..problem import Problem, Severity
from ..subject import Subject
from ..text.session import CountLine, Moment, Session
from .asked import find_asked
from .bake import Baked, Names, bake_session, describe_happening
from .roam import list_whereabouts
from .walk import MOST, Situation, Walk, play_blind, walk_session

__all__ = ["JudgedSession", "draw_others", "judge_marks", "judge_story", "judge_ways"]

_MARGIN = 1e-9
_MOST_OTHERS = 23
_TRIES = 8
_SHARE = 3
"""Playing blind earns less than this part of the marks."""


@dataclass(frozen=True)
class JudgedSession:
    """A session whose text is well, with its data and every way of one patient, walked when first asked for."""

    session: Session
    subject: Subject
    baked: Baked
    patient: int = 0
    given: Mapping[str, Mapping[str, Any]] | None = None

    @cached_property
    def world(self) -> World:
        """The session as one goes through it."""
        return World(self.baked["public"], patient=self.patient, rules=self.baked["secret"])

    @cached_property
    def marker(self) -> Marker:
        """What counts."""
        return Marker(self.baked["secret"], patient=self.patient)

    @cached_property
    def story(self) -> Walk:
        """Every situation without marks."""
        return walk_session(self.world, None)

    @cached_property
    def places(self) -> tuple[Whereabouts, ...]:
        """Every place that can be come to, with the treatment as it was."""
        return list_whereabouts(self.world)

    @cached_property
    def asked(self) -> list[bool]:
        """Whether each line of what counts is asked of this patient."""
        return find_asked(self.session, self.world, self.places, levels=self.subject.bedside.levels)

    @cached_property
    def ways(self) -> Walk:
        """Every situation with what is met in it."""
        return walk_session(self.world, self.marker)

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The author's names by the neutral ones."""
        return dict(self.baked["secret"]["names"])

    def tell(self, way: Sequence[str]) -> str:
        """Return a way in the author's names."""
        return ", ".join(self.own[name] for name in way) or "nothing"

    def find_moment(self, name: str) -> Moment:
        """Return the moment of a neutral name."""
        found = self.session.find_moment(self.own[name])
        assert found is not None
        return found

    def say(self, line: int, what: str, fix: str, rule: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem of this session."""
        return Problem(self.session.path, line, what, fix, rule, severity)


def judge_ways(
    session: Session, subject: Subject, *, others: Sequence[Mapping[str, Any]] = ()
) -> tuple[list[JudgedSession], list[Problem]]:
    """Walk a session whose text is well with every patient; return them, and what is wrong."""
    baked = bake_session(session, subject, others=others)
    everybody = [
        JudgedSession(session, subject, baked, place, given) for place, given in enumerate([session.given, *others])
    ]
    baked["secret"]["asked"] = [each.asked for each in everybody]
    problems: list[Problem] = []
    for each in everybody:
        problems += judge_story(each)
        if not problems:
            problems += _judge_readings(each)
    if not problems:
        problems += judge_marks(everybody[0])
    return everybody, problems


def judge_story(judged: JudgedSession) -> Iterator[Problem]:
    """Yield ways that do not end, moments that no way leads to, and readings against what the author takes for granted."""
    walk = judged.story
    if not walk.complete:
        fix = "bound the loops with once, or until 60 min, then"
        yield judged.say(1, f"there are more than {MOST} situations, too many to bake", fix, "too-many-ways")
        return
    for name in walk.loops:
        moment = judged.find_moment(name)
        fix = "give an act of the round minutes, or write once"
        yield judged.say(moment.line, f"going round {moment.id} gains no time", fix, "timeless-loop")
    if walk.loops:
        return
    seen: set[str] = set()
    for situation in walk.stuck:
        moment = judged.find_moment(situation.place.moment)
        if moment.id not in seen:
            seen.add(moment.id)
            what = f"nothing is open in {moment.id} at minute {situation.place.minute} ({_way(judged, situation)})"
            fix = "give it an act that is always open, or bound the round that leads there"
            yield judged.say(moment.line, what, fix, "dead-end")
    for situation, act_name in walk.beyond.items():
        moment = judged.find_moment(situation.place.moment)
        if moment.id not in seen:
            seen.add(moment.id)
            own = judged.own[f"{situation.place.moment}/{act_name}"]
            last = int(judged.world.body.data["last"])
            what = f"{own} leads beyond minute {last}, where the model ends, and {moment.id} has no ending by then"
            line = next(act.line for act in moment.acts if f"{moment.id}/{act.id}" == own)
            yield judged.say(line, what, "bound the round: until 120 min, then", "no-ending")
    reached = {situation.place.moment for situation in walk.follows}
    for moment in judged.session.moments if not judged.patient else ():
        if judged.baked["secret"] and Names(judged.session).moments[moment.id] not in reached:
            fix = "lead an act or a turn there, or take it out"
            yield judged.say(moment.line, f"no way leads to {moment.id}", fix, "unreachable")
    yield from _judge_clock(judged)
    yield from _judge_here(judged)


def _way(judged: JudgedSession, situation: Situation) -> str:
    return judged.tell(judged.story.tell_way(situation)[-4:])


def _judge_clock(judged: JudgedSession) -> Iterator[Problem]:
    """Yield bounds that lie before anybody can come there: the round they bound is never gone."""
    if judged.patient:
        return
    arrived: dict[str, int] = {}
    for situation in judged.story.follows:
        name, minute = situation.place.moment, situation.place.minute
        arrived[name] = min(arrived.get(name, minute), minute)
    names = Names(judged.session).moments
    for moment in judged.session.moments:
        for act in moment.acts:
            first = arrived.get(names[moment.id])
            if act.arrow.until is not None and first is not None and act.arrow.until <= first:
                what = f"{moment.id}/{act.id} goes on until minute {act.arrow.until}, and nobody comes there before {first}"
                fix = "write a later minute: the clock does not run backwards"
                yield judged.say(act.line, what, fix, "clock-backwards")


def _judge_here(judged: JudgedSession) -> Iterator[Problem]:
    """Yield moments whose readings contradict the story: what `here:` says, and no emergency where it names none."""
    levels = judged.subject.bedside.levels
    told: set[str] = set()
    cuff = judged.world.body.data["cuff"]
    for situation in judged.story.follows:
        moment = judged.find_moment(situation.place.moment)
        if moment.id in told or moment.is_end:
            continue
        place, timeline = situation.place, judged.world.follow(situation.place)
        wrong = _contradict(moment, timeline, place.minute, levels, judged.subject.bedside.acts, cuff)
        if wrong:
            told.add(moment.id)
            says = " or ".join(moment.here) or "nothing of an emergency"
            what = f"{moment.id} says {says}; on one way, at minute {place.minute}, {wrong} ({_way(judged, situation)})"
            patient = "" if not judged.patient else f", with patient {judged.patient + 1}"
            fix = "turn the story there, mend here:, or change what leads to it"
            yield judged.say(moment.here_line or moment.line, what + patient, fix, "against-story")


def _contradict(
    moment: Moment,
    timeline: Timeline,
    minute: int,
    levels: Sequence[str],
    acts: Mapping[str, Mapping[str, Any]],
    cuff: Sequence[str],
) -> str:
    level = levels[timeline.find_level(minute)]
    wanted = [word for word in moment.here if word in levels]
    shown = f"the level is {level} ({'/'.join(str(timeline.show(minute)[name]) for name in cuff)})"
    if (wanted and level not in wanted) or (not wanted and level == levels[-1]):
        return shown
    if "ready" in moment.here and not timeline.is_ready(minute):
        return f"the patient is not ready: {timeline.list_unmet(minute)[0]['unmet']}"
    running = timeline.is_running(minute)
    for word in moment.here:
        if "share" in acts.get(word, {}) and (acts[word]["share"] > 0) != running:
            return "the pump runs" if running else "the pump is off or empty"
    return ""


def _judge_readings(judged: JudgedSession) -> Iterator[Problem]:
    """Yield where the data's readings are not those of the subject's own models, or lie so near a half that they could be."""
    names = Names(judged.session)
    written = {
        names.written[each.name]: describe_happening(each, judged.subject.bedside) for each in judged.session.happenings
    }
    last = max((situation.place.minute for situation in judged.story.follows), default=0)
    levels = judged.subject.bedside.levels
    for treated in judged.world.body.treatments:
        timeline = judged.world.body.follow(treated)
        direct = judged.subject.bedside.follow(
            judged.given or judged.session.given,
            changes=treated.changes,
            devices=treated.devices,
            happenings=treated.happenings,
            written=written,
            until=last,
        )
        for minute, (signs, level, ready) in enumerate(direct):
            ours = {name: value for name, value in timeline.show(minute).items() if name in signs}
            if (ours, levels[timeline.find_level(minute)], timeline.is_ready(minute)) != (signs, level, ready):
                what = f"at minute {minute} the data says {ours}, and the models {signs}, {level}"
                fix = "this is a fault of the library and not of the session: report it"
                yield judged.say(1, what, fix, "unlike-model")
                return
            if any(abs(value % 1 - 0.5) < _MARGIN for value in timeline.compute(minute).values() if value % 1 != 0.5):
                fix = "change the dose, the weight or a pressure at rest by one"
                yield judged.say(1, f"a reading at minute {minute} lies on a half", fix, "on-a-half")
                return


def judge_marks(judged: JudgedSession) -> Iterator[Problem]:
    """Yield marks that no way can reach, that acting well loses, and those that are had blindly."""
    walk = judged.ways
    if not walk.complete:
        fix = "let fewer looks count, bound the loops, or write looks: 1"
        yield judged.say(1, f"there are more than {MOST} situations with marks, too many to bake", fix, "too-many-ways")
        return
    outcomes = walk.count_outcomes()
    best = max(outcomes, key=lambda each: each.score)
    total = mark_way(judged.world, judged.marker, ()).total
    lost = list(_find_unreachable(judged))
    for line in lost:
        fix = "mend its condition, or take it out"
        yield judged.say(line.line, f"no way earns {line.feature}: {line.text.source}", fix, "unreachable-marks")
    if best.score < total and not lost:
        what = f"full marks can't be had: the best way earns {best.score:g} of {total:g} ({judged.tell(walk.find_ways()[best])})"
        fix = "two lines shut each other out: let what is well done at one not cost the other"
        yield judged.say(judged.session.counts_line, what, fix, "no-full-marks")
    for name, busy in (("doing nothing", False), ("doing everything", True)):
        way = play_blind(judged.world, judged.marker, busy=busy)
        marks = mark_way(judged.world, judged.marker, way).marks
        if marks * _SHARE >= total:
            what = f"{name} earns {marks:g} of {total:g} ({judged.tell(way)})"
            fix = "give marks for deciding at the right time, not for looking at all there is"
            yield judged.say(judged.session.counts_line, what, fix, "blind-play", Severity.WARNING)


def _find_unreachable(judged: JudgedSession) -> list[CountLine]:
    """Return the lines that are asked for and that no way meets."""
    assert judged.ways.complete
    asked, met = judged.marker.asked, judged.marker.ever_met
    return [line for place, line in enumerate(judged.session.counts) if asked[place] and place not in met]


def draw_others(session: Session, subject: Subject, *, seed: int = 1) -> list[Mapping[str, Any]]:
    """Draw the other patients of a session's story: as many as its header asks for, each of whom the same story fits."""
    wanted = session.given.get("others", {}).get("count", "0")
    count = min(int(wanted), _MOST_OTHERS) if wanted.isdigit() else 0
    if not count:
        return []
    found: list[Mapping[str, Any]] = []
    asked = _try_patient(session, subject, session.given).asked
    for given in subject.bedside.vary(session.given, seed=seed, count=count * _TRIES):
        if len(found) == count:
            break
        if not subject.bedside.find_fault(given):
            judged = _try_patient(session, subject, given)
            if judged.asked == asked and _fits(judged):
                found.append(given)
    return found


def _try_patient(session: Session, subject: Subject, given: Mapping[str, Mapping[str, Any]]) -> JudgedSession:
    return JudgedSession(session, subject, bake_session(replace(session, given=given), subject), 0, given)


def _fits(judged: JudgedSession) -> bool:
    """Whether a patient's readings agree with the story wherever one can come, and something is open there."""
    world, levels, acts = judged.world, judged.subject.bedside.levels, judged.subject.bedside.acts
    cuff = world.body.data["cuff"]
    for place in judged.places:
        moment = judged.find_moment(place.moment)
        if moment.is_end:
            continue
        if _contradict(moment, world.follow(place), place.minute, levels, acts, cuff) or not world.list_acts(place):
            return False
        try:
            for act in world.list_acts(place):
                world.act(place, act["id"])
        except BeyondError:
            return False
    return True
