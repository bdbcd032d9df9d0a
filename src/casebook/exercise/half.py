"""The two halves of an exercise: the public document that trainees receive, and what marks and explains every item."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ..author.course import Course
from ..kind.split import split_case, word_case
from ..mark.half import PublicItem, PublicPart, SecretHalf
from ..mark.variant import COUNT
from ..problem import CasebookError, relative
from ..subject import Subject
from ..text.case import Case
from ..text.fact_link import write_fact
from ..text.markup import Reference, escape, render_html, render_lines
from ..text.session import Session
from ..text.task import Exercise, Task

__all__ = ["SCHEMA", "Halves", "read_salt", "split_exercise", "word_part", "write_public"]

SCHEMA = 1
"""The version of the public document of an exercise."""


@dataclass(frozen=True, slots=True)
class Halves:
    """An exercise split: the public document, and the secret half of every item that has one, by item name."""

    public: Mapping[str, Any]
    secrets: Mapping[str, SecretHalf]


def read_salt(course: Course) -> bytes:
    """Return the bank's salt; it is made once by `casebook release` and stays with the answers."""
    try:
        salt = course.salt.read_bytes().strip()
    except OSError:
        raise CasebookError(
            f"{relative(course.salt, course.root)}: there is no salt for the fingerprints - run casebook release"
        ) from None
    if len(salt) < 16:
        raise CasebookError(
            f"{relative(course.salt, course.root)}: the salt is too short - delete it and release again"
        )
    return salt


def _show_fact(subject: Subject) -> Any:
    def show(reference: Reference) -> Markup:
        words = escape(reference.label or subject.facts[reference.target].text)
        return write_fact(reference.target, words)

    return show


def _split_task(task: Task, folder: Path, subject: Subject, salt: bytes) -> tuple[PublicPart, SecretHalf]:
    tests = [[test.points, test.source] for test in task.tests]
    secret = json.dumps([task.item_name, task.starter, tests, task.data], separators=(",", ":")).encode()
    part: PublicPart = {
        "id": task.id,
        "title": task.title,
        "minutes": task.minutes,
        "intro": render_html(task.prompt.source, _show_fact(subject)),
        "variants": 1,
        "numbers": {},
        "items": [
            {
                "id": task.item_name,
                "kind": "code",
                "points": task.points,
                "question": "Your code",
                "body": "",
                "starter": task.starter,
                "data": [
                    {"name": f"data/{name}", "text": (folder / "data" / name).read_text("utf-8")} for name in task.data
                ],
                "fingerprint": hmac.new(salt, secret, hashlib.sha256).hexdigest()[:12],
            }
        ],
    }
    return part, {"kind": "code", "points": task.points}


def word_part(source: Case | Task, part: PublicPart, subject: Subject) -> tuple[str, list[PublicItem]]:
    """Return a part's story and items in plain words, with the first variant's numbers; `part` is its public half."""
    if isinstance(source, Case):
        return word_case(source, subject)

    def show(reference: Reference) -> str:
        return reference.label or str(subject.facts[reference.target].text)

    return render_lines(source.prompt.source, show), part["items"]


def split_exercise(
    exercise: Exercise,
    subject: Subject,
    salt: bytes,
    *,
    sessions: Mapping[str, tuple[PublicPart, Mapping[str, SecretHalf]]] | None = None,
) -> Halves:
    """Split a checked exercise into what trainees may see and what they may not; `sessions` are its sessions' halves by id."""
    parts: list[PublicPart] = []
    secrets: dict[str, SecretHalf] = {}
    for part in exercise.parts:
        if isinstance(part, Task):
            public, secret = _split_task(part, exercise.folder, subject, salt)
            secrets[part.item_name] = secret
        elif isinstance(part, Session):
            public, halves = (sessions or {})[part.id]
            secrets.update(halves)
        else:
            public, halves = split_case(part, subject, salt, variants=1 if exercise.same else COUNT)
            secrets.update(halves)
        parts.append(public)
    prints = "\n".join(item["fingerprint"] for part in parts for item in part["items"])
    document = {
        "kind": "casebook-exercise",
        "schema": SCHEMA,
        "id": exercise.id,
        "title": exercise.title,
        "intro": render_html(exercise.intro.source, _show_fact(subject)),
        "notice": subject.notice,
        "release": hashlib.sha256(prints.encode()).hexdigest()[:12],
        "parts": parts,
    }
    return Halves(document, secrets)


def write_public(halves: Halves) -> bytes:
    """Return the public document as bytes: the same exercise, the same bytes."""
    return (json.dumps(halves.public, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
