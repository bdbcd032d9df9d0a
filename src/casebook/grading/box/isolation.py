"""Keeping a stranger's code in: namespaces, a root of its own, Landlock, seccomp and limits, without root or Docker.

All of it is Linux's own, asked for through `ctypes`. What a machine lacks is left out and named: `probe` tells what is
in force before anything is graded, and `casebook grade` refuses to start below a floor.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .filter import filter_calls

__all__ = ["BOX", "Fence", "attach", "build_root", "confine", "drop_rights", "enter_namespaces", "list_places", "list_readable", "list_shown", "open_pid_space", "set_death_signal"]  # fmt: skip

BOX = Path("/box")
"""Where a hand-in's own small file system is: ``work`` is its folder, ``tmp`` its home and its temporary files."""

NOBODY = 65534
"""The user a hand-in's code is when the grader is root."""

# Numbers from linux/sched.h, sys/mount.h, linux/prctl.h and linux/landlock.h: part of what the kernel promises to keep.
_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
_SPACES = _NEWNS | _NEWUTS | _NEWIPC | _NEWNET
_RDONLY, _NOSUID, _NODEV, _BIND, _REC, _PRIVATE = 1, 2, 4, 4096, 16384, 1 << 18
_DETACH = 2
_HERE, _RECURSIVE = -100, 0x8000  # AT_FDCWD, AT_RECURSIVE
_PDEATHSIG, _DUMPABLE, _NO_NEW_PRIVS = 1, 4, 38
# libc has no functions for these. Newer calls have one number on every machine, older ones do not.
_PIVOT_ROOT = 155 if platform.machine() == "x86_64" else 41
_MOUNT_SETATTR, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 442, 444, 445, 446
_READ_FILES, _EXECUTE, _READ_FOLDERS = 4, 1, 8

# Python has functions for few of these, and only from 3.12 on, so the C library is asked; a number below zero is an error.
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
    processes and time are bounded; `group`: the kernel itself counts its memory, which is more than is asked for.
    """

    processes: bool = False
    network: bool = False
    files: bool = False
    landlock: bool = False
    seccomp: bool = False
    limits: bool = False
    group: bool = False

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
        there = [name for name, has in [*names.items(), ("memory counted by the kernel", self.group)] if has]
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
        # Only a process outside may map a second user, so one waits there. It was forked before: from inside, there is no
        # way back.
        try:
            os.close(ready[1])
            if os.read(ready[0], 1) == b"y":
                extra = f"\n{NOBODY} {NOBODY} 1" if uid == 0 else ""
                process = Path(f"/proc/{parent}")
                if uid != 0:
                    # Without this the kernel lets nobody but root map a group.
                    (process / "setgroups").write_text("deny")
                (process / "uid_map").write_text(f"{uid} {uid} 1{extra}")
                (process / "gid_map").write_text(f"{gid} {gid} 1{extra}")
                os.write(go[1], b"y")
        finally:
            os._exit(0)
    os.close(ready[0])
    os.close(go[1])
    # All at once: the user namespace is made first and gives the right to make the others.
    done = _libc.unshare(_NEWUSER | _NEWPID | _SPACES) == 0
    os.write(ready[1], b"y" if done else b"n")
    mapped = os.read(go[0], 1) == b"y"
    for descriptor in (ready[1], go[0]):
        os.close(descriptor)
    os.waitpid(helper, 0)
    return done and mapped


_PARTS = ("bin", "include", "lib", "lib32", "lib64", "libexec", "share", "etc", "ssl", "pyvenv.cfg")
"""What of an environment Python needs, where a course lies in the very folder of it."""


def list_places(folders: Iterable[Path]) -> list[Path]:
    """Return the places at which folders, or parts of them, can be reached: their own, and where they are mounted once more."""
    return list(dict.fromkeys(name for folder in folders for name in _list_names(folder)))


def _list_names(folder: Path) -> list[Path]:
    folder = folder.resolve()
    try:
        lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    except OSError:
        return [folder]
    mounts = [(line[2], Path(_decode(line[3])), Path(_decode(line[4]))) for line in lines]
    home = max((mount for mount in mounts if folder.is_relative_to(mount[2])), key=lambda mount: len(mount[2].parts), default=None)  # fmt: skip
    if home is None:
        return [folder]
    inside = home[1] / folder.relative_to(home[2])  # where the folder is on its own file system
    names = [folder]
    for device, root, point in mounts:
        if device == home[0] and inside.is_relative_to(root):
            names.append(point / inside.relative_to(root))
        elif device == home[0] and root.is_relative_to(inside):
            names.append(point)
    return names


def _decode(text: str) -> str:
    """Return a path of the kernel's table of mounts, which writes blanks as numbers."""
    return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")


def _go_around(place: Path, hidden: Sequence[Path]) -> Iterator[Path]:
    """Yield a place, or, if something hidden lies in it, what else lies there."""
    real = place.resolve()
    if not any(folder.is_relative_to(real) for folder in hidden):
        yield place
    elif real == place and real not in hidden:
        try:
            inside = sorted(place.iterdir())
        except OSError:
            return
        for each in inside:
            # A link leads to what is readable anyway, or to where nobody is meant to come.
            if not (each.is_symlink() and any(each.resolve().is_relative_to(folder) for folder in hidden)):
                yield from _go_around(each, hidden)


def list_readable(hidden: Iterable[Path] = ()) -> list[Path]:
    """Return what running Python needs to read: the system's libraries, this environment, and nothing of a course.

    `hidden` are a course's folders. No place returned lies above one of them: where a course lies among the libraries, what is
    beside it is returned in their stead. A place of modules that is a course's own folder, or lies above, is left out.
    """
    covert = list_places(hidden)
    system = [Path(path) for path in ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")]
    settings = [Path(path) for path in ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives", "/etc/ssl/certs")]  # fmt: skip
    # The environment's Python may be a link to another that lies elsewhere again.
    homes = [
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(sys.exec_prefix),
        Path(os.path.realpath(sys.executable)).parent.parent,
    ]
    # An environment made in the course's own folder, or a course put into an environment's.
    shared = [home / part for home in homes if home.resolve() in covert for part in _PARTS]
    modules = [
        Path(path) for path in sys.path
        if Path(path).is_absolute() and not any(folder.is_relative_to(Path(path).resolve()) for folder in covert)
    ]  # fmt: skip
    kept: list[Path] = []
    for path in (*system, *settings, *homes, *shared, *modules):
        for each in _go_around(path, covert):
            if each.exists() and not any(each.is_relative_to(known) for known in kept):
                kept.append(each)
    return kept


def list_shown(hidden: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Return which of a course's folders this process sees, and which each is to the kernel."""
    shown = {}
    for folder in hidden:
        with contextlib.suppress(OSError):
            seen = folder.stat()
            shown[str(folder)] = seen.st_dev, seen.st_ino
    return shown


def _bind(source: Path, root: Path) -> None:
    target = root / source.relative_to("/")
    # Links of the system's folders and of folders that are shown in parts stay links; what they lead to is shown or it is not.
    if source.is_symlink() and (source.parent == Path("/") or source.is_relative_to("/usr")):
        target.parent.mkdir(parents=True, exist_ok=True)
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
    # The kernel ignores "read-only" while it binds, so that is set afterwards, for all that is mounted below as well.
    attributes = struct.pack("QQQQ", _RDONLY | _NOSUID, 0, 0, 0)
    _call(
        _libc.syscall(_MOUNT_SETATTR, _HERE, str(target).encode(), _RECURSIVE, attributes, ctypes.c_size_t(32)),
        "mount_setattr",
    )


def build_root(folder: Path, readable: Iterable[Path]) -> bool:
    """Make `folder` this process's whole file system, with nothing in it but what is readable; returns whether it could."""
    os.umask(0o022)
    try:
        # First, or what is mounted here would appear on the educator's computer too.
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
        # It shows the processes of this namespace and no other.
        _mount("proc", str(folder / "proc"), "proc", _NOSUID | _NODEV)
        os.chdir(folder)
        # The old root comes to lie over the new one and is taken off. After a mere chroot it would still be there, and there are
        # known ways back to it.
        _call(_libc.syscall(_PIVOT_ROOT, b".", b"."), "pivot_root")
        _call(_libc.umount2(b".", _DETACH), "umount")
        os.chdir("/")
        # An ordinary user's box is the user whose folder this is; what is mounted in it later is written to all the same.
        attributes = struct.pack("QQQQ", _RDONLY, 0, 0, 0)
        _call(_libc.syscall(_MOUNT_SETATTR, _HERE, b"/", 0, attributes, ctypes.c_size_t(32)), "mount_setattr")
    except OSError:
        return False
    return True


def open_pid_space() -> int:
    """Return a handle on this process's own process namespace, for `attach`."""
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def attach(space: int, *, fresh: bool) -> None:
    """Say where this process's next child lives: in a fresh process namespace, or in that of a handle again."""
    if fresh:
        # Its first process is the hand-in's: when that ends, the kernel kills whatever else was started in there.
        _call(_libc.unshare(_NEWPID), "unshare")
    else:
        # While children go elsewhere, the kernel makes no further namespace: without this only one hand-in could be started.
        _call(_libc.setns(space, _NEWPID), "setns")


def drop_rights(*, kilobytes: int) -> None:
    """In a hand-in's process: a user, network and mounts of its own, and a small file system to write to."""
    root = os.getuid() == 0
    user, group = (NOBODY, NOBODY) if root else (os.getuid(), os.getgid())
    # Its mounts belong to the zygote's user namespace: from its own it can change none of them.
    _call(_libc.unshare(_NEWNS), "unshare")
    _mount("proc", "/proc", "proc", _NOSUID | _NODEV)  # the zygote's would show the hand-ins beside this one
    _mount(
        "box", str(BOX), "tmpfs", _NOSUID | _NODEV, f"mode=755,size={kilobytes}k,nr_inodes=4000,uid={user},gid={group}"
    )
    if root:
        # Groups before the user: afterwards there is no right left to change them.
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        # A process that changed its user belongs to root in /proc, and could not write its own maps below.
        _libc.prctl(_DUMPABLE, 1, 0, 0, 0)
    # After the mounts, which need the rights of the zygote's namespace. The network in here has not even a loopback that is up.
    _call(_libc.unshare(_NEWUSER | _NEWUTS | _NEWIPC | _NEWNET), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    for name in ("work", "tmp"):
        (BOX / name).mkdir()


def _landlock(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    version = _libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)  # 1 asks for the version alone
    if version < 1:
        return False
    # Each version of Landlock can refuse a little more; asking an old one for too much fails.
    every = (1 << (13 if version == 1 else 14 if version == 2 else 15 if version < 5 else 16)) - 1
    # What is named here and allowed by no rule below is refused: all rights to files (13 at first; then linking elsewhere,
    # truncating, device control), both of TCP from version 4, and abstract sockets and signals to the outside from version 6.
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
                rule = struct.pack("=Qi", rights, handle)  # the kernel's structure has no gaps
                _libc.syscall(_LANDLOCK_ADD, rules, 1, rule, 0)
                os.close(handle)
        return bool(_libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def confine(
    *, memory: int, processes: int, seconds: int, file_bytes: int, readable: Iterable[Path], writable: Iterable[Path]
) -> tuple[bool, bool, bool]:
    """In a hand-in's process, at the last: limits, Landlock and seccomp; returns which of these are in force.

    `memory` is in bytes and comes on top of what the process has mapped already, `seconds` are of processor time.
    """
    # The limit counts what is mapped, not what is used, and a zygote with numpy has mapped much before the hand-in starts.
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
    # Programs that make their caller root do so no more; without this neither Landlock nor seccomp is open to ordinary users.
    _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    locked = _landlock(readable, writable)
    # Whatever rights being first in a user namespace gave are given back; the header asks for version 3.
    _libc.capset(struct.pack("Ii", 0x20080522, 0), struct.pack("IIIIII", *[0] * 6))
    return limited, locked, filter_calls()
