"""Making the snapshot of an exercise of the course's own, and seeing to it that the gradebook knows the same exercise."""

import base64
from collections.abc import Mapping
from typing import Any

from ...author.course import Course
from ...exercise.cell import list_cells, make_released, write_notebook
from ...exercise.gradebook import hold_gradebook, require_gradebook
from ...exercise.settings import load_settings
from ...exercise.source import Source
from ...folder import make_scratch
from ...kind import KINDS
from ...problem import CasebookError
from ..marking.snapshot import Snapshot, keep_settings
from ..nbgrader.gradebook import read_cells

__all__ = ["make_snapshot", "open_snapshot"]


def _strip(secret: Mapping[str, Any]) -> dict[str, Any]:
    """Return what marks an item, without what explains it."""
    verbs = KINDS[secret["kind"]]
    return {"kind": secret["kind"], "points": secret["points"], "marked": verbs.marked, **verbs.bare(secret)}


def make_snapshot(
    source: Source, settings: Mapping[str, Any], agreed: Mapping[str, Mapping[str, Any]] | None = None
) -> Snapshot:
    """Return the snapshot of an exercise; `settings` are nbgrader's, of which those that change grading are kept.

    `agreed` are the corrected keys that count for those who met an item before (`casebook.grading.run.new_key`).
    """
    notebook = source.notebook
    parts = source.halves.public["parts"]
    items = [(part, item) for part in parts for item in part["items"]]
    return Snapshot(
        exercise=source.exercise.id,
        released=write_notebook(make_released(notebook)).decode(),
        kernelspec=notebook["metadata"]["kernelspec"],
        cells=list_cells(notebook),
        secrets={name: _strip(secret) for name, secret in source.halves.secrets.items()},
        fingerprints={item["id"]: item["fingerprint"] for _, item in items},
        variants={item["id"]: part["variants"] for part, item in items},
        former={item["id"]: item["was"] for _, item in items if "was" in item},
        files={
            name: base64.b64encode(data).decode()
            for name, data in source.release.items()
            if not name.endswith(".ipynb")
        },
        settings=keep_settings(settings),
        agreed=agreed or {},
    )


def _is_same(course: Course, exercise: str, snapshot: Snapshot) -> bool:
    """Return whether the gradebook knows the same exercise; what is left out for a class is worth nothing there."""
    found = read_cells(course.gradebook, exercise)
    worth = {name: cell | {"points": snapshot.cells.get(name, cell)["points"]} if cell["points"] == 0 else cell for name, cell in found.items()}  # fmt: skip
    return worth == dict(snapshot.cells)


def open_snapshot(course: Course, source: Source) -> Snapshot:
    """Return the snapshot of a released exercise, seeing to it that nbgrader's gradebook knows the same exercise."""
    exercise = source.exercise.id
    snapshot = make_snapshot(source, load_settings(course))
    # Another run may be making it just now: while it does, the file is there and empty.
    with hold_gradebook(course.gradebook):
        require_gradebook(course.gradebook)
    if not _is_same(course, exercise, snapshot):
        # Seldom needed, and it imports nbgrader's converters, which must come after `load_engine`.
        from ...exercise.converter import generate

        with make_scratch("keys") as folder, hold_gradebook(course.gradebook):
            # Another run that began with this one may have done it meanwhile.
            if not _is_same(course, exercise, snapshot):
                generate(course, exercise, source.given, folder)
        if not _is_same(course, exercise, snapshot):
            raise CasebookError(
                f"gradebook.db: it holds another exercise called {exercise} - move it away and run the command again"
            )
    return snapshot
