"""What a build takes away: what earlier ones left and nothing in the book asks for any more."""

from pathlib import Path

import pytest

from casebook.site.sphinx.after.leftover import find_leftovers

OURS = '<html data-build="1a2b"><img src="../_images/cup%20one.png"><a href="_downloads/1f/cups.csv?v=2">all</a></html>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": OURS,
        "chapter/withdrawn.html": OURS.replace("cup%20one", "old"),
        "checked-by-a-host.html": "what an author laid beside the pages",
        "_images/cup one.png": "",
        "_images/old.png": "",
        "_downloads/1f/cups.csv": "",
        "_downloads/2e/old.csv": "",
        "_static/casebook.css": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def find(site: Path, pages: set[str]) -> list[str]:
    return [path.relative_to(site).as_posix() for path in find_leftovers(site, pages)]


def test_a_page_no_longer_in_the_book_goes_with_what_only_it_asked_for(site: Path) -> None:
    assert find(site, {"index.html"}) == ["chapter/withdrawn.html", "_images/old.png", "_downloads/2e/old.csv"]


def test_while_it_is_in_the_book_it_stays(site: Path) -> None:
    assert find(site, {"index.html", "chapter/withdrawn.html"}) == ["_downloads/2e/old.csv"]


def test_a_site_not_built_yet_has_none(tmp_path: Path) -> None:
    assert find(tmp_path / "html", set()) == []
