"""The making of a release by nbgrader's own command, run from here."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from nbgrader import dbutil
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..author.course import Course
from ..folder import mirror_folder, read_folder
from ..problem import CasebookError
from .gradebook import explain_gradebook, require_gradebook
from .settings import load_settings, name_database, quiet_log

__all__ = ["found_gradebook", "generate"]


def found_gradebook(course: Course) -> None:
    """Make an empty gradebook, if there is none, that nbgrader takes for one of its own.

    nbgrader would start the program ``alembic`` to learn its own version, which is only found when the environment is
    active; without it the gradebook is left half made.
    """
    require_gradebook(course.gradebook)
    if course.gradebook.exists():
        return
    # Only a course without a gradebook needs it, and it takes a while to load.
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()
    with closing(sqlite3.connect(course.gradebook)) as book, book:
        book.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        book.execute("INSERT INTO alembic_version VALUES (?)", (head,))


def _explain(lines: list[str]) -> str:
    """Return the last line of the last traceback that nbgrader logged."""
    for text in reversed(lines):
        if text.startswith("Traceback"):
            return text.strip().rpartition("\n")[2].partition(": ")[2]
    return lines[-1] if lines else "nbgrader gives no reason"


def generate(course: Course, name: str, files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Have nbgrader make the release of an exercise from the files its folder of answers holds; returns its files.

    Works in an empty `folder`, so that nothing but what is meant for nbgrader can be copied, and writes the
    assignment into the course's gradebook.
    """
    mirror_folder(dict(files), folder / "answers" / name)
    settings = load_settings(course)
    settings.merge(
        Config(
            {
                "CourseDirectory": {
                    "root": str(folder.resolve()),
                    "assignment_id": name,
                    "source_directory": "answers",
                    "release_directory": "exercises",
                    "db_url": name_database(course),
                }
            }
        )
    )
    coursedir = CourseDirectory(config=settings)
    found_gradebook(course)
    with quiet_log() as lines:
        converter = GenerateAssignment(coursedir=coursedir, config=settings, force=True)
        try:
            converter.start()
        except NbGraderException:
            why = _explain(lines)
            if "submissions associated" in why:
                raise CasebookError(
                    f"{name}: items were added or removed after hand-ins were graded, and the gradebook can't follow - "
                    "put them back, or give the changed exercise's folder a new name"
                ) from None
            if "sqlite3." in why:
                raise explain_gradebook(course.gradebook, Exception(why)) from None
            raise CasebookError(f"{name}: nbgrader could not make the release: {why}") from None
    return read_folder(folder / "exercises" / name)
