"""nbgrader's gradebook, written by one process: backed up first, a hand-in at a time, safe to stop and to run again.

What was graded stays as it is until the hand-in or the exercise changes. Marks a person gave are never touched.
"""

import base64
import hashlib
import json
import logging
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..course import Course
from ..folder import read_folder, replace_folder
from ..problem import CasebookError
from ..release import Source, load_source
from ..response import FILE_NAME
from .ledger import list_scores, read_cells, read_entries
from .result import RECORD, Result
from .snapshot import Snapshot, make_snapshot
from .submission import Submission, pack_submission

__all__ = ["GradeSummary", "grade_exercise", "open_snapshot", "read_record"]

_BACKUPS = 5


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


def open_snapshot(course: Course, exercise: str) -> tuple[Source, Snapshot]:
    """Return a released exercise and its snapshot, seeing to it that nbgrader's gradebook knows the same exercise."""
    from .converter import generate, load_settings

    source = load_source(course, exercise)
    snapshot = make_snapshot(source, load_settings(course))
    if read_cells(course.gradebook, exercise) != dict(snapshot.cells):
        with tempfile.TemporaryDirectory(prefix="casebook-") as name:
            generate(course, source, Path(name))
        if read_cells(course.gradebook, exercise) != dict(snapshot.cells):
            raise CasebookError(
                f"gradebook.db: it holds another exercise called {exercise} - move it away and run the command again"
            )
    return source, snapshot


def _back_up(path: Path) -> None:
    """Copy the gradebook beside itself, keeping the last few copies."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.name}.{stamp}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
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
        print("Stopping after this hand-in; press Ctrl-C again to stop at once.", file=sys.stderr)

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
        self._done += 1
        now = time.monotonic()
        if now - self._said >= 5:
            rate = self._done / (now - self._start)
            left = (self._total - self._done) / rate
            print(f"graded {self._done} of {self._total}, {left:.0f} s to go", file=sys.stderr)
            self._said = now


def grade_exercise(course: Course, exercise: str, *, force: bool = False) -> GradeSummary:
    """Grade every hand-in of an exercise that is new or has changed, into nbgrader's gradebook.

    `force` grades unchanged ones again. A hand-in that can't be graded is named in the summary and the rest goes on.
    """
    folders = list_submitted(course, exercise)
    if not folders:
        raise CasebookError(f"submitted: nobody has handed in {exercise} yet - run casebook collect first")
    _, snapshot = open_snapshot(course, exercise)
    scores = list_scores(course.gradebook, exercise)
    work: list[tuple[Path, bytes, str]] = []
    for folder in folders:
        handed = Submission(folder.parent.name, _read(folder / FILE_NAME), _read(folder / f"{exercise}.ipynb"))
        packed = pack_submission(handed)
        stamp = _read(folder / "timestamp.txt") or b""
        digest = hashlib.sha256(b"\0".join((snapshot.id.encode(), packed, stamp))).hexdigest()
        if force or not _is_current(course, folder, digest, scores):
            work.append((folder, packed, digest))
    failed: list[str] = []
    if work:
        _back_up(course.gradebook)
        failed = list(_grade_all(course, snapshot, work))
    waiting = _list_waiting(course, exercise, folders)
    answers = sum(entry.waits for entry in read_entries(course.gradebook, exercise))
    return GradeSummary(exercise, len(work) - len(failed), len(folders) - len(work), answers, waiting, tuple(failed))


def _grade_all(course: Course, snapshot: Snapshot, work: list[tuple[Path, bytes, str]]) -> Iterator[str]:
    """Grade and record hand-ins one after another; yields a line for each that could not be."""
    from .grade import grade
    from .writer import Writer

    progress = _Progress(len(work))
    with Writer(course, snapshot.exercise) as writer, _finish_first() as is_stopping:
        for folder, packed, digest in work:
            if is_stopping():
                raise KeyboardInterrupt
            try:
                result = grade(snapshot, packed)
                writer.record(result, folder)
            except CasebookError as error:
                yield f"{folder.parent.name}: {error}"
                continue
            except Exception as error:
                logging.getLogger(__name__).debug("grading failed", exc_info=True)
                yield f"{folder.parent.name}: could not be graded ({type(error).__name__}: {error}) - look at this hand-in"
                continue
            _write_graded(course, snapshot, result, folder, digest)
            progress.step()


def _write_graded(course: Course, snapshot: Snapshot, result: Result, folder: Path, digest: str) -> None:
    """Put the graded notebook where formgrader looks; our notes come last, so that their being there means all is."""
    data = result.to_json()
    notebook = data.pop("notebook")
    files = {name: data for name, data in read_folder(folder).items() if name in (FILE_NAME, "timestamp.txt")}
    files |= {name: base64.b64decode(text) for name, text in snapshot.files.items()}
    files[f"{snapshot.exercise}.ipynb"] = notebook.encode()
    record = {"digest": digest, "snapshot": snapshot.id, "result": data}
    files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    replace_folder(files, course.autograded / result.student / snapshot.exercise)


def _list_waiting(course: Course, exercise: str, folders: Iterable[Path]) -> tuple[str, ...]:
    """Return a line for each hand-in with something for a person to look at."""
    lines = []
    for folder in folders:
        record = read_record(course, folder.parent.name, exercise)
        for flag in record["result"]["flags"] if record else ():
            item = f"{flag['item']}: " if flag["item"] else ""
            lines.append(f"{folder.parent.name}: {item}{flag['what']}")
    return tuple(lines)
