"""What became of everybody and every file in a collection, as the educator reads it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .quarantine import clean_line

__all__ = [
    "HELD",
    "NONE",
    "NOTHING",
    "REFUSED",
    "SUPERSEDED",
    "TAKEN",
    "UNCHANGED",
    "UNREADABLE",
    "CollectRow",
    "CollectSummary",
    "measure_width",
    "shorten",
]

TAKEN, UNCHANGED, SUPERSEDED, HELD, REFUSED, NONE, NOTHING, UNREADABLE = (
    "taken", "unchanged", "superseded", "held", "refused", "not a hand-in", "nothing handed in", "nothing readable",
)  # fmt: skip
"""What can become of a file or a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectRow:
    """A line of the table that a collection ends in: a person, a file of theirs, and what became of it."""

    learner: str
    name: str
    file: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CollectSummary:
    """What a collection did: learners taken in, left as they were, lines on what to know, and a row for every file and person."""

    exercise: str
    collected: int
    unchanged: int
    notes: tuple[str, ...]
    refused: tuple[str, ...]
    held: tuple[str, ...] = ()
    rows: tuple[CollectRow, ...] = ()
    passed: int = 0

    @property
    def clean(self) -> bool:
        """Whether everyone who handed in something has a hand-in that counts, and nothing waits for the educator."""
        done = {row.learner for row in self.rows if row.outcome in (TAKEN, UNCHANGED)}
        left = {row.learner for row in self.rows if row.outcome == NONE and not row.note.startswith("it came with")}
        return not self.refused and not self.held and not (left - done - {""})

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        counts = [f"{self.collected} collected", f"{self.unchanged} unchanged", f"{len(self.refused)} refused"]
        counts += [f"{len(self.held)} held"] if self.held else []
        for outcome, words in (
            (NONE, "not a hand-in"),
            (UNREADABLE, "with nothing readable"),
            (NOTHING, "without a hand-in"),
        ):
            number = sum(row.outcome == outcome for row in self.rows)
            counts += [f"{number} {words}"] if number else []
        lines = [f"{self.exercise}: {', '.join(counts)}"]
        lines += [f"  {clean_line(line)}" for line in self.notes]
        lines += [f"  refused: {clean_line(line)}" for line in self.refused]
        lines += [f"  {clean_line(line)}" for line in self.held]
        if self.passed:
            lines.append(f"  {self.passed} files that computers add by themselves (such as .DS_Store) were passed over")
        return "\n".join([*lines, *_lay_out([self._say_once(row) for row in self.rows])])

    def _say_once(self, row: CollectRow) -> CollectRow:
        """Return a row without what a line above says of the same person."""
        start = f"{shorten(row.learner)}: "
        note = row.note
        for line in self.notes:
            if line.startswith(start):
                note = note.replace(line.removeprefix(start), "")
        return replace(row, note="; ".join(filter(None, (part.strip("; ") for part in note.split("; ")))))


def _lay_out(rows: Sequence[CollectRow]) -> list[str]:
    """Return the table as lines, each column as wide as it needs to be."""
    if not rows:
        return []
    cells = [("learner", "name", "file", "what became of it")]
    cells += [
        (shorten(row.learner, 40) or "?", shorten(row.name, 40), shorten(row.file, 70), row.outcome + (f": {clean_line(row.note)}" if row.note else ""))
        for row in rows
    ]  # fmt: skip
    widths = [max(measure_width(line[column]) for line in cells) for column in range(3)]
    kept = [column for column in range(3) if any(line[column] for line in cells[1:])]

    def fill(text: str, width: int) -> str:
        return text + " " * (width - measure_width(text))

    return [
        "  " + "  ".join([*(fill(line[column], widths[column]) for column in kept), line[3]]).rstrip() for line in cells
    ]


def measure_width(text: str) -> int:
    """Return how many places a text takes on a terminal: letters of East Asia take two, a combining mark none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) in ("Mn", "Me") for letter in text)


def shorten(text: str, most: int = 60) -> str:
    """Return a text of a stranger on one line of a terminal."""
    clean = clean_line(text)
    return clean if len(clean) <= most else f"{clean[: most - 3]}..."
