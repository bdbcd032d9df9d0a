"""Grading one hand-in: a pure function from a snapshot and bytes to a result.

What the response file answers is marked by `casebook.kind`, and no trainee's code runs for it. A code task is run by
nbgrader's own steps, in a folder of its own. No database, no network and no shared disk are touched.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...exercise.cell import item_of, read_grade_id
from ...exercise.rubric import put_rubrics
from ...kind import mark
from ...mark.learner import fold_learner, name_folder
from ...mark.mark import Status
from ...mark.response import Refused, Response, read_response
from ..box.sandbox import Gone, Place
from ..handin.notebook.work import show_other
from ..handin.quarantine import clean_text
from ..handin.submission import Submission, unpack_submission
from ..outcome import Flag, ItemMark, Limits, Result, Row
from . import runner
from .intake import Handed, read_handed
from .snapshot import Snapshot, choose_shown, say_changed

__all__ = ["grade", "grade_quickly", "grade_without_code"]


def _is_odd(response: Response) -> bool:
    """Return whether reading the response file, or showing its answers, had to leave characters out."""
    return any(isinstance(text, str) and "\ufffd" in clean_text(text) for text in response.responses.values())


def _read(snapshot: Snapshot, submission: Submission) -> tuple[Response | None, list[Flag]]:
    """Return the response file, or None when it can't be taken, and what to say of it."""
    if snapshot.plain:
        return None, []
    if submission.response is None:
        return Response(exercise=snapshot.exercise, learner=""), [
            Flag("no-response", "", "there is no response file, so nothing but the notebook's own cells is marked")
        ]
    try:
        response = read_response(submission.response, snapshot.exercise)
    except Refused as refused:
        return None, [Flag("refused", "", str(refused))]
    flags = [Flag("note", "", "characters that no page can show were replaced")] if _is_odd(response) else []
    if fold_learner(submission.student) not in (fold_learner(response.learner), name_folder(response.learner)):
        what = f"the file names {response.learner.strip() or 'nobody'}; marked on the numbers shown to that name"
        flags.append(Flag("identity", "", what))
    return response, flags


def _mark_item(
    snapshot: Snapshot, response: Response | None, item: str, typed: bool
) -> tuple[Row, ItemMark | None, list[Flag]]:
    """Mark one item of the response file; `typed` says that something stands beside it in the notebook."""
    if response is None:
        return Row(item, None, True), None, []
    changed = say_changed(snapshot, response, item)
    if changed:
        return Row(item, None, True), None, [Flag("changed", item, changed)]
    variant, odd = choose_shown(snapshot, response, item)
    flags = [odd] if odd else []
    if variant is None:
        return Row(item, None, True), None, flags
    answer = response.responses.get(item)
    if typed and not answer:
        what = "nothing was chosen, but something is typed beside it in the notebook, so a person marks it"
        return Row(item, None, True), None, [Flag("typed", item, what)]
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


_TOLD = ("refused", "identity", "no-response")
"""What of a whole hand-in is said beside each of its marks; the rest is the educator's business alone."""


def _put_marks(notebook: Any, rows: Mapping[str, Row], response: Response | None, flags: list[Flag]) -> None:
    """Show in each marked cell what was answered and what it earned, as running it would have."""
    for cell in notebook["cells"]:
        row = rows.get(read_grade_id(cell))
        if row is None or cell["cell_type"] != "code":
            continue
        answer = response.responses.get(row.cell) if response else None
        said = [
            _show_answer(answer),
            *(f"Note: {flag.what}." for flag in flags if flag.item == row.cell or flag.rule in _TOLD),
        ]
        outputs: list[dict[str, Any]] = [{"output_type": "stream", "name": "stdout", "text": "\n".join(said) + "\n"}]
        if row.score is not None:
            data = {"text/plain": repr(row.score)}
            outputs.append({"output_type": "execute_result", "data": data, "execution_count": None, "metadata": {}})
        cell["outputs"] = [type(cell)(output) for output in outputs]


def grade(
    snapshot: Snapshot, submission: bytes, limits: Limits | None = None, place: Place | None = None, *, bare: bool = False
) -> Result:  # fmt: skip
    """Grade one hand-in.

    `submission` is what `pack_submission` gave; its code is run in a box of `place`, or, only if `bare` allows it, in an
    ordinary kernel that nothing shuts in. Whatever a learner handed in, this returns a result; what could not be marked
    waits for a person, and a flag says why.
    """
    handed = unpack_submission(submission)
    try:
        response, flags = _read(snapshot, handed)
        work = read_handed(snapshot, handed, response)
        run = runner.run_notebook(
            snapshot,
            work.notebook,
            work.response,
            limits or Limits(),
            place,
            handed.files,
            bare=bare,
            pieced=work.pieced,
            other=work.other,
        )
        rung = "kernel" if place is None else "zygote"
        return _finish(snapshot, handed, work.response, work.notebook, run, [*flags, *work.flags], rung, work)
    except (Gone, runner.Unsheltered):
        raise
    except Exception as error:
        # Whatever a stranger's notebook did to us, or to nbgrader's steps: it must not cost the marks of the response file.
        return grade_without_code(snapshot, submission, f"the grader met a {type(error).__name__} in it")


def grade_without_code(snapshot: Snapshot, submission: bytes, why: str) -> Result:
    """Mark the response file of a hand-in whose notebook can't be graded; the code and its tests wait for a person, who is told why."""
    handed = replace(unpack_submission(submission), notebook=None, files={})
    response, flags = _read(snapshot, handed)
    work = read_handed(snapshot, handed, response)
    run = runner.run_notebook(snapshot, work.notebook, work.response, Limits(), unrun=why)
    return _finish(snapshot, handed, work.response, work.notebook, run, [*flags, *work.flags], "zygote", work)


def grade_quickly(snapshot: Snapshot, submission: bytes) -> Result | None:
    """Grade a hand-in in which nothing is to be run, in a millisecond or two; None for one that `grade` has to see."""
    handed = unpack_submission(submission)
    if snapshot.plain:
        return _miss(snapshot, handed) if handed.notebook is None else None
    try:
        response, flags = _read(snapshot, handed)
        quick = runner.make_quickly(snapshot, handed, response)
        return _finish(snapshot, handed, response, *quick, flags, "") if quick is not None else None
    except Exception:  # out of the ordinary, whatever it was
        return None


def _miss(snapshot: Snapshot, handed: Submission) -> Result:
    """Return what nbgrader gives for a notebook that was not handed in: nothing, and nobody need look."""
    rows = tuple(Row(name, 0.0, False) for name, cell in snapshot.cells.items() if cell["points"] is not None)
    return Result(
        exercise=snapshot.exercise, student=handed.student, learner="", rung="response", rows=rows, marks=(),
        comments={}, flags=(), notebook="",
    )  # fmt: skip


def _finish(
    snapshot: Snapshot, handed: Submission, response: Response | None, notebook: Any, run: runner.NotebookRun, flags: list[Flag],
    rung: str, work: Handed | None = None,
) -> Result:  # fmt: skip
    """Put together the marks of the response file and those of the notebook's own cells."""
    rows: dict[str, Row] = {}
    marks: list[ItemMark] = []
    for cell in snapshot.cells:
        if snapshot.is_marked_here(cell):
            rows[cell], item_mark, odd = _mark_item(snapshot, response, cell, work is not None and cell in work.typed)
            flags += odd
            marks += [item_mark] if item_mark else []
    trusted = dict(rows)
    flags += run.flags
    for row in run.rows:
        item = item_of(row.cell)
        changed = say_changed(snapshot, response, item) if response is not None and not snapshot.plain else ""
        rows[row.cell] = Row(row.cell, None, True) if changed else row
        flags += [Flag("changed", item, changed)] if changed else []
    _put_marks(notebook, trusted, response, flags)
    if response is not None:
        put_rubrics(notebook["cells"], snapshot.secrets, lambda item: choose_shown(snapshot, response, item)[0])
    if work and work.other:
        notebook["cells"] = [type(notebook)(cell) for cell in show_other(notebook["cells"], work.other)]
    return Result(
        exercise=snapshot.exercise,
        student=handed.student,
        learner=fold_learner(response.learner) if response else "",
        rung=rung if run.ran else "response",
        isolation=run.level,
        rows=tuple(rows[cell] for cell in snapshot.cells if cell in rows),
        marks=tuple(marks),
        comments=run.comments,
        flags=tuple(dict.fromkeys(flags)),
        notebook=runner.write(notebook),
    )
