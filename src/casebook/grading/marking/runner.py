"""Running a code task as nbgrader does: its own steps, in its order, on a notebook and a folder of one hand-in.

nbgrader's steps ask its gradebook about cells; here a snapshot answers, so that no gradebook is near a trainee's code.
"""

import ast
import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import nbformat as untyped_nbformat
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ClearOutput, DeduplicateIds, Execute, IgnorePattern, LimitOutput, OverwriteCells
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, setenv
from traitlets.config import Config

from ...exercise.cell import item_of, read_grade_id
from ...exercise.settings import quiet_log
from ...folder import make_scratch
from ...mark.response import FILE_NAME, Refused, Response, write_response
from ..box.sandbox import Box, Broken, CellRun, Place
from ..box.tamper import read_code
from ..handin.notebook.work import holds_notes
from ..handin.quarantine import LARGEST_OUTPUT, clean_outputs, quote_text
from ..handin.submission import Submission, read_notebook
from ..nbgrader.answer import fill_answers
from ..outcome import Flag, Limits, Row
from .intake import list_odd, read_released
from .snapshot import Snapshot

__all__ = ["NotebookRun", "Unsheltered", "make_quickly", "run_notebook", "write"]

_LARGEST_OUTPUTS = 5_000_000  # characters of output that a whole notebook keeps, and a little more

nbformat: Any = untyped_nbformat


class Unsheltered(ValueError):
    """There is code to run and nothing to shut it in: the caller's mistake, not the hand-in's."""


@dataclass(slots=True)
class NotebookRun:
    """What running a notebook gave: rows for its tests and written answers, nbgrader's comments, and flags.

    `level` says how the code was shut in, `held` that signs of tampering were seen while it ran, `raised` which cells ended in an error.
    """

    ran: bool = False
    level: str = ""
    held: bool = False
    raised: set[str] = field(default_factory=set)
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


def make_quickly(
    snapshot: Snapshot, submission: Submission, response: Response | None
) -> tuple[dict[str, Any], NotebookRun] | None:
    """Return the graded notebook of a hand-in in which nothing is to be run, or None when anything is out of the ordinary.

    Gives what `run_notebook` would, in a tenth of the time: most hand-ins of most exercises are of this kind.
    """
    if response is None or snapshot.plain:
        return None
    released = read_released(snapshot.released)
    sources = [cell["source"] for cell in released["cells"]]
    run = NotebookRun()
    if submission.notebook is not None:
        try:
            document = read_notebook(submission.notebook)
        except Refused:
            return None
        handed = document["cells"]
        names = [(read_grade_id(cell), cell["cell_type"]) for cell in released["cells"]]
        if [(read_grade_id(cell), cell["cell_type"]) for cell in handed] != names:
            return None
        sources = [cell["source"] for cell in handed]
        if holds_notes(document):
            return None
        run.flags += list_odd(document, released)
    cells = []
    for released_cell, source in zip(released["cells"], sources, strict=True):
        name = read_grade_id(released_cell)
        known = snapshot.cells[name]
        own = {**released_cell["metadata"]["nbgrader"], "checksum": known["checksum"]}
        cell = {**released_cell, "metadata": {**released_cell["metadata"], "nbgrader": own}, "source": known["source"]}
        answer = response.responses.get(name)
        written = isinstance(answer, str) and bool(answer.strip())
        if known["solution"]:
            if known["cell_type"] == "code" and (written or source != released_cell["source"]):
                return None
            if source != released_cell["source"] and (not written or source != quote_text(answer)):  # type: ignore[arg-type]
                return None
            if written:
                cell["source"] = quote_text(answer)  # type: ignore[arg-type]
            decided = nbformat.from_dict(cell)
            run.comments[name] = "No response." if known["checksum"] == compute_checksum(decided) else None
            if known["points"] is not None:
                run.rows.append(_decide_cell(name, decided, run))
        elif source not in (released_cell["source"], known["source"]):
            return None
        elif known["points"] is not None and not snapshot.is_marked_here(name):
            run.rows.append(Row(name, 0.0, False))
        cells.append(cell)
    metadata = {"kernelspec": dict(snapshot.kernelspec)}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, run


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


def run_notebook(
    snapshot: Snapshot, notebook: Any, response: Response | None, limits: Limits, place: Place | None = None,
    beside: Mapping[str, bytes] | None = None, *, bare: bool = False, unrun: str = "", pieced: Collection[str] = (),
    other: Collection[str] = (),
) -> NotebookRun:  # fmt: skip
    """Bring a notebook into order, run its code, and decide the marks of its tests and written cells.

    Works in place. Code that nobody touched is not run and earns nothing. Cells marked from the response file are left
    to the caller. `beside` are other files that were handed in, `pieced` and `other` code items of which a person confirms what is not full.
    Code runs in a box of `place`, or, only if `bare` allows it, in a kernel that nothing shuts in; in an exercise without code tasks none is
    run. `unrun` says why no code is run although there is some: a person marks it.
    """
    run = NotebookRun()
    config = Config({name: dict(values) for name, values in snapshot.settings.items()})
    resources = {
        "nbgrader": {"notebook": snapshot.exercise, "assignment": snapshot.exercise, "cells": _Cells(snapshot)}
    }
    with quiet_log():
        for step in (ClearOutput(), DeduplicateIds(), _OverwriteCells(config=config)):
            step(notebook, resources)
        notebook.metadata["kernelspec"] = dict(snapshot.kernelspec)
        fill_answers(notebook, response)
        runnable = _list_runnable(snapshot, notebook)
        touched = [cell for cell in runnable if _is_touched(snapshot, cell)]
        if unrun:
            run.ran = True
            run.flags.append(_fail(runnable, unrun))
        elif snapshot.runs_code and (touched or (snapshot.plain and runnable)):
            if place is None and not bare:
                raise Unsheltered("there is code to run and nothing to shut it in")
            run.ran = True
            said = [phrase for cell in touched for phrase in read_code(cell.source)]
            run.flags += [Flag("look", "", f"the code {phrase}; look at it") for phrase in dict.fromkeys(said)]
            # What the author put beside the notebook replaces what was handed in under the same name.
            files = {name: base64.b64encode(data).decode() for name, data in (beside or {}).items()} | dict(
                snapshot.files
            )
            if response is not None and not snapshot.plain:
                files[FILE_NAME] = base64.b64encode(write_response(response)).decode()
            if place is None:
                run.level = "none"
                run.flags += _run_in_kernel(notebook, runnable, files, config, limits)
            else:
                run.level = place.fence.level
                run.flags += _run_in_box(snapshot, runnable, files, config, limits, place, run.raised)
                run.held = any(flag.rule == "tampering" for flag in run.flags)
        for step in (IgnorePattern(config=config), LimitOutput(config=config)):
            step(notebook, resources)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in clean_outputs(cell.outputs)]
    run.rows += _confirm(snapshot, _decide(snapshot, notebook, run), run, pieced, other)
    run.comments = {
        read_grade_id(cell): "No response."
        if cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        else None
        for cell in notebook.cells
        if is_solution(cell) and read_grade_id(cell)
    }
    return run


def _fail(cells: list[Any], why: str) -> Flag:
    """As nbgrader does, keep nothing of a notebook that could not be run to its end."""
    for cell in cells:
        cell.outputs = []
    return Flag("not-run", "", f"the code could not be run to its end ({why[:200]}), so a person marks it")


def _run_in_kernel(
    notebook: Any, cells: list[Any], files: Mapping[str, str], config: Config, limits: Limits
) -> Iterator[Flag]:
    """Run cells in a kernel of their own; yields what went wrong with the kernel, not with the code."""
    part = nbformat.from_dict({**notebook, "cells": []})
    part.cells = cells
    own: dict[str, Any] = {"extra_arguments": [*config.Execute.get("extra_arguments", ()), "--log-level=ERROR"]}
    if limits.cell_seconds is not None:
        own["timeout"] = limits.cell_seconds
    with make_scratch("kernel") as folder:
        for file, data in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(base64.b64decode(data))
        try:
            with setenv(NBGRADER_EXECUTION="autograde"):
                Execute(config=config, **own)(part, {"metadata": {"path": str(folder)}})
        except Exception as error:
            yield _fail(cells, str(error).strip().partition("\n")[0] or type(error).__name__)


def _run_in_box(
    snapshot: Snapshot, cells: list[Any], files: Mapping[str, str], config: Config, limits: Limits, place: Place, raised: set[str]
) -> Iterator[Flag]:  # fmt: skip
    """Run cells one after another in a box; yields what went wrong with it, and signs of tampering. Notes in `raised` what failed."""
    step = Execute(config=config)
    seconds = limits.cell_seconds if limits.cell_seconds is not None else step.timeout
    seen: dict[str, None] = {}
    notes: dict[str, None] = {}
    room = _LARGEST_OUTPUTS
    try:
        with Box(place.line, files, limits, place.fence) as box:
            for cell in cells:
                if not cell.source.strip():
                    continue
                known = snapshot.cells.get(read_grade_id(cell))
                test = known is not None and not known["solution"]
                answer = box.run(cell.source, test=test, seconds=seconds if seconds and seconds > 0 else None)
                seen |= dict.fromkeys(answer.seen)
                notes |= dict.fromkeys(_explain(answer, test=test))
                outputs = clean_outputs(answer.outputs, room=min(LARGEST_OUTPUT, room))
                room -= sum(len(str(output)) for output in outputs)
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
                if answer.late or answer.reply["status"] == "error":
                    raised.add(read_grade_id(cell))
                reply = {**step.error_on_timeout, "status": "error"} if answer.late else answer.reply
                step.on_cell_executed(cell=cell, execute_reply={"content": reply})
    except Broken as broken:
        yield _fail(cells, str(broken))
    for what in seen:
        yield Flag("tampering", "", f"while the code ran {what}, so a person confirms the marks of its tests")
    for what in notes:
        yield Flag("note", "", what)


def _explain(answer: CellRun, *, test: bool) -> Iterator[str]:
    """Yield what, in running a cell, explains marks that could surprise."""
    outputs = answer.outputs
    if answer.late:
        yield "a cell ran out of time and was stopped"
    elif answer.reply["status"] == "error" and not test:
        yield f"the code stopped with an error ({answer.reply['ename'][:80]})"
    elif test and answer.reply["status"] == "ok" and any(each.get("name") == "stderr" for each in outputs):
        yield "a test counts as failed because a warning or an error message was printed"
    if sum(len(each["text"]) for each in outputs if isinstance(each.get("text"), str)) >= LARGEST_OUTPUT:
        yield "it printed more than is kept"


def _decide(snapshot: Snapshot, notebook: Any, run: NotebookRun) -> Iterator[Row]:
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
        elif cell.cell_type == "code":
            row = _decide_cell(name, cell, run)
            doubt = _doubt(known["source"], cell, name in run.raised) if row.score and not known["solution"] else ""
            if doubt:
                run.flags.append(
                    Flag("doubt", item_of(name), f"the test {name} {doubt}, so a person decides about its marks")
                )
            yield Row(name, None if doubt else row.score, row.waits or run.held or bool(doubt))
        else:
            yield _decide_cell(name, cell, run)


def _doubt(source: str, cell: Any, raised: bool) -> str:
    """Return why a test that earns marks can't be believed, or nothing: nbgrader asks for the first value that was shown, whoever showed it."""
    values = sum(output.output_type == "execute_result" for output in cell.outputs)
    if raised or any(output.output_type == "error" for output in cell.outputs):
        return "ended in an error after a value was shown for it"
    if values > 1 or (values and not _shows_value(source)):
        return "shows a value that is not its own"
    return ""


def _shows_value(source: str) -> bool:
    """Return whether a test ends in a value that its notebook shows; True when that can't be told."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return True
    return bool(body) and isinstance(body[-1], ast.Expr)


def _confirm(
    snapshot: Snapshot, rows: Iterable[Row], run: NotebookRun, pieced: Collection[str], other: Collection[str]
) -> Iterator[Row]:
    """Yield rows, those waiting that are not full although their code may not be what was meant."""
    short: set[str] = set()
    for row in rows:
        item = item_of(row.cell)
        if row.score is not None and row.score < (snapshot.cells[row.cell]["points"] or 0):
            short.add(item)
            yield Row(row.cell, row.score, row.waits or item in pieced or item in other)
        else:
            yield row
    for item in pieced:
        where = "stood in several cells or outside its own"
        what = f"its code {where} and was put together, so a person looks at the tests it did not pass"
        run.flags.append(Flag("pieced", item, what) if item in short else Flag("note", "", f"code {where} and was put together"))  # fmt: skip
    for item in short & set(other):
        what = "the response file holds other code than the notebook, whose code did not pass every test, so a person compares them"
        run.flags.append(Flag("other", item, what))


def _decide_cell(name: str, cell: Any, run: NotebookRun) -> Row:
    try:
        score, _ = determine_grade(cell)
    except (ValueError, KeyError) as error:
        run.flags.append(Flag("odd-score", item_of(name), f"the test's score can't be used ({error})"))
        return Row(name, None, True)
    return Row(name, score if score is None else float(score), score is None)


def write(notebook: Mapping[str, Any]) -> str:
    """Return a graded notebook as text: on one line, since only programs read it and there are many."""
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n"
