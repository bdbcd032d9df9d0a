"""Keeping a stranger's code in: namespaces, a root of its own, Landlock, seccomp and limits, without root or Docker.

All of it is Linux's own, asked for through `ctypes`. What a machine lacks is left out and named: `probe` tells what is
in force before anything is graded, and `casebook grade` refuses to start below a floor.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Fence", "attach", "build_root", "confine", "drop_rights", "enter_namespaces", "list_readable", "open_pid_space", "set_death_signal",
]  # fmt: skip

BOX = Path("/box")
"""Where a hand-in's own small file system is: ``work`` is its folder, ``tmp`` its home and its temporary files."""

NOBODY = 65534
"""The user a hand-in's code is when the grader is root."""

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
_SPACES = _NEWNS | _NEWUTS | _NEWIPC | _NEWNET
_RDONLY, _NOSUID, _NODEV, _BIND, _REC, _PRIVATE = 1, 2, 4, 4096, 16384, 1 << 18
_DETACH = 2
_PDEATHSIG, _DUMPABLE, _SECCOMP, _NO_NEW_PRIVS = 1, 4, 22, 38
_X86 = platform.machine() == "x86_64"
_PIVOT_ROOT = 155 if _X86 else 41
_MOUNT_SETATTR, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 442, 444, 445, 446
_READ_FILES, _EXECUTE, _READ_FOLDERS = 4, 1, 8

_libc = ctypes.CDLL(None, use_errno=True)


def _call(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


@dataclass(frozen=True, slots=True)
class Fence:
    """What keeps a hand-in's code in on this machine.

    `processes`: it sees and signals none but its own, and all die with it; `network`: it has none; `files`: it sees a
    file system of its own; `landlock` and `seccomp`: the kernel refuses it files and calls besides; `limits`: memory,
    processes and time are bounded.
    """

    processes: bool = False
    network: bool = False
    files: bool = False
    landlock: bool = False
    seccomp: bool = False
    limits: bool = False

    @property
    def is_enough(self) -> bool:
        """Return whether a class that nobody knows can be graded behind it."""
        return self.processes and self.network and self.limits and (self.files or self.landlock)

    @property
    def level(self) -> str:
        """The level that each result records: ``full``, ``enough``, ``partial`` or ``none``."""
        every = (self.processes, self.network, self.files, self.landlock, self.seccomp, self.limits)
        return "full" if all(every) else "enough" if self.is_enough else "partial" if any(every) else "none"

    @property
    def text(self) -> str:
        """One line for an educator."""
        names = {
            "own processes": self.processes, "no network": self.network, "own files": self.files,
            "Landlock": self.landlock, "seccomp": self.seccomp, "limits": self.limits,
        }  # fmt: skip
        there = [name for name, has in names.items() if has]
        gone = [name for name, has in names.items() if not has]
        lacking = f"; lacking: {', '.join(gone)}" if gone else ""
        return f"isolation {self.level}: {', '.join(there) or 'nothing'}{lacking}"


def set_death_signal() -> None:
    """Have this process die when the one that started it does."""
    _libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = kind.encode() if kind else None
    _call(
        _libc.mount(source.encode(), target.encode(), encoded, ctypes.c_ulong(flags), data.encode()), f"mount {target}"
    )


def enter_namespaces() -> bool:
    """Give this process user, process, mount, network and IPC namespaces of its own; its next child is the first in them.

    Returns whether the machine lets us. Root maps a second user, so that a hand-in need not be root.
    """
    ready, go = os.pipe(), os.pipe()
    parent = os.getpid()
    uid, gid = os.getuid(), os.getgid()
    helper = os.fork()
    if helper == 0:
        # Only a process outside may map a second user, so one waits there.
        try:
            os.close(ready[1])
            if os.read(ready[0], 1) == b"y":
                extra = f"\n{NOBODY} {NOBODY} 1" if uid == 0 else ""
                process = Path(f"/proc/{parent}")
                if uid != 0:
                    (process / "setgroups").write_text("deny")
                (process / "uid_map").write_text(f"{uid} {uid} 1{extra}")
                (process / "gid_map").write_text(f"{gid} {gid} 1{extra}")
                os.write(go[1], b"y")
        finally:
            os._exit(0)
    os.close(ready[0])
    os.close(go[1])
    done = _libc.unshare(_NEWUSER | _NEWPID | _SPACES) == 0
    os.write(ready[1], b"y" if done else b"n")
    mapped = os.read(go[0], 1) == b"y"
    for descriptor in (ready[1], go[0]):
        os.close(descriptor)
    os.waitpid(helper, 0)
    return done and mapped


def _is_above(path: Path, folders: Iterable[Path]) -> bool:
    return any(folder.resolve().is_relative_to(path.resolve()) for folder in folders)


def list_readable(hidden: Sequence[Path] = ()) -> list[Path]:
    """Return what running Python needs to read: the system's libraries, this environment, and nothing of a course.

    `hidden` are a course's folders: where modules are looked for in one of them, or above, that place is left out.
    """
    system = ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin"]
    settings = ["/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives", "/etc/ssl/certs"]
    own = [
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *(path for path in sys.path if Path(path).is_absolute() and not _is_above(Path(path), hidden)),
    ]
    wanted = [Path(path) for path in (*system, *settings, *own)]
    # The environment's Python may be a link to another that lies elsewhere again.
    wanted.append(Path(os.path.realpath(sys.executable)).parent.parent)
    kept: list[Path] = []
    for path in wanted:
        if path.exists() and not any(path.is_relative_to(known) for known in kept):
            kept.append(path)
    return kept


def _bind(source: Path, root: Path) -> None:
    target = root / source.relative_to("/")
    if source.is_symlink() and source.parent == Path("/"):
        target.symlink_to(source.readlink())
        return
    if target.exists() or target.is_symlink():
        return
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(source), str(target), None, _BIND | _REC)
    attributes = struct.pack("QQQQ", _RDONLY | _NOSUID, 0, 0, 0)
    _call(
        _libc.syscall(_MOUNT_SETATTR, -100, str(target).encode(), 0x8000, attributes, ctypes.c_size_t(32)),
        "mount_setattr",
    )


def build_root(folder: Path, readable: Iterable[Path]) -> bool:
    """Make `folder` this process's whole file system, with nothing in it but what is readable; returns whether it could."""
    os.umask(0o022)
    try:
        _mount("none", "/", None, _REC | _PRIVATE)
        _mount("casebook", str(folder), "tmpfs", _NOSUID | _NODEV, "mode=755,size=16m,nr_inodes=20000")
        for path in readable:
            _bind(path, folder)
        for name in ("dev", "proc", "etc", "box"):
            (folder / name).mkdir(exist_ok=True)
        for name in ("null", "zero", "full", "random", "urandom"):
            (folder / "dev" / name).touch()
            _mount(f"/dev/{name}", str(folder / "dev" / name), None, _BIND)
        for name, target in {"dev/fd": "/proc/self/fd", "tmp": str(BOX / "tmp"), "dev/shm": str(BOX / "tmp")}.items():
            if not (folder / name).exists():  # an environment may lie in /tmp
                (folder / name).symlink_to(target)
        user = os.getuid() or NOBODY
        (folder / "etc" / "passwd").write_text(f"learner:x:{user}:{user}::{BOX}/tmp:/bin/sh\n")
        _mount("proc", str(folder / "proc"), "proc", _NOSUID | _NODEV)
        os.chdir(folder)
        _call(_libc.syscall(_PIVOT_ROOT, b".", b"."), "pivot_root")
        _call(_libc.umount2(b".", _DETACH), "umount")
        os.chdir("/")
    except OSError:
        return False
    return True


def open_pid_space() -> int:
    """Return a handle on this process's own process namespace, for `attach`."""
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def attach(space: int, *, fresh: bool) -> None:
    """Say where this process's next child lives: in a fresh process namespace, or in that of a handle again."""
    if fresh:
        _call(_libc.unshare(_NEWPID), "unshare")
    else:
        _call(_libc.setns(space, _NEWPID), "setns")


def drop_rights(*, kilobytes: int) -> None:
    """In a hand-in's process: a user, network and mounts of its own, and a small file system to write to."""
    root = os.getuid() == 0
    user, group = (NOBODY, NOBODY) if root else (os.getuid(), os.getgid())
    # Its mounts belong to the zygote's user namespace: from its own it can change none of them.
    _call(_libc.unshare(_NEWNS), "unshare")
    _mount("proc", "/proc", "proc", _NOSUID | _NODEV)
    _mount(
        "box", str(BOX), "tmpfs", _NOSUID | _NODEV, f"mode=755,size={kilobytes}k,nr_inodes=4000,uid={user},gid={group}"
    )
    if root:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        _libc.prctl(_DUMPABLE, 1, 0, 0, 0)
    _call(_libc.unshare(_NEWUSER | _NEWUTS | _NEWIPC | _NEWNET), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    for name in ("work", "tmp"):
        (BOX / name).mkdir()


def _landlock(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    version = _libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    # Each version of Landlock can refuse a little more; asking an old one for too much fails.
    every = (1 << (13 if version == 1 else 14 if version == 2 else 15 if version < 5 else 16)) - 1
    fields = [every, 3 if version >= 4 else 0, 3 if version >= 6 else 0]
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _libc.syscall(_LANDLOCK_CREATE, struct.pack("QQQ", *fields)[:size], ctypes.c_size_t(size), 0)
    if rules < 0:
        return False
    reading = _READ_FILES | _EXECUTE | _READ_FOLDERS
    try:
        for paths, folder_rights in ((readable, reading), (writable, every)):
            for path in paths:
                try:
                    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
                except OSError:
                    continue
                # Rights that only folders have are an error for a file.
                rights = (
                    folder_rights if path.is_dir() else folder_rights & (1 | 2 | 4 | (1 << 14 if version >= 3 else 0))
                )
                rule = struct.pack("=Qi", rights, handle)
                _libc.syscall(_LANDLOCK_ADD, rules, 1, rule, 0)
                os.close(handle)
        return bool(_libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


_REFUSED = {
    "x86_64": (0xC000003E, (
        101, 103, 134, 135, 139, 153, 154, 155, 156, 159, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176,
        179, 180, 212, 227, 237, 238, 239, 246, 248, 249, 250, 256, 272, 279, 298, 300, 303, 304, 305, 308, 310, 311, 312, 313, 320,
        321, 323, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 448,
    ), 56),
    "aarch64": (0xC00000B7, (
        39, 40, 41, 51, 89, 92, 97, 104, 105, 106, 112, 116, 117, 142, 161, 162, 170, 217, 218, 219, 224, 225, 235, 236, 237, 238, 239,
        241, 262, 264, 265, 266, 268, 270, 271, 272, 273, 280, 282, 294, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 448,
    ), 220),
}  # fmt: skip
"""By machine: its audit number, the calls refused (mounting, tracing, keys, modules, clocks, namespaces, io_uring, bpf,
perf, handles), and the number of clone."""


def _filter_calls() -> bool:
    """Refuse, for good, the system calls that no exercise needs and that holes in kernels are made of."""
    known = _REFUSED.get(platform.machine())
    if known is None:
        return False
    machine, refused, clone = known
    load, equal, greater, test, give = 0x20, 0x15, 0x35, 0x45, 0x06
    deny, missing, allow = 0x50001, 0x50026, 0x7FFF0000
    lines: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine),
        (give, 0, 0, deny),
        (load, 0, 0, 0),
    ]
    if _X86:
        lines += [(greater, 0, 1, 0x40000000), (give, 0, 0, deny)]  # the other kind of call that x86 has
    lines += [(equal, 0, 1, 435), (give, 0, 0, missing)]  # clone3 hides its flags; without it libc uses clone
    for number in refused:
        lines += [(equal, 0, 1, number), (give, 0, 0, deny)]
    lines += [(equal, 0, 3, clone), (load, 0, 0, 16), (test, 0, 1, 0x7E020000), (give, 0, 0, deny), (give, 0, 0, allow)]
    program = b"".join(struct.pack("HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(lines), ctypes.addressof(buffer))
    return bool(_libc.prctl(_SECCOMP, 2, header, 0, 0) == 0)


def confine(
    *, memory: int, processes: int, seconds: int, file_bytes: int, readable: Iterable[Path], writable: Iterable[Path]
) -> tuple[bool, bool, bool]:
    """In a hand-in's process, at the last: limits, Landlock and seccomp; returns which of these are in force.

    `memory` is in bytes and comes on top of what the process has mapped already, `seconds` are of processor time.
    """
    mapped = (
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        if Path("/proc/self/statm").exists()
        else 2 << 30
    )
    wanted = {
        resource.RLIMIT_AS: mapped + memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: 256, resource.RLIMIT_NPROC: processes, resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 1 << 16, resource.RLIMIT_MSGQUEUE: 0,
    }  # fmt: skip
    limited = True
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):
            limited = False
    _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    locked = _landlock(readable, writable)
    # Whatever rights being first in a user namespace gave are given back; the header asks for version 3.
    _libc.capset(struct.pack("Ii", 0x20080522, 0), struct.pack("IIIIII", *[0] * 6))
    return limited, locked, _filter_calls()
