"""Reading one hand-in against the release of its exercise, into the files that nbgrader gets."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ...exercise.cell import read_grade_id
from ...mark.learner import fold_learner, name_folder
from ...mark.response import FILE_NAME, Refused, Response, read_response, write_response
from ..term.deadline import say_moment
from ..term.file import CLOCK, FILE
from .account import shorten
from .notebook.work import list_moved, read_work, write_work
from .people.owner import Claim, Owner
from .people.roster import Roster
from .platform.found import HandIn
from .submission import read_notebook

__all__ = ["HandInReader", "ReadHandIn", "Taken", "clean_name", "digest_hand_in", "peek_learner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A hand-in that was read: whose it is, its files as they came and as nbgrader gets them, and notes on it."""

    owner: Owner
    hand_in: HandIn
    own: str
    when: datetime
    timed: bool
    originals: Mapping[str, bytes]
    files: Mapping[str, bytes]
    notes: tuple[str, ...]

    @property
    def folder(self) -> str:
        """What the folder of this learner is called."""
        return name_folder(self.owner.learner)

    @property
    def digest(self) -> str:
        """One hash for the files as they came."""
        return digest_hand_in(self.originals)

    @property
    def age(self) -> tuple[int, float, int, int]:
        """What puts hand-ins of one person in order: a platform's version, their time, the number of a copy, their place."""
        hand_in = self.hand_in
        version = hand_in.label.rank if hand_in.label else 0
        return version, hand_in.when.timestamp() if hand_in.when else 0.0, hand_in.copy, hand_in.order


def digest_hand_in(files: Mapping[str, bytes]) -> str:
    """Return one hash for the files of a hand-in, whatever they are called."""
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(data).digest() for data in files.values()))).hexdigest()


def peek_learner(data: bytes) -> str:
    """Return the name in a response file that can't be read, if it can be made out."""
    found = re.search(rb'"learner"\s*:\s*"([^"\\\x00-\x1f]{1,200})"', data)
    return found[1].decode("utf-8", "replace") if found else ""


def _peek_exercise(data: bytes, exercise: str) -> str:
    """Return the exercise that a response file was made for, where it is another one."""
    try:
        found = read_response(data).exercise
    except Refused:
        return ""
    return found if found != exercise else ""


@dataclass(frozen=True, slots=True)
class ReadHandIn:
    """A hand-in whose response was read, or why it could not be, and the name that stands in it.

    `other` is the exercise that it was made for, where that is another one.
    """

    hand_in: HandIn
    response: Response | None
    own: str
    why: str = ""
    other: str = ""

    @property
    def claim(self) -> Claim:
        """What is told of whose it is."""
        hand_in = self.hand_in
        file = hand_in.documents[0].file
        archive = file.outer if file.nested and not hand_in.label else ""
        return Claim(
            label=hand_in.label, folder=hand_in.folder, hint=hand_in.hint, named=hand_in.named, own=self.own, archive=archive,
            path=file.outer,
        )  # fmt: skip


class HandInReader:
    """Reads hand-ins of one exercise against its release."""

    def __init__(self, exercise: str, released: Mapping[str, Any], now: datetime, clock: str = CLOCK):
        self._exercise, self._released, self._now, self._clock = exercise, released, now, clock
        self._cells = {read_grade_id(cell) for cell in released["cells"]} - {""}
        self._starts = {cell["source"].split("\n", 1)[0].strip() for cell in released["cells"]} - {""}

    def open(self, hand_in: HandIn) -> ReadHandIn:
        """Return a hand-in with what its response file says."""
        if hand_in.response is None:
            return ReadHandIn(hand_in, None, "")
        try:
            response = read_response(hand_in.response.data, self._exercise)
        except Refused as refused:
            why = str(refused)
            peeked = peek_learner(hand_in.response.data)
            return ReadHandIn(hand_in, None, peeked, why, _peek_exercise(hand_in.response.data, self._exercise))
        return ReadHandIn(hand_in, response, response.learner.strip())

    def _is_ours(self, notebook: Mapping[str, Any]) -> bool:
        """Return whether a notebook has anything of the exercise in it."""
        names = {read_grade_id(cell) for cell in notebook["cells"]}
        starts = {cell["source"].lstrip().split("\n", 1)[0].strip() for cell in notebook["cells"]}
        return bool(names & self._cells or starts & self._starts)

    def date(self, hand_in: HandIn) -> tuple[datetime, bool]:
        """Return when a hand-in was handed in, in UTC, and whether a platform or a mail server told it."""
        # A time in the future is nobody's: an archive tells no time zone, and a clock may be wrong.
        timed = hand_in.timed and hand_in.when is not None and hand_in.when <= self._now
        return (hand_in.when if timed and hand_in.when else self._now).astimezone(UTC), timed

    def take(self, read: ReadHandIn, owner: Owner, roster: Roster) -> Taken:
        """Return a hand-in ready for nbgrader; raise `Refused` in one sentence."""
        hand_in = read.hand_in
        if read.why:
            raise Refused(read.why)
        if not fold_learner(owner.learner):
            raise Refused("the file does not say whose it is - ask who handed it in, and name its folder after them")
        notes = []
        handed = None
        if hand_in.notebook:
            try:
                handed = read_notebook(hand_in.notebook.data)
                if not self._is_ours(handed):
                    handed = None
                    raise Refused(
                        "the notebook has nothing of this exercise in it - ask for the one that was handed out"
                    )
            except Refused as refused:
                if not hand_in.response:
                    raise
                notes.append(f"the notebook was left out: {refused}")
        response = read.response
        if response is None:
            notes.append("no response file came with the notebook, so only its own cells count - ask for response.json")
            response = Response(exercise=self._exercise, learner=owner.learner, host="notebook")
        elif name_folder(response.learner) != name_folder(owner.learner):
            notes.append(self._say_other(response.learner, owner, roster))
        if hand_in.label and hand_in.label.late:
            notes.append("late, as Canvas says")
        if hand_in.timed and hand_in.when and hand_in.when > self._now:
            told = f"{say_moment(hand_in.when)}{'' if hand_in.zoned else f' by {self._clock}'}"
            notes.append(
                f"the time that came with it, {told}, is in the future, so that of this collection counts - look at zone in {FILE} and at this computer's clock"
            )
        notes += owner.notes
        work = read_work(response, handed, self._released)
        notes += [what for _, what in list_moved(work)]
        for item in work.pieced:
            notes.append(f"the code of {item} stood in several cells or outside its own, and was put together")
        files = {
            FILE_NAME: write_response(work.response),
            f"{self._exercise}.ipynb": write_work(work, self._released),
        }
        when, timed = self.date(hand_in)
        originals: dict[str, bytes] = {}
        for document in hand_in.documents:
            originals[_free_name(document.file.name, originals)] = document.raw
        return Taken(
            owner=owner, hand_in=hand_in, own=read.own, when=when, timed=timed, originals=originals, files=files,
            notes=tuple(dict.fromkeys(notes)),
        )  # fmt: skip

    @staticmethod
    def _say_other(own: str, owner: Owner, roster: Roster) -> str:
        named = shorten(own) or "nobody"
        # A name that several have, this learner among them, is nobody else's.
        meant = roster.find_any(own) if own.strip() else []
        other = meant[0].id if len(meant) == 1 and meant[0] != owner.member else ""
        who = f"{named}, who is {other} in the roster" if other and other != own.strip() else named
        return f"the file names {who}; taken as {shorten(owner.learner)}'s, on the numbers shown to {named}"


def clean_name(name: str) -> str:
    """Return the name of a stranger's file as any computer can keep it."""
    stem, _, suffix = name.rpartition(".")
    if not stem:
        stem, suffix = name, ""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-")[:80] or "file"
    ending = re.sub(r"[^a-z0-9]", "", suffix.lower())[:12]
    return f"{plain}.{ending}" if ending else plain


def _free_name(name: str, taken: Iterable[str]) -> str:
    safe = clean_name(name)
    return f"2-{safe}" if safe in taken else safe
