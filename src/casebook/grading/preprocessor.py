"""The door for a course's `nbgrader_config.py`: `configure` sets what nbgrader has to know."""

from .nbgrader.step import configure

__all__ = ["configure"]
