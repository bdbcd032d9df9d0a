"""What becomes of results as they come in: many into the gradebook at a time, then the graded notebooks, safe to stop.

The gradebook comes first and our own note on each hand-in last: killed between the two, it is graded again.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ...author.course import Course
from ...folder import replace_folder
from ..handin.submission import read_plainly
from ..outcome import NOTE, Result
from ..spread.job import Failure, Outcomes, Pending, Stop
from .note import make_note
from .standing import Judged, judge_standing

__all__ = ["write_batches"]

_BATCH = 100  # hand-ins in one transaction, or what came in
_PATIENCE = 2.0  # seconds, whichever is first


@contextmanager
def _finish_first() -> Iterator[Stop]:
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

    def step(self, done: int) -> None:
        """Count some more."""
        self._done += done
        now = time.monotonic()
        if now - self._said >= 5:
            rate = self._done / (now - self._start)
            left = (self._total - self._done) / rate
            print(f"graded {self._done} of {self._total}, {rate:.1f} each second, {left:.0f} s to go", file=sys.stderr)
            self._said = now


def _read_stamp(work: Pending) -> str:
    return (read_plainly(work.folder / "timestamp.txt") or b"").decode("utf-8", "replace").strip()


Finished = tuple[Pending, Sequence[Result]]


def _write_rows(writer: Any, batch: Sequence[tuple[Pending, Judged]]) -> Iterator[str]:
    """Put hand-ins into the gradebook; yields a line for each that says an impossible time."""
    stamps = {work.student: _read_stamp(work) for work, _ in batch}
    done = frozenset[tuple[str, str, str]]().union(*(judged.done for _, judged in batch))
    try:
        writer.record([result for _, judged in batch for result in judged.results], stamps, done)
    except (ValueError, OverflowError):  # a time that nbgrader can't read spoils its own hand-in only
        for work, judged in batch:
            try:
                writer.record(judged.results, stamps, done)
            except (ValueError, OverflowError) as error:
                writer.record(judged.results, {}, done)
                yield f"{work.student}: the time it was handed in can't be read ({error}) - mend timestamp.txt"


def _collect(
    work: Iterable[Pending], outcomes: Iterator[tuple[str, str, Result | Failure]]
) -> Iterator[Finished | str]:
    """Yield each hand-in when all of its notebooks are there, or a line for one of which one failed."""
    waiting = {each.student: (each, dict[str, Result | Failure]()) for each in work}
    for student, page, outcome in outcomes:
        own, found = waiting[student]
        # Whose it is was decided here, not where it was graded.
        named = (
            replace(outcome, student=student, exercise=own.folder.name, page=page)
            if isinstance(outcome, Result)
            else outcome
        )
        found[page] = named
        if len(found) < len(own.pages):
            continue
        failures = [each for each in found.values() if isinstance(each, Failure)]
        if failures:
            yield f"{student}: could not be graded ({failures[0].why}) - look at this hand-in"
        else:
            yield own, [each for each in found.values() if isinstance(each, Result)]


def write_batches(
    course: Course,
    exercise: str,
    work: Sequence[Pending],
    outcomes: Outcomes,
    beside: Callable[[Pending], dict[str, bytes]],
    *,
    plain: bool = False,
) -> list[str]:
    """Write outcomes as they come, many in one transaction; returns a line for each hand-in that could not be graded.

    `beside` gives the files that lie beside a hand-in's graded notebooks; `plain` tells an assignment of nbgrader's own making.
    """
    # It imports nbgrader, which must come after `load_engine`.
    from ..nbgrader.writer import Writer

    failed: list[str] = []
    batch: list[Finished] = []
    progress, since = _Progress(len(work)), time.monotonic()

    def flush() -> None:
        judged = judge_standing(course, exercise, batch, plain=plain)
        failed.extend(_write_rows(writer, judged))
        for own, one in judged:
            _write_graded(course, own, one, beside(own))
        progress.step(len(batch))
        batch.clear()

    with Writer(course, exercise) as writer, _finish_first() as is_stopping:
        for each in _collect(work, outcomes(is_stopping)):
            if isinstance(each, str):
                failed.append(each)
            else:
                batch.append(each)
            if len(batch) >= _BATCH or (batch and time.monotonic() - since > _PATIENCE):
                flush()
                since = time.monotonic()
        if batch:
            flush()
        if is_stopping():
            raise KeyboardInterrupt
    return failed


def _write_graded(course: Course, work: Pending, judged: Judged, beside: Mapping[str, bytes]) -> None:
    """Put graded notebooks where formgrader looks, and our note with them: if it is there, all is."""
    books = {
        f"{each.page or work.folder.name}.ipynb": each.notebook.encode() for each in judged.results if each.notebook
    }
    files = {**beside, **books, NOTE: make_note(work, judged.results, books, judged.given_for, judged.earlier)}
    replace_folder(files, course.autograded / work.student / work.folder.name)
