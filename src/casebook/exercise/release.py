"""From answers to exercises: the notebook with keys, the public document, and what trainees receive of both.

The release itself is made by nbgrader's own generate_assignment, which also writes the assignment into the gradebook.
"""

import secrets as randomness

from ..author.course import Course
from ..folder import make_scratch, mirror_folder, write_file
from ..problem import CasebookError, Severity
from ..session.judge import judge_ways
from ..text.session import Session
from .converter import generate
from .gradebook import hold_gradebook
from .shown import keep_shown
from .source import PUBLIC, make_source, read_checked

__all__ = ["release"]


def release(course: Course, exercise: str) -> bool:
    """Make what trainees receive of an exercise; returns whether any file changed.

    Writes the notebook with keys and the public document beside the cases, has nbgrader make the release, and puts
    it into `exercises/`. Refuses, with every problem, an exercise that is not well.
    """
    checked = read_checked(course, exercise)
    problems = [
        each for part in checked.parts if isinstance(part, Session) for each in judge_ways(part, course.subject)[1]
    ]
    if any(each.severity is Severity.ERROR for each in problems):
        raise CasebookError.of(problems)
    if not course.salt.is_file():
        write_file(course.salt, (randomness.token_hex(16) + "\n").encode())
    source = make_source(course, checked)
    with make_scratch("release") as folder, hold_gradebook(course.gradebook):
        released = generate(course, exercise, source.given, folder)
    public = course.answers / exercise / PUBLIC
    keep_shown(course, public.read_bytes() if public.is_file() else b"", source.halves.public)
    changed = [write_file(course.answers / exercise / file, data) for file, data in source.answers.items()]
    changed.append(mirror_folder(released, course.exercises / exercise))
    return any(changed)
