"""What was held and then given to a learner by the educator: it keeps its time and number, and can be given to another."""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ...author.course import Course
from ...folder import replace_folder
from ...mark.response import Refused
from .log import STAMP, read_stamp
from .people.enrolment import drop_marks, move_hand_ins
from .people.ledger import Held, Kept, Known, Ledger
from .people.owner import Owner
from .people.roster import Roster
from .platform.finder import find_hand_ins
from .platform.found import Document
from .reader import HandInReader, Taken

__all__ = ["HeldHandIns"]


def _is_copy(document: Document, held: Held) -> bool:
    """Return whether a file was copied from `_held`, under the name that it has there."""
    name = document.file.name
    return name in held.files and name.startswith(hashlib.sha256(document.raw).hexdigest()[:8])


class HeldHandIns:
    """The hand-ins that were held so far, of which one collection may settle some."""

    def __init__(self, course: Course, exercise: str, ledger: Ledger, roster: Roster):
        self._course, self._exercise, self._ledger, self._roster = course, exercise, ledger, roster

    def find(self, one: Taken) -> list[Held]:
        """Return what was held and is collected here from a folder of its learner's; several, where contents are the same."""
        if one.hand_in.label:
            return []
        copied = [held for held in self._ledger.held if all(_is_copy(each, held) for each in one.hand_in.documents)]
        # Whoever renames the copy still means the file that came from the platform.
        return copied or [held for held in self._ledger.held if held.platform and held.sha256 == one.digest]

    def date(self, one: Taken) -> Taken:
        """Return a settled hand-in with the time at which it was handed in; of several with one content the first."""
        times = [(when, held.timed) for held in self.find(one) if (when := read_stamp(held.when.encode()))]
        if not times:
            return one
        when, timed = min(times)
        return replace(one, when=when, timed=timed, hand_in=replace(one.hand_in, when=when, timed=timed))

    def settle(self, one: Taken, reader: HandInReader, now: datetime) -> str:
        """Remember to whom the educator gave a hand-in, and take it from whom it was given to before; returns what to say of that."""
        found = self.find(one)
        if not found:
            return ""
        own = [held for held in found if held.settled == one.folder]
        free = [held for held in found if not held.settled]
        held = (own or free or found)[0]
        said = ""
        if not own and len(found) == 1 and held.settled:
            said = self._take_back(one, held.settled, reader, now)
        if held.number and len(found) == 1:
            fresh = Known(learner=one.owner.learner, folder=one.folder, platform=held.platform, number=held.number, name=held.name, own=one.own, prefix=held.prefix)  # fmt: skip
            self._ledger.people = [known for known in self._ledger.people if known.key != fresh.key]
            self._ledger.meet(fresh)
        place = next(index for index, each in enumerate(self._ledger.held) if (each.place, each.sha256) == (held.place, held.sha256))  # fmt: skip
        self._ledger.held[place] = replace(self._ledger.held[place], settled=one.folder)
        return said

    def _take_back(self, one: Taken, old: str, reader: HandInReader, now: datetime) -> str:
        """Take a hand-in from whom it was settled to wrongly; an earlier one of theirs counts again, if there is any."""
        kept = next((each for each in self._ledger.list_kept(old) if each.sha256 == one.digest), None)
        if kept is None:
            return ""
        wrong = next((known.learner for known in self._ledger.people if known.folder == old), old)
        said = f"it was settled as {wrong}'s before, and is taken back from there"
        others = [each for each in self._ledger.list_kept(old) if each is not kept]
        theirs = self._course.submitted / one.folder / self._exercise
        if not others and not self._ledger.list_kept(one.folder) and not theirs.exists():
            move_hand_ins(self._course, self._exercise, self._ledger, old, one.owner.learner)
            return f"{said}, with its marks"
        self._ledger.kept.remove(kept)
        if kept.counts and not self._reinstate(others, wrong, reader):
            for place in (self._course.submitted, self._course.autograded, self._course.feedback):
                shutil.rmtree(place / old / self._exercise, ignore_errors=True)
            drop_marks(self._course, self._exercise, old, now)
        # What is settled stays in `_held` too, so this is no last copy.
        shutil.rmtree(self._home(old, kept), ignore_errors=True)
        return said

    def _home(self, folder: str, kept: Kept) -> Path:
        return self._course.collected / self._exercise / folder / f"{kept.number:03}"

    def _reinstate(self, others: Iterable[Kept], learner: str, reader: HandInReader) -> bool:
        """Let the latest of somebody's other hand-ins count; returns whether there is one."""
        for kept in sorted(others, key=lambda each: (each.when, each.number), reverse=True):
            place = self._home(kept.folder, kept)
            member = self._roster.by_folder().get(kept.folder)
            try:
                (hand_in,) = find_hand_ins(place, self._exercise).hand_ins
                one = reader.take(reader.open(hand_in), Owner(learner=learner, member=member), self._roster)
            except (Refused, ValueError):
                continue
            when = read_stamp(kept.when.encode()) or one.when
            stamp = when.strftime(STAMP).encode() + b"\n"
            replace_folder({**one.files, "timestamp.txt": stamp}, self._course.submitted / kept.folder / self._exercise)
            self._ledger.kept[self._ledger.kept.index(kept)] = replace(kept, counts=True)
            return True
        return False
