"""Sums of the months after a course: what is kept of a gain, how many relapse, and what going on costs in hours.

For teaching, not for the care of a patient. Each slip stands below the sums it spoils.
"""

from __future__ import annotations

from typing import Annotated, Any

from ketamine.bedside import Entry
from ketamine.plausible import ImplausibleError, quantity_of, require
from ketamine.register import load_facts
from ketamine.unit import PERCENT, Hour, Minute, Percent, Point, convert

Count = Annotated[float, "1"]

STABLE_REMITTERS = "ev.daly2019"
OBSERVATION = "dosing.esk.observe_2h"
MADRS = "scale.madrs.structure"


def gain_kept(before: Point, *, best: Point, now: Point) -> Percent:
    """How much of the improvement at its best is still there, in percent of it. Source: arithmetic, scale.madrs.structure."""
    _require_gain(before, best=best)
    return (before - _require_total(now)) / (before - best) * PERCENT


def well_at_one_pace(days: Count, *, median: Count) -> Percent:
    """Share still well after so many days, if relapse goes on at one pace and half have relapsed by the median.

    An assumption to be tested against data, not a finding. `median` is in days. Source: arithmetic.
    """
    if not (days >= 0 and median > 0):
        raise ImplausibleError(f"{days:g} days with a median of {median:g} are not plausible.")
    return float(PERCENT * 2 ** (-days / median))


def relapses_spared(people: Count) -> Count:
    """How many fewer of so many stable remitters relapse on esketamine than on placebo spray. Source: ev.daly2019."""
    return relapses_on_placebo(people) - relapses_on_spray(people)


def maintenance_hours(weeks: Count, *, every: Count, journey: Minute) -> Hour:
    """Least time that so many weeks of maintenance take: observation, and the journey both ways, at each session.

    `every` is the interval between sessions in weeks, `journey` is one way. Source: dosing.esk.observe_2h.
    """
    return _sessions(weeks, every) * (quantity_of(OBSERVATION) + 2 * _travel(journey))


def gain_kept_lost(before: Point, *, best: Point, now: Point) -> Percent:
    """How much of the improvement is gone, where what is left is asked for. Source: scale.madrs.structure."""
    return PERCENT - gain_kept(before, best=best, now=now)


def gain_kept_of_baseline(before: Point, *, now: Point) -> Percent:
    """The fall from baseline in percent of the baseline, the best total forgotten. Source: scale.madrs.structure."""
    return (before - _require_total(now)) / before * PERCENT


def gain_kept_of_best(best: Point, *, now: Point) -> Percent:
    """The best total in percent of the present one, as if totals were shares. Source: scale.madrs.structure."""
    return best / _require_total(now) * PERCENT


def relapsed_at_one_pace(days: Count, *, median: Count) -> Percent:
    """Share that has relapsed, where the share still well is asked for. Source: arithmetic."""
    return PERCENT - well_at_one_pace(days, median=median)


def well_at_even_numbers(days: Count, *, median: Count) -> Percent:
    """Share still well if equally many of the first group relapsed each day, until none is left. Source: arithmetic."""
    return float(max(0, PERCENT * (1 - days / (2 * median))))


def relapses_on_spray(people: Count) -> Count:
    """All who relapse in the arm that went on with esketamine. Source: ev.daly2019."""
    return _share(people, arm=0)


def relapses_on_placebo(people: Count) -> Count:
    """All who relapse in the arm that went over to placebo spray. Source: ev.daly2019."""
    return _share(people, arm=1)


def relapses_spared_by_hazard(people: Count) -> Count:
    """The hazard ratio read as a ratio of risks: those on placebo, times one less the ratio. Source: ev.daly2019."""
    return relapses_on_placebo(people) * (1 - quantity_of(STABLE_REMITTERS))


def maintenance_hours_one_way(weeks: Count, *, every: Count, journey: Minute) -> Hour:
    """The same with the journey counted once a session. Source: dosing.esk.observe_2h."""
    return _sessions(weeks, every) * (quantity_of(OBSERVATION) + _travel(journey))


def maintenance_hours_every_week(weeks: Count, *, journey: Minute) -> Hour:
    """The same with a session every week, the interval forgotten. Source: dosing.esk.observe_2h."""
    return maintenance_hours(weeks, every=1, journey=journey)


def maintenance_hours_without_journey(weeks: Count, *, every: Count) -> Hour:
    """The observation alone. Source: dosing.esk.observe_2h."""
    return _sessions(weeks, every) * quantity_of(OBSERVATION)


def _require_total(total: Point) -> Point:
    fact = load_facts()[MADRS]
    assert fact.low is not None and fact.high is not None
    if not fact.low <= total <= fact.high:
        raise ImplausibleError(
            f"A MADRS total of {total:g} is implausible: it runs from {fact.low:g} to {fact.high:g}."
        )
    return total


def _require_gain(before: Point, *, best: Point) -> None:
    if _require_total(best) >= _require_total(before):
        raise ImplausibleError(f"From {before:g} to {best:g} points there is no gain to keep.")


def _share(people: Count, *, arm: int) -> Count:
    if people < 1:
        raise ImplausibleError(f"A group of {people:g} people is implausible: it takes at least one.")
    row: Any = load_facts()[STABLE_REMITTERS].details["arms"][arm]
    return float(people * row["relapses"] / row["n"])


def _sessions(weeks: Count, every: Count) -> Count:
    if not 1 <= every <= weeks:
        raise ImplausibleError(f"A session every {every:g} weeks over {weeks:g} weeks is not plausible.")
    return weeks / every


def _travel(journey: Minute) -> Hour:
    return convert(require(journey, quantity="minutes"), unit="min", to="h")


CALCULATORS: tuple[Entry, ...] = (
    (gain_kept, (MADRS,), False),
    (well_at_one_pace, (), False),
    (relapses_spared, (STABLE_REMITTERS,), False),
    (maintenance_hours, (OBSERVATION,), False),
    (gain_kept_lost, (MADRS,), True),
    (gain_kept_of_baseline, (MADRS,), True),
    (gain_kept_of_best, (MADRS,), True),
    (relapsed_at_one_pace, (), True),
    (well_at_even_numbers, (), True),
    (relapses_on_spray, (STABLE_REMITTERS,), True),
    (relapses_on_placebo, (STABLE_REMITTERS,), True),
    (relapses_spared_by_hazard, (STABLE_REMITTERS,), True),
    (maintenance_hours_one_way, (OBSERVATION,), True),
    (maintenance_hours_every_week, (OBSERVATION,), True),
    (maintenance_hours_without_journey, (OBSERVATION,), True),
)
