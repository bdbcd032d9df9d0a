"""Taking in what a class handed in: everybody and every file is accounted for, and every original is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...author.course import Course
from ...folder import read_folder, replace_folder, write_file
from ...mark.learner import fold_learner, name_folder
from ...mark.response import Refused
from ...problem import CasebookError
from ..term.deadline import Deadline, find_extra, read_deadline, say_idle
from ..term.file import CLOCK, read_terms
from ..term.late import say_span
from .account import (
    HELD,
    NONE,
    NOTHING,
    REFUSED,
    SUPERSEDED,
    TAKEN,
    UNCHANGED,
    UNREADABLE,
    CollectRow,
    CollectSummary,
    shorten,
)
from .log import STAMP, CollectLog, read_stamp, write_log
from .original import keep_originals, list_originals, name_held
from .people.enrolment import ROSTER, enrol, find_unread, move_people, remembered_roster
from .people.ledger import Held, Kept, Known, Ledger, Unread, read_ledger, write_ledger
from .people.owner import Claim, Owner, Registry
from .people.roster import Roster, read_roster, save_roster
from .platform.finder import find_hand_ins
from .platform.found import HandIn, Leftover
from .platform.handed import LARGEST_ARCHIVE
from .platform.label import Label
from .reader import HandInReader, ReadHandIn, Taken, digest_hand_in, peek_learner
from .settlement import HeldHandIns
from .submission import read_notebook

__all__ = ["CollectSummary", "collect"]

_MOST_HAND_INS = 20  # that one person may have in one collection
_NOBODY_S = ("it came with", "a working copy", "Blackboard's own note")  # what nobody handed in as their work
_LARGEST_KEPT = 300_000_000  # bytes of one person's other files that are kept in one collection


def _load_release(course: Course, exercise: str) -> dict[str, Any]:
    path = course.exercises / exercise / f"{exercise}.ipynb"
    try:
        return read_notebook(path.read_bytes())
    except (OSError, Refused):
        raise CasebookError(f"exercises/{exercise}: it was not released - run casebook release {exercise}") from None


def _refuse_other(source: Path, exercise: str, reads: Sequence[ReadHandIn]) -> None:
    """Refuse a download of another exercise as a whole, before anything of it is kept."""
    others = {read.other for read in reads}
    if len(reads) > 1 and len(others) == 1 and "" not in others:
        (other,) = map(shorten, others)
        fix = f"collect it as that one, or download {exercise} again"
        raise CasebookError(f"{source}: all {len(reads)} hand-ins in it are for the exercise {other}, not {exercise} - {fix}")  # fmt: skip


def collect(
    course: Course, exercise: str, source: Path, *, roster: Path | None = None, now: datetime | None = None
) -> CollectSummary:
    """Take hand-ins of an exercise into `submitted/`, where nbgrader and `casebook grade` look.

    `source` is a folder, an archive, a mailbox or a learning platform's download; `roster` a table of who is in the class,
    which is remembered for later collections; `now` the time of collection. Of several hand-ins of one learner the latest
    counts, and one that was kept and superseded before is no new one. What can't be taken is kept and named; the rest goes on.
    """
    released = _load_release(course, exercise)
    class_list = read_roster(roster) if roster else remembered_roster(course)
    now = now or datetime.now(UTC)
    terms = read_terms(course, exercise)
    found = find_hand_ins(source, exercise, terms.zone, released=read_folder(course.exercises / exercise))
    reader = HandInReader(exercise, released, now, str(terms.zone or CLOCK))
    reads = [reader.open(hand_in) for hand_in in found.hand_ins]
    _refuse_other(source, exercise, reads)
    home = course.collected / exercise
    numbered = {(label.platform, label.number): label.name for label in (each.label for each in found.hand_ins) if label and label.number}  # fmt: skip
    notes = move_people(course, class_list, {exercise: numbered})
    if roster:
        write_file(course.collected / ROSTER, save_roster(class_list))
        enrol(course, class_list)
    ledger = read_ledger(home)
    claims = [read.claim for read in reads]
    claims += [
        Claim(label=each.label, folder=each.folder, hint=each.hint) for each in found.leftovers if not each.beside
    ]
    registry = Registry(class_list, ledger, claims)
    notes += [
        f"{name}: several people have this name - tell them apart with --roster" for name in registry.list_shared()
    ]
    work = _Collection(course, exercise, home, ledger, registry, CollectLog(now.strftime(STAMP)))
    for read in reads:
        work.sort_in(reader, read)
    extra, problems = find_extra(terms, class_list, {*work.taken, *(kept.folder for kept in ledger.kept)})
    notes += map(str, problems)
    work.deadline = read_deadline(course, exercise, terms, extra)
    notes += say_idle(exercise, terms, work.deadline)
    if work.deadline.due and any(each.timed and each.when and not each.zoned for each in found.hand_ins):
        notes.append(f"the times of the download tell no time zone; they were read by {terms.zone or CLOCK}")
    by_hand_in = {id(read.hand_in): read for read in reads}
    for leftover in found.leftovers:
        work.set_aside(leftover, by_hand_in.get(id(leftover.beside)))
    work.settle(reader, now)
    collected = unchanged = 0
    for folder in sorted(work.taken):
        changed = work.take_in(work.taken[folder], now)
        collected, unchanged = collected + changed, unchanged + (not changed)
    work.name_absent(class_list)
    write_ledger(ledger, home)
    write_log(home / "log.csv", work.log)
    rows = sorted(work.rows, key=lambda row: (row.learner.casefold(), row.learner, row.file))
    return CollectSummary(
        exercise,
        collected,
        unchanged,
        tuple(notes + work.notes),
        tuple(work.refused),
        tuple(work.held),
        tuple(rows),
        found.passed,
    )


class _Collection:
    """One collection while it goes on: what was taken, refused and set aside so far."""

    def __init__(self, course: Course, exercise: str, home: Path, ledger: Ledger, registry: Registry, log: CollectLog):
        self._course, self._exercise, self._home = course, exercise, home
        self._ledger, self._registry, self.log = ledger, registry, log
        self.taken: dict[str, list[Taken]] = {}
        self.rows: list[CollectRow] = []
        self.notes: list[str] = []
        self.refused: list[str] = []
        self.held: list[str] = []
        self._room: dict[str, int] = {}
        self._met: set[str] = set()
        self._held: dict[str, str] = {}
        self._settlement = HeldHandIns(course, exercise, ledger, registry.roster)
        self.deadline = Deadline()

    def sort_in(self, reader: HandInReader, read: ReadHandIn) -> None:
        """Read one hand-in and put it to its owner's others, or hold or refuse it."""
        owner = self._registry.decide(read.claim)
        hand_in = read.hand_in
        if owner.held:
            if not self._know_settled(owner, hand_in):
                self._hold(owner, hand_in, reader)
            return
        try:
            one = self._settlement.date(reader.take(read, owner, self._registry.roster))
            mates = self.taken.setdefault(one.folder, [])
            if len(mates) >= _MOST_HAND_INS and one.digest not in {mate.digest for mate in mates}:
                raise Refused(f"they handed in more than {_MOST_HAND_INS} times at once - ask for the one that counts")
            mates.append(one)
        except Refused as refused:
            self._leave(owner, hand_in.path, REFUSED, str(refused), list_originals(hand_in), hand_in.label)

    def _know_settled(self, owner: Owner, hand_in: HandIn) -> bool:
        """Name a hand-in that was held before for this person and number, and that was given to a learner since."""
        key = (_name_place(owner, hand_in.label), digest_hand_in(list_originals(hand_in)))
        held = next((each for each in self._ledger.held if (each.place, each.sha256) == key and each.settled), None)
        kept = [each for each in self._ledger.list_kept(held.settled) if each.sha256 == key[1]] if held else []
        if not held or not kept:
            return False
        learner = next((known.learner for known in self._ledger.people if known.folder == held.settled), held.settled)
        member = self._registry.roster.by_folder().get(held.settled)
        outcome = UNCHANGED if kept[0].counts else SUPERSEDED
        note = f"held before, and settled as {learner}'s"
        name = member.shown if member else ""
        self.rows.append(CollectRow(learner=learner, name=name, file=hand_in.path, outcome=outcome, note=note))
        self._met |= {member.id} if member else set()
        self.log.note(outcome, learner=learner, file=hand_in.path, sha256=key[1], note=note)
        return True

    def _hold(self, owner: Owner, hand_in: HandIn, reader: HandInReader) -> None:
        """Keep a hand-in of which nobody can say whose it is, and remember what the platform tells of it."""
        files = list_originals(hand_in)
        when, timed = reader.date(hand_in)
        label = hand_in.label or Label(platform="", name="")
        self._ledger.hold(
            Held(place=_name_place(owner, hand_in.label), files=tuple(sorted(name_held(name, data) for name, data in files.items())), sha256=digest_hand_in(files), when=when.strftime(STAMP), timed=timed, platform=label.platform, number=label.number, name=label.name, prefix=label.prefix)
        )  # fmt: skip
        self._leave(owner, hand_in.path, HELD, owner.held, files, hand_in.label)

    def settle(self, reader: HandInReader, now: datetime) -> None:
        """Settle what is collected from `_held`, before anybody's hand-ins are compared."""
        for one in [each for group in self.taken.values() for each in group]:
            said = self._settlement.settle(one, reader, now)
            self.notes += [f"{shorten(one.owner.learner)}: {said} ({one.hand_in.path})"] if said else []

    def set_aside(self, leftover: Leftover, beside: ReadHandIn | None = None) -> None:
        """Keep a file that is no hand-in, and say so; it is theirs in whose folder it lies."""
        own = peek_learner(leftover.file.peek()) if leftover.file and leftover.refused else ""
        claim = Claim(
            label=leftover.label, folder=leftover.folder, hint=leftover.hint if leftover.label else "", named=leftover.hint, own=own,
            path=leftover.file.outer if leftover.file and "/" in leftover.path else "",
        )  # fmt: skip
        owner = self._registry.decide(claim)
        if beside and not (owner.member or owner.held):
            owner = self._registry.decide(beside.claim)
        elif not (owner.member or owner.held or leftover.label or claim.own or "/" in leftover.path):
            owner = Owner()  # a loose file's name alone makes nobody a learner
        data = leftover.data
        full = self._room.get(_name_place(owner, leftover.label), 0) > _LARGEST_KEPT
        if not data and leftover.file and not full:
            try:
                data = leftover.file.read(LARGEST_ARCHIVE)
            except (Refused, OSError):
                data = b""
        files = {leftover.file.name if leftover.file else "file": data} if data else {}
        self._leave(owner, leftover.path, REFUSED if leftover.refused else NONE, leftover.why, files, leftover.label)

    def _leave(
        self, owner: Owner, path: str, outcome: str, why: str, files: Mapping[str, bytes], label: Label | None
    ) -> None:
        """Name a file that was not taken, and keep it as it came."""
        learner = "" if outcome == HELD and not owner.member else owner.learner
        place = _name_place(owner, label)
        folder = self._home / ("_held" if outcome == HELD else "_others") / place
        for name, data in files.items():
            self._room[place] = self._room.get(place, 0) + len(data)
            if self._room[place] <= _LARGEST_KEPT:
                write_file(folder / name_held(name, data), data)
        shown = shorten(owner.learner) or "nobody named"
        if outcome == HELD:
            where = folder.relative_to(self._course.root).as_posix()
            self.held.append(f"{shown}: {shorten(path, 200)}: held, {why}; it is kept in {where}")
        elif outcome == REFUSED:
            self.refused.append(f"{shown}: {shorten(path, 200)}: {why}")
        if owner.learner and not owner.held and not why.startswith(_NOBODY_S):
            told = label or Label(platform="", name="")
            self._ledger.miss(Unread(learner=owner.learner, path=path, why=why, platform=told.platform, number=told.number, name=told.name))  # fmt: skip
        self.rows.append(CollectRow(learner=owner.learner, name=owner.shown, file=path, outcome=outcome, note=why))
        self._met |= {owner.member.id} if owner.member else set()
        for member in owner.suspects:
            self._held.setdefault(member.id, path)
        self.log.note(outcome, learner=learner, file=path, note=why)

    def take_in(self, group: list[Taken], now: datetime) -> bool:
        """Keep every original of one learner and put the one that counts in place; returns whether that changed."""
        ordered = sorted(group, key=lambda one: one.age)
        folder, owner = ordered[0].folder, ordered[-1].owner
        learner = owner.learner
        place = self._course.submitted / folder / self._exercise
        before = read_folder(place)
        known = {kept.sha256: kept for kept in self._ledger.list_kept(folder)}
        ordered = [_keep_time(one, known.get(one.digest)) for one in ordered]
        current = next((kept for kept in known.values() if kept.counts), None) if before else None
        stale = {digest for digest, kept in known.items() if not kept.counts} if current else set()
        unseen = [one for one in ordered if one.digest not in stale]
        last = unseen[-1] if unseen else None
        outcome = self._judge(last, current, before)
        numbers = {one.digest: keep_originals(self._home / folder, one, known) for one in ordered}
        told = self._tell(ordered, last, outcome)
        self.notes += [f"{shorten(learner)}: {line}" for line in told]
        if outcome in ("collected", "replaced") and last:
            stamp = last.when.strftime(STAMP).encode() + b"\n"
            replace_folder({**last.files, "timestamp.txt": stamp}, place)
        elif last and last.timed and current and current.sha256 == last.digest and not current.timed:
            # The same files, of which only the time of collection was known until now.
            write_file(place / "timestamp.txt", last.when.strftime(STAMP).encode() + b"\n")
        counting = last.digest if last and outcome != "older" else current.sha256 if current else ""
        self._remember(ordered, folder, numbers, counting)
        shown = {each.digest: each for each in ordered}
        for one in ordered:
            same = shown[one.digest]
            self._list(
                one, last, outcome, numbers[one.digest], one.digest in stale, "" if same is one else same.hand_in.path
            )
        if owner.member:
            self._met.add(owner.member.id)
        return outcome in ("collected", "replaced")

    @staticmethod
    def _judge(last: Taken | None, current: Kept | None, before: Mapping[str, bytes]) -> str:
        """Return what becomes of a learner's latest file, beside the one that counts so far."""
        if last is None or (before and all(before.get(name) == data for name, data in last.files.items())):
            return "unchanged"
        if not before:
            return "collected"
        if current and current.sha256 == last.digest:
            return "replaced"  # the exercise or the roster has changed what is made of the same files
        earlier = read_stamp(before.get("timestamp.txt"))
        timed = last.timed and (current is None or current.timed)
        return "older" if timed and earlier and earlier > last.when else "replaced"

    def _tell(self, ordered: Sequence[Taken], last: Taken | None, outcome: str) -> list[str]:
        """Return what an educator should know about one learner's hand-ins."""
        lines = list(last.notes) if last else []
        digests = list(dict.fromkeys(one.digest for one in ordered))
        if last and len(digests) > 1:
            lines.append(
                f"handed in {len(digests)} times; {self._say_later(ordered, last)} counts ({last.hand_in.path})"
            )
        if last is None:
            lines.append(f"nothing new: what is here was collected and superseded before ({ordered[-1].hand_in.path})")
        elif outcome == "older":
            lines.append(f"an older hand-in than the one collected before, which still counts ({last.hand_in.path})")
        elif outcome == "replaced":
            lines.append(f"handed in again; the later one counts ({last.hand_in.path})")
        if last and outcome != "older":
            lines += self._tell_late(last)
        return lines

    def _tell_late(self, last: Taken) -> Iterator[str]:
        """Yield by how much the hand-in that counts is late, how that is known, and whether an earlier one was in time."""
        seconds = self.deadline.count_late(last.folder, last.when)
        if not seconds:
            return
        how = "" if last.timed else "; only the time of collection is known"
        kept = [each for each in self._ledger.list_kept(last.folder) if each.sha256 != last.digest]
        timely = [each.number for each in kept if (when := read_stamp(each.when.encode())) and not self.deadline.count_late(last.folder, when)]  # fmt: skip
        earlier = f"; number {timely[-1]:03} was in time" if timely else ""
        yield f"late by {say_span(seconds)}, {self.deadline.words}{how}{earlier}"

    @staticmethod
    def _say_later(ordered: Sequence[Taken], last: Taken) -> str:
        twins = [one for one in ordered if one.digest != last.digest and one.age[:2] == last.age[:2]]
        if not twins:
            return "the later one"
        by = "the copy with the highest number" if last.hand_in.copy > max(one.hand_in.copy for one in twins) else "the last in the list"  # fmt: skip
        return f"their times are equal, so {by}"

    def _remember(self, ordered: Sequence[Taken], folder: str, numbers: Mapping[str, int], counting: str) -> None:
        self._ledger.kept = [
            replace(kept, counts=kept.sha256 == counting) if kept.folder == folder else kept
            for kept in self._ledger.kept
        ]
        self._ledger.keep(
            Kept(folder=folder, number=numbers[one.digest], path=one.hand_in.path, when=one.when.strftime(STAMP), timed=one.timed, sha256=one.digest, counts=one.digest == counting)
            for one in ordered
            if one.digest == counting or one.digest not in {kept.sha256 for kept in self._ledger.list_kept(folder)}
        )  # fmt: skip
        for one in ordered:
            label = one.hand_in.label or Label(platform="", name="")
            self._ledger.meet(Known(learner=one.owner.learner, folder=folder, platform=label.platform, number=label.number, name=label.name, own=one.own, prefix=label.prefix))  # fmt: skip

    def _list(self, one: Taken, last: Taken | None, outcome: str, number: int, stale: bool, same: str) -> None:
        """Give the files of one hand-in their rows; `same` names another one with the very same content, which stands for both."""
        is_last = last is not None and one.digest == last.digest and not same
        said = {"collected": TAKEN, "replaced": TAKEN, "unchanged": UNCHANGED, "older": SUPERSEDED}
        became = said[outcome] if is_last else SUPERSEDED
        note = "; ".join(one.notes)
        if same:
            note = "; ".join(filter(None, [f"the same as {same}", note]))
        elif stale:
            note = "; ".join(filter(None, ["kept already, and no new hand-in", note]))
        elif is_last and outcome == "older":
            note = "; ".join(filter(None, ["older than the one that counts", note]))
        for document in one.hand_in.documents:
            self.rows.append(
                CollectRow(
                    learner=one.owner.learner, name=one.owner.shown, file=document.path, outcome=became, note=note
                )
            )
        self.log.note(
            outcome if is_last else "superseded", learner=one.owner.learner, folder=one.folder, number=str(number),
            file=one.hand_in.path, handed_in=one.when.strftime(STAMP), sha256=one.digest, note="; ".join(one.notes),
        )  # fmt: skip

    def name_absent(self, roster: Roster) -> None:
        """Give everyone of the roster a row of whom nothing is in this collection."""
        unread = find_unread(self._ledger, self._registry)
        for member in roster.members:
            if member.id in self._met:
                continue
            missed = unread.get(name_folder(member.id))
            earlier = [kept for kept in self._ledger.list_kept(name_folder(member.id)) if kept.counts]
            if earlier:
                self.rows.append(CollectRow(learner=member.id, name=member.shown, file=earlier[0].path, outcome=UNCHANGED, note="collected earlier; not in this download"))  # fmt: skip
            elif member.id in self._held:
                note = f"what may be theirs is held ({self._held[member.id]})"
                self.rows.append(CollectRow(learner=member.id, name=member.shown, file="", outcome=HELD, note=note))
            elif missed:
                self.rows.append(CollectRow(learner=member.id, name=member.shown, file=missed.path, outcome=UNREADABLE, note=f"handed in earlier: {missed.why}"))  # fmt: skip
            else:
                self.rows.append(CollectRow(learner=member.id, name=member.shown, file="", outcome=NOTHING))
                self.log.note(NOTHING, learner=member.id)


def _name_place(owner: Owner, label: Label | None) -> str:
    """Return the folder in which files that were not taken are kept: where nobody can say whose, one for each number."""
    number = label.number if owner.held and label and label.number not in owner.learner.split() else ""
    name = f"{owner.learner} {number}".strip()
    return name_folder(name) if fold_learner(name) else "nobody"


def _keep_time(one: Taken, kept: Kept | None) -> Taken:
    """Return a hand-in with the time it was first given, unless only now a platform tells one: to collect again makes nobody late."""
    when = read_stamp(kept.when.encode()) if kept else None
    return one if kept is None or when is None or (one.timed and not kept.timed) else replace(one, when=when, timed=kept.timed)  # fmt: skip
