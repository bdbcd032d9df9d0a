"""The door for a course's `nbgrader_config.py`: `configure` sets what nbgrader has to know."""

from pathlib import Path
from typing import Any

from ..exercise.settings import is_peeking

__all__ = ["configure"]


def configure(config: Any, root: Path) -> None:
    """Tell nbgrader where a course keeps what, what never to copy, and how to stay safe (`casebook.grading.nbgrader.step`)."""
    if is_peeking():
        return
    # Whoever only wants the course's own settings is spared nbgrader's import.
    from .nbgrader.step import configure_steps

    configure_steps(config, root)
