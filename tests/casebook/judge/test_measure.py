"""How the bank measures up: words, caution and what options give away, by chapter."""

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.measure import make_measures, summarise_cues


def test_the_measures_say_words_caution_and_cues(course: Course) -> None:
    case = course.book / "tea" / "first-cup.case.md"
    case.write_text(case.read_text().replace("minutes: 5\n", "minutes: 5\ncautious:\n  warm: none\n"))
    (course.book / "guesses.toml").write_text(
        '[[guess]]\nitem = "first-cup--warm"\noptions = "stale"\ndate = 2026-11-28\nseed = 1\nanswer = "warm"\n'
    )
    text = make_measures(read_bank(course), course)
    assert "- words of story and stem together, the middle item: 15; of all its options: 9" in text
    assert "one-best items none yet; stems of matching none yet" in text
    assert "- the most cautious option is the key in 0 of 1 (0 %" in text
    assert "| tea | 0 of 1 (0 %) |  |  |" in text


def test_a_bank_without_items_is_said_as_such(course: Course) -> None:
    (course.book / "tea" / "first-cup.case.md").unlink()
    text = make_measures(read_bank(course), course)
    assert "- no item has options yet" in text
    assert summarise_cues(read_bank(course), course).startswith("Told from the options alone: one-best items none yet")
