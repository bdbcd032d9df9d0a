"""Judging the bedside sessions of a course: self-checks in the book, graded ones in the folders of answers."""

from collections.abc import Mapping
from pathlib import Path

from ..author.course import Course
from ..author.session.reader import read_session
from ..problem import CasebookError, Problem, nearest, relative
from ..session.check import check_ground, check_names
from ..session.judge import JudgedSession, judge_ways
from ..text.session import SUFFIX

__all__ = ["check_sessions", "judge_named"]


def list_sessions(course: Course) -> list[Path]:
    """Return every session file of a course; of a private exam its own alone."""
    book = [] if course.is_private else sorted(course.book.rglob(f"*{SUFFIX}"))
    answers = sorted(course.answers.glob(f"*/*{SUFFIX}")) if course.answers.is_dir() else []
    return [*book, *answers]


def check_sessions(course: Course, objectives: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong in a course's sessions; only one whose text is well is walked."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in list_sessions(course):
        _, found = judge_file(course, path, objectives)
        problems += found
        name = path.name.removesuffix(SUFFIX)
        if name in seen:
            what = f"the id {name} is used already in {seen[name]}"
            problems.append(Problem(relative(path, course.root), 1, what, "give one another id", "duplicate-id"))
        seen.setdefault(name, relative(path, course.root))
    return problems


def judge_file(course: Course, path: Path, objectives: Mapping[str, str]) -> tuple[JudgedSession | None, list[Problem]]:
    """Read and judge one session file: its ways, if its text is well, and every problem."""
    name = relative(path, course.root)
    try:
        session = read_session(path.read_bytes(), name)
    except OSError as error:
        what = f"the file can't be read ({error.strerror})"
        return None, [Problem(name, 1, what, "check its permissions", "unreadable")]
    if isinstance(session, list):
        return None, session
    problems = list(check_names(session, course.subject, objectives))
    if path.is_relative_to(course.answers):
        problems += check_ground(session, course.subject)
    if problems:
        return None, problems
    everybody, problems = judge_ways(session, course.subject)
    return everybody[0], problems


def judge_named(course: Course, name: str) -> tuple[JudgedSession | None, list[Problem]]:
    """Judge the session of that name. Raises CasebookError where there is none."""
    found = {path.name.removesuffix(SUFFIX): path for path in list_sessions(course)}
    if name not in found:
        raise CasebookError(
            f"there is no session {name} - the course has {', '.join(found) or 'none'}{nearest(name, found)}"
        )
    return judge_file(course, found[name], {})
