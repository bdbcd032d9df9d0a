"""Marking: one pure function from a response to a mark, naming the predicted mistake.

Works on the secret half of an item (`casebook.half.SecretHalf`), which is plain data, so that the grader, the hidden
cells of a notebook and the page's port (`web/mark.js`) all mark the same thing. A parity test runs Python and page
over one table. Needs nothing but the standard library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb
from typing import Any

from .quantity import Refusal, read_number

__all__ = ["Mark", "Status", "expected_guess", "mark"]


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


def _grade(share: float, out_of: float, mistake: str = "") -> Mark:
    status = Status.RIGHT if share == 1 else Status.WRONG if share == 0 else Status.PARTLY
    return Mark(share * out_of, out_of, status, mistake)


def _names(response: Any, known: frozenset[str]) -> list[str] | None:
    """Return a response that lists known ids without repeats, or None."""
    if not isinstance(response, (list, tuple)) or not all(isinstance(name, str) for name in response):
        return None
    names = list(response)
    return names if len(set(names)) == len(names) and known.issuperset(names) else None


def _mark_best(secret: Mapping[str, Any], response: Any, out_of: float) -> Mark:
    if not isinstance(response, str) or response not in secret["messages"]:
        return Mark(0.0, out_of, Status.REFUSED, refusal="This is not one of the options.")
    right = response in secret["keys"]
    return _grade(1.0 if right else 0.0, out_of, "" if right else response)


def _mark_all(secret: Mapping[str, Any], response: Any, out_of: float) -> Mark:
    known, keys = frozenset(secret["messages"]), frozenset(secret["keys"])
    chosen = _names(response, known)
    if chosen is None:
        return Mark(0.0, out_of, Status.REFUSED, refusal="These are not the options of this question.")
    hits = len(keys.intersection(chosen))
    wrong = sorted(set(chosen) - keys)
    share = max(0.0, hits / len(keys) - len(wrong) / (len(known) - len(keys)))
    return _grade(share, out_of, " ".join(wrong))


def _mark_order(secret: Mapping[str, Any], response: Any, out_of: float) -> Mark:
    key = list(secret["order"])
    given = _names(response, frozenset(key))
    if given is None or len(given) != len(key):
        return Mark(0.0, out_of, Status.REFUSED, refusal="These are not all the steps of this question.")
    place = {name: position for position, name in enumerate(given)}
    pairs = list(combinations(key, 2))
    right = sum(place[earlier] < place[later] for earlier, later in pairs)
    return _grade(right / len(pairs), out_of)


def is_near(value: float, target: float, allowed: float) -> bool:
    """Return whether a number is within a distance of another, the figures that keys are not kept to aside."""
    return abs(value - target) <= allowed + 1e-8 * abs(target)


def _mark_number(secret: Mapping[str, Any], response: Any, out_of: float, variant: int) -> Mark:
    if not isinstance(response, str):
        return Mark(0.0, out_of, Status.REFUSED, refusal="This is not a number.")
    value = read_number(response, secret["unit"])
    if isinstance(value, Refusal):
        return Mark(0.0, out_of, Status.REFUSED, refusal=value.message)
    if is_near(value, secret["keys"][variant], secret["allowed"][variant]):
        return _grade(1.0, out_of)
    for prediction in secret["predictions"]:
        if is_near(value, prediction["values"][variant], prediction["allowed"][variant]):
            return _grade(0.0, out_of, prediction["name"])
    return _grade(0.0, out_of)


def is_empty(response: Any) -> bool:
    """Return whether nothing was answered: no entry, blank text, or no option ticked."""
    return response is None or (isinstance(response, str) and not response.strip()) or response in ([], ())


def is_unreadable(item: Mapping[str, Any], response: Any) -> bool:
    """Return whether something was answered that can't be read as the number asked for; `item` is either half."""
    if item.get("kind") != "number" or is_empty(response):
        return False
    return not isinstance(response, str) or isinstance(read_number(response, item.get("unit", "")), Refusal)


def mark(secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
    """Return the mark a response to one item earns.

    `secret` is the item's secret half, `response` what the response file holds for it (None if nothing), `variant`
    the set of numbers the learner was shown. Never raises for any response; an answer that can't be read earns
    nothing and says why.
    """
    kind, out_of = secret["kind"], float(secret["points"])
    if is_empty(response):
        return Mark(0.0, out_of, Status.UNANSWERED)
    if kind == "best":
        return _mark_best(secret, response, out_of)
    if kind == "all":
        return _mark_all(secret, response, out_of)
    if kind == "order":
        return _mark_order(secret, response, out_of)
    if kind == "number":
        return _mark_number(secret, response, out_of, variant)
    if not isinstance(response, str):
        return Mark(0.0, out_of, Status.REFUSED, refusal="This is not text.")
    return Mark(0.0, out_of, Status.WAITS)


def expected_guess(kind: str, options: int, keys: int) -> float:
    """Return the share of the marks that blind guessing earns on average.

    Best answer: one over the options. All that apply: each option ticked at the toss of a coin, summed over every
    outcome. Order: half the pairs. Number, written and code: nothing.
    """
    if kind == "best":
        return 1 / options
    if kind == "order":
        return 0.5
    if kind != "all":
        return 0.0
    wrong = options - keys
    total = 0.0
    for hits in range(keys + 1):
        for misses in range(wrong + 1):
            ways = comb(keys, hits) * comb(wrong, misses)
            total += ways * max(0.0, hits / keys - misses / wrong)
    return total / (1 << options)
