"""The page Today in a browser: what was answered comes back on its day, counts, moves, and is never asked when it may not be."""

import datetime
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .test_accessibility import ANSWER, AXE, find_faults
from .test_progress import DENIED, FILL, read_store, write_store
from .test_weight import ANY

TODAY, PROGRESS = "today.html", "progress.html"
FIRST = datetime.date(2026, 11, 20)


def set_day(page: Any, later: int = 0) -> None:
    """Set the page's clock to noon of a day so many after the first; it holds from the next page on."""
    page.clock.set_fixed_time(datetime.datetime.combine(FIRST + datetime.timedelta(days=later), datetime.time(12)))


def list_parts(site: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield every self-check of the chapters with the page it stands on, in the order of the book."""
    for path in sorted((site / "_static" / "cases").glob("*.js")):
        text = path.read_text("utf-8")
        for case in json.loads(text[text.index("] = ") + 4 :].removesuffix(";\n"))["cases"]:
            yield case["page"], case["part"], case["secrets"]


def find_case(site: Path, *kinds: str, least: int = 1) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the first self-check with questions of these kinds, and at least so many that a page can mark."""
    for page, part, secrets in list_parts(site):
        held = [item["kind"] for item in part["items"]]
        if set(kinds) <= set(held) and len([kind for kind in held if kind not in ("written", "code")]) >= least:
            return page, part, secrets
    raise AssertionError(kinds)


def give(page: Any, form: Any, secret: dict[str, Any], *, right: bool) -> None:
    """Answer a question of one best answer or a number in a form, and press the button."""
    if secret["kind"] == "number":
        form.locator(".cb-number-input").fill(right_number(page, secret) if right else "987654")
    else:
        (key,) = secret["keys"]
        form.locator(f".cb-options input{f'[value={key}]' if right else f':not([value={key}])'}").first.check()
    form.get_by_role("button", name="Check").click()


def right_number(page: Any, secret: dict[str, Any]) -> str:
    """Return the key of the numbers that are shown: the one whose variant the story's own numbers have."""
    shown = page.locator(".today-page data[value]").evaluate_all(
        "all => all.map((one) => [one.getAttribute('value'), one.textContent])"
    )
    texts = page.evaluate("Object.values(window.casebookCases).flatMap((file) => file.cases.map((each) => each.part))")
    (part,) = (part for part in texts if all(name in part["numbers"] for name, _ in shown) and part["variants"] > 1)
    (variant,) = {
        at for at in range(part["variants"]) if all(part["numbers"][name][at] == text for name, text in shown)
    }
    return str(secret["keys"][variant])


def answer_in_chapter(
    page: Any, address: str, site: Path, kind: str, *, right: bool = False
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Answer one question of a kind on its own page, and return its page, itself and its key."""
    name, part, secrets = find_case(site, kind)
    page.goto(f"{address}/{name}.html")
    item = next(item for item in part["items"] if item["kind"] == kind)
    give(page, page.locator(f"#item-{item['id']}"), secrets[item["id"]], right=right)
    page.locator(f"#item-{item['id']} [role=status]").get_by_text("mark").wait_for()
    return name, item, secrets[item["id"]]


def read_records(page: Any) -> dict[str, Any]:
    """Return what is kept of the reader and moves with them: neither colours nor whether they say how sure they are."""
    return {name: value for name, value in read_store(page).items() if name not in ("theme", "unsure")}


def wait_for_question(page: Any) -> Any:
    form = page.locator(".today-page form.cb-item")
    form.wait_for()
    return form


def answer(page: Any) -> None:
    """Answer whatever is asked, in some way that can be read, and have it marked."""
    wait_for_question(page)
    page.evaluate(ANSWER)
    number = page.locator(".today-page .cb-number-input")
    if number.count():
        number.fill("7")
        page.locator(".today-page").get_by_role("button", name="Check").click()
    page.locator(".today-counted").wait_for()


def test_a_missed_question_comes_back_the_next_day_and_counts_when_it_is_answered(
    open_page: Any, address: str, site: Path
) -> None:
    page = open_page(TODAY)
    assert "Nothing to review yet" in page.locator(".today-page").inner_text()
    set_day(page)
    name, item, secret = answer_in_chapter(page, address, site, "best")
    page.goto(f"{address}/{TODAY}")
    assert "Nothing is due today" in page.locator(".today-page").inner_text()
    assert "Next: 1 question, tomorrow." in page.locator(".today-page").inner_text()

    set_day(page, 1)
    page.reload()
    form = wait_for_question(page)
    assert form.get_attribute("data-item") == item["id"]
    assert "You missed this on 20 November 2026." in page.locator(".today-why").inner_text()
    assert page.locator(".today-why a").get_attribute("href").endswith(f"{name}.html#item-{item['id']}")
    assert page.locator(".site-today-count").text_content() == "1 due"
    form.locator(".cb-sure-input").nth(3).press("Space")
    give(page, form, secret, right=True)
    assert "Counted as remembered with ease. It comes back" in page.locator(".today-counted").inner_text()
    assert page.locator(".site-today-count").text_content() == ""
    page.get_by_role("button", name="Finish").click()
    for _ in range(2):
        told = page.locator(".today-page").inner_text()
        assert "Done for now" in told and "You were asked one question that was due, and remembered it." in told
        page.reload()
    kept = read_store(page)
    assert kept[f"review:{item['id']}"]["log"] == [["2026-11-20", 1], ["2026-11-21", 4]]
    assert kept[f"answer:{item['id']}"]["last"]["status"] == "right" and kept[f"answer:{item['id']}"]["tries"] == 2
    page.goto(f"{address}/{PROGRESS}")
    assert "you have answered rightly" in page.locator(".progress-page").inner_text()
    assert "Nothing is due for review today." in page.locator(".progress-page").inner_text()


def test_what_was_reviewed_is_exported_erased_imported_and_found_again(
    open_page: Any, address: str, site: Path, tmp_path: Path
) -> None:
    page = open_page(TODAY)
    set_day(page)
    _, item, secret = answer_in_chapter(page, address, site, "best")
    set_day(page, 1)
    page.goto(f"{address}/{TODAY}")
    give(page, wait_for_question(page), secret, right=False)
    page.locator(".today-counted").get_by_text("Counted as not remembered. It comes back tomorrow.").wait_for()
    before = read_records(page)
    page.reload()
    assert "and did not remember it" in page.locator(".today-page").inner_text()

    page.goto(f"{address}/{PROGRESS}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export as one file").click()
    waiting.value.save_as(tmp_path / "progress.json")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("group").get_by_role("button", name="Erase everything").click()
    page.goto(f"{address}/{TODAY}")
    assert "Nothing to review yet" in page.locator(".today-page").inner_text()

    page.goto(f"{address}/{PROGRESS}")
    page.get_by_label("Import such a file").set_input_files(tmp_path / "progress.json")
    page.get_by_text("Taken from the file: 1 answer.").wait_for()
    assert read_records(page) == before
    page.goto(f"{address}/{TODAY}")
    assert "You were asked one question that was due" in page.locator(".today-page").inner_text()
    set_day(page, 2)
    page.reload()
    assert wait_for_question(page).get_attribute("data-item") == item["id"]


def read_numbers(place: Any) -> dict[str, str]:
    """Return the numbers that stand in a place, by name."""
    return dict(
        place.locator("data[value]").evaluate_all(
            "all => all.map((one) => [one.getAttribute('value'), one.textContent])"
        )
    )


def test_a_review_has_other_numbers_and_leaves_those_of_the_chapter(open_page: Any, address: str, site: Path) -> None:
    page = open_page(TODAY)
    set_day(page)
    name, item, secret = answer_in_chapter(page, address, site, "number")
    case = page.locator(".cb-case", has=page.locator(f"#item-{item['id']}"))
    chapter = read_numbers(case)
    typed = page.locator(f"#item-{item['id']} .cb-number-input").input_value()
    set_day(page, 1)
    page.goto(f"{address}/{TODAY}")
    form = wait_for_question(page)
    review = read_numbers(page.locator(".today-page"))
    assert review and review.keys() <= chapter.keys()
    assert review != {each: chapter[each] for each in review}
    give(page, form, secret, right=True)
    page.locator(".today-counted").get_by_text("Counted as remembered.").wait_for()
    page.goto(f"{address}/{name}.html")
    assert read_numbers(page.locator(".cb-case", has=page.locator(f"#item-{item['id']}"))) == chapter
    assert page.locator(f"#item-{item['id']} .cb-number-input").input_value() == typed


def test_two_questions_of_a_case_never_come_on_one_day_and_an_edited_one_never(
    open_page: Any, address: str, site: Path
) -> None:
    page = open_page(TODAY)
    _, part, _ = find_case(site, "best", least=2)
    two = [item for item in part["items"] if item["kind"] not in ("written", "code")][:2]
    for item in two:
        write_store(
            page,
            f"review:{item['id']}",
            {"fingerprint": item["fingerprint"], "due": "2026-11-21", "log": [["2026-11-20", 1]]},
        )
    set_day(page, 3)
    page.reload()
    first = wait_for_question(page).get_attribute("data-item")
    assert "1 question, about" in page.locator(".today-lead").inner_text()
    answer(page)
    page.get_by_role("button", name="Finish").click()
    assert "1 more question is due too, and waits for another day" in page.locator(".today-page").inner_text()
    set_day(page, 4)
    page.reload()
    (other,) = {item["id"] for item in two} - {first}
    assert wait_for_question(page).get_attribute("data-item") == other
    write_store(page, f"review:{other}", {"fingerprint": "edited", "due": "2026-11-21", "log": [["2026-11-20", 1]]})
    page.reload()
    page.locator(".today-page form.cb-item, .today-title").first.wait_for()
    assert not page.locator(f".today-page form.cb-item[data-item='{other}']").count()


def seed(page: Any, site: Path, count: int) -> None:
    """Have so many questions due, each of another case."""
    asked = [
        item
        for _, part, _ in list_parts(site)
        for item in [next((item for item in part["items"] if item["kind"] not in ("written", "code")), None)]
        if item
    ]
    for number, item in enumerate(asked[:count]):
        log = [["2026-11-20", 1 + number % 3]]
        write_store(page, f"review:{item['id']}", {"fingerprint": item["fingerprint"], "due": "2026-11-21", "log": log})


def test_a_review_goes_on_by_keyboard_and_the_focus_leads(open_page: Any, site: Path) -> None:
    page = open_page(TODAY)
    seed(page, site, 9)
    set_day(page, 5)
    page.reload()
    wait_for_question(page)
    total = int(page.locator(".today-lead").inner_text().split(" ")[0])
    assert total > 1 and f"{9 - total} more are due and can wait." in page.locator(".today-lead").inner_text()
    for number in range(1, total + 1):
        wait_for_question(page)
        answer(page)
        button = page.locator(".today-counted button")
        assert button.inner_text() == ("Finish" if number == total else "Next question")
        button.focus()
        page.keyboard.press("Enter")
        if number < total:
            page.get_by_text(f"Question {number + 1} of {total}").wait_for()
            expect(page.locator(".today-page .cb-card-title")).to_be_focused()
    expect(page.locator(".today-title")).to_be_focused()
    assert page.locator(".today-list li").count() == total
    page.get_by_role("button", name="A few minutes more").click()
    wait_for_question(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_violates_no_rule_and_fits_a_phone(scheme: str, open_page: Any, site: Path) -> None:
    page = open_page(TODAY, width=320, color_scheme=scheme)
    seed(page, site, 2)
    set_day(page, 5)
    for state in ("asked", "marked", "done"):
        if state == "asked":
            page.reload()
            wait_for_question(page)
        elif state == "marked":
            answer(page)
            page.locator(".today-counted").wait_for()
        else:
            while page.locator(".today-counted button").count():
                page.locator(".today-counted button").click()
                page.locator(".today-page form.cb-item:not(.is-marked), .today-title").first.wait_for()
                if not page.locator(".today-title").count():
                    answer(page)
        page.evaluate(AXE)
        assert not find_faults(page), state
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, state


def test_from_a_folder_of_files_it_asks_marks_and_opens_facts(open_page: Any, site: Path) -> None:
    page = open_page(TODAY, base=site.as_uri())
    name, part, _ = next(each for each in list_parts(site) if "data-fact" in (each[1]["intro"] or ""))
    item = next(item for item in part["items"] if item["kind"] not in ("written", "code"))
    write_store(
        page,
        f"review:{item['id']}",
        {"fingerprint": item["fingerprint"], "due": "2026-11-21", "log": [["2026-11-20", 1]]},
    )
    set_day(page, 5)
    page.reload()
    assert wait_for_question(page).get_attribute("data-item") == item["id"]
    fact = page.locator(".today-page .cb-story a.fact").first
    fact.focus()
    fact.press("Enter")
    card = page.locator(".cb-fact-card:visible")
    card.wait_for()
    register = card.get_by_role("link", name="Open in the register").get_attribute("href").split("#")[0]
    assert register.startswith(site.as_uri()) and Path(urlsplit(register).path).is_file()
    page.keyboard.press("Escape")
    answer(page)
    page.locator(".today-counted").wait_for()
    assert read_store(page)[f"review:{item['id']}"]["log"][-1][0] == "2026-11-25"
    assert (site / f"{name}.html").is_file()


def test_where_nothing_can_be_kept_it_says_so(open_page: Any, site: Path) -> None:
    page = open_page(TODAY)
    page.context.add_init_script(DENIED)
    page.reload()
    told = page.locator(".today-page").inner_text()
    assert "This browser keeps nothing for this course" in told and "Nothing to review yet" in told


def test_where_the_store_is_full_a_review_goes_on_and_says_that_it_is_not_kept(open_page: Any, site: Path) -> None:
    page = open_page(TODAY)
    seed(page, site, 2)
    set_day(page, 5)
    page.evaluate(FILL)
    page.reload()
    wait_for_question(page)
    answer(page)
    page.locator(".today-counted").wait_for()
    assert "is forgotten when you leave the page" in page.locator(".cb-memo").inner_text()
    page.locator(".today-counted button").click()
    page.locator(".today-page form.cb-item:not(.is-marked), .today-title").first.wait_for()


def test_a_whole_review_costs_less_than_a_page_may(open_page: Any, address: str, site: Path) -> None:
    page = open_page(TODAY)
    seed(page, site, 60)
    set_day(page, 5)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.reload()
    wait_for_question(page)
    while page.locator(".today-lead").count():
        wait_for_question(page)
        answer(page)
        page.locator(".today-counted button").click()
        page.locator(".today-page form.cb-item:not(.is-marked), .today-title").first.wait_for()
    names = {urlsplit(url).path.lstrip("/") for url in asked if url.startswith(address)}
    assert [name for name in names if "/cases/" in name] and "_static/ts-fsrs.js" in names
    assert sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in names) < ANY


def test_a_question_whose_file_does_not_come_is_passed_over(open_page: Any, site: Path) -> None:
    page = open_page(TODAY)
    seed(page, site, 1)
    set_day(page, 5)
    # An older edition of the file, as while a host is being renewed.
    page.route("**/_static/cases/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    page.get_by_text("This question could not be loaded.").wait_for()
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".today-title")).to_be_focused()


def test_without_scripts_it_says_what_it_needs_and_how_it_would_choose(open_page: Any) -> None:
    page = open_page(TODAY, scripts=False)
    assert "This page needs JavaScript" in page.locator("article").inner_text()
    page.get_by_text("How Today chooses").click()
    assert page.get_by_role("row", name="right sure remembered with ease").is_visible()


def test_it_is_kept_for_reading_without_a_network_and_costs_little(site: Path, open_page: Any) -> None:
    listed = re.search(r"^const KEPT = (.*);$", (site / "sw.js").read_text("utf-8"), re.MULTILINE)
    assert listed
    kept = json.loads(listed[1])
    names = {path.relative_to(site).as_posix() for path in (site / "_static" / "cases").glob("*.js")}
    assert names
    assert names | {"today.html", "_static/today.js", "_static/today.css", "_static/ts-fsrs.js"} <= kept.keys()
    asked: list[str] = []
    page = open_page("index.html")
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert not [url for url in asked if "fsrs" in url or "/cases/" in url or "today.js" in url]
