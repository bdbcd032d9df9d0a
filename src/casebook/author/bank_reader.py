"""Reading a whole course into its bank: every file, and what could not be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..problem import Problem, relative
from ..text.case import Case
from ..text.header import read_document
from ..text.session import SUFFIX
from ..text.task import Exercise, Task
from .bank import Bank, Page
from .course import Course
from .exercise import read_folder_of_cases
from .glossary import FILE, Glossary, read_glossary
from .objectives import read_objectives
from .reader import read_draft
from .session.reader import read_sessions

__all__ = ["find_pages", "keep_exam", "list_files", "read_bank"]


def find_pages(book: Path) -> list[Path]:
    """Return the book's pages: its Markdown files that are no cases."""
    return sorted(path for path in book.rglob("*.md") if not path.name.endswith((".case.md", ".task.md", SUFFIX)))


def list_files(course: Course) -> Iterator[Path]:
    """Yield every file that holds a case or a code task, whether or not it can be read."""
    yield from sorted(course.book.rglob("*.case.md"))
    for name in course.list_exercises():
        yield from sorted([*(course.answers / name).glob("*.case.md"), *(course.answers / name).glob("*.task.md")])


def _read(path: Path, name: str) -> bytes | Problem:
    try:
        return path.read_bytes()
    except OSError as error:
        return Problem(name, 1, f"the file can't be read ({error.strerror})", "check its permissions", "unreadable")


def _read_glossary(course: Course) -> Glossary | Problem | None:
    path = course.book / FILE
    return read_glossary(path.read_bytes(), relative(path, course.root)) if path.is_file() else None


def read_bank(course: Course) -> Bank:
    """Read a whole course; what can't be read becomes a problem and the rest is read all the same."""
    objectives, lines, problems = read_objectives(course)
    cases: list[Case] = []
    drafts: list[Case | Task] = []
    for path in sorted(course.book.rglob("*.case.md")):
        name = relative(path, course.root)
        data = _read(path, name)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        draft = read_draft(data, name)
        problems += draft.problems
        if draft.case:
            (drafts if draft.problems else cases).append(draft.case)
    exercises: list[Exercise] = []
    for name in course.list_exercises():
        folder = read_folder_of_cases(
            course.answers / name, course.root, sessions=read_sessions(course.answers / name, course.root)
        )
        problems += folder.problems
        drafts += folder.drafts
        if folder.exercise:
            exercises.append(folder.exercise)
    pages = []
    for path in find_pages(course.book):
        name = relative(path, course.root)
        data = _read(path, name)
        text = read_document(data, name) if isinstance(data, bytes) else data
        if isinstance(text, Problem):
            problems.append(text)
        else:
            pages.append(Page(name, text))
    glossary = _read_glossary(course)
    if isinstance(glossary, Problem):
        problems.append(glossary)
    return Bank(
        tuple(cases),
        tuple(exercises),
        tuple(pages),
        objectives,
        tuple(problems),
        lines,
        tuple(drafts),
        glossary if isinstance(glossary, Glossary) else None,
    )


def keep_exam(course: Course, bank: Bank) -> Bank:
    """Return of a bank what belongs to its private folder of graded cases; the objectives are the book's."""
    book = f"{relative(course.book, course.root)}/"
    return replace(
        bank,
        cases=(),
        pages=(),
        glossary=None,
        problems=tuple(each for each in bank.problems if not each.path.startswith(book)),
        drafts=tuple(each for each in bank.drafts if not each.path.startswith(book)),
    )
