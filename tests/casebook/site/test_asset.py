"""The files beside the pages: the course's own, and nothing else."""

from casebook.site.asset import digest_assets

from .conftest import Book


def test_only_what_a_page_asks_for_is_there(book: Book) -> None:
    names = {path.name for path in (book.folder / "_static").iterdir()}
    assert {"casebook.js", "casebook.css", "first.js", "favicon.svg"} <= names
    assert not {"bootstrap.js", "fontawesome.js", "scripts", "styles", "vendor", "basic.css"} & names
    assert sum(path.stat().st_size for path in (book.folder / "_static").iterdir()) < 400_000


def test_pages_name_the_files_by_their_content(book: Book) -> None:
    assert f"_static/casebook.js?v={digest_assets()}" in book.read("index.html")


def test_the_script_and_style_are_small(book: Book) -> None:
    import gzip

    sent = sum(
        len(gzip.compress((book.folder / "_static" / name).read_bytes()))
        for name in ("casebook.js", "casebook.css", "first.js")
    )
    assert sent < 60_000
