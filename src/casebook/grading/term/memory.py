"""What the term has put into the gradebook of an exercise, and what stood there before: so that all of it can be taken back.

It is kept in the gradebook itself, in a table of ours that nbgrader does not look at. So it changes together with what it
is about, and a copy of the gradebook that is put back brings its own memory along.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass, field

__all__ = ["Change", "Memory", "NewKey", "SetAside", "read_memory", "write_memory"]


@dataclass(frozen=True, slots=True)
class Change:
    """A value in the gradebook that comes from the educator's file: what it is now, and what nbgrader's own was before."""

    put: str
    before: str | None

    def undo(self, now: str | None) -> str | None:
        """Return what the gradebook would hold without us; somebody who changed it since had the last word."""
        return self.before if now == self.put else now


@dataclass(frozen=True, slots=True)
class SetAside:
    """What a person gave for something that is left out now: mark, extra credit, and whether it waited to be looked at again."""

    manual: float | None
    extra: float | None
    waits: bool


@dataclass(frozen=True, slots=True)
class NewKey:
    """An educator's word that a corrected key counts for those who met an item before; it holds for this key alone.

    `key` is the item's fingerprint with the new key; `as_shown` says that what is not on record was shown as the item is now.
    """

    key: str
    as_shown: bool = False


@dataclass(slots=True)
class Memory:
    """The memory of one exercise.

    `extensions` are by nbgrader's number of a submission, `set_aside` what a person gave for what is left out by
    nbgrader's number of a grade, `left_out` the cells that count for nobody now, `new_keys` by item.
    `taken` tells whether the penalties in the gradebook are ours.
    """

    due: Change | None = None
    extensions: dict[str, Change] = field(default_factory=dict)
    taken: bool = False
    left_out: list[str] = field(default_factory=list)
    set_aside: dict[str, SetAside] = field(default_factory=dict)
    new_keys: dict[str, NewKey] = field(default_factory=dict)


_TABLE = "CREATE TABLE IF NOT EXISTS casebook_term (assignment TEXT PRIMARY KEY, memory TEXT NOT NULL)"


def read_memory(book: sqlite3.Connection, exercise: str) -> Memory:
    """Return the memory of an exercise from an open gradebook; empty where there is none."""
    if not book.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'casebook_term'").fetchone():
        return Memory()
    row = book.execute("SELECT memory FROM casebook_term WHERE assignment = ?", (exercise,)).fetchone()
    if row is None:
        return Memory()
    found = json.loads(row[0])
    return Memory(
        due=Change(**found["due"]) if found["due"] else None,
        extensions={name: Change(**change) for name, change in found["extensions"].items()},
        taken=bool(found["taken"]),
        left_out=list(found["left_out"]),
        set_aside={name: SetAside(**mark) for name, mark in found["set_aside"].items()},
        new_keys={item: NewKey(**key) for item, key in found["new_keys"].items()},
    )


def write_memory(book: sqlite3.Connection, exercise: str, memory: Memory) -> None:
    """Write the memory of an exercise, in the transaction that changes what it is about."""
    book.execute(_TABLE)
    text = json.dumps(asdict(memory), sort_keys=True)
    book.execute("INSERT OR REPLACE INTO casebook_term VALUES (?, ?)", (exercise, text))
