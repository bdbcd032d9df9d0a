"""The questions of a chapter as a script that other pages may add: whole, with their facts, and no graded question in it."""

import json
import re
from typing import Any

from casebook.site.sphinx.after.questions import _leans

from ..conftest import Book
from .test_progress import read_course


def read_cases(book: Book, name: str) -> dict[str, Any]:
    text = book.read(f"_static/cases/{name}")
    head, _, data = text.partition(" = ")
    assert head == f"(window.casebookCases ??= {{}})[{name.removesuffix('.js')}]"
    return dict(json.loads(data.removesuffix(";\n")))


def test_every_chapter_with_self_checks_says_what_its_script_is_called(book: Book) -> None:
    chapters = read_course(book)["chapters"]
    assert re.fullmatch(r"cases/1\.js\?v=[0-9a-f]{10}", chapters[0]["cases"])
    with_script = {number for number, chapter in enumerate(chapters, 1) if "cases" in chapter}
    assert {f"{number}.js" for number in with_script} == {
        path.name for path in (book.folder / "_static/cases").iterdir()
    }


def test_a_case_is_there_as_its_own_card_holds_it(book: Book) -> None:
    data = read_cases(book, "1.js")
    (case,) = (each for each in data["cases"] if each["part"]["id"] == "first-cup")
    found = re.search(
        r'<script type="application/json" class="cb-data">(.*?)</script>', book.read("chapter/cup.html"), re.S
    )
    assert found
    card = json.loads(found[1])
    assert (case["page"], case["part"], case["secrets"]) == ("chapter/cup", card["part"], card["secrets"])
    assert set(case["objectives"]) == set(case["secrets"])
    assert all(case["objectives"].values())


def test_what_leans_on_its_page_is_marked_and_not_counted(book: Book) -> None:
    data = read_cases(book, "1.js")
    asked = [
        item
        for case in data["cases"]
        if not case["leans"]
        for item in case["part"]["items"]
        if item["kind"] != "written"
    ]
    assert asked and read_course(book)["chapters"][0]["asks"] == len(asked)
    part = data["cases"][0]["part"]
    assert _leans(part | {"intro": "Look at the figure <b>above</b> this case."})
    assert _leans(part | {"items": [{"question": "Set the simulator to 0.5."}]})
    assert not _leans({"intro": '<data value="simulator">5</data> A letter of one page. Above it stands a date.'})


def test_the_facts_its_texts_name_come_along(book: Book) -> None:
    data = read_cases(book, "1.js")
    named = set(re.findall(r'data-fact="([^"]*)"', json.dumps(data["cases"]).replace('\\"', '"')))
    assert named and set(data["facts"]) == named
    assert {fact["page"] for fact in data["facts"].values()} == {"register.html"}


def test_no_graded_question_is_in_any_of_them(book: Book) -> None:
    graded = {
        item[0]
        for page in read_course(book)["pages"]
        for card in page["cards"]
        if card["kind"] == "exercise"
        for item in card["items"]
    }
    told = "".join(path.read_text() for path in (book.folder / "_static/cases").iterdir())
    assert graded and not [name for name in graded if name in told]


def test_a_script_closes_no_element_of_a_page(book: Book) -> None:
    assert all("<" not in path.read_text() for path in (book.folder / "_static/cases").iterdir())
