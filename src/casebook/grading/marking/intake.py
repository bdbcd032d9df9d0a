"""Taking in the notebook of a hand-in: cells and sources, and of all else only what was released."""

import copy
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import nbformat as untyped_nbformat
from nbgrader.nbgraderformat import MetadataValidator

from ...exercise.cell import item_of, read_grade_id
from ...exercise.settings import quiet_log
from ...mark.response import Refused, Response
from ..handin.submission import Submission, read_notebook, rebuild_notebook
from ..outcome import Flag
from .snapshot import Snapshot

__all__ = ["list_odd", "read_handed", "read_released"]

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


def _find_altered(snapshot: Snapshot, handed: Any, released: Mapping[str, Any]) -> Iterator[Flag]:
    """Yield a flag for each test whose text is not the one that was handed out."""
    texts = {read_grade_id(cell): cell["source"] for cell in released["cells"]}
    for cell in handed.cells:
        name = read_grade_id(cell)
        known = snapshot.cells.get(name)
        if known is None or not known["locked"] or known["points"] is None or snapshot.is_marked_here(name):
            continue
        if cell.source.strip() not in (texts.get(name, "").strip(), known["source"].strip()):
            yield Flag("altered", item_of(name), f"the test {name} was altered; it was put back before it was run")


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
        yield Flag("note", "", "cells of the exercise stand in the notebook twice, and the first counts")
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


def read_handed(snapshot: Snapshot, submission: Submission, response: Response | None) -> tuple[Any, list[Flag]]:
    """Return the notebook of a hand-in; when it has none that can be read, the released one with its answers."""
    flags: list[Flag] = []
    if snapshot.plain:
        try:
            return _parse_plain(submission.notebook or b""), []
        except Exception as error:
            why = str(error) if isinstance(error, Refused) else f"the notebook can't be read ({type(error).__name__})"
            return nbformat.v4.new_notebook(), [Flag("refused", "", why)]
    released = read_released(snapshot.released)
    if submission.notebook is not None:
        try:
            document = read_notebook(submission.notebook)
            odd = list(list_odd(document, released))
            handed = _parse(document, released)
        except Refused as refused:
            flags = [Flag("refused", "", str(refused))]
        except Exception as error:  # nbformat and jsonschema raise what they like
            flags = [Flag("refused", "", f"the notebook can't be read ({type(error).__name__}) - ask for it again")]
        else:
            return handed, [*odd, *_find_altered(snapshot, handed, released)]
    blank = response or Response(exercise=snapshot.exercise, learner="")
    return _parse(read_notebook(rebuild_notebook(released, blank)), released), flags
