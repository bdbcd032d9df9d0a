"""Whose a hand-in is, decided from the outside in: the roster and the platform's number, its name, the folder, the file.

Nothing inside of a file makes it another person's. Where what is outside disagrees, the hand-in is held, and the line says
who and why.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ....mark.learner import fold_learner, name_folder
from ..name import squeeze_name
from ..platform.label import Label
from .ledger import Known, Ledger
from .mention import find_mention
from .roster import Member, Roster

__all__ = ["Claim", "Owner", "Registry", "is_anonymous"]

_NOBODY = frozenset(map(squeeze_name, ("participant", "teilnehmer", "teilnehmerin", "teilnehmer/in", "participante", "deltagare", "deelnemer", "partecipante", "anon", "anonymous", "hidden", "user")))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is told of whose a hand-in is: by the platform, by where it lay, by its name, and inside of it.

    `archive` is the archive it lay in, where no platform says whose that is; `path` is where it lay, from the outside in.
    """

    label: Label | None = None
    folder: str = ""
    hint: str = ""
    named: str = ""
    own: str = ""
    archive: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a hand-in is: the name marks are kept under and the roster's line; or, in `held`, why nobody can say.

    `suspects` are those of the roster whose it may be.
    """

    learner: str = ""
    member: Member | None = None
    held: str = ""
    suspects: tuple[Member, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name as people write it."""
        return self.member.shown if self.member else ""


def is_anonymous(name: str) -> bool:
    """Return whether a name is what platforms call everybody while marking is blind."""
    return squeeze_name(name) in _NOBODY


def _list(members: Iterable[Member]) -> str:
    return " and ".join(sorted(member.id for member in members))


def _share_word(left: str, right: str) -> bool:
    """Return whether two names have a word in common, as ``Bob Smith`` and ``Robert Smith`` do."""
    words = [{word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 1} for text in (left, right)]
    return bool(words[0] & words[1])


@dataclass(slots=True)
class Registry:
    """Decides whose hand-ins are, knowing the roster, earlier collections and all that lies in this one."""

    roster: Roster
    ledger: Ledger
    claims: Sequence[Claim] = ()
    _shared: Mapping[str, set[str]] = field(default_factory=dict)
    _own: Mapping[tuple[str, str, str], set[str]] = field(default_factory=dict)
    _people_levels: frozenset[str] = frozenset()
    _places: Mapping[str, set[str]] = field(default_factory=dict)
    _renumbered: bool = False

    def __post_init__(self) -> None:
        """Look at all claims together: names that several have, and folders that are people's."""
        shared: dict[str, set[str]] = {}
        own: dict[tuple[str, str, str], set[str]] = {}
        places: dict[str, set[str]] = {}
        levels: set[str] = set()
        for claim in self.claims:
            if claim.label:
                if claim.label.number:
                    shared.setdefault(squeeze_name(claim.label.name), set()).add(claim.label.number)
                if claim.own:
                    own.setdefault(claim.label.key, set()).add(fold_learner(claim.own))
                continue
            if claim.own:
                places.setdefault(fold_learner(claim.own), set()).add(_where(claim))
            if claim.hint and (self.roster.find_any(claim.hint) or self._agrees(claim.hint, claim.own)):
                levels.add(_level(claim))
        self._shared, self._own, self._people_levels = shared, own, frozenset(levels)
        self._places = places
        self._renumbered = self._is_another_assignment()

    def _is_another_assignment(self) -> bool:
        """Return whether the platform gives new numbers to everyone known, as Moodle does for another assignment."""
        labels = [claim.label for claim in self.claims if claim.label and claim.label.number]
        known = {(each.platform, squeeze_name(each.name)): each.number for each in self.ledger.people if each.number}
        met = {label.key: known[label.key[0], label.key[2]] == label.number for label in labels if (label.key[0], label.key[2]) in known}  # fmt: skip
        return len(met) > 2 and not any(met.values())

    @staticmethod
    def _agrees(hint: str, own: str) -> bool:
        return bool(own) and squeeze_name(hint) == squeeze_name(own)

    def list_shared(self) -> list[str]:
        """Return the names that several people have by the platform's numbers, and the roster does not part."""
        return sorted(
            name
            for name, numbers in self._shared.items()
            if len(numbers) > 1 and name not in _NOBODY and not self.roster.members
        )

    def decide(self, claim: Claim) -> Owner:
        """Return whose a hand-in is."""
        if claim.label and claim.label.platform == "folder" and not self._knows_folder(claim.label):
            # A folder called like Ann_11 is a person's by the roster's word alone.
            claim = Claim(folder=claim.folder, hint=f"{claim.label.name}_{claim.label.number}", named=claim.named, own=claim.own, path=claim.path)  # fmt: skip
        if claim.label and claim.label.platform == "google" and not self._list_named(claim.label):
            # Anybody may call a file so; the folder it lies in tells more.
            found = self._find_mentioned(claim)
            if found.member or found.held:
                return found
        return self._by_label(claim.label, claim.own) if claim.label else self._by_place(claim)

    def _knows_folder(self, label: Label) -> bool:
        return bool(self.roster.find_number(label.number) or self.roster.find_name(label.name))

    def _by_label(self, label: Label, own: str) -> Owner:
        before = self.ledger.list_numbered(label.platform, label.number)
        renamed = [known for known in before if squeeze_name(known.name) != squeeze_name(label.name)]
        known = next((each for each in before if each not in renamed), None)
        if renamed and known is None and label.platform != "brightspace":
            blind = squeeze_name(label.name) in _NOBODY or squeeze_name(renamed[0].name) in _NOBODY
            if not blind:
                what = f"number {label.number} was {renamed[0].name} in an earlier collection, and is {label.name} here"
                return Owner(learner=label.name, held=f"{what} - collect each assignment by itself, or put the file into a folder named for its learner")  # fmt: skip
            known = renamed[0]
        if self.roster.members:
            found = self._find_member(label, own)
            if found.member or found.held:
                return found
        return self._without_member(label, own, known)

    def _find_member(self, label: Label, own: str) -> Owner:
        """Return the roster's line that number and name lead to, or why they don't lead to one."""
        anonymous = squeeze_name(label.name) in _NOBODY
        if label.platform == "mail":
            return self._find_sender(label)
        if label.platform == "blackboard":
            by_number = self.roster.find_id(label.number)
        else:
            by_number = self.roster.find_number(label.number)
        by_name = [] if anonymous else self._list_named(label)
        if by_number and by_name:
            both = [member for member in by_number if member in by_name]
            if not both:
                what = f"number {label.number} is {_list(by_number)} in the roster, and the name {label.name} is {_list(by_name)}"
                return Owner(
                    learner=label.name, held=f"{what} - {_number_advice(label)}", suspects=(*by_number, *by_name)
                )
            return Owner(learner=both[0].id, member=both[0])
        if len(by_number) == 1:
            member = by_number[0]
            told = member.shown
            if (
                not told
                or anonymous
                or label.platform == "blackboard"
                or _share_word(told, label.name)
                or label.name == label.number
            ):
                note = () if not told or anonymous or label.name == label.number or squeeze_name(told) == squeeze_name(label.name) else (f"the platform calls them {label.name}, the roster {told}",)  # fmt: skip
                return Owner(learner=member.id, member=member, notes=note)
            what = (
                f"number {label.number} is {member.id} ({told}) in the roster, and the platform's name is {label.name}"
            )
            return Owner(learner=label.name, held=f"{what} - {_number_advice(label)}", suspects=(member,))
        if len(by_name) == 1:
            member = by_name[0]
            if label.number and member.lms_id and self._is_numbered(label):
                what = (
                    f"the roster's {member.id} has the number {member.lms_id}, and the file the number {label.number}"
                )
                return Owner(learner=label.name, held=f"{what} - mend the number in the roster", suspects=(member,))
            numbers = self._list_numbers(label)
            if len(numbers) > 1:
                what = f"{len(numbers)} people on the platform are called {label.name} (numbers {', '.join(sorted(numbers))}), and the roster knows one, {member.id}"
                return Owner(learner=label.name, held=f"{what} - put their numbers into the roster", suspects=(member,))
            return Owner(learner=member.id, member=member)
        if len(by_name) > 1:
            before = {known.folder for known in self._list_same(label) if known.number == label.number}
            remembered = [member for member in by_name if name_folder(member.id) in before]
            if label.number and len(remembered) == 1:
                return Owner(learner=remembered[0].id, member=remembered[0])
            meant = [member for member in by_name if member in self.roster.find_id(own)]
            other = self._find_other_number(label, meant[0]) if len(meant) == 1 and label.number else ""
            if other:
                what = f"the file names {meant[0].id}, who has the number {other} on the platform, and this one has {label.number}"
                return Owner(learner=label.name, held=f"{what} - put it into a folder named for its learner", suspects=tuple(by_name))  # fmt: skip
            if len(meant) == 1 and not remembered:
                return Owner(learner=meant[0].id, member=meant[0], notes=(f"several are called {label.name}; the file names this one",))  # fmt: skip
            what = f"{_list(by_name)} are all called {label.name} in the roster, and nothing tells which one this is"
            return Owner(learner=label.name, held=f"{what} - put the platform's number {label.number} into the roster".replace("  ", " "), suspects=tuple(by_name))  # fmt: skip
        return Owner()

    def _list_same(self, label: Label) -> list[Known]:
        """Return who had this platform's name before; nobody once it gives new numbers to everyone."""
        same = (label.platform, squeeze_name(label.name))
        return [] if self._renumbered else [known for known in self.ledger.people if (known.platform, squeeze_name(known.name)) == same]  # fmt: skip

    def _find_other_number(self, label: Label, member: Member) -> str:
        """Return another number than this file's by which a person is known, or that names them inside as well."""
        numbers = [known.number for known in self._list_same(label) if known.folder == name_folder(member.id)]
        for claim in self.claims:
            mate = claim.label
            if mate and (mate.platform, squeeze_name(mate.name)) == (label.platform, squeeze_name(label.name)):
                numbers += [mate.number] if member in self.roster.find_id(claim.own) else []
        return next((number for number in numbers if number and number != label.number), "")

    def _is_numbered(self, label: Label) -> bool:
        """Return whether the roster's numbers are this platform's: some other hand-in was found by one."""
        others = [(claim.label.number, claim.label.name) for claim in self.claims if claim.label]
        others += [(known.number, known.name) for known in self.ledger.people if known.platform == label.platform]
        return any(set(self.roster.find_number(number)) & set(self.roster.find_name(name)) for number, name in others)

    def _list_numbers(self, label: Label) -> set[str]:
        """Return all numbers that the platform has given to people of this name, in this collection and earlier ones."""
        numbers = set(self._shared.get(squeeze_name(label.name), set()))
        return numbers | {known.number for known in self._list_same(label) if label.number and known.number}

    def _list_named(self, label: Label) -> list[Member]:
        """Return whom a platform's name means; a group that Moodle puts before it is passed over."""
        found = self.roster.find_name(label.name) or (self.roster.find_email(label.name) if "@" in label.name else [])
        parts = label.name.split("-")
        for start in range(1, len(parts) if label.platform == "moodle" else 0):
            found = found or self.roster.find_name("-".join(parts[start:]))
        return found

    def _find_sender(self, label: Label) -> Owner:
        by_address = self.roster.find_email(label.number)
        if len(by_address) == 1:
            return Owner(learner=by_address[0].id, member=by_address[0])
        by_name = self.roster.find_name(label.name)
        addressed = any(member.email for member in self.roster.members)
        if len(by_name) == 1 and not addressed:
            return Owner(learner=by_name[0].id, member=by_name[0])
        if by_name or len(by_address) > 1:
            what = f"the mail comes from {label.number}, which is not the address of {_list(by_name or by_address)} in the roster"
            return Owner(
                learner=label.name,
                held=f"{what} - ask them, and put the address into the roster",
                suspects=tuple(by_name or by_address),
            )
        return Owner()

    def _without_member(self, label: Label, own: str, known: Known | None) -> Owner:
        """Return a platform's person whom no roster knows."""
        missing = ("not in the roster",) if self.roster.members else ()
        if known:
            return Owner(learner=known.learner, notes=missing)
        name = label.number if label.platform in ("mail", "blackboard") else label.name
        if not label.number:
            owns = self._own.get(label.key, set()) | {fold_learner(each.own) for each in self.ledger.people if each.key == label.key and each.own}  # fmt: skip
            if len(owns) > 1:
                what = f"hand-ins of {label.name} name {' and '.join(sorted(owns))} inside, and {label.platform.title()} tells no number"
                return Owner(learner=label.name, held=f"{what} - tell the two apart with --roster")
            return Owner(learner=name, notes=missing)
        squeezed = squeeze_name(name)
        taken = any(
            each.folder == name_folder(name) and each.number and each.key != label.key for each in self.ledger.people
        )
        if squeezed in _NOBODY or len(self._shared.get(squeezed, set())) > 1 or taken:
            return Owner(learner=f"{name} {label.number}", notes=missing)
        return Owner(learner=name, notes=missing)

    def _by_place(self, claim: Claim) -> Owner:
        """Return whose a hand-in is by its folder or file, where no platform says anything."""
        for text in (claim.hint, "" if claim.hint and _level(claim) in self._people_levels else claim.named):
            found = self._find_hinted(text, claim.own) if text and self.roster.members else Owner()
            if found.member or found.held:
                return found
        found = self._find_mentioned(claim)
        if found.member or found.held:
            return found
        missing = ("not in the roster",) if self.roster.members else ()
        if claim.hint and _level(claim) in self._people_levels and not self._agrees(claim.hint, claim.own):
            # Beside it lie folders of people, so this one is a person's too, whatever the file says.
            return Owner(learner=claim.hint, notes=missing)
        doubt = self._doubt(claim)
        if doubt:
            return Owner(learner=claim.hint or claim.named, held=doubt, suspects=tuple(self.roster.find_id(claim.own)))
        if claim.own and self.roster.members:
            found = self._find_hinted(claim.own, claim.own)
            if found.member or found.held:
                return found
        return Owner(learner=claim.own or claim.hint or claim.named, notes=missing)

    def _find_mentioned(self, claim: Claim) -> Owner:
        """Return whom the names of the folders, the archive and the file name among other things; nobody if none does."""
        mentions = [find_mention(self.roster, part) for part in PurePosixPath(claim.path).parts]
        named = [each.sure for each in mentions if each.sure]
        where = claim.folder if claim.folder not in ("", ".") else claim.path
        meant = [member for member in named[0] if all(member in each for each in named)] if named else []
        if len({squeeze_name(member.shown) for member in meant}) == 1:
            # Of people of one name the file says which; of others it would say whatever its learner likes.
            meant = [member for member in meant if member in self.roster.find_id(claim.own)] or meant
        if len(meant) == 1:
            return Owner(learner=meant[0].id, member=meant[0])
        if named:
            everyone = list(dict.fromkeys(member for each in named for member in each))
            what = f"{where} names {_list(everyone)} of the roster"
            return Owner(learner=where, held=f"{what} - put it into a folder named for its learner", suspects=tuple(everyone))  # fmt: skip
        maybe = [member for each in mentions for member in each.maybe]
        if maybe and claim.own and not any(member in maybe for member in self.roster.find_any(claim.own)):
            what = f"{where} may mean {_list(dict.fromkeys(maybe))}, and the file names {claim.own.strip()} inside"
            return Owner(learner=where, held=f"{what} - put it into a folder named for its learner", suspects=tuple(maybe))  # fmt: skip
        return Owner()

    def _doubt(self, claim: Claim) -> str:
        """Return why the id inside of a file can't be taken at its word; nothing if it can.

        Loose files have no other owner than the id in them. But a file or an archive that is called otherwise does not
        become somebody's whose own file is there.
        """
        own = fold_learner(claim.own)
        if not own or self._agrees_loosely(claim.hint or claim.named, own):
            return ""
        if claim.archive:
            inside = {name for name, places in self._places.items() if claim.archive in places}
            if len(inside) > 1:
                return f"the archive {claim.archive} holds hand-ins of {len(inside)} people - unpack it, or collect it by itself"
            elsewhere = self._places.get(own, set()) - {claim.archive}
            if elsewhere or any(fold_learner(known.learner) == own for known in self.ledger.people):
                return f"the archive {claim.archive} names {claim.own.strip()} inside, who handed in elsewhere - put it into a folder named for its learner"
        elif claim.named and not claim.hint:
            rivals = (each for each in self.claims if not each.label and not each.archive and each.folder == claim.folder and fold_learner(each.own) == own)  # fmt: skip
            if any(each.named and self._agrees_loosely(each.named, own) for each in rivals):
                return f"the file is called {claim.named} and names {claim.own.strip()} inside, whose own file lies beside it - put it into a folder named for its learner"
        return ""

    @staticmethod
    def _agrees_loosely(name: str, own: str) -> bool:
        return bool(squeeze_name(own)) and squeeze_name(own) in squeeze_name(name)

    def _find_hinted(self, text: str, own: str) -> Owner:
        found = self.roster.find_any(text)
        numbered = re.fullmatch(r"(?P<name>.+?)[ _-]+(?P<id>[0-9]+)", text)
        if not found and numbered:
            found = self.roster.find_name(numbered["name"])
            by_number = self.roster.find_number(numbered["id"])
            if found and by_number and not set(found) & set(by_number):
                return Owner(learner=text, held=f"number {numbered['id']} is {_list(by_number)} in the roster, and the name {numbered['name']} is {_list(found)} - mend the roster or the folder's name", suspects=(*by_number, *found))  # fmt: skip
            found = [member for member in found if member in by_number] or found
        if len(found) > 1:
            found = [member for member in found if member in self.roster.find_id(own)] or found
        if len(found) == 1:
            return Owner(learner=found[0].id, member=found[0])
        if found:
            return Owner(learner=text, held=f"{_list(found)} are all called {text} in the roster - name the folder for an id of theirs", suspects=tuple(found))  # fmt: skip
        return Owner()


def _number_advice(label: Label) -> str:
    if label.platform == "moodle":
        return "Moodle's number changes with each assignment: use this assignment's grading worksheet as the roster, or leave the numbers out"  # fmt: skip
    return "mend the number or the name in the roster"


def _where(claim: Claim) -> str:
    """Return the archive, or else the folder, that a file lay in."""
    return claim.archive or f"{claim.folder}/"


def _level(claim: Claim) -> str:
    """Return the folder that a person's folder lies in."""
    return PurePosixPath(claim.folder).parent.as_posix()
