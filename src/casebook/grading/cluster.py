"""Grading a class on dask workers: bytes there, bytes back, no shared disk and no gradebook out there.

Trainees' code never runs in a worker itself but in a box of a zygote that the worker owns: a worker that such code could kill
would take its neighbours' results with it.
"""

import json
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from ..problem import CasebookError
from .pool import Failure
from .result import Limits, Result
from .sandbox import Gone, Place, Zygote, start_zygote
from .snapshot import Snapshot, find_imports

__all__ = ["grade_bytes", "grade_far", "make_security"]

_TRIES = 5
_AHEAD = 4  # hand-ins under way for each thread of a worker

_lock = threading.Lock()
_warm: dict[bytes, tuple[Snapshot, Zygote]] = {}


class _Work(Protocol):
    @property
    def student(self) -> str: ...

    @property
    def packed(self) -> bytes: ...


def _warm_up(snapshot: bytes, unisolated: bool) -> tuple[Snapshot, Zygote]:
    """Return the exercise and this worker's zygote for it, started when it is asked for first."""
    with _lock:
        known = _warm.get(snapshot)
        if known is not None and known[1].process.poll() is None:
            return known
        for key in list(_warm):
            _warm.pop(key)[1].close()
        read = Snapshot.read(zlib.decompress(snapshot))
        zygote = start_zygote(find_imports(read.cells.values()), unisolated=unisolated)
        if zygote is None:
            raise CasebookError("a worker on a system that is not Linux can't run trainees' code - add Linux workers")
        _warm[snapshot] = (read, zygote)
        return _warm[snapshot]


def _cool_down(zygote: Zygote) -> None:
    """Let go of a zygote that is gone, so that the next hand-in starts another."""
    with _lock:
        for key in [key for key, (_, known) in _warm.items() if known is zygote]:
            _warm.pop(key)[1].close()


def grade_bytes(snapshot: bytes, submission: bytes, limits: dict[str, Any], unisolated: bool = False) -> bytes:
    """Grade one hand-in in a dask worker; everything comes and goes as bytes.

    `snapshot` is compressed. The answer is JSON: a result, or the reason why this machine may not grade.
    """
    from .engine import load_engine

    load_engine()
    from .grade import grade

    read, zygote = _warm_up(snapshot, unisolated)
    try:
        if not zygote.fence.is_enough and not unisolated:
            return json.dumps({"refused": zygote.fence.text}).encode()
        with zygote.connect() as line:
            result = grade(read, submission, Limits(**limits), Place(line, zygote.fence))
    except Gone:
        _cool_down(zygote)
        raise
    return json.dumps({"result": result.to_json()}).encode()


def make_security(ca: str | None, certificate: str | None, key: str | None) -> object | None:
    """Return dask's TLS settings from the paths of three PEM files, or None when none is given."""
    if not (ca or certificate or key):
        return None
    from distributed.security import Security

    security: object = Security(
        tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
    )
    return security


def grade_far(
    snapshot: Snapshot, work: Sequence[_Work], limits: Limits, scheduler: str, *, security: object = None,
    unisolated: bool = False,
) -> Callable[[Callable[[], bool]], Iterator[tuple[str, Result | Failure]]]:  # fmt: skip
    """Return what grades hand-ins on the workers of a dask scheduler, as they come."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise CasebookError("dask is not installed - install the extra: uv sync --extra cluster") from None
    data = zlib.compress(snapshot.write(), 9)

    def outcomes(is_stopping: Callable[[], bool]) -> Iterator[tuple[str, Result | Failure]]:
        try:
            client = Client(scheduler, security=security, timeout=20, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise CasebookError(
                f"{scheduler}: no scheduler answers ({error}) - check the address and the TLS files"
            ) from None
        with client:
            left = list(reversed(work))
            owners: dict[Any, tuple[str, bytes, int]] = {}

            def send(student: str, packed: bytes, tries: int) -> Any:
                future = client.submit(grade_bytes, data, packed, asdict(limits), unisolated, pure=False, retries=3)
                owners[future] = (student, packed, tries)
                return future

            room = max(2, sum(client.nthreads().values())) * _AHEAD
            first = [left.pop() for _ in range(min(room, len(left)))]
            done = as_completed([send(each.student, each.packed, 1) for each in first], loop=client.loop)
            for future in done:
                student, packed, tries = owners.pop(future)
                try:
                    answer = json.loads(future.result())
                except Exception as error:  # a killed worker, or whatever else went wrong out there
                    if tries < _TRIES and not isinstance(error, CasebookError):
                        done.add(send(student, packed, tries + 1))
                    else:
                        yield student, Failure(f"{type(error).__name__}: {error}")
                    continue
                finally:
                    future.release()
                if "refused" in answer:
                    raise CasebookError(
                        f"a worker can't shut in code that a stranger wrote ({answer['refused']}) - run workers where user "
                        "namespaces are allowed, or, for a class you trust, say --allow-unisolated"
                    )
                yield student, Result.from_json(answer["result"])
                if left and not is_stopping():
                    each = left.pop()
                    done.add(send(each.student, each.packed, 1))

    return outcomes
