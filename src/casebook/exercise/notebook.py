"""An exercise as a notebook: nbgrader's source, with keys in hidden cells, and what nbgrader makes of it for trainees.

Every cell's id and `grade_id` derive from the ids the author wrote, so the same exercise gives the same bytes. A cell
that belongs to an item carries the item's name up to the first underscore: ``first-infusion--volume_show`` shows the
widget, ``first-infusion--volume`` is graded, ``vitals-peak--code`` is the trainee's code, ``vitals-peak--code_1`` tests it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..kind import MARKED
from ..mark.half import SecretHalf
from ..mark.quantity import format_quantity
from ..mark.variant import evaluate
from ..subject import Subject
from ..text.case import Text
from ..text.markup import Reference, fill_numbers, parse_call, render_plain
from ..text.task import Exercise, Task
from .key import make_key

__all__ = [
    "ANSWER",
    "item_of",
    "list_cells",
    "list_tests",
    "make_notebook",
    "make_released",
    "read_grade_id",
    "write_notebook",
]

ANSWER = "Write your answer in the box above. It is put here when you hand in."
"""What a written item's graded cell says until it holds an answer."""

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
BEGIN_SCHEME, END_SCHEME = "BEGIN MARK SCHEME", "END MARK SCHEME"
_LONGEST_ID = 64  # nbformat's limit for a cell's id


def item_of(grade_id: str) -> str:
    """Return the item a cell belongs to."""
    return grade_id.partition("_")[0]


def read_grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's name in nbgrader, or nothing when it has none."""
    metadata = cell.get("metadata")
    own = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    name = own.get("grade_id") if isinstance(own, Mapping) else None
    return name if isinstance(name, str) else ""


def list_tests(task: Task) -> list[str]:
    """Return the names of a code task's test cells, in order."""
    return [f"{task.item_name}_{number}" for number in range(1, len(task.tests) + 1)]


def _cell(kind: str, name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """Return a cell; `nbgrader` says which of grade, solution and locked it is, and its points."""
    own = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    own.update(nbgrader)
    short = name if len(name) <= _LONGEST_ID else f"{name[:50]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    cell: dict[str, Any] = {"cell_type": kind, "id": short, "metadata": {"nbgrader": own}, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def _show_plain(text: Text, subject: Subject) -> str:
    """Return a text without numbers of its own as plain Markdown."""

    def show(reference: Reference) -> str:
        if reference.role == "fact":
            return reference.label or str(subject.facts[reference.target].text)
        call = parse_call(reference.target, reference.line)
        assert call is not None  # the bank is checked before it is released
        return format_quantity(evaluate(call, {}, subject), subject.calculators[call.calculator].unit)

    return render_plain(text.source, show).strip()


def _introduce(exercise: Exercise, subject: Subject) -> str:
    parts = [
        f"# {exercise.title}",
        _show_plain(exercise.intro, subject),
        "First run every cell (menu **Run**, then **Run All Cells**) and give your name or number when asked. Your answers "
        "are saved in `response.json` beside this notebook as you give them. The last cell tells what to hand in.",
        " ".join(f"*{line}*" for line in (subject.notice, subject.review) if line),
    ]
    return "\n\n".join(part for part in parts if part)


def _make_item(name: str, secret: SecretHalf) -> Iterator[dict[str, Any]]:
    yield _cell("code", f"{name}_show", f'exercise.item("{name}")', locked=True)
    if secret["kind"] not in MARKED:
        yield _cell("markdown", f"{name}_rubric", write_rubric(secret, None), locked=True)
        cell = _cell("markdown", name, ANSWER, grade=True, solution=True, points=secret["points"])
        cell["metadata"]["casebook"] = {"starter": ANSWER}
        yield cell
        return
    source = [
        "# Marked from your response file. There is nothing to run or change here.",
        f"### {BEGIN_HIDDEN}",
        "from casebook.autograde import score",
        f'score("{name}", {make_key(secret)!r})',
        f"### {END_HIDDEN}",
    ]
    yield _cell("code", name, "\n".join(source), grade=True, locked=True, points=secret["points"])


def write_rubric(secret: Mapping[str, Any], variant: int | None) -> str:
    """Return the cell that tells an educator what earns marks, with the numbers one learner was shown if given."""
    points = secret["rubric"]
    lines = [f"- {point['marks']:g}: {fill_numbers(point['words'], secret['numbers'], variant)}" for point in points]
    marked = [f"### {BEGIN_SCHEME}", *lines, f"### {END_SCHEME}"]
    return "\n".join(["A person reads and marks this answer.", *marked])


def _make_task(task: Task, subject: Subject) -> Iterator[dict[str, Any]]:
    prompt = f"## {task.title}\n\n{_show_plain(task.prompt, subject)}"
    yield _cell("markdown", f"{task.item_name}_prompt", prompt, locked=True)
    cell = _cell("code", task.item_name, task.solution.rstrip("\n"), solution=True)
    cell["metadata"]["casebook"] = {"starter": task.starter.rstrip("\n")}
    yield cell
    for name, test in zip(list_tests(task), task.tests, strict=True):
        cell = _cell("code", name, test.source.rstrip("\n"), grade=True, locked=True, points=test.points)
        # Until the task is done its checks fail: Jupyter must go on to the last cell, which says what is still open.
        cell["metadata"]["tags"] = ["raises-exception"]
        yield cell


def make_notebook(exercise: Exercise, secrets: Mapping[str, SecretHalf], subject: Subject) -> dict[str, Any]:
    """Return the notebook an educator keeps: every item with its key, for nbgrader to strip and hand out."""
    cells = [
        _cell("markdown", "exercise_introduction", _introduce(exercise, subject), locked=True),
        _cell(
            "code",
            "exercise_set-up",
            "from casebook import widget\n\nexercise = widget.open_exercise()",
            locked=True,
        ),
    ]
    for part in exercise.parts:
        if isinstance(part, Task):
            cells += _make_task(part, subject)
        else:
            for item in part.items:
                cells += _make_item(item.name, secrets[item.name])
    cells.append(_cell("code", "exercise_hand-in", "exercise.hand_in()", locked=True))
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


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
