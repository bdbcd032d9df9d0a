"""What each marker decided about each written answer, as data, one line each, in the course's folder `judgements/`.

The gradebook holds one mark for an answer. Here stands which points of the rubric earned it, what a second marker gave who had not
seen it, and what the two settled on. Lines are only ever added, so a crash can cost the last one at most, and the whole
history can be read: of a learner's item the last line counts.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...mark.learner import name_folder
from ...problem import CasebookError

__all__ = [
    "CHANGED_MARKS",
    "FIRST",
    "SETTLED",
    "Judgement",
    "append_judgement",
    "append_record",
    "list_markers",
    "name_marker",
    "open_judgements",
    "read_judgements",
    "read_records",
]

FIRST = "first"
"""Who marks into the gradebook."""

SETTLED = "settled"
"""What two markers agreed on."""

CHANGED_MARKS = "changed-marks"
"""The file beside the markers' that tells which marks grading again has changed (`casebook.grading.run.changed`)."""

_OWN = (FIRST, SETTLED, CHANGED_MARKS)
_ENDING = ".jsonl"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision: marks for each point of the rubric, what was added or taken off, the mark that came of it, and the comment.

    `score` None takes an earlier decision back. `answer` is a digest of what was marked, `others` (only where marks were
    settled) what each marker had given, and `when` the time as ISO 8601.
    """

    student: str
    item: str
    score: float | None
    points: tuple[float, ...] = ()
    adjustment: float = 0.0
    comment: str = ""
    answer: str = ""
    others: Mapping[str, float] | None = None
    when: str = ""


def open_judgements(course: Course, exercise: str) -> Path:
    """Return the folder in which the judgements of an exercise are kept; it is made if it is not there, readable by its owner only."""
    folder = course.judgements / exercise
    folder.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    return folder


def name_marker(name: str) -> str:
    """Return a marker's name as it is kept; refuses one that no file can have or that means something else."""
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME or not clean.isprintable():
        raise CasebookError(
            f"--as: a marker's name has 1 to {_LONGEST_NAME} letters - give a shorter one, such as --as anna"
        )
    if name_folder(clean) in _OWN:
        raise CasebookError(f"--as {clean}: the course uses this word for itself - give the second marker another name")
    return clean


def _file(folder: Path, marker: str) -> Path:
    return folder / f"{name_folder(marker)}{_ENDING}"


def list_markers(folder: Path) -> list[str]:
    """Return the second markers who have judged anything, by the names they gave."""
    names = []
    for path in sorted(folder.glob(f"*{_ENDING}")):
        lines = list(read_records(folder, path.stem)) if path.stem not in _OWN else []
        if lines:
            names.append(str(lines[0].get("marker") or path.stem))
    return names


def read_records(folder: Path, name: str) -> Iterable[Mapping[str, Any]]:
    """Yield what stands in the lines of a marker's file, or of another one there, the oldest first."""
    try:
        text = _file(folder, name).read_text("utf-8", "replace")
    except OSError:
        return
    for line in text.split("\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the line that was being written when the computer stopped
        if isinstance(entry, dict):
            yield entry


def read_judgements(folder: Path, marker: str) -> dict[tuple[str, str], Judgement]:
    """Return what a marker's last word on each answer is, by learner and item; what was taken back is left out."""
    found: dict[tuple[str, str], Judgement] = {}
    for line in read_records(folder, marker):
        try:
            entry = {name: value for name, value in line.items() if name != "marker"}
            judgement = Judgement(**{**entry, "points": tuple(entry.get("points", ()))})
        except TypeError:
            continue
        found[judgement.student, judgement.item] = judgement
    return {key: each for key, each in found.items() if each.score is not None}


def append_judgement(folder: Path, marker: str, judgement: Judgement) -> None:
    """Write one decision, and return when the disk has it."""
    when = judgement.when or datetime.now(UTC).isoformat(timespec="seconds")
    append_record(folder, marker, {"marker": marker, **asdict(judgement), "when": when})


def append_record(folder: Path, name: str, entry: Mapping[str, Any]) -> None:
    """Add a line to a marker's file, or to another one there, and return when the disk has it."""
    line = json.dumps(entry, ensure_ascii=True)
    handle = os.open(_file(folder, name), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A line that was cut short by a crash must not swallow this one.
        whole = os.fstat(handle).st_size == 0 or os.pread(handle, 1, os.fstat(handle).st_size - 1) == b"\n"
        os.write(handle, (f"{line}\n" if whole else f"\n{line}\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
