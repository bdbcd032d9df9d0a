"""The glossary's file: what it may hold, and where a text uses its words."""

import pytest

from casebook.author.glossary import Glossary, anchor_term, explains_terms, find_terms, read_glossary
from casebook.problem import Problem

TEA = b"""
plain = ["UK"]

[BOP]
full = "broken orange pekoe"
text = "A grade of tea."
also = ["BOP-1"]

["strong tea"]
text = "Tea drawn for long."
"""


@pytest.fixture
def tea() -> Glossary:
    found = read_glossary(TEA, "book/glossary.toml")
    assert isinstance(found, Glossary)
    return found


def test_a_glossary_is_in_the_order_of_the_alphabet(tea: Glossary) -> None:
    assert list(tea.terms) == ["BOP", "strong tea"]
    assert tea.terms["BOP"].full == "broken orange pekoe" and tea.terms["BOP"].line == 4
    assert tea.plain == {"UK"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("A BOP.", ["BOP"]),
        ("Two BOPs, one BOP-1", ["BOP", "BOP"]),
        ("Strong tea, or strong\nteas", ["strong tea", "strong tea"]),
        ("a bop, a BOPX, an /BOP and a BOP-x", []),
        ("a (BOP)", ["BOP"]),
    ],
)
def test_a_term_is_found_as_a_whole_word_in_each_of_its_forms(words: str, found: list[str], tea: Glossary) -> None:
    places = list(find_terms(words, tea))
    assert [name for _, _, name in places] == found
    assert all(words[start:end].strip() == words[start:end] for start, end, _ in places)


def test_an_empty_glossary_finds_nothing() -> None:
    assert list(find_terms("A BOP.", Glossary("book/glossary.toml"))) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[A]\ntext = 'x'\n[B\n", "book/glossary.toml:3: the file is not valid TOML"),
        ("[BOP]\nfull = 'x'\n", "book/glossary.toml:1: the entry BOP has no text - write one table"),
        (
            "\n[BOP]\ntext = 'x'\nsee = 'y'\n",
            "book/glossary.toml:2: the entry BOP holds something else than full, text and also",
        ),
        ("[BOP]\ntext = 3\n", "book/glossary.toml:1: the entry BOP holds something else"),
        ("BOP = 'x'\n", "book/glossary.toml:1: the entry BOP holds something else"),
        ("plain = 'UK'\n", 'book/glossary.toml:1: plain is no list of words - write plain = ["PDF", "UK"]'),
        ("\udcff", "book/glossary.toml:1: the file is not valid TOML"),
    ],
)
def test_a_broken_glossary_is_refused_in_one_line(text: str, said: str) -> None:
    found = read_glossary(text.encode("utf-8", "surrogateescape"), "book/glossary.toml")
    assert isinstance(found, Problem)
    assert str(found).startswith(said) and "\n" not in str(found)


def test_each_term_has_an_anchor_that_an_address_takes() -> None:
    assert [anchor_term(name) for name in ("MOAA/S", "half-life", "HAM-D17")] == [
        "term-moaa-s", "term-half-life", "term-ham-d17",
    ]  # fmt: skip


def test_pages_about_files_and_commands_explain_no_words_of_the_subject() -> None:
    assert (
        explains_terms("tea/cup.md") and not explains_terms("contribute/facts.md") and not explains_terms("changes.md")
    )
