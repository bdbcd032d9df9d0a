"""What an author writes in a page, what a reader finds there, and what is said when it is wrong."""

import json
import re
from typing import Any

from casebook.kind import mark

from ..conftest import PAGES, Book, Build


def card_data(html: str, name: str) -> Any:
    found = re.search(
        rf'class="cb-card cb-{name}".*?<script type="application/json" class="cb-data">(.*?)</script>', html, re.S
    )
    assert found
    return json.loads(found[1])


def test_the_book_is_built_without_a_warning(book: Book) -> None:
    assert book.warnings == ""


def test_a_fact_shows_its_number_and_leads_to_the_register(book: Book) -> None:
    html = book.read("chapter/cup.html")
    assert '<a class="fact" href="../register.html#fact-tea-dose" data-fact="tea.dose">0.5\u00a0mL/kg</a>' in html
    assert 'data-fact="tea.warm">serve it warm</a>' in html
    assert 'id="fact-tea-dose"' in book.read("register.html")


def test_the_register_says_where_each_fact_comes_from(book: Book) -> None:
    html = book.read("register.html")
    assert (
        '<a href="https://doi.org/10.1000/tea" rel="noreferrer">Cup A, Saucer B (1999). Tea &amp; time. J Tea.</a> (Table 2)'
        in html
    )
    assert "High: one source, and it says so plainly; seen on a page of the source." in html
    assert "20 November 2026; again by 20 November 2028" in html
    assert html.index("<h2>Tea") < html.index("<h2>Spills")


def test_a_rescue_carries_the_local_protocol(book: Book) -> None:
    entry = book.read("register.html").split('id="fact-tea-rescue"')[1].split("fact-entry")[0]
    assert "If spilt. Your local protocol decides" in entry


def test_what_must_never_be_used_says_so(book: Book) -> None:
    entry = book.read("register.html").split('id="fact-tea-poison"')[1].split("fact-entry")[0]
    assert "never to use" in entry


def test_a_self_check_can_be_read_without_scripts(book: Book) -> None:
    html = book.read("chapter/cup.html")
    card = html[html.index('id="case-first-cup"') :]
    card = card[: card.index("<script")]
    assert "How much do you pour?" in card
    assert re.search(r'<input type="radio" name="first-cup--warm" value="warm">', card)
    first = re.search(r'<data value="weight">(\d+)\u00a0kg</data>', card)
    assert first and 48 <= int(first[1]) <= 130
    answers = re.findall(r"<details.*?</details>", card, re.S)
    assert len(answers) == 5
    assert "<strong>Yes: The warm one.</strong>" in answers[1]
    assert "An empty one" in answers[1] and "There is nothing in it." in answers[1]
    assert "Ten times too much" in answers[0]
    assert not re.search(r"<span class=.fact", card), "every fact in a card is a link"


def test_a_self_check_carries_what_its_script_needs(book: Book) -> None:
    data = card_data(book.read("chapter/cup.html"), "case")
    assert data["part"]["variants"] == 24
    secret = data["secrets"]["first-cup--volume"]
    assert mark(secret, f"{secret['keys'][3]:.4f}", 3).points == 2


def test_the_heading_of_a_card_follows_the_page(book: Book) -> None:
    assert '<h3 class="cb-card-title">A first cup</h3>' in book.read("chapter/cup.html")
    assert '<h2 class="cb-card-title">Tea for two</h2>' in book.read("chapter/exercise.html")


def test_a_graded_exercise_shows_its_questions_and_none_of_its_secrets(book: Book) -> None:
    html = book.read("chapter/exercise.html")
    data = card_data(html, "exercise")
    assert [part["id"] for part in data["parts"]] == ["second-cup", "hottest-cup"]
    assert "How much do you pour?" in html and "do the exercise as a notebook" in html.lower()
    secret = [
        "Ten times too much",
        "There is nothing in it",
        "Nothing dissolves",
        "what was served",
        "secretgreen",
        "float(cup",
    ]
    for path in sorted(book.folder.rglob("*")):
        if path.is_file() and "first-cup" not in (text := path.read_text("utf-8", "ignore")):
            for words in secret:
                assert words not in text, f"{path.name} holds {words}"


def test_what_is_wrong_is_said_with_file_and_line(build_book: Build) -> None:
    wrong = {
        "index": "# Tea\n\n```{toctree}\nbad\n```\n",
        "bad": (
            "# Bad\n\n{fact}`tea.dosse` and {calc}`volume(tea.dose, tea.warm)` and {calc}`1 + 1`.\n\n"
            "```{case} fist-cup\n```\n\n```{exercise} coffee\n```\n\n```{case} broken-cup\n```\n"
        ),
        "first-cup.case.md": CASE_TEXT,
        "broken-cup.case.md": CASE_TEXT.replace("first-cup", "broken-cup").replace("- [x] warm", "- [ ] warm"),
    }
    said = build_book(wrong).warnings
    assert "book/bad.md:3: there is no fact tea.dosse - name a fact of the register, did you mean tea.dose?" in said
    assert "book/bad.md:3: tea.dose is in mL/kg and volume wants weight in kg" in said
    assert "'1 + 1' is not a calculation" in said
    assert (
        "there is no case fist-cup - write book/fist-cup.case.md, or name a case beside this page, did you mean first-cup?"
        in said
    )
    assert "there is no exercise coffee to hand out - run casebook release coffee" in said
    assert "book/broken-cup.case.md:21: the item warm has no key" in said


CASE_TEXT = PAGES["chapter/first-cup.case.md"]


def test_a_register_may_have_a_page_for_each_topic(build_book: Build) -> None:
    pages = {
        "index": PAGES["index"].replace("register\n", "register\nspills\nrest\n"),
        "register": "# Register\n\n```{register-index}\n```\n",
        "spills": "# Facts: spills\n\n```{register} spills\n```\n",
        "rest": "# Facts: the rest\n\n```{register}\n```\n",
    }
    split = build_book(PAGES | pages | {"chapter/cup": PAGES["chapter/cup"] + "\n{fact}`milk <tea.rescue>`\n"})
    assert split.warnings == ""
    html = split.read("chapter/cup.html")
    assert 'href="../spills.html#fact-tea-rescue"' in html and 'href="../rest.html#fact-tea-dose"' in html
    assert 'id="fact-tea-rescue"' in split.read("spills.html") and 'id="fact-tea-dose"' not in split.read("spills.html")
    index = split.read("register.html")
    assert (
        '<a class="register-title" href="spills.html">Facts: spills</a><span class="register-count">1 fact</span>'
        in index
    )
    assert (
        '<li id="fact-tea-rescue" class="moved"><a href="spills.html#fact-tea-rescue">Cold milk helps.</a></li>'
        in index
    )


def test_a_topic_that_no_fact_has_is_refused(build_book: Build) -> None:
    lost = build_book(PAGES | {"register": "# Register\n\n```{register} spill\n```\n"})
    assert "there is no topic spill - name a topic of the register, did you mean spills?" in lost.warnings
