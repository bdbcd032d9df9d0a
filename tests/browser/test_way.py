"""A reader's way: where they were is found again, a plan is followed by Next, and the two tests say what they can."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .test_progress import DENIED, FILL, read_store, write_store

READ = "monitoring/leaving.html"
PRE, POST, PLANS = "start/pre-test.html", "start/post-test.html", "start/plans.html"
PROGRESS = "progress.html"
NOTED = """(words) => JSON.parse(localStorage.getItem("casebook:place"))?.[0].heading === words"""


def read_to(page: Any, heading: int) -> str:
    """Scroll a page to one of its headings as a reader does, until the place is noted, and return its words."""
    title = page.locator("#text section section > h2").nth(heading)
    words = str(title.inner_text())
    page.mouse.move(300, 400)
    page.mouse.wheel(0, 10)
    title.evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 90)")
    page.wait_for_function(NOTED, arg=words)
    return words


def answer_test(page: Any, *, right: bool) -> None:
    """Answer every question of a test, rightly or not, and check it."""
    page.evaluate(
        """(right) => {
          for (const card of document.querySelectorAll(".cb-case")) {
            const data = JSON.parse(card.querySelector("script.cb-data").textContent);
            for (const form of card.querySelectorAll("form.cb-item")) {
              const secret = data.secrets[form.dataset.item];
              const options = [...form.querySelectorAll(".cb-options input")];
              for (const one of options) if ((secret.keys ?? []).includes(one.value) === right && (right || !options.some((each) => each.checked))) one.click();
              const number = form.querySelector(".cb-number-input");
              if (number) {
                number.value = "7";
                number.dispatchEvent(new Event("input", { bubbles: true }));
              }
              for (const list of form.querySelectorAll("select")) {
                list.selectedIndex = 1;
                list.dispatchEvent(new Event("change", { bubbles: true }));
              }
              [...form.querySelectorAll("button")].find((one) => one.textContent === "Keep this order")?.click();
              form.querySelector("button[type=submit]").click();
            }
          }
        }""",
        right,
    )


def test_who_comes_back_goes_on_at_the_heading_though_nothing_was_answered(open_page: Any, address: str) -> None:
    page = open_page("index.html")
    assert not page.locator(".site-back").is_visible()
    page.goto(f"{address}/{READ}")
    words = read_to(page, 2)
    stood = page.evaluate("scrollY")
    page.goto(f"{address}/index.html")
    back = page.locator(".site-back")
    expect(back).to_contain_text("Go on where you were")
    expect(back).to_contain_text(words)
    back.locator("a.cb-button").click()
    page.wait_for_function("(stood) => Math.abs(scrollY - stood) < 40", arg=stood)
    assert page.evaluate("document.activeElement.textContent") == words, "the keyboard goes on there as well"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_place_is_kept_free_before_it_is_filled_so_nothing_moves(open_page: Any, width: int) -> None:
    page = open_page("index.html", width=width)
    write_store(
        page,
        "place",
        {
            "page": "events/other-events",
            "anchor": "",
            "heading": "What an allergy looks like, and what to do",
            "into": 0.5,
        },
    )
    write_store(page, "plan", {"id": "nurse"})
    page.add_init_script(
        "window.moved = []; new PerformanceObserver((list) => list.getEntries().forEach((one) => moved.push(one.sources.map((each) => each.node?.className)))).observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload()
    expect(page.locator(".back-line")).to_have_count(2)
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == []


def test_a_tab_in_the_background_never_overwrites_the_place(open_page: Any, address: str) -> None:
    page = open_page(READ)
    page.wait_for_function("() => localStorage.getItem('casebook:place')")
    other = page.context.new_page()
    other.goto(f"{address}/events/pressure.html")
    words = read_to(other, 1)
    page.evaluate("window.scrollTo(0, 3000)")
    page.wait_for_timeout(2000)
    assert read_store(page)["place"][0]["heading"] == words


def test_what_was_erased_is_not_noted_again_by_itself(open_page: Any, address: str) -> None:
    page = open_page(READ)
    read_to(page, 1)
    page.context.new_page().goto(f"{address}/{PROGRESS}")
    erasing = page.context.pages[-1]
    erasing.get_by_role("button", name="Erase everything").first.click()
    erasing.get_by_role("button", name="Erase everything").last.click()
    page.wait_for_load_state("load")
    page.wait_for_timeout(3500)
    assert "place" not in read_store(page)


def test_the_place_and_the_plan_go_with_the_export(open_page: Any) -> None:
    page = open_page(PROGRESS)
    place = {"page": "events/pressure", "anchor": "", "heading": "", "into": 0.25}
    write_store(page, "place", place)
    write_store(page, "plan", {"id": "nurse"})
    page.reload()
    expect(page.locator(".my-way")).to_contain_text("Your plan, Nurse")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export as one file").click()
    entries = json.loads(Path(waiting.value.path()).read_text("utf-8"))["entries"]
    assert (entries["place"], entries["plan"]) == ([place], {"id": "nurse", "pages": []})


@pytest.mark.parametrize(
    "value", ["{broken", '{"page": "../x", "into": 0}', '{"page": "gone/away", "anchor": "", "heading": "", "into": 0}']
)
def test_a_place_that_cannot_be_is_no_place(open_page: Any, value: str) -> None:
    page = open_page("index.html")
    write_store(page, "place", value)
    page.reload()
    page.locator(".cb-one.is-live").wait_for()
    assert not page.locator(".site-back").is_visible()


def test_reading_goes_on_where_storage_is_denied_or_full(open_page: Any, address: str) -> None:
    page = open_page("search.html")
    page.evaluate(FILL)
    page.goto(f"{address}/{READ}")
    page.mouse.move(300, 400)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(2000)
    page.evaluate("localStorage.clear()")
    page.add_init_script(DENIED)
    page.goto(f"{address}/{READ}")
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(2000)


def test_next_follows_the_plan_that_was_chosen_until_it_is_left(open_page: Any, address: str) -> None:
    page = open_page(PLANS)
    nurse = page.locator("#plan-nurse")
    pages = [
        each.rsplit("/", 2)[-2:] for each in nurse.locator("ol a").evaluate_all("all => all.map((one) => one.href)")
    ]
    first, second = ("/".join(each) for each in pages[:2])
    nurse.get_by_role("button", name="Follow this plan").click()
    start = nurse.locator(".plan-choice a")
    expect(start).to_have_text(re.compile(r"^Start: .+, \d+\u00a0min$"))
    expect(start).to_be_focused()
    assert start.get_attribute("href").endswith(first)
    # At once, and on a page that is in no plan.
    expect(page.locator(".site-next")).to_contain_text("Next in your plan")
    assert page.locator(".site-next").get_attribute("href").endswith(first)
    expect(page.locator(".site-way")).to_contain_text("This page is not in your plan, Nurse. In the book\u2019s order")
    page.reload()
    expect(start).to_be_visible()
    nurse.get_by_role("button", name="Leave this plan").click()
    expect(nurse.get_by_role("button", name="Follow this plan")).to_be_focused()
    assert "plan" not in read_store(page)
    assert "Next in your plan" not in page.locator(".site-next").inner_text()
    nurse.get_by_role("button", name="Follow this plan").click()
    page.goto(f"{address}/{first}")
    following = page.locator(".site-next")
    expect(following).to_contain_text("Next in your plan")
    assert following.get_attribute("href").endswith(second)
    expect(page.locator(".site-way")).to_contain_text(f"Page 1 of {len(pages)} of your plan, Nurse")
    other = page.locator(".site-way a").get_attribute("href")
    page.get_by_role("button", name="Leave the plan").click()
    assert following.get_attribute("href") == other
    assert "plan" not in read_store(page)
    assert page.locator(".site-way").inner_text() == ""


def test_a_look_at_other_pages_takes_no_place_away(open_page: Any, address: str) -> None:
    page = open_page(READ)
    words = read_to(page, 2)
    stood = page.evaluate("scrollY")
    # Passed through; read; and where plans are chosen.
    page.goto(f"{address}/dosing/infusion.html")
    page.goto(f"{address}/events/pressure.html")
    other = read_to(page, 1)
    page.goto(f"{address}/{PLANS}")
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(3500)
    assert [place["page"] for place in read_store(page)["place"]] == ["events/pressure", "monitoring/leaving"]
    page.goto(f"{address}/{PROGRESS}")
    way = page.locator(".my-way")
    expect(way).to_contain_text(f"You were last at Pressure, \u201c{other}\u201d. Before that at Leaving safely.")
    way.get_by_role("link", name="Leaving safely").click()
    page.wait_for_function("(stood) => Math.abs(scrollY - stood) < 40", arg=stood)
    assert page.evaluate("document.activeElement.textContent") == words


def test_the_plans_next_page_goes_on_where_the_reader_was_in_it(open_page: Any, address: str) -> None:
    page = open_page(READ)
    write_store(page, "plan", {"id": "own", "pages": ["monitoring/leaving", "events/pressure"]})
    read_to(page, 2)
    stood = page.evaluate("scrollY")
    page.goto(f"{address}/events/pressure.html")
    read_to(page, 1)
    page.goto(f"{address}/index.html")
    page.locator(".site-back .back-line").last.get_by_role("link", name="Leaving safely").click()
    page.wait_for_function("(stood) => Math.abs(scrollY - stood) < 40", arg=stood)


def test_the_front_page_and_the_pre_test_say_one_time(open_page: Any, address: str) -> None:
    page = open_page("index.html")
    said = re.search(r"(\d+) min", page.locator(".site-start").inner_text())
    page.goto(f"{address}/{PRE}")
    head = re.search(r"(\d+) min", page.locator(".site-place").inner_text())
    assert said and head and said[1] == head[1]


def test_the_front_page_and_my_progress_say_how_far_the_plan_is(open_page: Any, address: str) -> None:
    page = open_page(PLANS)
    page.locator("#plan-pharmacist").get_by_role("button", name="Follow").click()
    page.goto(f"{address}/index.html")
    expect(page.locator(".site-back")).to_contain_text("Your plan, Pharmacist: 0 of 10 pages done")
    page.goto(f"{address}/{PROGRESS}")
    expect(page.locator(".my-way")).to_contain_text("0 of 10 pages done")
    chosen = page.locator(".my-way a").last.inner_text()
    expect(page.locator(".my-next")).to_contain_text(chosen)


def test_the_pre_test_ends_in_a_plan_from_the_answers_that_can_be_followed(open_page: Any, address: str) -> None:
    page = open_page(PRE)
    expect(page.locator(".trial-result")).to_contain_text("Answer the questions above")
    answer_test(page, right=False)
    result = page.locator(".trial-result")
    expect(result).to_contain_text("0 of 12 right at the first try.")
    listed = result.locator("ol a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(listed) == len(set(listed)) >= 11
    times = [int(words.split()[0]) for words in result.locator("ol .site-minutes").all_inner_texts()]
    assert len(times) == len(listed)
    result.get_by_role("button", name="Follow this plan").click()
    expect(result.get_by_role("button")).to_have_text("You follow this plan")
    expect(result.get_by_role("button")).to_be_focused()
    page.goto(f"{address}/start/{listed[0]}")
    expect(page.locator(".site-next")).to_contain_text("Next in your plan")
    expect(page.locator(".site-way")).to_contain_text("from your pre-test")


def test_who_knew_all_is_sent_nowhere_for_it(open_page: Any) -> None:
    page = open_page(PRE)
    answer_test(page, right=True)
    # Two of the twelve ask for a number, which the answers above leave wrong.
    expect(page.locator(".trial-result")).to_contain_text("10 of 12 right at the first try.")
    assert page.locator(".trial-result ol li").count() == 2


def test_the_post_test_asks_other_questions_and_says_how_little_a_dozen_tell(open_page: Any, address: str) -> None:
    page = open_page(PRE)
    names = page.locator("form.cb-item").evaluate_all("all => all.map((one) => one.dataset.item)")
    answer_test(page, right=False)
    page.goto(f"{address}/{POST}")
    others = page.locator("form.cb-item").evaluate_all("all => all.map((one) => one.dataset.item)")
    assert len(others) == len(names) == 12
    assert not {other.removeprefix("again-") for other in others} & set(names)
    expect(page.locator(".trial-result")).to_contain_text("stands here when you have answered")
    answer_test(page, right=True)
    result = page.locator(".trial-result")
    expect(result).to_contain_text("95\u00a0% interval")
    expect(result).to_contain_text("Pre-test: 12 of 12 answered.")
    kept = read_store(page)
    assert all(f"answer:{name}" in kept for name in others)


def test_without_scripts_plans_are_links_and_the_question_folds_open(open_page: Any) -> None:
    page = open_page("index.html", scripts=False)
    fold = page.locator(".cb-one details").first
    fold.locator("summary").click()
    assert fold.locator("li, p, dd").first.is_visible()
    page = open_page(PLANS, scripts=False)
    page.locator("#plan-nurse summary").click()
    assert page.locator("#plan-nurse ol a").first.is_visible()
    assert not page.locator("#plan-nurse button").is_visible()


def test_from_a_folder_the_question_is_answered_and_the_place_is_kept(open_page: Any, site: Path) -> None:
    page = open_page("index.html", base=site.as_uri(), width=390)
    page.locator(".cb-one .cb-options input").first.check()
    page.locator(".cb-one").get_by_role("button", name="Check").click()
    assert page.locator(".cb-one .cb-status").inner_text()
    page.goto(f"{site.as_uri()}/{READ}")
    words = read_to(page, 1)
    page.goto(f"{site.as_uri()}/index.html")
    expect(page.locator(".site-back")).to_contain_text(words)
    assert not page.locator(".cb-one").is_visible(), "who has answered it is not asked again"
