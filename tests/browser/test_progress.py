"""A reader's way through the course: kept, shown, moved, erased, and told truly whatever becomes of the store or the course."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

PAGE = "pharmacology/interactions.html"
CASE = "interactions-two-doors"
EXERCISE = "pharmacology/interactions-exercise.html"
EXERCISE_ID = "interactions"
TITLE = "Interactions and special populations"
PROGRESS = "progress.html"
DENIED = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied'); } });"
FILL = """() => {
  let text = "x".repeat(1 << 22);
  for (let n = 0; text.length; n += 1) {
    try { localStorage.setItem(`filler-${n}`, text); } catch { text = text.slice(text.length / 2 + 0.5 | 0); }
  }
}"""
LEARNER = "M. Smith"


def read_store(page: Any, store: str = "localStorage") -> dict[str, Any]:
    kept = page.evaluate(f"({{...{store}}})")
    return {
        name.removeprefix("casebook:"): json.loads(value)
        for name, value in kept.items()
        if name.startswith("casebook:")
    }


def write_store(page: Any, name: str, value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    page.evaluate("([name, text]) => localStorage.setItem(`casebook:${name}`, text)", [name, text])


def find_form(page: Any, kind: str, number: int = 0) -> Any:
    return page.locator(f"#case-{CASE} form[data-kind={kind}]").nth(number)


def answer_choice(page: Any, *, sure: int | None = None, right: bool = False) -> str:
    """Answer the case's first best-answer item and return its id."""
    form = find_form(page, "best")
    item = str(form.get_attribute("data-item"))
    data = json.loads(page.locator(f"#case-{CASE} script.cb-data").text_content())
    (key,) = data["secrets"][item]["keys"]
    form.locator(
        f".cb-options input{'' if right else ':not'}{f'[value={key}]' if right else f'([value={key}])'}"
    ).first.check()
    if sure is not None:
        form.locator(".cb-sure-input").nth(sure).press("Space")
    form.get_by_role("button", name="Check").press("Enter")
    return item


def begin(page: Any, learner: str = LEARNER) -> None:
    page.get_by_label("Your name or number").fill(learner)
    page.get_by_role("button", name="Start").click()


def download(page: Any) -> dict[str, Any]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my response file").click()
    return dict(json.loads(Path(waiting.value.path()).read_text("utf-8")))


def test_an_answer_its_mark_and_how_sure_one_was_survive_a_reload(open_page: Any) -> None:
    page = open_page(PAGE)
    item = answer_choice(page, sure=2)
    form = find_form(page, "best")
    status = form.get_by_role("status").inner_text()
    assert not form.locator(".cb-sure").is_visible(), "how sure one is, is said before the answer is shown"
    page.reload()
    assert form.get_by_role("status").inner_text() == status
    assert form.locator(".cb-reason").first.is_visible()
    assert form.locator(".cb-sure-said").inner_text() == "You said: fairly sure (75\u00a0%)."
    assert read_store(page)[f"answer:{item}"]["first"]["sure"] == 2
    assert page.locator(f"#case-{CASE} .cb-score").inner_text().startswith("Your latest here: 0 of 1 mark, 1 of ")
    form.locator(".cb-options input").last.check()
    assert form.locator(".cb-sure").is_visible() and not form.locator(".cb-sure-input:checked").count()


def test_a_tab_closed_in_the_middle_of_typing_loses_nothing(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    other = page.context.new_page()
    other.goto(f"{address}/{EXERCISE}")
    begin(other)
    find_form(page, "number").locator(".cb-number-input").press_sequentially("12,")
    other.locator("form[data-kind=written] textarea").first.press_sequentially("Watch her un")
    page.close()
    other.close(run_before_unload=False)
    again = open_page_in(page.context, f"{address}/{PAGE}")
    assert find_form(again, "number").locator(".cb-number-input").input_value() == "12,"
    again.goto(f"{address}/{EXERCISE}")
    assert again.locator("form[data-kind=written] textarea").first.input_value() == "Watch her un"


def open_page_in(context: Any, url: str) -> Any:
    page = context.new_page()
    page.goto(url)
    return page


def test_a_full_store_is_said_and_nothing_is_lost_before_the_page_is_left(open_page: Any) -> None:
    page = open_page(EXERCISE)
    begin(page)
    text = page.locator("form[data-kind=written] textarea").first
    text.fill("short")
    page.evaluate(FILL)
    text.fill("much longer than what fits " * 20)
    page.locator("form[data-kind=best] input").first.check()
    assert "This browser keeps nothing" in page.locator(".cb-hand-in").inner_text()
    responses = download(page)["responses"]
    assert len(responses) == 2 and ("much longer than what fits " * 20) in responses.values()
    page.evaluate(
        "for (const name of Object.keys(localStorage)) if (name.startsWith('filler')) localStorage.removeItem(name)"
    )
    text.fill("and room again")
    assert "kept in this browser" in page.locator(".cb-hand-in").inner_text()
    page.reload()
    assert text.input_value() == "and room again"


def test_where_storage_is_denied_all_else_works_and_it_is_said(open_page: Any, address: str) -> None:
    page = open_page("index.html")
    page.add_init_script(DENIED)
    page.goto(f"{address}/{PAGE}")
    answer_choice(page, sure=1)
    assert find_form(page, "best").get_by_role("status").inner_text() == "Not right. 0 of 1 mark."
    assert "stay until you leave this page" in page.locator(f"#case-{CASE} .cb-memo").inner_text()
    page.get_by_role("button", name="Mark this page as done").click()
    assert page.get_by_role("button", name="Done").get_attribute("aria-pressed") == "true"
    page.goto(f"{address}/{EXERCISE}")
    begin(page)
    page.locator("form[data-kind=best] input").first.check()
    assert len(download(page)["responses"]) == 1
    page.goto(f"{address}/{PROGRESS}")
    assert "This browser keeps nothing for this course" in page.locator(".progress-page").inner_text()


SPOILT = [
    "{",
    "null",
    "5",
    "[]",
    '"<img src=x onerror=alert(1)>"',
    '{"fingerprint": 1}',
    '{"response": {"a": 1}}',
    '{"learner": 5, "started": {}}',
]


def test_a_spoilt_or_hand_edited_store_is_as_good_as_none(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    items = page.locator(f"#case-{CASE} form.cb-item").evaluate_all("all => all.map(one => one.dataset.item)")
    page.goto(f"{address}/{EXERCISE}")
    graded = json.loads(page.locator("script.cb-data").text_content())
    names = [
        *(f"answer:{item}" for item in items),
        f"attempt:{CASE}",
        "token",
        "learner",
        f"exercise:{EXERCISE_ID}",
        f"read:{PAGE.removesuffix('.html')}",
    ]
    names += [f"given:{EXERCISE_ID}:{item['id']}" for part in graded["parts"] for item in part["items"]]
    for spoilt in SPOILT:
        for name in names:
            write_store(page, name, spoilt)
        page.goto(f"{address}/{PAGE}")
        assert page.locator(f"#case-{CASE} form.cb-item").count() == len(items)
        page.goto(f"{address}/{EXERCISE}")
        assert page.locator(".cb-exercise-body form").count()
        page.goto(f"{address}/{PROGRESS}")
        assert "0 of" in page.locator(".my-facts").inner_text()
    assert not page.locator(".progress-page img").count()


def test_an_answer_that_cannot_be_one_is_left_out(open_page: Any) -> None:
    page = open_page(PAGE)
    item = answer_choice(page)
    sound = read_store(page)[f"answer:{item}"]
    write_store(page, f"answer:{item}", sound | {"response": "no-such-option"})
    page.reload()
    form = find_form(page, "best")
    assert not form.locator(".cb-options input:checked").count() and form.get_by_role("status").inner_text() == ""


def test_two_tabs_at_once_lose_no_answer(open_page: Any, address: str) -> None:
    page = open_page(EXERCISE)
    begin(page)
    other = open_page_in(page.context, f"{address}/{EXERCISE}")
    page.locator("form[data-kind=written] textarea").first.fill("from the first tab")
    other.locator("form[data-kind=best] input").first.check()
    expect(page.locator("form[data-kind=best] input").first).to_be_checked()
    expect(other.locator("form[data-kind=written] textarea").first).to_have_value("from the first tab")
    page.locator("form[data-kind=number] input").first.fill("7")
    for tab in (page, other):
        assert len(download(tab)["responses"]) == 3
    other.get_by_role("button", name="Erase my name").click()
    page.get_by_label("Your name or number").wait_for()


def test_new_numbers_in_one_tab_are_the_numbers_of_the_other(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    other = open_page_in(page.context, f"{address}/{PAGE}")
    page.locator(f"#case-{CASE}").get_by_role("button", name="New numbers").click()
    story = page.locator(f"#case-{CASE} .cb-story").inner_text()
    other.locator(f"#case-{CASE} .cb-story", has_text=story[:60]).wait_for()
    item = answer_choice(other, right=True)
    expect(find_form(page, "best").get_by_role("status")).to_contain_text("Right.")
    assert read_store(page)[f"answer:{item}"]["tries"] == 1


def test_a_clock_set_back_changes_no_score(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    page.clock.set_fixed_time("2030-05-05T12:00:00")
    answer_choice(page)
    page.clock.set_fixed_time("1999-01-01T12:00:00")
    item = answer_choice(page, right=True)
    kept = read_store(page)[f"answer:{item}"]
    assert (kept["tries"], kept["first"]["status"], kept["last"]["status"]) == (2, "wrong", "right")
    page.goto(f"{address}/{PROGRESS}")
    assert "1 of 1" in page.locator(".my-facts").inner_text()
    assert "last on 1 January 1999" in page.locator(".my-cards").inner_text()


def test_a_question_edited_or_removed_since_is_said_and_not_counted(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    item = answer_choice(page, right=True, sure=3)
    kept = read_store(page)[f"answer:{item}"]
    write_store(page, f"answer:{item}", kept | {"fingerprint": "000000000000"})
    write_store(page, "answer:gone--item", kept)
    page.reload()
    form = find_form(page, "best")
    assert "has changed since you answered it" in form.locator(".cb-note").inner_text()
    assert not form.locator(".cb-options input:checked").count()
    page.goto(f"{address}/{PROGRESS}")
    text = page.locator(".progress-page").inner_text()
    assert "Changed since you answered" in text and "1 question that you answered is no longer in the course" in text
    assert "0 of" in page.locator(".my-facts > div").nth(1).inner_text()
    assert "marks at the latest try" not in text
    page.goto(f"{address}/{PAGE}")
    answer_choice(page, right=True)
    assert not form.locator(".cb-note").is_visible()
    assert read_store(page)[f"answer:{item}"]["tries"] == 1


def test_a_graded_answer_to_an_edited_question_waits_for_a_second_look(open_page: Any) -> None:
    page = open_page(EXERCISE)
    begin(page)
    form = page.locator("form[data-kind=best]").first
    item = form.get_attribute("data-item")
    form.locator("input").first.check()
    kept = read_store(page)[f"given:{EXERCISE_ID}:{item}"]
    write_store(page, f"given:{EXERCISE_ID}:{item}", kept | {"fingerprint": "000000000000"})
    write_store(page, f"given:{EXERCISE_ID}:gone--item", kept)
    page.reload()
    assert "changed since you answered it" in page.locator(".cb-open").inner_text()
    assert (
        "1 answer" not in page.locator(".cb-hand-in").inner_text()
        and "a question that this exercise no longer has" in page.locator(".cb-hand-in").inner_text()
    )
    assert download(page)["responses"] == {}
    form.get_by_role("button", name="My answer still stands").click()
    assert list(download(page)["responses"]) == [item]


def test_a_shared_computer_keeps_nothing_after_the_tab(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    answer_choice(page)
    page.goto(f"{address}/{PROGRESS}")
    page.get_by_label("This is a shared computer").check()
    assert read_store(page) == {}
    assert "1 of" in page.locator(".my-facts > div").nth(1).inner_text()
    other = open_page_in(page.context, f"{address}/{EXERCISE}")
    other.wait_for_function("sessionStorage.getItem('casebook:shared') === 'true'")
    other.wait_for_load_state()
    assert other.get_by_label("This is a shared computer").is_checked()
    begin(other)
    other.locator("form[data-kind=best] input").first.check()
    assert "until you close this tab" in other.locator(".cb-hand-in").inner_text()
    assert page.evaluate("Object.keys(localStorage)") == []
    other.reload()
    assert other.locator("form[data-kind=best] input").first.is_checked()
    page.close()
    other.close()
    last = open_page_in(page.context, f"{address}/{EXERCISE}")
    assert last.get_by_label("Your name or number").input_value() == ""
    assert not last.get_by_label("This is a shared computer").is_checked()
    assert LEARNER not in json.dumps(last.evaluate("[{...localStorage}, {...sessionStorage}]"))


def test_taking_the_switch_back_keeps_what_the_tab_knew(open_page: Any, address: str) -> None:
    page = open_page(PROGRESS)
    page.get_by_label("This is a shared computer").check()
    page.goto(f"{address}/{PAGE}")
    item = answer_choice(page)
    assert f"answer:{item}" not in read_store(page)
    page.goto(f"{address}/{PROGRESS}")
    page.get_by_label("This is a shared computer").uncheck()
    assert f"answer:{item}" in read_store(page) and read_store(page, "sessionStorage") == {}


def test_the_name_in_use_is_seen_and_one_click_erases_it(open_page: Any, address: str) -> None:
    page = open_page(EXERCISE)
    begin(page)
    page.locator("form[data-kind=best] input").first.check()
    page.goto(f"{address}/{PROGRESS}")
    assert LEARNER in page.locator(".my-who").inner_text()
    page.goto(f"{address}/pharmacology/routes-and-products.html")
    assert page.get_by_label("Your name or number").input_value() == LEARNER, "it is asked for once"
    page.goto(f"{address}/{EXERCISE}")
    page.get_by_role("button", name="Erase my name").click()
    assert page.get_by_label("Your name or number").input_value() == ""
    assert LEARNER not in json.dumps(read_store(page))
    begin(page, "Somebody Else")
    question = page.get_by_role("group", name="This browser holds 1 answer")
    assert question.is_visible() and not page.locator("form.cb-item").count()
    question.get_by_role("button", name="No, erase them").click()
    assert page.locator(".cb-who strong").inner_text() == "Somebody Else"
    assert not page.locator("form[data-kind=best] input:checked").count()
    assert not [name for name in read_store(page) if name.startswith("given:")]


def test_under_a_corrected_name_answers_stay_but_new_numbers_are_looked_at_again(open_page: Any) -> None:
    page = open_page(EXERCISE)
    begin(page, "M. Smiht")
    page.locator("form[data-kind=number] input").first.fill("7")
    page.get_by_role("button", name="Change").click()
    begin(page, LEARNER)
    page.get_by_role("button", name="Yes, keep them").click()
    assert page.locator("form[data-kind=number] input").first.input_value() == "7"
    assert "Your numbers have changed since you answered this" in page.locator(".cb-note:visible").first.inner_text()
    assert download(page)["responses"] == {}
    page.get_by_role("button", name="My answer still stands").click()
    assert list(download(page)["responses"].values()) == ["7"]


def test_progress_moves_to_another_browser_as_one_file(open_page: Any, address: str, tmp_path: Path) -> None:
    page = open_page(PAGE)
    item = answer_choice(page, sure=0)
    page.get_by_role("button", name="Mark this page as done").click()
    page.goto(f"{address}/{PROGRESS}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export as one file").click()
    assert waiting.value.suggested_filename.startswith("my-progress-")
    file = tmp_path / "progress.json"
    waiting.value.save_as(file)

    other = open_page(PROGRESS)
    other.get_by_label("Import such a file").set_input_files(file)
    other.get_by_text("Taken from the file: 1 answer.").wait_for()
    before, after = read_store(page), read_store(other)
    assert after[f"answer:{item}"] == before[f"answer:{item}"] and after["token"] == before["token"]
    assert "1 of" in other.locator(".my-facts > div").first.inner_text()
    assert other.locator(".my-items a").first.get_attribute("href").endswith(f"{PAGE}#item-{item}")

    hostile = json.loads(file.read_text())
    hostile["entries"]["answer:x--y"] = {"response": "<img src=x onerror=alert(1)>"}
    bad = {"name": "a.json", "mimeType": "application/json", "buffer": json.dumps(hostile).encode()}
    other.get_by_label("Import such a file").set_input_files(bad)  # type: ignore[arg-type]
    other.get_by_text("Nothing was taken from the file").wait_for()
    huge = {"name": "b.json", "mimeType": "application/json", "buffer": b" " * 5_000_001}
    other.get_by_label("Import such a file").set_input_files(huge)  # type: ignore[arg-type]
    other.get_by_text("The file has 5,000,001 bytes").wait_for()
    assert read_store(other) == after


def test_everything_is_erased_after_a_question(open_page: Any, address: str) -> None:
    page = open_page(EXERCISE)
    begin(page)
    page.goto(f"{address}/{PAGE}")
    answer_choice(page)
    page.goto(f"{address}/{PROGRESS}")
    erase = page.get_by_role("button", name="Erase everything")
    erase.click()
    page.keyboard.press("Escape")
    assert erase.evaluate("element => element === document.activeElement") and read_store(page)
    erase.click()
    page.get_by_role("group").get_by_role("button", name="Erase everything").click()
    assert page.locator(".my-heard").inner_text() == "Everything is erased."
    assert read_store(page) == {} and "0 of" in page.locator(".my-facts").inner_text()


def test_pages_say_where_the_reader_is_and_what_is_left(open_page: Any, address: str) -> None:
    page = open_page("pharmacology/index.html")
    page.get_by_role("button", name="Mark this page as done").click()
    assert "7 pages of this chapter left" in page.locator(".site-end-words").inner_text()
    page.goto(f"{address}/{PAGE}")
    answer_choice(page)
    contents = page.get_by_role("navigation", name="Course")
    assert contents.get_by_role("link", name="My progress 1 of").is_visible()
    assert contents.get_by_role("link", name="Pharmacology 1/8 pages done").is_visible()
    assert contents.get_by_role("link", name=f"{TITLE} begun").is_visible()
    stands = page.locator(".site-steps > *").evaluate_all("all => all.map(one => one.dataset.stand)")
    assert (stands[0], stands.count("done"), stands.count("begun")) == ("done", 1, 1)
    page.goto(f"{address}/index.html")
    # Below the title stands the heading that was read last, if there was one.
    assert page.locator(".back-go").inner_text().split("\n")[0] == TITLE
    assert re.fullmatch(
        r"1 of 8 pages done, \d+ of \d+ questions answered", page.locator(".chapter-holds").nth(1).inner_text()
    )
    page.goto(f"{address}/{PROGRESS}")
    page.get_by_role("link", name=f"Go on with {TITLE}").click()
    page.wait_for_url(f"**/{PAGE}")


def test_a_missed_question_is_one_click_away(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    item = answer_choice(page)
    page.goto(f"{address}/{PROGRESS}")
    page.locator(".my-items a").first.click()
    page.wait_for_url(f"**/{PAGE}#item-{item}")
    form = find_form(page, "best")
    assert form.evaluate("element => element.contains(document.activeElement)")
    assert 0 < form.bounding_box()["y"] < 300
    answer_choice(page, right=True)
    page.goto(f"{address}/{PROGRESS}")
    assert "you have answered rightly" in page.locator(".progress-page").inner_text()


def test_sureness_and_answers_are_compared_once_there_are_enough(open_page: Any, address: str) -> None:
    page = open_page(PAGE)
    item = answer_choice(page, sure=3)
    page.goto(f"{address}/{PROGRESS}")
    assert "too few to tell" in page.locator(".progress-page").inner_text()
    course = page.evaluate(
        "window.casebookCourse.pages.flatMap(page => page.cards).filter(card => card.kind === 'case').flatMap(card => card.items)"
    )
    kept = read_store(page)[f"answer:{item}"]
    for name, fingerprint, *_ in course[:9]:
        write_store(page, f"answer:{name}", kept | {"fingerprint": fingerprint})
    page.reload()
    assert (
        "When you say \u201csure\u201d, you are right less often than you think."
        in page.locator(".progress-page").inner_text()
    )
    row = page.get_by_role("row", name="sure, 95").last
    assert "more sure than right" in row.inner_text()
    assert page.locator(".cal-figure .cal-dot").count() == 1


def test_without_scripts_my_progress_says_what_it_needs(open_page: Any) -> None:
    page = open_page(PROGRESS, scripts=False)
    assert "This page needs JavaScript" in page.locator("article").inner_text()
    page.get_by_role("navigation", name="Course").get_by_role("link", name="Pharmacology").click()
    # The page may still be arriving, and its style with it.
    expect(page.locator(".site-end")).to_be_hidden()


def test_before_it_is_begun_an_exercise_is_no_blank_card(open_page: Any) -> None:
    for scripts in (True, False):
        page = open_page(EXERCISE, scripts=scripts)
        if scripts:
            gate, body = (page.locator(place).bounding_box()["height"] for place in (".cb-gate", ".cb-exercise-body"))
            assert body - gate < 24
        else:
            assert not page.locator(".cb-gate").is_visible()


@pytest.mark.parametrize("damaged", [False, True])
def test_a_file_is_looked_into_before_it_is_sent(damaged: bool, open_page: Any) -> None:
    page = open_page(EXERCISE)
    begin(page)
    page.locator("form[data-kind=best] input").first.check()
    file = json.dumps(download(page))
    page.get_by_text("Check a file before you send it").click()
    buffer = (file[:-30] if damaged else file).encode()
    page.get_by_label("Pick the file").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": buffer}
    )
    said = page.locator(".cb-details[open] [role=status]")
    if damaged:
        said.get_by_text("damaged or cut off").wait_for()
        return
    said.get_by_text("Still open:").wait_for()
    assert f"From {LEARNER}, for \u201c{TITLE}\u201d" in said.inner_text()
    assert "1 of " in said.inner_text()


def test_an_answer_after_the_download_asks_for_a_new_file(open_page: Any) -> None:
    page = open_page(EXERCISE)
    begin(page)
    download(page)
    page.locator("form[data-kind=best] input").first.check()
    assert "Download it again" in page.locator(".cb-hand-in").inner_text()
