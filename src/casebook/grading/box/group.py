"""Counting a box's memory whole, by the kernel: a control group (cgroup v2) of its own, where this user may make one.

The kernel counts what belongs to no process too, at once and not ten times a second. A folder of the hierarchy that was handed over
to this user ("delegated", as systemd does with each user's own session) is needed, and no other is touched. Without one the zygote's
own count goes on alone.
"""

import contextlib
import os
import re
from pathlib import Path

__all__ = ["Groups", "find_group"]

_NAME = re.compile(r"casebook-([0-9]+)-[0-9]+")
_KERNEL = 32 << 20  # bytes that the kernel itself may need for a box: page tables, stacks, what waits in pipes
_MOUNT = re.compile(r"^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 ", re.MULTILINE)
_MARKS = ("user.delegate", "trusted.delegate")


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def find_group(process: Path = Path("/proc/self")) -> Path | None:
    """Return the folder of the hierarchy below which this process may make groups with a limit of their own, or None."""
    own = re.search(r"^0::(/.*)$", _read(process / "cgroup"), re.MULTILINE)
    for root, top in _MOUNT.findall(_read(process / "mountinfo")):
        if own and (own[1] == root or own[1].startswith(root.rstrip("/") + "/")):
            return _climb(Path(top, own[1][len(root) :].lstrip("/")), Path(top))
    return None


def _climb(own: Path, top: Path) -> Path | None:
    """Return the nearest folder from one's own group upwards that is one's own to divide, and whose groups have their memory counted."""
    for folder in (own, *own.parents):
        # A process may be moved only below a folder that one may write to whole.
        if not (folder.is_relative_to(top) and _is_handed_over(folder, top)):
            return None
        if "memory" in _read(folder / "cgroup.subtree_control").split():
            return folder
    return None


def _is_handed_over(folder: Path, top: Path) -> bool:
    if not all(os.access(path, os.W_OK) for path in (folder, folder / "cgroup.procs")):
        return False
    # An ordinary user can write only to what was handed over. Root can write anywhere, and asks for the mark that systemd makes.
    above = [each for each in (folder, *folder.parents) if each.is_relative_to(top)]
    return os.geteuid() != 0 or any(_is_marked(each) for each in above)


def _is_marked(folder: Path) -> bool:
    for name in _MARKS:
        with contextlib.suppress(OSError):
            if os.getxattr(folder, name) == b"1":
                return True
    return False


class Groups:
    """The groups of one zygote's boxes, below a folder of the hierarchy.

    It holds the folder open, so it goes on working where the hierarchy is not to be seen any more.
    """

    def __init__(self, place: Path) -> None:
        """Open the folder, and remove what a killed run left in it."""
        self._folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._owner, self._count = os.getpid(), 0
        self._left: set[str] = set()
        self._sweep()

    def _sweep(self) -> None:
        for name, owner in self._list():
            if not Path(f"/proc/{owner}").exists():
                self._remove(name)

    def _list(self) -> list[tuple[str, int]]:
        """Return the groups below the folder that a zygote made, and the number of its process."""
        with os.scandir(self._folder) as entries:
            found = [_NAME.fullmatch(entry.name) for entry in entries]
        return [(each[0], int(each[1])) for each in found if each]

    def _remove(self, name: str) -> bool:
        try:
            os.rmdir(name, dir_fd=self._folder)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def _write(self, path: str, text: str) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=self._folder)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)

    def make(self, most: int) -> str:
        """Make a group that may use so many bytes, and return its name; an empty one when the kernel refuses."""
        self._count += 1
        name = f"casebook-{self._owner}-{self._count}"
        try:
            os.mkdir(name, dir_fd=self._folder)
            self._left.add(name)
            self._write(f"{name}/memory.max", str(most + _KERNEL))
            with contextlib.suppress(OSError):
                self._write(f"{name}/memory.swap.max", "0")  # not there without swap
            # Whoever is over the limit ends whole, and not the process that the kernel happens to choose.
            self._write(f"{name}/memory.oom.group", "1")
        except OSError:
            self.forget(name)
            return ""
        return name

    def join(self, name: str) -> bool:
        """Move this process into a group; all that it starts stays there."""
        try:
            self._write(f"{name}/cgroup.procs", "0")
        except OSError:
            return False
        return True

    def forget(self, name: str) -> None:
        """Remove the group of a box that has ended, and those that could not be removed earlier."""
        self._left.add(name)
        self._left = {each for each in self._left if not self._remove(each)}

    def close(self) -> None:
        """Remove every group that the zygote made, when it has ended."""
        for name, owner in self._list():
            if owner == self._owner:
                self._remove(name)
        os.close(self._folder)
