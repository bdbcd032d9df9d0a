"""What is known of the PDFs without printing any."""

import shutil
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.problem import CasebookError
from casebook.site.paper.paper import compose
from casebook.site.paper.pdf import find_browser, hide_making, name_book, name_pdf, plan_sheets


def test_without_a_browser_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "is_file", lambda path: False)
    with pytest.raises(CasebookError) as caught:
        find_browser()
    assert "\n" not in str(caught.value) and "CHROMIUM" in str(caught.value)


def test_a_browser_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/some/chromium")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert find_browser() == "/opt/some/chromium"


def test_files_are_named_after_chapters() -> None:
    assert (name_pdf("pharmacology/index"), name_pdf("evidence/register")) == (
        "pharmacology.pdf",
        "evidence-register.pdf",
    )
    assert name_book("tea") == "tea-book.pdf"


def test_neither_time_nor_machine_stays_in_the_file_and_nothing_moves() -> None:
    one = b"<</Creator (Mozilla/5.0 \\(X11; Linux x86_64\\))\n/CreationDate (D:20260101000000+00'00')\n/ModDate (D:1)>> xref"
    two = hide_making(one, "Casebook")
    assert len(two) == len(one)
    assert b"Linux" not in two and b"2026" not in two and two.endswith(b">> xref")
    assert b"/Creator (Casebook" in two


def test_a_chapter_takes_its_facts_from_the_register_and_not_from_a_page_that_looks_like_it(course: Course) -> None:
    pages = {
        "index": "<h1>Tea</h1>",
        "cup/index": '<h1>The cup</h1><a href="../evidence/register.html#fact-tea">three minutes</a>',
        "cup/pour": "<h1>Pour</h1>",
        "evidence/index": "<h1>Evidence</h1>",
        "evidence/claims": '<h1>Claims</h1><div class="fact-entry" id="tea-c01"><p>It was said.</p></div>',
        "evidence/register": '<h1>Register</h1><div class="fact-entry" id="fact-tea"><p>Three minutes.</p></div>',
    }
    for name, body in pages.items():
        path = course.site / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<article>{body}</article>", encoding="utf-8")
    (course.root / "_config.yml").write_text("title: Tea\n", encoding="utf-8")
    (course.book / "_toc.yml").write_text(
        "root: index\nchapters:\n"
        "- {file: cup/index, sections: [{file: cup/pour}]}\n"
        "- {file: evidence/index, sections: [{file: evidence/claims}, {file: evidence/register}]}\n",
        encoding="utf-8",
    )
    sheets = plan_sheets(course)
    last = sheets["cup.pdf"].leaves[-1]
    assert (last.title, "Three minutes." in last.article) == ("The facts in this chapter", True)
    assert [leaf.title for leaf in sheets["evidence.pdf"].leaves] == ["Evidence", "Claims", "Register"]


def test_pages_for_the_wall_are_printed_alone_and_bare_once_for_each_paper(course: Course) -> None:
    pages = {
        "index": "<h1>Tea</h1>",
        "wall/index": "<h1>For the wall</h1>",
        "wall/pour": '<section class="cb-poster cb-points-14"><h1>Pour</h1><p>Slowly.</p></section>',
        "wall/wash": '<section class="cb-poster cb-points-16"><h1>Wash</h1><p>Soon.</p></section>',
    }
    for name, body in pages.items():
        path = course.site / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<article>{body}</article>", encoding="utf-8")
    (course.root / "_config.yml").write_text("title: Tea\n", encoding="utf-8")
    (course.book / "_toc.yml").write_text(
        "root: index\nchapters:\n- {file: wall/index, sections: [{file: wall/pour}, {file: wall/wash}]}\n",
        encoding="utf-8",
    )
    sheets = plan_sheets(course)
    assert (name_pdf("wall/index", "A4"), name_pdf("wall/index", "Letter")) == ("wall.pdf", "wall-letter.pdf")
    assert [(name, sheets[name].paper) for name in ("wall.pdf", "wall-letter.pdf")] == [
        ("wall.pdf", "A4"),
        ("wall-letter.pdf", "Letter"),
    ]
    assert [leaf.title for leaf in sheets["wall.pdf"].leaves] == ["Pour", "Wash"]
    html = compose(sheets["wall-letter.pdf"], "")
    assert "paper-cover" not in html and "paper-contents" not in html and html.count("<article") == 2
    assert [leaf.title for leaf in sheets["tea-book.pdf"].leaves] == ["Tea", "For the wall", "Pour", "Wash"]
