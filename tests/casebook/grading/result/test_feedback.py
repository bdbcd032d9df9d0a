"""Feedback pages: every item explained, marks from the gradebook, nothing of a trainee's that could act."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.cell import item_of
from casebook.exercise.source import load_source
from casebook.grading.nbgrader.gradebook import Grade
from casebook.grading.result.explanation import show_comment, tell_facts
from casebook.grading.result.feedback import Learner, make_page
from casebook.grading.run.builder import make_snapshot
from casebook.mark.response import Response

Show = Callable[..., str]


@pytest.fixture
def show(released: Course) -> Show:
    """Return the page of a response, with marks by cell; cells not named have full marks."""

    def page(response: Response, *, notebook: Any = None, base_url: str | None = None, **marks: Any) -> str:
        source = load_source(released, "tea")
        snapshot = make_snapshot(source, {})
        grades: dict[str, list[Grade]] = {}
        for cell, known in snapshot.cells.items():
            if known["points"] is not None:
                given = marks.get(cell.replace("--", "__").replace("-", "_"), known["points"])
                waits, comment = given is None, f"Comment on {cell}."
                grade = Grade("m.smith", "", cell, given, given or 0.0, known["points"], waits, 0.0, comment)
                grades.setdefault(item_of(cell), []).append(grade)
        work = Learner(student="m.smith", response=response, grades=grades, notebook=notebook)
        return make_page(work, source, snapshot, released, base_url).decode()

    return page


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_page_says_whose_it_is_and_what_it_is_worth(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released)))
    assert "Tea for two Feedback for m.smith 11 of 11 marks" in page
    assert "For teaching. Awaiting review." in page


def test_every_option_is_explained_and_the_learner_s_is_marked(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released, second_cup__warm="iced"), second_cup__warm=0.0))
    assert "Not right: 0 of 1 mark The iced one your answer Iced tea is another course." in page
    assert "The warm one right As it should be" in page
    assert "An empty one There is nothing in it." in page


def test_a_predicted_mistake_gets_its_own_message_with_this_learner_s_numbers(
    released: Course, write: Any, show: Show
) -> None:
    source = load_source(released, "tea")
    secret = source.halves.secrets["second-cup--volume"]
    response = write(released)
    variant = response.variants["second-cup"]
    wrong = f"{secret['predictions'][0]['values'][variant]:.4g}"
    page = words(show(write(released, second_cup__volume=wrong), second_cup__volume=0.0))
    assert f"You wrote {wrong} . Ten times too much." in page
    assert f"The answer is {secret['shown'][variant]}".replace("\u00a0", " ") in page
    weight = source.halves.public["parts"][0]["numbers"]["weight"][variant].replace("\u00a0", " ")
    assert f"A {weight} adult asks for tea" in page


def test_a_number_that_can_t_be_read_says_why(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released, second_cup__volume="1,250"), second_cup__volume=0.0))
    assert "can be read in two ways" in page


def test_an_order_shows_theirs_and_the_right_one(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released, second_cup__order=("pour", "boil", "steep")), second_cup__order=0.33))
    assert (
        "Your order: Pour Boil the water Steep the leaves The order, and why: Boil the water Nothing dissolves" in page
    )


def test_a_written_answer_shows_the_person_s_marks_and_comment(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released), second_cup__note=2.0))
    assert (
        "2 of 3 marks Tea, to the guests. Comment on second-cup--note. What earned marks: what was served (2 marks)"
        in page
    )


def test_a_comment_s_markdown_is_shown_and_nothing_in_it_acts() -> None:
    comment = "# Good\n**Add** the *time*:\n\n- when\n- who\n\n[more](https://example.org) ![x](http://owned.invalid/x.png)\n\n"
    comment += "<img src=x onerror=alert(1)> [no](javascript:alert(1)) a\u202eb"
    html = str(show_comment(comment))
    assert "<p><strong>Good</strong></p>" in html and "<strong>Add</strong>" in html and "<li>when</li>" in html
    assert '<a href="https://example.org">more</a>' in html
    assert "<img" not in html and "&lt;img src=x" in html and 'href="javascript' not in html and "\u202e" not in html


def test_the_rubric_is_not_told_before_a_person_has_marked(released: Course, write: Any, show: Show) -> None:
    page = words(show(write(released), second_cup__note=None))
    assert "A person has yet to mark this." in page and "what was served" not in page
    assert "1 answer waits for a person" in page


def test_code_shows_its_tests_but_no_hidden_one(released: Course, write: Any, show: Show) -> None:
    trace = "\x1b[0;31m----> 3\x1b[0m assert hottest([{'name': 'secretgreen', 'heat': '91.25'}, {'name': 'grey'"
    notebook = {
        "cells": [
            {
                "metadata": {"nbgrader": {"grade_id": "hottest-cup--code"}},
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "hello <script>"}],
            },
            {
                "metadata": {"nbgrader": {"grade_id": "hottest-cup--code_1"}},
                "outputs": [
                    {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["assert hottest(blue)"]}
                ],
            },
            {
                "metadata": {"nbgrader": {"grade_id": "hottest-cup--code_2"}},
                "outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": [trace]}],
            },
        ]
    }
    html = show(write(released), notebook=notebook, hottest_cup__code_1=0.0, hottest_cup__code_2=0.0)
    page = words(html)
    assert "hello &lt;script&gt;" in page and "assert hottest(blue)" in page
    assert "Test 2. A test you don't see: 0 of 2 marks" in page
    assert "secretgreen" not in html and "91.25" not in html


def test_an_item_that_changed_is_not_explained(released: Course, write: Any, show: Show) -> None:
    response = write(released)
    response = Response(
        exercise="tea", learner="m.smith", variants=response.variants,
        fingerprints={**response.fingerprints, "second-cup--warm": "0" * 12}, responses=response.responses,
    )  # fmt: skip
    page = words(show(response, second_cup__warm=None))
    assert "This question was changed after you handed in, so a person marks it." in page
    assert "Iced tea is another course" not in page


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


EVIL = "</pre></div><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:x'>x</a>\u202e"


def test_nothing_a_trainee_writes_can_act(released: Course, write: Any, show: Show) -> None:
    response = write(
        released, EVIL, second_cup__volume=EVIL, second_cup__warm=EVIL, second_cup__guests=(EVIL,),
        second_cup__order=(EVIL, EVIL), second_cup__note=EVIL, hottest_cup__code=EVIL,
    )  # fmt: skip
    html = show(response)
    tags = _Tags()
    tags.feed(html)
    assert not {"script", "img", "iframe", "object", "form"} & {tag for tag, _ in tags.found}
    names = {name for _, attrs in tags.found for name, _ in attrs}
    assert not any(name.startswith("on") for name in names) and not {"src", "href"} & names
    assert "default-src 'none'" in html


def test_a_page_asks_nobody_for_anything(released: Course, write: Any, show: Show) -> None:
    assert "http" not in show(write(released)).replace("http-equiv", "")


def test_facts_are_words_with_their_statement_or_links_to_the_register(released: Course, tea: Any) -> None:
    html = '<span class="fact" data-fact="tea.dose">0.5 mL/kg</span>'
    plain = tell_facts(html, tea, None)
    assert plain == '<span title="Half a millilitre for each kilogram.">0.5 mL/kg</span>'
    linked = tell_facts(html, tea, "https://example.org/register.html")
    assert linked.startswith('<a href="https://example.org/register.html#fact-tea-dose" title="Half a')
