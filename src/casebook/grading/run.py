"""nbgrader's gradebook, written by one process: backed up first, many hand-ins at a time, safe to stop and to run again.

What was graded stays as it is until the hand-in or the exercise changes. Marks a person gave are never touched.
"""

import base64
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from ..author.course import Course
from ..exercise.source import Source, load_source
from ..mark.response import FILE_NAME, Refused, read_response
from ..problem import CasebookError
from .handin.enrolment import enrol, remembered_roster
from .handin.submission import Submission, pack_submission
from .nbgrader.book_reader import read_cells, read_entries
from .nbgrader.loading import load_engine
from .nbgrader.plain import grade_plainly, say_why_not
from .outcome import Limits
from .record import (
    Work,
    count_scores,
    is_current,
    read_plainly,
    read_record,
    record_all,
)
from .snapshot import Snapshot, find_imports, make_snapshot
from .spread.ladder import Means, grade_all

__all__ = ["GradeSummary", "back_up", "grade_exercise", "grade_work", "list_submitted", "open_snapshot", "summarise"]

_BACKUPS = 5


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """What a run of grading did: how many were graded and how many left as they were.

    `answers` wait in formgrader to be marked by a person; `waiting` are lines on what an educator should look at, `notes`
    lines that explain marks and ask for nothing, `failed` lines on hand-ins that could not be graded.
    """

    exercise: str
    graded: int
    unchanged: int
    answers: int
    waiting: tuple[str, ...]
    notes: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        lines = [f"{self.exercise}: {self.graded} graded, {self.unchanged} unchanged"]
        if self.answers:
            lines.append(f"  {self.answers} answers wait for a person, in formgrader")
        lines += [f"  {line}" for line in self.waiting]
        lines += [f"  failed: {line}" for line in self.failed]
        lines += [f"  note: {line}" for line in self.notes]
        return "\n".join(lines)


def open_snapshot(course: Course, exercise: str, source: Source | None = None) -> tuple[Source, Snapshot]:
    """Return a released exercise and its snapshot, seeing to it that nbgrader's gradebook knows the same exercise."""
    from ..exercise.converter import generate, load_settings

    source = source or load_source(course, exercise)
    snapshot = make_snapshot(source, load_settings(course))
    if read_cells(course.gradebook, exercise) != dict(snapshot.cells):
        with tempfile.TemporaryDirectory(prefix="casebook-") as name:
            generate(course, source, Path(name))
        if read_cells(course.gradebook, exercise) != dict(snapshot.cells):
            raise CasebookError(
                f"gradebook.db: it holds another exercise called {exercise} - move it away and run the command again"
            )
    return source, snapshot


def back_up(path: Path) -> None:
    """Copy the gradebook beside itself, keeping the last few copies."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    half = path.with_name(f".{path.name}.copying")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(half)) as target:
        source.backup(target)
    half.replace(path.with_name(f"{path.name}.{stamp}"))
    for old in sorted(path.parent.glob(f"{path.name}.[0-9]*-[0-9]*"))[:-_BACKUPS]:
        old.unlink()


def list_submitted(course: Course, exercise: str) -> list[Path]:
    """Return the folders of all hand-ins of an exercise."""
    if not course.submitted.is_dir():
        return []
    return sorted(
        folder / exercise
        for folder in course.submitted.iterdir()
        if (folder / exercise).is_dir() and not folder.name.startswith(".")
    )


def summarise(
    course: Course, exercise: str, folders: Sequence[Path], work: Sequence[Work], failed: Sequence[str]
) -> GradeSummary:
    """Return what a run did, and all that waits for a person now, whichever run it came from."""
    answers = sum(entry.waits for entry in read_entries(course.gradebook, exercise))
    done, unchanged = len(work) - len(failed), len(folders) - len(work)
    waiting: list[str] = []
    notes: dict[str, list[str]] = {}
    names = {folder: member.shown for folder, member in remembered_roster(course).by_folder().items()}
    for folder in folders:
        student = folder.parent.name
        record = read_record(course, student, exercise)
        student = f"{student} ({names[student]})" if names.get(student) else student
        for flag in [flag for result in record["results"] for flag in result["flags"]] if record else ():
            if flag["rule"] == "note":
                notes.setdefault(flag["what"], []).append(student)
            else:
                item = f"{flag['item']}: " if flag["item"] else ""
                waiting.append(f"{student}: {item}{flag['what']}")
    told = [f"{what}: {', '.join(dict.fromkeys(students))}" for what, students in notes.items()]
    return GradeSummary(exercise, done, unchanged, answers, tuple(waiting), tuple(told), tuple(failed))


def grade_exercise(
    course: Course, exercise: str, *, force: bool = False, jobs: int | None = None, unisolated: bool = False,
    limits: Limits | None = None, scheduler: str | None = None, security: object = None,
) -> GradeSummary:  # fmt: skip
    """Grade every hand-in of an exercise that is new or has changed, into nbgrader's gradebook.

    `force` grades unchanged ones again. For `jobs`, `unisolated`, `scheduler` and `security` see `casebook.grading.spread.ladder.Means`.
    A hand-in that can't be graded is named in the summary and the rest goes on.
    """
    folders = list_submitted(course, exercise)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {exercise} yet - run casebook collect first")
    source = load_source(course, exercise)
    means = Means(
        limits=limits or Limits(), preload=find_imports(source.notebook["cells"]), hidden=[course.root, course.answers],
        jobs=jobs, unisolated=unisolated, scheduler=scheduler, security=security,
    )  # fmt: skip
    fresh = [folder for folder in folders if force or read_record(course, folder.parent.name, exercise) is None]
    with closing(means):
        if not scheduler and any(_holds_code(source, folder) for folder in fresh):
            means.warm_up()
        load_engine()
        _, snapshot = open_snapshot(course, exercise, source)
        reason = say_why_not(course, [snapshot.kernelspec])
        state = snapshot.id
        work = [_read_work(state, folder) for folder in folders]
        if not force:
            scores = count_scores(course, exercise)
            work = [each for each in work if not is_current(course, each, scores)]
        failed = grade_work(course, exercise, work, {"": snapshot}, means, reason, partial(_list_beside, snapshot))
    enrol(course, remembered_roster(course))
    return summarise(course, exercise, folders, work, failed)


def grade_work(
    course: Course, exercise: str, work: Sequence[Work], snapshots: Mapping[str, Snapshot], means: Means, reason: str,
    beside: Callable[[Work], dict[str, bytes]],
) -> list[str]:  # fmt: skip
    """Grade hand-ins into the gradebook, after a copy of it was made; returns a line for each that could not be.

    `reason` tells why only nbgrader itself can do it, if so. `beside` gives what lies beside a hand-in's graded notebooks.
    """
    if not work:
        return []
    for stale in course.autograded.glob("*/.new-*"):  # a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    back_up(course.gradebook)
    if reason:
        return list(grade_plainly(course, exercise, work, reason, means.unisolated))
    return record_all(course, exercise, work, grade_all(snapshots, work, means), beside)


def _holds_code(source: Source, folder: Path) -> bool:
    """Return whether a hand-in seems to hold code to run; to be wrong costs a second and nothing else."""
    code = [name for name, secret in source.halves.secrets.items() if secret["kind"] == "code"]
    try:
        answers = read_response(read_plainly(folder / FILE_NAME) or b"").responses if code else {}
    except Refused:
        return True
    return any(answers.get(name) for name in code)


def _read_work(state: str, folder: Path) -> Work:
    """Return a hand-in as it lies there; `state` is what the exercise is now."""
    exercise = folder.name
    files = [read_plainly(folder / name) for name in (FILE_NAME, f"{exercise}.ipynb", "timestamp.txt")]
    packed = pack_submission(Submission(folder.parent.name, files[0], files[1]))
    digest = hashlib.sha256(b"\0".join((state.encode(), packed, files[2] or b""))).hexdigest()
    return Work(folder, {"": packed}, digest)


def _list_beside(snapshot: Snapshot, work: Work) -> dict[str, bytes]:
    read = {name: read_plainly(work.folder / name) for name in (FILE_NAME, "timestamp.txt")}
    given = {name: base64.b64decode(text) for name, text in snapshot.files.items()}
    return {name: data for name, data in read.items() if data is not None} | given
