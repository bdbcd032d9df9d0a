"""The response file: the one small JSON document a learner hands in, from the page or the notebook.

Whoever sends one is a stranger: it is read with limits, checked in every field, and refused in one line that names
the learner. Needs nothing but the standard library, so that a trainee's notebook can write it.
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .document import BrokenDocument, load_strictly
from .learner import choose_variant

__all__ = [
    "FILE_NAME",
    "LARGEST",
    "SCHEMA",
    "Refused",
    "Response",
    "find_shown",
    "read_response",
    "recall_variant",
    "save_response",
    "write_response",
]

SCHEMA = 1
"""The version of the document this program writes, and the newest it reads."""

FILE_NAME = "response.json"
"""What the document is called beside a notebook."""

LARGEST = 1_000_000
"""The most bytes a response file may have: two hundred times an ordinary one."""

_LONGEST_TEXT = 100_000
_LONGEST_NAME = 500
_MOST_ITEMS = 500
_ITEM = re.compile(r"[a-z0-9-]{1,200}")
_LONE = re.compile("[\ud800-\udfff]")


class Refused(ValueError):
    """A response file that can't be taken, in one sentence: what is wrong - what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one learner handed in for one exercise.

    `responses` holds by item name a text (option id, number as typed, written answer, code) or a list of ids;
    `variants` which numbers each case showed; `fingerprints` the items as they were; `host` is ``page`` or ``notebook``;
    `started` and `saved` are the learner's own clock and decide nothing.
    """

    exercise: str
    learner: str
    host: str = "page"
    started: str = ""
    saved: str = ""
    variants: Mapping[str, int] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    responses: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


def _load(data: bytes) -> Any:
    try:
        return load_strictly(data)
    except BrokenDocument as error:
        fix = "ask for it again" if error.is_damaged else "hand in the file as the course saved it"
        raise Refused(f"{error} - {fix}") from None


def _text(document: Mapping[str, Any], name: str, longest: int) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise Refused(f"{name} is not text - hand in the file as the course saved it")
    if len(value) > longest:
        raise Refused(f"{name} is longer than {longest} characters - shorten it and save again")
    return _LONE.sub("\ufffd", value)


def _mapping(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name, {})
    if not isinstance(value, dict) or len(value) > _MOST_ITEMS:
        raise Refused(f"{name} is not a list of items - hand in the file as the course saved it")
    for key in value:
        if not _ITEM.fullmatch(key):
            raise Refused(f"{name} names an item that can't exist - hand in the file as the course saved it")
    return value


def _response(item: str, value: Any) -> str | tuple[str, ...]:
    members = value if isinstance(value, list) else [value]
    if not all(isinstance(member, str) for member in members) or len(members) > _MOST_ITEMS:
        raise Refused(f"the answer to {item} is of the wrong type - hand in the file as the course saved it")
    if any(len(member) > _LONGEST_TEXT for member in members):
        raise Refused(f"the answer to {item} is longer than {_LONGEST_TEXT} characters - shorten it and save again")
    clean = tuple(_LONE.sub("\ufffd", member) for member in members)
    return clean if isinstance(value, list) else clean[0]


def recall_variant(response: Response, item: str, count: int) -> int:
    """Return which of an item's `count` sets of numbers a response says was shown: as recorded, or by the learner's name.

    A stranger wrote the record, so there may be no such set.
    """
    case = item.rpartition("--")[0]
    return response.variants.get(case, choose_variant(response.learner, case, count))


def find_shown(response: Response, item: str, count: int) -> int | None:
    """Return which of an item's `count` sets of numbers a learner saw; None when the file names one that there is not."""
    shown = recall_variant(response, item, count)
    return shown if 0 <= shown < count else None


def read_response(data: bytes, exercise: str | None = None) -> Response:
    """Read a response file handed in for an exercise; raise `Refused` in one sentence when it can't be taken."""
    if len(data) > LARGEST:
        raise Refused(f"the file has {len(data):,} bytes and may have {LARGEST:,} - ask for the file the course saved")
    document = _load(data)
    if not isinstance(document, dict) or document.get("kind") != "casebook-response":
        raise Refused("the file is not a response file - hand in the file the course saved")
    schema = document.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise Refused("the file does not say its version - hand in the file as the course saved it")
    if schema > SCHEMA:
        raise Refused(f"the file is of version {schema} and this program reads {SCHEMA} - update ketamine-casebook")
    found = _text(document, "exercise", _LONGEST_NAME)
    if exercise is not None and found != exercise:
        raise Refused(
            f"the file is for the exercise {found or 'without a name'}, not {exercise} - ask for the right one"
        )
    variants = _mapping(document, "variants")
    if not all(
        isinstance(index, int) and not isinstance(index, bool) and 0 <= index < 1000 for index in variants.values()
    ):
        raise Refused("variants holds something that is no whole number - hand in the file as the course saved it")
    fingerprints = _mapping(document, "fingerprints")
    if not all(isinstance(value, str) and len(value) <= 64 for value in fingerprints.values()):
        raise Refused("fingerprints holds something that is no text - hand in the file as the course saved it")
    return Response(
        exercise=found,
        learner=_text(document, "learner", _LONGEST_NAME),
        host=_text(document, "host", 20),
        started=_text(document, "started", 40),
        saved=_text(document, "saved", 40),
        variants=variants,
        fingerprints=fingerprints,
        responses={item: _response(item, value) for item, value in _mapping(document, "responses").items()},
    )


def write_response(response: Response) -> bytes:
    """Return the document as bytes: the same response, the same bytes."""
    document = {
        "kind": "casebook-response",
        "schema": SCHEMA,
        "exercise": response.exercise,
        "learner": response.learner,
        "host": response.host,
        "started": response.started,
        "saved": response.saved,
        "variants": dict(sorted(response.variants.items())),
        "fingerprints": dict(sorted(response.fingerprints.items())),
        "responses": {
            item: list(value) if isinstance(value, tuple) else value
            for item, value in sorted(response.responses.items())
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def save_response(response: Response, path: Path) -> None:
    """Write the document so that a crash or a full disk leaves the old one as it was."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".response-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(write_response(response))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
