"""The kinds of question: one file each, with everything that is done to it.

`find_verbs` finds a kind's file; `mark` and its like ask the kind that an item's data names. Nothing heavy is imported:
a trainee's notebook and the grader's box use this.
"""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from ..mark.mark import Mark, Status, is_empty
from ..problem import Report
from ..text.case import Answer, Item, Kind
from .choice import ALL, BEST
from .code import CODE
from .layout import Slip, find_matching_slip, is_matching
from .matching import MATCHING
from .number import NUMBER
from .order import ORDER
from .verbs import Verbs
from .way import WAY
from .written import WRITTEN

__all__ = [
    "KINDS",
    "MARKED",
    "REMARKS",
    "expected_guess",
    "find_slip",
    "find_verbs",
    "is_matching",
    "is_unreadable",
    "mark",
    "read_kind",
]


def find_verbs(kind: Kind) -> Verbs:
    """Return what is done to a kind of question. A kind without a file is an error of the type checker."""
    match kind:
        case Kind.BEST:
            return BEST
        case Kind.ALL:
            return ALL
        case Kind.NUMBER:
            return NUMBER
        case Kind.ORDER:
            return ORDER
        case Kind.MATCHING:
            return MATCHING
        case Kind.WRITTEN:
            return WRITTEN
        case Kind.CODE:
            return CODE
        case Kind.WAY:
            return WAY
        case _:
            assert_never(kind)


KINDS: Mapping[str, Verbs] = {str(kind): find_verbs(kind) for kind in Kind}
"""Every kind by the name it has in data. Asking for another one is a KeyError, and nobody answers for it in silence."""

MARKED = frozenset(name for name, verbs in KINDS.items() if verbs.marked)
"""The kinds that are marked from the response file, by trusted code."""

REMARKS = frozenset(verbs.remark for verbs in KINDS.values() if verbs.remark)
"""The words in a heading's brackets that ask for a kind."""

# Asked in this order: a word in the heading decides before the shape of the list, and plain options are what is left.
_READ = (WRITTEN, MATCHING, ORDER, NUMBER, ALL, BEST)


def find_slip(block: Sequence[str], remark: str) -> Slip | None:
    """Return what is wrong with how an item's lists lie on its lines, before any of them is read; else None."""
    return find_matching_slip(block) if MATCHING.recognises((), remark) else None


def read_kind(item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
    """Return the item completed by its answers; `remark` is what its heading says in brackets."""
    verbs = next(verbs for verbs in _READ if verbs.recognises(answers, remark))
    for answer in answers if not verbs.nests else ():
        if answer.answers:
            fix = "write one paragraph, then its reason as one quote that starts with >"
            what = "an answer holds more than a text and a reason"
            report.add(answer.answers[0].line, what, fix, "muddled-answer")
    return verbs.read(item, answers, remark, report)


def mark(secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
    """Return the mark a response to one item earns.

    `secret` is the item's secret half, `response` what the response file holds for it (None if nothing), `variant`
    the set of numbers the learner was shown. Never raises for any response; an answer that can't be read earns
    nothing and says why.
    """
    if is_empty(response):
        return Mark(0.0, float(secret["points"]), Status.UNANSWERED)
    return KINDS[secret["kind"]].mark(secret, response, variant)


def is_unreadable(item: Mapping[str, Any], response: Any) -> bool:
    """Return whether something was answered that can't be read as an answer; `item` is either half."""
    return not is_empty(response) and KINDS[item["kind"]].is_unreadable(item, response)


def expected_guess(kind: str, options: int, keys: int) -> float:
    """Return the share of the marks that blind guessing earns on average."""
    return KINDS[kind].guess(options, keys)
