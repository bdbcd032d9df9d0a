"""The most cautious option: where it is always the key, learners learn to be afraid and not to decide.

Which option of an item is the most cautious one its author says, in the header: `cautious: {item: option}`.
"""

from collections.abc import Iterator, Sequence

from ...text.case import Case
from .balance import FEWEST_ITEMS, Habit
from .share import Share, add_shares
from .wording import Flaw, Wording

__all__ = ["MOST_CAUTIOUS", "count_cautious", "find_all_cautious", "find_cautious_habit"]

MOST_CAUTIOUS = 0.35
"""The greatest share of keys that may be the most cautious option, of those items that have one."""

_FEWEST = 3


def _count_item(wording: Wording, cautious: str) -> Share:
    """Return how many of an item's keys are its most cautious option: of one question, or of each stem."""
    chance = 1 / len(wording.choices)
    if wording.stems:
        return Share(
            sum(stem.key == cautious for stem in wording.stems), len(wording.stems), chance * len(wording.stems)
        )
    return Share(sum(choice.id == cautious for choice in wording.keys), 1, chance)


def count_cautious(case: Case, wordings: Sequence[Wording]) -> Share:
    """Return how many keys of a case are the most cautious option, of how many that have one."""
    known = {wording.item.id: wording for wording in wordings}
    return add_shares(_count_item(known[name], option) for name, option in case.cautious.items() if name in known)


def find_all_cautious(case: Case, wordings: Sequence[Wording]) -> Iterator[Flaw]:
    """Yield a case with several such items in which each key is the most cautious option.

    Source: none found; that over-caution has to cost something where it does in life is this course's rule.
    """
    share = count_cautious(case, wordings)
    if share.of >= _FEWEST and share.right == share.of:
        fix = "let a stem call for going on, where caution would cost the patient something"
        yield Flaw(1, f"all {share.of} keys are the most cautious option", fix)


def find_cautious_habit(worded: Sequence[tuple[Case, Sequence[Wording]]]) -> Iterator[Habit]:
    """Yield a bank in which the most cautious option is the key more often than it may be."""
    shares = [(case, wordings, count_cautious(case, wordings)) for case, wordings in worded]
    total = add_shares(share for *_, share in shares)
    if total.of >= FEWEST_ITEMS and total.rate > MOST_CAUTIOUS:
        first = next(wordings[0] for _, wordings, share in shares if share.right)
        what = f"over the bank, the most cautious option is the key in {total}"
        yield first, what, f"at most {MOST_CAUTIOUS:.0%} of such keys: let caution cost something where it does"
