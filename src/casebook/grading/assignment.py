"""Grading an assignment of plain nbgrader: the same pool and the same writer, one notebook after another."""

import base64
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..course import Course
from ..folder import replace_folder
from ..problem import CasebookError
from .engine import load_engine
from .gradebook import (
    GradeSummary,
    back_up,
    list_submitted,
    list_waiting,
    read_record,
    require,
)
from .ledger import read_entries
from .plain import Assignment, open_assignment, read_handed_in, run_nbgrader
from .pool import Failure, Pool, count_cores
from .result import RECORD, Limits, Result, Row
from .sandbox import Zygote, start_zygote
from .snapshot import find_imports
from .submission import unpack_submission

__all__ = ["grade_assignment"]


def grade_assignment(
    course: Course, name: str, *, force: bool = False, jobs: int | None = None, unisolated: bool = False,
    limits: Limits | None = None,
) -> GradeSummary:  # fmt: skip
    """Grade every hand-in of an assignment that nbgrader made, new or changed, into nbgrader's gradebook.

    What only nbgrader can grade (other kernels, hooks, steps of its own) is given to nbgrader, which shuts nothing in, and
    so only when `unisolated` allows it.
    """
    folders = list_submitted(course, name)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {name} yet")
    load_engine()
    assignment = open_assignment(course, name)
    work: dict[str, dict[str, tuple[bytes, str]]] = {}
    for folder in folders:
        pages = {page: (packed, digest) for page, packed, digest in read_handed_in(folder, assignment)}
        record = read_record(course, folder.parent.name, name)
        digests = "".join(digest for _, digest in pages.values())
        if force or record is None or record["digest"] != digests:
            work[folder.parent.name] = pages
    failed: list[str] = []
    if work:
        back_up(course.gradebook)
        if assignment.reason:
            failed = list(_grade_plainly(course, assignment, list(work), unisolated))
        else:
            failed = _grade_boxed(course, assignment, work, jobs, unisolated, limits or Limits())
    answers = sum(entry.waits for entry in read_entries(course.gradebook, name))
    waiting = list_waiting(course, name, folders)
    return GradeSummary(name, len(work) - len(failed), len(folders) - len(work), answers, waiting, tuple(failed))


def _grade_plainly(course: Course, assignment: Assignment, students: list[str], unisolated: bool) -> Iterator[str]:
    """Have nbgrader grade; yields a line for each hand-in it could not."""
    if not unisolated:
        raise CasebookError(
            f"{assignment.name}: {assignment.reason}, so only nbgrader itself can grade it, and it shuts no code in - "
            "for a class you trust, say --allow-unisolated"
        )
    print(f"{assignment.name}: graded by nbgrader, since {assignment.reason}; isolation none", file=sys.stderr)
    for student in students:
        why = run_nbgrader(course, assignment.name, student)
        if why:
            yield f"{student}: nbgrader could not grade it ({why}) - look at this hand-in"


def _grade_boxed(
    course: Course, assignment: Assignment, work: dict[str, dict[str, tuple[bytes, str]]], jobs: int | None, unisolated: bool,
    limits: Limits,
) -> list[str]:  # fmt: skip
    from .writer import Writer

    failed: dict[str, str] = {}
    done: dict[str, dict[str, Result]] = {student: {} for student in work}
    preload = find_imports(cell for snapshot in assignment.snapshots.values() for cell in snapshot.cells.values())

    def start() -> Zygote | None:
        return start_zygote(preload, hidden=[course.root], unisolated=unisolated)

    said = False
    with Writer(course, assignment.name) as writer:
        for page, snapshot in assignment.snapshots.items():
            here = {student: pages[page][0] for student, pages in work.items() if student not in failed}
            missing = [student for student, packed in here.items() if unpack_submission(packed).notebook is None]
            results = [_miss(assignment, page, student) for student in missing]
            with Pool(snapshot, limits, jobs or count_cores(), start) as pool:
                require(pool.fence, unisolated, quiet=said)
                said = True
                for student, outcome in pool.grade(
                    [(each, packed) for each, packed in here.items() if each not in missing]
                ):
                    if isinstance(outcome, Failure):
                        failed[student] = f"{student}: could not be graded ({outcome.why}) - look at this hand-in"
                    else:
                        results.append(replace(outcome, student=student, exercise=assignment.name, page=page))
            for result in results:
                done[result.student][page] = result
        whole = [student for student in work if student not in failed]
        for first in range(0, len(whole), 100):
            batch = whole[first : first + 100]
            stamps = {student: _read_stamp(course, student, assignment.name) for student in batch}
            writer.record([result for student in batch for result in done[student].values()], stamps)
            for student in batch:
                _write(course, assignment, student, work[student], done[student])
    return list(failed.values())


def _read_stamp(course: Course, student: str, name: str) -> str:
    path = course.submitted / student / name / "timestamp.txt"
    return path.read_text("utf-8", "replace").strip() if path.is_file() and not path.is_symlink() else ""


def _miss(assignment: Assignment, page: str, student: str) -> Result:
    """Return what nbgrader gives for a notebook that was not handed in: nothing, and nobody need look."""
    cells = assignment.snapshots[page].cells
    rows = tuple(Row(name, 0.0, False) for name, cell in cells.items() if cell["points"] is not None)
    return Result(
        exercise=assignment.name, student=student, learner="", rung="response", rows=rows, marks=(), comments={}, flags=(),
        notebook="", page=page,
    )  # fmt: skip


def _write(
    course: Course,
    assignment: Assignment,
    student: str,
    pages: dict[str, tuple[bytes, str]],
    results: dict[str, Result],
) -> None:
    """Put the graded notebooks where formgrader looks, our notes among them."""
    files = dict(unpack_submission(next(iter(pages.values()))[0]).files)
    files |= {name: base64.b64decode(text) for name, text in next(iter(assignment.snapshots.values())).files.items()}
    flags: list[Any] = []
    for page, result in results.items():
        if result.notebook:
            files[f"{page}.ipynb"] = result.notebook.encode()
        flags += result.to_json()["flags"]
    data = next(iter(results.values())).to_json()
    data.pop("notebook")
    data["flags"] = flags
    record = {"digest": "".join(digest for _, digest in pages.values()), "result": data}
    files[RECORD] = (json.dumps(record, sort_keys=True) + "\n").encode()
    target: Path = course.autograded / student / assignment.name
    for stale in target.parent.glob(".new-*"):
        shutil.rmtree(stale, ignore_errors=True)
    replace_folder(files, target)
