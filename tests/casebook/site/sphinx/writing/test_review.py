"""What a page says beside its text: its review, where it can be had as a notebook, and the blueprint."""

import pytest

from casebook.judge.blind.log import digest_text
from casebook.site.setting import DOWNLOADS

from ..conftest import PAGES, Book, Build

NOTEBOOK = "# Pot\n\n```{code-cell} ipython3\n1 + 1\n```\n"
CELLS = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n" + NOTEBOOK


def log_review(text: str) -> str:
    return (
        f'[[review]]\nof = "book/chapter/cup.md"\nwording = "{digest_text(text)}"\nname = "A. Taster"\n'
        'role = "tea taster"\ndate = 2027-05-20\n'
    )


@pytest.fixture(scope="module")
def reviewed(build_book: Build) -> Book:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DOWNLOADS, "tea-1.0-py3-none-any.whl")
        pages = {
            **PAGES,
            "readings.toml": log_review(PAGES["chapter/cup"]),
            "objectives.yml": "tea-1: Serve tea\n",
            "chapter/pot": CELLS,
            "chapter/plan": "# Plan\n\n```{blueprint}\n```\n",
            "chapter/index": PAGES["chapter/index"].replace("cup\n", "cup\npot\nplan\n"),
        }
        return build_book(pages)


def test_a_page_names_the_clinician_who_reviewed_it_and_no_other_page_does(reviewed: Book) -> None:
    said = "Reviewed by A. Taster, tea taster, on 2027-05-20."
    assert f"<strong>For teaching.</strong> {said}</p>" in reviewed.read("chapter/cup.html")
    for page in ("index.html", "chapter/exercise.html", "register.html", "search.html"):
        assert "<strong>For teaching.</strong> Awaiting review." in reviewed.read(page), page


def test_a_page_with_code_offers_its_notebook_and_the_library(reviewed: Book) -> None:
    page = reviewed.read("chapter/pot.html")
    assert '<a href="../notebooks/chapter/pot.ipynb" download>Download as a notebook</a>' in page
    assert '<a href="../notebooks/tea-1.0-py3-none-any.whl" download>the library it needs</a>' in page
    assert "Download as a notebook" not in reviewed.read("chapter/cup.html")


def test_a_plain_build_offers_none(book: Book) -> None:
    assert "Download as a notebook" not in book.read("chapter/cup.html")


def test_the_blueprint_is_made_from_the_bank(reviewed: Book) -> None:
    page = reviewed.read("chapter/plan.html")
    assert "1 self-check case with" in page
    assert "<table" in page
    assert "tea-1" in page and "Serve tea" in page
