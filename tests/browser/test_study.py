"""The study record of a reader, the exam they set themselves, and the question how sure they are, asked less."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from casebook import command

from .host import Host
from .test_accessibility import AXE, find_faults
from .test_offline import wait_for_offline, wait_until_active

CASES = "dosing/infusion.html"
EXAM = "exam.html"
NAME = "A. Reader"


def answer(form: Any) -> None:
    """Give any answer to a question, right or wrong."""
    kind = form.get_attribute("data-kind")
    if kind in ("best", "all"):
        form.locator(".cb-option input").first.check()
    elif kind == "number":
        form.locator(".cb-number-input").fill("12")
    elif kind == "matching":
        for select in form.locator("select").all():
            select.select_option(index=1)
    elif kind == "written":
        form.locator("textarea").fill("Words.")
    elif form.get_by_role("button", name="Keep this order").count():
        form.get_by_role("button", name="Keep this order").click()


def check(form: Any) -> None:
    answer(form)
    form.locator("button[type=submit]").click()


def start(page: Any, *, chapter: str = "5", size: str = "10", clock: str = "0") -> None:
    page.get_by_label("Questions from").select_option(chapter)
    page.get_by_label("How many").select_option(size)
    page.get_by_label("Clock").select_option(clock)
    page.get_by_role("button", name="Start").click()
    page.locator(".exam-bar").wait_for()


def hand_in(page: Any) -> None:
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Yes, hand in").click()
    page.locator(".exam-result").wait_for()


def save_record(page: Any, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the file").click()
    assert waiting.value.suggested_filename == "study-record.json"
    path = folder / "study-record.json"
    waiting.value.save_as(path)
    return path


def test_python_agrees_with_every_mark_that_the_pages_gave(
    open_page: Any, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answered, examined and saved from a folder of files, without any server."""
    base = site.as_uri()
    page = open_page(CASES, base=base)
    for form in page.locator("form.cb-item").all():
        check(form)
    page.locator(".cb-again button").first.click()
    page.goto(f"{base}/{EXAM}#chapter-5")
    expect(page.get_by_label("Questions from")).to_have_value("5")
    start(page)
    for form in page.locator("form.cb-item").all()[:-1]:
        answer(form)
    hand_in(page)
    page.goto(f"{base}/progress.html")
    page.get_by_label("Your name, for the sheet").fill(NAME)
    path = save_record(page, tmp_path)
    document = json.loads(path.read_text("utf-8"))
    assert document["name"] == NAME and len(document["exams"]) == 1
    assert NAME not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})"), (
        "the name is for the file alone"
    )
    assert command.main(["verify", str(path)]) == 0
    said = capsys.readouterr().out
    assert "differs" not in said and "edited" not in said and "no answer kept" not in said
    assert f"{len(document['answers'])} agree\n" in said and "10 agree\n" in said and "as here" in said


def test_the_sheet_prints_alone_and_says_what_it_is_not(open_page: Any, address: str) -> None:
    page = open_page(CASES)
    check(page.locator("form.cb-item").first)
    page.goto(f"{address}/progress.html")
    page.get_by_label("Your name, for the sheet").fill(NAME)
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print the sheet").click()
    page.emulate_media(media="print")
    assert page.locator(".study-paper").is_visible() and not page.locator("main").is_visible()
    said = page.locator(".study-paper").inner_text()
    for words in (
        NAME,
        "No certificate",
        "Awaiting review by a clinician",
        "4. Dosing",
        "Together",
        "No clock measured them",
        "2026.1",
    ):
        assert words in said, words
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("main").is_visible() and not page.locator(".study-paper").count()


def test_an_exam_gives_no_verdict_before_its_end_and_can_be_left(open_page: Any) -> None:
    page = open_page(EXAM)
    start(page)
    forms = page.locator("form.cb-item")
    assert forms.count() == 10
    names = [form.get_attribute("data-item") for form in forms.all()]
    answer(forms.first)
    answer(forms.nth(1))
    expect(page.locator(".exam-stand")).to_contain_text("2 of 10")
    assert not page.locator(
        ".exam-sitting .cb-reason:visible, .exam-sitting button[type=submit], .exam-sitting .cb-sure"
    ).count()
    page.reload()
    expect(page.locator(".exam-left")).to_contain_text("2 of 10 questions answered")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".exam-stand")).to_contain_text("2 of 10")
    assert [form.get_attribute("data-item") for form in forms.all()] == names, "the same questions in the same order"
    page.get_by_role("button", name="Next open question").click()
    assert page.evaluate("document.activeElement.closest('form').dataset.item") == names[2]
    hand_in(page)
    said = page.locator(".exam-result").inner_text()
    assert "What to read next" in said and "By objective" in said and "Not answered." in said
    assert not page.locator(".exam-result fieldset :is(input, select, textarea, button):enabled").count()
    assert page.locator(".exam-result .cb-reason:visible, .exam-key").count()
    page.reload()
    page.get_by_role("heading", name="Your exams").wait_for()
    page.locator(".my-items button").first.click()
    expect(page.locator(".exam-title")).to_contain_text("marks")
    assert not page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('casebook:answer:'))")


def test_a_clock_ends_an_exam_and_can_be_switched_off(open_page: Any) -> None:
    page = open_page(EXAM)
    page.clock.install()
    start(page, clock="1")
    expect(page.locator(".exam-time")).to_have_text("10 min left")
    page.clock.run_for(61_000)
    expect(page.locator(".exam-time")).to_have_text("9 min left")
    answer(page.locator("form.cb-item").first)
    page.clock.run_for(540_000)
    expect(page.locator(".exam-result")).to_contain_text("1 of 10 questions answered; 10 minutes")
    page.get_by_role("button", name="Another exam").click()
    start(page, clock="1")
    page.get_by_role("button", name="Switch the clock off").click()
    page.clock.run_for(700_000)
    expect(page.locator(".exam-time")).to_have_text("")
    assert page.locator(".exam-sitting").is_visible()


def test_an_exam_thrown_away_is_gone(open_page: Any) -> None:
    page = open_page(EXAM)
    start(page)
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    page.get_by_role("group").get_by_role("button", name="Throw it away").click()
    page.get_by_role("button", name="Start").wait_for()
    assert not page.evaluate("Object.keys(localStorage).some((name) => name.startsWith('casebook:exam:'))")


def test_an_exam_is_exported_and_imported_with_the_rest(open_page: Any, address: str, tmp_path: Path) -> None:
    page = open_page(EXAM)
    start(page)
    answer(page.locator("form.cb-item").first)
    hand_in(page)
    page.goto(f"{address}/progress.html")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export as one file").click()
    waiting.value.save_as(tmp_path / "progress.json")
    other = open_page("progress.html")
    other.locator("#import").set_input_files(tmp_path / "progress.json")
    expect(other.locator(".my-heard")).to_contain_text("Taken from the file")
    other.goto(f"{address}/{EXAM}")
    other.locator(".my-items button").first.click()
    expect(other.locator(".exam-result")).to_contain_text("1 of 10 questions answered")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
def test_exam_and_record_violate_no_rule_and_stay_in_their_width(
    width: int, scheme: str, open_page: Any, address: str
) -> None:
    page = open_page(EXAM, width=width, color_scheme=scheme)

    def look() -> None:
        # What scrolls is marked in the next frame.
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        # Which questions are drawn is chance, and so is what the bars cover where the page was scrolled to.
        page.evaluate(
            """() => {
                document.querySelector(".exam-bar")?.style.setProperty("position", "static");
                window.scrollTo({ top: 0, behavior: "instant" });
            }"""
        )
        page.evaluate(AXE)
        assert not find_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    look()
    start(page, clock="2")
    look()
    for form in page.locator("form.cb-item").all()[:7]:
        answer(form)
    page.get_by_role("button", name="Hand in").click()
    look()
    page.get_by_role("button", name="Yes, hand in").click()
    page.locator(".exam-result").wait_for()
    look()
    page.goto(f"{address}/progress.html")
    page.locator(".study-record summary").click()
    look()


def test_an_exam_is_sat_with_the_keyboard_alone(open_page: Any) -> None:
    page = open_page(EXAM)
    start(page)
    assert page.evaluate("document.activeElement.className") == "exam-title", "the reader is led to where it begins"
    page.get_by_role("button", name="Hand in").press("Enter")
    assert page.evaluate("document.activeElement.className") == "cb-ask"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Hand in"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".exam-result").wait_for()
    assert page.evaluate("document.activeElement.className") == "exam-title"


@pytest.fixture
def host(site: Path) -> Iterator[Host]:
    served = Host(site)
    yield served
    served.off()


def test_an_exam_needs_no_network_once_the_course_is_kept(chromium: Browser, host: Host) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{host.address}/index.html")
    wait_for_offline(page, "yes")
    wait_until_active(page)
    address = host.address
    host.off()
    page.goto(f"{address}/{EXAM}")
    start(page, chapter="0", size="20")
    assert page.locator("form.cb-item").count() == 20
    context.close()


def test_without_scripts_the_pages_say_what_they_need(open_page: Any) -> None:
    page = open_page(EXAM, scripts=False)
    assert "needs JavaScript" in page.locator("main").inner_text()


def test_how_sure_one_is_is_asked_less_once_it_was_skipped_twice(open_page: Any, address: str) -> None:
    page = open_page(CASES)
    forms = page.locator(
        "form.cb-item[data-kind=best], form.cb-item[data-kind=number], form.cb-item[data-kind=matching]"
    )
    check(forms.nth(0))
    assert forms.nth(2).locator(".cb-sure-steps").is_visible()
    check(forms.nth(1))
    third = forms.nth(2)
    expect(third.locator(".cb-sure-steps")).to_be_hidden()
    page.reload()
    expect(third.locator(".cb-sure-steps")).to_be_hidden()
    third.get_by_role("button", name="Say how sure you are").click()
    assert third.locator(".cb-sure-input").first.evaluate("each => each === document.activeElement")
    third.locator(".cb-sure-input").nth(2).press("Space")
    check(third)
    expect(third.locator(".cb-sure-said")).to_contain_text("fairly sure")
    page.reload()
    assert forms.nth(3).locator(".cb-sure-steps").is_visible(), "who says it is asked openly again"
    page.goto(f"{address}/progress.html")
    assert "You have said how sure you were once" in page.locator(".progress-page").inner_text()


def test_an_exercise_with_code_says_before_it_starts_what_cannot_be_run(open_page: Any) -> None:
    page = open_page("pharmacology/exercise.html")
    ahead, gate = page.locator(".cb-ahead"), page.get_by_role("button", name="Start")
    assert "this page can't run it" in ahead.inner_text() and "12 min" in ahead.inner_text()
    assert ahead.bounding_box()["y"] < gate.bounding_box()["y"]
