"""The cards for the clinic as their authors wrote them: no number but the registry's, and one line to the page that explains."""

import re
from pathlib import Path

import pytest

from casebook.author.literal import find_in_page

BOOK = Path(__file__).parents[2] / "book"
CARDS = sorted(path for path in (BOOK / "cards").glob("*.md") if path.stem != "index")


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_number_on_a_card_is_a_fact_of_the_registry(path: Path) -> None:
    source = path.read_text("utf-8")
    assert list(find_in_page(source)) == []
    # The words of a fact's link are the author's, so a number in them would stay when the fact is mended.
    labels = re.findall(r"\{fact\}`([^`<]*) <", source)
    assert [label for label in labels if re.search(r"\d", label.replace("× 60", ""))] == []


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_is_listed_leads_on_and_is_led_to_from_a_chapter(path: Path) -> None:
    source = path.read_text("utf-8")
    sheet, _, below = source.partition("```{poster}")
    assert below and re.search(r"\]\(\.\./[a-z-]+/[a-z-]+\.md\)", below) and "](" not in sheet
    name = path.name
    assert f"({name})" in (BOOK / "cards" / "index.md").read_text("utf-8")
    assert f"cards/{path.stem}\n" in (BOOK / "_toc.yml").read_text("utf-8")
    chapters = [each for each in BOOK.rglob("*.md") if each.parent.name != "cards"]
    assert any(f"(../cards/{name})" in each.read_text("utf-8") for each in chapters)


def test_a_planted_number_is_found() -> None:
    assert [found.text for found in find_in_page("# Card\n\n- Give 5 mg\n")] == ["5 mg"]
