"""The pages read as easily as they were once brought to."""

from pathlib import Path
from statistics import median

from casebook.judge.ease import group_eases, list_eases

BOOK = Path(__file__).parents[2] / "book"

# Where the book stood on 28 November 2026, less a little: 60 is plain English. What falls below is rewritten, not excused.
PAGE, CHAPTER, SENTENCE, CHAPTER_SENTENCE = 62, 73, 18, 14.5


def test_no_page_of_a_chapter_reads_harder_than_plain_english() -> None:
    eases = list_eases(BOOK)
    assert len(eases) > 60
    hard = [
        f"{each.path}: {each.ease:.1f}, {each.sentence:.1f} words a sentence"
        for each in eases
        if each.ease < PAGE or each.sentence > SENTENCE
    ]
    assert hard == []


def test_no_chapter_sinks() -> None:
    for chapter, pages in group_eases(list_eases(BOOK)).items():
        assert median(each.ease for each in pages) >= CHAPTER, chapter
        assert median(each.sentence for each in pages) <= CHAPTER_SENTENCE, chapter
