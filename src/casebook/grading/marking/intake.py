"""Taking in the notebook of a hand-in: cells and sources, and of all else only what was released."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nbformat as untyped_nbformat
from nbgrader.nbgraderformat import MetadataValidator

from ...exercise.cell import item_of, read_grade_id
from ...exercise.settings import quiet_log
from ...mark.response import Refused, Response
from ..handin.notebook.release import is_test
from ..handin.notebook.work import Work, list_moved, read_work, write_work
from ..handin.submission import Submission, read_notebook
from ..outcome import Flag
from .snapshot import Snapshot

__all__ = ["Handed", "list_odd", "read_handed", "read_released"]

nbformat: Any = untyped_nbformat


def _parse(clean: dict[str, Any], released: Mapping[str, Any]) -> Any:
    """Return a notebook of a stranger as nbformat has it: cells, sources, and of metadata only what was released."""
    clean["nbformat_minor"] = 5
    known = {read_grade_id(cell): cell for cell in released["cells"]}
    seen: set[str] = set()
    for number, cell in enumerate(clean["cells"]):
        name = read_grade_id(cell)
        cell["metadata"] = copy.deepcopy(known[name]["metadata"]) if name in known else {}
        cell["id"] = known[name]["id"] if name in known and name not in seen else f"added-{number}"
        seen.add(name)
        for name in ("execution_count", "outputs", "attachments"):
            cell.pop(name, None)
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    clean["metadata"] = {}
    return nbformat.from_dict(clean)


@lru_cache(maxsize=4)
def read_released(text: str) -> dict[str, Any]:
    """Return the released notebook; nobody may write into it."""
    return read_notebook(text.encode())


def list_odd(handed: Mapping[str, Any], released: Mapping[str, Any]) -> Iterator[Flag]:
    """Yield a note on each thing that was left out of a notebook before it was graded."""
    kernel = handed.get("metadata", {}).get("kernelspec", {}) if isinstance(handed.get("metadata"), dict) else {}
    language = kernel.get("language", "python") if isinstance(kernel, dict) else "python"
    if language != released["metadata"]["kernelspec"]["language"]:
        yield Flag(
            "note",
            "",
            f"the notebook asks for another language ({str(language)[:40]}), and was graded as the exercise's own",
        )
    names = [read_grade_id(cell) for cell in handed["cells"]]
    if any(name and names.count(name) > 1 for name in names):
        yield Flag("note", "", "cells of the exercise stand in the notebook twice; all that was written in them counts")
    if any(read_grade_id(cell) not in names for cell in released["cells"] if is_test(cell)) and any(names):
        yield Flag("note", "", "a test is missing in the notebook; it was put back")
    if any(cell.get("attachments") for cell in handed["cells"]):
        yield Flag("note", "", "files attached to cells were left out")


def _parse_plain(data: bytes) -> Any:
    """Return a notebook of plain nbgrader's, without the outputs it came with."""
    clean = read_notebook(data)
    for cell in clean["cells"]:
        for name in ("execution_count", "outputs", "attachments"):
            cell.pop(name, None)
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    notebook = nbformat.reads(json.dumps(clean), as_version=4)
    with quiet_log():
        MetadataValidator().validate_nb(notebook)
    return notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A hand-in's notebook in the form in which it is run, the response with what the notebook says besides, and flags.

    `pieced` names code items whose code did not simply stand in its cell, `typed` unanswered items with something beside them;
    `other` holds by item code of the response file that the notebook does not have.
    """

    notebook: Any
    response: Response | None
    flags: tuple[Flag, ...]
    pieced: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)


def _read_plain(submission: Submission) -> Handed:
    try:
        return Handed(notebook=_parse_plain(submission.notebook or b""), response=None, flags=())
    except Exception as error:  # nbformat and jsonschema raise what they like
        why = str(error) if isinstance(error, Refused) else f"the notebook can't be read ({type(error).__name__})"
        return Handed(notebook=nbformat.v4.new_notebook(), response=None, flags=(Flag("refused", "", why),))


def _say_moved(work: Work) -> Iterator[Flag]:
    """Yield a note on what did not stand where it belongs."""
    for name, what in list_moved(work):
        yield Flag("altered" if name else "note", item_of(name), what)


def read_handed(snapshot: Snapshot, submission: Submission, response: Response | None) -> Handed:
    """Return the work of a hand-in; when it has no notebook that can be read, the released one with its answers."""
    if snapshot.plain:
        return _read_plain(submission)
    released = read_released(snapshot.released)
    given = response or Response(exercise=snapshot.exercise, learner="")
    flags: list[Flag] = []
    work = Work(response=given, code={}, additions=())
    if submission.notebook is not None:
        try:
            document = read_notebook(submission.notebook)
            work = read_work(given, document, released)
            flags += [*list_odd(document, released), *_say_moved(work)]
        except Refused as refused:
            flags = [Flag("refused", "", str(refused))]
    notebook = _parse(read_notebook(write_work(work, released)), released)
    merged = work.response if response is not None else None
    return Handed(
        notebook=notebook,
        response=merged,
        flags=tuple(flags),
        pieced=work.pieced,
        typed=work.typed,
        other=work.other,
    )
