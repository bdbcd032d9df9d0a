"""The log of an exercise's collections, `log.csv`: one line for each file and person, in the order of time."""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ...folder import write_file
from .sheet import guard_cell

__all__ = ["STAMP", "CollectLog", "read_stamp", "write_log"]

STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"
"""How moments are written into the log, the ledger and `timestamp.txt`, as nbgrader writes them."""

_COLUMNS = ("collected", "learner", "folder", "number", "file", "handed_in", "sha256", "outcome", "note")


@dataclass(slots=True)
class CollectLog:
    """The lines that one collection adds."""

    collected: str
    rows: list[dict[str, str]] = field(default_factory=list)

    def note(self, outcome: str, **entries: str) -> None:
        """Add a line."""
        self.rows.append({"collected": self.collected, "outcome": outcome, **entries})


def read_stamp(data: bytes | None) -> datetime | None:
    """Return the moment that a stamp names; None where it names none."""
    try:
        return datetime.strptime(data.decode().strip(), STAMP).replace(tzinfo=UTC) if data else None
    except ValueError:
        return None


def write_log(path: Path, log: CollectLog) -> None:
    """Add the lines of a collection to the log."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    old = path.read_bytes() if path.is_file() else b""
    if not old:
        writer.writeheader()
    for row in log.rows:
        writer.writerow({name: guard_cell(" ".join(value.split())) for name, value in row.items()})
    write_file(path, old + text.getvalue().encode("utf-8", "replace"))
