"""Grading a class on all cores of this computer: forked workers, one zygote, and nothing lost when one of them dies.

Workers are forked from this process once nbgrader is loaded, take hand-ins as bytes and give results as data. They are not
started anew because nbgrader takes a second to import, and a fork shares its memory. This process must have no threads by then:
a fork copies the one that calls it, and whatever lock another held stays locked.

A worker or a zygote that is killed is started again and its hand-in graded again: grading changes nothing, so it may.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from ..box.isolation import Fence, set_death_signal
from ..box.sandbox import Gone, Place, Zygote
from ..box.wire import read_frame, send_frame
from ..marking.snapshot import Snapshot
from ..outcome import Limits, Result
from .job import Failure, Job

__all__ = ["Pool", "count_cores", "fork_each"]

_TRIES = 3
_LEFT_ALONE = 3  # how a worker ends that has lost its zygote
_WORTH = 20  # things to do that are worth starting a process for


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fork_each(do: Callable[[str], None], names: Sequence[str]) -> None:
    """Do one thing for each name on all cores, in forked processes; what a process did not finish is done here.

    For work that leaves nothing but files, and may be done twice. Few names are not worth a process.
    """
    shares = [list(names[first :: count_cores()]) for first in range(count_cores())]
    if len(names) < _WORTH * len(shares) or len(shares) == 1 or threading.active_count() > 1 or not hasattr(os, "fork"):
        shares = [list(names)]
    children: dict[int, list[str]] = {}
    sys.stdout.flush()
    sys.stderr.flush()
    for share in shares[1:]:
        pid = os.fork()
        if pid == 0:
            code = 1
            with contextlib.suppress(BaseException):
                for name in share:
                    do(name)
                code = 0
            os._exit(code)
        children[pid] = share
    for name in shares[0]:
        do(name)
    for pid, share in children.items():
        if os.waitpid(pid, 0)[1]:
            for name in share:
                do(name)


@dataclass(slots=True)
class _Worker:
    pid: int
    channel: socket.socket
    zygote: Zygote | None
    job: Job | None = None


def _work(
    snapshots: Mapping[str, Snapshot], limits: Limits, channel: socket.socket, place: Place | None, bare: bool
) -> None:
    """In a worker's process: grade until there is nothing more to grade."""
    # Loaded before this process was forked; at the top it would import nbgrader before `load_engine`.
    from ..marking.grade import grade

    while True:
        page, submission = read_frame(channel)
        try:
            answer: dict[str, Any] = {
                "result": grade(snapshots[page], submission.encode(), limits, place, bare=bare).to_json()
            }
        except Gone:
            os._exit(_LEFT_ALONE)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        send_frame(channel, answer)


@dataclass(slots=True)
class Pool:
    """Workers for one exercise, whose notebooks `snapshots` names. Use it in a ``with`` statement.

    `start` returns a fresh zygote or None, when hand-ins run in ordinary kernels.
    """

    snapshots: Mapping[str, Snapshot]
    limits: Limits
    size: int
    start: Callable[[], Zygote | None]
    zygote: Zygote | None = None
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> "Pool":
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process it started."""
        self._end()
        if self.zygote is not None:
            self.zygote.close()
            self.zygote = None

    @property
    def fence(self) -> Fence:
        """What hand-ins are shut in with; starts the zygote."""
        if self.zygote is None:
            self.zygote = self.start()
        return self.zygote.fence if self.zygote is not None else Fence()

    def _hire(self) -> _Worker:
        fence = self.fence
        here, there = socket.socketpair()
        line = self.zygote.connect() if self.zygote is not None else None
        # What waits to be printed would be in both processes, and be printed twice.
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            there.close()
            if line is not None:
                line.close()
            return _Worker(pid, here, self.zygote)
        code = 0
        try:
            set_death_signal()
            if os.getppid() != parent:  # it died before the line above, and no signal will come
                os._exit(0)
            # Ctrl-C reaches every process of the terminal; the one that started us decides, and lets the hand-in at work be finished.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            # A line stays open while anybody holds an end: with copies in here nobody would see that another worker is gone.
            here.close()
            for other in self._workers:
                other.channel.close()
            if self.zygote is not None:
                self.zygote.forget()
            place = Place(line, fence) if line is not None else None
            _work(self.snapshots, self.limits, there, place, bare=place is None)
        except (EOFError, OSError):
            pass
        except BaseException:
            traceback.print_exc()
            code = 1
        finally:
            os._exit(code)

    def _let_go(self, worker: _Worker) -> int:
        """Bury a worker; returns how it ended."""
        self._workers.remove(worker)
        worker.channel.close()
        with contextlib.suppress(OSError):
            os.kill(worker.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            return os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1])
        return -1

    def _end(self) -> None:
        for worker in list(self._workers):
            self._let_go(worker)

    def grade(self, jobs: Iterable[Job], stop: Callable[[], bool] = lambda: False) -> Iterator[tuple[str, str, Result | Failure]]:  # fmt: skip
        """Yield learner, notebook and result or failure, as they come; asks `stop` before each whether to take no more."""
        waiting = deque(jobs)
        while waiting or any(worker.job for worker in self._workers):
            if stop():
                waiting.clear()
            busy = sum(worker.job is not None for worker in self._workers)
            while waiting and len(self._workers) < min(self.size, len(waiting) + busy):
                self._workers.append(self._hire())
            for worker in self._workers:
                if worker.job is None and waiting:
                    worker.job = job = waiting.popleft()
                    job.tries += 1
                    with contextlib.suppress(OSError):  # a dead one is found below
                        send_frame(worker.channel, (job.page, job.submission.decode()))
            at_work = {worker.channel: worker for worker in self._workers if worker.job is not None}
            ready, _, _ = select.select(list(at_work), [], [], 1.0) if at_work else ([], [], [])
            for worker in [at_work[channel] for channel in ready]:
                done, worker.job = worker.job, None
                assert done is not None
                try:
                    answer = read_frame(worker.channel)
                except (EOFError, OSError, ValueError):
                    self._recover(worker)
                    if done.tries < _TRIES:
                        waiting.appendleft(done)
                        continue
                    answer = self._give_up(done)
                result = Failure(answer["error"]) if "error" in answer else Result.from_json(answer["result"])
                yield done.student, done.page, result

    def _give_up(self, job: Job) -> dict[str, Any]:
        """Return what a hand-in earns whose grading ended its process time and again: the marks of its response file."""
        # Loaded before any worker was; at the top it would import nbgrader before `load_engine`.
        from ..marking.grade import grade_without_code

        why = f"grading it ended the process that graded it {_TRIES} times"
        try:
            return {"result": grade_without_code(self.snapshots[job.page], job.submission, why).to_json()}
        except Exception as error:
            return {"error": f"{why}; {type(error).__name__}: {error}"}

    def _recover(self, worker: _Worker) -> None:
        """Bury a dead worker and, if that is why it died, its zygote; others are started when they are needed."""
        code = self._let_go(worker)
        if code == _LEFT_ALONE and self.zygote is not None and self.zygote is worker.zygote:
            self.zygote.close()
            self.zygote = None
            for other in [other for other in self._workers if other.job is None]:
                self._let_go(other)
