"""A private exam as a page of one file: opened from a folder or served, answered, handed in, collected and graded."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from casebook.author.course import Course, find_course
from casebook.exercise.release import release
from casebook.exercise.source import load_source
from casebook.grading.handin.collect import collect
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.spread.means import Means
from casebook.mark.learner import choose_variant
from casebook.site.handout.write import FOLDER, write_handout, write_paper
from casebook.site.serve import make_server

LEARNER = "M. Smith"
EXERCISE = "infusion-arithmetic"
"""One of the exercises with questions of every kind."""

EXAM = "finals"


@pytest.fixture(scope="module")
def exam(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of its own whose graded cases lie outside of it, released."""
    root, answers = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("exam")
    shutil.copy(course.root / "nbgrader_config.py", root)
    (root / "book").mkdir()
    shutil.copy(course.book / "objectives.yml", root / "book")
    shutil.copytree(
        course.answers / EXERCISE, answers / EXAM, ignore=shutil.ignore_patterns("*.ipynb", "exercise.json")
    )
    made = find_course(root, answers)
    release(made, EXAM)
    write_handout(made, EXAM)
    return made


@pytest.fixture
def folder(exam: Course) -> str:
    return (exam.root / FOLDER).as_uri()


@pytest.fixture
def served(exam: Course) -> Iterator[str]:
    with make_server(exam.root / FOLDER, 8200, own_policy=True) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def open_file(chromium: Browser) -> Iterator[Any]:
    """Return what opens a page; afterwards it must have asked for nothing else, and nothing may have been said."""
    said: list[str] = []
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    context.set_default_timeout(8000)

    def opened(address: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.split("?")[0] != address else None)
        page.goto(address)
        return page

    yield opened
    context.close()
    assert said == []


def answer_right(page: Page, exam: Course) -> None:
    halves = load_source(exam, EXAM).halves
    for part in halves.public["parts"]:
        variant = choose_variant(LEARNER, part["id"], part["variants"])
        for item in part["items"]:
            secret: Any = halves.secrets[item["id"]]
            form = page.locator(f"form[data-item={item['id']}]")
            if item["kind"] in ("best", "all"):
                for key in secret["keys"]:
                    form.locator(f"input[value={key}]").check()
            elif item["kind"] == "matching":
                keys = dict(pair.split("=", 1) for pair in secret["keys"])
                for stem, field in zip(item["stems"], form.locator("select").all(), strict=True):
                    field.select_option(keys[stem["id"]])
            elif item["kind"] == "order":
                for place, step in enumerate(secret["order"]):
                    while form.locator(".cb-step").nth(place).get_attribute("data-option") != step:
                        form.locator(f"[data-option={step}]").get_by_role("button", name="Move up").press("Enter")
                if (keep := form.get_by_role("button", name="Keep this order")).is_visible():
                    keep.click()
            elif item["kind"] == "number":
                form.locator("input").fill(f"{secret['keys'][variant]:.6g}")
            elif item["kind"] == "written":
                form.locator("textarea").fill("Half of it went in.")


@pytest.mark.parametrize("way", ["folder", "served"])
def test_what_is_handed_in_on_the_page_of_an_exam_is_collected_and_graded(
    exam: Course, way: str, request: pytest.FixtureRequest, open_file: Any, tmp_path: Path
) -> None:
    page = open_file(f"{request.getfixturevalue(way)}/{EXAM}.html")
    page.get_by_label("Your name or number").fill(LEARNER)
    page.get_by_role("button", name="Start").click()
    answer_right(page, exam)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    waiting.value.save_as(tmp_path / "in" / waiting.value.suggested_filename)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways on a phone"

    assert collect(exam, EXAM, tmp_path / "in").clean
    grade_exercise(exam, EXAM, Means(), force=False)
    grades = {grade.cell: grade for grade in read_grades(exam.gradebook, EXAM)}
    halves = load_source(exam, EXAM).halves
    marked = {item: secret for item, secret in halves.secrets.items() if secret["kind"] not in ("written", "code")}
    assert {secret["kind"] for secret in marked.values()} == {"best", "all", "matching", "order", "number"}
    for item, secret in marked.items():
        assert grades[item].score == secret["points"], item


def test_the_paper_of_an_exam_prints_every_question_and_leaves_room_to_write(
    exam: Course, open_file: Any, tmp_path: Path
) -> None:
    cover = exam.answers / EXAM / "exercise.md"
    before = cover.read_text("utf-8")
    cover.write_text(before.replace("title:", "numbers: same\ntitle:", 1), "utf-8")
    try:
        release(exam, EXAM)
        sheet, _ = write_paper(exam, EXAM)
        page = open_file(sheet.as_uri())
        page.emulate_media(media="print")
        shown = page.locator(".cb-question").all()
        assert len(shown) == len(load_source(exam, EXAM).halves.secrets)
        assert all(question.is_visible() for question in shown)
        box = page.locator(".cb-item[data-kind=written] fieldset").first.evaluate(
            "node => getComputedStyle(node, '::after').height"
        )
        assert float(box.removesuffix("px")) > 60
    finally:
        cover.write_text(before, "utf-8")
