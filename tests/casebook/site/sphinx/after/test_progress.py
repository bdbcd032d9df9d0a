"""What the pages know of the course: every page of the chapters, every question's fingerprint, and nothing of a key."""

import json
import re
from typing import Any

from ..conftest import Book


def read_course(book: Book) -> dict[str, Any]:
    text = book.read("course.js")
    return dict(json.loads(text.removeprefix("window.casebookCourse = ").removesuffix(";\n")))


def read_questions(book: Book) -> dict[str, str]:
    text = book.read("_static/questions.js")
    return dict(json.loads(text.removeprefix("window.casebookQuestions = ").removesuffix(";\n")))


def test_every_page_of_the_chapters_is_there_in_order(book: Book) -> None:
    course = read_course(book)
    assert course["title"] == "Tea for all"
    first = course["chapters"][0]
    assert (first["page"], first["title"]) == ("chapter/index", "First chapter")
    pages = [page["page"] for page in course["pages"] if page["chapter"] == 1]
    assert pages == ["chapter/index", "chapter/cup", "chapter/exercise"]


def test_minutes_are_those_the_page_says(book: Book) -> None:
    minutes = {page["page"]: page["minutes"] for page in read_course(book)["pages"]}
    assert minutes["chapter/cup"] == 6, "a minute to read and five for the case"
    said = re.findall(r"<span>[^<]*?(\d+) min[^<]*</span>", book.read("chapter/cup.html").split("<article")[0])
    assert sum(map(int, said)) in (5, 6), "less than two minutes to read are not said"


def test_questions_are_known_by_the_fingerprints_the_cards_hold(book: Book) -> None:
    (page,) = (page for page in read_course(book)["pages"] if page["page"] == "chapter/cup")
    (card,) = page["cards"]
    found = re.search(
        r'<script type="application/json" class="cb-data">(.*?)</script>', book.read("chapter/cup.html"), re.S
    )
    assert found
    part = json.loads(found[1])["part"]
    assert (card["kind"], card["id"], card["title"]) == ("case", "first-cup", "A first cup")
    assert card["items"] == [
        [item["id"], item["fingerprint"], item["points"], item["kind"], item.get("unit", "")] for item in part["items"]
    ]
    assert set(read_questions(book)) == {item["id"] for item in part["items"]}


def test_no_key_and_no_words_of_a_graded_question_are_told(book: Book) -> None:
    told = book.read("course.js") + book.read("_static/questions.js")
    assert "As it should be" not in told and "messages" not in told and "keys" not in told
    exercises = [card for page in read_course(book)["pages"] for card in page["cards"] if card["kind"] == "exercise"]
    assert [card["id"] for card in exercises] == ["tea"]
    assert not {item[0] for card in exercises for item in card["items"]} & set(read_questions(book))


def test_my_progress_is_a_page_that_every_page_leads_to(book: Book) -> None:
    assert '<a class="site-progress" href="../progress.html"><span>My progress</span>' in book.read("chapter/cup.html")
    html = book.read("progress.html")
    assert "<h1>My progress</h1>" in html and "needs JavaScript" in html and "noindex" in html
    assert re.search(r'_static/questions\.js\?v=[0-9a-f]{10}"', html)
    assert "questions.js" not in book.read("chapter/cup.html")


def test_a_page_shows_its_place_among_the_steps_of_its_chapter(book: Book) -> None:
    assert '<span></span><span class="is-here"></span><span></span>' in book.read("chapter/cup.html")
    assert "site-end" not in book.read("register.html")


def test_what_a_script_will_draw_has_its_place_before(book: Book) -> None:
    html = book.read("chapter/cup.html")
    assert html.count('class="cb-sure"') == 4, "a written answer is compared, not marked"
    for kept_quiet in re.findall(r'<div class="cb-later"[^>]*>.*?</div></div>', html, re.S):
        assert "disabled" in kept_quiet and 'aria-hidden="true"' in kept_quiet
    assert 'class="cb-gate" aria-hidden="true"' in book.read("chapter/exercise.html")


def test_today_is_a_page_that_every_page_leads_to(book: Book) -> None:
    assert '<a class="site-today" href="../today.html"><span>Today</span>' in book.read("chapter/cup.html")
    html = book.read("today.html")
    assert "<h1>Today</h1>" in html and "needs JavaScript" in html and "noindex" in html


def test_the_model_of_forgetting_is_asked_for_by_today_alone_and_before_what_needs_it(book: Book) -> None:
    html = book.read("today.html")
    places = [html.index(f"_static/{name}?v=") for name in ("ts-fsrs.js", "casebook.js", "today.js")]
    assert places == sorted(places)
    for page in ("index.html", "progress.html", "chapter/cup.html"):
        assert not re.search(r"ts-fsrs|today\.js|today\.css", book.read(page)), page


def test_each_card_says_how_long_it_takes(book: Book) -> None:
    cards = {card["id"]: card for page in read_course(book)["pages"] for card in page["cards"]}
    assert cards["first-cup"]["minutes"] == 5
