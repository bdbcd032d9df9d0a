"""Running a stranger's cells from outside: a warm zygote, a box for each hand-in, limits, and nothing believed.

The box's process is forked from the zygote and shut in; this side holds the clock, counts its output, kills it, and
reads what it says as data of limited size.
"""

import contextlib
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ...folder import make_scratch
from ..outcome import Limits
from .isolation import Fence
from .wire import read_frame, send_frame

__all__ = ["Box", "Broken", "CellRun", "Gone", "Place", "Zygote", "start_zygote"]

_GRACE = 4.0  # seconds that an interrupted cell may take to stop: nbclient's own
_SPOKEN = 5.0  # seconds that an answer may take to arrive once it has begun
_LARGEST_ANSWER = 8_000_000  # bytes of one
_MOST_OUTPUTS = 1_000
_PATIENCE = 120.0  # seconds that a busy computer may take to put up a box's walls
_KEPT = 1_000_000  # bytes of a cell's raw output that are kept; the rest is read and thrown away
_ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_KEPT_NAMES = (
    "PATH",
    "LANG",
    "LANGUAGE",
    "TZ",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
)


class Broken(Exception):
    """A hand-in's code ended its own process, or was ended: the sentence says how."""


class Gone(Exception):
    """The zygote is no more, through no fault of the hand-in: start another and grade it again."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What running one cell gave: its outputs, the kernel's reply, signs of tampering, and whether time ran out."""

    outputs: list[dict[str, Any]]
    reply: dict[str, Any]
    seen: tuple[str, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where hand-ins can be run: a line to a zygote, and what its boxes are shut in with."""

    line: socket.socket
    fence: Fence


def _keep_environment() -> dict[str, str]:
    """Return what Python needs of this process's environment; the rest may hold an educator's tokens and passwords."""
    return {name: value for name, value in os.environ.items() if name in _KEPT_NAMES or name.startswith("LC_")}


class Zygote:
    """A warm process to fork hand-ins from. Close it, or use it in a ``with`` statement."""

    def __init__(self, preload: Sequence[str] = (), *, hidden: Sequence[Path] = (), unisolated: bool = False) -> None:
        """Start it; `preload` names modules to import once, `hidden` a course's folders, `unisolated` leaves out the namespaces."""
        self._held = contextlib.ExitStack()
        self._scratch = self._held.enter_context(make_scratch("zygote"))
        here, there = socket.socketpair()
        self._control = here
        environment = {**_keep_environment(), **dict.fromkeys(_ONE_THREAD, "1")}
        with there:
            self.process = subprocess.Popen(
                # -P: nothing in the folder it starts in can pass itself off as a module.
                [sys.executable, "-P", "-m", "casebook.grading.box.zygote", str(there.fileno())],
                pass_fds=[there.fileno()], stdin=subprocess.DEVNULL, env=environment, cwd=self._scratch,
            )  # fmt: skip
        wishes = {"preload": list(preload), "hidden": [str(folder) for folder in hidden], "open": unisolated}
        send_frame(here, {**wishes, "scratch": str(self._scratch)})
        self._fence: Fence | None = None

    @property
    def fence(self) -> Fence:
        """What is in force, once the zygote is ready; waits for it."""
        if self._fence is None:
            try:
                self._fence = Fence(**read_frame(self._control)["fence"])
            except (EOFError, OSError, ValueError):
                raise Gone("the process that runs code could not be started") from None
        return self._fence

    def connect(self) -> socket.socket:
        """Return a line to the zygote, for one box at a time."""
        here, there = socket.socketpair()
        with there:
            try:
                socket.send_fds(self._control, [b"a"], [there.fileno()])
            except OSError:
                raise Gone("the process that runs code is gone") from None
        return here

    def forget(self) -> None:
        """In a forked process: let go of the zygote without ending it."""
        self._control.close()

    def close(self) -> None:
        """End it and everything forked from it: it ends by itself once nobody is at the other side of its line."""
        self._control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._held.close()

    def __enter__(self) -> "Zygote":
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()


def start_zygote(
    preload: Sequence[str] = (), *, hidden: Sequence[Path] = (), unisolated: bool = False
) -> Zygote | None:
    """Return a zygote, or None on a system that has none; `unisolated` allows one that shuts in less where it must."""
    if not sys.platform.startswith("linux"):
        return None
    zygote = Zygote(preload, hidden=hidden)
    if unisolated and not zygote.fence.processes:
        zygote.close()
        zygote = Zygote(preload, hidden=hidden, unisolated=True)
    return zygote


class Box:
    """One hand-in's process. Use it in a ``with`` statement: leaving it kills whatever is left."""

    def __init__(self, line: socket.socket, files: Mapping[str, str], limits: Limits, fence: Fence) -> None:
        """Start it with `files` (base64, by name) in its folder."""
        self._limits, self._number, self._line = limits, 0, line
        self._deadline = time.monotonic() + limits.seconds
        self._channel, theirs = socket.socketpair()
        self._pipes = {1: os.pipe(), 2: os.pipe()}
        self._folder = None if fence.files else tempfile.mkdtemp(prefix="casebook-box-")
        self._handle = -1
        self._raw = {1: bytearray(), 2: bytearray()}
        request = {
            "files": dict(files), "memory": limits.megabytes << 20, "processes": limits.processes,
            "kilobytes": limits.disk_megabytes * 1024, "seconds": int(limits.seconds) + 5, "folder": self._folder,
        }  # fmt: skip
        ends = [self._pipes[1][1], self._pipes[2][1]]
        try:
            with theirs:
                socket.send_fds(line, [b"r"], [theirs.fileno(), *ends])
                send_frame(line, request)
                data, handles, _, _ = socket.recv_fds(line, 1, 1)
        except OSError:
            data, handles = b"", []
        finally:
            for end in ends:
                os.close(end)
        if not data or not handles:
            self._pipes = {number: (read, -1) for number, (read, _) in self._pipes.items()}
            self.close()
            raise Gone("the process that runs code is gone")
        self._handle = handles[0]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._channel, selectors.EVENT_READ, 0)
        for number, (read, _) in self._pipes.items():
            os.set_blocking(read, False)
            self._selector.register(read, selectors.EVENT_READ, number)

    def __enter__(self) -> "Box":
        """Wait until its walls are up."""
        try:
            if not self._wait(_PATIENCE):
                raise Gone("the process that runs code does not get to it")
            said = read_frame(self._channel)
        except (OSError, EOFError, ValueError):
            # No line of the hand-in's has run yet.
            self.close()
            raise Gone("the process that runs code could not shut it in") from None
        if said != {"ready": True}:
            self.close()
            raise Broken("the files that were handed in do not fit into its box")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it."""
        self.close()

    def close(self) -> None:
        """Kill it and all that it started, and forget its files."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            os.close(self._handle)
            self._selector.close()
            self._handle = -1
        self._channel.close()
        for read, _ in self._pipes.values():
            os.close(read)
        self._pipes = {}
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _drain(self, number: int) -> None:
        """Read what was written past IPython, keeping some of it."""
        read = self._pipes[number][0]
        for _ in range(1000):
            try:
                data = os.read(read, 1 << 16)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(read)
                return
            kept = self._raw[number]
            kept += data[: max(0, _KEPT - len(kept))]

    def _wait(self, seconds: float) -> bool:
        """Wait for the box to speak, reading its output meanwhile; returns whether it did in time."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            if left <= 0:
                return False
            for key, _ in self._selector.select(left):
                if key.data == 0:
                    return True
                self._drain(key.data)

    def _read(self) -> Any:
        """Read an answer that has begun; it has to be whole soon, and soon after the whole notebook's time at the latest."""
        until = min(time.monotonic(), self._deadline + _GRACE) + _SPOKEN
        try:
            return read_frame(self._channel, most=_LARGEST_ANSWER, until=until)
        except (EOFError, ConnectionError):
            raise self._blame("the code ended the process that ran it") from None
        except TimeoutError:
            raise self._blame("the process that ran the code fell silent") from None
        except (ValueError, MemoryError):
            raise Broken("the process that ran the code said what makes no sense") from None

    def _blame(self, why: str) -> Exception:
        """Return what ended the box: its code, or the end of the zygote, which takes every box with it."""
        try:
            gone = not self._line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        return Gone("the process that runs code is gone") if gone else Broken(why)

    def run(self, source: str, *, test: bool, seconds: float | None) -> CellRun:
        """Run one cell for at most `seconds`; raises `Broken` when the process does not outlive it."""
        self._number += 1
        for number in (1, 2):
            self._drain(number)
            self._raw[number].clear()
        if self._selector.select(0) and self._has_spoken():
            raise Broken("the code spoke to the grader in the shell's name")
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._tell_late()
        self._channel.settimeout(min(left, _SPOKEN))
        try:
            send_frame(self._channel, {"source": source, "test": test, "number": self._number})
        except OSError:
            raise self._blame("the code ended the process that ran it") from None
        late = not self._wait(min(left, seconds) if seconds is not None else left)
        if late:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGINT)
            if not self._wait(_GRACE):
                raise Broken("a cell ran out of time and would not be interrupted")
            if time.monotonic() >= self._deadline:
                raise self._tell_late()
        answer = self._read()
        if not isinstance(answer, dict) or answer.get("number") != self._number:
            raise Broken("the code spoke to the grader in the shell's name")
        if answer.get("ended") is True:
            raise Broken("the code ended the kernel")
        for number in (1, 2):
            self._drain(number)
        return CellRun(list(self._list_outputs(answer)), _read_reply(answer), _read_seen(answer), late)

    def _tell_late(self) -> Broken:
        return Broken(f"the whole notebook took longer than {self._limits.seconds:g} seconds")

    def _has_spoken(self) -> bool:
        return any(key.data == 0 for key, _ in self._selector.select(0))

    def _list_outputs(self, answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield a cell's outputs, what was written past IPython last."""
        outputs = answer.get("outputs")
        for output in outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else ():
            plain = _read_output(output) if isinstance(output, dict) else None
            if plain is not None:
                yield plain
        for number, name in ((1, "stdout"), (2, "stderr")):
            if self._raw[number]:
                yield {"output_type": "stream", "name": name, "text": self._raw[number].decode("utf-8", "replace")}


def _read_text(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""


def _read_output(output: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return an output with nothing in it but text, numbers and the names that a notebook knows; None for what is none."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _read_text(output.get("text"), _LARGEST_ANSWER)}
    if kind == "error":
        lines = output.get("traceback")
        trace = [_read_text(line, 20_000) for line in lines[:500]] if isinstance(lines, list) else []
        value = _read_text(output.get("evalue"), 20_000)
        return {"output_type": kind, "ename": _read_text(output.get("ename"), 500), "evalue": value, "traceback": trace}
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        shown = (
            {name: value for name, value in data.items() if isinstance(value, str)} if isinstance(data, dict) else {}
        )
        count = output.get("execution_count")
        own = {"execution_count": count if type(count) is int and 0 <= count < 1 << 31 else None}
        return {"output_type": kind, "data": shown, "metadata": {}, **(own if kind == "execute_result" else {})}
    return None


def _read_reply(answer: Mapping[str, Any]) -> dict[str, Any]:
    reply = answer.get("reply")
    if not isinstance(reply, dict) or reply.get("status") not in ("ok", "error"):
        raise Broken("the process that ran the code said what makes no sense")
    text = {name: _read_text(reply.get(name), 20_000) for name in ("ename", "evalue")}
    return {"status": reply["status"], **text, "traceback": []}


def _read_seen(answer: Mapping[str, Any]) -> tuple[str, ...]:
    seen = answer.get("seen")
    return tuple(_read_text(what, 200) for what in seen[:10]) if isinstance(seen, list) else ()
