"""Words of the glossary where they stand: opened by a click, a key or a finger, once on each page, and plain on paper."""

from typing import Any

from playwright.sync_api import expect

PAGE = "monitoring/sedation-and-dissociation.html"


def test_a_word_opens_its_entry_and_closes_again(open_page: Any) -> None:
    page = open_page(PAGE)
    word, card = page.locator("a.term").first, page.get_by_role("dialog", name="What this means")
    word.click()
    expect(card).to_contain_text("Open in the glossary")
    expect(word).to_have_attribute("aria-expanded", "true")
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)
    expect(word).to_be_focused()


def test_the_keyboard_opens_it_and_escape_closes_it(open_page: Any) -> None:
    page = open_page(PAGE)
    page.keyboard.press("Tab")
    page.locator("a.term").nth(1).focus()
    card = page.get_by_role("dialog", name="What this means")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_sheet_leads_to_the_entry(open_page: Any) -> None:
    page = open_page(PAGE, width=390, has_touch=True)
    word = page.locator("a.term", has_text="MOAA/S").first
    word.tap()
    page.get_by_role("link", name="Open in the glossary").tap()
    page.wait_for_url("**/glossary.html#term-moaa-s")
    expect(page.locator("#term-moaa-s")).to_be_in_viewport()


def test_each_word_is_marked_once_and_never_in_a_heading_a_link_or_a_question(
    site: Any, open_page: Any, address: str
) -> None:
    page, marked = open_page("index.html", scripts=False), 0
    # What is being printed meanwhile lies there for a moment under a name with a dot.
    for path in sorted(each for each in site.rglob("*.html") if not each.name.startswith(".")):
        page.goto(f"{address}/{path.relative_to(site).as_posix()}")
        names = page.eval_on_selector_all("a.term", "all => all.map((one) => one.dataset.term)")
        assert len(names) == len(set(names)), path
        assert (
            page.locator(":is(h1, h2, h3, h4, a, code, pre, .cb-question, .cb-option, .cb-stem, svg) a.term").count()
            == 0
        ), path
        marked += len(names)
    assert marked > 200


def test_without_scripts_it_is_a_link_and_on_paper_a_word(open_page: Any) -> None:
    page = open_page(PAGE, scripts=False)
    page.emulate_media(media="print")
    assert page.locator("a.term").first.evaluate("one => getComputedStyle(one).textDecorationLine") == "none"
    page.emulate_media(media="screen")
    page.locator("a.term").first.click()
    page.wait_for_url("**/glossary.html#term-*")


def test_a_word_and_a_fact_do_not_look_the_same(open_page: Any) -> None:
    page = open_page(PAGE)
    style = "one => getComputedStyle(one).textDecorationStyle"
    assert page.locator("a.term").first.evaluate(style) == "dashed"
    assert page.locator("article a.fact").first.evaluate(style) == "dotted"


def test_a_reason_that_names_a_page_leads_there(open_page: Any) -> None:
    page = open_page("start/pre-test.html")
    case = page.locator("#case-pretest-second-opinion")
    form = case.locator("form").first
    form.locator("input").first.check()
    form.get_by_role("button", name="Check").click()
    link = form.get_by_role("link", name="Who may benefit").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("**/screening/benefit.html")
