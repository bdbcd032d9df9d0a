"""The door for exercise notebooks: `widget.open_exercise()` shows the items to answer."""

from .exercise.widget import open_exercise

__all__ = ["open_exercise"]
