"""The cards for the clinic on paper, in each engine: one page each, of A4 and of Letter."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from .walker import Walker

CARDS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "book" / "cards").glob("*.md") if path.stem != "index"
)
PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""Width and height in mm."""


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_one_page_of_either_paper(name: str, walker: Walker) -> None:
    for paper, (width, height) in PAPERS.items():
        walker.open(f"cards/{name}.html", (1280, 900))
        title = walker.driver.run("() => document.querySelector('article h1').firstChild.textContent.trim()")
        pages = PdfReader(BytesIO(walker.driver.print_page(width, height))).pages
        assert len(pages) == 1, paper
        assert abs(float(pages[0].mediabox[3]) - height * 72 / 25.4) < 2, paper
        words = " ".join(pages[0].extract_text().split())
        assert title in words and "For teaching" in words, paper
