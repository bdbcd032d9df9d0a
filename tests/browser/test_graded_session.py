"""A graded session in the exercise's page: played, kept, handed in, collected and graded; what counts comes with the feedback alone."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from casebook.author.course import Course, find_course
from casebook.exercise.release import release
from casebook.exercise.source import load_source
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread.means import Means
from casebook.kind import mark
from casebook.mark.response import read_response
from casebook.site.handout.write import FOLDER, write_handout

from ..casebook.exercise.test_session_exercise import COVER, WAY, write_text

EXERCISE = "quiet"


@pytest.fixture(scope="module")
def quiet(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of its own with one graded session, released by nbgrader, and its page."""
    root, answers = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("answers")
    shutil.copy(course.root / "nbgrader_config.py", root)
    (root / "book").mkdir()
    (answers / EXERCISE).mkdir()
    (answers / EXERCISE / "quiet-cup.session.md").write_text(write_text())
    (answers / EXERCISE / "exercise.md").write_text(COVER)
    made = find_course(root, answers)
    release(made, EXERCISE)
    write_handout(made, EXERCISE)
    return made


def choose(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(words)).first.click()


def test_a_session_is_played_kept_handed_in_and_marked(quiet: Course, chromium: Browser, tmp_path: Path) -> None:
    said: list[str] = []
    page = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
    page.set_default_timeout(8000)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((quiet.root / FOLDER / f"{EXERCISE}.html").as_uri())
    page.get_by_label("Your name or number").fill("M. Smith")
    choose(page, "^Start$")
    choose(page, "^Take the pressure")
    # A look's answer takes the focus, and an act's moment, so that keyboard and screen reader are where the story is.
    assert page.evaluate("document.activeElement.className") == "bed-found"
    choose(page, "^Let it drip")
    assert page.evaluate("document.activeElement.className") == "bed-moment"
    assert "Minute 10" in page.locator(".cb-way [role=status]").inner_text()
    choose(page, "^Wait")
    page.reload()
    assert page.locator(".bed-minute").inner_text() == "Minute 15"
    choose(page, "^Stop the pump")
    choose(page, "^Let go")
    assert page.get_by_text("The session has ended.").is_visible()
    assert page.locator(".bed-act, .bed-look").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as waiting:
        choose(page, "^Download my response file")
    waiting.value.save_as(tmp_path / "in" / waiting.value.suggested_filename)
    assert said == []

    response = read_response((tmp_path / "in" / waiting.value.suggested_filename).read_bytes(), EXERCISE)
    steps = response.responses[WAY]
    assert [step.partition("@")[2] for step in steps] == ["0", "0", "10", "15", "25"]
    assert collect(quiet, EXERCISE, tmp_path / "in").clean
    grade_exercise(quiet, EXERCISE, Means(), force=False)
    secret = load_source(quiet, EXERCISE).halves.secrets[WAY]
    earned = mark(secret, list(steps), response.variants["quiet-cup"])
    assert earned.status == "partly"
    assert {grade.cell: grade.score for grade in read_grades(quiet.gradebook, EXERCISE)}[WAY] == earned.points
    page.context.close()
