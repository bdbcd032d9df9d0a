"""What a teacher should look at, in words: said only where the interval carries it.

The bounds are this course's own: nine in ten right is too easy to tell learners apart, an option that fewer than one in twenty
take does not earn its place. The second is usual. Source: T. M. Haladyna and S. M. Downing, Educ Psychol Meas 1993;53:999-1010.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..judge.lint.share import score_interval
from .interval import FEWEST, ONE_WAY
from .item import ItemAnalysis, Pick

__all__ = ["Advice", "Concern", "advise"]

_EASY = 0.9
_IDLE = 0.05
_FEWEST_TAKERS = 3


class Concern(StrEnum):
    """What may be wrong with an item, or why nothing can be said."""

    KEY = "key may be wrong"
    MISLEADS = "those who do well fail it"
    EASY = "too easy to tell anything"
    IDLE = "an option nobody takes"
    VARIANT = "one set of numbers is not like the others"
    VERSIONS = "two versions of the item were met"
    FEW = "too few to say"

    @property
    def is_a_flag(self) -> bool:
        """Whether it asks somebody to look; that too few answered asks for patience only."""
        return self is not Concern.FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to look at: what, in which item and where, the numbers that carry it, and what to do."""

    concern: Concern
    item: str
    place: str
    why: str
    do: str

    def __str__(self) -> str:
        """Return the line an educator reads."""
        return f"{self.place}: {self.item}: {self.concern}: {self.why} - {self.do}"


def _rivals(analysis: ItemAnalysis) -> Iterator[tuple[Pick, str]]:
    """Yield each wrong answer that does what a key should, and the key does not."""
    keys = {each.group: each for each in analysis.choices if each.key}
    several = analysis.version.kind == "all"
    for rival in (*(each for each in analysis.choices if not each.key), *analysis.mistakes):
        key = None if several else keys.get(rival.group)
        right = key.taken.right if key else (analysis.facility.value if analysis.facility else 0.0) * analysis.marked
        # What hardly anybody takes, or fewer than take the key, is no rival, however well those few do.
        if rival.lead is None or rival.taken.right < max(_FEWEST_TAKERS, right):
            continue
        if rival.lead.low > 0:
            gap = f"{rival.lead.value:.2f} (90 % interval {rival.lead.low:.2f} to {rival.lead.high:.2f})"
            yield (
                rival,
                f"who gives this answer does better on the rest than who gives the key, by a correlation of {gap}",
            )
        elif key and _is_overtaken(key, rival, analysis.version.guess):
            yield rival, f"{_count(rival)} give it and {_count(key)} the key, and who gives it does better on the rest"


def _is_overtaken(key: Pick, rival: Pick, guess: float) -> bool:
    """Return whether fewer than would guess take the key, more than would guess take the other, and who takes that does well."""
    crowded = _share_bounds(key)[1] < guess < _share_bounds(rival)[0]
    return crowded and _stand(rival) > max(0.0, _stand(key))


def _stand(choice: Pick) -> float:
    return choice.standing.value if choice.standing else 0.0


def _share_bounds(choice: Pick) -> tuple[float, float]:
    """Return the 90 % interval of who takes a choice: each claim goes one way only."""
    return score_interval(choice.taken.rate, choice.taken.of, z=ONE_WAY)


def _count(choice: Pick) -> str:
    low, high = _share_bounds(choice)
    return f"{choice.taken.right:.0f} of {choice.taken.of} (90 % interval {100 * low:.0f} to {100 * high:.0f} %)"


def _check_key(analysis: ItemAnalysis) -> Iterator[tuple[Concern, str, str]]:
    rivals = list(_rivals(analysis))
    if rivals:
        rival, why = max(rivals, key=lambda found: found[0].taken.right)
        yield Concern.KEY, f"{rival.name}: {why}", "read the key and this answer again"
    elif analysis.discrimination is not None and analysis.discrimination.high < 0:
        found = analysis.discrimination
        why = f"item-rest correlation {found.value:.2f} (95 % interval {found.low:.2f} to {found.high:.2f})"
        yield Concern.MISLEADS, why, "read the key and the question again, as somebody who knows a lot"


def _check_facility(analysis: ItemAnalysis) -> Iterator[tuple[Concern, str, str]]:
    facility = analysis.facility
    if facility is not None and facility.low >= _EASY:
        low, high = 100 * facility.low, 100 * facility.high
        why = f"{100 * facility.value:.0f} % of its marks were earned (95 % interval {low:.0f} to {high:.0f})"
        yield Concern.EASY, why, "keep it if everybody must know it, else ask for more"


def _check_options(analysis: ItemAnalysis) -> Iterator[tuple[Concern, str, str]]:
    # Of a long list for several stems, most options are meant for another stem.
    for choice in analysis.choices if analysis.version.kind in ("best", "all") else ():
        if not choice.key and choice.taken.interval[1] < _IDLE:
            why = f"{choice.name}: {choice.taken.right:.0f} of {choice.taken.of}, surely under {100 * _IDLE:.0f} %"
            yield Concern.IDLE, why, "write one that somebody would take, or leave it out"


def _check_variants(analysis: ItemAnalysis) -> Iterator[tuple[Concern, str, str]]:
    for each in analysis.variants:
        if each.difference.low > 0 or each.difference.high < 0:
            gap = 100 * each.difference.value
            way = "easier" if gap > 0 else "harder"
            why = f"set {each.variant}, {each.learners} learners, is {way} by {abs(gap):.0f} points in 100"
            yield Concern.VARIANT, why, "work it out with these numbers"


def _check_number(analysis: ItemAnalysis) -> Iterator[tuple[Concern, str, str]]:
    if analysis.marked < FEWEST:
        waits = f", and {analysis.waiting} wait for a person" if analysis.waiting else ""
        yield Concern.FEW, f"{analysis.marked} with a mark on it, where {FEWEST} are needed{waits}", "wait for more"
    elif analysis.discrimination is None:
        yield Concern.FEW, "all have the same mark on it or on the rest", "look again when more have answered"
    elif analysis.discrimination.low <= 0 <= analysis.discrimination.high:
        found = analysis.discrimination
        why = f"its item-rest correlation may be anything from {found.low:.2f} to {found.high:.2f}"
        yield Concern.FEW, why, "pool it with more hand-ins before you judge it"


def advise(items: Iterable[ItemAnalysis]) -> tuple[Advice, ...]:
    """Return what to look at, item by item; where an item gives no cause, whether that is because too few answered."""
    analyses = tuple(items)
    found = []
    for each in analyses:
        checks = [*_check_key(each), *_check_facility(each), *_check_options(each), *_check_variants(each)]
        others = [other for other in analyses if other.version.name == each.version.name and other is not each]
        if others and each.version.current:
            seen = sum(other.marked + other.waiting for other in others)
            why = f"{seen} met an earlier one ({', '.join(other.version.fingerprint for other in others)})"
            checks.append((Concern.VERSIONS, why, "read the two apart, as they stand here"))
        for concern, why, do in checks or _check_number(each):
            found.append(Advice(concern=concern, item=each.version.name, place=each.version.place, why=why, do=do))
    return tuple(found)
