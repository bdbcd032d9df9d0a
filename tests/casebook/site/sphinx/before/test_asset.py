"""The files beside the pages: the course's own, and nothing else."""

import hashlib
import re

import pytest

from casebook.site.sphinx.before.asset import digest_assets
from casebook.web.bundle import LIBRARY

from ..conftest import Book


def test_only_what_a_page_asks_for_is_there(book: Book) -> None:
    names = {path.name for path in (book.folder / "_static").iterdir()}
    assert {"casebook.js", "casebook.css", "first.js", "favicon.svg"} <= names
    assert not {"bootstrap.js", "fontawesome.js", "scripts", "styles", "vendor", "basic.css"} & names
    others = {path.read_bytes() for path in LIBRARY.rglob("*.js")}
    own = [path for path in (book.folder / "_static").rglob("*") if path.is_file() and path.read_bytes() not in others]
    assert sum(path.stat().st_size for path in own) < 520_000


@pytest.mark.parametrize(
    "page", ["index.html", "search.html", "progress.html", "today.html", "chapter/cup.html", "404.html"]
)
def test_pages_name_the_files_by_their_content(page: str, book: Book) -> None:
    asked = re.findall(r"_static/([\w.-]+)(?:\?v=(\w*))?", book.read(page))
    assert {"casebook.js", "casebook.css", "first.js", "favicon.svg"} <= {name for name, _ in asked}
    for name, version in asked:
        content = (book.folder / "_static" / name).read_bytes()
        assert version == hashlib.sha256(content).hexdigest()[:10], name


def test_a_library_is_served_as_its_makers_gave_it_out(book: Book) -> None:
    served = (book.folder / "_static" / "ts-fsrs.js").read_bytes()
    assert served == (LIBRARY / "ts-fsrs" / "index.umd.js").read_bytes()


def test_page_and_script_say_which_build_they_are_of(book: Book) -> None:
    assert f'data-build="{digest_assets()}"' in book.read("index.html")
    assert book.read("_static/casebook.js").startswith(
        f'document.documentElement.dataset.script = "{digest_assets()}";'
    )


def test_the_script_and_style_are_small(book: Book) -> None:
    import gzip

    sent = sum(
        len(gzip.compress((book.folder / "_static" / name).read_bytes()))
        for name in ("casebook.js", "casebook.css", "first.js")
    )
    assert sent < 73_000
