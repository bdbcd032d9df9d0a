"""Who is in the class: a table an educator keeps, and the names that learning platforms put into a download."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...mark.learner import fold_learner
from ...problem import CasebookError

__all__ = ["Member", "Roster", "read_roster"]

_COLUMNS = ("learner", "lms_id", "name")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the class; what the roster does not tell is empty."""

    learner: str = ""
    lms_id: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """Under which name the person is graded."""
        return self.learner or self.name or self.lms_id


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())


def _spellings(name: str) -> Iterator[str]:
    """Yield a name as platforms run it together: given name first, or family name first."""
    words = [_letters(word) for word in re.split(r"[\s,]+", name) if _letters(word)]
    for start in range(len(words)):
        yield "".join(words[start:] + words[:start])


@dataclass(frozen=True, slots=True)
class Roster:
    """The class; empty when no roster was given."""

    members: tuple[Member, ...] = ()

    def find_platform(self, lms_id: str, name: str) -> Member | None:
        """Return whom a learning platform means by its number or, failing that, by an unmistakable name."""
        for member in self.members:
            if lms_id and member.lms_id == lms_id:
                return member
        named = [member for member in self.members if member.name and _letters(name) in _spellings(member.name)]
        return named[0] if len(named) == 1 else None

    def find_any(self, text: str) -> Member | None:
        """Return who goes by a text, be it an id, a platform's number or a name."""
        folded = fold_learner(text)
        for member in self.members:
            if folded and folded in (fold_learner(member.learner), member.lms_id):
                return member
        named = [member for member in self.members if folded and fold_learner(member.name) == folded]
        return named[0] if len(named) == 1 else None


def read_roster(path: Path) -> Roster:
    """Read a CSV with any of the columns learner, lms_id and name; semicolons between them will do."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CasebookError(f"{path}: the roster is not UTF-8 text - save it as CSV in UTF-8") from None
    first = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if not set(header) & set(_COLUMNS):
        raise CasebookError(f"{path}: the roster names none of its columns - start it with learner,lms_id,name")
    members = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name in _COLUMNS}
        if not any(cells.values()):
            continue
        member = Member(**cells)
        key = fold_learner(member.id)
        if key in seen:
            raise CasebookError(
                f"{path}:{line}: {member.id} is on line {seen[key]} already - give each person one line"
            )
        seen[key] = line
        members.append(member)
    return Roster(tuple(members))
