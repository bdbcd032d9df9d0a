"""The process that hand-ins are forked from: warm, single-threaded, and with nothing of a course within reach.

It imports once what the exercise imports, shuts itself into namespaces and a root of its own, and then forks for each
hand-in a child that it shuts in further.

It must stay without threads, for two reasons. A fork copies the calling thread alone: a lock that another one holds at that moment
(of the allocator, of an import, of a numeric library) stays locked in the child for ever, and the hand-in hangs. And the kernel
lets no process with threads enter a user namespace. So the numeric libraries are told to use one thread before they are
imported, IPython's history is off, and all waiting is done in one `select`.

Started by `casebook.grading.box.sandbox`; ``python -m casebook.grading.box.zygote``.
"""

import asyncio
import base64
import contextlib
import fcntl
import gc
import importlib
import io
import os
import random
import re
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import isolation
from .group import Groups, find_group
from .isolation import BOX, Fence
from .tamper import Watch
from .wire import read_frame, send_frame

__all__ = ["serve_channel"]

_LOOK = 0.1  # seconds between looks at how much memory hand-ins use


@dataclass(frozen=True, slots=True)
class _Nest:
    """What every hand-in is forked with: the warm shell, how all was before, the walls, what may be read, a process namespace, groups."""

    shell: Any
    watch: Watch
    fence: Fence
    readable: list[Path]
    space: int
    groups: Groups | None


class _Child:
    """One hand-in at work: its process, and whose request it was."""

    def __init__(self, pid: int, owner: socket.socket, most: int, group: str) -> None:
        self.pid, self.owner, self.most, self.group, self.start = pid, owner, most, group, time.monotonic()


def _preload(names: list[str]) -> None:
    """Import what the exercise imports; what can't be is left for the cell that asks, which fails as it should."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _warm(shell: Any) -> None:
    """Do once what takes long only the first time."""
    if "pandas" in sys.modules:
        # Only when the exercise did import it: otherwise it would cost every zygote a second.
        import pandas as pd

        with contextlib.suppress(Exception):
            frame = pd.read_csv(io.StringIO("a,b\n1,x\n2,y\n"))
            repr(frame.groupby("b")["a"].sum())
            frame._repr_html_()  # type: ignore[operator]
    shell.user_ns.pop("_", None)


def _seed() -> None:
    """Give this process chances of its own: all are forked from one."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "big"))


def _serve(channel: socket.socket, request: dict[str, Any], nest: _Nest) -> None:
    """In a hand-in's process: shut in, write its files, run the cells that are asked for, one at a time."""
    # Loaded by `_settle`, before the fork; see there.
    from .shell import run_cell, use_streams

    work, home = BOX / "work", BOX / "tmp"
    # The order matters: first rights are dropped and the folder is made, then files are written into it as the user that the
    # code will be, and `confine` comes last, because it takes away what all this needs.
    if nest.fence.files:
        isolation.drop_rights(kilobytes=request["kilobytes"])
    else:
        work, home = Path(request["folder"]) / "work", Path(request["folder"]) / "tmp"
        work.mkdir()
        home.mkdir()
    try:
        for name, data in request["files"].items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(base64.b64decode(data))
    except OSError:
        send_frame(channel, {"full": True})
        return
    os.chdir(work)
    os.environ |= {"HOME": str(home), "TMPDIR": str(home), "NBGRADER_EXECUTION": "autograde", "PWD": str(work)}
    if nest.fence.files:
        readable, writable = [Path("/")], [BOX, Path("/dev/null")]
    else:
        readable, writable = (
            [*nest.readable, Path("/dev"), Path("/proc/self")],
            [Path(request["folder"]), Path("/dev/null")],
        )
    isolation.confine(
        memory=request["memory"], processes=request["processes"], seconds=request["seconds"],
        file_bytes=request["kilobytes"] * 1024, readable=readable, writable=writable,
    )  # fmt: skip
    sys.path.insert(0, "")
    sys.dont_write_bytecode = True
    # The zygote's loop waits on a handle of the kernel's that all its children would share.
    asyncio.set_event_loop(asyncio.new_event_loop())
    use_streams()
    _seed()
    own = os.getpid()
    send_frame(channel, {"ready": True})
    while True:
        cell = read_frame(channel)
        seen = list(nest.watch.look(cell["source"])) if cell["test"] else []
        answer = run_cell(nest.shell, cell["source"], test=cell["test"])
        if os.getpid() != own:
            os._exit(0)  # code that forked ends here, not in a second conversation
        send_frame(channel, {**answer, "seen": seen, "number": cell["number"]})


def _fork(owner: socket.socket, request: dict[str, Any], handles: list[int], nest: _Nest) -> _Child:
    """Start one hand-in's process and tell who asked for it how to watch and kill it."""
    if nest.fence.processes:
        isolation.attach(nest.space, fresh=True)
    # Its files lie in memory, and the kernel counts them with it.
    group = nest.groups.make(request["memory"] + request["kilobytes"] * 1024) if nest.groups else ""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if nest.groups and group:
                nest.groups.join(group)
            # As the first process of its namespace it would not even get a signal that it has no handler for; this is how a cell
            # that ran out of time is interrupted.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            isolation.set_death_signal()
            os.setsid()  # a group of its own, to be killed together where there is no namespace to do it
            # Their numbers may lie among the targets, so they are first moved out of the way.
            high = [fcntl.fcntl(number, fcntl.F_DUPFD, 100) for number in handles]
            for target, number in ((3, high[0]), (1, high[1]), (2, high[2]), (0, os.open(os.devnull, os.O_RDONLY))):
                os.dup2(number, target)
            # Whatever else is open belongs to the zygote or to other hand-ins, whose marks could be reached through it.
            os.closerange(4, 1024)
            _serve(socket.socket(fileno=3), request, nest)
        except (EOFError, OSError):
            code = 0
        finally:
            os._exit(code)
    if nest.fence.processes:
        isolation.attach(nest.space, fresh=False)
    # The asker kills by this handle: a process number could have been given to another process by then, and it is another number
    # outside of this namespace anyway.
    handle = os.pidfd_open(pid)
    with contextlib.suppress(OSError):
        socket.send_fds(owner, [b"p"], [handle])
    for number in (handle, *handles):
        os.close(number)
    return _Child(pid, owner, request["memory"], group)


_HELD = 1 << 18
"""The most bytes that the kernel may hold for one open file: what waits in a pipe or a socket is nobody's memory."""

_SHARE = re.compile(rb"^Pss_(?:Anon|Shmem):\s+([0-9]+) kB", re.MULTILINE)


def _weigh(process: Path) -> int:
    """Return the bytes that a process uses, with its part of those that it shares, and what the kernel may hold for it."""
    held = len(list((process / "fd").iterdir())) * _HELD
    found = _SHARE.findall((process / "smaps_rollup").read_bytes())
    if found:
        return held + 1024 * sum(map(int, found))
    # A kernel that does not tell the parts of a share: all of them, for each of those who share.
    used = (process / "statm").read_text().split()
    return held + int(used[1]) * os.sysconf("SC_PAGE_SIZE")


def _measure(children: Iterable[_Child]) -> dict[int, int]:
    """Return the bytes that each hand-in's processes use.

    The kernel's limit is for each process, and a hand-in may start many. Shared pages are counted in parts for each of those who
    share them, so that what lies in one mapping of many processes is counted once, and the zygote's own next to nothing.
    """
    spaces: dict[Path, int] = {}
    for child in children:
        with contextlib.suppress(OSError):
            spaces[Path(f"/proc/{child.pid}/ns/pid").readlink()] = child.pid
    used = dict.fromkeys(spaces.values(), 0)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                owner = spaces.get((entry / "ns" / "pid").readlink())
                if owner is not None:
                    used[owner] += _weigh(entry)
    return used


def _kill(child: _Child) -> None:
    for send in (os.kill, os.killpg):
        with contextlib.suppress(OSError):
            send(child.pid, signal.SIGKILL)


def _read_request(source: socket.socket) -> tuple[Any, list[int]]:
    """Return what an asker wants and the handles that come with it; nothing when the asker is gone."""
    try:
        data, handles, _, _ = socket.recv_fds(source, 1, 3)
        return (read_frame(source) if data else None), list(handles)
    except (EOFError, ValueError, OSError):
        return None, []


def _loop(control: socket.socket, nest: _Nest) -> None:
    """Serve until whoever started us is gone. `control` brings new askers; each of them brings requests."""
    askers: list[socket.socket] = []
    children: dict[int, _Child] = {}
    while True:
        ready, _, _ = select.select([control, *askers], [], [], _LOOK if children else None)
        for source in ready:
            if source is control:
                try:
                    data, handles, _, _ = socket.recv_fds(control, 1, 1)
                except OSError:
                    data = b""
                if not data:
                    for child in children.values():
                        _kill(child)
                    return
                askers += [socket.socket(fileno=number) for number in handles]
                continue
            request, handles = _read_request(source)
            if request is None:
                askers.remove(source)
                source.close()
                for child in children.values():
                    if child.owner is source:
                        _kill(child)
                continue
            fresh = _fork(source, request, handles, nest)
            children[fresh.pid] = fresh
        with contextlib.suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                ended = children.pop(pid, None)
                if nest.groups and ended and ended.group:
                    nest.groups.forget(ended.group)
        # Most hand-ins are done before they are worth a look.
        old = [child for child in children.values() if time.monotonic() - child.start > 2 * _LOOK]
        for pid, used in _measure(old).items() if old and nest.fence.processes else ():
            if used > children[pid].most:
                _kill(children[pid])


def _settle(control: socket.socket, wanted: dict[str, Any], processes: bool, groups: Groups | None = None) -> None:
    """Become the zygote: import, shut in, say what is in force, and serve."""
    # Read when matplotlib and IPython are imported, so set before; the shell's import stands below for the same reason.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    scratch = Path(wanted["scratch"])
    os.environ |= {"IPYTHONDIR": str(scratch / "ipython")}
    # Loaded in the box that runs code: IPython must come after what the box set up for it.
    from .shell import make_shell

    shell = make_shell()
    _preload(wanted["preload"])
    _warm(shell)
    root = scratch / "root"
    root.mkdir()
    # Only now: what was imported until here is in memory, and the course's folders are left out of the new root.
    hidden = isolation.list_places(Path(folder) for folder in wanted["hidden"])
    readable = isolation.list_readable(hidden)
    before = isolation.list_shown(hidden)
    files = processes and isolation.build_root(root, readable)
    # Looked at once more from inside: a course's folder that is still the same one is not hidden, whatever was mounted.
    after = isolation.list_shown(Path(name) for name in before)
    files = files and not any(before[name] == seen for name, seen in after.items())
    fence = _probe(processes, files, groups)
    try:
        send_frame(control, {"fence": asdict(fence)})
    except OSError:
        return  # whoever wanted us has gone
    # Memory is shared with the children until one of them writes to it. A collection writes into every object it looks at, so the
    # objects of before are taken out of its sight.
    gc.collect()
    gc.freeze()
    space = isolation.open_pid_space() if fence.processes else -1
    _loop(control, _Nest(shell, Watch(shell), fence, readable, space, groups if fence.group else None))


def _probe(processes: bool, files: bool, groups: Groups | None) -> Fence:
    """Try in a child what a hand-in's process will be shut in with; tried in this process it could not be undone."""
    incoming, outgoing = os.pipe()
    group = groups.make(1 << 30) if groups else ""
    pid = os.fork()
    if pid == 0:
        answer = b"xxxx"
        try:
            counted = groups is not None and bool(group) and groups.join(group)
            if files:
                isolation.drop_rights(kilobytes=1024)
            limited, locked, filtered = isolation.confine(
                memory=1 << 30, processes=64, seconds=5, file_bytes=1 << 20, readable=[Path("/")], writable=[]
            )
            answer = bytes(b"y"[0] if it else b"n"[0] for it in (limited, locked, filtered, counted))
        finally:
            os.write(outgoing, answer)
            os._exit(0)
    os.close(outgoing)
    answer = os.read(incoming, 4)
    os.close(incoming)
    os.waitpid(pid, 0)
    if groups and group:
        groups.forget(group)
    files = files and answer != b"xxxx"
    yes = [letter == b"y"[0] for letter in answer.ljust(4, b"n")]
    return Fence(
        processes=processes, network=processes, files=files, limits=yes[0], landlock=yes[1], seccomp=yes[2], group=yes[3]
    )  # fmt: skip


def serve_channel() -> None:
    """Start from the command line: the number of an open socket, over which the wishes come."""
    control = socket.socket(fileno=int(sys.argv[1]))
    wanted = read_frame(control)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Found and opened before the walls go up: afterwards the hierarchy is out of sight.
    place = None if wanted["open"] else find_group()
    groups = Groups(place) if place else None
    processes = not wanted["open"] and isolation.enter_namespaces()
    if not processes:
        _settle(control, wanted, processes=False)
        return
    # A process never moves into the process namespace it made, only its children do: the first of them becomes the zygote, this
    # one waits for it.
    first = os.fork()
    if first == 0:
        isolation.set_death_signal()
        _settle(control, wanted, processes=True, groups=groups)
        os._exit(0)
    control.close()
    os.waitpid(first, 0)
    if groups:
        groups.close()


if __name__ == "__main__":
    serve_channel()
