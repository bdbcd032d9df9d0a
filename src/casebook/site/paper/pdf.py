"""The book and each of its chapters as PDF: tagged, with bookmarks, the answers at the end.

Printed by a Chromium or a Chrome that is on this computer, from the finished site; nothing is fetched. Printed twice:
the first time tells on which page everything fell.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ...author.course import Course
from ...folder import write_file
from ...problem import CasebookError
from ...web.bundle import read_style
from ..setting import PDF_FOLDER
from .paper import PrintedPage, Sheet, compose, gather_facts, has_facts, is_poster, read_leaf

__all__ = ["PAPERS", "find_browser", "name_book", "name_pdf", "plan_sheets", "print_sheet", "write_pdfs"]

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
PAPERS = ("A4", "Letter")
"""What pages for the wall are printed on: a file for each."""

_PATIENCE = 600
_FACTS = "The facts in this chapter"
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")
_CREATOR = re.compile(rb"(?<=/Creator \()(?:[^()\\]|\\.)*(?=\))")


def find_browser() -> str:
    """Return the Chromium or Chrome of this computer; raise in one line when there is none."""
    named = os.environ.get("CHROMIUM")
    if named and shutil.which(named):
        return named
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    found = found or next((place for place in _PLACES if Path(place).is_file()), None)
    if not found:
        raise CasebookError(
            "a PDF is printed by Chromium or Chrome, and there is none here - install one, or name it in the "
            "environment variable CHROMIUM"
        )
    return found


def name_book(subject: str) -> str:
    """Return the file name of the whole book's PDF."""
    return f"{subject}-book.pdf"


def name_pdf(page: str, paper: str = "") -> str:
    """Return the file name of the PDF that begins at a page: that of its chapter's folder; A4 goes without saying."""
    own = f"-{paper.lower()}" if paper and paper != PAPERS[0] else ""
    return f"{page.removesuffix('/index').replace('/', '-')}{own}.pdf"


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of the table of contents: its name, how deep it stands, and the part it opens, if it does."""

    name: str
    depth: int
    part: str = ""


def read_places(course: Course) -> tuple[_Place, ...]:
    """Return the pages of the book in their order, as its table of contents has them."""
    toc = yaml.safe_load((course.book / "_toc.yml").read_text(encoding="utf-8"))
    return (_Place(toc["root"], 1), *_walk(toc))


def _walk(toc: dict[str, Any]) -> Iterator[_Place]:
    for part in toc.get("parts", [toc]):
        caption = part.get("caption", "")
        for chapter in part.get("chapters", ()):
            yield _Place(chapter["file"], 1, caption)
            caption = ""
            for section in chapter.get("sections", ()):
                yield _Place(section["file"], 2)


def _read_title(course: Course) -> str:
    return str(yaml.safe_load((course.root / "_config.yml").read_text(encoding="utf-8")).get("title", ""))


def plan_sheets(course: Course) -> dict[str, Sheet]:
    """Return the documents to print by file name: the whole book first, then every chapter of more than one page.

    Of a chapter with pages for the wall these alone are printed, bare, once for each paper.
    """
    places = read_places(course)
    leaves = [
        read_leaf(place.name, (course.site / f"{place.name}.html").read_text(encoding="utf-8"), place.depth)
        for place in places
    ]
    title = _read_title(course)
    subject = course.subject
    notice = f"{subject.notice} {subject.review}".strip()
    parts = {place.name: place.part for place in places if place.part}
    sheets = {name_book(subject.name): Sheet(title, "", notice, tuple(leaves), parts)}
    chapters: list[list[PrintedPage]] = []
    for leaf in leaves:
        if leaf.depth == 1:
            chapters.append([])
        chapters[-1].append(leaf)
    registers = list(filter(has_facts, leaves))
    for chapter in chapters:
        posters = tuple(leaf for leaf in chapter if is_poster(leaf))
        if posters:
            first = chapter[0]
            for paper in PAPERS:
                sheets[name_pdf(first.name, paper)] = Sheet(first.title, title, notice, posters, paper=paper)
        elif len(chapter) > 1:
            if registers and not any(register in chapter for register in registers):
                chapter.append(gather_facts(chapter, registers, title=_FACTS))
            sheets[name_pdf(chapter[0].name)] = Sheet(chapter[0].title, title, notice, tuple(chapter))
    return sheets


def _style(course: Course, sheet: Sheet) -> str:
    foot = sheet.notice.replace("\\", "").replace('"', "")
    own = (course.site / "_static" / "casebook.css").read_text(encoding="utf-8")
    paper = f"\n@page poster {{ size: {sheet.paper}; }}" if sheet.paper else ""
    return f'{own}\n:root {{ --paper-foot: "{foot}"; }}\n{read_style("paper/paper.css")}{paper}'


def _print(browser: str, page: Path, target: Path, profile: Path) -> None:
    """Have the browser print a page to a file."""
    command = [
        browser, "--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-extensions", f"--user-data-dir={profile}",
        "--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline", f"--print-to-pdf={target}",
    ]  # fmt: skip
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        command.append("--no-sandbox")
    try:
        done = subprocess.run(
            [*command, page.as_uri()], capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise CasebookError(
            f"{target.name}: printing took longer than {_PATIENCE} s - close other programs and try again"
        ) from None
    if done.returncode or not target.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CasebookError(f"{target.name}: {Path(browser).name} could not print it: {last}")


def number_pages(pdf: Path) -> dict[str, int]:
    """Return the number of the page that each linked anchor of a PDF is on, the cover being page 1."""
    # Takes half a second to load, and only a build that prints needs it.
    from pypdf import PdfReader

    reader = PdfReader(pdf)
    numbers = {page.indirect_reference: number for number, page in enumerate(reader.pages, 1)}
    root: Any = reader.trailer["/Root"]
    held: Any = root.get("/Dests")
    named = held.get_object() if held else {}
    # Iterating over an array leaves references as they are; asking it for an element would follow them.
    led = {name[1:]: next(iter(target)) for name, target in named.items()}
    return {name: numbers[reference] for name, reference in led.items() if reference in numbers}


def hide_making(data: bytes, creator: str) -> bytes:
    """Return a PDF without the time it was made at and the machine that made it: same book, same bytes."""
    data = _DATES.sub(lambda found: b" " * len(found[0]), data)
    return _CREATOR.sub(lambda found: creator.encode("ascii", "replace")[: len(found[0])].ljust(len(found[0])), data)


def print_sheet(course: Course, browser: str, name: str, sheet: Sheet) -> bytes:
    """Return a document of the course as the bytes of a PDF; the same site and browser give the same bytes."""
    style = _style(course, sheet)
    # Beside the pages, so that their pictures are found.
    page = course.site / f".paper-{name.removesuffix('.pdf')}.html"
    with tempfile.TemporaryDirectory(prefix="casebook-pdf-") as scratch:
        target = Path(scratch) / name
        pages: dict[str, int] = {}
        try:
            for _ in range(2):
                page.write_text(compose(sheet, style, find_page=pages.get), encoding="utf-8", newline="\n")
                _print(browser, page, target, Path(scratch) / "profile")
                pages = number_pages(target)
        finally:
            page.unlink(missing_ok=True)
        return hide_making(target.read_bytes(), "Casebook")


def write_pdfs(course: Course, *, say: Callable[[str], None] = print) -> list[Path]:
    """Print the whole book and each chapter from the finished site, and return the files."""
    browser = find_browser()
    sheets = plan_sheets(course)
    folder = course.site / PDF_FOLDER
    say(f"Printing {len(sheets)} PDFs with {Path(browser).name}.")
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        made = dict(
            zip(sheets, pool.map(lambda each: print_sheet(course, browser, *each), sheets.items()), strict=True)
        )
    for path in folder.glob("*.pdf") if folder.is_dir() else ():
        if path.name not in made:
            path.unlink()
    for name, data in made.items():
        write_file(folder / name, data)
    return [folder / name for name in made]
