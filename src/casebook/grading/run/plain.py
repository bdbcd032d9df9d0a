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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...exercise.settings import load_settings
from ...problem import CasebookError
from ..handin.submission import Submission, pack_submission, read_plainly, unpack_submission
from ..marking.snapshot import Snapshot, keep_settings
from ..nbgrader.gradebook import list_assignments, list_notebooks, read_cells, read_grades
from ..outcome import Result, Row
from ..spread.job import Pending
from .note import write_note

__all__ = ["grade_plainly", "is_plain", "list_beside", "list_plain", "open_assignment", "read_pending"]

_LARGEST = 20_000_000  # bytes of a hand-in's other files


def list_plain(course: Course) -> list[str]:
    """Return the assignments in the gradebook that are no exercise of the course's own."""
    own = set(course.list_exercises())
    return [name for name in list_assignments(course.gradebook) if name not in own]


def is_plain(course: Course, name: str) -> bool:
    """Return whether an assignment was made with nbgrader alone."""
    return name not in course.list_exercises() and name in list_assignments(course.gradebook)


def _read_source(course: Course, name: str, settings: Any) -> dict[str, str]:
    """Return the files that nbgrader puts beside each hand-in, over whatever was handed in under their names."""
    # nbgrader must not be imported before `load_engine` was called.
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


def open_assignment(course: Course, name: str) -> dict[str, Snapshot]:
    """Return the snapshots of an assignment's notebooks, as the gradebook knows them; refuses one that it does not know."""
    kernels = list_notebooks(course.gradebook, name)
    if not kernels:
        raise CasebookError(
            f"gradebook.db: it knows no assignment {name} - run nbgrader generate_assignment {name} first"
        )
    settings = load_settings(course)
    files = _read_source(course, name, settings)
    return {
        page: Snapshot(
            exercise=page, released="", kernelspec=json.loads(kernel or "{}") or {},
            cells=read_cells(course.gradebook, name, page), secrets={}, fingerprints={}, variants={},
            former={}, files=files,
            settings=keep_settings(settings), plain=True,
        )
        for page, kernel in kernels.items()
    }  # fmt: skip


def read_pending(folder: Path, states: Mapping[str, str]) -> Pending:
    """Return a hand-in as it lies there: each notebook of the assignment, with all the other files that came along.

    `states` tells by notebook what the assignment is now.
    """
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        # Other notebooks are no data, and a link could lead anywhere.
        inside = path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(folder.resolve())
        if inside and path.suffix != ".ipynb" and size + path.stat().st_size <= _LARGEST:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
            size += path.stat().st_size
    pages = {}
    for page in states:
        notebook = read_plainly(folder / f"{page}.ipynb")
        pages[page] = pack_submission(Submission(folder.parent.name, None, notebook, files))
    parts = [part for page, packed in pages.items() for part in (states[page].encode(), packed)]
    return Pending(folder, pages, hashlib.sha256(b"\0".join(parts)).hexdigest())


def list_beside(snapshots: Mapping[str, Snapshot], work: Pending) -> dict[str, bytes]:
    """Return what lies beside the graded notebooks: what was handed in, and over it what the author put there."""
    given = next(iter(snapshots.values())).files
    handed = unpack_submission(next(iter(work.pages.values()))).files
    return dict(handed) | {name: base64.b64decode(text) for name, text in given.items()}


def grade_plainly(course: Course, name: str, work: Sequence[Pending], reason: str, unisolated: bool) -> Iterator[str]:
    """Have nbgrader grade hand-ins, one after another, and note that it did; yields a line for each that it could not.

    nbgrader shuts nothing in, so this is refused unless `unisolated` allows it.
    """
    if not unisolated:
        raise CasebookError(
            f"{name}: {reason}, so only nbgrader itself can grade it, and it shuts no code in - "
            "for a class you trust, say --allow-unisolated"
        )
    print(f"{name}: graded by nbgrader, since {reason}; isolation none", file=sys.stderr)
    for each in work:
        why = _run_nbgrader(course, name, each.student)
        if why:
            yield f"{each.student}: nbgrader could not grade it ({why}) - look at this hand-in"
            continue
        grades = read_grades(course.gradebook, name, students=[each.student])
        rows = tuple(Row(grade.cell, grade.auto_score, grade.waits) for grade in grades)
        result = Result(
            exercise=name, student=each.student, learner="", rung="nbgrader", isolation="none", rows=rows, marks=(),
            comments={}, flags=(), notebook="",
        )  # fmt: skip
        write_note(course, each, [result])


def _run_nbgrader(course: Course, assignment: str, student: str) -> str:
    """Have nbgrader grade one hand-in; returns what it said when it failed, or nothing."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", assignment, "--student", student, "--force"],
        cwd=course.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in done.stderr.split("\n") if "ERROR" in line]
    return (lines[-1] if lines else f"exit code {done.returncode}") if done.returncode else ""
