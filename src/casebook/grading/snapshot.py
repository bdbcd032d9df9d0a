"""All that grading one exercise needs, as plain data: no database, no shared disk, the same wherever it is sent."""

import ast
import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..learner import choose_variant
from ..notebook import MARKED, item_of, list_cells, make_released, write_notebook
from ..release import Source
from ..response import Response
from .result import Flag

__all__ = ["Snapshot", "choose_shown", "find_imports", "is_changed", "make_snapshot"]

_CLASSES = ("Execute", "ExecutePreprocessor", "IgnorePattern", "LimitOutput", "OverwriteCells")


def find_imports(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the modules that code cells import, which a warm process can import once for all hand-ins."""
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    found = {name for source in sources for name in _list_imports(source)}
    found |= {name for name in ("numpy", "pandas") if any(name in source for source in sources)}
    return sorted(name for name in found if name.partition(".")[0] != "casebook")


def _list_imports(source: str) -> Iterator[str]:
    """Yield the modules that a cell imports, in so many words."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An exercise as the grader sees it.

    `released` is the notebook trainees were given, as text; `cells` holds nbgrader's record of each cell by its
    `grade_id` (source, checksum, points); `secrets` what marks each item; `fingerprints` and `variants` by item what it is now
    and how many sets of numbers it has, `former` the fingerprints it had before (`casebook.former`); `files` what lies beside the notebook, base64; `settings` nbgrader's, by class; `plain` tells an
    assignment that was made with nbgrader alone.
    """

    exercise: str
    released: str
    kernelspec: Mapping[str, str]
    cells: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    fingerprints: Mapping[str, str]
    variants: Mapping[str, int]
    former: Mapping[str, list[str]]
    files: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Any]]
    plain: bool = False

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

    @property
    def runs_code(self) -> bool:
        """Return whether any mark depends on running what trainees wrote."""
        return self.plain or any(secret["kind"] == "code" for secret in self.secrets.values())

    def is_marked_here(self, grade_id: str) -> bool:
        """Return whether a cell's marks come from the response file and not from running the notebook."""
        return self.secrets.get(grade_id, {}).get("kind") in MARKED

    def is_furniture(self, grade_id: str) -> bool:
        """Return whether a cell only shows something, so that grading need not run it."""
        if self.plain:
            return False
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
        former={item["id"]: item["was"] for _, item in items if "was" in item},
        files={
            name: base64.b64encode(data).decode()
            for name, data in source.release.items()
            if not name.endswith(".ipynb")
        },
        settings=json.loads(json.dumps({name: settings[name] for name in _CLASSES if name in settings}, default=str)),
    )


def choose_shown(snapshot: Snapshot, response: Response, item: str) -> tuple[int | None, Flag | None]:
    """Return which set of numbers a learner saw in an item, None when it can't be known, and what is odd about it."""
    count = snapshot.variants.get(item, 1)
    case = item.rpartition("--")[0]
    expected = choose_variant(response.learner, case, count)
    shown = response.variants.get(case, expected)
    if not 0 <= shown < count:
        return None, Flag("variant", item, f"the file names a set of numbers ({shown}) that the case does not have")
    if shown != expected:
        what = "the numbers shown are not those of the name in the file; marked on the numbers shown"
        return shown, Flag("variant", item, what)
    return shown, None


def is_changed(snapshot: Snapshot, response: Response, item: str) -> bool:
    """Return whether an item's key, numbers or marks changed after this learner met it."""
    if not response.fingerprints:
        return False
    # An item the hand-in has not heard of was added later; one without a fingerprint tells nothing.
    known = response.fingerprints.get(item)
    return known not in ("", snapshot.fingerprints.get(item), *snapshot.former.get(item, ()))
