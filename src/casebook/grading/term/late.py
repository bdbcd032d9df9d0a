"""How late is late, and what it costs: spans of time in words, and the policies an educator chooses from."""

import re
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

__all__ = ["FLAG", "Policy", "read_policy", "read_span", "say_span"]

_DAY = 86_400
_SECONDS = {"minute": 60, "min": 60, "hour": 3_600, "h": 3_600, "day": _DAY, "d": _DAY, "week": 7 * _DAY}
_PART = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(minute|min|hour|h|day|d|week)s?", re.IGNORECASE)
_DAILY = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:%|percent|per cent)\s*(?:a|per|each|/)\s*day", re.IGNORECASE)
_LONGEST = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a late hand-in loses: `percent` of the marks it earned for each day begun; `words` are the educator's."""

    words: str
    percent: float

    def take(self, score: float, seconds: float) -> float:
        """Return the marks that are taken from a score for being so late; never more than there are.

        >>> Policy("10 % a day", 10).take(8.0, 90_000)
        1.6
        """
        if seconds <= 0 or score <= 0 or not self.percent:
            return 0.0
        # Half a millisecond is a rounding of the clock's and begins no day.
        days = max(1, ceil((seconds - 0.0005) / _DAY))
        return round(min(score, score * self.percent * days / 100), 6)


FLAG = Policy("flag", 0.0)
"""Being late is told, and nothing is taken."""

_NONE = Policy("none", 100.0)


def read_policy(text: object) -> Policy | None:
    """Return the policy that a text names, or None when it names none.

    >>> read_policy("none").take(7.5, 1)
    7.5
    >>> read_policy("10 percent a day").percent
    10.0
    """
    if not isinstance(text, str):
        return None
    plain = " ".join(text.split())
    named = {"flag": FLAG, "none": _NONE}.get(plain.casefold())
    found = _DAILY.fullmatch(plain)
    if named or not found:
        return named
    percent = float(found[1].replace(",", "."))
    return Policy(plain, percent) if 0 < percent <= 100 else None


def read_span(text: str) -> timedelta | None:
    """Return a span of time as people write it, or None when it is none.

    >>> read_span("2 days 12 hours")
    datetime.timedelta(days=2, seconds=43200)
    """
    plain = " ".join(text.replace(" and ", " ").split())
    if not re.fullmatch(rf"(?:{_PART.pattern},?\s*)+", plain, re.IGNORECASE):
        return None
    parts = _PART.findall(plain)
    try:
        span = timedelta(
            seconds=sum(float(number.replace(",", ".")) * _SECONDS[unit.lower()] for number, unit in parts)
        )
    except OverflowError:
        return None
    return span if timedelta() < span <= _LONGEST else None


def say_span(seconds: float) -> str:
    """Return a span of time in two words at most, never less than a minute.

    >>> say_span(2 * 86_400 + 3 * 3_600)
    '2 days 3 h'
    >>> say_span(20)
    '1 min'
    """
    minutes = max(1, ceil(seconds / 60))
    days, rest = divmod(minutes, 1_440)
    hours, left = divmod(rest, 60)
    parts = [f"{days} day{'s' if days > 1 else ''}"] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{left} min"] if left and not days else []
    return " ".join(parts)
