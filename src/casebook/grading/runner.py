"""Running a code task as nbgrader does: its own steps, in its order, on a notebook and a folder of one hand-in.

nbgrader's steps ask its gradebook about cells; here a snapshot answers, so that no gradebook is near a trainee's code.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat as untyped_nbformat
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ClearOutput, DeduplicateIds, Execute, IgnorePattern, LimitOutput, OverwriteCells
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, setenv
from traitlets.config import Config

from ..notebook import item_of, read_grade_id
from ..response import Refused, Response
from .converter import quiet_log
from .preprocessor import fill_answers
from .quarantine import clean_outputs
from .result import Flag, Limits, Row
from .snapshot import Snapshot
from .submission import Submission, read_notebook, rebuild_notebook

__all__ = ["Run", "read_handed", "run_notebook", "write"]

nbformat: Any = untyped_nbformat


@dataclass(slots=True)
class Run:
    """What running a notebook gave: rows for its tests and written answers, nbgrader's comments, and flags."""

    ran: bool = False
    rows: list[Row] = field(default_factory=list)
    comments: dict[str, str | None] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)


class _Cells:
    """A snapshot that answers what `OverwriteCells` asks of a gradebook."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._cells = {
            name: SimpleNamespace(name=name, max_score=cell["points"], **{key: cell[key] for key in _RECORD})
            for name, cell in snapshot.cells.items()
        }
        self._solutions = [name for name, cell in snapshot.cells.items() if cell["solution"]]

    def find_source_cell(self, name: str, *_: str) -> Any:
        if name not in self._cells:
            raise MissingEntry(name)
        return self._cells[name]

    def find_graded_cell(self, name: str, *_: str) -> Any:
        cell = self.find_source_cell(name)
        if cell.max_score is None:
            raise MissingEntry(name)
        return cell

    def find_notebook(self, *_: str) -> Any:
        cells = list(self._cells.values())
        return SimpleNamespace(
            source_cells=cells,
            grade_cells=[cell for cell in cells if cell.max_score is not None],
            solution_cells=[cell for cell in cells if cell.name in self._solutions],
            task_cells=[],
        )


_RECORD = ("cell_type", "locked", "source", "checksum")


class _OverwriteCells(OverwriteCells):  # type: ignore[misc]
    """nbgrader's step that puts tests back, asking a snapshot."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        own = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.gradebook = own["notebook"], own["assignment"], own["cells"]
        nb, resources = super(OverwriteCells, self).preprocess(nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
        return nb, resources


def _parse(data: bytes, released: Mapping[str, Any]) -> Any:
    """Return a notebook of a stranger as nbformat has it: cells, sources, and of metadata only what was released."""
    clean = read_notebook(data)
    clean["nbformat_minor"] = 5
    known = {read_grade_id(cell): cell for cell in released["cells"]}
    seen: set[str] = set()
    for number, cell in enumerate(clean["cells"]):
        name = read_grade_id(cell)
        cell["metadata"] = copy.deepcopy(known[name]["metadata"]) if name in known else {}
        cell["id"] = known[name]["id"] if name in known and name not in seen else f"added-{number}"
        seen.add(name)
        for name in ("execution_count", "outputs", "attachments"):
            cell.pop(name, None)
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    clean["metadata"] = {}
    return nbformat.from_dict(clean)


def read_handed(snapshot: Snapshot, submission: Submission, response: Response | None) -> tuple[Any, list[Flag]]:
    """Return the notebook of a hand-in; when it has none that can be read, the released one with its answers."""
    released = read_notebook(snapshot.released.encode())
    if submission.notebook is not None:
        try:
            return _parse(submission.notebook, released), []
        except Refused as refused:
            flags = [Flag("refused", "", str(refused))]
        except Exception as error:  # nbformat and jsonschema raise what they like
            flags = [Flag("refused", "", f"the notebook can't be read ({type(error).__name__}) - ask for it again")]
    else:
        flags = []
    blank = response or Response(exercise=snapshot.exercise, learner="")
    return _parse(rebuild_notebook(released, blank), released), flags


def _is_touched(snapshot: Snapshot, cell: Any) -> bool:
    """Return whether a trainee wrote this code cell or anything into it."""
    known = snapshot.cells.get(read_grade_id(cell))
    if known is None:
        return bool(cell.source.strip())
    return bool(known["solution"]) and bool(compute_checksum(cell) != known["checksum"])


def _list_runnable(snapshot: Snapshot, notebook: Any) -> list[Any]:
    return [
        cell for cell in notebook.cells
        if cell.cell_type == "code" and not snapshot.is_furniture(read_grade_id(cell))
    ]  # fmt: skip


def run_notebook(snapshot: Snapshot, notebook: Any, response: Response | None, folder: Path, limits: Limits) -> Run:
    """Bring a notebook into order, run its code in a folder, and decide the marks of its tests and written cells.

    Works in place. Code that nobody touched is not run and earns nothing. Cells marked from the response file are left
    to the caller.
    """
    run = Run()
    config = Config({name: dict(values) for name, values in snapshot.settings.items()})
    resources = {
        "metadata": {"path": str(folder)},
        "nbgrader": {"notebook": snapshot.exercise, "assignment": snapshot.exercise, "cells": _Cells(snapshot)},
    }
    with quiet_log():
        for step in (ClearOutput(), DeduplicateIds(), _OverwriteCells(config=config)):
            step(notebook, resources)
        notebook.metadata["kernelspec"] = dict(snapshot.kernelspec)
        fill_answers(notebook, response)
        runnable = _list_runnable(snapshot, notebook)
        if any(_is_touched(snapshot, cell) for cell in runnable):
            run.ran = True
            run.flags += _execute(notebook, runnable, resources, config, limits)
        for step in (IgnorePattern(config=config), LimitOutput(config=config)):
            step(notebook, resources)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in clean_outputs(cell.outputs)]
    run.rows += _decide(snapshot, notebook, run)
    run.comments = {
        read_grade_id(cell): "No response."
        if cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        else None
        for cell in notebook.cells
        if is_solution(cell) and read_grade_id(cell)
    }
    return run


def _execute(notebook: Any, cells: list[Any], resources: Any, config: Config, limits: Limits) -> Iterator[Flag]:
    """Run cells in a kernel of their own; yields what went wrong with the kernel, not with the code."""
    part = nbformat.from_dict({**notebook, "cells": []})
    part.cells = cells
    own: dict[str, Any] = {"extra_arguments": [*config.Execute.get("extra_arguments", ()), "--log-level=ERROR"]}
    if limits.cell_seconds is not None:
        own["timeout"] = limits.cell_seconds
    try:
        with setenv(NBGRADER_EXECUTION="autograde"):
            Execute(config=config, **own)(part, resources)
    except Exception as error:
        for cell in cells:
            cell.outputs = []
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        yield Flag("not-run", "", f"the code could not be run to its end ({why[:200]}), so a person marks it")


def _decide(snapshot: Snapshot, notebook: Any, run: Run) -> Iterator[Row]:
    """Yield a row for each graded cell that is not marked from the response file."""
    there = {read_grade_id(cell): cell for cell in notebook.cells}
    failed = any(flag.rule == "not-run" for flag in run.flags)
    for name, known in snapshot.cells.items():
        if known["points"] is None or snapshot.is_marked_here(name):
            continue
        cell = there.get(name)
        if cell is None or not is_grade(cell):
            run.flags.append(Flag("missing", item_of(name), f"the cell {name} is missing, so a person marks it"))
            yield Row(name, None, True)
        elif cell.cell_type == "code" and not run.ran:
            yield Row(name, 0.0, False)
        elif cell.cell_type == "code" and failed:
            yield Row(name, None, True)
        else:
            yield _decide_cell(name, cell, run)


def _decide_cell(name: str, cell: Any, run: Run) -> Row:
    try:
        score, _ = determine_grade(cell)
    except (ValueError, KeyError) as error:
        run.flags.append(Flag("odd-score", item_of(name), f"the test's score can't be used ({error})"))
        return Row(name, None, True)
    return Row(name, score if score is None else float(score), score is None)


def write(notebook: Mapping[str, Any]) -> str:
    """Return a graded notebook as text."""
    return str(nbformat.writes(notebook, version=4)) + "\n"
