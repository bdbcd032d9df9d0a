"""One hand-in: what came from a learner, brought into the one form that nbgrader and our grader both take.

Here a notebook is only read; `casebook.grading.handin.notebook.work` says what of it is a learner's, and makes it again from the
release, so that nothing else a learner put into it is carried along.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...mark.response import Refused

__all__ = [
    "LARGEST_NOTEBOOK",
    "Submission",
    "list_submitted",
    "pack_submission",
    "read_notebook",
    "read_plainly",
    "unpack_submission",
]

LARGEST_NOTEBOOK = 20_000_000
"""The most bytes a handed-in notebook may have, outputs included."""

_MOST_CELLS = 2_000
_MOST_PARTS = 400_000  # brackets, those in texts included: each list or mapping takes many times the room of its text


@dataclass(frozen=True, slots=True)
class Submission:
    """What lies in one learner's folder of `submitted/`: the response file and the notebook, each as it is or missing.

    `files` holds, for an assignment made with nbgrader alone, whatever else was handed in.
    """

    student: str
    response: bytes | None
    notebook: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)


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
    cells = _list_cells(document) if isinstance(document, dict) else None
    if not isinstance(cells, list) or len(cells) > _MOST_CELLS:
        raise Refused("the file is not a notebook of this course - hand in the notebook you were given")
    clean = []
    for cell in cells:
        source = cell.get("source", "") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if not isinstance(source, str) or not isinstance(kind, str):
            raise Refused("the notebook holds a cell that is none - hand in the notebook you were given")
        # Other programs know cells of other kinds; what stands in them is text.
        clean.append({**cell, "cell_type": kind if kind in ("code", "markdown") else "raw", "source": source})
    return {**document, "nbformat": 4, "cells": clean}


def _list_cells(document: Mapping[str, Any]) -> Any:
    """Return the cells of a notebook of version 3 or later; nothing for what is none."""
    version = document.get("nbformat")
    if isinstance(version, int) and not isinstance(version, bool) and version >= 4:
        return document.get("cells")
    sheets = document.get("worksheets")
    if version != 3 or not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        return None
    cells = [cell for sheet in sheets for cell in sheet.get("cells", ()) if isinstance(cell, dict)]
    return [{**cell, "source": cell["input"]} if "input" in cell else cell for cell in cells]


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
