"""The cell that tells an educator what earns marks for a written answer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..text.markup import fill_numbers
from .cell import BEGIN_SCHEME, END_SCHEME, read_grade_id

__all__ = ["put_rubrics", "write_rubric"]


def write_rubric(secret: Mapping[str, Any], variant: int | None) -> str:
    """Return the cell that tells an educator what earns marks, with the numbers one learner was shown if given."""
    points = secret["rubric"]
    lines = [f"- {point['marks']:g}: {fill_numbers(point['words'], secret['numbers'], variant)}" for point in points]
    marked = [f"### {BEGIN_SCHEME}", *lines, f"### {END_SCHEME}"]
    return "\n".join(["A person reads and marks this answer.", *marked])


def put_rubrics(
    cells: Iterable[Any], secrets: Mapping[str, Mapping[str, Any]], find: Callable[[str], int | None]
) -> None:
    """Show in a hand-in's cells the rubrics with this learner's numbers; `find` tells by item which set of them it is."""
    for cell in cells:
        item, _, part = read_grade_id(cell).partition("_")
        if part == "rubric" and item in secrets:
            cell["source"] = write_rubric(secrets[item], find(item))
