"""Going through a session: where the learner is, what is open there, and where each act leads. The clock moves with acts alone.

Works on the baked data (`casebook.session.bake`), as the page does: what it refuses, the page never offered.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .body import BeyondError, Body, Timeline, Treated, Whereabouts

__all__ = ["World"]

_TURNS = 8
_TOUCHING = {"treatment", "begins", "ends", "when", "empty"}


class _Ahead(NamedTuple):
    """What a story can still hang on once the treatment is left alone: minutes at which one arrives, levels, leaving."""

    step: int
    back: int
    levels: frozenset[int]
    leave: bool


class World:
    """One session and one of its patients."""

    def __init__(
        self, public: Mapping[str, Any], *, patient: int = 0, rules: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        known: Mapping[str, Any] = rules or public
        data = {**public["body"], **public["patients"][patient], "cuff": _list_cuff(public), "every": public["cuff"]}
        self.public, self.patient = public, patient
        self.levels = 1 + max((row["level"] for row in known["rule"]), default=0)
        self.body = Body(data, public["written"], known["rule"], known["leave"])
        self.moments: Mapping[str, Any] = public["moments"]
        self._still: dict[str, _Ahead | None] = {}
        self._alike: dict[tuple[Any, ...], Treated] = {}
        self._first: dict[tuple[Any, ...], Treated] = {}
        self.needed = {
            name for moment in self.moments.values() for act in moment["acts"] for name in act.get("needs", ())
        }

    def find_needed(self, alive: frozenset[str]) -> frozenset[str]:
        """Return the looks that an act among those asks for."""
        return frozenset(
            look
            for name, moment in self.moments.items()
            for act in moment["acts"]
            if f"{name}/{act['id']}" in alive
            for look in act.get("needs", ())
        )

    def merge(self, place: Whereabouts, alive: frozenset[str], *, lines: frozenset[int], leave: bool) -> Whereabouts:
        """Return the place with a treatment that differs from its own in nothing that can still matter, one for all that do.

        Only where no act that is still `alive` touches the treatment or what happens, and no reading was taken beside the cuff's.
        Marks that are open hang on levels at `lines`, and with `leave` on whether one may leave.
        """
        if place.moment not in self._still:
            self._still[place.moment] = self._look_ahead(alive)
        ahead = self._still[place.moment]
        if ahead is None or place.read is not None:
            return place
        key = (place.treated, place.minute, place.moment, lines, leave)
        if key not in self._alike:
            timeline, wanted = self.follow(place), lines | ahead.levels
            levels = timeline.tell_levels(max(place.minute - ahead.back, 0), wanted) if wanted else ()
            later = range(place.minute, int(self.body.data["last"]) + 1, ahead.step or int(self.body.data["last"]))
            ready = tuple(timeline.is_ready(each) for each in later) if leave or ahead.leave else ()
            self._alike[key] = self._first.setdefault(
                (place.moment, place.minute, wanted, levels, ready), place.treated
            )
        return place._replace(treated=self._alike[key])

    def _look_ahead(self, alive: frozenset[str]) -> "_Ahead | None":
        """Return what the story can still hang on; None where an act can still touch the treatment or what happens."""
        acts = [
            act for name, moment in self.moments.items() for act in moment["acts"] if f"{name}/{act['id']}" in alive
        ]
        moments = [moment for name, moment in self.moments.items() if self._may_come(name, alive)]
        if any(set(act) & _TOUCHING or act["minutes"] is None for act in acts) or any(m.get("begins") for m in moments):
            return None
        turns = [turn for moment in moments for turn in moment.get("turns", ())]
        return _Ahead(
            step=math.gcd(*(act["minutes"] for act in acts)),
            back=max((turn[1] for turn in turns), default=0),
            levels=frozenset(turn[0] for turn in turns if turn[0] is not None),
            leave=any(turn[0] is None for turn in turns),
        )

    def _may_come(self, name: str, alive: frozenset[str]) -> bool:
        """Whether a moment can be come to: something in it can still be done, or it is an ending."""
        acts = self.moments[name]["acts"]
        return any(f"{name}/{act['id']}" in alive for act in acts) or not acts

    def start(self) -> Whereabouts:
        """Return where every way begins."""
        return self._arrive(Whereabouts(self.public["start"], 0, Treated()))

    def follow(self, place: Whereabouts) -> Timeline:
        """Return the patient's minutes as they are known there."""
        return self.body.follow(place.treated)

    def find_read(self, place: Whereabouts, minute: int | None = None) -> int:
        """Return the minute of the cuff's reading that is on the screen at the place, or was at an earlier minute."""
        at = place.minute if minute is None else minute
        own = int(at // self.public["cuff"] * self.public["cuff"])
        return max(own, place.read) if place.read is not None and place.read <= at else own

    def list_looks(self, place: Whereabouts) -> list[Mapping[str, Any]]:
        """Return the looks that are open: those not taken on this visit, as long as any are allowed."""
        moment = self.moments[place.moment]
        allowed = moment.get("allowed")
        if allowed is not None and len(place.visit) >= allowed:
            return []
        return [look for look in moment["looks"] if look["id"] not in place.visit]

    def list_acts(self, place: Whereabouts) -> list[Mapping[str, Any]]:
        """Return the acts that are open."""
        return [act for act in self.moments[place.moment]["acts"] if self._is_open(act, place)]

    def _is_open(self, act: Mapping[str, Any], place: Whereabouts) -> bool:
        if act.get("once") and f"{place.moment}/{act['id']}" in place.once:
            return False
        if not place.done.issuperset(act.get("needs", ())):
            return False
        when = act.get("when")
        if when is not None and self.follow(place).is_running(place.minute) != when:
            return False
        return act["minutes"] is not None or self.follow(place).empties_at < math.inf or self._would_empty(act, place)

    def _would_empty(self, act: Mapping[str, Any], place: Whereabouts) -> bool:
        return self.body.follow(_treat(act, place)).empties_at < math.inf

    def look(self, place: Whereabouts, name: str) -> Whereabouts:
        """Return the place after a look: no time has gone by."""
        look = next(each for each in self.moments[place.moment]["looks"] if each["id"] == name)
        full = f"{place.moment}/{name}"
        done = place.done | {full} if full in self.needed else place.done
        return self._read(place._replace(done=done, visit=(*place.visit, name)), look.get("reads", False))

    def act(self, place: Whereabouts, name: str) -> Whereabouts:
        """Return the place that an act leads to. Raises BeyondError past the model's last minute."""
        act = next(each for each in self.moments[place.moment]["acts"] if each["id"] == name)
        treated = _treat(act, place)
        timeline = self.body.follow(treated)
        if act["minutes"] is None:
            minute = max(place.minute, math.ceil(timeline.empties_at))
        else:
            minute = place.minute + act["minutes"]
        if minute > self.body.data["last"]:
            raise BeyondError(f"minute {minute}")
        once = place.once | {f"{place.moment}/{name}"} if act.get("once") else place.once
        to = act["to"]
        if (act.get("until") is not None and minute >= act["until"]) or (
            act.get("empty") and timeline.empties_at <= minute
        ):
            to = act["then"]
        return self._arrive(Whereabouts(to, minute, treated, once, place.done, place.read))

    def _read(self, place: Whereabouts, reads: bool) -> Whereabouts:
        if reads and place.minute % self.public["cuff"]:
            return place._replace(read=place.minute)
        if place.read is not None and place.minute // self.public["cuff"] * self.public["cuff"] >= place.read:
            return place._replace(read=None)
        return place

    def _arrive(self, place: Whereabouts) -> Whereabouts:
        for _ in range(_TURNS):
            moment = self.moments[place.moment]
            begun = tuple((name, place.minute, None) for name in moment.get("begins", ()) if not _goes_on(name, place))
            if begun:
                happenings = (*place.treated.happenings, *begun)
                place = place._replace(treated=place.treated._replace(happenings=happenings))
            to = next((to for turn in moment.get("turns", ()) if (to := self._turn(turn, place))), None)
            if to is None:
                return self._read(place, moment.get("reads", False))
            place = place._replace(moment=to)
        return place

    def _turn(self, turn: Sequence[Any], place: Whereabouts) -> str | None:
        level, minutes, to = turn
        timeline = self.follow(place)
        if level is None:
            return None if timeline.is_ready(place.minute) else to
        first = place.minute - minutes
        stood = first >= 0 and all(timeline.find_level(each) >= level for each in range(first, place.minute + 1))
        return to if stood else None


def _goes_on(name: str, place: Whereabouts) -> bool:
    return any(each[0] == name and each[2] is None for each in place.treated.happenings)


def _list_cuff(public: Mapping[str, Any]) -> list[str]:
    return [part for each in public["monitor"] if each.get("cuff") for part in each["parts"]]


def _treat(act: Mapping[str, Any], place: Whereabouts) -> Treated:
    """Return the treatment after an act is begun: its words change the pump or give a device, its happenings begin or end."""
    changes, devices, happenings = place.treated
    minute = place.minute
    for word in act.get("treatment", ()):
        if "share" in word:
            before = [each for each in changes if each[0] < minute]
            # A pump set again to what it does already is not changed, and two ways that differ in nothing else are one.
            last = before[-1][1] if before else 0
            changes = (*before, (minute, word["share"])) if word["share"] != last else tuple(before)
        elif word["give"]:
            devices = (*devices, minute)
    for name in act.get("ends", ()):
        happenings = tuple(
            (each[0], each[1], minute) if each[0] == name and each[2] is None else each for each in happenings
        )
    for name in act.get("begins", ()):
        if not any(each[0] == name and each[2] is None for each in happenings):
            happenings = (*happenings, (name, minute, None))
    return Treated(tuple(changes), devices, happenings)
