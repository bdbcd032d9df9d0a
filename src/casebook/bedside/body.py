"""An invented patient's signs minute by minute, from plain data: pulses added up, a waning, one curve, and what is written.

The data comes from the subject (`casebook.subject`). The page reckons the same from it, and so the order of the sums is part of
the meaning: a test holds both beside the subject's own models.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["BeyondError", "Body", "Timeline", "Treated", "Whereabouts"]

_NEVER = 9999


class Treated(NamedTuple):
    """What was done to the treatment and what happened: pump (minute, share), devices' minutes, happenings (name, begun, ended)."""

    changes: tuple[tuple[int, float], ...] = ()
    devices: tuple[int, ...] = ()
    happenings: tuple[tuple[str, int, int | None], ...] = ()


class BeyondError(ValueError):
    """An act would lead beyond the last minute that the subject's model knows."""


class Whereabouts(NamedTuple):
    """Where a way stands: moment, minute, what was done, and the minute of a reading taken between two of the cuff's own."""

    moment: str
    minute: int
    treated: Treated
    once: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    read: int | None = None
    visit: tuple[str, ...] = ()
    """The looks taken since the learner came here."""


@dataclass(frozen=True, slots=True)
class Body:
    """One patient's data, and what is written of the story, by name; `rule` and `leave` are the rows that are known here."""

    data: Mapping[str, Any]
    written: Mapping[str, Mapping[str, Any]]
    rule: Sequence[Mapping[str, Any]]
    leave: Sequence[Mapping[str, Any]]
    _kept: dict[Treated, "Timeline"] = field(default_factory=dict)
    ranked: list[tuple[int, Sequence[Any]]] = field(init=False)
    """The rows of the rule, gravest first."""
    measured: list[tuple[int, Sequence[Any]]] = field(init=False)
    """Those that can speak while nothing was written."""
    timed: list[tuple[int, Sequence[Any]]] = field(init=False)
    """Those that hang on earlier minutes, or on how long ago drug went in."""
    lifted: dict[tuple[Any, ...], dict[int, dict[str, float]]] = field(default_factory=dict)
    """The signs as the drug alone has them, by what was given."""
    known: dict[tuple[Any, ...], int] = field(default_factory=dict)
    """The gravest level of all other rows, by the signs it was told of."""

    def __post_init__(self) -> None:
        rows = sorted(((row["level"], row["when"]) for row in self.rule), key=lambda each: -each[0])
        unseen = {name for name, value in self.data["seen"].items() if not value}
        measured = [row for row in rows if not any(isinstance(each[0], str) and each[0] in unseen for each in row[1])]
        object.__setattr__(self, "ranked", rows)
        object.__setattr__(self, "measured", measured)
        object.__setattr__(self, "timed", [row for row in rows if _is_timed(row[1])])

    def follow(self, treated: Treated) -> "Timeline":
        """Return the minutes of a way whose treatment and happenings are known."""
        if treated not in self._kept:
            self._kept[treated] = Timeline(self, treated)
        return self._kept[treated]

    @property
    def treatments(self) -> tuple[Treated, ...]:
        """Every treatment that was followed so far."""
        return tuple(self._kept)


class Timeline:
    """The minutes of one treatment, reckoned when asked for."""

    def __init__(self, body: Body, treated: Treated) -> None:
        self._body, self._treated = body, treated
        self._pieces = _list_pieces(body.data.get("run"), treated.changes)
        self._lifted = body.lifted.setdefault((treated.changes, treated.devices), {})
        self._raw: dict[int, dict[str, float]] = {}
        self._shown: dict[int, dict[str, int]] = {}
        self._levels: dict[tuple[int, int], int] = {}
        self._passed: dict[frozenset[int], list[tuple[int, tuple[int, int]]]] = {}
        self._ready: dict[int, bool] = {}

    @property
    def empties_at(self) -> float:
        """The minute at which nothing is left to give; infinite where the pump does not run to its end."""
        run = self._body.data.get("run")
        if run is None:
            planned = self._body.data["give"]["devices"]
            devices = self._treated.devices
            return devices[planned - 1] if len(devices) >= planned else math.inf
        given = sum((end - start) * share for start, end, share in self._pieces)
        return self._pieces[-1][1] if self._pieces and given >= run["minutes"] else math.inf

    def is_running(self, minute: int) -> bool:
        """Whether drug goes in just after that minute."""
        return any(start <= minute < end for start, end, _ in self._pieces)

    def tell_given(self, minute: int) -> float:
        """Return how much has gone in by a minute, in the dose's unit."""
        run, give = self._body.data.get("run"), self._body.data.get("give")
        if run is None:
            return float(give["mg"] * sum(each <= minute for each in self._treated.devices)) if give else 0.0
        ran = sum((min(end, minute) - start) * share for start, end, share in self._pieces if start < minute)
        return float(run["rate"] * ran / self._body.data["hour"])

    def compute(self, minute: int) -> dict[str, float]:
        """Return every sign at a minute before it is rounded, within what a screen can show."""
        if minute not in self._raw:
            found = {}
            for name, value in self._lift(minute).items():
                for happening in self._treated.happenings:
                    value = value + self._move(name, happening, minute)
                low, high = self._body.data["bounds"][name]
                found[name] = min(max(value, low), high)
            self._raw[minute] = found
        return self._raw[minute]

    def _lift(self, minute: int) -> Mapping[str, float]:
        """Return every sign as the drug alone has it: one for all ways that were given the same, whatever else happened."""
        if minute not in self._lifted:
            data, felt = self._body.data, self._feel(minute)
            found = dict(data["rest"])
            for name, (most, power, half) in data["curves"].items():
                lifted = (felt / half) ** power
                found[name] = found[name] + most * (lifted / (1 + lifted))
            self._lifted[minute] = {name: found[name] for name in data["signs"]}
        return self._lifted[minute]

    def show(self, minute: int) -> dict[str, int]:
        """Return every sign at a minute as it is shown: whole numbers, halves to the even one; signs that are seen are 1."""
        if minute not in self._shown:
            shown = {name: round(value) for name, value in self.compute(minute).items()}
            for name, value in self._body.data["seen"].items():
                shown[name] = value
            for name, begun, ended in self._treated.happenings:
                written = self._body.written[name]
                if begun + written["signs_after"] <= minute and (ended is None or minute < ended):
                    shown |= written["signs"]
            self._shown[minute] = shown
        return self._shown[minute]

    def find_level(self, minute: int, *, read: int | None = None) -> int:
        """Return the gravest level of the rule at a minute; with the cuff's signs as they were `read`, if that was earlier."""
        known = minute if read is None else read
        if (minute, known) not in self._levels:
            now = self.show(minute)
            if known != minute:
                cuff = self.show(known)
                now = {**now, **{name: cuff[name] for name in self._body.data["cuff"]}}
            self._levels[minute, known] = self._find_gravest(now, minute)
        return self._levels[minute, known]

    def _find_gravest(self, now: Mapping[str, int], minute: int) -> int:
        """Return the gravest level of these signs: for rows without a time it was told before, whatever the way."""
        rows = self._body.ranked if self._treated.happenings else self._body.measured
        key = (bool(self._treated.happenings), *now.values())
        if key not in self._body.known:
            held = (level for level, when in rows if not _is_timed(when) and self._holds(when, now, minute))
            self._body.known[key] = next(held, 0)
        timed = (
            level
            for level, when in self._body.timed
            if level > self._body.known[key] and self._holds(when, now, minute)
        )
        return next(timed, self._body.known[key])

    def tell_levels(self, first: int, lines: frozenset[int]) -> tuple[Any, ...]:
        """Return which of these levels are passed from `first` on, truly and on the screen, each with its minute."""
        if lines not in self._passed:
            every, before, changes = self._body.data["every"], None, []
            for minute in range(int(self._body.data["last"]) + 1):
                true, shown = self.find_level(minute), self.find_level(minute, read=minute // every * every)
                now = (sum(line <= true for line in lines), sum(line <= shown for line in lines))
                if now != before:
                    changes.append((minute, now))
                before = now
            self._passed[lines] = changes
        changes = self._passed[lines]
        later = [each for each in changes if each[0] > first]
        return (changes[len(changes) - len(later) - 1][1], *later)

    def is_ready(self, minute: int) -> bool:
        """Whether every condition for leaving holds at a minute."""
        if minute not in self._ready:
            now = self.show(minute)
            self._ready[minute] = all(self._holds(row["when"], now, minute) for row in self._body.leave)
        return self._ready[minute]

    def list_unmet(self, minute: int) -> list[Mapping[str, Any]]:
        """Return the conditions for leaving that do not hold at a minute."""
        now = self.show(minute)
        return [row for row in self._body.leave if not self._holds(row["when"], now, minute)]

    def _holds(self, when: Sequence[Any], now: Mapping[str, int], minute: int) -> bool:
        return all(_compare(self._reckon(formula, now, minute), how, limit) for formula, how, limit in when)

    def _reckon(self, formula: Any, now: Mapping[str, int], minute: int) -> float:
        if isinstance(formula, str):
            if formula in now:
                return now[formula]
            if formula == "since":
                return self._find_since(minute)
            if formula.startswith("rest."):
                return float(self._body.data["rest"][formula.removeprefix("rest.")])
            name, _, back = formula.partition("@")
            return self.show(max(minute - int(back), 0))[name]
        if isinstance(formula, (int, float)):
            return formula
        sign, one, other = formula
        left, right = self._reckon(one, now, minute), self._reckon(other, now, minute)
        if sign == "/":
            return left / right
        return left * right if sign == "*" else left + right if sign == "+" else left - right

    def _find_since(self, minute: int) -> float:
        ends = [min(end, minute) for start, end, _ in self._pieces if start < minute]
        ends += [each for each in self._treated.devices if each <= minute]
        return minute - max(ends) if ends else _NEVER

    def _feel(self, minute: int) -> float:
        """Return what is at the effect site once the waning has been taken off."""
        data = self._body.data
        site, waning = (data["scale"] * max(self._add(which, minute), 0.0) for which in (0, 1))
        return float(data["share"] * site / (1 + data["share"] * waning / data["fade"]))

    def _add(self, which: int, minute: int) -> float:
        data, total = self._body.data, 0.0
        hour = data["hour"]
        if "run" in data:
            coefficients, rates = data["run"]["modes"][which]
            for start, end, share in self._pieces:
                if start < minute:
                    total += data["run"]["rate"] * share * _pulse(
                        coefficients, rates, (minute - start) / hour, (end - start) / hour
                    )  # fmt: skip
            return total
        for place, device in enumerate(self._treated.devices):
            first_or_later = data["give"]["modes"][min(place, 1)]
            for amount, start, duration, coefficients, rates in first_or_later[which]:
                since = (minute - device) / hour - start
                if since < 0:
                    continue
                if duration == 0:
                    parts = zip(coefficients, rates, strict=True)
                    total += amount * sum(height * math.exp(-rate * since) for height, rate in parts)
                else:
                    total += amount / duration * _pulse(coefficients, rates, since, duration)
        return total

    def _move(self, sign: str, happening: tuple[str, int, int | None], minute: int) -> float:
        name, begun, ended = happening
        written = self._body.written[name]
        size = written["moves"].get(sign)
        return size * _share(written, begun, ended, minute) if size else 0.0


def _is_timed(when: Sequence[Any]) -> bool:
    """Whether a condition hangs on more than the signs of one minute."""
    return any(_names_time(formula) for formula, _, _ in when)


def _names_time(formula: Any) -> bool:
    if isinstance(formula, str):
        return formula == "since" or "@" in formula
    return not isinstance(formula, (int, float)) and any(_names_time(part) for part in formula[1:])


def _list_pieces(run: Mapping[str, Any] | None, changes: Sequence[tuple[int, float]]) -> list[tuple[int, float, float]]:
    """Return the pump's pieces as (start, end, share) until nothing is left."""
    if run is None:
        return []
    pieces, left = [], float(run["minutes"])
    for place, (start, share) in enumerate(changes):
        following = changes[place + 1][0] if place + 1 < len(changes) else math.inf
        lasts = min(following - start, left / share) if share else 0
        if lasts > 0:
            pieces.append((start, start + lasts, share))
            left -= lasts * share
    return pieces


def _pulse(coefficients: Sequence[float], rates: Sequence[float], since: float, duration: float) -> float:
    """Return the response to a rate of one that began `since` hours ago and lasts `duration`."""
    on, off = min(since, duration), max(since - duration, 0.0)
    return sum(
        height / rate * -math.expm1(-rate * on) * math.exp(-rate * off)
        for height, rate in zip(coefficients, rates, strict=True)
    )


def _share(written: Mapping[str, Any], begun: int, ended: int | None, minute: int) -> float:
    """Return how much of a happening's move is there at a minute, 0 to 1."""
    rises, lasts = written["rises"], written["lasts"]
    if ended is not None and minute > ended:
        return _share(written, begun, None, ended) * (1 - _ramp(minute - ended, rises))
    since = minute - begun - written["after"]
    if since < 0:
        return 0.0
    past = -1 if lasts is None else since - rises - lasts
    return _ramp(since, rises) * (1 - _ramp(past, rises)) if past >= 0 else _ramp(since, rises)


def _ramp(since: float, rises: float) -> float:
    return min(since / rises, 1.0) if rises else 1.0


def _compare(value: float, how: str, limit: float) -> bool:
    if how == "below":
        return value < limit
    if how == "above":
        return value > limit
    return value >= limit if how == "at_least" else value <= limit
