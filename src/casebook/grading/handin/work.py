"""What a learner wrote into a notebook, wherever it stands: in the exercise's own cells or in split, copied, merged, moved or new ones.

Whoever looks after a notebook by hand, or opens it in another program, ends with cells that nobody planned. Code is put before
the tests of its task in the order in which it stands; text is put with the written answer it stands by. What could have come
out otherwise is named in `Work.pieced`, so that a person confirms what it earned. `collect` and `grade` both read by this.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ...exercise.cell import item_of, read_grade_id, write_notebook
from ...mark.response import LARGEST, Refused, Response, write_response
from .program import drop_course_calls, glue, is_words, list_defined, list_used, only_imports, parses
from .quarantine import clean_text, quote_text, unquote_text

__all__ = ["BESIDE", "Addition", "Work", "holds_notes", "is_test", "read_work", "rebuild_notebook", "write_work"]

BESIDE = "[Also in the notebook:]"
"""What stands above text that a learner wrote outside the cell of an answer."""

_MOST_ADDITIONS = 200
_LONGEST_SOURCE = 100_000
_LONGEST_BESIDE = 20_000
_MOST_LINES = 400  # of merged cells that are looked at line by line
_MOST_WRITTEN = 1_000_000  # letters in a notebook that were not handed out
_TASK = re.compile(r"\s*#\s*Task:\s*([a-z0-9-]+)")
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
    """

    response: Response
    code: Mapping[str, str]
    additions: tuple[Addition, ...]
    pieced: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()


def _squeeze(text: str) -> str:
    """Return a text without its spaces and line ends, which programs and quoting change."""
    return "".join(clean_text(text).split())


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _find_lines(lines: Sequence[str], block: Sequence[str]) -> int:
    """Return where a block of lines stands in others, or -1."""
    size = len(block)
    return next((start for start in range(len(lines) - size + 1) if lines[start : start + size] == block), -1)


def is_test(cell: Mapping[str, Any]) -> bool:
    """Return whether a released cell is a test of a code task, and not one that is marked from the response file."""
    own = cell["metadata"].get("nbgrader", {})
    return bool(own.get("grade")) and not own.get("solution") and item_of(read_grade_id(cell)) != read_grade_id(cell)


@dataclass(frozen=True)
class _Release:
    """The cells that were handed out, by what a handed-in cell can be known by."""

    notebook: Mapping[str, Any]

    @cached_property
    def cells(self) -> dict[str, Mapping[str, Any]]:
        return {read_grade_id(cell): cell for cell in self.notebook["cells"]}

    @cached_property
    def ids(self) -> dict[str, str]:
        return {str(cell["id"]): name for name, cell in self.cells.items() if "id" in cell}

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, cell in self.cells.items():
            found.setdefault(_squeeze(cell["source"]), []).append(name)
        return found

    @cached_property
    def order(self) -> list[str]:
        return list(self.cells)

    def _answers(self, kind: str) -> list[str]:
        return [
            name for name, cell in self.cells.items()
            if cell["cell_type"] == kind and cell["metadata"].get("nbgrader", {}).get("solution")
        ]  # fmt: skip

    @cached_property
    def tasks(self) -> dict[str, set[str]]:
        """Code items, and the names their starter defines."""
        return {name: list_defined(self.cells[name]["source"]) for name in self._answers("code")}

    @cached_property
    def written(self) -> list[str]:
        return self._answers("markdown")

    @cached_property
    def marked(self) -> list[str]:
        """Items that are marked from the response file."""
        grades = [name for name, cell in self.cells.items() if cell["metadata"].get("nbgrader", {}).get("grade")]
        return [name for name in grades if item_of(name) == name and name not in self.written]

    @cached_property
    def blocks(self) -> dict[str, list[str]]:
        """The lines of each cell that nobody was to write into, the longest first, without those that tell nothing."""
        blocks = {
            name: _lines(cell["source"]) for name, cell in self.cells.items()
            if name not in self.tasks and len(_squeeze(cell["source"])) >= 8
            and not (cell["cell_type"] == "code" and only_imports(cell["source"]))
        }  # fmt: skip
        return dict(sorted(blocks.items(), key=lambda pair: -len(pair[1])))

    def before(self, name: str) -> str:
        """Return the cell before one, or nothing for the first."""
        place = self.order.index(name)
        return self.order[place - 1] if place else ""

    def is_answered(self, task: str, given: Any) -> bool:
        """Return whether a response file holds code for a task that is not just its starter."""
        return (
            isinstance(given, str) and bool(given.strip()) and _squeeze(given) != _squeeze(self.cells[task]["source"])
        )

    def identify(self, cell: Mapping[str, Any], seen: set[str], anchor: str) -> str:
        """Return which released cell this one is: by its name, else its id, else its text; nothing for one that is none."""
        name = read_grade_id(cell)
        if name in self.cells:
            return name
        identity = cell.get("id")
        if isinstance(identity, str) and identity in self.ids:
            return self.ids[identity]
        same = self.sources.get(_squeeze(cell["source"]), []) if cell["source"].strip() else []
        # Of cells with one text it is the next one after those that were known.
        place = self.order.index(anchor) if anchor else -1
        later = [each for each in same if each not in seen and self.order.index(each) > place]
        return next(iter([*later, *(each for each in same if each not in seen), *same]), "")

    def strip(self, name: str, source: str, *, code: bool) -> tuple[str, frozenset[str]]:
        """Return of a cell's text what was not handed out, and the items whose cells were merged into it.

        Code that nobody altered stays as it is to the letter.
        """
        if name and _squeeze(source) == _squeeze(self.cells[name]["source"]):
            return "", frozenset()
        lines, left = _lines(source), source
        merged = set()
        for other, block in self.blocks.items():
            start = _find_lines(lines, block)
            if start >= 0:
                del lines[start : start + len(block)]
                left = "\n".join(lines).strip("\n")
                merged.add(item_of(other))
        return self._leave_out(name, left, code), frozenset(merged)

    def _leave_out(self, name: str, left: str, code: bool) -> str:
        """Return a text, or nothing for one that is a piece of what was handed out."""
        if name in self.written:
            return "" if _is_end(left, self.cells[name]["source"]) else left
        if name and name not in self.tasks and not code:
            own = _lines(self.cells[name]["source"])
            left = "\n".join(line for line in _lines(left) if line not in own)
        # A line that imports something may be the upper half of somebody's code.
        needed = name in self.tasks or (code and list_defined(left, imports=True))
        return "" if not needed and self._is_part(left, bool(name)) else left

    def _is_part(self, text: str, known: bool) -> bool:
        """Return whether a text is a piece of a cell that was handed out, as splitting that cell leaves it."""
        lines, telling = _lines(text), known or len(_squeeze(text)) >= 12
        return any(
            _find_lines(block, lines) >= 0 or (telling and _is_end(text, "".join(block)))
            for block in self.blocks.values()
        )


def _is_end(text: str, whole: str) -> bool:
    """Return whether a text is how another begins or ends."""
    piece, other = _squeeze(text), _squeeze(whole)
    return other.startswith(piece) or other.endswith(piece)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a learner wrote into one cell: where it stands, which released cell it is if any, and the one before it."""

    place: int
    name: str
    anchor: str
    kind: str
    source: str
    whole: bool
    merged: frozenset[str] = frozenset()

    @property
    def item(self) -> str:
        return item_of(self.name or self.anchor)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was written into each cell, tests that were rewritten, released cells that are there twice, and those with files."""

    pieces: list[_Piece] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    attached: list[str] = field(default_factory=list)


def _find_pieces(release: _Release, handed: Mapping[str, Any]) -> _Found:
    found = _Found()
    seen: set[str] = set()
    anchor, written = "", 0
    for place, cell in enumerate(handed["cells"]):
        source = clean_text(cell["source"])
        name = release.identify({**cell, "source": source}, seen, anchor)
        found.twice.update({name} & seen)
        seen |= {name} - {""}
        anchor = name or anchor
        if cell.get("attachments"):
            found.attached.append(anchor)
        code = cell["cell_type"] == "code"
        left, merged = release.strip(name, source if code else unquote_text(source), code=code)
        left = drop_course_calls(left) if code else left
        if not left.strip():
            continue
        written += len(left)
        if written > _MOST_WRITTEN:
            raise Refused(f"more than {_MOST_WRITTEN:,} letters were written into the notebook - shorten it")
        whole = left in (source, unquote_text(source))
        if whole and name and is_test(release.cells[name]) and not _name_task(release, left, ""):
            found.altered.append(name)
            continue
        parts = (
            _cut_at_tasks(release, name, left) if whole else [*_cut_words(release, _cut_at_tasks(release, name, left))]
        )
        found.pieces.extend(
            _Piece(place, name, anchor, cell["cell_type"], part, whole and len(parts) == 1, merged) for part in parts
        )
    return found


def _cut_at_tasks(release: _Release, name: str, text: str) -> list[str]:
    """Return the text of a cell in parts, each but the first beginning with the first line of another cell's task."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        first = _TASK.match(line)
        task = f"{first[1]}--code" if first else ""
        if task in release.tasks and task != name and any(each.strip() for each in parts[-1]):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _cut_words(release: _Release, parts: Iterable[str]) -> Iterator[str]:
    """Yield parts of merged cells, cutting off what stands below the code of a task and is none itself."""
    for part in parts:
        lines = part.split("\n")
        task = _name_task(release, part, "")
        ends = [] if not task or len(lines) > _MOST_LINES or parses(part) else [
            end for end in range(len(lines) - 1, 0, -1)
            if lines[end].strip() and not lines[end][0].isspace() and parses("\n".join(lines[:end]))
            and release.tasks[task] <= list_defined("\n".join(lines[:end]))
        ]  # fmt: skip
        yield "\n".join(lines[: ends[0]]) if ends else part
        if ends:
            yield "\n".join(lines[ends[0] :])


def _name_task(release: _Release, source: str, near: str) -> str:
    """Return the task whose first line or whose function a text holds; `near` is the item it stands by."""
    first = _TASK.match(source)
    if first and f"{first[1]}--code" in release.tasks:
        return f"{first[1]}--code"
    defined = list_defined(source)
    fitting = [name for name, targets in release.tasks.items() if targets & defined]
    return near if near in fitting else next(iter(fitting), "")


@dataclass(slots=True)
class _Sorted:
    """Pieces by what they are: code of a task, text of a written answer, other code, and text that stands by nothing."""

    code: dict[str, list[_Piece]]
    text: dict[str, list[_Piece]]
    other: list[_Piece]
    loose: list[_Piece]


def _sort_pieces(
    release: _Release, pieces: Iterable[_Piece], answers: Mapping[str, Any], pieced: Collection[str]
) -> _Sorted:
    found = _Sorted({name: [] for name in release.tasks}, {name: [] for name in release.written}, [], [])
    before = ""  # the task whose code stood in the cell before
    for piece in pieces:
        is_code = piece.kind == "code"
        whole = is_code and parses(piece.source) and not is_words(piece.source)
        task = piece.name if piece.name in release.tasks else ""
        if not task and piece.name not in release.written:
            task = _name_task(release, piece.source, piece.item)
        if not task and is_code and not parses(piece.source) and piece.item not in release.written:
            # Half of a cell that was split stands below the other half, or at least by its task.
            task = before or (piece.item if piece.item in release.tasks else "")
        if task:
            found.code[task].append(piece)
        elif piece.item in release.written and (not whole or piece.name == piece.item):
            found.text[piece.item].append(piece)
        elif whole:
            found.other.append(piece)
        else:
            found.loose.append(piece)
        before = task
    _claim_code(release, found, answers, pieced)
    return found


def _claim_code(release: _Release, found: _Sorted, answers: Mapping[str, Any], pieced: Collection[str]) -> None:
    """Give each task the other code it needs: what stands by it when it has none, and what is defined below its tests."""
    for task, own in found.code.items():
        if not own and not release.is_answered(task, answers.get(task)):
            own += [piece for piece in found.other if piece.item == task and not piece.name]
        size = -1
        while size != len(own):
            size = len(own)
            used = {name for piece in own for name in list_used(piece.source)}
            used -= {name for piece in own for name in list_defined(piece.source, imports=True)}
            late = [piece for piece in found.other if piece not in own and _is_below(release, piece, task)]
            own += [piece for piece in late if list_defined(piece.source, imports=True) & used]
        own.sort(key=lambda piece: piece.place)
        # What fits nowhere and is in no cell of the task is rather somebody's words.
        words = set(glue([piece.source for piece in own]))
        stray = [
            piece for piece in own
            if task not in pieced and piece.source in words and not parses(piece.source)
            and not _name_task(release, piece.source, task)
        ]  # fmt: skip
        found.loose += [replace(piece, name="") for piece in stray]
        own[:] = [piece for piece in own if piece not in stray or piece.name]
    claimed = [piece for own in found.code.values() for piece in own]
    found.other = [piece for piece in found.other if piece not in claimed]
    found.loose.sort(key=lambda piece: piece.place)


def _is_below(release: _Release, piece: _Piece, task: str) -> bool:
    """Return whether a piece stands where it would be run after a test of a task."""
    place = release.order.index(piece.anchor) if piece.anchor else -1
    return place > release.order.index(task)


@dataclass(frozen=True, slots=True)
class _Code:
    """The cells that a task's code is to be run as, in order, and whether it did not simply stand in one."""

    cells: list[str]
    odd: bool


def _join_code(release: _Release, task: str, own: Sequence[_Piece], given: Any, twice: bool) -> _Code | None:
    """Return the code of a task that stands in the notebook, or None when there is none; `given` is the response file's."""
    starter, targets = release.cells[task]["source"], release.tasks[task]
    block = _lines(starter)
    inside = [_find_lines(block, _lines(piece.source)) >= 0 for piece in own]
    if all(inside):
        return None
    written = [piece for piece, old in zip(own, inside, strict=True) if not old]
    if targets <= {name for piece in written for name in list_defined(piece.source)}:
        # Of a starter that was only split, no half may take the place of what was written elsewhere.
        fresh = [piece for piece in own if piece in written or not list_defined(piece.source) & targets]
    else:
        fresh = list(own)
    # Of equal copies the last one stays.
    sources = [piece.source for piece in fresh]
    cells = glue([text for number, text in enumerate(sources) if text not in sources[number + 1 :]])
    defined = {name for cell in cells for name in list_defined(cell)}
    older = isinstance(given, str) and not targets <= defined and targets <= list_defined(given)
    if older:
        cells.insert(0, clean_text(given))
    only = own[0]
    known = only.name == task or bool(_TASK.match(only.source))
    plain = len(own) == 1 and known and only.kind == "code" and only.whole and not twice and not older
    return _Code(cells, not plain)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[:room]}\n[The rest is in the file as it was handed in.]"


def _join_text(given: Any, texts: Sequence[str], beside: Sequence[str]) -> str:
    """Return a written answer with all that was written for it, each thing once; `beside` stood outside its cell."""
    answer = given if isinstance(given, str) and given.strip() else ""
    more: list[str] = []
    own: list[str] = []
    for text in texts:
        if _squeeze(text) not in _squeeze("".join(own)):
            own.append(text)
    whole = "\n\n".join(own)
    if _squeeze(answer) in _squeeze(whole) and _squeeze(answer) != _squeeze(whole):
        answer = whole
    elif _squeeze(whole) not in _squeeze(answer):
        more.append(whole)
    for text in beside:
        if _squeeze(text) not in _squeeze(answer + "".join(more)):
            more.append(text)
    if not more:
        return answer
    head = "" if BESIDE in answer else f"{BESIDE}\n"
    cut = _cut("\n\n".join(more), max(0, min(_LONGEST_BESIDE, _LONGEST_SOURCE - len(answer) - 200)))
    return "\n\n".join(filter(None, (answer, head + cut)))


def _place_loose(release: _Release, found: _Sorted, answers: Mapping[str, Any]) -> dict[str, list[str]]:
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

    Code in the notebook wins over code in the response file, which may be older. A written answer in the response file stands
    first, and what the notebook says besides stands below it. Code that is still the starter is no answer. Raises `Refused`
    in one sentence when the answers are too long.
    """
    release = _Release(released)
    found = _find_pieces(release, handed) if handed else _Found()
    noted = _read_noted(release, handed)
    answers: dict[str, Any] = dict(response.responses)
    sorts = _sort_pieces(release, found.pieces, answers, noted["pieced"])
    code: dict[str, str] = {}
    placed: list[tuple[int, Addition]] = []
    pieced = set(noted["pieced"])
    for task, own in sorts.code.items():
        starter, given = release.cells[task]["source"], answers.get(task)
        joined = _join_code(release, task, own, given, task in found.twice)
        if joined is None:
            if isinstance(given, str) and not release.is_answered(task, given):
                del answers[task]
            continue
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
    )


def _make_addition(release: _Release, piece: _Piece) -> Addition:
    """Return added code where it stood; what was written into a cell that was handed out is run before it."""
    return Addition(release.before(piece.name) if piece.name else piece.anchor, piece.source)


def _list_notes(handed: Mapping[str, Any] | None) -> Mapping[str, Any]:
    metadata = handed.get("metadata") if handed else None
    noted = metadata.get("casebook") if isinstance(metadata, Mapping) else None
    return noted if isinstance(noted, Mapping) else {}


def holds_notes(handed: Mapping[str, Any]) -> bool:
    """Return whether a notebook was made by `write_work` from one in which something did not stand where it belongs."""
    return bool(_list_notes(handed))


def _read_noted(release: _Release, handed: Mapping[str, Any] | None) -> dict[str, list[str]]:
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


def _check_length(response: Response) -> Response:
    for name, answer in response.responses.items():
        if isinstance(answer, str) and len(answer) > _LONGEST_SOURCE:
            raise Refused(f"the answer to {name} is longer than {_LONGEST_SOURCE} characters - shorten it")
    if len(write_response(response)) > LARGEST:
        raise Refused(f"the answers together are longer than {LARGEST:,} bytes - shorten them")
    return response


def write_work(work: Work, released: Mapping[str, Any]) -> bytes:
    """Return the released notebook with all that a learner handed in where it belongs, and notes on what did not stand there."""
    answers = {**work.response.responses, **work.code}
    noted = {key: list(getattr(work, key)) for key in _NOTED if getattr(work, key)}
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
