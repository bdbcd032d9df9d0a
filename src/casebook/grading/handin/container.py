"""Looking into folders, archives and mailboxes: every file in them, with its time, and whose place it came from.

Nothing is unpacked to a path that an archive names: entries are read into memory, with limits, or refused. What lies in
an archive that a person handed in keeps the outer place of that archive, so that no name inside of it can make it another's.
"""

import bz2
import email
import email.policy
import email.utils
import gzip
import io
import lzma
import os
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path, PurePosixPath

from ...mark.response import Refused
from ...problem import CasebookError
from .label import Label
from .pasted import find_response

__all__ = ["LARGEST_ARCHIVE", "HandedFile", "Trouble", "is_archive", "list_source", "open_archive"]

MOST_FILES = 20_000
LARGEST_ARCHIVE = 100_000_000
_DEEPEST = 2  # a zip of the class may hold a zip of one learner, and no more
_MOST_INSIDE = 300  # files that one person's archive may hold
_HEAD = 65_536
_JUNK = re.compile(r"__MACOSX|\.(?!\.).*|Thumbs\.db|desktop\.ini|Icon\r|~\$.*", re.IGNORECASE)
_MAIL_NAME = re.compile(r"[0-9]+\..+|.+:2,[A-Z]*")
_UNREADABLE = {b"7z\xbc\xaf'\x1c": "7z", b"Rar!\x1a\x07": "RAR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFile:
    """One file: its path for messages, the outer path that tells whose it is, its time and size, and how to read it.

    `timed` says that the time is a platform's or a mail server's and no file system's. `fetch` returns at most so many bytes.
    `label` is whose it is where not the path but a mail's sender tells it.
    """

    path: str
    outer: str
    when: datetime | None
    timed: bool
    size: int
    fetch: Callable[[int], bytes]
    label: Label | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name

    @property
    def nested(self) -> bool:
        """Whether it lay in an archive or a mail that a person handed in."""
        return self.path != self.outer

    def read(self, limit: int) -> bytes:
        """Return the file's bytes; raise `Refused` when it is too large or broken."""
        # The size that an archive tells may be a lie, so what is read is measured as well.
        data = b"" if self.size > limit else self.fetch(limit + 1)
        size = max(self.size, len(data))
        if size > limit:
            raise Refused(f"the file has {size:,} bytes and may have {limit:,} - ask for the file the course saved")
        return data

    def peek(self) -> bytes:
        """Return the first bytes; nothing when they can't be had."""
        try:
            return self.fetch(_HEAD)
        except (Refused, OSError):
            return b""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that could not be looked at, and why; `file` is None when there is nothing to keep."""

    path: str
    outer: str
    why: str
    file: HandedFile | None = None
    label: Label | None = None


@dataclass(slots=True)
class _Walk:
    """What a look into a source gathers besides the files it yields."""

    troubles: list[Trouble] = field(default_factory=list)
    junk: int = 0


def _is_junk(path: PurePosixPath) -> bool:
    return any(_JUNK.fullmatch(part) for part in path.parts)


def _compose(text: str) -> str:
    """Return a name as one kind of computers writes it: composed, and without lone surrogates."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


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
            shown = PurePosixPath(_compose(path.relative_to(root).as_posix()))
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


def _open_file(path: Path, shown: str) -> HandedFile:
    state = path.stat()
    when = datetime.fromtimestamp(state.st_mtime).astimezone()
    return HandedFile(path=shown, outer=shown, when=when, timed=False, size=state.st_size, fetch=partial(_fetch_file, path))  # fmt: skip


def _when(info: zipfile.ZipInfo) -> datetime | None:
    """Return an entry's time; archives tell it without a time zone, so this computer's is taken."""
    try:
        return datetime(*info.date_time).astimezone() if info.date_time[0] > 1980 else None
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
                return _compose(extra[place + 9 : place + 4 + size].decode("utf-8", "replace"))
            place += 4 + size
        try:
            raw = info.orig_filename.encode("cp437")
        except UnicodeEncodeError:
            return _compose(info.filename)
        if not raw.isascii():
            for encoding in ("utf-8", "cp437", "cp850", "cp1252"):
                try:
                    text = raw.decode(encoding)
                except UnicodeDecodeError:
                    continue
                if encoding == "utf-8" or all(letter.isascii() or "\xc0" <= letter <= "\u017f" for letter in text):
                    return _compose(text)
    return _compose(info.filename)


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
                yield _compose(member.name), when, member.size, partial(_cut, inside), link
    except Refused:
        raise
    except Exception:  # as above
        raise Refused("the archive is broken - ask for it again") from None


def _cut(data: bytes, most: int) -> bytes:
    return data[:most]


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


def _read_address(message: EmailMessage) -> tuple[str, str]:
    """Return the sender's name and address."""
    try:
        name, address = email.utils.parseaddr(str(message["From"] or ""))
    except Exception:  # headers of strangers break the parser in ways of their own
        name, address = "", ""
    return _compose(" ".join(name.split())), _compose(address.strip().casefold())


def _read_received(message: EmailMessage) -> tuple[datetime | None, bool]:
    """Return when a mail arrived, and whether a server said so; the sender's own clock is the last resort."""
    for header in message.get_all("Received", []):
        stamp = str(header).rpartition(";")[2].strip()
        try:
            when = email.utils.parsedate_to_datetime(stamp)
        except (ValueError, TypeError, IndexError):
            continue
        return (when if when.tzinfo else when.astimezone()), True
    try:
        when = email.utils.parsedate_to_datetime(str(message["Date"] or ""))
    except (ValueError, TypeError, IndexError):
        return None, False
    return (when if when.tzinfo else when.astimezone()), False


def _open_mail(data: bytes, file: HandedFile, own: bool) -> Iterator[HandedFile]:
    """Yield the files of a mail; raise `Refused` for one that can't be read."""
    try:
        yield from list(_read_mail(data, file, own))
    except Exception:  # mails of strangers break the parser in ways of their own
        raise Refused("the mail can't be read - save it again, or ask for the file") from None


def _read_mail(data: bytes, file: HandedFile, own: bool) -> Iterator[HandedFile]:
    """Yield the attachments and the text of a mail; `own` mails tell by their sender whose they are."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    name, address = _read_address(message)
    when, timed = _read_received(message)
    label = Label(platform="mail", name=name or address, number=address, when=when if timed else None) if own and address else file.label  # fmt: skip
    bodies, attached = [], []
    for number, part in enumerate(message.walk(), 1):
        content = None if part.is_multipart() else _read_part(part)
        if content is None or not content.strip():
            continue
        told = part.get_filename()
        if told or part.get_content_maintype() != "text":
            attached.append((_compose(PurePosixPath(str(told or f"part-{number}").replace("\\", "/")).name), content))
        else:
            bodies.append((f"text-{number}.{'html' if part.get_content_subtype() == 'html' else 'txt'}", content))
    for shown, content in [*attached, *_choose_body(bodies, bool(attached))]:
        yield HandedFile(
            path=f"{file.path}/{shown}", outer=file.outer, when=when if own else file.when, timed=timed if own else file.timed,
            size=len(content), fetch=partial(_cut, content), label=label,
        )  # fmt: skip


def _read_part(part: EmailMessage) -> bytes | None:
    """Return what a part of a mail holds, a text of it as UTF-8."""
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
        if (
            isinstance(content, bytes)
            and part.get_content_maintype() == "text"
            and charset not in (None, "utf-8", "us-ascii")
        ):
            content = content.decode(charset or "utf-8", "replace").encode()
    except Exception:  # bodies of strangers break the parser in ways of their own
        return None
    return content if isinstance(content, bytes) else None


def _choose_body(bodies: list[tuple[str, bytes]], attached: bool) -> list[tuple[str, bytes]]:
    """Return the text of a mail that counts: one of its forms if a response is in it; a mere greeting counts only alone."""
    read = [(body, find_response(body[1])) for body in bodies]
    whole = [body for body, response in read if response and response.lstrip().startswith(b"{")]
    held = [body for body, response in read if response]
    return (whole or held or ([] if attached else bodies))[:1]


def _split_mailbox(data: bytes) -> Iterator[bytes]:
    """Yield the mails of an mbox file."""
    starts = [found.start() for found in re.finditer(rb"(?:\A|(?<=\n))From [^\n]*\n", data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        mail = data[start:end].partition(b"\n")[2]
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", mail)


def _is_mail(file: HandedFile, head: bytes) -> bool:
    path = PurePosixPath(file.path)
    if path.suffix.lower() == ".eml":
        return True
    in_maildir = len(path.parts) > 1 and path.parts[-2] in ("cur", "new") and bool(_MAIL_NAME.fullmatch(path.name))
    return in_maildir and bool(re.search(rb"(?im)^(from|received|return-path|delivered-to): ?", head))


def is_archive(file: HandedFile, head: bytes) -> bool:
    """Return whether a file is one that holds others: an archive, a mail or a mailbox."""
    if head.startswith(b"PK\x03\x04"):
        return PurePosixPath(file.path).suffix.lower() not in (".docx", ".odt", ".xlsx", ".pptx", ".ods", ".odp", ".epub", ".docm")  # fmt: skip
    packed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")) or head[257:262] == b"ustar"
    mailbox = head.startswith(b"From ") and PurePosixPath(file.path).suffix.lower() in (".mbox", "")
    return (
        packed or mailbox or _is_mail(file, head) or any(map(head.startswith, _UNREADABLE)) or _is_called_archive(file)
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
        for number, mail in enumerate(_split_mailbox(file.read(LARGEST_ARCHIVE)), 1):
            place = replace(
                file, path=f"{file.path}/{number}", outer=f"{file.path}/{number}" if depth == 1 else file.outer
            )
            yield from _dig(_open_mail(mail, place, depth == 1), depth + 1, walk)
        return
    if _is_mail(file, head):
        yield from _dig(_open_mail(file.read(LARGEST_ARCHIVE), file, depth == 1), depth + 1, walk)
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
        entries = [(prefix.stem, None, len(inside), partial(_cut, inside), "")]
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
    file = _open_file(source, _compose(source.name))
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
