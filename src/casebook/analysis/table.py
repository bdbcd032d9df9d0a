"""Who answered what: the response table of one exercise, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..mark.mark import Status

__all__ = ["ItemResponse", "ResponseTable", "Version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One item as it was shown: its name and fingerprint, where it is written, and what can be chosen.

    `keys` are the options that are right, `guess` the share of the marks that blind guessing earns. An earlier version, whose
    key is not known any more, is not `current`.
    """

    name: str
    fingerprint: str
    path: str = ""
    line: int = 0
    kind: str = "best"
    points: float = 1.0
    options: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    guess: float = 0.0
    mistakes: tuple[str, ...] = ()
    current: bool = True

    @property
    def place(self) -> str:
        """Where an author finds it: file, line and fingerprint."""
        return f"{self.path}:{self.line} ({self.fingerprint})" if self.path else self.fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResponse:
    """One learner's answer to one item: its marks (None while nobody has given any), how it came out, and what was chosen.

    `mistake` is the predicted mistake that it shows, `variant` which set of numbers the learner saw.
    """

    points: float | None
    status: Status
    chosen: tuple[str, ...] = ()
    mistake: str = ""
    variant: int | None = None


@dataclass(frozen=True, kw_only=True)
class ResponseTable:
    """Every learner's entry for every version of an item; no entry where a learner met another version.

    `late` are learners whose work came late, `unread` those whose file could not be read and who stand in no row, `left_out`
    the items that count for nobody.
    """

    exercise: str
    versions: tuple[Version, ...]
    learners: tuple[str, ...]
    entries: Mapping[tuple[str, int], ItemResponse]
    late: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Marks, learners by versions; not a number where there are none, and in an item of which most answers wait for a person.

        Of such an item those alone have marks who wrote nothing.
        """
        marks = np.full((len(self.learners), len(self.versions)), np.nan)
        for column in range(len(self.versions)):
            entries = self.list_entries(column)
            if 2 * sum(entry.points is None for _, entry in entries) <= len(entries):
                for row, entry in entries:
                    marks[row, column] = np.nan if entry.points is None else entry.points
        return marks

    @cached_property
    def judged(self) -> NDArray[np.bool_]:
        """Which versions make up the test: those of now that somebody has a mark on."""
        marked = np.isfinite(self.points).sum(0) > 0
        return np.asarray(marked & np.array([version.current for version in self.versions], bool))

    @cached_property
    def most(self) -> NDArray[np.float64]:
        """The most that each version can earn."""
        return np.array([version.points for version in self.versions], dtype=float)

    def list_entries(self, column: int) -> list[tuple[int, ItemResponse]]:
        """Return the entries of one version, each with its learner's row."""
        found = ((row, self.entries.get((learner, column))) for row, learner in enumerate(self.learners))
        return [(row, entry) for row, entry in found if entry is not None]
