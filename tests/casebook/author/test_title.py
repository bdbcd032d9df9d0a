"""Titles in italics: what counts as one, and how two are compared."""

import pytest

from casebook.author.title import find_named, fold_title, read_title


def test_a_page_has_the_title_of_its_first_heading() -> None:
    assert (
        read_title("---\nkernelspec: x\n# no: title\n---\n\n# The patient\u2019s  cup\n\n# Another\n")
        == "The patient's cup"
    )
    assert read_title("No heading.") == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("More in *The cup*, in the chapter *Tea*.", [("The cup", 0), ("Tea", 0)]),
        ("Pour.\nSee *The\n> cup* then.", [("The cup", 1)]),
        ("the page *The cup*", [("The cup", 0)]),
        ("Serve it *hot*, and see **that** it is.", []),
        ("See `*The cup*`.", []),
    ],
)
def test_italics_name_a_page_where_the_words_before_say_so(text: str, named: list[tuple[str, int]]) -> None:
    assert list(find_named(text)) == named


def test_quotes_and_gaps_make_no_other_title() -> None:
    assert fold_title("The  patient\u2019s\u00a0day") == fold_title("The patient's day")
