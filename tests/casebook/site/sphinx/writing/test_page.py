"""Each page as it is written: what it loads, where it says it stands, and what every page must say."""

import json
import re

from ..conftest import Book
from ..index import read_index

PAGES = (
    "index.html",
    "chapter/index.html",
    "chapter/cup.html",
    "chapter/exercise.html",
    "register.html",
    "search.html",
)


def test_every_page_says_what_it_is_not_for(book: Book) -> None:
    for page in PAGES:
        assert "<strong>For teaching.</strong> Awaiting review." in book.read(page), page


def test_no_page_holds_a_script_of_its_own_or_asks_another_host(book: Book) -> None:
    for page in PAGES:
        html = book.read(page)
        for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", html, re.S):
            assert "application/json" in attributes or (not body and 'src="' in attributes), (page, attributes)
        assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>", "", html, flags=re.S)), page
        for loaded in re.findall(r'<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)="([^"]*)"', html):
            assert not loaded.startswith(("http:", "https:", "//")), (page, loaded)


def test_a_browser_meets_the_letters_a_page_is_written_in_before_it_guesses(book: Book) -> None:
    for path in book.folder.rglob("*.html"):
        assert b'<meta charset="utf-8">' in path.read_bytes()[:1024], path


def test_a_page_says_where_it_stands(book: Book) -> None:
    html = book.read("chapter/cup.html")
    assert '<span class="site-chapter">Chapter 1</span><a href="index.html">First chapter</a>' in html
    assert '<span class="site-step">page 2 of 3</span>' in html
    assert re.search(r"<span>\d+ min, \d+ of them for cases</span>", html)
    assert '<a class="current reference internal" href="#">The cup</a>' in html


def test_a_page_on_its_own_claims_no_chapter(book: Book) -> None:
    assert "site-step" not in book.read("register.html")


def test_the_first_page_lists_the_chapters_and_what_they_hold(book: Book) -> None:
    listed = re.findall(r'<li class="chapter">.*?</li>', book.read("index.html"))
    assert '<a class="chapter-title" href="chapter/index.html">First chapter</a>' in listed[0]
    assert '<p class="chapter-about">Serve it.</p>' in listed[0]
    assert '<p class="chapter-holds">3 pages, 1 self-check, 1 graded exercise</p>' in listed[0]


def test_a_page_carries_the_facts_it_names_and_no_others(book: Book) -> None:
    found = re.search(
        r'<script type="application/json" class="cb-facts">(.*?)</script>', book.read("chapter/cup.html"), re.S
    )
    assert found
    data = json.loads(found[1])
    assert sorted(data["facts"]) == ["tea.dose", "tea.warm"]
    assert data["facts"]["tea.dose"] == {
        "page": "../register.html",
        "statement": "Half a millilitre for each kilogram.",
        "country": "",
        "regions": [],
        "population": "adults",
        "certainty": "High: one source, and it says so plainly; seen on a page of the source.",
        "caveat": "",
        "sources": [
            {
                "citation": "Cup A, Saucer B (1999). Tea & time. J Tea.",
                "url": "https://doi.org/10.1000/tea",
                "section": "Table 2",
            }
        ],
        "checked": "20 November 2026; to be looked at again by 20 November 2028.",
        "review": "2028-11-20",
    }


def test_data_can_not_end_its_script(book: Book) -> None:
    for page in PAGES:
        for body in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', book.read(page), re.S):
            assert "<" not in body
            json.loads(body)


def test_formulas_are_drawn_by_the_browser_itself(book: Book) -> None:
    assert "<math" in book.read("chapter/cup.html")
    assert "mathjax" not in book.read("chapter/cup.html").replace("mathjax_ignore", "").lower()


def test_the_search_index_leads_to_pages_sections_cases_and_facts(book: Book) -> None:
    index = read_index(book.read("_static/search.js"))
    places = {(kind, address): (page, title, text) for kind, address, page, title, text in index["places"]}
    assert ("page", "chapter/cup.html") in places
    assert places["section", "chapter/cup.html#try-it"][:2] == ("The cup", "Try it")
    _, title, text = places["fact", "register.html#fact-tea-dose"]
    assert title == "Half a millilitre for each kilogram." and "Saucer" in text
    _, title, text = places["self-check", "chapter/cup.html#case-first-cup"]
    assert title == "A first cup" and "Who is served first?" in text
    assert "There is nothing in it" not in text, "a search shows no answers"
    assert not (book.folder / "searchindex.js").exists()
