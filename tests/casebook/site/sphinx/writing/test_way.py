"""What leads through the course as a reader finds it without scripts: one question, one button, plans as links, a second test."""

import json
import re

import pytest

from ..conftest import CASE, PAGES, Book, Build

PLANS = """\
[[plan]]
id = "cook"
title = "Cook & host"
about = "You boil."
pages = ["chapter/exercise", "chapter/cup"]

""" + "".join(
    f'[[advice]]\nitem = "first-cup--{item}"\nabout = "the {item}"\npages = ["chapter/cup"]\n\n'
    for item in ("volume", "warm", "guests", "order", "note")
)
SECOND = CASE.replace("first-cup", "second-cup").replace("A first cup", "A second cup")
WAY = PAGES | {
    "index": PAGES["index"].replace(
        "```{chapters}", "```{question} chapter/first-cup--warm\n:title: Begin\n```\n\n```{start} chapter/cup\n```\n\n```{chapters}"
    ),
    "chapter/index": "# First chapter\n\nServe it.\n\n```{toctree}\n:hidden:\n\ncup\nexercise\nplans\nagain\nfar\n```\n",
    "chapter/second-cup.case.md": SECOND,
    "chapter/far": "# Far\n\n" + "Many words of tea. " * 80 + "\n\n```{case} second-cup\n```\n",
    "chapter/plans": "# Plans\n\n```{plans}\n```\n\n```{advice}\n```\n",
    "chapter/again": "# Again\n\n```{second-test}\n```\n\n```{gain}\n```\n",
    "plans.toml": PLANS,
}  # fmt: skip


@pytest.fixture(scope="module")
def led(build_book: Build) -> Book:
    return build_book(WAY)


def read_data(html: str, sign: str) -> list[dict[str, object]]:
    return [
        json.loads(found)
        for found in re.findall(rf'<script type="application/json" class="{sign}">(.*?)</script>', html, re.S)
    ]


def test_nothing_was_said_while_it_was_built(led: Book) -> None:
    assert led.warnings == ""


def test_the_first_page_asks_one_question_without_its_story_and_folds_the_answer(led: Book) -> None:
    html = led.read("index.html")
    (data,) = read_data(html, "cb-data")
    assert [item["id"] for item in data["part"]["items"]] == ["first-cup--warm"]  # type: ignore[index]
    assert data["part"]["intro"] == "" and list(data["secrets"]) == ["first-cup--warm"]  # type: ignore[index, call-overload]
    assert "<details" in html and "As it should be" in html
    assert 'data-question="first-cup--warm"' in html[: html.index("<head>")]
    assert html.count("For teaching.") == 1, "the notice is said once"


def test_the_button_says_how_many_questions_wait_and_how_long_the_page_says_it_takes(led: Book) -> None:
    minutes = re.search(r'data-minutes="(\d+)"', led.read("chapter/cup.html"))
    (words,) = re.findall(r'<p class="site-start">(.*?)</p>', led.read("index.html"))
    assert minutes and re.sub("<[^>]*>", "", words) == f"Start: 5 questions, {minutes[1]} min"


def test_a_plan_is_a_list_of_links_with_the_minutes_of_its_pages_added_up(led: Book) -> None:
    html = led.read("chapter/plans.html")
    links = re.findall(r'<li><a href="([^"]*)">[^<]*</a> <span class="site-minutes"[^>]*>(\d+) min</span>', html)
    assert [href for href, _ in links] == ["exercise.html", "cup.html"]
    assert "Cook &amp; host" in html
    assert re.search(r'<p class="plan-holds">2 pages, <span class="site-minutes"[^>]*>about \d+ min</span></p>', html)
    assert [minutes for _, minutes in links] == [
        re.search(r'data-minutes="(\d+)"', led.read(f"chapter/{page}.html"))[1] for page in ("exercise", "cup")  # type: ignore[index]
    ]  # fmt: skip


def test_the_advice_stands_as_a_table_and_as_data(led: Book) -> None:
    html = led.read("chapter/plans.html")
    assert "<td>the volume</td>" in html
    (data,) = read_data(html, "cb-trial-data")
    assert data["advice"][0] == ["first-cup--volume", "the volume", ["chapter/cup"]]  # type: ignore[index]
    assert "way.js" in html and "way.js" not in led.read("chapter/cup.html"), "only the pages that need it ask for it"


def test_the_second_test_asks_other_items_under_names_of_their_own(led: Book) -> None:
    html = led.read("chapter/again.html")
    (card,) = read_data(html, "cb-data")
    asked = [item["id"] for item in card["part"]["items"]]  # type: ignore[index]
    assert asked == [f"again-second-cup--{item}" for item in ("volume", "warm", "guests", "order")]
    assert sorted(card["secrets"]) == sorted(asked)  # type: ignore[call-overload]
    (data,) = read_data(html, "cb-trial-data")
    assert all(after in asked and before.startswith("first-cup--") for before, after in data["pairs"])  # type: ignore[attr-defined]
    assert card["part"]["minutes"] == 4, "four of five questions take four of its five minutes"  # type: ignore[index]


def test_every_page_is_told_the_plans_and_which_page_chooses(led: Book) -> None:
    data = json.loads(led.read("course.js").split("=", 1)[1].rstrip(";\n"))
    assert data["plans"] == [{"id": "cook", "title": "Cook & host", "pages": ["chapter/exercise", "chapter/cup"]}]
    assert data["choose"] == "chapter/plans"


def test_a_page_whose_first_question_is_far_down_leads_to_it_from_its_top(led: Book) -> None:
    assert "site-first" not in led.read("chapter/cup.html"), "its first question stands near the top"
    assert '<a class="site-first" href="#case-second-cup">First question</a>' in led.read("chapter/far.html")


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        ("index", "```{question} chapter/frst-cup--warm\n```", "book/index.md:3: there is no case chapter/frst-cup - name an item"),
        ("index", "```{question} chapter/first-cup--wram\n```", "the case first-cup has no item wram - name one of its items, did you mean warm?"),
        ("index", "```{start} chapter/cpu\n```", "there is no page chapter/cpu - name a page of the book"),
        ("plans.toml", PLANS.replace('"chapter/exercise"', '"index"'), "book/plans.toml:5: the page index is in no chapter - name a page of a chapter"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_said(build_book: Build, page: str, text: str, said: str) -> None:
    listed = {"index": f"# Tea\n\n{text}\n\n```{{toctree}}\n:hidden:\n\nchapter/index\n```\n", "plans.toml": text}[page]
    pages = {name: each for name, each in WAY.items() if name not in ("chapter/exercise", "index")} | {
        "index": WAY["index"], "chapter/exercise": WAY["chapter/exercise"], page: listed,
    }  # fmt: skip
    if page == "index":
        pages.pop("register")
    assert said in build_book(pages).warnings
