"""A code task and a graded exercise as their authors wrote them, as data."""

from dataclasses import dataclass
from pathlib import Path

from .case import Case, Level, Text
from .session import Session

__all__ = ["Exercise", "Task", "Test"]


@dataclass(frozen=True, slots=True)
class Test:
    """One test cell: its marks, and its source with hidden parts still marked."""

    points: float
    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A code task: trainees start from `starter`, and `tests` mark what they make of it."""

    path: str
    id: str
    title: str
    objectives: tuple[str, ...]
    level: Level
    minutes: float
    data: tuple[str, ...]
    prompt: Text
    starter: str
    solution: str
    tests: tuple[Test, ...]

    @property
    def item_name(self) -> str:
        """The task's name in gradebook and response file."""
        return f"{self.id}--code"

    @property
    def points(self) -> float:
        """The marks of all test cells together."""
        return sum(test.points for test in self.tests)

    @property
    def marker(self) -> str:
        """The first words of the trainee's cell, by which the notebook knows whose answer it is."""
        return f"# Task: {self.id}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One graded exercise: its folder's name, its title and introduction, and its parts in the order they are met.

    With `same` all learners have the same numbers, as on paper.
    """

    id: str
    title: str
    intro: Text
    parts: tuple[Case | Task | Session, ...]
    folder: Path
    same: bool = False

    @property
    def path(self) -> str:
        """What its folder is called in problems."""
        return self.parts[0].path.rpartition("/")[0]
