"""Looking into folders, archives and mailboxes: every file in them, with its time, and whose place it came from.

Nothing is unpacked to a path that an archive names: entries are read into memory, with limits, or refused. What lies in
an archive that a person handed in keeps the outer place of that archive, so that no name inside of it can make it another's.
"""

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from ....mark.response import Refused
from ....problem import CasebookError
from .handed import LARGEST_ARCHIVE, HandedFile, Trouble, compose_name, take_first
from .mail import is_mail, open_mail, split_mailbox

__all__ = ["is_archive", "list_source", "open_archive"]

MOST_FILES = 20_000
_DEEPEST = 2  # a zip of the class may hold a zip of one learner, and no more
_MOST_INSIDE = 300  # files that one person's archive may hold
_JUNK = re.compile(r"__MACOSX|\.(?!\.).*|Thumbs\.db|desktop\.ini|Icon\r|~\$.*", re.IGNORECASE)
_UNREADABLE = {b"7z\xbc\xaf'\x1c": "7z", b"Rar!\x1a\x07": "RAR"}


@dataclass(slots=True)
class _Walk:
    """What a look into a source gathers besides the files it yields."""

    troubles: list[Trouble] = field(default_factory=list)
    junk: int = 0


def _is_junk(path: PurePosixPath) -> bool:
    return any(_JUNK.fullmatch(part) for part in path.parts)


def _fetch_file(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _list_folder(root: Path, walk: _Walk) -> Iterator[HandedFile]:
    """Yield the files below a folder; links are refused, not followed."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in [*folders, *sorted(names)]:
            path = Path(folder) / name
            shown = PurePosixPath(compose_name(path.relative_to(root).as_posix()))
            if _is_junk(shown):
                walk.junk += path.is_file()
            elif path.is_symlink():
                walk.troubles.append(
                    Trouble(str(shown), str(shown), "a link to another file - ask for the file itself")
                )
            elif path.is_file():
                count += 1
                if count > MOST_FILES:
                    raise CasebookError(f"{root}: more than {MOST_FILES:,} files - give the folder of one exercise")
                yield _open_file(path, str(shown))
            elif not path.is_dir():
                walk.troubles.append(Trouble(str(shown), str(shown), "no ordinary file - ask for the file itself"))


def _open_file(path: Path, shown: str) -> HandedFile:
    state = path.stat()
    when = datetime.fromtimestamp(state.st_mtime).astimezone()
    return HandedFile(path=shown, outer=shown, when=when, timed=False, size=state.st_size, fetch=partial(_fetch_file, path))  # fmt: skip


def _when(info: zipfile.ZipInfo) -> datetime | None:
    """Return an entry's time, which archives tell without a time zone."""
    try:
        return datetime(*info.date_time) if info.date_time[0] > 1980 else None
    except (ValueError, OverflowError):
        return None


def _name_entry(info: zipfile.ZipInfo) -> str:
    """Return an entry's name in the letters it was written in.

    macOS writes UTF-8 without the flag that says so, and Windows the code page of its country; Python takes both for
    the code page of the first PC.
    """
    if not info.flag_bits & 0x800:
        extra, place = info.extra, 0
        while place + 4 <= len(extra):
            kind, size = struct.unpack_from("<HH", extra, place)
            if kind == 0x7075 and size > 5:  # Info-ZIP's own field for the name in UTF-8
                return compose_name(extra[place + 9 : place + 4 + size].decode("utf-8", "replace"))
            place += 4 + size
        try:
            raw = info.orig_filename.encode("cp437")
        except UnicodeEncodeError:
            return compose_name(info.filename)
        if not raw.isascii():
            for encoding in ("utf-8", "cp437", "cp850", "cp1252"):
                try:
                    text = raw.decode(encoding)
                except UnicodeDecodeError:
                    continue
                if encoding == "utf-8" or all(letter.isascii() or "\xc0" <= letter <= "\u017f" for letter in text):
                    return compose_name(text)
    return compose_name(info.filename)


def _list_zip(
    archive: zipfile.ZipFile, most: int
) -> Iterator[tuple[str, datetime | None, int, Callable[[int], bytes], str]]:
    """Yield each entry's name, time, size, how to read it, and why it can't be taken."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > most:
        raise Refused(f"the archive holds {len(infos):,} files and may hold {most:,} - ask for the files alone")
    for info in infos:
        link = "a link to another file - ask for the file itself" if stat.S_ISLNK(info.external_attr >> 16) else ""
        yield _name_entry(info), _when(info), info.file_size, partial(_fetch_entry, archive, info), link


def _fetch_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & 1:
        raise Refused("the archive is locked with a password - ask for it without")
    try:
        with archive.open(info) as file:
            return file.read(most)
    except Exception as error:  # a broken archive brings the errors of each way to compress
        raise Refused(f"the archive is broken here ({type(error).__name__}) - ask for the file again") from None


def _list_tar(data: bytes, most: int) -> Iterator[tuple[str, datetime | None, int, Callable[[int], bytes], str]]:
    """Yield the entries of a tar archive, packed or not; it is read from front to end, up to the limit for all."""
    room = LARGEST_ARCHIVE
    count = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
            for member in archive:
                if member.isdir():
                    continue
                count += 1
                room -= max(member.size, 0)
                if count > most or room < 0:
                    raise Refused("the archive holds more than a hand-in can - ask for the files alone")
                when = datetime.fromtimestamp(max(0, member.mtime)).astimezone()
                file = archive.extractfile(member) if member.isfile() else None
                inside = file.read() if file else b""
                link = "" if member.isfile() else "a link to another file - ask for the file itself"
                yield compose_name(member.name), when, member.size, partial(take_first, inside), link
    except Refused:
        raise
    except Exception:  # as above
        raise Refused("the archive is broken - ask for it again") from None


def _decompress(data: bytes) -> bytes:
    """Return what a file packed by gzip, bzip2 or xz holds, up to one byte more than is allowed."""
    opener = gzip.open if data.startswith(b"\x1f\x8b") else bz2.open if data.startswith(b"BZh") else lzma.open
    try:
        with opener(io.BytesIO(data)) as file:
            inside = bytes(file.read(LARGEST_ARCHIVE + 1))
    except Exception:  # a broken archive brings the errors of each way to compress
        raise Refused("the archive is broken - ask for it again") from None
    if len(inside) > LARGEST_ARCHIVE:
        raise Refused("the archive holds more than a hand-in can - ask for the files alone")
    return inside


def is_archive(file: HandedFile, head: bytes) -> bool:
    """Return whether a file is one that holds others: an archive, a mail or a mailbox."""
    if head.startswith(b"PK\x03\x04"):
        return PurePosixPath(file.path).suffix.lower() not in (".docx", ".odt", ".xlsx", ".pptx", ".ods", ".odp", ".epub", ".docm", ".whl")  # fmt: skip
    packed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")) or head[257:262] == b"ustar"
    mailbox = head.startswith(b"From ") and PurePosixPath(file.path).suffix.lower() in (".mbox", "")
    return (
        packed or mailbox or is_mail(file, head) or any(map(head.startswith, _UNREADABLE)) or _is_called_archive(file)
    )


def _is_called_archive(file: HandedFile) -> bool:
    """Return whether a file is called an archive though it does not begin like one."""
    return PurePosixPath(file.path).suffix.lower() in (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz")


def open_archive(file: HandedFile, head: bytes, depth: int, walk: _Walk) -> Iterator[HandedFile]:
    """Yield what an archive holds, in archives inside of it as well; its owner is the archive's, and so is its time."""
    for magic, kind in _UNREADABLE.items():
        if head.startswith(magic):
            raise Refused(f"a {kind} archive can't be opened here - ask for a zip, or unpack it yourself")
    if head.startswith(b"From "):
        for number, mail in enumerate(split_mailbox(file.read(LARGEST_ARCHIVE)), 1):
            place = replace(
                file, path=f"{file.path}/{number}", outer=f"{file.path}/{number}" if depth == 1 else file.outer
            )
            yield from _dig(open_mail(mail, place, depth == 1), depth + 1, walk)
        return
    if is_mail(file, head):
        yield from _dig(open_mail(file.read(LARGEST_ARCHIVE), file, depth == 1), depth + 1, walk)
        return
    if depth > _DEEPEST:
        raise Refused("an archive in an archive in an archive - ask for the files alone")
    yield from _dig(_list_inside(file, head, walk), depth + 1, walk)


def _list_inside(file: HandedFile, head: bytes, walk: _Walk) -> Iterator[HandedFile]:
    data = file.read(LARGEST_ARCHIVE)
    prefix = PurePosixPath(file.path)
    entries: Iterable[tuple[str, datetime | None, int, Callable[[int], bytes], str]]
    if head.startswith(b"PK"):
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            if {"[Content_Types].xml", "content.xml"} & set(archive.namelist()):
                yield file  # a document, whatever it is called
                return
            entries = list(_list_zip(archive, _MOST_INSIDE))
        except Refused:
            raise
        except Exception:  # zipfile raises what its parsing of a stranger's bytes comes to
            raise Refused("the archive is broken - ask for it again") from None
    elif head[257:262] == b"ustar" or _is_packed_tar(file, data):
        entries = _list_tar(data, _MOST_INSIDE)
    elif head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")):
        inside = _decompress(data)
        entries = [(prefix.stem, None, len(inside), partial(take_first, inside), "")]
    else:
        raise Refused("the archive is broken - ask for it again")
    # What is inside was packed on the learner's own computer: only the outer time is the platform's.
    for name, _, size, fetch, trouble in entries:
        shown = PurePosixPath(name.replace("\\", "/"))
        path = f"{prefix.with_suffix('')}/{shown}"
        if _is_junk(shown):
            walk.junk += 1
        elif trouble or _leads_out(shown):
            walk.troubles.append(Trouble(path, file.outer, trouble or _OUTSIDE, label=file.label))
        else:
            yield replace(file, path=path, size=size, fetch=fetch)


_OUTSIDE = "its name points outside of the archive - ask for the file itself"


def _leads_out(path: PurePosixPath) -> bool:
    return path.is_absolute() or ".." in path.parts or not path.parts or ":" in path.parts[0][:2]


def _is_packed_tar(file: HandedFile, data: bytes) -> bool:
    names = [suffix.lower() for suffix in PurePosixPath(file.path).suffixes]
    if names[-1:] in ([".tgz"], [".tbz2"], [".txz"]) or ".tar" in names[-2:]:
        return True
    try:
        return _decompress(data)[257:262] == b"ustar"
    except Refused:
        return False


def _dig(files: Iterator[HandedFile], depth: int, walk: _Walk) -> Iterator[HandedFile]:
    """Yield files, with those in archives among them in place of the archives."""
    for file in files:
        head = file.peek()
        if not is_archive(file, head):
            yield file
            continue
        try:
            inside = list(open_archive(file, head, depth, walk))
        except Refused as refused:
            walk.troubles.append(Trouble(file.path, file.outer, str(refused), file, file.label))
            continue
        if not inside:
            walk.troubles.append(
                Trouble(file.path, file.outer, "there is no file in it - ask for it again", file, file.label)
            )
        yield from inside


def _list_top(source: Path, walk: _Walk) -> Iterator[HandedFile]:
    """Yield the files of what an educator gave: a folder, an archive, a mailbox or a single file."""
    if source.is_dir():
        yield from _list_folder(source, walk)
        return
    file = _open_file(source, compose_name(source.name))
    head = file.peek()
    if head.startswith(b"PK\x03\x04") and zipfile.is_zipfile(source) and is_archive(file, head):
        yield from _list_class_zip(_open_zip(source), walk)
    elif head[257:262] == b"ustar" or (head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")) and _is_packed_tar(file, file.read(LARGEST_ARCHIVE))):  # fmt: skip
        for name, when, size, fetch, trouble in _list_tar(file.read(LARGEST_ARCHIVE), MOST_FILES):
            yield from _take_entry(name, when, size, fetch, trouble, walk)
    else:
        yield file


def _open_zip(source: Path | io.BytesIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except Exception:  # zipfile raises what its parsing of a stranger's bytes comes to
        raise Refused("the archive is broken - ask for it again") from None


def _list_class_zip(archive: zipfile.ZipFile, walk: _Walk) -> Iterator[HandedFile]:
    entries = list(_list_zip(archive, MOST_FILES))
    real = [entry for entry in entries if not _is_junk(PurePosixPath(entry[0].replace("\\", "/")))]
    name = real[0][0] if len(real) == 1 else ""
    if name.lower().endswith(".zip") and "_" not in name and " - " not in name:
        # A download that was packed once more, as some mail programs and phones do.
        data = real[0][3](LARGEST_ARCHIVE)
        if zipfile.is_zipfile(io.BytesIO(data)):
            entries = list(_list_zip(_open_zip(io.BytesIO(data)), MOST_FILES))
    for entry in entries:
        yield from _take_entry(*entry, walk)


def _take_entry(
    name: str, when: datetime | None, size: int, fetch: Callable[[int], bytes], trouble: str, walk: _Walk
) -> Iterator[HandedFile]:
    path = PurePosixPath(name.replace("\\", "/"))
    if _is_junk(path):
        walk.junk += 1
    elif trouble or _leads_out(path):
        walk.troubles.append(Trouble(str(path), str(path), trouble or _OUTSIDE))
    else:
        yield HandedFile(path=str(path), outer=str(path), when=when, timed=when is not None, size=size, fetch=fetch)


def list_source(source: Path) -> tuple[list[HandedFile], list[Trouble], int]:
    """Return every file in a source, what could not be looked at, and how many files of the computer's own were passed over."""
    walk = _Walk()
    if not source.exists():
        raise CasebookError(f"{source}: there is no such folder or file - give what the class handed in")
    try:
        files = list(_dig(_list_top(source, walk), 1, walk))
    except (Refused, zipfile.BadZipFile) as refused:
        raise CasebookError(f"{source}: {refused}") from None
    return files, walk.troubles, walk.junk
