"""Grading a class on dask workers: bytes there, bytes back, no shared disk and no gradebook out there.

Trainees' code never runs in a worker itself but in a box of a zygote that the worker owns: a worker that such code could kill
would take its neighbours' results with it.
"""

import json
import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ...problem import CasebookError
from ..box.preload import find_imports
from ..box.sandbox import Gone, Place, Zygote, start_zygote
from ..marking.snapshot import Snapshot
from ..nbgrader.engine import load_engine
from ..outcome import Limits, Result
from .job import Failure, Job

__all__ = ["grade_bytes", "grade_far", "make_security", "pack_snapshots"]

_TRIES = 5
_LOSSES = 5  # of the line to the scheduler, with nothing graded between them
_PATIENCE = 20.0  # seconds until a scheduler has answered
_ALONE = 90.0  # seconds without any worker
_AHEAD = 4  # hand-ins under way for each thread of a worker

_lock = threading.Lock()
_Warm = tuple[dict[str, Snapshot], Zygote]
_warm: dict[bytes, _Warm] = {}


def pack_snapshots(snapshots: Mapping[str, Snapshot]) -> bytes:
    """Return an exercise's snapshots, by the name of the notebook, as bytes to send."""
    return zlib.compress(
        json.dumps({page: snapshot.write().decode() for page, snapshot in snapshots.items()}).encode(), 9
    )


def _warm_up(snapshots: bytes, hidden: Sequence[str], unisolated: bool) -> _Warm:
    """Return the exercise and this worker's zygote for it, started when it is asked for first."""
    with _lock:
        known = _warm.get(snapshots)
        if known is not None and known[1].process.poll() is None:
            return known
        for key in list(_warm):
            _warm.pop(key)[1].close()
        read = {page: Snapshot.read(text.encode()) for page, text in json.loads(zlib.decompress(snapshots)).items()}
        cells = [cell for snapshot in read.values() for cell in snapshot.cells.values()]
        zygote = start_zygote(find_imports(cells), hidden=[Path(place) for place in hidden], unisolated=unisolated)
        if zygote is None:
            raise CasebookError("a worker on a system that is not Linux can't run trainees' code - add Linux workers")
        _warm[snapshots] = (read, zygote)
        return _warm[snapshots]


def _cool_down(zygote: Zygote) -> None:
    """Let go of a zygote that is gone, so that the next hand-in starts another."""
    with _lock:
        for key in [key for key, (_, known) in _warm.items() if known is zygote]:
            _warm.pop(key)[1].close()


def grade_bytes(
    snapshots: bytes, page: str, submission: bytes, limits: dict[str, Any], unisolated: bool = False, hidden: Sequence[str] = ()
) -> bytes:  # fmt: skip
    """Grade one notebook of a hand-in in a dask worker; everything comes and goes as bytes.

    `snapshots` is what `pack_snapshots` gave, `hidden` names the course's folders, which a worker on the same disk must not show. The answer is JSON: a result, or the reason why this machine may not grade.
    """
    # At the top this would import nbgrader before `load_engine`.
    load_engine()
    from ..marking.grade import grade

    read, zygote = _warm_up(snapshots, hidden, unisolated)
    try:
        if not zygote.fence.is_enough and not unisolated:
            return json.dumps({"refused": zygote.fence.text}).encode()
        with zygote.connect() as line:
            result = grade(read[page], submission, Limits(**limits), Place(line, zygote.fence))
    except Gone:
        _cool_down(zygote)
        raise
    return json.dumps({"result": result.to_json()}).encode()


def make_security(ca: str | None, certificate: str | None, key: str | None) -> object | None:
    """Return dask's TLS settings from the paths of three PEM files, or None when none is given."""
    if not (ca or certificate or key):
        return None
    # dask is an optional extra.
    from distributed.security import Security

    security: object = Security(
        tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
    )
    return security


def _wait(client: Any, futures: Sequence[Any], scheduler: str) -> list[Any]:
    """Return the futures that are done, once there are any; gives up when there has been no worker for a while."""
    # dask is an optional extra.
    from distributed import wait

    alone = time.monotonic()
    while futures:
        try:
            return list(wait(futures, timeout=5, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            if client.nthreads():
                alone = time.monotonic()
            elif time.monotonic() - alone > _ALONE:
                raise CasebookError(
                    f"{scheduler}: it has no workers - start some and run the command again; what was graded is kept"
                ) from None
    return []


@dataclass(slots=True)
class _Work:
    """What a class's grading still has to do out there: the exercise as bytes, the hand-ins that wait, and those under way."""

    snapshots: bytes
    limits: Limits
    unisolated: bool
    hidden: list[str]
    left: list[Job]
    owners: dict[Any, Job] = field(default_factory=dict)

    def send(self, client: Any, job: Job) -> None:
        """Give a hand-in to the workers."""
        job.tries += 1
        future = client.submit(
            grade_bytes, self.snapshots, job.page, job.submission, asdict(self.limits), self.unisolated, self.hidden, pure=False, retries=3
        )  # fmt: skip
        self.owners[future] = job

    def take_back(self) -> None:
        """Let those under way wait again: the line to them is lost, which is no try of theirs."""
        for job in self.owners.values():
            job.tries -= 1
            self.left.append(job)
        self.owners.clear()

    def grade(
        self, client: Any, scheduler: str, is_stopping: Callable[[], bool]
    ) -> Iterator[tuple[str, str, Result | Failure]]:
        """Yield learner, notebook and result or failure, as they come, until nothing is left."""
        while self.left or self.owners:
            # Workers come and go; more hand-ins than they can soon get to would only lie there.
            room = max(2, sum(client.nthreads().values())) * _AHEAD
            if is_stopping():
                self.left.clear()
            while self.left and len(self.owners) < room:
                # Sent before it is taken off: what a broken line doesn't take still waits.
                self.send(client, self.left[-1])
                self.left.pop()
            for future in _wait(client, list(self.owners), scheduler):
                if future.status == "cancelled":
                    raise ConnectionError("the line to the scheduler broke")
                job = self.owners.pop(future)
                try:
                    if future.status == "lost":
                        raise ConnectionError("the worker that had graded it died with the result")
                    answer = json.loads(future.result())
                except Exception as error:  # a killed worker, or whatever else went wrong out there
                    if job.tries < _TRIES and not isinstance(error, CasebookError):
                        self.left.append(job)
                        continue
                    answer = {"error": f"{type(error).__name__}: {error}"}
                finally:
                    future.release()
                if "refused" in answer:
                    raise CasebookError(
                        f"a worker can't shut in code that a stranger wrote ({answer['refused']}) - run workers where user "
                        "namespaces are allowed, or, for a class you trust, say --allow-unisolated"
                    )
                result = Failure(answer["error"]) if "error" in answer else Result.from_json(answer["result"])
                yield job.student, job.page, result


def grade_far(
    snapshots: Mapping[str, Snapshot], jobs: Sequence[Job], limits: Limits, scheduler: str,
    is_stopping: Callable[[], bool] = lambda: False, *, security: object = None, unisolated: bool = False, hidden: Sequence[Path] = (),
) -> Iterator[tuple[str, str, Result | Failure]]:  # fmt: skip
    """Yield learner, notebook and result or failure, graded on the workers of a dask scheduler, as they come."""
    try:
        from distributed import Client
    except ImportError:
        raise CasebookError("dask is not installed - install the extra: uv sync --extra cluster") from None
    # dask tells of each lost line in a traceback; what it means for the class is said below in a sentence.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    connect = partial(Client, scheduler, security=security, set_as_default=False)
    try:
        client = connect(timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        why = str(error).strip().partition("\n")[0]
        raise CasebookError(
            f"{scheduler}: no scheduler answers ({why}) - check the address and the TLS files"
        ) from None
    work = _Work(pack_snapshots(snapshots), limits, unisolated, [str(place) for place in hidden], list(reversed(jobs)))
    losses = 0
    while True:
        try:
            with client, client.as_current():
                for each in work.grade(client, scheduler, is_stopping):
                    losses = 0
                    yield each
            return
        except CasebookError:
            raise
        except Exception as error:
            # dask raises what it likes; but whatever it is, when the line is down that is the reason.
            if client.status == "running" and not isinstance(error, OSError | CancelledError):
                raise
        # A line that broke says nothing of the scheduler: only one that does not answer either, or not for long, went away.
        work.take_back()
        losses += 1
        try:
            if losses > _LOSSES:
                raise ConnectionError
            client = connect(timeout=_PATIENCE / 2)
        except OSError:
            raise CasebookError(
                f"{scheduler}: the scheduler went away - start it again with its workers and run the same command; what was graded is kept"
            ) from None
