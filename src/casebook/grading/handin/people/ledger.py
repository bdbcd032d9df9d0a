"""What earlier collections of an exercise learnt: who is who on the platform, what was kept, and what was held."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ....folder import write_file
from ..name import squeeze_name

__all__ = ["FILE_NAME", "Held", "Kept", "Known", "Ledger", "Unread", "read_ledger", "write_ledger"]

FILE_NAME = "hand-ins.json"
"""What the ledger of an exercise is called, in its folder of `collected/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One person: the name marks are kept under and its folder, and what the platform and their own file called them.

    `prefix` is how the platform's names of this person's files begin, under which it takes feedback back.
    """

    learner: str
    folder: str
    platform: str = ""
    number: str = ""
    name: str = ""
    own: str = ""
    prefix: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same in every download of one assignment."""
        return self.platform, self.number, squeeze_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One hand-in that was kept: whose, its number in `collected/`, where it lay, when it was handed in, and whether it counts."""

    folder: str
    number: int
    path: str
    when: str
    timed: bool
    sha256: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One hand-in that was held: its files in `_held`, when it was handed in, and what the platform called its person.

    `settled` is the folder of the learner to whom an educator gave it since; empty while it waits.
    """

    place: str
    files: tuple[str, ...]
    sha256: str
    when: str
    timed: bool
    platform: str = ""
    number: str = ""
    name: str = ""
    prefix: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file in which somebody handed in nothing that can be read: who, as collection and platform call them, where it lay, and why."""

    learner: str
    path: str
    why: str
    platform: str = ""
    number: str = ""
    name: str = ""


@dataclass(slots=True)
class Ledger:
    """The memory of one exercise."""

    people: list[Known] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def list_numbered(self, platform: str, number: str) -> list[Known]:
        """Return whom a platform's number meant before."""
        return [known for known in self.people if number and (known.platform, known.number) == (platform, number)]

    def list_kept(self, folder: str) -> list[Kept]:
        """Return what was kept of one person."""
        return [kept for kept in self.kept if kept.folder == folder]

    def meet(self, known: Known) -> None:
        """Remember a person, in place of what was known under the same number and name."""
        self.people = [each for each in self.people if (each.key, each.folder) != (known.key, known.folder)]
        self.people.append(known)

    def hold(self, held: Held) -> None:
        """Remember what is held; the time that was known first stays, unless only now a platform tells one."""
        before = next((each for each in self.held if (each.place, each.sha256) == (held.place, held.sha256)), None)
        if before is not None:
            self.held.remove(before)
            later = held.timed and not before.timed
            held = replace(before, when=held.when, timed=True) if later else before
        self.held.append(held)

    def miss(self, unread: Unread) -> None:
        """Remember a file that can't be read, in place of the same one before."""
        same = (unread.learner, unread.path)
        self.unread = [each for each in self.unread if (each.learner, each.path) != same]
        self.unread.append(unread)

    def keep(self, entries: Iterable[Kept]) -> None:
        """Remember hand-ins, in place of what was known of the same files of the same person."""
        for entry in entries:
            same = (entry.folder, entry.sha256)
            self.kept = [each for each in self.kept if (each.folder, each.sha256) != same]
            self.kept.append(entry)


def read_ledger(folder: Path) -> Ledger:
    """Return the memory of an exercise, by its folder in `collected/`; empty when nothing was collected, or it is broken."""
    try:
        document = json.loads((folder / FILE_NAME).read_bytes())
        held = [Held(**{**entry, "files": tuple(entry["files"])}) for entry in document.get("held", [])]
        unread = [Unread(**entry) for entry in document.get("unread", [])]
        return Ledger(
            [Known(**entry) for entry in document["people"]],
            [Kept(**entry) for entry in document["kept"]],
            held,
            unread,
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Ledger()


def write_ledger(ledger: Ledger, folder: Path) -> None:
    """Write the memory of an exercise."""
    document = {
        "people": [asdict(known) for known in sorted(ledger.people, key=lambda known: (known.folder, known.key))],
        "kept": [asdict(kept) for kept in sorted(ledger.kept, key=lambda kept: (kept.folder, kept.number))],
        "held": [asdict(held) for held in sorted(ledger.held, key=lambda held: (held.place, held.when, held.sha256))],
        "unread": [asdict(unread) for unread in sorted(ledger.unread, key=lambda each: (each.learner, each.path))],
    }
    write_file(
        folder / FILE_NAME, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    )
