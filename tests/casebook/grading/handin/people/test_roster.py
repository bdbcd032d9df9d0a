"""Class lists as people have them: what platforms export, what spreadsheets do to them, and what is refused in one line."""

import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from casebook.grading.handin.people.roster import Member, Roster, load_roster, read_roster, save_roster
from casebook.problem import CasebookError

OURS = 'learner,lms_id,name\r\nm.smith,0042,Mary Smith\r\nj.muller,43,"Müller, Jürgen"\r\n'
SEMICOLON = 'learner;lms_id;name\r\nm.smith;0042;Mary Smith\r\nj.muller;43;"Müller, Jürgen"\r\n'
TAB = "learner\tlms_id\tname\r\nm.smith\t0042\tMary Smith\r\nj.muller\t43\tMüller, Jürgen\r\n"
BOTH = [("m.smith", "0042", "Mary Smith"), ("j.muller", "43", "Jürgen Müller")]


def workbook(rows: Iterable[Iterable[object]], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, pattern in (formats or {}).items():
        sheet[cell].number_format = pattern
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


READ: dict[str, tuple[bytes, list[tuple[str, str, str]]]] = {
    "commas": (OURS.encode(), BOTH),
    "semicolons": (SEMICOLON.encode(), BOTH),
    "semicolons and a mark": (SEMICOLON.encode("utf-8-sig"), BOTH),
    "tabs": (TAB.encode(), BOTH),
    "bars": (SEMICOLON.replace(";", "|").encode(), BOTH),
    "utf-16 with tabs, as Excel saves Unicode text": (TAB.encode("utf-16"), BOTH),
    "utf-16 without a mark": (TAB.encode("utf-16-le"), BOTH),
    "utf-16 big end first": (TAB.encode("utf-16-be"), BOTH),
    "Windows letters": (SEMICOLON.encode("cp1252"), BOTH),
    "old Mac lines": (OURS.replace("\r\n", "\r").encode(), BOTH),
    "Unix lines": (OURS.replace("\r\n", "\n").encode(), BOTH),
    "a sep line": (("sep=;\r\n" + SEMICOLON).encode(), BOTH),
    "a quoted header": (OURS.replace("learner,lms_id,name", '"learner","lms_id","name"').encode(), BOTH),
    "an empty first line": (("\r\n" + OURS).encode(), BOTH),
    "a title": (("Class of 2027,,\r\nroom 4,,\r\n" + OURS).encode(), BOTH),
    "empty lines within": (OURS.replace("\r\nj.", "\r\n,,\r\n\r\nj.").encode(), BOTH),
    "capitals and spaces in the header": (OURS.replace("learner,lms_id,name", " Learner , LMS ID ,NAME").encode(), BOTH),
    "more columns": (b"No,Name,Learner,LMS_ID,Group\r\n1,Mary Smith,m.smith,0042,A\r\n", BOTH[:1]),
    "a column twice": (b"learner,name,learner\r\nm.smith,Mary Smith,\r\n", [("m.smith", "", "Mary Smith")]),
    "numbers with a decimal": (b"learner,lms_id,name\r\nm.smith,42.0,Mary Smith\r\n", [("m.smith", "42", "Mary Smith")]),
    "zeros of no meaning": (b"learner,lms_id\0,name\r\nm.sm\0ith,0042,Mary Smith\r\n", BOTH[:1]),
    "hard spaces": ("learner,lms_id,name\r\nm.smith\u00a0,0042,Mary\u00a0Smith\r\n".encode(), BOTH[:1]),
    "ids alone": (b"learner\nm.smith\n", [("m.smith", "", "")]),
    "names alone": (b"name\nMary Smith\n", [("Mary Smith", "", "Mary Smith")]),
    "two of one name with numbers": (b"name,lms_id\nTom Smith,1\nTom Smith,2\n", [("Tom Smith 1", "1", "Tom Smith"), ("Tom Smith 2", "2", "Tom Smith")]),
    "first and last names": (b"learner,First name,Last name\nm.smith,Mary,Smith\n", [("m.smith", "", "Mary Smith")]),
    "Moodle's participants": ("First name,Last name,ID number,Email address,Groups\r\nMary,Smith,0042,m@example.org,A\r\n".encode("utf-8-sig"), [("0042", "", "Mary Smith")]),
    "Moodle's participants in German": ("Vorname;Nachname;E-Mail-Adresse;Matrikelnummer\nJürgen;Müller;j@example.org;0043\n".encode(), [("0043", "", "Jürgen Müller")]),
    "Moodle's participants in French": ("Prénom,Nom de famille,Adresse de courriel,Numéro d'identification\nMary,Smith,m@example.org,0042\n".encode(), [("0042", "", "Mary Smith")]),
    "Moodle's participants in Spanish": ("Nombre,Apellido(s),Dirección de correo,Número de ID\nMary,Smith,m@example.org,0042\n".encode(), [("0042", "", "Mary Smith")]),
    "Moodle's grading worksheet": ("Identifier,Full name,Email address,Status,Grade,Maximum Grade\nParticipant 657701,Mary Smith,m@example.org,No submission,,21\n".encode("utf-8-sig"), [("m@example.org", "657701", "Mary Smith")]),
    "Moodle's grading worksheet in German": ("ID,Vollständiger Name,E-Mail-Adresse,Status\nTeilnehmer/in 657701,Mary Smith,m@example.org,x\n".encode("utf-8-sig"), [("m@example.org", "657701", "Mary Smith")]),
    "Canvas's grade book": (b'Student,ID,SIS User ID,SIS Login ID,Section,Tea (99)\r\n"    Points Possible",,,,,3\r\n"Smith, Mary",501,s1,m.smith,A,\r\n"Student, Test",502,,x9,A,\r\n', [("m.smith", "501", "Mary Smith")]),
    "Canvas's grade book without logins": (b"Student,ID,Section\r\nMary Smith,501,A\r\n", [("Mary Smith", "501", "Mary Smith")]),
    "Brightspace's grade book": (b"OrgDefinedId,Username,Last Name,First Name,Email,Tea Points Grade,End-of-Line Indicator\r\n#0042,#m.smith,Smith,Mary,m@example.org,,#\r\n", [("m.smith", "", "Mary Smith")]),
    "Blackboard's grade centre": ('"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\n"Smith"\t"Mary"\t"msmith"\t"0042"\t"x"\t"Yes"\n"Smith_PreviewUser"\t"Mary"\t"t_previewuser"\t""\t""\t"Yes"\n'.encode("utf-16"), [("msmith", "", "Mary Smith")]),
    "Google Classroom's grades": (b"Last Name,First Name,Email Address,Tea\nSmith,Mary,m@example.org,\n", [("m@example.org", "", "Mary Smith")]),
    "Teams' grades": (b"First Name,Last Name,Email Address,Tea,Points\nMary,Smith,m@example.org,,3\n", [("m@example.org", "", "Mary Smith")]),
    "teachers left out": (b"First name,Last name,ID number,Roles\nMary,Smith,1,Student\nAnn,Lee,2,Teacher\nBo,Li,3,\"Student, Non-editing teacher\"\n", [("1", "", "Mary Smith"), ("3", "", "Bo Li")]),
    "Excel": (workbook([["learner", "lms_id", "name"], ["m.smith", "0042", "Mary Smith"], ["j.muller", 43, "Müller, Jürgen"]]), BOTH),
    "Excel with zeros that a format adds": (workbook([["learner", "lms_id", "name"], ["m.smith", 42, "Mary Smith"]], {"B2": "0000"}), BOTH[:1]),
    "Excel with a title": (workbook([["Class of 2027"], [], ["name", "learner", "lms_id"], ["Mary Smith", "m.smith", "0042"]]), BOTH[:1]),
    "Moodle's worksheet in Spanish": ("Identificador,Nombre completo,Dirección de correo,Estado\nParticipante 657701,Mary Smith,m@example.org,x\n".encode(), [("m@example.org", "657701", "Mary Smith")]),
    "Moodle's worksheet in French": (b"Identifiant,Nom complet,Adresse de courriel,Statut\nParticipant 657701,Mary Smith,m@example.org,x\n", [("m@example.org", "657701", "Mary Smith")]),
    "Moodle's logins in German": (b"Anmeldename,Vorname,Nachname\nm.smith,Mary,Smith\n", [("m.smith", "", "Mary Smith")]),
    "Moodle's participants in French, with a curly mark": ("Prénom,Nom,Numéro d\u2019identification\nMary,Smith,0042\n".encode(), [("0042", "", "Mary Smith")]),
    "Moodle's participants in Italian": (b"Nome,Cognome,Codice identificativo,Indirizzo email\nMary,Smith,0042,m@example.org\n", [("0042", "", "Mary Smith")]),
    "Moodle's participants in Portuguese": ("Nome,Sobrenome,Número de identificação\nMary,Smith,0042\n".encode(), [("0042", "", "Mary Smith")]),
    "Moodle's participants in Dutch": (b"Voornaam,Achternaam,ID-nummer,E-mailadres\nMary,Smith,0042,m@example.org\n", [("0042", "", "Mary Smith")]),
    "Canvas in German": (b'Studierende*r,ID,SIS-Benutzer-ID,SIS-Anmelde-ID,Abschnitt\n"Smith, Mary",501,s1,m.smith,A\n', [("m.smith", "501", "Mary Smith")]),
    "Canvas in Spanish": ('Estudiante,ID,ID de usuario del SIS,ID de inicio de sesión del SIS\n"Smith, Mary",501,s1,m.smith\n'.encode(), [("m.smith", "501", "Mary Smith")]),
    "Canvas in French": ('Étudiant,ID,ID utilisateur SIS,Identifiant SIS\n"Smith, Mary",501,s1,m.smith\n'.encode(), [("m.smith", "501", "Mary Smith")]),
    "Canvas with an integration": (b"Student,ID,SIS User ID,SIS Login ID,Integration ID\n,,,,\n    Points Possible,,,,\nMary Smith,501,s1,m.smith,\n", [("m.smith", "501", "Mary Smith")]),
    "Canvas's people": (b"Name,Login ID,SIS ID,Role\nMary Smith,m.smith,s1,Student\nAnn Lee,a.lee,,Teacher\n", [("m.smith", "", "Mary Smith")]),
    "Brightspace in German": (b"OrgDefinedId;Benutzername;Nachname;Vorname\n#0042;#m.smith;Smith;Mary\n", [("m.smith", "", "Mary Smith")]),
    "Brightspace's class list": (b'Name,Username,Org Defined ID,Role\n"Smith, Mary",m.smith,0042,Student\n', [("m.smith", "", "Mary Smith")]),
    "Blackboard in Spanish": (b"Apellidos\tNombre\tNombre de usuario\nSmith\tMary\tmsmith\n", [("msmith", "", "Mary Smith")]),
    "Blackboard in German": (b"Nachname\tVorname\tStudierenden-ID\nSmith\tMary\t0042\n", [("0042", "", "Mary Smith")]),
    "Google Classroom's lines of dates and points": (b"Last Name,First Name,Email Address,Tea\nDate,,,2026-11-20\nPoints,,,3\nSmith,Mary,m@example.org,2\n", [("m@example.org", "", "Mary Smith")]),
    "Teams in German": (b"Vorname,Nachname,E-Mail-Adresse,Tee,Punkte\nMary,Smith,m@example.org,2,3\n", [("m@example.org", "", "Mary Smith")]),
    "ILIAS": (b"Login;Nachname;Vorname;Matrikelnummer\nm.smith;Smith;Mary;0042\n", [("m.smith", "", "Mary Smith")]),
    "Sakai": (b'Student ID,Name,Tea [3]\nm.smith,"Smith, Mary",\n', [("m.smith", "", "Mary Smith")]),
    "HIS": (b"Mtknr;Nachname;Vorname;Studiengang\n0042;Smith;Mary;Med\n", [("0042", "", "Mary Smith")]),
    "CAMPUSonline": (b"REGISTRATION_NUMBER;FAMILY_NAME_OF_STUDENT;FIRST_NAME_OF_STUDENT\n0042;Smith;Mary\n", [("0042", "", "Mary Smith")]),
    "a preferred name beside the official one": (b"Student ID,Preferred First Name,First Name,Last Name\n0042,Molly,Mary,Smith\n", [("0042", "", "Mary Smith")]),
    "a semicolon within a name": (b'learner,name\n"m.smith","Smith; Mary"\n', [("m.smith", "", "Smith; Mary")]),
    "two addresses": (b"Name,Email,Email 2\nMary Smith,m@example.org,mary@home.example\n", [("m@example.org", "", "Mary Smith")]),
    "hard spaces in the header": ("learner\u00a0,\u00a0name\nm.smith,Mary Smith\n".encode(), [("m.smith", "", "Mary Smith")]),
    "an id as a formula": (b'learner,name\n"=""0042""",Mary Smith\n', [("0042", "", "Mary Smith")]),
    "an id behind an apostrophe": (b"learner,name\n'0042,Mary Smith\n", [("0042", "", "Mary Smith")]),
    "an address with its name": (b"name,email\nMary Smith,Mary Smith <m@example.org>\n", [("m@example.org", "", "Mary Smith")]),
    "two marks at the start": ("\ufeff\ufefflearner,name\nm.smith,Mary Smith\n".encode(), [("m.smith", "", "Mary Smith")]),
    "first and last names alone": (b"First name,Last name\nMary,Smith\nJane,Doe\n", [("Mary Smith", "", "Mary Smith"), ("Jane Doe", "", "Jane Doe")]),
    "two of one first and last name with numbers": (b"First name,Last name,lms_id\nTom,Smith,1\nTom,Smith,2\n", [("Tom Smith 1", "1", "Tom Smith"), ("Tom Smith 2", "2", "Tom Smith")]),
    "Chinese": ("姓名,lms_id\n王伟,7\n".encode(), [("王伟", "7", "王伟")]),
}  # fmt: skip

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "names none of its columns"),
    "other columns": (b"who,what\na,b\n", "names none of its columns"),
    "a header alone": (b"learner,lms_id,name\r\n", "the roster names nobody"),
    "an id twice": (b"learner\nm.smith\nM.Smith \n", ":3: M.Smith is on line 2 already"),
    "a number twice": (b"learner,lms_id\nc.low,1001\na.ng,1002\nb.ito,1001\n", ":4: lms_id 1001 is on line 2 already"),
    "two of one name": (b"name\nTom Smith\nTom Smith\n", ":3: Tom Smith is on line 2 already"),
    "two of one first and last name": (b"First name,Last name\nTom,Smith\nTom,Smith\n", ":3: Tom Smith is on line 2 already"),
    "no header": (b"m.smith,Mary Smith\nj.doe,Jane Doe\n", "names none of its columns"),
    "a page called a table": (b"<html><table><tr><td>learner</td></tr></table></html>", "names none of its columns"),
    "a shortened number": (b"learner,lms_id\nm.smith,2.02101E+11\n", ":2: 2.02101E\\+11 is a number that a spreadsheet has shortened"),
    "an open quote": (OURS.replace("Mary Smith", '"Mary Smith').encode(), "look for a quotation mark"),
    "a cell without end": (b"learner,name\nm.smith," + b"x" * 140_000 + b"\n", "look for a quotation mark"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx or CSV"),
    "a broken Excel file": (workbook([["learner"], ["x"]])[:-200], "."),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "."),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_class_list_is_read(kind: str, tmp_path: Path) -> None:
    data, people = READ[kind]
    (tmp_path / "class").write_bytes(data)
    members = read_roster(tmp_path / "class").members
    assert [(member.id, member.lms_id, member.shown) for member in members] == people


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_t_be_used_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    data, words = REFUSED[kind]
    (tmp_path / "class").write_bytes(data)
    with pytest.raises(CasebookError, match=words) as error:
        read_roster(tmp_path / "class")
    assert "\n" not in str(error.value) and " - " in str(error.value)


def test_a_roster_is_remembered_as_it_was(tmp_path: Path) -> None:
    roster = Roster((Member(learner="m.smith", lms_id="0042", name="Mary Smith", email="m@example.org"),))
    (tmp_path / "roster.json").write_bytes(save_roster(roster))
    assert load_roster(tmp_path / "roster.json") == roster
    assert load_roster(tmp_path / "none.json") == Roster()


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Mary Smith", "smithmary"),
        ("Mary Smith", "Smith, Mary"),
        ("Jürgen Müller", "mullerjurgen"),
        ("Jürgen Müller", "Ju\u0308rgen Mu\u0308ller"),
        ("Seán O'Neil", "oneilsean"),
        ("Łukasz Wałęsa", "Lukasz Walesa"),
        ("Anna Maria von der Aue", "vonderaueannamaria"),
    ],
)
def test_a_name_is_found_however_it_is_put(wanted: str, name: str) -> None:
    roster = Roster((Member(learner="x", name=wanted), Member(learner="y", name="Somebody Else")))
    assert [member.learner for member in roster.find_name(name)] == ["x"]
