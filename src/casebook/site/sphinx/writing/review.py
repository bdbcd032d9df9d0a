"""What each page says of itself beside its text: who reviewed it, and where it can be had as a notebook."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ....author.bank import Page
from ....author.course import Course
from ....judge.blind.log import Log, describe_review, read_log
from ....problem import relative
from ...paper.pdf import PAPERS, name_book, name_pdf
from ...setting import PDF_FOLDER
from ..reading.node import POSTER

__all__ = ["find_reviews", "offer_notebook", "offer_pdf", "say_review"]


def _root(app: Any) -> Path:
    return Path(app.config.casebook_root) if app.config.casebook_root else Path(app.srcdir).parent


def find_reviews(app: Any, config: Any) -> None:
    """Read the reading log once; a review that comes or goes writes every page again."""
    root = _root(app)
    log = read_log(Course(root, root / "answers", app.casebook_subject))
    # A broken log is for `casebook check` to say; until it is mended, no page claims a review.
    app.casebook_log = Log() if isinstance(log, list) else log
    config.casebook_reviews = hashlib.sha256(repr(app.casebook_log.reviews).encode()).hexdigest()


def _read_page(app: Any, docname: str) -> Page | None:
    """Return a page as its author wrote it; None for one that nobody wrote, such as the search."""
    if docname not in app.env.titles:
        return None
    path = Path(app.env.doc2path(docname))
    return Page(relative(path, _root(app)), path.read_text(encoding="utf-8"))


def say_review(app: Any, docname: str) -> str:
    """Return the line about a page's review: by whom and when, or that it is awaited."""
    page = _read_page(app, docname)
    awaiting: str = app.casebook_subject.review
    return describe_review(app.casebook_log, page.path, page.source, awaiting=awaiting) if page else awaiting


def offer_notebook(app: Any, docname: str) -> dict[str, Any]:
    """Return where a page's notebook and the wheels beside it will be; nothing unless `casebook build` writes them."""
    page = _read_page(app, docname) if app.config.casebook_downloads is not None else None
    if page is None or not page.has_cells:
        return {"casebook_notebook": "", "casebook_wheels": []}
    wheels = [f"notebooks/{name}" for name in app.config.casebook_downloads.split()]
    return {"casebook_notebook": f"notebooks/{docname}.ipynb", "casebook_wheels": wheels}


def offer_pdf(app: Any, docname: str, place: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return what a page's chapter can be had as and where it will be: on the first page the book, of pages for the wall each paper.

    Nothing if none is printed.
    """
    if not app.config.casebook_pdf:
        return []
    if docname == app.config.root_doc:
        return [("The whole book as a PDF", f"{PDF_FOLDER}/{name_book(app.casebook_subject.name)}")]
    if not place:
        return []
    page = place["page"]
    pages = [page, *app.env.toctree_includes.get(page, [])]
    if any(app.env.metadata.get(each, {}).get(POSTER) for each in pages):
        return [(f"All cards as a PDF, {paper}", f"{PDF_FOLDER}/{name_pdf(page, paper)}") for paper in PAPERS]
    return [("This chapter as a PDF", f"{PDF_FOLDER}/{name_pdf(page)}")]
