"""Downloads as learning platforms and mailboxes make them, for the tests: each shape puts a person's file where it would lie."""

import email.utils
import html
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Person:
    """Somebody of the class: an invented one."""

    learner: str
    first: str
    last: str
    number: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def sortable(self) -> str:
        """The name as Canvas runs it together."""
        return "".join(letter for letter in f"{self.last}{self.first}".lower() if letter.isalnum())

    @property
    def email(self) -> str:
        return f"{self.learner}@example.org"


@dataclass(frozen=True)
class Sent:
    """One file that a person handed in, in which attempt, when, whether late, and whether as pasted text."""

    person: Person
    name: str
    data: bytes
    when: datetime
    attempt: int = 1
    late: bool = False
    pasted: bool = False


Place = Callable[[Sent], tuple[str, bytes]]


def paste(data: bytes) -> bytes:
    """Return a response as an online text editor keeps it: in paragraphs, with hard spaces and entities."""
    lines = html.escape(data.decode()).replace("  ", "&nbsp; ").splitlines()
    return ("<!DOCTYPE html><html><head><title>Online text</title></head><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>").encode()  # fmt: skip


def _day(when: datetime, colon: str = "") -> str:
    return f"{when:%b} {when.day}, {when:%Y} {when:%I}{colon}{when:%M %p}".replace(" 0", " ")


def moodle(sent: Sent) -> tuple[str, bytes]:
    if sent.pasted:
        return f"{sent.person.name}_{sent.person.number}_assignsubmission_onlinetext_/onlinetext.html", paste(sent.data)
    return f"{sent.person.name}_{sent.person.number}_assignsubmission_file_/{sent.name}", sent.data


def moodle_flat(sent: Sent) -> tuple[str, bytes]:
    if sent.pasted:
        return f"{sent.person.name}_{sent.person.number}_assignsubmission_onlinetext_onlinetext.html", paste(sent.data)
    return f"{sent.person.name}_{sent.person.number}_assignsubmission_file_{sent.name}", sent.data


def moodle_groups(sent: Sent) -> tuple[str, bytes]:
    path, data = moodle(sent)
    return f"Group B-{path}", data


def moodle_blind(sent: Sent) -> tuple[str, bytes]:
    path, data = moodle(sent)
    return path.replace(sent.person.name, "Participant", 1), data


def canvas(sent: Sent) -> tuple[str, bytes]:
    late = "LATE_" if sent.late else ""
    start = f"{sent.person.sortable}_{late}{sent.person.number}"
    if sent.pasted:
        return f"{start}_text.html", paste(sent.data)
    stem, _, ending = sent.name.partition(".")
    again = f"-{sent.attempt - 1}" if sent.attempt > 1 else ""
    return f"{start}_90{sent.person.number}{sent.attempt}_{stem}{again}.{ending}", sent.data


def brightspace(sent: Sent) -> tuple[str, bytes]:
    name = "text.html" if sent.pasted else sent.name
    data = paste(sent.data) if sent.pasted else sent.data
    return f"{sent.person.number}-90210 - {sent.person.name} - {_day(sent.when)}/{name}", data


def brightspace_flat(sent: Sent) -> tuple[str, bytes]:
    path, data = brightspace(sent)
    return path.replace("/", " - "), data


def blackboard(sent: Sent) -> tuple[str, bytes]:
    start = f"Tea time_{sent.person.learner}_attempt_{sent.when:%Y-%m-%d-%H-%M-%S}"
    if not sent.pasted:
        return f"{start}_{sent.name}", sent.data
    note = f"Name: {sent.person.name} ({sent.person.learner})\nAssignment: Tea time\nDate Submitted: {sent.when:%A, %d %B %Y}\nCurrent Grade: Needs Grading\n\nSubmission Field:\n{paste(sent.data).decode()}\n\nComments:\nThere are no student comments for this assignment.\n\nFiles:\nNo files were attached to this submission.\n"  # fmt: skip
    return f"{start}.txt", note.encode()


def google(sent: Sent) -> tuple[str, bytes]:
    if sent.pasted:
        return f"Tea/{sent.person.name} - answers.docx", word(sent.data)
    return f"Tea/{sent.person.name} - {sent.name}", sent.data


def teams(sent: Sent) -> tuple[str, bytes]:
    name = "answers.docx" if sent.pasted else sent.name
    data = word(sent.data) if sent.pasted else sent.data
    return f"Submitted files/{sent.person.name}/Tea/Version {sent.attempt}/{name}", data


def _mail(sent: Sent) -> EmailMessage:
    message = EmailMessage()
    stamp = email.utils.format_datetime(sent.when)
    message["Received"] = f"from mail.example.org by mx.example.org; {stamp}"
    message["From"] = email.utils.formataddr((sent.person.name, sent.person.email))
    message["To"] = "teacher@example.org"
    message["Date"] = "Mon, 01 Jan 2001 08:00:00 +0000"  # the sender's own clock, which decides nothing
    message["Subject"] = "My tea"
    if sent.pasted:
        message.set_content(sent.data.decode().replace('"', "\u201d"))
        message.add_alternative(paste(sent.data).decode(), subtype="html")
    else:
        message.set_content("Please find it attached.")
        message.add_attachment(sent.data, maintype="application", subtype="octet-stream", filename=sent.name)
    return message


def mail(sent: Sent) -> tuple[str, bytes]:
    return f"{sent.person.learner}-{sent.when:%d%H%M}-{sent.name}.eml", _mail(sent).as_bytes()


def maildir(sent: Sent) -> tuple[str, bytes]:
    return f"cur/{int(sent.when.timestamp())}.{sent.person.number}{sent.name[:2]}.host:2,S", _mail(sent).as_bytes()


def mbox(sent: Sent) -> tuple[str, bytes]:
    return "INBOX.mbox", b"From MAILER Mon Jan  5 08:00:00 2026\n" + _mail(sent).as_bytes().replace(
        b"\nFrom ", b"\n>From "
    ) + b"\n\n"


PLACES: dict[str, Place] = {
    "moodle": moodle, "moodle-flat": moodle_flat, "moodle-groups": moodle_groups, "moodle-blind": moodle_blind, "canvas": canvas,
    "brightspace": brightspace, "brightspace-flat": brightspace_flat, "blackboard": blackboard, "google": google, "teams": teams,
    "mail": mail, "mbox": mbox, "maildir": maildir,
}  # fmt: skip


def word(data: bytes) -> bytes:
    """Return a Word document into which a response was pasted: curly quotes, a paragraph for each line."""
    text = data.decode()
    curly = "".join("\u201c" if letter == '"' and (place == 0 or text[place - 1] in " [{\n") else "\u201d" if letter == '"' else letter for place, letter in enumerate(text))  # fmt: skip
    body = "".join(f"<w:p><w:r><w:t>{html.escape(line, quote=False)}</w:t></w:r></w:p>" for line in curly.splitlines())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def download(place: Place, sent: list[Sent], path: Path) -> Path:
    """Write a download: a zip whose entries have the times at which they were handed in; a mailbox as one file."""
    files: dict[str, tuple[bytes, datetime]] = {}
    for each in sent:
        name, data = place(each)
        if name.endswith(".mbox"):
            data = files.get(name, (b"", each.when))[0] + data
        files[name] = (data, each.when)
    if place is mbox:
        mailbox = path.with_suffix(".mbox")
        mailbox.write_bytes(files["INBOX.mbox"][0])
        return mailbox
    with zipfile.ZipFile(path, "w") as archive:
        for name, (data, when) in files.items():
            local = when.astimezone()
            archive.writestr(zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second)), data)  # fmt: skip
    return path


def worksheet(people: list[Person]) -> bytes:
    """Return Moodle's grading worksheet of an assignment."""
    lines = ["Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Online text,Last modified (grade),Feedback comments"]  # fmt: skip
    lines += [
        f'Participant {each.number},"{each.name}",{each.learner},{each.email},Submitted for grading - ,,3.00,Yes,-,-,-,'
        for each in people
    ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
