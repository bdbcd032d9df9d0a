"""nbgrader's gradebook, written by one process: backed up first, many hand-ins at a time, safe to stop and to run again.

What was graded stays as it is until the hand-in or the exercise changes. Marks a person gave are never touched.
"""

import base64
import hashlib
import json
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..course import Course
from ..folder import read_folder, replace_folder
from ..problem import CasebookError
from ..release import Source, load_source
from ..response import FILE_NAME, Refused, read_response
from .engine import load_engine
from .isolation import Fence
from .ledger import list_scores, read_cells, read_entries
from .pool import Failure, Pool, count_cores
from .result import RECORD, Limits, Result
from .sandbox import Zygote, start_zygote
from .snapshot import Snapshot, find_imports, make_snapshot
from .submission import Submission, pack_submission

__all__ = [
    "GradeSummary", "Work", "back_up", "grade_exercise", "list_submitted", "list_waiting", "open_snapshot",
    "read_record", "require",
]  # fmt: skip

_BACKUPS = 5
_BATCH = 100  # results in one transaction, or what came in
_PATIENCE = 2.0  # seconds, whichever is first


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """What a run of grading did: how many were graded and how many left as they were.

    `answers` wait in formgrader to be marked by a person; `waiting` are lines on what an educator should look at, `failed`
    lines on hand-ins that could not be graded.
    """

    exercise: str
    graded: int
    unchanged: int
    answers: int
    waiting: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        lines = [f"{self.exercise}: {self.graded} graded, {self.unchanged} unchanged"]
        if self.answers:
            lines.append(f"  {self.answers} answers wait for a person, in formgrader")
        lines += [f"  {line}" for line in self.waiting]
        lines += [f"  failed: {line}" for line in self.failed]
        return "\n".join(lines)


def open_snapshot(course: Course, exercise: str, source: Source | None = None) -> tuple[Source, Snapshot]:
    """Return a released exercise and its snapshot, seeing to it that nbgrader's gradebook knows the same exercise."""
    from .converter import generate, load_settings

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


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def read_record(course: Course, student: str, exercise: str) -> dict[str, Any] | None:
    """Return our notes on a graded hand-in, or None when it was not graded by us."""
    try:
        record = json.loads((course.autograded / student / exercise / RECORD).read_bytes())
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and "digest" in record else None


def _is_current(course: Course, folder: Path, digest: str, scores: dict[str, dict[str, float | None]]) -> bool:
    """Return whether a hand-in was graded just so already, in our notes and in the gradebook alike."""
    record = read_record(course, folder.parent.name, folder.name)
    if record is None or record["digest"] != digest:
        return False
    return scores.get(folder.parent.name) == {row["cell"]: row["score"] for row in record["result"]["rows"]}


@contextmanager
def _finish_first() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C wait for the hand-in being graded; a second one does not wait. Yields whether to stop."""
    asked = 0.0

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            # Terminals and process groups deliver one key press twice at times.
            if time.monotonic() - asked > 1:
                raise KeyboardInterrupt
            return
        asked = time.monotonic()
        print("Stopping after what is being graded; press Ctrl-C again to stop at once.", file=sys.stderr)

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not in the main thread, which alone hears Ctrl-C
        yield lambda: False
        return
    try:
        yield lambda: asked > 0
    finally:
        signal.signal(signal.SIGINT, before)


class _Progress:
    """Says every few seconds how far a long run has come."""

    def __init__(self, total: int) -> None:
        self._total, self._said, self._start, self._done = total, time.monotonic(), time.monotonic(), 0

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        now = time.monotonic()
        if now - self._said >= 5:
            rate = self._done / (now - self._start)
            left = (self._total - self._done) / rate
            print(f"graded {self._done} of {self._total}, {rate:.1f} each second, {left:.0f} s to go", file=sys.stderr)
            self._said = now


@dataclass(frozen=True, slots=True)
class Work:
    """One hand-in to grade: its folder, its bytes, and what it was when it was read."""

    folder: Path
    packed: bytes
    digest: str

    @property
    def student(self) -> str:
        """Whose it is, as nbgrader names them."""
        return self.folder.parent.name


Outcomes = Iterator[tuple[str, Result | Failure]]


def grade_exercise(
    course: Course, exercise: str, *, force: bool = False, jobs: int | None = None, unisolated: bool = False,
    limits: Limits | None = None, scheduler: str | None = None, security: object = None,
) -> GradeSummary:  # fmt: skip
    """Grade every hand-in of an exercise that is new or has changed, into nbgrader's gradebook.

    `force` grades unchanged ones again. `jobs` is how many to grade at a time (one for each core); `scheduler` is the
    address of a dask scheduler to send them to instead, and `security` its TLS settings. `unisolated` allows code to run
    where this computer can't shut it in. A hand-in that can't be graded is named in the summary and the rest goes on.
    """
    folders = list_submitted(course, exercise)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {exercise} yet - run casebook collect first")
    for stale in course.autograded.glob("*/.new-*"):  # a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    source = load_source(course, exercise)
    runs_code = any(secret["kind"] == "code" for secret in source.halves.secrets.values())
    with ExitStack() as stack:

        def start() -> Zygote | None:
            return start_zygote(
                find_imports(source.notebook["cells"]), hidden=[course.root, course.answers], unisolated=unisolated
            )

        first: list[Zygote | None] = []
        fresh = [folder for folder in folders if force or read_record(course, folder.parent.name, exercise) is None]
        if runs_code and not scheduler and any(_holds_code(source, folder) for folder in fresh):
            first.append(start())  # it imports while we do
            stack.callback(_close_all, first)
        load_engine()
        _, snapshot = open_snapshot(course, exercise, source)
        scores = list_scores(course.gradebook, exercise)
        work = [
            found for folder in folders if (found := _read_work(course, snapshot, folder, scores, force)) is not None
        ]
        failed: list[str] = []
        if work:
            back_up(course.gradebook)
            limits = limits or Limits()
            if not runs_code:
                outcomes = _grade_here(snapshot, work, limits)
            elif scheduler:
                from .cluster import grade_far

                outcomes = grade_far(snapshot, work, limits, scheduler, security=security, unisolated=unisolated)
            else:
                outcomes = _grade_pooled(
                    snapshot, work, limits, jobs, lambda: first.pop() if first else start(), unisolated
                )
            failed = _record_all(course, exercise, {each.student: each for each in work}, {"": snapshot}, outcomes)
    waiting = list_waiting(course, exercise, folders)
    answers = sum(entry.waits for entry in read_entries(course.gradebook, exercise))
    return GradeSummary(exercise, len(work) - len(failed), len(folders) - len(work), answers, waiting, tuple(failed))


def _holds_code(source: Source, folder: Path) -> bool:
    """Return whether a hand-in seems to hold code to run; to be wrong costs a second and nothing else."""
    try:
        answers = read_response(_read(folder / FILE_NAME) or b"").responses
    except Refused:
        return True
    return any(answers.get(name) for name, secret in source.halves.secrets.items() if secret["kind"] == "code")


def _close_all(zygotes: Iterable[Zygote | None]) -> None:
    for zygote in zygotes:
        if zygote is not None:
            zygote.close()


def require(fence: Fence, unisolated: bool, *, quiet: bool = False) -> None:
    """Say what shuts trainees' code in, and refuse to run it where that is too little and nobody allowed it."""
    if not quiet:
        print(fence.text, file=sys.stderr)
    if not fence.is_enough and not unisolated:
        raise CasebookError(
            f"this computer can't shut in code that a stranger wrote ({fence.text}) - grade on a Linux machine that "
            "allows user namespaces, or, for a class you trust, say --allow-unisolated"
        )


def _read_work(
    course: Course, snapshot: Snapshot, folder: Path, scores: dict[str, dict[str, float | None]], force: bool
) -> Work | None:
    """Return a hand-in to grade, or None when it was graded just so already."""
    exercise = folder.name
    handed = Submission(folder.parent.name, _read(folder / FILE_NAME), _read(folder / f"{exercise}.ipynb"))
    packed = pack_submission(handed)
    stamp = _read(folder / "timestamp.txt") or b""
    digest = hashlib.sha256(b"\0".join((snapshot.id.encode(), packed, stamp))).hexdigest()
    return None if not force and _is_current(course, folder, digest, scores) else Work(folder, packed, digest)


Stop = Callable[[], bool]


def _grade_here(snapshot: Snapshot, work: Sequence[Work], limits: Limits) -> Callable[[Stop], Outcomes]:
    """Return what grades hand-ins one after another in this process: no trainee's code is run."""
    from .grade import grade

    def outcomes(is_stopping: Stop) -> Outcomes:
        for each in work:
            if is_stopping():
                return
            try:
                yield each.student, grade(snapshot, each.packed, limits)
            except Exception as error:
                yield each.student, Failure(f"{type(error).__name__}: {error}")

    return outcomes


def _grade_pooled(
    snapshot: Snapshot, work: Sequence[Work], limits: Limits, jobs: int | None, start: Callable[[], Zygote | None],
    unisolated: bool,
) -> Callable[[Stop], Outcomes]:  # fmt: skip
    """Return what grades hand-ins on this computer's cores."""

    from .grade import grade_quickly

    def outcomes(is_stopping: Stop) -> Outcomes:
        slow = []
        for each in work:
            if is_stopping():
                return
            try:
                quick = grade_quickly(snapshot, each.packed)
            except Exception as error:
                yield each.student, Failure(f"{type(error).__name__}: {error}")
                continue
            if quick is None:
                slow.append((each.student, each.packed))
            else:
                yield each.student, quick
        if not slow:
            return
        with Pool(snapshot, limits, jobs or count_cores(), start) as pool:
            require(pool.fence, unisolated)
            yield from pool.grade(slow, is_stopping)

    return outcomes


def _record_all(
    course: Course, exercise: str, work: dict[str, Work], snapshots: dict[str, Snapshot], outcomes: Callable[[Stop], Outcomes]
) -> list[str]:  # fmt: skip
    """Write outcomes as they come, many in one transaction; returns a line for each hand-in that could not be graded.

    The gradebook comes first and our own note on each hand-in last: killed between the two, it is graded again.
    """
    from .writer import Writer

    failed: list[str] = []
    batch: list[Result] = []
    progress, since = _Progress(len(work)), time.monotonic()

    def flush() -> None:
        stamps = {
            each.student: (_read(work[each.student].folder / "timestamp.txt") or b"").decode("utf-8", "replace").strip()
            for each in batch
        }
        try:
            writer.record(batch, stamps)
        except (ValueError, OverflowError):  # a time that nbgrader can't read spoils its own hand-in only
            for each in batch:
                try:
                    writer.record([each], stamps)
                except (ValueError, OverflowError) as error:
                    writer.record([each], {})
                    failed.append(
                        f"{each.student}: the time it was handed in can't be read ({error}) - mend timestamp.txt"
                    )
        for each in batch:
            own = work[each.student]
            _write_graded(course, snapshots[each.page], each, own.folder, own.digest)
            progress.step()
        batch.clear()

    with Writer(course, exercise) as writer, _finish_first() as is_stopping:
        for student, outcome in outcomes(is_stopping):
            if isinstance(outcome, Failure):
                failed.append(f"{student}: could not be graded ({outcome.why}) - look at this hand-in")
            else:
                # Whose it is was decided here, not where it was graded.
                batch.append(replace(outcome, student=student))
            if len(batch) >= _BATCH or (batch and time.monotonic() - since > _PATIENCE):
                flush()
                since = time.monotonic()
        flush()
        if is_stopping():
            raise KeyboardInterrupt
    return failed


def _write_graded(course: Course, snapshot: Snapshot, result: Result, folder: Path, digest: str) -> None:
    """Put the graded notebook where formgrader looks; our notes come last, so that their being there means all is."""
    data = result.to_json()
    notebook = data.pop("notebook")
    files = {name: data for name, data in read_folder(folder).items() if name in (FILE_NAME, "timestamp.txt")}
    files |= {name: base64.b64decode(text) for name, text in snapshot.files.items()}
    files[f"{snapshot.exercise}.ipynb"] = notebook.encode()
    record = {"digest": digest, "snapshot": snapshot.id, "result": data}
    files[RECORD] = (json.dumps(record, sort_keys=True) + "\n").encode()
    replace_folder(files, course.autograded / result.student / snapshot.exercise)


def list_waiting(course: Course, exercise: str, folders: Iterable[Path]) -> tuple[str, ...]:
    """Return a line for each hand-in with something for a person to look at."""
    lines = []
    for folder in folders:
        record = read_record(course, folder.parent.name, exercise)
        for flag in record["result"]["flags"] if record else ():
            item = f"{flag['item']}: " if flag["item"] else ""
            lines.append(f"{folder.parent.name}: {item}{flag['what']}")
    return tuple(lines)
