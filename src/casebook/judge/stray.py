"""Whether what authors wrote stands where it is read: files under their right names and in their folders, cards and pages that lead somewhere.

What a build would not notice is said here: a file whose name or folder makes nobody read it, a self-check on no page, a
page that no list of contents leads to.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ..author.bank import Bank, Page
from ..author.bank_reader import find_pages
from ..author.course import Course
from ..problem import Problem, nearest, relative
from ..text.header import read_document

__all__ = ["find_strays"]

_CARD = re.compile(r"^\s*(?:`{3,}|~{3,}|:{3,})\s*\{(case|exercise)\}\s*(\S*)", re.MULTILINE)
_LISTED = re.compile(r"^\s*(?:-\s*)?(?:file|root):\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_CALLED = re.compile(r"\.(case|task|session)\b.*", re.IGNORECASE)
_HEADED = re.compile(r"\A---\n(?:.*\n)*?(?:level|objectives):")
_MADE = {".ipynb_checkpoints", "__pycache__", "_build"}


def find_strays(course: Course, bank: Bank) -> Iterator[Problem]:
    """Yield files that nobody reads and cards that lead nowhere; of a private exam its own files alone."""
    yield from _find_in_answers(course)
    if course.is_private:
        return
    yield from _find_elsewhere(course)
    shown: set[str] = set()
    for page in bank.pages:
        if not page.path.startswith("book/contribute/"):
            yield from _check_cards(course, page, shown)
    for case in bank.cases:
        if case.path not in shown:
            fix = f"show it: a line of three backticks and {{case}} {case.id}, closed by another, in a page beside it"
            yield Problem(case.path, 1, f"no page shows the self-check {case.id}", fix, "unshown-case")
    yield from _check_contents(course)


def _list_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not _MADE & set(path.relative_to(folder).parts[:-1])
            and not path.name.startswith((".", "~$"))
        ):
            yield path


def _mend_name(path: Path) -> tuple[str, str]:
    """Return the name that a file of a case or a code task should have, and which of the two it is."""
    found = _CALLED.search(path.name)
    kind = found[1].lower() if found else "case"
    stem = path.name[: found.start()] if found else path.name.partition(".")[0]
    return f"{stem}.{kind}.md", kind


def _find_in_answers(course: Course) -> Iterator[Problem]:
    """Yield texts in the folder of answers that are neither cover, case nor code task of an exercise."""
    for path in _list_files(course.answers) if course.answers.is_dir() else ():
        inside = path.relative_to(course.answers).parts
        called = bool(_CALLED.search(path.name))
        if not called and path.suffix.lower() not in (".md", ".txt"):
            continue
        name, kind = _mend_name(path)
        right = path.name.endswith((".case.md", ".task.md", ".session.md"))
        if len(inside) == 2 and (right or path.name in ("exercise.md", "README.md")):
            continue
        if len(inside) == 1 and path.name in ("README.md", "salt.txt"):
            continue
        shown = relative(path, course.root)
        if len(inside) != 2:
            where = relative(course.answers, course.root)
            fix = f"move it to {where}/NAME/{name}, where NAME is an exercise's folder"
            yield Problem(shown, 1, "the file lies in no exercise's folder, so it is not read", fix, "stray-file")
        else:
            what = "code task" if kind == "task" else kind
            yield Problem(
                shown, 1, f"the name is no {what}'s, so the file is not read", f"call it {name}", "stray-file"
            )


def _find_elsewhere(course: Course) -> Iterator[Problem]:
    """Yield cases and code tasks that lie in the book under other names, among what is released, or beside the folders."""
    for path in _list_files(course.book) if course.book.is_dir() else ():
        if _CALLED.search(path.name) and path.suffix != ".py":
            name, kind = _mend_name(path)
            shown = relative(path, course.root)
            if kind == "task":
                fix = f"move it to answers/NAME/{name}, where NAME is an exercise's folder"
                yield Problem(shown, 1, "a code task is no self-check, so it is not read here", fix, "stray-file")
            elif not path.name.endswith((".case.md", ".session.md")):
                what = f"the name is no {kind}'s, so the file is not read"
                yield Problem(shown, 1, what, f"call it {name}", "stray-file")
    places = [*_list_files(course.exercises)] if course.exercises.is_dir() else []
    for path in [*places, *sorted(course.root.glob("*.md*"))]:
        if _CALLED.search(path.name):
            fix = "move it beside the page that shows it, or into a folder of answers/"
            yield Problem(relative(path, course.root), 1, "no case is read from this folder", fix, "stray-file")


def _check_cards(course: Course, page: Page, shown: set[str]) -> Iterator[Problem]:
    """Yield the cards of a page for which there is nothing to show; notes in `shown` the cases that are shown."""
    folder = page.path.rpartition("/")[0]
    for found in _CARD.finditer(page.source):
        line = page.source.count("\n", 0, found.start(1)) + 1
        kind, name = found[1], found[2]
        if kind == "exercise":
            known = course.list_exercises()
            if name not in known and not (course.exercises / name / "exercise.json").is_file():
                fix = f"name a folder of answers/{nearest(name, known)}"
                yield Problem(page.path, line, f"there is no exercise {name or 'without a name'}", fix, "unknown-card")
            continue
        path = f"{folder}/{name}.case.md"
        shown.add(path)
        if not (course.root / path).is_file():
            here = [each.name.removesuffix(".case.md") for each in (course.root / folder).glob("*.case.md")]
            fix = f"write {path}, or name a case beside this page{nearest(name, here)}"
            yield Problem(page.path, line, f"there is no case {name or 'without a name'}", fix, "unknown-card")


def _check_contents(course: Course) -> Iterator[Problem]:
    """Yield the pages that the list of contents leaves out."""
    path = course.book / "_toc.yml"
    contents = read_document(path.read_bytes(), relative(path, course.root)) if path.is_file() else ""
    if not isinstance(contents, str) or not contents:
        return  # without a list there is no book yet; one that can't be read is the builder's to explain
    listed = {name.removesuffix(".md") for name in _LISTED.findall(contents)}
    for page in find_pages(course.book):
        name = relative(page, course.book).removesuffix(".md")
        if name in listed or _CALLED.search(page.name) or _MADE & set(page.parts):
            continue
        text = page.read_text("utf-8", "replace")
        shown = relative(page, course.root)
        if _HEADED.match(text):
            fix = f"call it {page.name.removesuffix('.md')}.case.md"
            yield Problem(shown, 1, "the file looks like a case and is read as a page", fix, "stray-file")
        else:
            fix = f"add it there: - file: {name}"
            yield Problem(
                shown, 1, "no list of contents leads to this page: it is not in book/_toc.yml", fix, "unlisted-page"
            )
