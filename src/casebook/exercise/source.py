"""What an exercise is released as: its two halves, the notebook with keys, and every file that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..author.check import check_cover, check_parts
from ..author.course import Course
from ..author.exercise import read_exercise
from ..author.session.reader import read_sessions
from ..folder import read_folder
from ..problem import CasebookError, Problem, Severity, relative
from ..session.check import check_ground, check_names
from ..session.graded import split_session
from ..session.judge import draw_others
from ..text.session import Session
from ..text.task import Exercise
from .cell import make_released, write_notebook
from .former import FILE, note_former, read_former
from .half import Halves, read_salt, split_exercise, write_public
from .notebook import make_notebook

__all__ = ["PUBLIC", "Source", "is_in_step", "load_source", "make_source", "read_checked"]


PUBLIC = "exercise.json"
"""The public document beside every notebook."""


@dataclass(frozen=True, slots=True)
class Source:
    """An exercise ready to be released: what it is made of and every file that follows from it.

    `notebook` is the one with keys; `answers` are the files written beside the author's own, `release` those that
    trainees receive, by name.
    """

    exercise: Exercise
    halves: Halves
    notebook: dict[str, Any]
    answers: dict[str, bytes]
    release: dict[str, bytes]

    @property
    def given(self) -> dict[str, bytes]:
        """What nbgrader makes the release from: the files beside the author's own, and the tables of code tasks."""
        tables = {file: data for file, data in self.release.items() if file not in self.answers}
        return {**self.answers, **tables}


def make_source(course: Course, exercise: Exercise) -> Source:
    """Return what a checked exercise is released as, without writing anything and without nbgrader."""
    salt, subject = read_salt(course), course.subject
    split = {
        part.id: split_session(part, subject, salt, others=() if exercise.same else draw_others(part, subject))
        for part in exercise.parts
        if isinstance(part, Session)
    }
    halves = split_exercise(exercise, subject, salt, sessions=split)
    former = read_former(course.answers / FILE, relative(course.answers / FILE, course.root))
    for part in halves.public["parts"]:
        note_former(part, former)
    notebook = make_notebook(exercise, halves.secrets, course.subject)
    public = write_public(halves)
    tables = {
        table["name"]: (exercise.folder / table["name"]).read_bytes()
        for part in halves.public["parts"]
        for item in part["items"]
        for table in item.get("data", ())
    }
    name = f"{exercise.id}.ipynb"
    answers = {name: write_notebook(notebook), PUBLIC: public}
    released = {name: write_notebook(make_released(notebook)), PUBLIC: public, **tables}
    return Source(exercise, halves, notebook, answers, released)


def read_checked(course: Course, exercise: str) -> Exercise:
    """Read one exercise and refuse it, with every problem, unless all is well."""
    folder = course.answers / exercise
    found = read_exercise(folder, course.root, sessions=read_sessions(folder, course.root))
    if isinstance(found, list):
        raise CasebookError.of(found)
    sessions = [part for part in found.parts if isinstance(part, Session)]
    others = [part for part in found.parts if not isinstance(part, Session)]
    problems = [*check_parts(others, {}, course.subject), *check_cover(found, course.subject)]
    for session in sessions:
        problems += [*check_names(session, course.subject, {}), *check_ground(session, course.subject)]
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise CasebookError.of(errors)
    return found


def load_source(course: Course, exercise: str) -> Source:
    """Return a released exercise with its keys, for grading; refuse one that was changed since it was released."""
    source = make_source(course, read_checked(course, exercise))
    problems = list(_compare(course, source))
    if problems:
        raise CasebookError.of(problems)
    return source


def is_in_step(course: Course, exercise: Exercise) -> list[Problem]:
    """Return a problem for each released file that is not what the answers say now; a release mends them all."""
    try:
        return list(_compare(course, make_source(course, exercise)))
    except CasebookError as error:
        where, _, rest = str(error).partition(": ")
        what, _, fix = rest.partition(" - ")
        return [Problem(where.partition(":")[0], 1, what, fix, "out-of-step")]


def _compare(course: Course, source: Source) -> Iterator[Problem]:
    name = source.exercise.id
    fix = f"run casebook release {name}{' with the same --answers' if course.is_private else ''}"
    for file, data in source.answers.items():
        path = course.answers / name / file
        if not path.is_file() or path.read_bytes() != data:
            yield Problem(relative(path, course.root), 1, "this is not what the cases say now", fix, "out-of-step")
    folder = course.exercises / name
    there = read_folder(folder)
    shown = relative(folder, course.root)
    for file in sorted(source.release.keys() | there.keys()):
        if file not in there:
            yield Problem(f"{shown}/{file}", 1, "the file was not released", fix, "out-of-step")
        elif file not in source.release:
            yield Problem(f"{shown}/{file}", 1, "the file is not part of the exercise", fix, "out-of-step")
        elif there[file] != source.release[file]:
            yield Problem(f"{shown}/{file}", 1, "this is not what the cases say now", fix, "out-of-step")
