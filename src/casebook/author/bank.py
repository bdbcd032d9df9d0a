"""The bank as data: every case of a course, self-checks from the book and graded ones from the answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..problem import Problem
from ..text.case import Case
from ..text.markup import find_references
from ..text.session import Session
from ..text.task import Exercise, Task
from .glossary import Glossary

__all__ = ["Bank", "Page", "list_case_facts", "name_chapter"]

_CELL = re.compile(r"^`{3,}\{code-cell\}", re.MULTILINE)
_BROKEN = re.compile(r"(?<!`)\{(?:fact|calc)\}(?!`)")
_ROLE = re.compile(r"\{fact\}`(?:[^`<]*<)?([a-z0-9._-]+)>?`")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the book as its author wrote it."""

    path: str
    source: str

    @property
    def has_cells(self) -> bool:
        """Whether the page is a notebook: it holds code to run."""
        return _CELL.search(self.source) is not None

    def list_facts(self) -> Iterator[tuple[str, int]]:
        """Yield the facts the page shows, with their lines."""
        for match in _ROLE.finditer(self.source):
            yield match[1], self.source.count("\n", 0, match.start()) + 1

    def list_broken(self) -> Iterator[int]:
        """Yield the lines on which a fact or a calculation stands in other quotes than backticks, or in none."""
        for match in _BROKEN.finditer(self.source):
            yield self.source.count("\n", 0, match.start()) + 1


@dataclass(frozen=True, slots=True)
class Bank:
    """All there is to judge: self-check cases, graded exercises, pages and objectives; and what could not be read."""

    cases: tuple[Case, ...]
    exercises: tuple[Exercise, ...]
    pages: tuple[Page, ...]
    objectives: Mapping[str, str]
    problems: tuple[Problem, ...]
    objective_lines: Mapping[str, int] = field(default_factory=dict)
    """The line of ``book/objectives.yml`` each objective stands on."""
    drafts: tuple[Case | Task, ...] = ()
    """What could be read of cases and exercises that are not well; it is judged like the rest and used for nothing."""
    glossary: Glossary | None = None
    """The words that the book explains, if it has such a list that can be read."""

    def list_parts(self) -> tuple[Case | Task, ...]:
        """Return every case and task, self-checks first."""
        return (*self.cases, *self.list_graded())

    def list_graded(self) -> tuple[Case | Task, ...]:
        """Return the cases and tasks of all graded exercises; their sessions are judged by themselves (`casebook.judge.session`)."""
        parts = (part for exercise in self.exercises for part in exercise.parts)
        return tuple(part for part in parts if not isinstance(part, Session))


def name_chapter(objective: str) -> str:
    """Return the chapter that an objective is named for: ``dosing`` for ``dosing-3``."""
    return objective.rpartition("-")[0]


def list_case_facts(case: Case) -> Iterator[tuple[str, int]]:
    """Yield the facts a case's texts show, with their lines."""
    for text in case.texts():
        for reference in find_references(text):
            if reference.role == "fact":
                yield reference.target, reference.line
