"""What grading one hand-in gives: plain data, whoever graded it and wherever."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["NOTE", "Flag", "ItemMark", "Limits", "Result", "Row"]

NOTE = "casebook.json"
"""What we note on a graded hand-in, beside its graded notebook; it is never copied to trainees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a hand-in may use.

    `cell_seconds` for each of its cells (nbgrader's own setting when None), `seconds` for all of them together;
    `megabytes` of memory, `disk_megabytes` of files, and `processes`, threads included. The last four are not nbgrader's.
    """

    cell_seconds: int | None = None
    seconds: float = 300.0
    megabytes: int = 2048
    disk_megabytes: int = 64
    processes: int = 64


@dataclass(frozen=True, slots=True)
class Flag:
    """Something an educator should know of a hand-in: a short stable name, the item if one, and a sentence.

    One called ``note`` explains, and asks nobody to do anything.
    """

    rule: str
    item: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """One grade of nbgrader's: the cell, the automatic score (None when a person must mark it) and whether one must."""

    cell: str
    score: float | None
    waits: bool


@dataclass(frozen=True, slots=True)
class ItemMark:
    """How an item of the response file came out: its variant, its status, and which mistake it shows."""

    item: str
    variant: int
    points: float
    status: str
    mistake: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What grading a hand-in gives: everything the gradebook, the feedback and the summary need.

    `rung` says who marked: ``response`` (only trusted code), ``zygote`` (trainee's code ran in a box), ``kernel`` (it ran
    in an ordinary kernel) or ``nbgrader``; `isolation` is the level that shut the code in, if any ran.
    `page` names the notebook when the assignment has several or one of another name.
    `comments` are nbgrader's automatic ones by cell; `notebook` is the graded notebook, as text.
    """

    exercise: str
    student: str
    learner: str
    rung: str
    rows: tuple[Row, ...]
    marks: tuple[ItemMark, ...]
    comments: Mapping[str, str | None]
    flags: tuple[Flag, ...]
    notebook: str
    isolation: str = ""
    page: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        """Return the result that `to_json` gave."""
        return cls(
            **{
                **data,
                "rows": tuple(Row(**row) for row in data["rows"]),
                "marks": tuple(ItemMark(**item) for item in data["marks"]),
                "flags": tuple(Flag(**flag) for flag in data["flags"]),
            }
        )
