"""The cards for the clinic on paper, in each engine: one page each, of A4 and of Letter.

Chromium and Firefox print, and the pages are counted. WebKitGTK's driver has no command to print: there the rules for paper are
turned on for the screen, and the card is measured at the width that the paper leaves it.
"""

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

SIDE, TOP = 24, 18
"""What the margins of a card take of the width and of the height, in mm."""

_MEASURE = """(width) => {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule.media?.mediaText === "print") rule.media.mediaText = "all";
    }
  }
  document.documentElement.style.width = `${width}px`;
  const card = document.querySelector(".cb-poster");
  return [card.getBoundingClientRect().width, card.getBoundingClientRect().height];
}"""


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_one_page_of_either_paper(name: str, walker: Walker) -> None:
    for paper, (width, height) in PAPERS.items():
        walker.open(f"cards/{name}.html", (1280, 900))
        data = walker.driver.print_page(width, height)
        if data is not None:
            pages = PdfReader(BytesIO(data)).pages
            assert len(pages) == 1, paper
            assert abs(float(pages[0].mediabox[3]) - height * 72 / 25.4) < 2, paper
            continue
        room = (width - SIDE) * 96 / 25.4
        wide, high = walker.driver.run(_MEASURE, room)
        assert abs(wide - room) < 2, paper
        assert high <= (height - TOP) * 96 / 25.4, paper
