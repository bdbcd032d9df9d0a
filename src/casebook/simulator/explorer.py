"""What a subject describes for a simulator to show, and the shape of what its `evaluate` returns.

An explorer's `kind` names how the page's script repeats `evaluate` from `data` alone:

- ``curves``: exponentials are added, and may pass through one saturating curve;
- ``sum``: a chain of formulas with warnings;
- ``findings``: answers are looked up in a table of what each of them calls for;
- ``forest``: rows of a table are picked;
- ``lookup``: a result is picked whole.

Whatever the kind, the result is one mapping. `template` is a sentence with names in braces and `numbers` holds them
(strings stand as they are), shown at `figures` significant figures if that is given. These may be there too: `chart` (see chart.draw_chart), `bars` (bar.draw_bars), `people`
(people.draw_people), `table` (`head` and `rows`), `findings` (see showing), and `tone`: right, mind or wrong.
"""

from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["Explorer", "start_values"]


class Explorer(Protocol):
    """Something to explore: controls, plain data, and the subject's own way from a setting to a result."""

    @property
    def id(self) -> str:
        """A short name, used in the page."""
        ...

    @property
    def title(self) -> str:
        """What the simulator shows."""
        ...

    @property
    def notice(self) -> str:
        """What it must not be used for, and how far it can be trusted."""
        ...

    @property
    def kind(self) -> str:
        """How the page repeats `evaluate`: one of the kinds above."""
        ...

    @property
    def controls(self) -> tuple[Any, ...]:
        """What can be moved, each with `name`, `label`, `kind` and `value`, the one to start with.

        A ``slider`` has `unit`, `low`, `high` and `step`; a ``choice`` and ``ticks`` have `options`, pairs of id and
        label. The value of ticks is a tuple of ids. A choice may name a `group`, under whose name the page folds it.
        """
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """All that the page's script needs to repeat `evaluate`, as plain data."""
        ...

    @property
    def examples(self) -> tuple[Any, ...]:
        """Settings worth a row in a table: `label` (may be empty) and `values`."""
        ...

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """What that table tells of each: pairs of heading and name among a result's numbers."""
        ...

    @property
    def compare(self) -> tuple[str, ...]:
        """The controls whose starting values give the curve that stays behind to compare with; empty for none."""
        ...

    def evaluate(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what one setting gives, in the shape that the module describes."""
        ...


def start_values(explorer: Explorer) -> dict[str, Any]:
    """Return the setting a simulator starts with."""
    return {control.name: control.value for control in explorer.controls}
