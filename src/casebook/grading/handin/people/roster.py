"""Who is in the class: the table an educator keeps or a learning platform exports, and finding a person in it.

The columns are known by the names that Moodle (participants, grading worksheet, grade export), Canvas (grade book and
people export), Brightspace, Blackboard, Google Classroom and Microsoft Teams give them, in the languages listed here.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from ....mark.learner import fold_learner, name_folder
from ....problem import CasebookError
from ..name import squeeze_name
from ..sheet import Spreadsheet, read_sheet

__all__ = [
    "Member",
    "Roster",
    "find_columns",
    "load_roster",
    "plain_letters",
    "read_roster",
    "read_row",
    "save_roster",
    "say_who",
]

_NAMES: Mapping[str, str] = {
    "learner": "learner|trainee|kuerzel",
    "lms_id": "lmsid|id|userid|canvasuserid|identifier|participantid|bezeichner|identifiant|identificador|teilnehmerid|lmsuserid",
    "username": "username|login|loginid|sisloginid|benutzername|anmeldename|netid|nomdutilisateur|nombredeusuario|usuario|userprincipalname|nutzername|nomeutente|gebruikersnaam|sisanmeldeid|iddeiniciodesesiondelsis|iddeiniciodesesionsis|identifiantsis|identifiantdeconnexionsis|idlogin",
    "number": "idnumber|studentid|studentnumber|sisuserid|sisid|orgdefinedid|matrikelnummer|idnummer|matrnr|numerodidentification|numerodidentificacion|numerodeid|studentennummer|externalid|numerodetudiant|sisbenutzerid|iddeusuariodelsis|iddeusuariosis|idutilisateursis|studierendenid|identificadordelestudiante|codiceidentificativo|numerodeidentificacao|mtknr|matrikelnr|matrikel|registrationnumber",
    "name": "name|fullname|student|studentname|displayname|vollstandigername|vollstaendigername|nomcomplet|nombrecompleto|nomecompleto|fullstandigtnamn|volledigenaam|user|participant|姓名|氏名|이름|studierende|studierender|studierenderr|estudiante|etudiant|etudiante|studente|estudante|alumno",
    "first": "firstname|givenname|forename|vorname|prenom|nombre|nombres|nome|fornamn|voornaam|imie|fornavn|etunimi|名|firstnameofstudent",
    "last": "lastname|surname|familyname|nachname|familienname|zuname|nom|nomdefamille|apellido|apellidos|cognome|sobrenome|efternamn|achternaam|nazwisko|etternavn|efternavn|sukunimi|姓|familynameofstudent",
    "email": "email|emailaddress|mail|mailaddress|emailadresse|adressedecourriel|adresseemail|courriel|direcciondecorreo|correoelectronico|correo|indirizzoemail|epost|epostadress|emailadres|endereçodeemail|enderecodeemail|direccionemail|enderecoemail",
    "role": "role|roles|rolle|rollen|ruolo|rol|courserole",
}  # fmt: skip
_COLUMNS = {spelling: column for column, spellings in _NAMES.items() for spelling in spellings.split("|")}
_TITLE_LINES = 15  # a class list may begin with a few lines of its own
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{2,}")
_LONGEST = 300
_PEOPLE_WHO_TEACH = re.compile(r"teacher|instructor|lecturer|trainer|dozent|lehrend|tutor|assistant|designer|manager|enseignant|profesor")  # fmt: skip
_PEOPLE_WHO_LEARN = re.compile(r"student|learner|teilnehm|studierend|etudiant|étudiant|estudiante|participant")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the class; what the roster does not tell is empty.

    `learner` is the id that marks are kept under, `lms_id` the platform's own number, `others` further ids by which
    the platform or the learner may call them.
    """

    learner: str = ""
    lms_id: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    username: str = ""
    number: str = ""

    @property
    def id(self) -> str:
        """Under which name the person is graded."""
        return self.learner or self.username or self.number or self.email or self.shown or self.lms_id

    @property
    def parts(self) -> tuple[str, str]:
        """First and last name; a name in one piece is parted at its comma or before its last word."""
        if self.first or self.last:
            return self.first, self.last
        if "," in self.name:
            last, _, first = self.name.partition(",")
            return first.strip(), last.strip()
        first, _, last = self.name.rpartition(" ")
        return first, last

    @property
    def shown(self) -> str:
        """The name as people write it, first name first."""
        return " ".join(filter(None, self.parts)) or self.name


def plain_letters(text: str) -> str:
    """Return a name without its accents, as some platforms write it."""
    wide = text.translate({0xDF: "ss", 0xF8: "o", 0xD8: "O", 0x142: "l", 0x141: "L", 0xE6: "ae", 0xC6: "AE"})
    parted = unicodedata.normalize("NFKD", wide)
    return squeeze_name("".join(letter for letter in parted if not unicodedata.combining(letter)))


def _turn(name: str, squeeze: Callable[[str], str]) -> Iterator[str]:
    """Yield a name as platforms run it together: given name first, or family name first."""
    words = [squeeze(word) for word in re.split(r"[\s,]+", name) if squeeze(word)]
    for start in range(len(words)):
        yield "".join(words[start:] + words[:start])


def _names_of(member: Member) -> Iterator[str]:
    yield from filter(
        None, {member.name, f"{member.first} {member.last}".strip(), f"{member.last} {member.first}".strip()}
    )


@lru_cache(maxsize=50_000)
def _spell(member: Member, plain: bool) -> frozenset[str]:
    """Return every way in which a platform may write a person's name."""
    squeeze = plain_letters if plain else squeeze_name
    return frozenset(spelling for name in _names_of(member) for spelling in _turn(name, squeeze))


def _strip_number(text: str) -> str:
    """Return a number without the zeros that a spreadsheet takes away."""
    return text.strip().removeprefix("#").lstrip("0") or text.strip()


@dataclass(frozen=True, slots=True)
class Roster:
    """The class; empty when no roster was given."""

    members: tuple[Member, ...] = ()

    def by_folder(self) -> dict[str, Member]:
        """Return everyone by the folder, and nbgrader's id, that stands for them."""
        return {name_folder(member.id): member for member in self.members}

    def shown_names(self) -> dict[str, str]:
        """Return everyone's name as people write it, by folder; empty where the roster does not tell it."""
        return {folder: member.shown for folder, member in self.by_folder().items()}

    def find_number(self, number: str) -> list[Member]:
        """Return whose the platform's number is; a number without its leading zeros counts when nothing fits better."""
        for same in (str.strip, _strip_number):
            found = [
                member for member in self.members if member.lms_id and number and same(member.lms_id) == same(number)
            ]
            if found:
                return found
        return []

    def find_name(self, name: str) -> list[Member]:
        """Return everyone of a name, in either order, with accents or, failing that, without."""
        for plain in (False, True):
            wanted = plain_letters(name) if plain else squeeze_name(name)
            found = [member for member in self.members if wanted and wanted in _spell(member, plain)]
            if found:
                return found
        return []

    def find_email(self, address: str) -> list[Member]:
        """Return whose an address is."""
        wanted = address.strip().casefold()
        return [member for member in self.members if wanted and wanted in (member.email.casefold(), member.username.casefold(), member.learner.casefold())]  # fmt: skip

    def find_id(self, text: str) -> list[Member]:
        """Return who goes by a text as an id: the learner's, the platform's, a login, a number or an address."""
        folded = fold_learner(text)
        if not folded:
            return []
        for exact in (True, False):
            found = [member for member in self.members if folded in _ids_of(member, exact)]
            if found:
                return found
        return []

    def find_any(self, text: str) -> list[Member]:
        """Return who goes by a text, be it an id or a name."""
        return self.find_id(text) or self.find_name(text)


@lru_cache(maxsize=50_000)
def _ids_of(member: Member, exact: bool) -> set[str]:
    if exact:
        return {fold_learner(member.id)}
    ids = {fold_learner(each) for each in (member.lms_id, member.username, member.number, member.email)}
    return (ids | {fold_learner(member.email.partition("@")[0]), fold_learner(member.username.partition("@")[0])}) - {
        ""
    }


def _fold_header(cell: str) -> str:
    text = unicodedata.normalize("NFKD", cell.strip().removeprefix("\ufeff").casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in text if not unicodedata.combining(letter)))


def find_columns(row: Sequence[str]) -> dict[int, str]:
    """Return which cells of a header name something that a roster knows."""
    return {place: _COLUMNS[_fold_header(cell)] for place, cell in enumerate(row) if _fold_header(cell) in _COLUMNS}


def read_row(row: Sequence[str], header: Mapping[int, str]) -> Member | None:
    """Return whom a row of an exported sheet is about; None for a row that is about nobody."""
    return _read_member(row, header, "the sheet")


def _find_header(sheet: Spreadsheet) -> tuple[int, dict[int, str]]:
    """Return the row that names the columns: the first of those that name most."""
    found = [(index, find_columns(row)) for index, row in enumerate(sheet.rows[:_TITLE_LINES])]
    return max(found, key=lambda each: len(set(each[1].values())), default=(0, {}))


def _clean(column: str, cell: str) -> str:
    text = " ".join(cell.replace("\ufeff", "").split())
    # Two ways to keep a spreadsheet from taking an id for a number.
    text = re.sub(r'^=?"([^"]*)"$|^\'(?=[0-9])', r"\1", text)
    if column == "email":
        text = re.sub(r"^.*<([^<>\s]+@[^<>\s]+)>$", r"\1", text).removeprefix("mailto:")
    if column in ("learner", "number", "username", "lms_id"):
        text = text.removeprefix("#")  # Brightspace puts it before ids, so that Excel leaves them alone
        text = re.sub(r"^([0-9]+)\.0+$", r"\1", text)
    if column == "lms_id":
        # Moodle's grading worksheet says Participant 657701, in the language of the site
        text = re.sub(r"^\D+ ([0-9]+)$", r"\1", text)
    if column == "name" and len(text) > 1 and "," in text:
        text = ", ".join(part.strip() for part in text.split(","))
    return text


def _read_member(row: Sequence[str], header: Mapping[int, str], where: str) -> Member | None:
    cells: dict[str, str] = {}
    for place, column in header.items():
        text = row[place] if place < len(row) else ""
        if "\n" in text.strip():
            raise CasebookError(
                f"{where}: a cell runs over several lines - look for a quotation mark that nothing closes"
            )
        if len(text) > _LONGEST:
            raise CasebookError(
                f"{where}: a cell is longer than any name - look for a quotation mark that nothing closes"
            )
        text = _clean(column, text)
        if column in ("learner", "lms_id", "number") and _SHORTENED.fullmatch(text):
            raise CasebookError(f"{where}: {text} is a number that a spreadsheet has shortened - export the list again, or format the column as text")  # fmt: skip
        cells[column] = cells.get(column) or text
    role = cells.pop("role", "").casefold()
    teaches = _PEOPLE_WHO_TEACH.search(role) and not _PEOPLE_WHO_LEARN.search(role)
    # Canvas has a line of points and an invented student in its grade book, Google Classroom lines of dates and points, Blackboard a
    # preview user.
    invented = cells.get("name", "").casefold() in ("points possible", "student, test", "test student")
    invented |= "email" in cells and [cells[each] for each in cells if cells[each]] in (["Date"], ["Points"])
    if teaches or invented or cells.get("username", "").endswith("_previewuser"):
        return None
    return Member(**cells) if any(cells.values()) else None


def _tell_apart(members: Sequence[Member]) -> list[Member]:
    """Give those whom only a name tells, and not to themselves alone, the number or address that does."""
    names = [fold_learner(member.id) for member in members]
    clear = []
    for member, name in zip(members, names, strict=True):
        only_name = not (member.learner or member.username or member.number or member.email)
        if only_name and names.count(name) > 1 and member.lms_id:
            clear.append(Member(**{**asdict(member), "learner": f"{member.shown} {member.lms_id}"}))
        else:
            clear.append(member)
    return clear


def say_who(student: str, names: Mapping[str, str]) -> str:
    """Return a learner as educators are told of them: by the folder, and by the name where it is known.

    >>> say_who("m.smith", {"m.smith": "Mary Smith"}), say_who("j.doe", {})
    ('m.smith (Mary Smith)', 'j.doe')
    """
    return f"{student} ({names[student]})" if names.get(student) else student


def read_roster(path: Path) -> Roster:
    """Read a class list: CSV of any encoding and separator, or Excel; raise `CasebookError` for what can't be used."""
    sheet = read_sheet(path.read_bytes(), str(path))
    start, header = _find_header(sheet)
    if not set(header.values()) - {"role"}:
        raise CasebookError(
            f"{path}: the roster names none of its columns - start it with learner,lms_id,name, or export it from your platform"
        )
    members: list[Member] = []
    lines: list[int] = []
    for row, line in zip(sheet.rows[start + 1 :], sheet.lines[start + 1 :], strict=True):
        member = _read_member(row, header, f"{path}:{line}")
        if member:
            members.append(member)
            lines.append(line)
    if not members:
        raise CasebookError(f"{path}: the roster names nobody - give it a line for each person")
    members = _tell_apart(members)
    _refuse_twins(path, members, lines, "", lambda member: fold_learner(member.id))
    _refuse_twins(path, members, lines, "lms_id ", lambda member: member.lms_id)
    return Roster(tuple(members))


def _refuse_twins(
    path: Path, members: Sequence[Member], lines: Sequence[int], what: str, key: Callable[[Member], str]
) -> None:
    seen: dict[str, int] = {}
    for member, line in zip(members, lines, strict=True):
        name = key(member)
        if name and name in seen:
            shown = name if what else member.id
            raise CasebookError(f"{path}:{line}: {what}{shown} is on line {seen[name]} already - give each person one line, and an id of their own")  # fmt: skip
        seen[name] = line


def save_roster(roster: Roster) -> bytes:
    """Return a roster as it is remembered between collections."""
    return (json.dumps([asdict(member) for member in roster.members], ensure_ascii=False, indent=1) + "\n").encode()


def load_roster(path: Path) -> Roster:
    """Return the roster that was given last; an empty one when none was."""
    try:
        return Roster(tuple(Member(**entry) for entry in json.loads(path.read_bytes())))
    except (OSError, ValueError, TypeError):
        return Roster()
