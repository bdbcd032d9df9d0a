"""One hand-in: what came from a learner, brought into the one form that nbgrader and our grader both take.

The response file is the truth. A handed-in notebook gives what was written into its own cells; then the notebook
is made again from the release, so that nothing else a learner put into it is carried along.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...exercise.cell import read_grade_id, write_notebook
from ...mark.response import LARGEST, Refused, Response, write_response
from .quarantine import clean_text, quote_text

__all__ = [
    "LARGEST_NOTEBOOK",
    "Addition",
    "Submission",
    "list_additions",
    "list_submitted",
    "merge_notebook",
    "pack_submission",
    "read_notebook",
    "read_plainly",
    "rebuild_notebook",
    "unpack_submission",
]

LARGEST_NOTEBOOK = 20_000_000
"""The most bytes a handed-in notebook may have, outputs included."""

_MOST_CELLS = 2_000
_MOST_PARTS = 400_000  # brackets, those in texts included: each list or mapping takes many times the room of its text
_MOST_ADDITIONS = 50
_LONGEST_SOURCE = 100_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What lies in one learner's folder of `submitted/`: the response file and the notebook, each as it is or missing.

    `files` holds, for an assignment made with nbgrader alone, whatever else was handed in.
    """

    student: str
    response: bytes | None
    notebook: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Addition:
    """A code cell that a learner added, and the `grade_id` of the cell it followed."""

    after: str
    source: str


def pack_submission(submission: Submission) -> bytes:
    """Return a hand-in as bytes to send to a grader anywhere; the same hand-in gives the same bytes."""

    def pack(data: bytes | None) -> str | None:
        return None if data is None else base64.b64encode(data).decode()

    document: dict[str, Any] = {
        "student": submission.student,
        "response": pack(submission.response),
        "notebook": pack(submission.notebook),
    }
    if submission.files:
        document["files"] = {name: pack(data) for name, data in submission.files.items()}
    return json.dumps(document, sort_keys=True).encode()


def unpack_submission(data: bytes) -> Submission:
    """Return the hand-in that `pack_submission` packed."""
    document = json.loads(data)

    def unpack(text: str | None) -> bytes | None:
        return None if text is None else base64.b64decode(text)

    files = {name: base64.b64decode(text) for name, text in document.get("files", {}).items()}
    return Submission(document["student"], unpack(document["response"]), unpack(document["notebook"]), files)


def read_notebook(data: bytes) -> dict[str, Any]:
    """Read a notebook from a stranger: its cells with whole sources; raise `Refused` in one sentence otherwise."""
    if len(data) > LARGEST_NOTEBOOK:
        size = f"the notebook has {len(data):,} bytes and may have {LARGEST_NOTEBOOK:,}"
        raise Refused(f"{size} - clear its outputs and save it again")
    if data.count(b"[") + data.count(b"{") > _MOST_PARTS:
        raise Refused(
            "the notebook holds more parts than any notebook of a course - clear its outputs and save it again"
        )
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused("the notebook is broken - ask for it again, or for the response file") from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list) or document.get("nbformat") != 4 or len(cells) > _MOST_CELLS:
        raise Refused("the file is not a notebook of this course - hand in the notebook you were given")
    clean = []
    for cell in cells:
        source = cell.get("source", "") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise Refused("the notebook holds a cell that is none - hand in the notebook you were given")
        clean.append({**cell, "source": source})
    return {**document, "cells": clean}


def _same(left: str, right: str) -> bool:
    return clean_text(left).strip() == clean_text(right).strip()


def _find_cell(released: Mapping[str, Any], handed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the handed-in cell that is a released one, by name or, for code that lost it, by its first line."""
    name = read_grade_id(released)
    for cell in handed["cells"]:
        if cell["cell_type"] == released["cell_type"] and read_grade_id(cell) == name:
            return cell  # type: ignore[no-any-return]
    first = released["source"].split("\n", 1)[0].strip()
    if released["cell_type"] == "code" and first.startswith("# Task: "):
        for cell in handed["cells"]:
            if cell["cell_type"] == "code" and cell["source"].lstrip().startswith(first):
                return cell  # type: ignore[no-any-return]
    return None


def _is_answer(cell: Mapping[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def merge_notebook(response: Response, handed: Mapping[str, Any] | None, released: Mapping[str, Any]) -> Response:
    """Return the response with what a learner wrote into the notebook's own cells.

    Code changed in its cell wins over code in the response file, which may be older; a written answer in the
    response file wins over its cell. Code that is still the starter is no answer.
    """
    answers = dict(response.responses)
    for cell in filter(_is_answer, released["cells"]):
        name = read_grade_id(cell)
        found = _find_cell(cell, handed) if handed else None
        changed = found is not None and not _same(found["source"], cell["source"])
        given = answers.get(name)
        if cell["cell_type"] == "code":
            if found is not None and changed:
                answers[name] = clean_text(found["source"])
            elif isinstance(given, str) and _same(given, cell["source"]):
                del answers[name]
        elif found is not None and changed and not (isinstance(given, str) and given.strip()):
            answers[name] = clean_text(found["source"])
        if len(answers.get(name, "")) > _LONGEST_SOURCE:
            raise Refused(f"the answer to {name} is longer than {_LONGEST_SOURCE} characters - shorten it")
    merged = replace(response, responses=answers)
    if len(write_response(merged)) > LARGEST:
        raise Refused(f"the answers together are longer than {LARGEST:,} bytes - shorten them")
    return merged


def list_additions(handed: Mapping[str, Any], released: Mapping[str, Any]) -> list[Addition]:
    """Return the code cells a learner added, which their answer may need; what else they added is left out."""
    known = {read_grade_id(cell) for cell in released["cells"]}
    answers = {id(_find_cell(cell, handed)) for cell in released["cells"]}
    additions: list[Addition] = []
    after = ""
    for cell in handed["cells"]:
        name = read_grade_id(cell)
        if name in known or id(cell) in answers:
            after = name if name in known else after
        elif cell["cell_type"] == "code" and cell["source"].strip() and len(cell["source"]) <= _LONGEST_SOURCE:
            additions.append(Addition(after, clean_text(cell["source"])))
    return additions[:_MOST_ADDITIONS]


def rebuild_notebook(released: Mapping[str, Any], response: Response, additions: list[Addition] | None = None) -> bytes:
    """Return the released notebook with a learner's written answers and code in their cells.

    Written answers are quoted, so that no page can take them for anything but text.
    """
    cells: list[dict[str, Any]] = []
    left = list(enumerate(additions or [], 1))

    def add(after: str) -> None:
        for number, addition in [pair for pair in left if pair[1].after == after]:
            left.remove((number, addition))
            cell = {"cell_type": "code", "id": f"added-{number}", "metadata": {}, "source": addition.source}
            cells.append({**cell, "execution_count": None, "outputs": []})

    add("")
    for cell in released["cells"]:
        answer = response.responses.get(read_grade_id(cell))
        if _is_answer(cell) and isinstance(answer, str) and answer.strip():
            written = cell["cell_type"] == "markdown"
            cells.append({**cell, "source": quote_text(answer) if written else clean_text(answer)})
        else:
            cells.append(dict(cell))
        add(read_grade_id(cell))
    return write_notebook({**released, "cells": cells})


def list_submitted(course: Course, exercise: str) -> list[Path]:
    """Return the folders of all hand-ins of an exercise."""
    if not course.submitted.is_dir():
        return []
    return sorted(
        folder / exercise
        for folder in course.submitted.iterdir()
        if (folder / exercise).is_dir() and not folder.name.startswith(".")
    )


def read_plainly(path: Path) -> bytes | None:
    """Return a handed-in file, or None for what is missing or only leads to a file elsewhere."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None
