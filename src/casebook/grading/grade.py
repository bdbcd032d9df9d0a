"""Grading one hand-in: a pure function from a snapshot and bytes to a result.

What the response file answers is marked by `casebook.mark`, and no trainee's code runs for it. A code task is run by
nbgrader's own steps, in a folder of its own. No database, no network and no shared disk are touched.
"""

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..learner import fold_learner, name_folder
from ..mark import Status, mark
from ..notebook import item_of, read_grade_id, write_rubric
from ..response import FILE_NAME, Refused, Response, read_response, write_response
from . import runner
from .result import Flag, ItemMark, Limits, Result, Row
from .snapshot import Snapshot, choose_shown, is_changed
from .submission import Submission, unpack_submission

__all__ = ["grade"]


def _read(snapshot: Snapshot, submission: Submission) -> tuple[Response | None, list[Flag]]:
    """Return the response file, or None when it can't be taken, and what to say of it."""
    if submission.response is None:
        return Response(exercise=snapshot.exercise, learner=""), [
            Flag("no-response", "", "there is no response file, so nothing but the notebook's own cells is marked")
        ]
    try:
        response = read_response(submission.response, snapshot.exercise)
    except Refused as refused:
        return None, [Flag("refused", "", str(refused))]
    flags = []
    if fold_learner(submission.student) not in (fold_learner(response.learner), name_folder(response.learner)):
        what = f"the file names {response.learner.strip() or 'nobody'}; marked on the numbers shown to that name"
        flags.append(Flag("identity", "", what))
    return response, flags


def _mark_item(snapshot: Snapshot, response: Response | None, item: str) -> tuple[Row, ItemMark | None, list[Flag]]:
    """Mark one item of the response file."""
    if response is None:
        return Row(item, None, True), None, []
    if is_changed(snapshot, response, item):
        what = "this item was changed after it was handed in, so a person marks it"
        return Row(item, None, True), None, [Flag("changed", item, what)]
    variant, odd = choose_shown(snapshot, response, item)
    flags = [odd] if odd else []
    if variant is None:
        return Row(item, None, True), None, flags
    answer = response.responses.get(item)
    got = mark(snapshot.secrets[item], list(answer) if isinstance(answer, tuple) else answer, variant)
    if got.status is Status.UNANSWERED:
        flags = []
    item_mark = ItemMark(item, variant, got.points, got.status, got.mistake, got.refusal)
    return Row(item, got.points, False), item_mark, flags


def _show_answer(answer: str | tuple[str, ...] | None) -> str:
    if not answer:
        return "Nothing was answered."
    text = answer if isinstance(answer, str) else ", ".join(answer)
    return f"Answered: {text[:500]}"


def _put_marks(notebook: Any, rows: Mapping[str, Row], response: Response | None, flags: list[Flag]) -> None:
    """Show in each marked cell what was answered and what it earned, as running it would have."""
    for cell in notebook.cells:
        row = rows.get(read_grade_id(cell))
        if row is None or cell.cell_type != "code":
            continue
        answer = response.responses.get(row.cell) if response else None
        said = [_show_answer(answer), *(f"Note: {flag.what}." for flag in flags if flag.item in ("", row.cell))]
        outputs: list[dict[str, Any]] = [{"output_type": "stream", "name": "stdout", "text": "\n".join(said) + "\n"}]
        if row.score is not None:
            data = {"text/plain": repr(row.score)}
            outputs.append({"output_type": "execute_result", "data": data, "execution_count": None, "metadata": {}})
        cell.outputs = [type(cell)(output) for output in outputs]


def _put_rubrics(notebook: Any, snapshot: Snapshot, response: Response | None) -> None:
    """Show a person who marks a written answer the rubric with this learner's numbers."""
    for cell in notebook.cells:
        item, _, part = read_grade_id(cell).partition("_")
        if part == "rubric" and item in snapshot.secrets and response is not None:
            cell.source = write_rubric(snapshot.secrets[item], choose_shown(snapshot, response, item)[0])


def grade(snapshot: Snapshot, submission: bytes, limits: Limits | None = None) -> Result:
    """Grade one hand-in.

    `submission` is what `pack_submission` gave. Whatever a learner handed in, this returns a result; what could not
    be marked waits for a person, and a flag says why.
    """
    handed = unpack_submission(submission)
    response, flags = _read(snapshot, handed)
    rows: dict[str, Row] = {}
    marks: list[ItemMark] = []
    for cell in snapshot.cells:
        if snapshot.is_marked_here(cell):
            rows[cell], item_mark, odd = _mark_item(snapshot, response, cell)
            flags += odd
            marks += [item_mark] if item_mark else []
    notebook, unread = runner.read_handed(snapshot, handed, response)
    flags += unread
    trusted = dict(rows)
    with tempfile.TemporaryDirectory(prefix="casebook-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _fill_folder(snapshot, response, folder)
        run = runner.run_notebook(snapshot, notebook, response, folder, limits or Limits())
    flags += run.flags
    for row in run.rows:
        changed = response is not None and is_changed(snapshot, response, item_of(row.cell))
        rows[row.cell] = Row(row.cell, None, True) if changed else row
        if changed and not any(flag.rule == "changed" and flag.item == item_of(row.cell) for flag in flags):
            what = "this item was changed after it was handed in, so a person marks it"
            flags.append(Flag("changed", item_of(row.cell), what))
    _put_marks(notebook, trusted, response, flags)
    _put_rubrics(notebook, snapshot, response)
    return Result(
        exercise=snapshot.exercise,
        student=handed.student,
        learner=fold_learner(response.learner) if response else "",
        rung="kernel" if run.ran else "response",
        rows=tuple(rows[cell] for cell in snapshot.cells if cell in rows),
        marks=tuple(marks),
        comments=run.comments,
        flags=tuple(dict.fromkeys(flags)),
        notebook=runner.write(notebook),
    )


def _fill_folder(snapshot: Snapshot, response: Response | None, folder: Path) -> None:
    for name, data in snapshot.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(base64.b64decode(data))
    if response:
        (folder / FILE_NAME).write_bytes(write_response(response))
