"""A course's nbgrader settings: as nbgrader would read them, where its gradebook is, and its log kept off the screen.

Nothing of nbgrader is imported here, so that reading the settings costs no start-up time.
"""

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from ..author.course import Course
from ..problem import CasebookError

__all__ = ["is_peeking", "load_settings", "name_database", "peek_settings", "quiet_log"]


def load_settings(course: Course) -> Any:
    """Return the course's nbgrader settings, as nbgrader would read them."""
    try:
        return PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    except ConfigFileNotFound:
        raise CasebookError(f"{course.root}: there is no nbgrader_config.py - add the course's settings") from None
    except Exception as error:
        raise CasebookError(f"nbgrader_config.py: {type(error).__name__}: {error} - mend the settings") from error


_peeking: ContextVar[bool] = ContextVar("peeking", default=False)


def is_peeking() -> bool:
    """Return whether only the course's own settings are asked for, and nbgrader's steps are not."""
    return _peeking.get()


def peek_settings(course: Course) -> Any:
    """Return the course's own settings without what `configure` adds: nbgrader takes seconds to import, and is not needed yet."""
    token = _peeking.set(True)
    try:
        return load_settings(course)
    finally:
        _peeking.reset(token)


def name_database(course: Course) -> str:
    """Return the address of the course's gradebook."""
    return f"sqlite:///{course.gradebook}"


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
