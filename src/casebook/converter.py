"""nbgrader's own commands, run from here: its settings, its log, and the making of a release."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from .course import Course
from .folder import mirror_folder, read_folder
from .problem import CasebookError
from .release import Source

__all__ = ["find_programs", "generate", "load_settings", "name_database", "quiet_log"]


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


@contextlib.contextmanager
def find_programs() -> Iterator[None]:
    """Let nbgrader find the program ``alembic``, which it starts to make a gradebook, when no environment is active."""
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join(filter(None, (str(Path(sys.executable).parent), before)))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


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
    with find_programs(), quiet_log() as lines:
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
