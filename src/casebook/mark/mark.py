"""What an answer earned: a mark, and the words for it.

Which answer earns what is each kind's own (`casebook.kind`). Needs nothing but the standard library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = [
    "Mark",
    "Status",
    "count_earned",
    "count_marks",
    "give",
    "is_empty",
    "is_near",
    "list_names",
    "refuse",
    "show_points",
    "wait",
]


class Status(StrEnum):
    """How an answer came out. ``waits`` is for a person to mark; ``refused`` could not be read as an answer."""

    UNANSWERED = "unanswered"
    REFUSED = "refused"
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned, why, and which predicted mistake it shows.

    `points` of `out_of`; `mistake` is the calculator whose wrong number was given, or the wrong options chosen;
    `refusal` is a sentence for the learner when the answer could not be read.
    """

    points: float
    out_of: float
    status: Status
    mistake: str = ""
    refusal: str = ""


def give(secret: Mapping[str, Any], share: float, mistake: str = "") -> Mark:
    """Return the mark that earns a share of an item's points."""
    out_of = float(secret["points"])
    status = Status.RIGHT if share == 1 else Status.WRONG if share == 0 else Status.PARTLY
    return Mark(share * out_of, out_of, status, mistake)


def refuse(secret: Mapping[str, Any], why: str) -> Mark:
    """Return the mark of an answer that can't be read; `why` is a sentence for the learner."""
    return Mark(0.0, float(secret["points"]), Status.REFUSED, refusal=why)


def wait(secret: Mapping[str, Any], response: Any) -> Mark:
    """Return the mark of something written, which waits for a person; anything else is refused."""
    if not isinstance(response, str):
        return refuse(secret, "This is not text.")
    return Mark(0.0, float(secret["points"]), Status.WAITS)


def list_names(response: Any, known: frozenset[str]) -> list[str] | None:
    """Return a response that lists known ids without repeats, or None for any other."""
    if not isinstance(response, (list, tuple)) or not all(isinstance(name, str) for name in response):
        return None
    names = list(response)
    return names if len(set(names)) == len(names) and known.issuperset(names) else None


def is_near(value: float, target: float, allowed: float) -> bool:
    """Return whether a number is within a distance of another, the figures that keys are not kept to aside."""
    return abs(value - target) <= allowed + 1e-8 * abs(target)


def is_empty(response: Any) -> bool:
    """Return whether nothing was answered: no entry, blank text, or no option ticked."""
    return response is None or (isinstance(response, str) and not response.strip()) or response in ([], ())


def show_points(points: float) -> str:
    """Return marks as they are printed: rounded to hundredths, without zeros at the end.

    >>> show_points(2.0), show_points(2 / 3)
    ('2', '0.67')
    """
    return f"{round(points, 2):g}"


def count_marks(points: float) -> str:
    """Return marks in words: 1 mark, 2.5 marks.

    >>> count_marks(1), count_marks(2.5)
    ('1 mark', '2.5 marks')
    """
    return f"{show_points(points)} {'mark' if points == 1 else 'marks'}"


def count_earned(points: float, out_of: float) -> str:
    """Return what was earned in words: ``1.5 of 2 marks``."""
    return f"{show_points(points)} of {count_marks(out_of)}"
