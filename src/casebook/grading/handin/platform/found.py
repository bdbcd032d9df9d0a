"""What is found in a place where a class handed in: hand-ins, the files they consist of, and every other file."""

from dataclasses import dataclass, field
from datetime import datetime

from .filename import read_copy, strip_endings
from .handed import HandedFile
from .label import Label

__all__ = ["Document", "Found", "HandIn", "Leftover"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that holds a response or is a notebook: the file, and the bytes in which the course would have saved it."""

    file: HandedFile
    data: bytes
    raw: bytes
    kind: str

    @property
    def path(self) -> str:
        """Where it lay, for messages."""
        return self.file.path

    @property
    def stem(self) -> str:
        """The file's name without its endings and the number of a copy."""
        return read_copy(strip_endings(self.file.name))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What one learner handed in at once: a response file, a notebook, or both.

    `label` is what the platform tells; without one, `folder` is the outer folder it lay in and `hint` the name of that
    folder, of the archive or of the file. `when` is the later file's time, `timed` whether a platform or a mail server told
    it, `zoned` whether it came with a time zone, `copy` the number of a download's copy, `order` its place among all.
    """

    response: Document | None
    notebook: Document | None
    label: Label | None = None
    folder: str = ""
    hint: str = ""
    named: str = ""
    when: datetime | None = None
    timed: bool = False
    zoned: bool = True
    copy: int = 0
    order: int = 0

    @property
    def documents(self) -> tuple[Document, ...]:
        """What it consists of."""
        return tuple(document for document in (self.response, self.notebook) if document)

    @property
    def path(self) -> str:
        """Where it lay, for messages."""
        return self.documents[0].path if self.documents else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A file that is no hand-in or could not be read: `refused` says which, `why` what is to be told.

    `beside` is the hand-in in whose learner's folder it lies.
    """

    path: str
    why: str
    refused: bool
    label: Label | None = None
    folder: str = ""
    hint: str = ""
    file: HandedFile | None = None
    data: bytes = b""
    beside: HandIn | None = None


@dataclass(slots=True)
class Found:
    """Everything found: hand-ins, files that are none, and how many of the computer's own were passed over."""

    hand_ins: list[HandIn] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    passed: int = 0
