"""A graded exercise as a page: from the name to the file, and the same file as the notebook writes."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from casebook.exercise import widget
from casebook.mark.learner import choose_variant, name_folder
from casebook.mark.response import Response, read_response
from casebook.text.case import Kind

EXERCISE = "infusion-arithmetic"
"""One of the exercises with questions of every kind."""

PAGE = "dosing/infusion-arithmetic.html"
LEARNER = "M. Smith"


@pytest.fixture(scope="module")
def public() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "exercises" / EXERCISE / "exercise.json"
    exercise = dict(json.loads(path.read_text("utf-8")))
    assert {item["kind"] for part in exercise["parts"] for item in part["items"]} == set(Kind), "every kind is met"
    return exercise


def begin(page: Any, learner: str = LEARNER) -> None:
    page.get_by_label("Your name or number").fill(learner)
    page.get_by_role("button", name="Start").click()


def choose_answers(public: dict[str, Any]) -> dict[str, Any]:
    """Return an answer to every item, none of which needs to be right."""
    answers: dict[str, Any] = {}
    for item in (item for part in public["parts"] for item in part["items"]):
        options = [option["id"] for option in item.get("options", [])]
        answers[item["id"]] = {
            "best": options[:1] and options[0], "all": options[:2],
            # More stems than options: the first serves again.
            "matching": [f"{stem['id']}={options[place % len(options)]}" for place, stem in enumerate(item.get("stems", []))],
            "order": options[1:2] + options[:1] + options[2:],
            "number": "12,5", "written": "Gr\u00fc\u00dfe,\n<b>\"quoted\"</b>", "code": f"{item.get('starter', '')}# more \u00b5\n",
        }[item["kind"]]  # fmt: skip
    return answers


def give(page: Any, public: dict[str, Any], answers: dict[str, Any]) -> None:
    for item in (item for part in public["parts"] for item in part["items"]):
        form = page.locator(f"form[data-item={item['id']}]")
        answer = answers[item["id"]]
        if item["kind"] in ("best", "all"):
            for option in [answer] if isinstance(answer, str) else answer:
                form.locator(f"input[value={option}]").check()
        elif item["kind"] == "matching":
            for stem, pair in zip(form.locator("select").all(), answer, strict=True):
                stem.select_option(pair.partition("=")[2])
        elif item["kind"] == "order":
            form.locator(f"[data-option={answer[0]}]").get_by_role("button", name="Move up").press("Enter")
        else:
            form.locator("input, textarea").fill(answer)


def download(page: Any) -> tuple[str, Response]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    return waiting.value.suggested_filename, read_response(Path(waiting.value.path()).read_bytes(), EXERCISE)


def test_the_page_hands_in_what_the_notebook_would(open_page: Any, public: dict[str, Any], tmp_path: Path) -> None:
    page = open_page(PAGE)
    begin(page)
    answers = choose_answers(public)
    give(page, public, answers)
    assert "are answered" in page.locator(".cb-done").inner_text()
    name, from_page = download(page)
    assert name == f"{EXERCISE}-{name_folder(LEARNER)}.json"

    (tmp_path / "exercise.json").write_text(json.dumps(public))
    notebook = widget.open_exercise(tmp_path / "exercise.json")
    notebook.ask_learner()._handle_custom_msg({"kind": "learner", "learner": LEARNER}, [])
    for item, answer in answers.items():
        if item.endswith("--code"):
            notebook.keep_code(answer)
        else:
            notebook.item(item).response = answer
    from_notebook = read_response((tmp_path / "response.json").read_bytes(), EXERCISE)
    code = next(item for item in answers if item.endswith("--code"))
    # A cell's source has no line end of its own; a text box keeps what was typed.
    same = {**from_notebook.responses, code: from_page.responses[code]}
    assert str(from_notebook.responses[code]).strip() == str(from_page.responses[code]).strip()
    assert replace(from_notebook, responses=same, host="", saved="", started="") == replace(
        from_page, host="", saved="", started=""
    )
    assert (from_page.host, from_notebook.host) == ("page", "notebook")


def test_what_is_chosen_for_each_stem_is_kept_and_handed_in(open_page: Any) -> None:
    page = open_page("screening/exercise-who.html")
    begin(page)
    form = page.locator("form[data-item=who-doors--texts]")
    left = page.locator(".cb-open li a[href$='who-doors--texts']")
    assert left.count() == 1
    form.get_by_role("combobox", name="the same woman").select_option("watch")
    form.get_by_role("combobox", name="myocardial infarction").select_option("refuse")
    page.reload()
    assert form.get_by_role("combobox", name="myocardial infarction").input_value() == "refuse"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    response = read_response(Path(waiting.value.path()).read_bytes(), "screening-who")
    assert response.responses["who-doors--texts"] == ("woman-eu=watch", "infarct=refuse")
    form.get_by_role("combobox", name="the same woman").select_option("")
    form.get_by_role("combobox", name="myocardial infarction").select_option("")
    expect(left).to_have_count(1)


def test_each_learner_sees_their_own_numbers_every_time(open_page: Any, public: dict[str, Any]) -> None:
    page = open_page(PAGE)
    for learner in (LEARNER, "trainee-07", " m. smith"):
        begin(page, learner)
        for part, section in zip(public["parts"], page.locator("section.cb-part").all(), strict=False):
            variant = choose_variant(learner, part["id"], part["variants"])
            for place in section.locator("data[value]").all():
                assert place.text_content() == part["numbers"][place.get_attribute("value")][variant]
        page.get_by_role("button", name="Change").click()


def test_what_is_open_is_listed_and_leads_to_the_item(open_page: Any, public: dict[str, Any]) -> None:
    page = open_page(PAGE)
    begin(page)
    total = sum(len(part["items"]) for part in public["parts"])
    missing = page.locator(".cb-open li a")
    assert missing.count() == total
    missing.nth(0).click()
    focused = page.evaluate("document.activeElement.closest('form').dataset.item")
    assert focused == public["parts"][0]["items"][0]["id"]
    page.locator("form[data-kind=best]").first.locator("input").first.check()
    assert missing.count() == total - 1
    page.get_by_role("button", name="Keep this order").first.click()
    assert missing.count() == total - 2


def test_what_is_open_is_named_with_the_learners_own_numbers(open_page: Any) -> None:
    page = open_page("events/exercise-pressure.html")
    begin(page, "Zoe")
    listed = page.locator(".cb-open li a").all_inner_texts()
    asked = [words.rpartition("(")[0] or words for words in page.locator("form.cb-item legend").all_inner_texts()]
    for words in listed[:6]:
        assert any(" ".join(words.split()) in " ".join(each.split()) for each in asked), words


def test_a_number_that_cannot_be_read_is_open_here_and_in_the_file(open_page: Any, public: dict[str, Any]) -> None:
    page = open_page(PAGE)
    begin(page)
    answers = choose_answers(public)
    number = next(item["id"] for part in public["parts"] for item in part["items"] if item["kind"] == "number")
    give(page, public, answers | {number: "abc"})
    listed = page.locator(".cb-open li")
    assert listed.count() == 1 and "number not readable" in listed.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    data = Path(waiting.value.path()).read_bytes()
    # It is handed in all the same: what it earns, and why, is for the grader to say.
    assert read_response(data, EXERCISE).responses[number] == "abc"
    page.get_by_text("Check a file before you send it").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": data}
    )
    outcome = page.locator(".cb-hand-in details", has=page.locator("input[type=file]"))
    expect(outcome).to_contain_text(f"{len(answers) - 1} of {len(answers)} items answered")
    expect(outcome.locator("li")).to_contain_text("number not readable")
    page.reload()
    form = page.locator(f"form[data-item={number}]")
    assert form.locator(".cb-heard").inner_text() == "Write digits only, such as 12.5."
    assert form.locator(".cb-number-input").get_attribute("aria-invalid") == "true"
    assert "number not readable" in page.locator(".cb-open li").inner_text()


def test_answers_survive_a_reload_and_can_be_erased(open_page: Any, public: dict[str, Any]) -> None:
    page = open_page(PAGE)
    begin(page)
    answers = choose_answers(public)
    give(page, public, answers)
    _, before = download(page)
    page.reload()
    assert page.locator(".cb-who strong").inner_text() == LEARNER
    _, after = download(page)
    assert after.responses == before.responses
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    assert page.get_by_label("Your name or number").input_value() == ""
    assert "m. smith" not in json.dumps(page.evaluate("({...localStorage})")).lower()


def test_a_name_must_be_given_first(open_page: Any) -> None:
    page = open_page(PAGE)
    begin(page, "   ")
    assert page.get_by_role("status").first.inner_text() == "Write your name or number first."
    assert not page.locator("form.cb-item").count()


def test_a_spoilt_store_is_no_hindrance(open_page: Any, public: dict[str, Any]) -> None:
    page = open_page(PAGE)
    number = next(item["id"] for part in public["parts"] for item in part["items"] if item["kind"] == "number")
    for spoilt in (
        "{",
        "null",
        "5",
        json.dumps({"learner": 5, "responses": {"x": {}, number: [1]}}),
        '{"learner": "a", "responses": null}',
    ):
        page.evaluate("([name, text]) => localStorage.setItem(name, text)", [f"casebook:exercise:{EXERCISE}", spoilt])
        page.reload()
        assert page.locator(".cb-exercise-body form").count()


def test_where_downloads_are_blocked_the_text_can_be_copied(open_page: Any) -> None:
    page = open_page(PAGE)
    begin(page)
    page.get_by_text("Downloads are blocked here").click()
    text = page.get_by_label("Your response as text")
    # A browser says that something was opened only after it has opened it.
    expect(text).to_have_value(re.compile(r"\}\s*$"))
    assert read_response(text.input_value().encode(), EXERCISE).learner == LEARNER


def test_no_key_is_in_the_page(open_page: Any, course: Any) -> None:
    from casebook.author.exercise import read_exercise
    from casebook.exercise.half import read_salt, split_exercise

    exercise = read_exercise(course.answers / EXERCISE, course.root)
    assert not isinstance(exercise, list)
    secrets = split_exercise(exercise, course.subject, read_salt(course)).secrets
    html = open_page(PAGE, scripts=False).content()
    messages = [
        text
        for secret in secrets.values()
        for text in [*secret.get("messages", {}).values(), secret.get("message", "")]
    ]
    assert len(messages) > 20
    for text in filter(None, messages):
        assert text[3:60] not in html
    for word in ('"keys"', '"allowed"', '"predictions"', '"rubric"', "BEGIN HIDDEN", "BEGIN SOLUTION"):
        assert word not in html


def test_without_scripts_the_questions_are_there_and_the_way_to_hand_in(open_page: Any) -> None:
    page = open_page(PAGE, scripts=False)
    body = page.locator(".cb-exercise-body")
    assert "Do the exercise as a notebook instead" in body.inner_text()
    assert body.locator(".cb-question").count() >= 8
