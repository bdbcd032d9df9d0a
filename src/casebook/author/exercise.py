"""A graded exercise: the cases, code tasks and bedside sessions of one folder of answers, in order, and their two halves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..problem import Problem, nearest, relative
from ..text.case import Case, Text
from ..text.header import read_document, read_header, read_text
from ..text.session import Session
from ..text.task import Exercise, Task
from .reader import read_draft
from .task import read_task

__all__ = [
    "Folder",
    "read_exercise",
    "read_folder_of_cases",
]


_COVER = "exercise.md"


@dataclass(frozen=True, slots=True)
class Folder:
    """What could be read of a folder of graded cases: the exercise if all of it is well, else the parts that can be
    judged all the same; and every problem found."""

    exercise: Exercise | None
    drafts: tuple[Case | Task, ...]
    problems: tuple[Problem, ...]


def _read_part(path: Path, name: str) -> tuple[Case | Task | None, tuple[Problem, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"the file can't be read ({error.strerror})"
        return None, (Problem(name, 1, what, "check its permissions", "unreadable"),)
    if name.endswith(".case.md"):
        draft = read_draft(data, name)
        return draft.case, draft.problems
    task = read_task(data, name)
    return (None, tuple(task)) if isinstance(task, list) else (task, ())


@dataclass(frozen=True, slots=True)
class _Cover:
    title: str
    order: tuple[str, ...]
    same: bool
    intro: Text


def _read_cover(folder: Path, root: Path) -> _Cover | list[Problem]:
    path = folder / _COVER
    name = relative(path, root)
    if not path.is_file():
        fix = "write it: a header with title: and order:, then an introduction"
        return [Problem(name, 1, "the exercise has no cover page", fix, "no-cover")]
    text = read_document(path.read_bytes(), name)
    if isinstance(text, Problem):
        return [text]
    header = read_header(text, name)
    if isinstance(header, Problem):
        return [header]
    problems = [
        Problem(
            name, entry.line, f"the header has no entry called {key}", "use title, order and numbers", "unknown-entry"
        )
        for key, entry in header.entries.items()
        if key not in {"title", "order", "numbers"}
    ]
    title = header.entries["title"].texts() if "title" in header.entries else None
    order = header.entries["order"].texts() if "order" in header.entries else None
    if not title or len(title) != 1 or not title[0].strip():
        problems.append(Problem(name, 1, "the exercise has no title", "write title: in the header", "no-title"))
    if not order:
        fix = "write order: [first-case, second-case] in the header"
        problems.append(Problem(name, 1, "the exercise gives no order of its cases", fix, "no-order"))
    numbers = read_text(header.entries["numbers"]) if "numbers" in header.entries else "own"
    if numbers not in {"own", "same"}:
        fix = "write numbers: same for one version for all, or numbers: own"
        line = header.entries["numbers"].line
        problems.append(Problem(name, line, "numbers says neither own nor same", fix, "bad-numbers"))
    if problems or not title or not order:
        return problems
    return _Cover(title[0].strip(), tuple(order), numbers == "same", Text(header.body.strip("\n"), header.body_line))


Sessions = Mapping[str, Session | list[Problem]]
"""What was read of the sessions of a folder, by file (`casebook.author.session.reader.read_sessions`)."""


def read_exercise(folder: Path, root: Path, *, sessions: Sessions | None = None) -> Exercise | list[Problem]:
    """Read a folder of graded cases; returns the exercise, or every problem of every file in it.

    `root` is the course's folder, from which problems name their files; `sessions` are those of the folder.
    """
    found = read_folder_of_cases(folder, root, sessions=sessions)
    return found.exercise or list(found.problems)


def read_folder_of_cases(folder: Path, root: Path, *, sessions: Sessions | None = None) -> Folder:
    """Read a folder of graded cases as far as it can be read; `sessions` are those of the folder."""
    parts: dict[str, Case | Task | Session] = {}
    problems: list[Problem] = []
    unread: set[str] = set()
    read: dict[Path, tuple[Case | Task | Session | None, Sequence[Problem]]] = {
        path: _read_part(path, relative(path, root)) for path in [*folder.glob("*.case.md"), *folder.glob("*.task.md")]
    }
    for file, session in (sessions or {}).items():
        read[folder / file] = (None, session) if isinstance(session, list) else (session, ())
    for path, (part, found) in sorted(read.items()):
        problems += found
        if part is None:
            unread.add(path.name.split(".")[0])
        elif part.id in parts:
            fix = "give one of them another id and file name"
            problems.append(Problem(relative(path, root), 1, f"{part.id} is used twice", fix, "duplicate-id"))
        else:
            parts[part.id] = part
            problems += _check_data(part, folder)
    cover = _read_cover(folder, root)
    if isinstance(cover, list):
        return Folder(None, _list_drafts(parts), (*problems, *cover))
    order = cover.order
    name = relative(folder / _COVER, root)
    known = set(parts) | unread
    for part_id in order:
        if part_id not in known:
            what = f"the order names {part_id}, which is not in this folder"
            problems.append(
                Problem(name, 1, what, f"name a case, task or session{nearest(part_id, known)}", "unknown-part")
            )
    for part_id in sorted(known - set(order)):
        problems.append(
            Problem(name, 1, f"the order leaves out {part_id}", "add it, or move its file away", "no-order")
        )
    if len(set(order)) < len(order):
        problems.append(Problem(name, 1, "the order names a case twice", "name each once", "no-order"))
    if problems:
        return Folder(None, _list_drafts(parts), tuple(problems))
    chosen = tuple(parts[part_id] for part_id in order)
    return Folder(Exercise(folder.name, cover.title, cover.intro, chosen, folder, cover.same), (), ())


def _list_drafts(parts: Mapping[str, Case | Task | Session]) -> tuple[Case | Task, ...]:
    """Return the cases and tasks that can be judged all the same; sessions are judged by themselves."""
    return tuple(part for part in parts.values() if not isinstance(part, Session))


def _check_data(part: Case | Task | Session, folder: Path) -> Iterator[Problem]:
    for name in part.data if isinstance(part, Task) else ():
        path = folder / "data" / name
        if not path.is_file():
            yield Problem(part.path, 1, f"there is no table data/{name}", "add it, or drop it from data:", "no-data")
