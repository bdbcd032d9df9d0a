"""What a learner wrote into a notebook, wherever it stands: in the exercise's own cells or in split, copied, merged, moved or new ones.

Whoever looks after a notebook by hand, or opens it in another program, ends with cells that nobody planned. Code is put before
the tests of its task in the order in which it stands; text is put with the written answer it stands by. What could have come
out otherwise is named in `Work.pieced`, so that a person confirms what it earned. `collect` and `grade` both read by this.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ....exercise.cell import read_grade_id, write_notebook
from ....mark.response import LARGEST, Refused, Response, write_response
from ..quarantine import clean_text, quote_text
from .piece import Piece, Pieces, SortedPieces, find_pieces, join_code, sort_pieces
from .program import parses
from .release import Release, find_lines, is_test, split_lines, squeeze_text

__all__ = [
    "BESIDE",
    "OTHER",
    "Addition",
    "Work",
    "holds_notes",
    "list_moved",
    "read_work",
    "rebuild_notebook",
    "show_other",
    "write_work",
]

BESIDE = "[Also in the notebook:]"
"""What stands above text that a learner wrote outside the cell of an answer."""

OTHER = "The response file holds other code for this task, which was not run:"
"""What stands above code of the response file that the notebook's own was put before."""

_MOST_ADDITIONS = 200
_LONGEST_SOURCE = 100_000
_LONGEST_BESIDE = 20_000
_NOTED = ("pieced", "elsewhere", "typed", "altered", "attached")


@dataclass(frozen=True, slots=True)
class Addition:
    """A cell that a learner added, and the `grade_id` of the cell it followed; `text` tells Markdown from code."""

    after: str
    source: str
    text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All a learner handed in: the response with every answer, the code as it is to be run, and what was added.

    `code` holds by item the last piece of its code, where that is less than the answer; `pieced` names code items whose code
    did not simply stand in its cell, `elsewhere` written items with text from outside their cell, `typed` other items that are
    unanswered while something stands beside them, `altered` tests that were rewritten, `attached` cells with files in or below them.
    `other` holds by item code of the response file that the notebook does not have: it may be the better one.
    """

    response: Response
    code: Mapping[str, str]
    additions: tuple[Addition, ...]
    pieced: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[:room]}\n[The rest is in the file as it was handed in.]"


def _join_text(given: Any, texts: Sequence[str], beside: Sequence[str]) -> str:
    """Return a written answer with all that was written for it, each thing once; `beside` stood outside its cell."""
    answer = given if isinstance(given, str) and given.strip() else ""
    more: list[str] = []
    own: list[str] = []
    for text in texts:
        if squeeze_text(text) not in squeeze_text("".join(own)):
            own.append(text)
    whole = "\n\n".join(own)
    if squeeze_text(answer) in squeeze_text(whole) and squeeze_text(answer) != squeeze_text(whole):
        answer = whole
    elif squeeze_text(whole) not in squeeze_text(answer):
        more.append(whole)
    for text in beside:
        if squeeze_text(text) not in squeeze_text(answer + "".join(more)):
            more.append(text)
    if not more:
        return answer
    head = "" if BESIDE in answer else f"{BESIDE}\n"
    cut = _cut("\n\n".join(more), max(0, min(_LONGEST_BESIDE, _LONGEST_SOURCE - len(answer) - 200)))
    return "\n\n".join(filter(None, (answer, head + cut)))


def _place_loose(release: Release, found: SortedPieces, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Put text that stands by no question where somebody reads it: with what is unanswered, else with the nearest answer."""
    placed: dict[str, list[str]] = {name: [] for name in release.written}
    empty = [
        name for name in release.written
        if not found.text[name] and not (isinstance(answers.get(name), str) and answers[name].strip())
    ]  # fmt: skip
    for name in empty:
        # Its cell may have been merged into that of another answer.
        around = [piece for own in found.text.values() for piece in own if name in piece.merged]
        placed[name] += [piece.source for piece in around]
    for piece in found.loose:
        place = release.order.index(piece.anchor) if piece.anchor else -1
        above = [name for name in release.written if release.order.index(name) <= place]
        for name in empty or above[-1:] or release.written[:1]:
            placed[name].append(piece.source)
    return placed


def read_work(response: Response, handed: Mapping[str, Any] | None, released: Mapping[str, Any]) -> Work:
    """Return all that a learner handed in, from the response file and a notebook that `read_notebook` gave.

    Code in the notebook wins over code in the response file, which may be older; what differs is kept in `Work.other`. A written
    answer in the response file stands first, and what the notebook says besides stands below it. Code that is still the starter is no answer. Raises `Refused`
    in one sentence when the answers are too long.
    """
    release = Release(released)
    found = find_pieces(release, handed) if handed else Pieces()
    noted = _read_noted(release, handed)
    answers: dict[str, Any] = dict(response.responses)
    sorts = sort_pieces(release, found.pieces, answers, noted["pieced"])
    code: dict[str, str] = {}
    other = _read_other(release, handed)
    placed: list[tuple[int, Addition]] = []
    pieced = set(noted["pieced"])
    for task, own in sorts.code.items():
        starter, given = release.cells[task]["source"], answers.get(task)
        joined = join_code(release, task, own, given, task in found.twice)
        if joined is None:
            if isinstance(given, str) and not release.is_answered(task, given):
                del answers[task]
            continue
        if not holds_notes(handed or {}) and _is_other(release, task, given, joined.cells):
            other[task] = clean_text(str(given))
        answers[task] = "\n\n\n".join(joined.cells)
        code[task] = joined.cells[-1]
        above = release.before(task)
        if joined.odd or task in pieced:
            # Its imports may be what the rest rests on; whatever it defines is defined again after it.
            pieced.add(task)
            placed.append((-1, Addition(above, starter)))
        placed += [(own[0].place, Addition(above, cell)) for cell in joined.cells[:-1]]
        sorts.other = [
            replace(piece, anchor=above) if piece.anchor == task and piece.place < own[-1].place else piece
            for piece in sorts.other
        ]
    for piece in sorts.loose:
        # It may be the code that is wanting.
        if piece.item in release.tasks and not parses(answers.get(piece.item) or "("):
            pieced.add(piece.item)
    strays = {piece.item for piece in (*sorts.loose, *sorts.other)}
    typed = {name for name in release.marked if name in strays and not answers.get(name)} | set(noted["typed"])
    elsewhere = set(noted["elsewhere"])
    loose = _place_loose(release, sorts, answers)
    for name, own in sorts.text.items():
        texts = [piece.source for piece in own if piece.name == name]
        beside = [piece.source for piece in own if piece.name != name]
        if not own and not answers.get(name):
            beside += [piece.source for piece in sorts.other if piece.item == name]
        answer = _join_text(answers.get(name), texts, [*beside, *loose[name]])
        if answer:
            answers[name] = answer
        if BESIDE in answer or any(piece.kind != "markdown" for piece in own):
            elsewhere.add(name)
    for task, targets in release.tasks.items():
        texts = [str(answers.get(name, "")) for name in release.written]
        if task not in answers and any(re.search(rf"\b(def|class)\s+{each}\b", "\n".join(texts)) for each in targets):
            pieced.add(task)
    kept = [
        piece for piece in sorts.loose
        if piece.item in typed or piece.item in release.tasks or not release.written
    ]  # fmt: skip
    placed += [(piece.place, Addition(piece.anchor, piece.source, True)) for piece in kept]
    placed += [(piece.place, _make_addition(release, piece)) for piece in sorts.other]
    additions = [each for _, each in sorted(placed, key=lambda pair: pair[0]) if len(each.source) <= _LONGEST_SOURCE]
    if len(additions) < len(placed) or len(additions) > _MOST_ADDITIONS:
        pieced |= set(release.tasks)
    return Work(
        response=_check_length(replace(response, responses=answers)),
        code=code,
        additions=tuple(additions[:_MOST_ADDITIONS]),
        pieced=tuple(name for name in release.tasks if name in pieced),
        elsewhere=tuple(name for name in release.written if name in elsewhere),
        typed=tuple(name for name in release.marked if name in typed),
        altered=tuple(dict.fromkeys((*noted["altered"], *found.altered))),
        attached=tuple(dict.fromkeys((*noted["attached"], *filter(None, found.attached)))),
        other=other,
    )


def _list_lines(text: str) -> list[str]:
    return [line for line in split_lines(clean_text(text)) if line.strip()]


def _is_other(release: Release, task: str, given: Any, cells: Iterable[str]) -> bool:
    """Return whether the response file answers a task with code that the notebook does not hold."""
    if not release.is_answered(task, given):
        return False
    lines = _list_lines(given)
    starter = _list_lines(release.cells[task]["source"])
    return find_lines(_list_lines("\n".join(cells)), lines) < 0 and find_lines(starter, lines) < 0


def _make_addition(release: Release, piece: Piece) -> Addition:
    """Return added code where it stood; what was written into a cell that was handed out is run before it."""
    return Addition(release.before(piece.name) if piece.name else piece.anchor, piece.source)


def _list_notes(handed: Mapping[str, Any] | None) -> Mapping[str, Any]:
    metadata = handed.get("metadata") if handed else None
    noted = metadata.get("casebook") if isinstance(metadata, Mapping) else None
    return noted if isinstance(noted, Mapping) else {}


def holds_notes(handed: Mapping[str, Any]) -> bool:
    """Return whether a notebook was made by `write_work` from one in which something did not stand where it belongs."""
    return bool(_list_notes(handed))


def _read_noted(release: Release, handed: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Return what an earlier reading noted in a notebook, as `write_work` left it; only names that exist."""
    noted = _list_notes(handed)
    known: dict[str, Iterable[str]] = {
        "pieced": release.tasks,
        "elsewhere": release.written,
        "typed": release.marked,
        "attached": release.order,
        "altered": [name for name, cell in release.cells.items() if is_test(cell)],
    }
    return {
        key: [name for name in known[key] if isinstance(noted.get(key), list) and name in noted[key]] for key in _NOTED
    }


def _read_other(release: Release, handed: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the other code that an earlier reading noted in a notebook."""
    noted = _list_notes(handed).get("other")
    found = noted.items() if isinstance(noted, Mapping) else ()
    return {
        name: clean_text(text[:_LONGEST_SOURCE])
        for name, text in found
        if name in release.tasks and isinstance(text, str) and text.strip()
    }


def show_other(cells: Iterable[dict[str, Any]], other: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the cells of a notebook with other code of the response file shown below the task that it is for."""
    shown: list[dict[str, Any]] = []
    for cell in cells:
        name = read_grade_id(cell)
        shown.append(cell)
        if name in other:
            text = f"{OTHER}\n\n{quote_text(other[name])}"
            shown.append({"cell_type": "markdown", "id": f"other-{len(shown)}", "metadata": {}, "source": text})
    return shown


def _check_length(response: Response) -> Response:
    for name, answer in response.responses.items():
        if isinstance(answer, str) and len(answer) > _LONGEST_SOURCE:
            raise Refused(f"the answer to {name} is longer than {_LONGEST_SOURCE} characters - shorten it")
    if len(write_response(response)) > LARGEST:
        raise Refused(f"the answers together are longer than {LARGEST:,} bytes - shorten them")
    return response


def list_moved(work: Work) -> Iterator[tuple[str, str]]:
    """Yield a sentence on each thing that did not stand where it belongs, with the test if it is about one."""
    if work.attached:
        yield "", "files attached to cells were left out"
    if work.elsewhere:
        yield "", "what was written outside an answer's cell was put with the answer"
    for name in work.altered:
        yield name, f"the test {name} was altered; it was put back before it was run"


def write_work(work: Work, released: Mapping[str, Any]) -> bytes:
    """Return the released notebook with all that a learner handed in where it belongs, and notes on what did not stand there."""
    answers = {**work.response.responses, **work.code}
    noted: dict[str, Any] = {key: list(getattr(work, key)) for key in _NOTED if getattr(work, key)}
    noted |= {"other": dict(work.other)} if work.other else {}
    metadata = {**released["metadata"], **({"casebook": noted} if noted else {})}
    response = replace(work.response, responses=answers)
    return rebuild_notebook({**released, "metadata": metadata}, response, work.additions)


def rebuild_notebook(
    released: Mapping[str, Any], response: Response, additions: Sequence[Addition] | None = None
) -> bytes:
    """Return the released notebook with a learner's written answers and code in their cells.

    Written answers are quoted, so that no page can take them for anything but text.
    """
    cells: list[dict[str, Any]] = []
    added = list(enumerate(additions or (), 1))

    def add(after: str) -> None:
        for number, addition in added:
            if addition.after != after:
                continue
            cell: dict[str, Any] = {"id": f"added-{number}", "metadata": {}}
            if addition.text:
                cells.append({**cell, "cell_type": "markdown", "source": quote_text(addition.source)})
            else:
                cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
                cells.append({**cell, "source": addition.source})

    add("")
    for cell in released["cells"]:
        answer = response.responses.get(read_grade_id(cell))
        if cell["metadata"].get("nbgrader", {}).get("solution") and isinstance(answer, str) and answer.strip():
            written = cell["cell_type"] == "markdown"
            cells.append({**cell, "source": quote_text(answer) if written else clean_text(answer)})
        else:
            cells.append(dict(cell))
        add(read_grade_id(cell))
    return write_notebook({**released, "cells": cells})
