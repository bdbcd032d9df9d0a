"""A chapter as PDF, printed twice: tagged, with bookmarks, its answers at the end, and the same bytes each time."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from casebook.site.paper.paper import compose
from casebook.site.paper.pdf import find_browser, plan_sheets, print_sheet

NAME = "start.pdf"


@pytest.fixture(scope="module")
def sheets(course: Any, site: Path) -> dict[str, Any]:
    return plan_sheets(course)


@pytest.fixture(scope="module")
def data(course: Any, sheets: dict[str, Any]) -> bytes:
    return print_sheet(course, find_browser(), NAME, sheets[NAME])


@pytest.fixture(scope="module")
def pdf(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def list_fonts(pdf: PdfReader) -> dict[str, bool]:
    """Return the fonts of a document by name, and whether each is in it."""
    found = {}
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            about = font.get_object()
            inner = about["/DescendantFonts"][0].get_object() if "/DescendantFonts" in about else about
            held = inner.get("/FontDescriptor", {})
            name = str(about.get("/BaseFont", about.get("/Name", "")))
            found[name] = about["/Subtype"] == "/Type3" or any(key.startswith("/FontFile") for key in held)
    return found


def test_every_chapter_and_the_whole_book_are_printed(sheets: dict[str, Any]) -> None:
    assert next(iter(sheets)) == "ketamine-book.pdf"
    assert {"start.pdf", "pharmacology.pdf", "evidence.pdf", "contribute.pdf"} < set(sheets)
    names = {leaf.name for leaf in sheets["ketamine-book.pdf"].leaves}
    assert {"index", "pharmacology/one-infusion", "evidence/register", "changes"} < names


def test_every_chapter_has_the_facts_that_it_names(sheets: dict[str, Any]) -> None:
    chapters = {name: sheet for name, sheet in sheets.items() if not sheet.paper}
    assert len(chapters) > 8
    for name, sheet in chapters.items():
        named = {anchor for leaf in sheet.leaves for anchor in re.findall(r'href="[^"#]*#(fact-[^"]*)"', leaf.article)}
        entries = {anchor for leaf in sheet.leaves for anchor in re.findall(r' id="(fact-[^"]*)"', leaf.article)}
        assert named <= entries, name


def test_pages_for_the_wall_name_their_sources_and_link_to_nothing_that_is_not_in_their_file(
    sheets: dict[str, Any],
) -> None:
    bare = {name: sheet for name, sheet in sheets.items() if sheet.paper}
    assert set(bare) == {"cards.pdf", "cards-letter.pdf"}
    for name, sheet in bare.items():
        html = compose(sheet, "")
        assert html.count('class="fact"') > 100, name
        assert set(re.findall(r'href="#([^"]*)"', html)) <= set(re.findall(r' id="([^"]*)"', html)), name
        assert not re.findall(r'href="(?!#|https:)[^"]*"', html), name
        for leaf in sheet.leaves:
            assert "Sources, checked" in leaf.article, leaf.name


def test_it_is_tagged_and_says_its_language_and_title(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert pdf.metadata and pdf.metadata.title == "Start here"


def test_bookmarks_and_contents_lead_to_its_pages(pdf: PdfReader, sheets: dict[str, Any]) -> None:
    def list_titles(items: Any) -> list[str]:
        return [title for item in items for title in (list_titles(item) if isinstance(item, list) else [item.title])]

    titles = list_titles(pdf.outline)
    for leaf in sheets[NAME].leaves:
        assert leaf.title in titles
    assert titles.index("Answers and reasons") > titles.index("Pre-test")
    contents = pdf.pages[1].extract_text()
    for item in pdf.outline:
        if not isinstance(item, list) and item.title != "Contents":
            assert str(pdf.get_destination_page_number(item) + 1) in contents, item.title


def test_answers_come_at_the_end_and_only_there(pdf: PdfReader) -> None:
    texts = [" ".join(page.extract_text().split()) for page in pdf.pages]
    (begin,) = [
        pdf.get_destination_page_number(item)
        for item in pdf.outline
        if not isinstance(item, list) and item.title == "Answers and reasons"
    ]
    assert 5 < begin < len(texts)
    assert any("Yes: " in text for text in texts[begin:])
    assert not any("Yes: " in text for text in texts[:begin])


def test_every_font_is_in_the_file(pdf: PdfReader) -> None:
    fonts = list_fonts(pdf)
    assert fonts and all(fonts.values()), fonts


def test_no_page_is_blank(pdf: PdfReader) -> None:
    for number, page in enumerate(pdf.pages, 1):
        assert len(page.extract_text()) > 40, number


def test_the_same_site_gives_the_same_bytes(course: Any, sheets: dict[str, Any], data: bytes) -> None:
    assert print_sheet(course, find_browser(), NAME, sheets[NAME]) == data
