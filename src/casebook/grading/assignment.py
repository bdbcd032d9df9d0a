"""Grading an assignment of plain nbgrader: the same ladder and the same writer, one notebook after another."""

import base64
import hashlib
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from ..author.course import Course
from ..problem import CasebookError
from .handin.submission import Submission, pack_submission, unpack_submission
from .nbgrader.loading import load_engine
from .nbgrader.plain import open_assignment, say_why_not
from .outcome import Limits
from .record import Work, count_scores, is_current
from .run import GradeSummary, grade_work, list_submitted, summarise
from .snapshot import Snapshot, find_imports
from .spread.ladder import Means

__all__ = ["grade_assignment"]

_LARGEST = 20_000_000


def grade_assignment(
    course: Course, name: str, *, force: bool = False, jobs: int | None = None, unisolated: bool = False,
    limits: Limits | None = None, scheduler: str | None = None, security: object = None,
) -> GradeSummary:  # fmt: skip
    """Grade every hand-in of an assignment that nbgrader made, new or changed, into nbgrader's gradebook.

    What only nbgrader can grade (other kernels, hooks, steps of its own) is given to nbgrader, which shuts nothing in, and
    so only when `unisolated` allows it. The other arguments are those of `casebook.grading.run.grade_exercise`.
    """
    folders = list_submitted(course, name)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {name} yet")
    load_engine()
    snapshots = open_assignment(course, name)
    cells = [cell for snapshot in snapshots.values() for cell in snapshot.cells.values()]
    means = Means(
        limits=limits or Limits(), preload=find_imports(cells), hidden=[course.root], jobs=jobs, unisolated=unisolated,
        scheduler=scheduler, security=security,
    )  # fmt: skip
    states = {page: snapshot.id for page, snapshot in snapshots.items()}
    work = [_read_work(folder, states) for folder in folders]
    if not force:
        scores = count_scores(course, name)
        work = [each for each in work if not is_current(course, each, scores)]
    reason = say_why_not(course, [snapshot.kernelspec for snapshot in snapshots.values()])
    with closing(means):
        failed = grade_work(course, name, work, snapshots, means, reason, partial(_list_beside, snapshots))
    return summarise(course, name, folders, work, failed)


def _read_work(folder: Path, states: Mapping[str, str]) -> Work:
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
        path = folder / f"{page}.ipynb"
        notebook = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        pages[page] = pack_submission(Submission(folder.parent.name, None, notebook, files))
    parts = [part for page, packed in pages.items() for part in (states[page].encode(), packed)]
    return Work(folder, pages, hashlib.sha256(b"\0".join(parts)).hexdigest())


def _list_beside(snapshots: Mapping[str, Snapshot], work: Work) -> dict[str, bytes]:
    given = next(iter(snapshots.values())).files
    handed = unpack_submission(next(iter(work.pages.values()))).files
    return dict(handed) | {name: base64.b64decode(text) for name, text in given.items()}
