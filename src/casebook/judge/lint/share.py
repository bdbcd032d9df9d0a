"""A share with its interval: how many of how many, and how far chance may have carried it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

__all__ = ["Share", "add_shares", "score_interval"]

_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution


def score_interval(rate: float, of: float, *, z: float = _Z) -> tuple[float, float]:
    """Return the score interval of a share; 95 % unless `z` says otherwise, and everything where there is nothing to count.

    `of` is how many were counted, no whole number where it is an effective one. Source: E. B. Wilson, J Am Stat Assoc
    1927;22:209-212.
    """
    if not of:
        return 0.0, 1.0
    square = z * z / of
    middle = (rate + square / 2) / (1 + square)
    half = z * sqrt(rate * (1 - rate) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, and how many `chance` would bring on average; `right` is no whole number where ties are shared."""

    right: float
    of: int
    chance: float = 0.0

    @property
    def rate(self) -> float:
        """The share itself; nothing of nothing is none."""
        return self.right / self.of if self.of else 0.0

    @property
    def expected(self) -> float:
        """The share that chance brings."""
        return self.chance / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval."""
        return score_interval(self.rate, self.of)

    def __str__(self) -> str:
        """Return it as a report says it."""
        if not self.of:
            return "none yet"
        low, high = self.interval
        between = f"95 % interval {100 * low:.0f} to {100 * high:.0f}"
        return f"{self.right:.0f} of {self.of} ({100 * self.rate:.0f} %, {between}; chance {100 * self.expected:.0f} %)"


def add_shares(shares: Iterable[Share]) -> Share:
    """Return several shares as one of all that was counted."""
    listed = list(shares)
    return Share(
        sum(each.right for each in listed), sum(each.of for each in listed), sum(each.chance for each in listed)
    )
