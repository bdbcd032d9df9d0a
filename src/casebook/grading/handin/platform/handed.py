"""One file of what a class handed in, wherever it lay: on disk, in an archive or in a mail."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath

from ....mark.response import Refused
from .label import Label

__all__ = ["LARGEST_ARCHIVE", "HandedFile", "Trouble", "compose_name", "place_time", "take_first"]

LARGEST_ARCHIVE = 100_000_000
_HEAD = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFile:
    """One file: its path for messages, the outer path that tells whose it is, its time and size, and how to read it.

    `when` is without a time zone where none is told. `timed` says that the time is a platform's or a mail server's and no file system's. `fetch` returns at most so many bytes.
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


def compose_name(text: str) -> str:
    """Return a name as one kind of computers writes it: composed, and without lone surrogates."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def place_time(when: datetime, zone: tzinfo | None) -> datetime | None:
    """Return a time with a zone: its own, else the one given, else this computer's; None for a day that no clock knows."""
    try:
        placed = when if when.tzinfo else when.replace(tzinfo=zone) if zone else when.astimezone()
        placed.astimezone(UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return placed


def take_first(data: bytes, most: int) -> bytes:
    """Return the first bytes of what is in memory, as `HandedFile.fetch` does of what is not."""
    return data[:most]
