"""What is known of the PDFs without printing any."""

import shutil
from pathlib import Path

import pytest

from casebook.pdf import find_browser, name_book, name_pdf, settle
from casebook.problem import CasebookError


def test_without_a_browser_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "is_file", lambda path: False)
    with pytest.raises(CasebookError) as caught:
        find_browser()
    assert "\n" not in str(caught.value) and "CHROMIUM" in str(caught.value)


def test_a_browser_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/some/chromium")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert find_browser() == "/opt/some/chromium"


def test_files_are_named_after_chapters() -> None:
    assert (name_pdf("pharmacology/index"), name_pdf("evidence/register")) == (
        "pharmacology.pdf",
        "evidence-register.pdf",
    )
    assert name_book("tea") == "tea-book.pdf"


def test_neither_time_nor_machine_stays_in_the_file_and_nothing_moves() -> None:
    one = b"<</Creator (Mozilla/5.0 \\(X11; Linux x86_64\\))\n/CreationDate (D:20260101000000+00'00')\n/ModDate (D:1)>> xref"
    two = settle(one, "Casebook")
    assert len(two) == len(one)
    assert b"Linux" not in two and b"2026" not in two and two.endswith(b">> xref")
    assert b"/Creator (Casebook" in two
