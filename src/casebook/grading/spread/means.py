"""The means code is run with, and grading a class by them: each hand-in in the least costly way that gives its result.

What the response file answers is marked at once by trusted code; code runs in boxes, on this computer or on dask workers. Every
way gives the same results. What only nbgrader itself can grade is left to `casebook.grading.run.plain`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...problem import CasebookError
from ..box.isolation import Fence
from ..box.sandbox import Zygote, start_zygote
from ..marking.snapshot import Snapshot
from ..outcome import Limits, Result
from .job import Failure, Job, Outcomes, Pending, Stop
from .pool import Pool, count_cores

__all__ = ["Means", "Zygotes", "grade_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What code is run with, as an educator chooses it.

    `jobs` is how many to grade at a time (one for each core); `scheduler` the address of a dask scheduler to send them to
    instead, and `security` its TLS settings, as `casebook.grading.spread.cluster.make_security` gives them. `unisolated` allows
    code to run where this computer can't shut it in.
    """

    limits: Limits = field(default_factory=Limits)
    jobs: int | None = None
    unisolated: bool = False
    scheduler: str | None = None
    security: object = None


@dataclass(slots=True)
class Zygotes:
    """Where zygotes for one assignment come from; one can be started before it is needed.

    `preload` names modules that hand-ins will import, `hidden` the course's folders; for `unisolated` see `Means`.
    """

    preload: Sequence[str]
    hidden: Sequence[Path]
    unisolated: bool = False
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


def grade_all(snapshots: Mapping[str, Snapshot], work: Sequence[Pending], means: Means, zygotes: Zygotes) -> Outcomes:
    """Return what grades hand-ins, each as it needs; `snapshots` by the name of the notebook."""
    # It imports nbgrader, which must come after `load_engine` and before the pool forks its workers.
    from ..marking.grade import grade, grade_quickly

    def outcomes(is_stopping: Stop) -> Iterator[tuple[str, str, Result | Failure]]:
        jobs = []
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
                    jobs.append(Job(each.student, page, packed))
                else:
                    yield each.student, page, result
        if jobs and means.scheduler:
            # Few have a scheduler.
            from .cluster import grade_far

            yield from grade_far(
                snapshots, jobs, means.limits, means.scheduler, is_stopping, security=means.security, unisolated=means.unisolated,
                hidden=zygotes.hidden,
            )  # fmt: skip
        elif jobs:
            with Pool(snapshots, means.limits, means.jobs or count_cores(), zygotes.start) as pool:
                _require(pool.fence, means.unisolated)
                yield from pool.grade(jobs, is_stopping)

    return outcomes
