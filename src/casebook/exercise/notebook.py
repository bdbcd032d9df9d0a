"""An exercise as the notebook an educator keeps: nbgrader's source, with keys in hidden cells.

Every cell's id and `grade_id` derive from the ids the author wrote, so the same exercise gives the same bytes. How cells are
called, and what nbgrader makes of them for trainees, is told in `casebook.exercise.cell`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from ..kind import MARKED
from ..mark.half import SecretHalf
from ..mark.variant import evaluate, format_result
from ..subject import Subject
from ..text.case import Text
from ..text.markup import Reference, parse_call, render_plain
from ..text.session import Session
from ..text.task import Exercise, Task
from .cell import ANSWER, BEGIN_HIDDEN, END_HIDDEN
from .key import make_key
from .rubric import write_rubric

__all__ = ["list_tests", "make_notebook"]

# Whoever has the library, a grader above all, runs its first and its last line and nothing between; nothing is installed by itself.
_SET_UP = """\
try:
    from casebook import widget
except ModuleNotFoundError:
    from pathlib import Path

    wheels = " ".join(f'"{path}"' for path in sorted(Path().glob("*.whl")))
    raise SystemExit(
        "This Jupyter lacks the library of the course.\\n\\n"
        + (
            f"1. Make a new cell, write this into it and run it:\\n\\n   %pip install {wheels}\\n\\n"
            if wheels
            else "1. Put the files whose names end in .whl beside this notebook: they are in the zip that your educator\\n"
            "   hands out, and the course's site has them beside its notebooks. Then run this cell again.\\n\\n"
        )
        + "2. Restart the kernel, load this page of Jupyter again, and run all cells.\\n\\n"
        "Where nothing may be installed, do the exercise as a page: your educator has it, and it needs a browser only."
    ) from None

exercise = widget.open_exercise()"""

_LONGEST_ID = 64  # nbformat's limit for a cell's id


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
        return format_result(call, evaluate(call, {}, subject), subject)

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
            _SET_UP,
            locked=True,
        ),
    ]
    for part in exercise.parts:
        if isinstance(part, Task):
            cells += _make_task(part, subject)
        else:
            way = [part.item_name] if isinstance(part, Session) else []
            for name in (*way, *(item.name for item in part.items)):
                cells += _make_item(name, secrets[name])
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
