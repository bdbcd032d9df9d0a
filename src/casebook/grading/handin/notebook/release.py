"""The notebook that was handed out, by what a handed-in cell can be known by, and what of a cell's text was not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ....exercise.cell import item_of, read_grade_id
from ..quarantine import clean_text
from .program import list_defined, only_imports

__all__ = ["Release", "find_lines", "is_test", "split_lines", "squeeze_text"]


def squeeze_text(text: str) -> str:
    """Return a text without its spaces and line ends, which programs and quoting change."""
    return "".join(clean_text(text).split())


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without the spaces they end in, and without empty ones before and after."""
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def find_lines(lines: Sequence[str], block: Sequence[str]) -> int:
    """Return where a block of lines stands in others, or -1."""
    size = len(block)
    return next((start for start in range(len(lines) - size + 1) if lines[start : start + size] == block), -1)


def is_test(cell: Mapping[str, Any]) -> bool:
    """Return whether a released cell is a test of a code task, and not one that is marked from the response file."""
    own = cell["metadata"].get("nbgrader", {})
    return bool(own.get("grade")) and not own.get("solution") and item_of(read_grade_id(cell)) != read_grade_id(cell)


@dataclass(frozen=True)
class Release:
    """The cells that were handed out, by what a handed-in cell can be known by."""

    notebook: Mapping[str, Any]

    @cached_property
    def cells(self) -> dict[str, Mapping[str, Any]]:
        """Cells by `grade_id`."""
        return {read_grade_id(cell): cell for cell in self.notebook["cells"]}

    @cached_property
    def ids(self) -> dict[str, str]:
        """The `grade_id` of each cell by its id."""
        return {str(cell["id"]): name for name, cell in self.cells.items() if "id" in cell}

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """The `grade_id` of the cells that hold a text, by that text without its spaces."""
        found: dict[str, list[str]] = {}
        for name, cell in self.cells.items():
            found.setdefault(squeeze_text(cell["source"]), []).append(name)
        return found

    @cached_property
    def order(self) -> list[str]:
        """The `grade_id` of every cell, from the top."""
        return list(self.cells)

    def _answers(self, kind: str) -> list[str]:
        return [
            name for name, cell in self.cells.items()
            if cell["cell_type"] == kind and cell["metadata"].get("nbgrader", {}).get("solution")
        ]  # fmt: skip

    @cached_property
    def tasks(self) -> dict[str, set[str]]:
        """Code items, and the names their starter defines."""
        return {name: list_defined(self.cells[name]["source"]) for name in self._answers("code")}

    @cached_property
    def written(self) -> list[str]:
        """Written items."""
        return self._answers("markdown")

    @cached_property
    def marked(self) -> list[str]:
        """Items that are marked from the response file."""
        grades = [name for name, cell in self.cells.items() if cell["metadata"].get("nbgrader", {}).get("grade")]
        return [name for name in grades if item_of(name) == name and name not in self.written]

    @cached_property
    def blocks(self) -> dict[str, list[str]]:
        """The lines of each cell that nobody was to write into, the longest first, without those that tell nothing."""
        blocks = {
            name: split_lines(cell["source"]) for name, cell in self.cells.items()
            if name not in self.tasks and len(squeeze_text(cell["source"])) >= 8
            and not (cell["cell_type"] == "code" and only_imports(cell["source"]))
        }  # fmt: skip
        return dict(sorted(blocks.items(), key=lambda pair: -len(pair[1])))

    def before(self, name: str) -> str:
        """Return the cell before one, or nothing for the first."""
        place = self.order.index(name)
        return self.order[place - 1] if place else ""

    def is_answered(self, task: str, given: Any) -> bool:
        """Return whether a response file holds code for a task that is not just its starter."""
        return (
            isinstance(given, str)
            and bool(given.strip())
            and squeeze_text(given) != squeeze_text(self.cells[task]["source"])
        )

    def identify(self, cell: Mapping[str, Any], seen: set[str], anchor: str) -> str:
        """Return which released cell this one is: by its name, else its id, else its text; nothing for one that is none."""
        name = read_grade_id(cell)
        if name in self.cells:
            return name
        identity = cell.get("id")
        if isinstance(identity, str) and identity in self.ids:
            return self.ids[identity]
        same = self.sources.get(squeeze_text(cell["source"]), []) if cell["source"].strip() else []
        # Of cells with one text it is the next one after those that were known.
        place = self.order.index(anchor) if anchor else -1
        later = [each for each in same if each not in seen and self.order.index(each) > place]
        return next(iter([*later, *(each for each in same if each not in seen), *same]), "")

    def strip(self, name: str, source: str, *, code: bool) -> tuple[str, frozenset[str]]:
        """Return of a cell's text what was not handed out, and the items whose cells were merged into it.

        Code that nobody altered stays as it is to the letter.
        """
        if name and squeeze_text(source) == squeeze_text(self.cells[name]["source"]):
            return "", frozenset()
        lines, left = split_lines(source), source
        merged = set()
        for other, block in self.blocks.items():
            start = find_lines(lines, block)
            if start >= 0:
                del lines[start : start + len(block)]
                left = "\n".join(lines).strip("\n")
                merged.add(item_of(other))
        return self._leave_out(name, left, code), frozenset(merged)

    def _leave_out(self, name: str, left: str, code: bool) -> str:
        """Return a text, or nothing for one that is a piece of what was handed out."""
        if name in self.written:
            return "" if _is_end(left, self.cells[name]["source"]) else left
        if name and name not in self.tasks and not code:
            own = split_lines(self.cells[name]["source"])
            left = "\n".join(line for line in split_lines(left) if line not in own)
        # A line that imports something may be the upper half of somebody's code.
        needed = name in self.tasks or (code and list_defined(left, imports=True))
        return "" if not needed and self._is_part(left, bool(name)) else left

    def _is_part(self, text: str, known: bool) -> bool:
        """Return whether a text is a piece of a cell that was handed out, as splitting that cell leaves it."""
        lines, telling = split_lines(text), known or len(squeeze_text(text)) >= 12
        return any(
            find_lines(block, lines) >= 0 or (telling and _is_end(text, "".join(block)))
            for block in self.blocks.values()
        )


def _is_end(text: str, whole: str) -> bool:
    """Return whether a text is how another begins or ends."""
    piece, other = squeeze_text(text), squeeze_text(whole)
    return other.startswith(piece) or other.endswith(piece)
