"""The cells of an exercise's notebook: what they are called, which of their lines are secret, and what trainees get of them.

A cell that belongs to an item carries the item's name up to the first underscore: ``first-infusion--volume_show`` shows the
widget, ``first-infusion--volume`` is graded, ``vitals-peak--code`` is the trainee's code, ``vitals-peak--code_1`` tests it.
All of it works on a notebook as plain data: grading needs these words and nothing of the course they came from.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = [
    "ANSWER",
    "BEGIN_HIDDEN",
    "BEGIN_SCHEME",
    "END_HIDDEN",
    "END_SCHEME",
    "cut_secrets",
    "item_of",
    "list_cells",
    "make_released",
    "read_grade_id",
    "read_hidden",
    "write_notebook",
]

ANSWER = "Write your answer in the box above. It is put here when you hand in."
"""What a written item's graded cell says until it holds an answer."""

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
BEGIN_SCHEME, END_SCHEME = "BEGIN MARK SCHEME", "END MARK SCHEME"


def item_of(grade_id: str) -> str:
    """Return the item a cell belongs to."""
    return grade_id.partition("_")[0]


def read_grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's name in nbgrader, or nothing when it has none."""
    metadata = cell.get("metadata")
    own = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    name = own.get("grade_id") if isinstance(own, Mapping) else None
    return name if isinstance(name, str) else ""


def write_notebook(notebook: Mapping[str, Any]) -> bytes:
    """Return a notebook as bytes, spelled as nbformat spells it."""
    cells = [{**cell, "source": cell["source"].splitlines(True)} for cell in notebook["cells"]]
    text = json.dumps(
        {**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")
    )
    return (text + "\n").encode()


def cut_region(source: str, begin: str, end: str) -> str:
    """Return a text without the lines from one that holds `begin` to the next that holds `end`, or to the last."""
    kept, inside = [], False
    for line in source.split("\n"):
        if begin in line:
            inside = True
        elif end in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def cut_secrets(source: str) -> str:
    """Return a cell's text without hidden tests and mark schemes."""
    return cut_region(cut_region(source, BEGIN_HIDDEN, END_HIDDEN), BEGIN_SCHEME, END_SCHEME)


def read_hidden(source: str) -> list[str]:
    """Return the lines of a cell that no trainee may see."""
    lines = source.split("\n")
    shown = cut_secrets(source).split("\n")
    markers = (BEGIN_HIDDEN, END_HIDDEN, BEGIN_SCHEME, END_SCHEME)
    for line in shown:
        if line in lines:
            lines.remove(line)
    return [line for line in lines if not any(marker in line for marker in markers)]


def _sum_cell(cell: Mapping[str, Any]) -> str:
    """Return nbgrader's checksum of a cell."""
    own = cell["metadata"]["nbgrader"]
    locked = not own["solution"] and (own["grade"] or own["locked"])
    parts = [cell["source"], cell["cell_type"], str(own["grade"]), str(own["solution"]), str(locked), own["grade_id"]]
    if own["grade"]:
        parts.append(str(float(own["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def list_cells(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what nbgrader keeps in its gradebook of each cell, hidden parts included, by `grade_id`."""
    kept = {}
    for cell in notebook["cells"]:
        own = cell["metadata"]["nbgrader"]
        source = cell["metadata"].get("casebook", {}).get("starter", cell["source"])
        kept[own["grade_id"]] = {
            "cell_type": cell["cell_type"],
            "locked": not own["solution"],
            "source": source,
            "checksum": _sum_cell({**cell, "source": source}),
            "points": float(own["points"]) if own["grade"] else None,
            "solution": own["solution"],
        }
    return kept


def make_released(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what nbgrader's generate_assignment makes of our source notebook.

    The real thing takes seconds to import and makes every release; this tells in milliseconds whether one is out of
    step. A test holds the two together.
    """
    cells = []
    for cell in notebook["cells"]:
        own = dict(cell["metadata"]["nbgrader"])
        starter = cell["metadata"].get("casebook", {}).get("starter", cell["source"])
        kept = {name: value for name, value in cell["metadata"].items() if name == "tags"}
        released = {**cell, "source": cut_secrets(starter), "metadata": {"deletable": False, "nbgrader": own, **kept}}
        if not own["solution"]:
            released["metadata"]["editable"] = False
        own["cell_type"] = cell["cell_type"]
        own["checksum"] = _sum_cell(released)
        cells.append(released)
    return {**notebook, "cells": cells}
