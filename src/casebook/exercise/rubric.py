"""The cell that tells an educator what earns marks for a written answer."""

from collections.abc import Mapping
from typing import Any

from ..text.markup import fill_numbers
from .cell import BEGIN_SCHEME, END_SCHEME

__all__ = ["write_rubric"]


def write_rubric(secret: Mapping[str, Any], variant: int | None) -> str:
    """Return the cell that tells an educator what earns marks, with the numbers one learner was shown if given."""
    points = secret["rubric"]
    lines = [f"- {point['marks']:g}: {fill_numbers(point['words'], secret['numbers'], variant)}" for point in points]
    marked = [f"### {BEGIN_SCHEME}", *lines, f"### {END_SCHEME}"]
    return "\n".join(["A person reads and marks this answer.", *marked])
