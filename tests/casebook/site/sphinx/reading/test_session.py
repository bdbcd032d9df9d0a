"""A session in a page: its data, its paper for who has no script, the pages to read next, and what is said of a slip."""

import io
import json
import os
import re
from collections.abc import Iterator

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from casebook.site.paper.paper import Sheet, compose, read_leaf
from casebook.site.sphinx.after.search import read_entries

from ....session.sessions import TEXT
from ..conftest import Book

INDEX = "# Tea\n\nHello.\n\n```{toctree}\n:hidden:\n\ntea/quiet\ntea/read\nregister\n```\n"
PAGE = "# Quiet\n\nPlay.\n\n```{session} quiet-cup\n:read: read.md nowhere.md\n```\n\n```{session} quiet-cap\n```\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    root = tmp_path_factory.mktemp("course")
    pages = {
        "index.md": INDEX, "tea/quiet.md": PAGE, "tea/read.md": "# Read on\n\nText.\n", "tea/quiet-cup.session.md": TEXT,
        "register.md": "# Register\n\n```{register}\n```\n",
    }  # fmt: skip
    for name, text in pages.items():
        path = root / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = {
        "extensions": ["myst_nb", "sphinx_book_theme", "casebook.site"], "html_theme": "casebook", "project": "Tea",
        "html_math_renderer": "casebook", "html_copy_source": False, "html_use_index": False, "language": "en",
        "nb_execution_mode": "off", "exclude_patterns": ["**.session.md"], "casebook_subject": "ketamine",
    }  # fmt: skip
    warnings = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, patch_docutils(), docutils_namespace():
        patch.delenv("CASEBOOK_STATIC", raising=False)
        Sphinx(
            root / "book", None, root / "html", root / "trees", "html", confoverrides=settings, status=None,
            warning=warnings, freshenv=True,
        ).build()  # fmt: skip
        yield Book(root / "html", re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue()))
    os.environ.pop("CASEBOOK_STATIC", None)


def read_paper(book: Book) -> str:
    found = re.search(
        r'<div class="session-paper"[^>]*>(.*)<script type="application/json"', book.read("tea/quiet.html"), re.S
    )
    assert found
    return found[1]


def test_a_session_that_is_not_there_and_a_page_that_is_not_there_are_said_with_their_line(book: Book) -> None:
    assert (
        "there is no session quiet-cap - write book/tea/quiet-cap.session.md, or name a session beside this page"
        in book.warnings
    )
    assert "there is no page nowhere.md to read after the session" in book.warnings
    assert book.warnings.count("WARNING") == 2


def test_the_page_holds_its_data_and_asks_for_its_script_and_no_other_page_does(book: Book) -> None:
    html = book.read("tea/quiet.html")
    (held,) = re.findall(r'<script type="application/json" class="session-data">(.*?)</script>', html, re.S)
    data = json.loads(held)
    assert data["id"] == "quiet-cup" and data["read"] == [["read.html", "Read on"]]
    assert data["secret"]["best"], "one way that earns every mark"
    for asset in ("session.js", "session.css"):
        assert asset in html and asset not in book.read("tea/read.html")


def test_on_paper_each_act_names_the_number_of_a_moment_that_is_there(book: Book) -> None:
    paper = read_paper(book)
    numbers = dict(re.findall(r'id="(quiet-cup-m\d)"><h\d class="session-title">(\d)\.', paper))
    links = re.findall(r'<a href="#(quiet-cup-m\d)">(\d)</a>', paper)
    assert len(numbers) == 6 and len(links) >= 9
    assert all(numbers[name] == number for name, number in links)
    assert [paper.index(f">{number}. ") for number in range(1, 7)] == sorted(
        paper.index(f">{number}. ") for number in range(1, 7)
    )


def test_on_paper_readings_stand_in_tables_and_no_gap_is_left(book: Book) -> None:
    paper = read_paper(book)
    assert "<data value" not in paper
    assert "pump on at 0, pump off at 10" in paper and "137/81" in paper
    assert "has called for pause, or worse, for 10 min" in paper
    assert "Afterwards: what counted, and why" in paper and "Symptoms are in no model here." in paper


def test_a_search_does_not_look_through_the_paper(book: Book) -> None:
    found = list(read_entries(book.read("tea/quiet.html")))
    assert "A quiet cup" in {entry.title for entry in found}, "the session itself is found"
    assert "The bag hangs" not in " ".join(" ".join(entry.text) + entry.title for entry in found)


def test_in_the_pdf_of_a_chapter_it_is_the_paper_with_what_is_found(book: Book) -> None:
    leaf = read_leaf("tea/quiet", book.read("tea/quiet.html"), 2)
    html = str(compose(Sheet("Tea", "", "For teaching.", (leaf,)), ""))
    assert "1. The bag hangs" in html and "What you find" in html
    assert "Scripts are switched off" not in html and "session-stage" not in html
