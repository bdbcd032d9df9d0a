"""The ladder: what the response file answers is marked at once; code runs in boxes, on this computer or on dask workers.

Every rung gives the same results. What only nbgrader itself can grade is left to `casebook.grading.nbgrader.plain`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...problem import CasebookError
from ..box.isolation import Fence
from ..box.sandbox import Zygote, start_zygote
from ..outcome import Limits, Result
from ..record import Outcomes, Stop, Work
from ..snapshot import Snapshot
from .pool import Failure, Pool, Task, count_cores

__all__ = ["Means", "grade_all"]


@dataclass(slots=True, kw_only=True)
class Means:
    """What code is run with.

    `preload` names modules that hand-ins will import, `hidden` the course's folders. `jobs` is how many to grade at a time
    (one for each core); `scheduler` the address of a dask scheduler to send them to instead, and `security` its TLS settings.
    `unisolated` allows code to run where this computer can't shut it in.
    """

    limits: Limits
    preload: Sequence[str] = ()
    hidden: Sequence[Path] = ()
    jobs: int | None = None
    unisolated: bool = False
    scheduler: str | None = None
    security: object = None
    _ready: Zygote | None = None

    def warm_up(self) -> None:
        """Start a zygote already: it imports while we do."""
        self._ready = self._start()

    def _start(self) -> Zygote | None:
        return start_zygote(self.preload, hidden=self.hidden, unisolated=self.unisolated)

    def start(self) -> Zygote | None:
        """Return a zygote: the one that is warm, or a fresh one."""
        ready, self._ready = self._ready, None
        return ready or self._start()

    def close(self) -> None:
        """End a zygote that was not needed after all."""
        if self._ready is not None:
            self._ready.close()


def _require(fence: Fence, unisolated: bool) -> None:
    """Say what shuts trainees' code in, and refuse to run it where that is too little and nobody allowed it."""
    print(fence.text, file=sys.stderr)
    if not fence.is_enough and not unisolated:
        raise CasebookError(
            f"this computer can't shut in code that a stranger wrote ({fence.text}) - grade on a Linux machine that "
            "allows user namespaces, or, for a class you trust, say --allow-unisolated"
        )


def grade_all(snapshots: Mapping[str, Snapshot], work: Sequence[Work], means: Means) -> Outcomes:
    """Return what grades hand-ins as far up the ladder as each of them needs; `snapshots` by the name of the notebook."""
    from ..grade import grade, grade_quickly

    def outcomes(is_stopping: Stop) -> Iterator[tuple[str, str, Result | Failure]]:
        tasks = []
        for each in work:
            for page, packed in each.pages.items():
                if is_stopping():
                    return
                snapshot = snapshots[page]
                try:
                    result = grade_quickly(snapshot, packed)
                    if result is None and not snapshot.runs_code:
                        result = grade(snapshot, packed, means.limits)
                except Exception as error:
                    yield each.student, page, Failure(f"{type(error).__name__}: {error}")
                    continue
                if result is None:
                    tasks.append(Task(each.student, page, packed))
                else:
                    yield each.student, page, result
        if tasks and means.scheduler:
            from .cluster import grade_far

            yield from grade_far(
                snapshots, tasks, means.limits, means.scheduler, is_stopping, security=means.security, unisolated=means.unisolated
            )  # fmt: skip
        elif tasks:
            with Pool(snapshots, means.limits, means.jobs or count_cores(), means.start) as pool:
                _require(pool.fence, means.unisolated)
                yield from pool.grade(tasks, is_stopping)

    return outcomes
