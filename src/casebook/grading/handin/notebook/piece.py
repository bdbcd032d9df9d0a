"""What a learner wrote into each cell, which task or answer it belongs to, and the code of a task put together from it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ....exercise.cell import item_of
from ....mark.response import Refused
from ..quarantine import clean_text, unquote_text
from .program import drop_course_calls, glue, is_words, list_defined, list_used, parses
from .release import Release, find_lines, is_test, split_lines

__all__ = ["JoinedCode", "Piece", "Pieces", "SortedPieces", "find_pieces", "join_code", "sort_pieces"]

_MOST_LINES = 400  # of merged cells that are looked at line by line
_MOST_WRITTEN = 1_000_000  # letters in a notebook that were not handed out
_TASK = re.compile(r"\s*#\s*Task:\s*([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a learner wrote into one cell: where it stands, which released cell it is if any, and the one before it."""

    place: int
    name: str
    anchor: str
    kind: str
    source: str
    whole: bool
    merged: frozenset[str] = frozenset()

    @property
    def item(self) -> str:
        """The item it stands in or by."""
        return item_of(self.name or self.anchor)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was written into each cell, tests that were rewritten, released cells that are there twice, and those with files."""

    pieces: list[Piece] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    attached: list[str] = field(default_factory=list)


def find_pieces(release: Release, handed: Mapping[str, Any]) -> Pieces:
    """Return what a handed-in notebook holds that the release does not, cell by cell."""
    found = Pieces()
    seen: set[str] = set()
    anchor, written = "", 0
    released = sum(len(cell["source"]) for cell in release.cells.values())
    if sum(len(cell["source"]) for cell in handed["cells"]) > _MOST_WRITTEN + released:
        # Before anything is read: a parsed program takes hundreds of times the room of its text.
        raise Refused(f"more than {_MOST_WRITTEN:,} letters were written into the notebook - shorten it")
    for place, cell in enumerate(handed["cells"]):
        source = clean_text(cell["source"])
        name = release.identify({**cell, "source": source}, seen, anchor)
        found.twice.update({name} & seen)
        seen |= {name} - {""}
        anchor = name or anchor
        if cell.get("attachments"):
            found.attached.append(anchor)
        code = cell["cell_type"] == "code"
        left, merged = release.strip(name, source if code else unquote_text(source), code=code)
        left = drop_course_calls(left) if code else left
        if not left.strip():
            continue
        written += len(left)
        if written > _MOST_WRITTEN:
            raise Refused(f"more than {_MOST_WRITTEN:,} letters were written into the notebook - shorten it")
        whole = left in (source, unquote_text(source))
        if whole and name and is_test(release.cells[name]) and not _name_task(release, left, ""):
            found.altered.append(name)
            continue
        parts = (
            _cut_at_tasks(release, name, left) if whole else [*_cut_words(release, _cut_at_tasks(release, name, left))]
        )
        found.pieces.extend(
            Piece(place, name, anchor, cell["cell_type"], part, whole and len(parts) == 1, merged) for part in parts
        )
    return found


def _cut_at_tasks(release: Release, name: str, text: str) -> list[str]:
    """Return the text of a cell in parts, each but the first beginning with the first line of another cell's task."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        first = _TASK.match(line)
        task = f"{first[1]}--code" if first else ""
        if task in release.tasks and task != name and any(each.strip() for each in parts[-1]):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _cut_words(release: Release, parts: Iterable[str]) -> Iterator[str]:
    """Yield parts of merged cells, cutting off what stands below the code of a task and is none itself."""
    for part in parts:
        lines = part.split("\n")
        task = _name_task(release, part, "")
        ends = [] if not task or len(lines) > _MOST_LINES or parses(part) else [
            end for end in range(len(lines) - 1, 0, -1)
            if lines[end].strip() and not lines[end][0].isspace() and parses("\n".join(lines[:end]))
            and release.tasks[task] <= list_defined("\n".join(lines[:end]))
        ]  # fmt: skip
        yield "\n".join(lines[: ends[0]]) if ends else part
        if ends:
            yield "\n".join(lines[ends[0] :])


def _name_task(release: Release, source: str, near: str) -> str:
    """Return the task whose first line or whose function a text holds; `near` is the item it stands by."""
    first = _TASK.match(source)
    if first and f"{first[1]}--code" in release.tasks:
        return f"{first[1]}--code"
    defined = list_defined(source)
    fitting = [name for name, targets in release.tasks.items() if targets & defined]
    return near if near in fitting else next(iter(fitting), "")


@dataclass(slots=True)
class SortedPieces:
    """Pieces by what they are: code of a task, text of a written answer, other code, and text that stands by nothing."""

    code: dict[str, list[Piece]]
    text: dict[str, list[Piece]]
    other: list[Piece]
    loose: list[Piece]


def sort_pieces(
    release: Release, pieces: Iterable[Piece], answers: Mapping[str, Any], pieced: Collection[str]
) -> SortedPieces:
    """Put each piece to the task or the answer it belongs to; `pieced` names tasks an earlier reading had to piece together."""
    found = SortedPieces({name: [] for name in release.tasks}, {name: [] for name in release.written}, [], [])
    before = ""  # the task whose code stood in the cell before
    for piece in pieces:
        is_code = piece.kind == "code"
        whole = is_code and parses(piece.source) and not is_words(piece.source)
        task = piece.name if piece.name in release.tasks else ""
        if not task and piece.name not in release.written:
            task = _name_task(release, piece.source, piece.item)
        if not task and is_code and not parses(piece.source) and piece.item not in release.written:
            # Half of a cell that was split stands below the other half, or at least by its task.
            task = before or (piece.item if piece.item in release.tasks else "")
        if task:
            found.code[task].append(piece)
        elif piece.item in release.written and (not whole or piece.name == piece.item):
            found.text[piece.item].append(piece)
        elif whole:
            found.other.append(piece)
        else:
            found.loose.append(piece)
        before = task
    _claim_code(release, found, answers, pieced)
    return found


def _claim_code(release: Release, found: SortedPieces, answers: Mapping[str, Any], pieced: Collection[str]) -> None:
    """Give each task the other code it needs: what stands by it when it has none, and what is defined below its tests."""
    for task, own in found.code.items():
        if not own and not release.is_answered(task, answers.get(task)):
            own += [piece for piece in found.other if piece.item == task and not piece.name]
        size = -1
        while size != len(own):
            size = len(own)
            used = {name for piece in own for name in list_used(piece.source)}
            used -= {name for piece in own for name in list_defined(piece.source, imports=True)}
            late = [piece for piece in found.other if piece not in own and _is_below(release, piece, task)]
            own += [piece for piece in late if list_defined(piece.source, imports=True) & used]
        own.sort(key=lambda piece: piece.place)
        # What fits nowhere and is in no cell of the task is rather somebody's words.
        words = set(glue([piece.source for piece in own]))
        stray = [
            piece for piece in own
            if task not in pieced and piece.source in words and not parses(piece.source)
            and not _name_task(release, piece.source, task)
        ]  # fmt: skip
        found.loose += [replace(piece, name="") for piece in stray]
        own[:] = [piece for piece in own if piece not in stray or piece.name]
    claimed = [piece for own in found.code.values() for piece in own]
    found.other = [piece for piece in found.other if piece not in claimed]
    found.loose.sort(key=lambda piece: piece.place)


def _is_below(release: Release, piece: Piece, task: str) -> bool:
    """Return whether a piece stands where it would be run after a test of a task."""
    place = release.order.index(piece.anchor) if piece.anchor else -1
    return place > release.order.index(task)


@dataclass(frozen=True, slots=True)
class JoinedCode:
    """The cells that a task's code is to be run as, in order, and whether it did not simply stand in one."""

    cells: list[str]
    odd: bool


def join_code(release: Release, task: str, own: Sequence[Piece], given: Any, twice: bool) -> JoinedCode | None:
    """Return the code of a task that stands in the notebook, or None when there is none; `given` is the response file's."""
    starter, targets = release.cells[task]["source"], release.tasks[task]
    block = split_lines(starter)
    inside = [find_lines(block, split_lines(piece.source)) >= 0 for piece in own]
    if all(inside):
        return None
    written = [piece for piece, old in zip(own, inside, strict=True) if not old]
    if targets <= {name for piece in written for name in list_defined(piece.source)}:
        # Of a starter that was only split, no half may take the place of what was written elsewhere.
        fresh = [piece for piece in own if piece in written or not list_defined(piece.source) & targets]
    else:
        fresh = list(own)
    # Of equal copies the last one stays.
    sources = [piece.source for piece in fresh]
    cells = glue([text for number, text in enumerate(sources) if text not in sources[number + 1 :]])
    defined = {name for cell in cells for name in list_defined(cell)}
    older = isinstance(given, str) and not targets <= defined and targets <= list_defined(given)
    if older:
        cells.insert(0, clean_text(given))
    only = own[0]
    known = only.name == task or bool(_TASK.match(only.source))
    plain = len(own) == 1 and known and only.kind == "code" and only.whole and not twice and not older
    return JoinedCode(cells, not plain)
