"""Writing files so that a crash leaves either the old one or the new one, and nothing is touched for nothing."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["make_scratch", "mirror_folder", "read_folder", "replace_folder", "take_turn", "write_file"]


def write_file(path: Path, data: bytes) -> bool:
    """Write a file whole or not at all; returns whether anything changed."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path from there, with forward slashes."""
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def mirror_folder(files: dict[str, bytes], folder: Path) -> bool:
    """Make a folder hold exactly these files, touching only those that differ; returns whether any did."""
    changed = False
    for name in read_folder(folder).keys() - files.keys():
        (folder / name).unlink()
        changed = True
    for name, data in files.items():
        changed |= write_file(folder / name, data)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return changed


def replace_folder(files: dict[str, bytes], folder: Path) -> None:
    """Put a folder of these files in place of whatever is there; killed half-way, there is none or the new one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        for name, data in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
        fresh.chmod(0o755)
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        fresh.replace(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


_SCRATCH = "casebook-held-"
_YOUNG = 60.0  # seconds in which a folder may not be held yet


@contextlib.contextmanager
def make_scratch(what: str) -> Iterator[Path]:
    """Yield an empty folder that nobody else can read, gone afterwards.

    A process that was killed can't clear up: what it left, keys perhaps, goes with the next folder that is made.
    """
    _clear_left()
    with tempfile.TemporaryDirectory(prefix=f"{_SCRATCH}{what}-", ignore_cleanup_errors=True) as name:
        held = _hold(Path(name))
        try:
            yield Path(name)
        finally:
            if held is not None:
                os.close(held)


@contextlib.contextmanager
def take_turn(folder: Path, *, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let one process at a time do what needs a folder for itself; another one calls `waiting` once and waits."""
    if fcntl is None:
        yield
        return
    # The folder itself is locked, so that no file is left lying about.
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _hold(folder: Path) -> int | None:
    """Return a handle by which others see that a folder is in use, or None when somebody has one."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _clear_left() -> None:
    """Delete the folders of `make_scratch` that belong to no process any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
        with contextlib.suppress(OSError):
            # A lock goes with its process, however that ended, and is seen from other containers too.
            if (
                folder.is_symlink()
                or folder.stat().st_uid != os.getuid()
                or time.time() - folder.stat().st_mtime < _YOUNG
            ):
                continue
            handle = _hold(folder)
            if handle is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(handle)
