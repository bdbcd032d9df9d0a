"""Words of the glossary in pages: each is marked where a page uses it first, and nowhere that a mark would harm."""

import json
import re

import pytest

from ..conftest import PAGES, Book, Build
from ..index import read_index

GLOSSARY = """
[BOP]
full = "broken orange pekoe"
text = "A grade of tea, served at {fact}`tea.dose`."

["cup"]
text = "What tea is served in."
"""
CUP = (
    "# The BOP cup\n\nA [BOP link](index.md), `BOP` and $BOP$; then a BOP, and a BOP again: {fact}`a cup <tea.warm>`.\n\n"
    "More in *First chapter*, and *not there*, and *Exercise*.\n\n## BOP\n\n```{case} first-cup\n```\n"
)


@pytest.fixture(scope="module")
def worded(build_book: Build) -> Book:
    """The book with a glossary, and a page that uses its words."""
    toctree = PAGES["index"].replace("register\n", "register\nglossary\n")
    case = PAGES["chapter/first-cup.case.md"].replace(
        "There is nothing in it", "See *First chapter*: there is nothing in it"
    )
    pages = {"index": toctree, "glossary": "# Glossary\n\n```{terms}\n```\n", "glossary.toml": GLOSSARY}
    return build_book(PAGES | pages | {"chapter/cup": CUP, "chapter/first-cup.case.md": case})


def test_the_build_has_nothing_to_say(worded: Book) -> None:
    assert worded.warnings == ""


def test_a_word_is_marked_once_and_in_prose_alone(worded: Book) -> None:
    html = worded.read("chapter/cup.html")
    assert re.findall(r'<a class="term"[^>]*>([^<]*)</a>', html) == ["BOP"]
    assert 'then a <a class="term" href="../glossary.html#term-bop" data-term="BOP">BOP</a>, and a BOP again' in html


def test_a_page_carries_the_words_it_marks(worded: Book) -> None:
    found = re.search(
        r'<script type="application/json" class="cb-terms">(.*?)</script>', worded.read("chapter/cup.html")
    )
    assert found
    told = json.loads(found[1])
    assert list(told) == ["BOP"] and told["BOP"]["full"] == "broken orange pekoe"
    assert '<a class="fact" href="../register.html#fact-tea-dose"' in told["BOP"]["html"]
    assert "cb-terms" not in worded.read("register.html")


def test_the_glossary_lists_every_word_under_its_anchor_and_marks_none(worded: Book) -> None:
    html = worded.read("glossary.html")
    assert re.findall(r'<div class="term-entry" id="([^"]*)">', html) == ["term-bop", "term-cup"]
    assert '<span class="term-full">broken orange pekoe.</span> A grade of tea' in html
    assert 'href="#letter-b"' in html and 'id="letter-b"' in html
    assert 'class="term"' not in html
    assert '<a class="fact" href="register.html#fact-tea-dose"' in html


def test_the_search_knows_the_words(worded: Book) -> None:
    index = read_index(worded.read("_static/search.js"))
    assert ["term", "glossary.html#term-cup", "Glossary", "cup", "What tea is served in."] in index["places"]
    assert index["aside"] == ["index"], "what belongs to no chapter comes last"


def test_a_broken_glossary_is_said_once_and_the_rest_is_built(build_book: Build) -> None:
    pages = {
        "index": PAGES["index"].replace("register\n", "register\nglossary\n"),
        "glossary": "# Glossary\n\n```{terms}\n```\n",
    }
    broken = build_book(PAGES | pages | {"glossary.toml": "[BOP\n"})
    assert broken.warnings.count("book/glossary.toml:1: the file is not valid TOML") == 1
    assert "The cup" in broken.read("chapter/cup.html")


def test_a_title_in_italics_leads_to_its_page(worded: Book) -> None:
    html = worded.read("chapter/cup.html")
    assert 'More in <a class="reference internal" href="index.html"><em>First chapter</em></a>' in html
    assert "<em>not there</em>" in html and "<a><em>not there" not in html


def test_a_title_in_a_reason_leads_there_from_its_page_and_from_wherever_else_it_is_asked(worded: Book) -> None:
    assert 'See \\u003ca href=\\"index.html\\">\\u003cem>First chapter' in worded.read("chapter/cup.html")
    assert 'See \\u003ca href=\\"chapter/index.html\\">\\u003cem>First chapter' in worded.read("_static/cases/1.js")
