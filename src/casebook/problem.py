"""Something wrong in a file, said so that its author can mend it without asking."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

__all__ = [
    "CasebookError",
    "Problem",
    "Report",
    "Severity",
    "explain_refusal",
    "format_problems",
    "nearest",
    "relative",
]


class Severity(StrEnum):
    """How bad a problem is: an error stops a build or a release, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: the file and line, what is wrong, and what to do about it.

    `rule` is a short stable name (such as ``no-key``) that tests and waivers refer to; it is not printed.
    """

    path: str
    line: int
    what: str
    fix: str
    rule: str = "problem"
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Return the one line an author reads: ``file:line: what is wrong - what to do``."""
        kind = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.path}:{self.line}: {kind}{self.what} - {self.fix}"


@dataclass(slots=True)
class Report:
    """The problems found while one file is read."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, what: str, fix: str, rule: str) -> None:
        """Note one more problem."""
        self.problems.append(Problem(self.path, line, what, fix, rule))


class CasebookError(Exception):
    """A refusal the command line prints as it stands, one line or several, without a traceback."""

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "CasebookError":
        """Gather problems into one error whose text is a line for each."""
        return cls(format_problems(problems))


def format_problems(problems: Iterable[Problem]) -> str:
    """Return problems one a line, sorted by file and line so that two runs print the same.

    >>> late = Problem("book/b.md", 9, "there is no fact tea.dos", "name one of the register")
    >>> print(format_problems([late, Problem("book/a.md", 2, "there is no id", "write id: a"), late]))
    book/a.md:2: there is no id - write id: a
    book/b.md:9: there is no fact tea.dos - name one of the register
    """
    return "\n".join(str(problem) for problem in sorted(set(problems)))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ", did you mean X?" for the known name closest to a misspelt one, or nothing.

    >>> nearest("tea.dos", ["tea.dose", "tea.warm"])
    ', did you mean tea.dose?'
    >>> nearest("coffee", ["tea.dose", "tea.warm"])
    ''
    """
    # Only a slip asks for the nearest name.
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean {found[0]}?" if found else ""


def relative(path: Path, root: Path) -> str:
    """Return a path as its author knows it: from the course's own folder, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def explain_refusal(error: OSError) -> str:
    """Return one line on what the computer refused, and what to do about it."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{where}: the disk is full - make room and run the same command again; what is there is whole"
    why = error.strerror or str(error) or type(error).__name__
    return f"{where}: {why} - check the path, its permissions and the disk"
