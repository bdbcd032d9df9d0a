"""Pages that know where they will be, and the page for addresses that lead nowhere."""

import re

import pytest

from ..conftest import PAGES, Book, Build

BASE = "https://example.org/tea/"


@pytest.fixture(scope="module")
def placed(build_book: Build) -> Book:
    """The book as it is built for an address."""
    return build_book(PAGES, casebook_base_url=BASE)


@pytest.mark.parametrize(("page", "place"), [("index", ""), ("chapter/cup", "chapter/cup.html")])
def test_a_page_names_its_own_address_and_how_a_link_to_it_looks(page: str, place: str, placed: Book) -> None:
    html = placed.read(f"{page}.html")
    assert f'<link rel="canonical" href="{BASE}{place}">' in html
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    assert told["url"] == f"{BASE}{place}" and told["site_name"] == "Tea for all"
    assert told["title"] == ("Tea" if page == "index" else "The cup") and told["description"]
    # Words only: a picture would have to be asked for somewhere.
    assert "image" not in told


def test_without_an_address_no_page_claims_one(book: Book) -> None:
    for page in PAGES:
        if "." not in page:
            assert "canonical" not in book.read(f"{page}.html") and "og:" not in book.read(f"{page}.html")


@pytest.mark.parametrize(("base", "root"), [("", "/"), (BASE, "/tea/")])
def test_the_links_of_the_page_for_wrong_addresses_work_at_any_depth(
    base: str, root: str, book: Book, placed: Book
) -> None:
    html = (placed if base else book).read("404.html")
    links = re.findall(r'\s(?:href|src|action|data-content_root)="([^"]*)"', html)
    assert len(links) > 10
    assert [link for link in links if not link.startswith((root, "#"))] == []
    assert f'data-content_root="{root}"' in html and f'href="{root}chapter/index.html"' in html
    assert "canonical" not in html and 'content="noindex"' in html
    assert "There is no page here" in html
