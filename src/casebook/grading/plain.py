"""Someone else's course: an assignment made with nbgrader alone, graded in the same boxes into the same gradebook.

There is no response file and no case; every mark comes from running the notebook. What nbgrader would do with settings of its
own that we don't know is left to nbgrader, and said.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course import Course
from ..problem import CasebookError
from .ledger import list_assignments, list_notebooks, read_cells
from .snapshot import Snapshot
from .submission import Submission, pack_submission

__all__ = ["Assignment", "is_plain", "list_plain", "open_assignment", "read_handed_in", "run_nbgrader"]

_CLASSES = ("Execute", "ExecutePreprocessor", "IgnorePattern", "LimitOutput", "OverwriteCells")
_LARGEST = 20_000_000
_OWN = ("pre_convert_hook", "post_convert_hook", "autograde_preprocessors", "sanitize_preprocessors", "preprocessors")


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment of plain nbgrader: one snapshot for each notebook, and what only nbgrader itself can do with it, if anything."""

    name: str
    snapshots: dict[str, Snapshot]
    reason: str = ""


def list_plain(course: Course) -> list[str]:
    """Return the assignments in the gradebook that are no exercise of the course's own."""
    own = set(course.list_exercises())
    return [name for name in list_assignments(course.gradebook) if name not in own]


def is_plain(course: Course, name: str) -> bool:
    """Return whether an assignment was made with nbgrader alone."""
    return name not in course.list_exercises() and name in list_assignments(course.gradebook)


def _read_source(course: Course, name: str, settings: Any) -> dict[str, str]:
    """Return the files that nbgrader puts beside each hand-in, over whatever was handed in under their names."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import find_all_files

    known = CourseDirectory(config=settings)
    folder = course.root / known.source_directory / name
    kept = set(settings.Autograde.get("exclude_overwriting", {}).get(name, ()))
    files = {}
    for path in find_all_files(str(folder), [*known.ignore, "*.ipynb"]):
        relative = Path(path).relative_to(folder).as_posix()
        if relative not in kept:
            files[relative] = base64.b64encode(Path(path).read_bytes()).decode()
    return files


def _say_why_not(settings: Any, kernels: Sequence[dict[str, Any]]) -> str:
    """Return what of an assignment we don't do, or nothing."""
    for kernel in kernels:
        if kernel and kernel.get("language", "python") != "python":
            return f"a notebook asks for the kernel {kernel.get('name')}"
    for name in _OWN:
        if settings.Autograde.get(name) is not None and settings.Autograde[name] != [] and not _is_ours(settings, name):
            return f"the settings change {name} of Autograde"
    return ""


def _is_ours(settings: Any, name: str) -> bool:
    steps = settings.Autograde[name]
    return isinstance(steps, list) and any(
        str(getattr(step, "__module__", step)).startswith("casebook.") for step in steps
    )


def open_assignment(course: Course, name: str) -> Assignment:
    """Return an assignment as the gradebook knows it; refuses one that it does not know."""
    from .converter import load_settings

    kernels = list_notebooks(course.gradebook, name)
    if not kernels:
        raise CasebookError(
            f"gradebook.db: it knows no assignment {name} - run nbgrader generate_assignment {name} first"
        )
    settings = load_settings(course)
    read = {page: json.loads(text or "{}") or {} for page, text in kernels.items()}
    files = _read_source(course, name, settings)
    own = json.loads(json.dumps({kind: settings[kind] for kind in _CLASSES if kind in settings}, default=str))
    snapshots = {
        page: Snapshot(
            exercise=page, released="", kernelspec=kernel, cells=read_cells(course.gradebook, name, page), secrets={},
            fingerprints={}, variants={}, files=files, settings=own, plain=True,
        )
        for page, kernel in read.items()
    }  # fmt: skip
    return Assignment(name, snapshots, _say_why_not(settings, list(read.values())))


def read_handed_in(folder: Path, assignment: Assignment) -> Iterator[tuple[str, bytes, str]]:
    """Yield for each notebook of an assignment its name, the hand-in as bytes, and what it was when it was read."""
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        # Other notebooks are no data, and a link could lead anywhere.
        inside = path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(folder.resolve())
        if inside and path.suffix != ".ipynb" and size + path.stat().st_size <= _LARGEST:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
            size += path.stat().st_size
    for page, snapshot in assignment.snapshots.items():
        path = folder / f"{page}.ipynb"
        notebook = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        packed = pack_submission(Submission(folder.parent.name, None, notebook, files))
        yield page, packed, hashlib.sha256(b"\0".join((snapshot.id.encode(), packed))).hexdigest()


def run_nbgrader(course: Course, assignment: str, student: str) -> str:
    """Have plain nbgrader grade one hand-in; returns what it said when it failed, or nothing."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", assignment, "--student", student, "--force"],
        cwd=course.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stderr.split("\n") if "ERROR" in line]
    return (lines[-1] if lines else f"exit code {done.returncode}") if done.returncode else ""
