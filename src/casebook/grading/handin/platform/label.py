"""What a learning platform tells by the names of files and folders in its download: whose, which attempt, and when.

The shapes are those that the platforms' own code and documents and people's scripts for them show:

- Moodle (`mod/assign/locallib.php`): ``Ada Example_4711_assignsubmission_file_`` as a folder, or before the file's name;
  ``_onlinetext_`` for pasted text; a group's name and a hyphen before the name; ``Participant_4711`` when marking is blind.
- Canvas (its help and canvas-unzipper): ``exampleada_LATE_101_9001_response.json``, ``exampleada_101_text.html`` for a
  text entry, ``anon_ab1Cd_9001_x`` when marking is anonymous, and ``-1`` after the name of a file handed in again.
- Brightspace (scripts of its users): ``397063-2557369 - Ada Example - Sep 24, 2024 926 PM`` as a folder or before the
  file's name, and an ``index.html`` that lists them.
- Blackboard (bb-file-cleanup, BBGradebookOrganiser): ``Tea_aexample_attempt_2026-11-20-10-05-00_response.json``, and one
  ``.txt`` for each attempt with the name, the pasted text and the comments.
- Google Classroom: a folder in Drive whose files are called ``Ada Example - response.json``.
- Microsoft Teams (Teams Assignment Explorer): ``Submitted files/Ada Example/Tea/Version 2/response.json``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from ..name import squeeze_name

__all__ = ["Label", "find_label", "read_day"]

_DATE = r"(?P<date>[^\W\d_]{3,12}\.? [0-9]{1,2},? [0-9]{4} [0-9]{1,2}[:.]?[0-9]{2}(?: ?[AaPp]\.?[Mm]\.?)?|[0-9]{1,2}\.? [^\W\d_]{3,12}\.?,? [0-9]{4} [0-9]{1,2}[:.h]?[0-9]{2}(?: ?[AaPp]\.?[Mm]\.?)?|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T_][0-9]{1,2}[:.-]?[0-9]{2})"
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>[0-9]+)_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<text>(?:text|body|url|link)(?:-[0-9]+)?\.html?))", re.DOTALL)  # fmt: skip
_CANVAS_BLIND = re.compile(r"(?P<name>anon)_(?P<late>LATE_)?(?P<id>[A-Za-z0-9]{5})_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<text>text\.html?))")  # fmt: skip
_BRIGHTSPACE = re.compile(rf"(?P<id>[0-9]+)-(?P<folder>[0-9]+) ?- ?(?P<name>.+?) ?- ?{_DATE}(?: ?- ?(?P<file>.+))?")
_BLACKBOARD = re.compile(r"(?P<task>.*?)_?(?P<name>[^_/]+)_attempt_(?P<date>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|(?P<text>\.txt))?")  # fmt: skip
_VERSION = re.compile(r"(?:version|versión|versão|versione|versie|verzió|wersja|версия|バージョン|版本)\s*(?P<number>[0-9]+)", re.IGNORECASE)  # fmt: skip
_SUBMITTED = frozenset(map(squeeze_name, ("Submitted files", "Eingereichte Dateien", "Abgegebene Dateien", "Fichiers remis", "Fichiers envoyés", "Archivos enviados", "File consegnati", "Ingeleverde bestanden", "Arquivos enviados")))  # fmt: skip
_WORKING = frozenset(map(squeeze_name, ("Working files", "Arbeitsdateien", "Fichiers de travail", "Archivos de trabajo", "File di lavoro", "Werkbestanden", "Arquivos de trabalho")))  # fmt: skip
_GOOGLE = re.compile(r"(?P<name>[^_/]*?[^\W\d_][^_/]*?) - (?P<file>.+)")
_NUMBERED = re.compile(r"(?P<name>[^_]*[^\W\d_]+[^_]* [^_]+)_(?P<id>[0-9]+)")
_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan ene gen janv", "feb fev fév febr févr", "mar mär mrt mars märz", "apr abr avr avril", "may mai mag mei maj", "jun giu juin juni",
            "jul lug juil juli", "aug ago aoû août", "sep set sept", "oct okt ott", "nov", "dec dez dic déc des",
        ),
        1,
    )
    for month in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Whose a file is by a platform: its name and number for the person, which attempt, when, and how it takes feedback.

    `when` is without a time zone where the platform tells none. `number` is empty where the platform tells only names. `rank` orders attempts that have no time. `prefix` is what the
    platform puts before the names of this person's files. `file` is the name the learner gave, where it is told.
    """

    platform: str
    name: str
    number: str = ""
    when: datetime | None = None
    late: bool = False
    attempt: str = ""
    rank: int = 0
    prefix: str = ""
    file: str = ""
    working: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same for one person in every download of this assignment."""
        return self.platform, self.number, squeeze_name(self.name)


def read_day(text: str) -> datetime | None:
    """Return a moment as Brightspace and others write it into names, without a time zone; None if it is none."""
    numbers = re.fullmatch(
        r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T_-]([0-9]{1,2})[:.-]?([0-9]{2})(?:[:.-]?([0-9]{2}))?", text
    )
    words = re.fullmatch(
        r"(?:(?P<m>[^\W\d_]+)\.? (?P<d>[0-9]{1,2}),?|(?P<d2>[0-9]{1,2})\.? (?P<m2>[^\W\d_]+)\.?,?) (?P<y>[0-9]{4}) (?P<h>[0-9]{1,2})[:.h]?(?P<n>[0-9]{2})(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?",
        text,
    )
    try:
        if numbers:
            return datetime(*(int(part or 0) for part in numbers.groups()))  # type: ignore[arg-type]
        if not words:
            return None
        name = (words["m"] or words["m2"]).casefold()
        month = _MONTHS.get(name[:3]) or _MONTHS.get(name[:4])
        hour = int(words["h"])
        if words["half"]:
            hour = hour % 12 + 12 * (words["half"].casefold() == "p")
        return datetime(int(words["y"]), month or 0, int(words["d"] or words["d2"]), hour, int(words["n"]))
    except (ValueError, OverflowError):
        return None


def _read_part(part: str, is_file: bool) -> Label | None:
    """Return what one folder's or file's name tells by itself."""
    found = _MOODLE.fullmatch(part)
    if found:
        name = found["name"]
        return Label(platform="moodle", name=name, number=found["id"], prefix=f"{name}_{found['id']}_assignsubmission_file_", file=found["file"] or "")  # fmt: skip
    found = _BRIGHTSPACE.fullmatch(part)
    if found:
        start = part[: found.end("date")]
        return Label(platform="brightspace", name=found["name"].strip(), number=found["id"], when=read_day(found["date"]), attempt=found["date"], prefix=f"{start}/", file=found["file"] or "")  # fmt: skip
    found = _BLACKBOARD.fullmatch(part)
    if found:
        return Label(platform="blackboard", name=found["name"], number=found["name"], when=read_day(found["date"]), attempt=found["date"], prefix=f"{found['name']}_", file=found["file"] or "")  # fmt: skip
    found = _CANVAS_BLIND.fullmatch(part) or _CANVAS.fullmatch(part)
    if found:
        start = (
            f"{found['name']}_{found['id']}_{found['attachment']}_"
            if found["attachment"]
            else f"{found['name']}_{found['id']}_"
        )
        return Label(platform="canvas", name=found["name"], number=found["id"], late=bool(found["late"]), prefix=start, file=found["file"] or found["text"])  # fmt: skip
    if not is_file:
        found = _NUMBERED.fullmatch(part)
        if found:
            return Label(platform="folder", name=found["name"], number=found["id"])
    return None


def _read_teams(parts: tuple[str, ...]) -> Label | None:
    """Return what the folders of a class in Teams tell."""
    squeezed = [squeeze_name(part) for part in parts[:-1]]
    for place, name in enumerate(squeezed):
        if name in _SUBMITTED | _WORKING and place + 1 < len(squeezed):
            versions = [_VERSION.fullmatch(part) for part in parts[place + 2 : -1]]
            rank = next((int(found["number"]) for found in versions if found), 0)
            return Label(
                platform="teams", name=parts[place + 1], attempt=str(rank or ""), rank=rank, working=name in _WORKING
            )
    for place, part in enumerate(parts[:-1]):
        found = _VERSION.fullmatch(part)
        if found and place:
            return Label(
                platform="teams", name=parts[max(0, place - 2)], attempt=found["number"], rank=int(found["number"])
            )
    return None


def _words(name: str) -> Iterator[str]:
    yield from re.findall(r"[^\W\d_]+", name.casefold())


def find_label(path: PurePosixPath, exercise: str) -> Label | None:
    """Return what a path tells, from the outermost folder in; None where no platform made it."""
    for place, part in enumerate(path.parts):
        found = _read_part(part, place == len(path.parts) - 1)
        if found:
            return found
    found = _read_teams(path.parts)
    if found:
        return found
    drive = _GOOGLE.fullmatch(path.name)
    ordinary = {"response", "final", "finale", "copy", "kopie", "new", "draft", *_words(exercise)}
    if drive and not set(_words(drive["name"])) & ordinary:
        return Label(platform="google", name=drive["name"].strip(), file=drive["file"])
    return None
