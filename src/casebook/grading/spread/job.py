"""What is spread: hand-ins that wait to be graded, one notebook of one of them, and what comes back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..outcome import Result

__all__ = ["Failure", "Job", "Outcomes", "Pending", "Stop"]


@dataclass(frozen=True, slots=True)
class Pending:
    """One hand-in to grade: its folder, its notebooks as bytes by name, and what it was when it was read.

    An exercise of the course's own has one notebook, whose name is left empty.
    """

    folder: Path
    pages: Mapping[str, bytes]
    digest: str

    @property
    def student(self) -> str:
        """Whose it is, as nbgrader names them."""
        return self.folder.parent.name


@dataclass(slots=True)
class Job:
    """One notebook of one learner's to grade, as bytes, and how often that was tried."""

    student: str
    page: str
    submission: bytes
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A hand-in that could not be graded, and why."""

    why: str


Stop = Callable[[], bool]
Outcomes = Callable[[Stop], Iterator[tuple[str, str, Result | Failure]]]
"""Given what says whether to stop: learner, notebook and result, as they come."""
