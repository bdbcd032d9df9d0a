"""Options that are amounts: a number or a range of numbers, with its unit."""

import re
from dataclasses import dataclass
from math import inf

__all__ = ["Amount", "overlap", "read_amount"]

_DIGITS = r"[0-9]+(?:[.,][0-9]+)?"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?:{_DIGITS}|{'|'.join(_WORDS)})"
_AMOUNT = re.compile(
    rf"(?P<bound>about|around|roughly|up to|at least|at most|more than|less than|over|under|above|below|[<>\u2264\u2265])?\s*"
    rf"(?P<low>{_NUMBER})(?:\s*(?:-|\u2013|to)\s*(?P<high>{_NUMBER}))?"
    r"\s*(?P<unit>(?!(?:or|and|to)\b)(?:[^\W\d_]|[%\u2030\u00b5])[^\s]*(?:\s+[^\W\d_][^\s]*)?)?\s*(?P<more>or (?:more|less|fewer|longer))?",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range in one unit. `open_low` and `open_high` say that the end itself is not in it."""

    low: float
    high: float
    unit: str
    open_low: bool = False
    open_high: bool = False

    @property
    def sort(self) -> tuple[float, float]:
        """Where the amount stands among others."""
        return self.low, self.high


def _read_number(text: str) -> float:
    word = text.lower()
    return float(_WORDS.index(word)) if word in _WORDS else float(text.replace(",", "."))


def read_amount(text: str) -> Amount | None:
    """Return the amount a text consists of, or None when it says anything else.

    >>> read_amount("20 to 40 mg")
    Amount(low=20.0, high=40.0, unit='mg', open_low=False, open_high=False)
    >>> read_amount("slowly, 20 mg") is None
    True
    """
    found = _AMOUNT.fullmatch(_SPACE.sub(" ", text.strip().rstrip(".")))
    if not found:
        return None
    low = _read_number(found["low"])
    high = _read_number(found["high"]) if found["high"] else low
    unit = (found["unit"] or "").lower()
    bound = (found["bound"] or "").lower()
    more = (found["more"] or "").lower()
    if found["high"] and (bound not in ("", "about", "around", "roughly") or more):
        return None
    if low > high:
        low, high = high, low
    if bound in ("at least", "\u2265") or more in ("or more", "or longer"):
        return Amount(low, inf, unit)
    if bound in ("more than", "over", "above", ">"):
        return Amount(low, inf, unit, open_low=True)
    if bound in ("at most", "up to", "\u2264") or more in ("or less", "or fewer"):
        return Amount(-inf, low, unit)
    if bound in ("less than", "under", "below", "<"):
        return Amount(-inf, low, unit, open_high=True)
    return Amount(low, high, unit)


def overlap(first: Amount, second: Amount) -> bool:
    """Return whether some value is in both.

    >>> overlap(Amount(1, 3, "mg"), Amount(2, 4, "mg")), overlap(Amount(1, 2, "mg"), Amount(1, 2, "mL"))
    (True, False)
    """
    if first.unit != second.unit:
        return False
    left, right = sorted((first, second), key=lambda amount: amount.sort)
    if left.high != right.low:
        return left.high > right.low
    return not left.open_high and not right.open_low
