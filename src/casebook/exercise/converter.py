"""nbgrader's own commands, run from here: its settings, its log, and the making of a release."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from nbgrader import dbutil
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from ..author.course import Course
from ..folder import mirror_folder, read_folder
from ..problem import CasebookError
from .source import Source

__all__ = ["found_gradebook", "generate", "load_settings", "name_database", "quiet_log"]


def load_settings(course: Course) -> Any:
    """Return the course's nbgrader settings, as nbgrader would read them."""
    try:
        return PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    except ConfigFileNotFound:
        raise CasebookError(f"{course.root}: there is no nbgrader_config.py - add the course's settings") from None
    except Exception as error:
        raise CasebookError(f"nbgrader_config.py: {type(error).__name__}: {error} - mend the settings") from error


def name_database(course: Course) -> str:
    """Return the address of the course's gradebook."""
    return f"sqlite:///{course.gradebook}"


def found_gradebook(course: Course) -> None:
    """Make an empty gradebook, if there is none, that nbgrader takes for one of its own.

    nbgrader would start the program ``alembic`` to learn its own version, which is only found when the environment is
    active; without it the gradebook is left half made.
    """
    if course.gradebook.exists():
        return
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()
    with closing(sqlite3.connect(course.gradebook)) as book, book:
        book.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        book.execute("INSERT INTO alembic_version VALUES (?)", (head,))


class _Lines(logging.Handler):
    """Keeps what nbgrader says, for when it fails."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def quiet_log() -> Iterator[list[str]]:
    """Keep nbgrader's log off the screen; yields its lines."""
    log = logging.getLogger("traitlets")
    handler, before, spread = _Lines(), log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    log.propagate = False
    try:
        yield handler.lines
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
        log.propagate = spread


def _explain(lines: list[str]) -> str:
    """Return the last line of the last traceback that nbgrader logged."""
    for text in reversed(lines):
        if text.startswith("Traceback"):
            return text.strip().rpartition("\n")[2].partition(": ")[2]
    return lines[-1] if lines else "nbgrader gives no reason"


def generate(course: Course, source: Source, folder: Path) -> dict[str, bytes]:
    """Have nbgrader make the release of an exercise; returns its files.

    Works in an empty `folder`, so that nothing but what is meant for nbgrader can be copied, and writes the
    assignment into the course's gradebook.
    """
    name = source.exercise.id
    tables = {file: data for file, data in source.release.items() if file not in source.answers}
    mirror_folder({**source.answers, **tables}, folder / "answers" / name)
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
            raise CasebookError(f"{name}: nbgrader could not make the release: {why}") from None
    return read_folder(folder / "exercises" / name)
