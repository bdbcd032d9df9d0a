"""All that grading one exercise needs, as plain data: no database, no shared disk, the same wherever it is sent."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .notebook import MARKED, item_of, list_cells, make_released, write_notebook
from .release import Source

__all__ = ["Snapshot", "make_snapshot"]

_CLASSES = ("Execute", "ExecutePreprocessor", "IgnorePattern", "LimitOutput", "OverwriteCells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An exercise as the grader sees it.

    `released` is the notebook trainees were given, as text; `cells` holds nbgrader's record of each cell by its
    `grade_id` (source, checksum, points); `secrets` what marks each item; `fingerprints` and `variants` by item what it is now
    and how many sets of numbers it has; `files` what lies beside the notebook, base64; `settings` nbgrader's, by class.
    """

    exercise: str
    released: str
    kernelspec: Mapping[str, str]
    cells: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    fingerprints: Mapping[str, str]
    variants: Mapping[str, int]
    files: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Any]]

    def write(self) -> bytes:
        """Return the snapshot as bytes to send."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=True).encode()

    @classmethod
    def read(cls, data: bytes) -> "Snapshot":
        """Return the snapshot that `write` wrote."""
        return cls(**json.loads(data))

    @property
    def id(self) -> str:
        """What changes whenever grading could come out otherwise."""
        return hashlib.sha256(self.write()).hexdigest()

    def is_marked_here(self, grade_id: str) -> bool:
        """Return whether a cell's marks come from the response file and not from running the notebook."""
        return self.secrets.get(grade_id, {}).get("kind") in MARKED

    def is_furniture(self, grade_id: str) -> bool:
        """Return whether a cell only shows something, so that grading need not run it."""
        return grade_id.startswith("exercise_") or self.is_marked_here(item_of(grade_id)) or grade_id.endswith("_show")


def _strip(secret: Mapping[str, Any]) -> dict[str, Any]:
    """Return what marks an item, without what explains it."""
    kept = {name: value for name, value in secret.items() if name not in ("message", "otherwise", "shown", "messages")}
    if "messages" in secret:
        kept["messages"] = dict.fromkeys(sorted(secret["messages"]), "")
    if "predictions" in secret:
        kept["predictions"] = [
            {name: value for name, value in prediction.items() if name != "message"}
            for prediction in secret["predictions"]
        ]
    if secret["kind"] != "written":
        kept.pop("numbers", None)
    return kept


def make_snapshot(source: Source, settings: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of an exercise; `settings` are nbgrader's, of which those that change grading are kept."""
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
        files={
            name: base64.b64encode(data).decode()
            for name, data in source.release.items()
            if not name.endswith(".ipynb")
        },
        settings=json.loads(json.dumps({name: settings[name] for name in _CLASSES if name in settings}, default=str)),
    )
