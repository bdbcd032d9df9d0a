"""Finding hand-ins in whatever an educator has: a folder, a zip, a download from Moodle or Canvas.

Nothing is unpacked to a path that an archive names: entries are read into memory, with limits, or refused.
"""

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from ...mark.response import LARGEST, Refused
from ...problem import CasebookError
from .submission import LARGEST_NOTEBOOK

__all__ = ["Found", "HandIn", "HandedFile", "find_hand_ins"]

_MOST_FILES = 20_000
_LARGEST_ARCHIVE = 100_000_000
_DEEPEST = 2  # a zip of the class may hold a zip of one learner, and no more
_PEEK = 65_536
_LIMITS = {".json": LARGEST, ".ipynb": LARGEST_NOTEBOOK, ".zip": _LARGEST_ARCHIVE}
_OURS = re.compile(r"(?:.*_)?exercise\.json")  # released beside the notebook, and handed in with it now and then

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_file(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>[0-9]+)_[0-9]+_(?P<file>.+)")


@dataclass(frozen=True, slots=True)
class HandedFile:
    """One file of a hand-in: its path, its time, its size as told, and how to fetch at most so many bytes of it."""

    path: str
    when: datetime | None
    size: int
    fetch: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name

    def read(self) -> bytes:
        """Return the file's bytes; raise `Refused` when it is too large or broken."""
        limit = _LIMITS[PurePosixPath(self.path).suffix.lower()]
        # The size that an archive tells may be a lie, so what is read is measured as well.
        data = b"" if self.size > limit else self.fetch(limit + 1)
        size = max(self.size, len(data))
        if size > limit:
            raise Refused(f"the file has {size:,} bytes and may have {limit:,} - ask for the file the course saved")
        return data

    def peek(self) -> bytes:
        """Return the first bytes, for a look at whose it is; nothing when they can't be had."""
        try:
            return self.fetch(_PEEK)
        except (Refused, OSError):
            return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What one learner handed in at once: a response file, a notebook, or both.

    `platform_name` and `platform_id` are the learning platform's, `hint` is the name of the folder or file it lay in;
    `when` is the later file's time, `order` its place among all.
    """

    response: HandedFile | None
    notebook: HandedFile | None
    platform_name: str = ""
    platform_id: str = ""
    hint: str = ""
    when: datetime | None = None
    order: int = 0

    @property
    def path(self) -> str:
        """Where it lay, for messages."""
        file = self.response or self.notebook
        return file.path if file else ""


@dataclass(slots=True)
class Found:
    """Everything found: hand-ins, lines on what was refused, and whether the times are a learning platform's."""

    hand_ins: list[HandIn] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    from_platform: bool = False
    from_archive: bool = False


def _is_wanted(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in _LIMITS and not _OURS.fullmatch(path.name)


def _list_folder(root: Path, refused: list[str]) -> Iterator[HandedFile]:
    """Yield the files below a folder that may be hand-ins; links are refused, not followed."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in [*folders, *sorted(names)]:
            path = Path(folder) / name
            shown = PurePosixPath(path.relative_to(root).as_posix())
            if path.is_symlink():
                refused.append(f"{shown}: a link to another file - ask for the file itself")
            elif path.is_file() and _is_wanted(shown):
                count += 1
                if count > _MOST_FILES:
                    raise CasebookError(f"{root}: more than {_MOST_FILES:,} files - give the folder of one exercise")
                state = path.stat()
                readable = str(shown).encode("utf-8", "replace").decode()
                yield HandedFile(
                    readable, datetime.fromtimestamp(state.st_mtime).astimezone(), state.st_size, _fetch_file(path)
                )


def _fetch_file(path: Path) -> Callable[[int], bytes]:
    def fetch(most: int) -> bytes:
        with path.open("rb") as file:
            return file.read(most)

    return fetch


def _when(info: zipfile.ZipInfo) -> datetime | None:
    """Return an entry's time; archives tell it without a time zone, so this computer's is taken."""
    try:
        return datetime(*info.date_time).astimezone() if info.date_time[0] > 1980 else None
    except (ValueError, OverflowError):
        return None


def _list_archive(archive: zipfile.ZipFile, refused: list[str], prefix: str = "") -> Iterator[HandedFile]:
    """Yield the entries of a zip that may be hand-ins; whatever points outside is refused."""
    infos = archive.infolist()
    if len(infos) > _MOST_FILES:
        raise Refused(f"the archive holds {len(infos):,} files and may hold {_MOST_FILES:,} - ask for the files alone")
    for info in infos:
        path = PurePosixPath(prefix + info.filename.replace("\\", "/"))
        if info.is_dir():
            continue
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            refused.append(f"{path}: its name points outside of the archive - ask for the file itself")
        elif stat.S_ISLNK(info.external_attr >> 16):
            refused.append(f"{path}: a link to another file - ask for the file itself")
        elif _is_wanted(path):
            yield HandedFile(str(path), _when(info), info.file_size, _fetch_entry(archive, info))


def _fetch_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def fetch(most: int) -> bytes:
        if info.flag_bits & 1:
            raise Refused("the archive is locked with a password - ask for it without")
        try:
            with archive.open(info) as file:
                return file.read(most)
        except Exception as error:  # a broken archive brings the errors of each way to compress
            raise Refused(f"the archive is broken here ({type(error).__name__}) - ask for the file again") from None

    return fetch


def _open_nested(files: Iterator[HandedFile], refused: list[str], depth: int) -> Iterator[HandedFile]:
    """Yield files, with those in archives among them in place of the archives, which lend them their time."""
    for file in files:
        if not file.name.lower().endswith(".zip"):
            yield file
            continue
        try:
            if depth >= _DEEPEST:
                raise Refused("an archive in an archive in an archive - ask for the files alone")
            archive = zipfile.ZipFile(io.BytesIO(file.read()))
            # What is inside was packed on the learner's own computer: only the outer time is the platform's.
            prefix = f"{PurePosixPath(file.path).with_suffix('')}/"
            inner = (
                HandedFile(entry.path, file.when, entry.size, entry.fetch)
                for entry in _list_archive(archive, refused, prefix)
            )
            yield from _open_nested(inner, refused, depth + 1)
        except Refused as error:
            refused.append(f"{file.path}: {error}")
        except zipfile.BadZipFile:
            refused.append(f"{file.path}: the archive is broken - ask for it again")


@dataclass(frozen=True, slots=True)
class _Owner:
    """To whom files belong together: a platform's name and number, or the folder they lie in."""

    folder: str
    name: str = ""
    id: str = ""


def _find_owner(path: PurePosixPath) -> _Owner:
    for part in path.parts[:-1]:
        found = _MOODLE.fullmatch(part)
        if found:
            return _Owner("", found["name"], found["id"])
    found = _MOODLE.fullmatch(path.name) or _CANVAS.fullmatch(path.name)
    if found:
        return _Owner("", found["name"], found["id"])
    return _Owner(path.parent.as_posix())


def _hint(folder: str, exercise: str) -> str:
    """Return the name of a learner's folder: the nearest one that isn't named for the exercise."""
    for part in reversed(PurePosixPath(folder).parts):
        if part not in (exercise, "."):
            return part
    return ""


def _is_generic(path: str, exercise: str) -> bool:
    """Return whether a file has the name it was saved under, which tells nothing of whose it is."""
    stem = PurePosixPath(path).stem.casefold()
    return stem.startswith("response") or stem.startswith(exercise.casefold())


def _hint_file(path: str, exercise: str) -> str:
    """Return whose a file is by its name, as the page saves it (``tea-m.smith.json``) or as an educator named it."""
    stem = PurePosixPath(path).stem
    if _is_generic(path, exercise):
        return stem[len(exercise) + 1 :] if stem.casefold().startswith(f"{exercise.casefold()}-") else ""
    return stem


def _pair(
    files: list[HandedFile], exercise: str, together: bool
) -> Iterator[tuple[HandedFile | None, HandedFile | None]]:
    """Yield response files with their notebooks: by name, or because they lie alone together."""
    responses = [file for file in files if file.name.lower().endswith(".json")]
    notebooks = [file for file in files if file.name.lower().endswith(".ipynb")]
    for response in responses:
        mates = [file for file in notebooks if PurePosixPath(file.path).stem == PurePosixPath(response.path).stem]
        alone = len(notebooks) == 1 and (together or len(responses) == 1) and response is responses[-1]
        if not mates and alone and (together or _is_generic(response.path, exercise)):
            mates = notebooks
        mate = mates[0] if mates else None
        if mate:
            notebooks = [file for file in notebooks if file is not mate]
        yield response, mate
    for notebook in notebooks:
        yield None, notebook


def _group(files: list[HandedFile], exercise: str) -> Iterator[HandIn]:
    groups: dict[_Owner, list[HandedFile]] = {}
    for file in files:
        groups.setdefault(_find_owner(PurePosixPath(file.path)), []).append(file)
    order = 0
    for owner, members in groups.items():
        hint = _hint(owner.folder, exercise)
        for response, notebook in _pair(members, exercise, bool(owner.id or hint)):
            times = [file.when for file in (response, notebook) if file and file.when]
            first = response or notebook
            order += 1
            yield HandIn(
                response=response,
                notebook=notebook,
                platform_name=owner.name,
                platform_id=owner.id,
                hint=hint or (_hint_file(first.path, exercise) if first else ""),
                when=max(times, default=None),
                order=order,
            )


def find_hand_ins(source: Path, exercise: str) -> Found:
    """Return every hand-in in a folder, a zip or a single file, and a line for each thing that was refused."""
    found = Found()
    if source.is_dir():
        files = _list_folder(source, found.refused)
    elif source.is_file() and zipfile.is_zipfile(source):
        found.from_archive = True
        files = _list_archive(zipfile.ZipFile(source), found.refused)
    elif source.is_file() and source.suffix.lower() in (".json", ".ipynb"):
        state = source.stat()
        when = datetime.fromtimestamp(state.st_mtime).astimezone()
        files = iter([HandedFile(source.name, when, state.st_size, _fetch_file(source))])
    elif source.is_file():
        raise CasebookError(f"{source}: neither a folder, a zip nor a response file - give one of them")
    else:
        raise CasebookError(f"{source}: there is no such folder or file - give what the class handed in")
    try:
        found.hand_ins = list(_group(list(_open_nested(files, found.refused, 1)), exercise))
    except Refused as refused:
        raise CasebookError(f"{source}: {refused}") from None
    found.from_platform = found.from_archive and any(hand_in.platform_id for hand_in in found.hand_ins)
    return found
