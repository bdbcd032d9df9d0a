"""Mails and mailboxes: what is attached to a mail or written in it, who sent it, and when a server took it."""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import PurePosixPath

from ....mark.response import Refused
from .handed import HandedFile, compose_name, take_first
from .label import Label
from .pasted import find_response

__all__ = ["is_mail", "open_mail", "split_mailbox"]

_MAIL_NAME = re.compile(r"[0-9]+\..+|.+:2,[A-Z]*")


def _read_address(message: EmailMessage) -> tuple[str, str]:
    """Return the sender's name and address."""
    try:
        name, address = email.utils.parseaddr(str(message["From"] or ""))
    except Exception:  # headers of strangers break the parser in ways of their own
        name, address = "", ""
    return compose_name(" ".join(name.split())), compose_name(address.strip().casefold())


def _read_received(message: EmailMessage) -> tuple[datetime | None, bool]:
    """Return when a mail arrived, and whether a server said so; the sender's own clock is the last resort."""
    for header in message.get_all("Received", []):
        stamp = str(header).rpartition(";")[2].strip()
        try:
            when = email.utils.parsedate_to_datetime(stamp)
        except (ValueError, TypeError, IndexError):
            continue
        return (when if when.tzinfo else when.astimezone()), True
    try:
        when = email.utils.parsedate_to_datetime(str(message["Date"] or ""))
    except (ValueError, TypeError, IndexError):
        return None, False
    return (when if when.tzinfo else when.astimezone()), False


def open_mail(data: bytes, file: HandedFile, own: bool) -> Iterator[HandedFile]:
    """Yield the files of a mail; raise `Refused` for one that can't be read."""
    try:
        yield from list(_read_mail(data, file, own))
    except Exception:  # mails of strangers break the parser in ways of their own
        raise Refused("the mail can't be read - save it again, or ask for the file") from None


def _read_mail(data: bytes, file: HandedFile, own: bool) -> Iterator[HandedFile]:
    """Yield the attachments and the text of a mail; `own` mails tell by their sender whose they are."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    name, address = _read_address(message)
    when, timed = _read_received(message)
    label = Label(platform="mail", name=name or address, number=address, when=when if timed else None) if own and address else file.label  # fmt: skip
    bodies, attached = [], []
    for number, part in enumerate(message.walk(), 1):
        content = None if part.is_multipart() else _read_part(part)
        if content is None or not content.strip():
            continue
        told = part.get_filename()
        if told or part.get_content_maintype() != "text":
            attached.append(
                (compose_name(PurePosixPath(str(told or f"part-{number}").replace("\\", "/")).name), content)
            )
        else:
            bodies.append((f"text-{number}.{'html' if part.get_content_subtype() == 'html' else 'txt'}", content))
    for shown, content in [*attached, *_choose_body(bodies, bool(attached))]:
        yield HandedFile(
            path=f"{file.path}/{shown}", outer=file.outer, when=when if own else file.when, timed=timed if own else file.timed,
            size=len(content), fetch=partial(take_first, content), label=label,
        )  # fmt: skip


def _read_part(part: EmailMessage) -> bytes | None:
    """Return what a part of a mail holds, a text of it as UTF-8."""
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
        if (
            isinstance(content, bytes)
            and part.get_content_maintype() == "text"
            and charset not in (None, "utf-8", "us-ascii")
        ):
            content = content.decode(charset or "utf-8", "replace").encode()
    except Exception:  # bodies of strangers break the parser in ways of their own
        return None
    return content if isinstance(content, bytes) else None


def _choose_body(bodies: list[tuple[str, bytes]], attached: bool) -> list[tuple[str, bytes]]:
    """Return the text of a mail that counts: one of its forms if a response is in it; a mere greeting counts only alone."""
    read = [(body, find_response(body[1])) for body in bodies]
    whole = [body for body, response in read if response and response.lstrip().startswith(b"{")]
    held = [body for body, response in read if response]
    return (whole or held or ([] if attached else bodies))[:1]


def split_mailbox(data: bytes) -> Iterator[bytes]:
    """Yield the mails of an mbox file."""
    starts = [found.start() for found in re.finditer(rb"(?:\A|(?<=\n))From [^\n]*\n", data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        mail = data[start:end].partition(b"\n")[2]
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", mail)


def is_mail(file: HandedFile, head: bytes) -> bool:
    """Return whether a file that begins with `head` is one mail: by its name, or by its place in a Maildir."""
    path = PurePosixPath(file.path)
    if path.suffix.lower() == ".eml":
        return True
    in_maildir = len(path.parts) > 1 and path.parts[-2] in ("cur", "new") and bool(_MAIL_NAME.fullmatch(path.name))
    return in_maildir and bool(re.search(rb"(?im)^(from|received|return-path|delivered-to): ?", head))
