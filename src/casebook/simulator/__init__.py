"""A simulator: controls a learner moves, a figure, a table and a sentence that follow.

One cell, two hosts. In Jupyter, ipywidgets controls drive the subject's own `evaluate` in Python. In the book the same
cell leaves a figure, a table and plain data, and the page's script brings them to life. What is explored is described
by a subject's explorer; see `Explorer`.
"""

from .explorer import Explorer, start_values
from .notebook import STATIC, Simulator
from .page import describe, write_page
from .showing import Showing, draw

__all__ = [
    "STATIC",
    "Explorer",
    "Showing",
    "Simulator",
    "describe",
    "draw",
    "start_values",
    "write_page",
]
