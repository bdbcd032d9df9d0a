"""Marking written answers in a browser: with keys alone, beside formgrader, by two markers who settle what differs."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from casebook.author.course import Course, find_course
from casebook.grading.nbgrader.gradebook import read_grades

from ..casebook.grading.formgrader import TOKEN, get_page, serve_formgrader
from ..casebook.grading.written_course import EXERCISE, HOSTILE, ITEM, make_course, run_marking

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LEARNERS = [f"trainee-{number:02}" for number in range(1, 23)]
ANSWERS = {name: f"The infusion was stopped early. Written by number {place}." for place, name in enumerate(LEARNERS)}
ANSWERS[LEARNERS[4]] = HOSTILE
ANSWERS[LEARNERS[5]] = "long " * 19_000
NAMES = {name: f"Person{place:02} Family{place:02}" for place, name in enumerate(LEARNERS)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("marking") / "course", ANSWERS, NAMES).root


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Course:
    return find_course(shutil.copytree(made, tmp_path / "course"))


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return what opens the marking page; nothing may be said to the console, and nobody else asked for anything."""
    said: list[str] = []
    contexts = []

    def visited(address: str, *, width: int = 1440, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        # Refusals and a server that went away are part of some tests; the browser tells them by itself.
        page.on("console", lambda message: said.append(message.text) if "load resource" not in message.text else None)
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        host = address.split("/")[2]
        page.on("request", lambda request: said.append(request.url) if host not in request.url else None)
        page.goto(address)
        page.wait_for_selector("#mk-label")
        return page

    yield visited
    for context in contexts:
        context.close()
    assert said == []


def read_marks(course: Course) -> dict[str, tuple[float, bool, str]]:
    return {
        grade.student: (grade.score, grade.waits, grade.comment)
        for grade in read_grades(course.gradebook, EXERCISE)
        if grade.cell == ITEM
    }


def find_flaws(page: Page) -> list[str]:
    """Return what axe finds on a page."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(
        "async () => (await axe.run()).violations.map(each => each.id + ' ' + each.nodes[0].html)"
    )
    return found


def wait_for(page: Page, words: str) -> None:
    page.wait_for_function("words => document.body.innerText.includes(words)", arg=words)


def test_a_class_is_marked_with_keys_alone(course: Course, visit: Visit) -> None:
    presses = 0
    expected = {}

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            page.keyboard.press(key)
            presses += 1

    with run_marking(course) as (_, address):
        page = visit(address)
        for place, learner in enumerate(LEARNERS):
            page.wait_for_function(
                "name => document.getElementById('mk-label').textContent.startsWith(name)", arg=NAMES[learner]
            )
            text = page.inner_text(".mk-paper")
            assert ANSWERS[learner].split()[0][:6] in text
            if place % 3 == 0:
                press("1", "2")
                expected[learner] = (3.0, False, "")
            elif place % 3 == 1:
                press("1", "Shift+Digit3", "c")
                page.keyboard.type("When, and **why**?")
                expected[learner] = (2.5, False, "When, and **why**?")
            else:
                press("0")
                expected[learner] = (0.0, False, "")
            press("Enter")
        wait_for(page, "All 22 answers to this question are marked.")
        assert read_marks(course) == expected
        assert presses < 5 * len(LEARNERS)
        assert page.title() == "Marking: One infusion, from the chart to the blood"
        # Back through what was done, one taken back, and done again.
        press("u")
        wait_for(page, "Taken back.")
        assert read_marks(course)[LEARNERS[-1]] == (0.0, True, "")
        press("f", "Enter")
        wait_for(page, "All 22 answers to this question are marked.")
    assert read_marks(course)[LEARNERS[-1]] == (5.0, False, "")


def test_what_formgrader_gives_shows_here_and_the_other_way_round(
    course: Course, visit: Visit, chromium: Browser, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with run_marking(course) as (_, address), serve_formgrader(course.root, home) as jupyter:
        listed = json.loads(get_page(f"{jupyter}/formgrader/api/submitted_notebooks/{EXERCISE}/{EXERCISE}"))
        urls = {each["student"]: f"{jupyter}/formgrader/submissions/{each['id']}/" for each in listed}
        page = visit(address)
        page.keyboard.press("1")
        page.keyboard.press("c")
        page.keyboard.type("From casebook mark")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.getElementById('mk-label').textContent.includes('2 of 22')")
        theirs = chromium.new_context(extra_http_headers={"Authorization": f"token {TOKEN}"}).new_page()
        theirs.goto(urls[LEARNERS[0]])
        theirs.wait_for_function(f"() => document.getElementById('{ITEM}').value === '2'")
        theirs.wait_for_function(f"() => document.getElementById('{ITEM}-comment').value === 'From casebook mark'")
        shown = theirs.inner_text("body")
        assert "Write the entry for the record" in shown and "What earns marks" in shown
        assert "score(" not in shown and "allowed" not in shown
        # The answer that is open here is marked there: saving it here says so, and shows what formgrader gave.
        theirs.goto(urls[LEARNERS[1]])
        theirs.wait_for_timeout(500)
        theirs.fill(f"[id='{ITEM}']", "4.5")
        theirs.fill(f"[id='{ITEM}-comment']", "From formgrader")
        theirs.keyboard.press("Tab")
        theirs.wait_for_timeout(1000)
        assert read_marks(course)[LEARNERS[1]] == (4.5, False, "From formgrader")
        page.keyboard.press("f")
        page.keyboard.press("Enter")
        wait_for(page, "changed elsewhere meanwhile")
        wait_for(page, "The gradebook has 4.5 of 5 now, given elsewhere.")
        assert read_marks(course)[LEARNERS[1]] == (4.5, False, "From formgrader")
        theirs.goto(f"{jupyter}/formgrader/manage_students")
        theirs.wait_for_function("() => document.body.innerText.includes('Family00, Person00')")
        theirs.goto(f"{jupyter}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
        theirs.wait_for_function("() => document.querySelectorAll('#submission-table tbody tr, tbody tr').length >= 22")
        assert "Family03, Person03" in theirs.content()
        theirs.context.close()


def test_hostile_and_very_long_answers_are_shown_as_text(course: Course, visit: Visit) -> None:
    with run_marking(course) as (_, address):
        page = visit(address)
        for _ in range(4):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(150)
        shown = page.inner_text(".mk-text")
        assert "<script>" in shown and "onerror" in shown and "\u202e" not in shown
        assert page.query_selector(".mk-text script, .mk-text img, .mk-text a") is None
        page.keyboard.press("ArrowRight")
        page.wait_for_selector("text=Show all")
        page.click("text=Show all")
        assert len(page.inner_text(".mk-text")) > 90_000
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_answer_that_was_being_marked_comes_back_as_a_draft(course: Course, visit: Visit) -> None:
    with run_marking(course) as (process, address):
        page = visit(address)
        page.keyboard.press("2")
        page.keyboard.press("c")
        page.keyboard.type("Half written")
        process.kill()
        process.wait()
        page.keyboard.press("Enter")
        wait_for(page, "The marking server does not answer.")
        with run_marking(course) as (_, later):
            assert later.split("/")[2] == address.split("/")[2]
            page.goto(later)
            wait_for(page, "A draft that was not saved is shown.")
            assert page.input_value("#mk-comment") == "Half written"
            page.click("#mk-label")
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.getElementById('mk-label').textContent.includes('2 of 22')")
    assert read_marks(course)[LEARNERS[0]] == (1.0, False, "Half written")


def test_two_markers_settle_what_differs(course: Course, visit: Visit) -> None:
    def mark_all(page: Page, keys: Callable[[int], str]) -> None:
        for place in range(len(LEARNERS)):
            page.wait_for_function(
                "place => document.getElementById('mk-label').textContent.includes(`${place} of`)", arg=place + 1
            )
            page.keyboard.press(keys(place))
            page.keyboard.press("Enter")
        wait_for(page, "are marked.")

    with run_marking(course) as (_, first), run_marking(course, "--as", "anna", "--anonymous") as (_, second):
        one, two = visit(first), visit(second)
        assert not re.search("Family|trainee", two.content())
        mark_all(one, lambda place: "f")
        # Blind: nothing of the first's marks is on the second's page.
        assert two.inner_text(".mk-total") == "not marked yet, of 5 marks"
        mark_all(two, lambda place: "0" if place == 7 else "f")
    assert {score for score, _, _ in read_marks(course).values()} == {5.0}
    with run_marking(course, "--moderate") as (_, address):
        page = visit(address)
        wait_for(page, "1 answer to settle")
        assert "As the first marker: 5" in page.inner_text(".mk-panel") and "As anna: 0" in page.inner_text(".mk-panel")
        assert find_flaws(page) == []
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        wait_for(page, "No marks differ on this question.")
    assert sorted(score for score, _, _ in read_marks(course).values()) == [2.5] + [5.0] * 21


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1440, "light"), (1440, "dark")])
def test_the_page_has_nothing_axe_finds_and_is_never_too_wide(
    course: Course, visit: Visit, width: int, scheme: str
) -> None:
    with run_marking(course) as (_, address):
        page = visit(address, width=width, color_scheme=scheme)
        page.keyboard.press("1")
        page.fill("#mk-comment", "A note")
        page.click("text=Keep this comment for others")
        page.wait_for_selector(".mk-note")
        page.click(".mk-keys summary")
        page.evaluate(AXE)
        found = page.evaluate(
            "async () => (await axe.run()).violations.map(each => each.id + ' ' + each.nodes[0].html)"
        )
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
