"""Taking in what a class handed in: every original is kept, and nbgrader gets one clean folder for each learner."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...folder import read_folder, replace_folder, write_file
from ...mark.learner import fold_learner, name_folder
from ...mark.response import FILE_NAME, Refused, Response, read_response, write_response
from ...problem import CasebookError
from .finder import HandIn, find_hand_ins
from .roster import Member, Roster, read_roster
from .submission import read_notebook
from .work import read_work, write_work

__all__ = ["CollectSummary", "collect", "guard_cell"]

_LOG = ("collected", "learner", "folder", "number", "file", "handed_in", "sha256", "outcome", "note")
_STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True, slots=True)
class CollectSummary:
    """What a collection did: learners taken in, left as they were, and lines on what to know and what was refused."""

    exercise: str
    collected: int
    unchanged: int
    notes: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines an educator reads."""
        lines = [
            f"{self.exercise}: {self.collected} collected, {self.unchanged} unchanged, {len(self.refused)} refused"
        ]
        lines += [f"  {line}" for line in self.notes]
        lines += [f"  refused: {line}" for line in self.refused]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A hand-in that was read: whose it is, its files as they came and as nbgrader gets them, and notes on it."""

    learner: str
    when: datetime
    order: int
    path: str
    originals: Mapping[str, bytes]
    files: Mapping[str, bytes]
    notes: tuple[str, ...]

    @property
    def folder(self) -> str:
        return name_folder(self.learner)

    @property
    def digest(self) -> str:
        return hashlib.sha256(b"\0".join(self.originals.values())).hexdigest()


@dataclass(slots=True)
class _Log:
    """Lines for the log, and what to tell the educator."""

    collected: str
    rows: list[dict[str, str]] = field(default_factory=list)

    def note(self, outcome: str, **entries: str) -> None:
        self.rows.append({"collected": self.collected, "outcome": outcome, **entries})


def guard_cell(text: str) -> str:
    """Return text that a spreadsheet takes for text, even when it starts like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _peek(data: bytes) -> str:
    """Return the name in a response file that can't be read, if it can be made out."""
    found = re.search(rb'"learner"\s*:\s*"([^"\\\x00-\x1f]{1,200})"', data)
    return found[1].decode("utf-8", "replace") if found else ""


def _name_owner(hand_in: HandIn, own: str, roster: Roster) -> tuple[str, Member | None]:
    """Return who handed in: the learning platform or the roster decide, else the file itself."""
    if hand_in.platform_id:
        member = roster.find_platform(hand_in.platform_id, hand_in.platform_name)
        return (member.id if member else hand_in.platform_name), member
    for text in (hand_in.hint, own):
        member = roster.find_any(text) if text else None
        if member:
            return member.id, member
    return own or hand_in.hint, None


def _shorten(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    return clean if len(clean) <= 60 else f"{clean[:57]}..."


class _Reader:
    """Reads hand-ins of one exercise against its release and a roster."""

    def __init__(self, exercise: str, released: Mapping[str, Any], roster: Roster, now: datetime, trust_time: bool):
        self._exercise, self._released, self._roster, self._now = exercise, released, roster, now
        self._trust_time = trust_time

    def read(self, hand_in: HandIn) -> _Taken:
        """Return a hand-in as read; raise `Refused` with a line that names the learner."""
        data, own = b"", ""
        try:
            if hand_in.response:
                data = hand_in.response.read()
                response = read_response(data, self._exercise)
                own = response.learner.strip()
            else:
                response = Response(exercise=self._exercise, learner="", host="notebook")
            learner, member = _name_owner(hand_in, own, self._roster)
            if not fold_learner(learner):
                raise Refused(
                    "the file does not say whose it is - ask who handed it in, and name its folder after them"
                )
            return self._take(hand_in, data, response, learner, member)
        except Refused as refused:
            learner, _ = _name_owner(
                hand_in, own or (_peek(hand_in.response.peek()) if hand_in.response else ""), self._roster
            )
            raise Refused(f"{_shorten(learner) or 'nobody named'}: {hand_in.path}: {refused}") from None

    def _take(self, hand_in: HandIn, data: bytes, response: Response, learner: str, member: Member | None) -> _Taken:
        notes = []
        originals = {hand_in.response.name: data} if hand_in.response else {}
        handed = None
        if hand_in.notebook:
            try:
                originals[hand_in.notebook.name] = hand_in.notebook.read()
                handed = read_notebook(originals[hand_in.notebook.name])
            except Refused as refused:
                if not hand_in.response:
                    raise
                notes.append(f"the notebook was left out: {refused}")
        if not hand_in.response:
            notes.append("no response file came with the notebook, so only its own cells count - ask for response.json")
            response = replace(response, learner=learner)
        elif name_folder(response.learner) != name_folder(learner):
            named = _shorten(response.learner) or "nobody"
            notes.append(f"the file names {named}; taken as {_shorten(learner)}'s, on the numbers shown to {named}")
        if self._roster.members and member is None:
            notes.append("not in the roster")
        work = read_work(response, handed, self._released)
        files = {
            FILE_NAME: write_response(work.response),
            f"{self._exercise}.ipynb": write_work(work, self._released),
        }
        when = hand_in.when if self._trust_time and hand_in.when and hand_in.when <= self._now else self._now
        return _Taken(
            learner=learner,
            when=when.astimezone(UTC),
            order=hand_in.order,
            path=hand_in.path,
            originals=originals,
            files=files,
            notes=tuple(notes),
        )


def _load_release(course: Course, exercise: str) -> dict[str, Any]:
    path = course.exercises / exercise / f"{exercise}.ipynb"
    try:
        return read_notebook(path.read_bytes())
    except (OSError, Refused):
        raise CasebookError(f"exercises/{exercise}: it was not released - run casebook release {exercise}") from None


def _tell_apart(hand_ins: list[HandIn], roster: Roster) -> tuple[list[HandIn], list[str]]:
    """Give people of one name different names, by the platform's numbers."""
    numbers: dict[str, set[str]] = {}
    for hand_in in hand_ins:
        if hand_in.platform_id and not roster.find_platform(hand_in.platform_id, hand_in.platform_name):
            numbers.setdefault(fold_learner(hand_in.platform_name), set()).add(hand_in.platform_id)
    shared = {name for name, ids in numbers.items() if len(ids) > 1}
    clear = [
        replace(hand_in, platform_name=f"{hand_in.platform_name} {hand_in.platform_id}")
        if hand_in.platform_id and fold_learner(hand_in.platform_name) in shared
        else hand_in
        for hand_in in hand_ins
    ]
    return clear, [f"{name}: several people have this name - tell them apart with --roster" for name in sorted(shared)]


def collect(
    course: Course, exercise: str, source: Path, *, roster: Path | None = None, now: datetime | None = None
) -> CollectSummary:
    """Take hand-ins of an exercise into `submitted/`, where nbgrader and `casebook grade` look.

    `source` is a folder, a zip or a learning platform's download; `roster` a CSV of who is in the class; `now` the time of
    collection. Of two hand-ins of one learner the later counts. What can't be taken is named in the summary; the rest goes on.
    """
    released = _load_release(course, exercise)
    class_list = read_roster(roster) if roster else Roster()
    now = now or datetime.now(UTC)
    found = find_hand_ins(source, exercise)
    if not found.hand_ins and not found.refused:
        raise CasebookError(f"{source}: no response file or notebook is in it - give the folder the class handed in to")
    hand_ins, notes = _tell_apart(found.hand_ins, class_list)
    log = _Log(now.strftime(_STAMP))
    refused = list(found.refused)
    taken: dict[str, list[_Taken]] = {}
    reader = _Reader(exercise, released, class_list, now, found.from_archive)
    times = {hand_in.order: hand_in.when for hand_in in hand_ins}
    for hand_in in hand_ins:
        try:
            one = reader.read(hand_in)
        except Refused as error:
            refused.append(str(error))
        else:
            taken.setdefault(one.folder, []).append(one)
    for line in refused:
        log.note("refused", note=line)
    collected = unchanged = 0
    for folder in sorted(taken):
        ordered = sorted(taken[folder], key=lambda one: (_seconds(times[one.order]), one.order))
        changed, lines = _take_in(course, exercise, ordered, log, found.from_platform)
        collected, unchanged = collected + changed, unchanged + (not changed)
        notes += [f"{_shorten(ordered[-1].learner)}: {line}" for line in lines]
    _write_log(course.collected / exercise / "log.csv", log)
    return CollectSummary(exercise, collected, unchanged, tuple(notes), tuple(refused))


def _seconds(when: datetime | None) -> float:
    return when.timestamp() if when else 0.0


def _take_in(
    course: Course, exercise: str, ordered: list[_Taken], log: _Log, trust_time: bool
) -> tuple[bool, list[str]]:
    """Keep every original of one learner and put the latest in place; returns whether that changed, and notes."""
    last = ordered[-1]
    home = course.submitted / last.folder / exercise
    before = read_folder(home)
    notes = list(last.notes)
    if len({one.digest for one in ordered}) > 1:
        notes.append(f"handed in {len(ordered)} times; the later one counts ({last.path})")
    numbers = {one.order: _keep(course.collected / exercise / last.folder, one) for one in ordered}
    same = all(before.get(name) == data for name, data in last.files.items())
    earlier = _read_stamp(before.get("timestamp.txt"))
    if before and same:
        outcome = "unchanged"
    elif before and trust_time and earlier and earlier > last.when:
        outcome = "older"
        notes.append(f"an older hand-in than the one collected before, which still counts ({last.path})")
    else:
        outcome = "replaced" if before else "collected"
        if before:
            notes.append(f"handed in again; the later one counts ({last.path})")
        stamp = last.when.strftime(_STAMP).encode() + b"\n"
        replace_folder({**last.files, "timestamp.txt": stamp}, home)
    for one in ordered:
        log.note(
            outcome if one is last else "superseded",
            learner=one.learner,
            folder=one.folder,
            number=str(numbers[one.order]),
            file=one.path,
            handed_in=one.when.strftime(_STAMP),
            sha256=one.digest,
            note="; ".join(one.notes),
        )
    return outcome in ("collected", "replaced"), notes


def _read_stamp(data: bytes | None) -> datetime | None:
    try:
        return datetime.strptime(data.decode().strip(), _STAMP).replace(tzinfo=UTC) if data else None
    except ValueError:
        return None


def _keep(folder: Path, one: _Taken) -> int:
    """Keep the originals of a hand-in in a numbered folder, once; returns the number."""
    kept = sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())
    originals = {_safe_name(name): data for name, data in one.originals.items()}
    for number in kept:
        if read_folder(folder / f"{number:03}") == originals:
            return number
    number = kept[-1] + 1 if kept else 1
    for name, data in originals.items():
        write_file(folder / f"{number:03}" / name, data)
    return number


def _safe_name(name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-")[:80] or "file"
    return f"{plain}.{suffix.lower()}"


def _write_log(path: Path, log: _Log) -> None:
    """Add lines to the log of collections."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _LOG, lineterminator="\n")
    old = path.read_bytes() if path.is_file() else b""
    if not old:
        writer.writeheader()
    for row in _guard(log.rows):
        writer.writerow(row)
    write_file(path, old + text.getvalue().encode("utf-8", "replace"))


def _guard(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        yield {name: guard_cell(" ".join(value.split())) for name, value in row.items()}
