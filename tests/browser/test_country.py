"""A reader chooses a country once: its rules come first and are marked, on every page, and nothing moves while a page loads."""

from typing import Any

PAGE = "start/rules-by-country.html"
ENTRIES = "#rules-contraception .cb-rule-country"


def listed(page: Any, selector: str = ENTRIES) -> list[str]:
    return [words.strip() for words in page.locator(selector).all_inner_texts()]


def heights(page: Any) -> list[float]:
    script = "names => names.map(name => name.getBoundingClientRect().top)"
    tops: list[float] = page.locator(ENTRIES).evaluate_all(script)
    return tops


def test_the_country_chosen_comes_first_for_eyes_and_for_the_keyboard(open_page: Any) -> None:
    page = open_page(PAGE)
    assert listed(page)[0] == "United States"
    select = page.locator("#text form.cb-country select").first
    assert page.locator("label", has_text="Your country").count() >= 2
    select.focus()
    select.select_option("switzerland")
    assert page.evaluate("document.activeElement.value") == "switzerland"
    assert listed(page)[:2] == ["Switzerland (your choice)", "United States"]
    assert heights(page) == sorted(heights(page))
    assert len(listed(page)) == 9


def test_the_choice_is_kept_and_taken_back(open_page: Any) -> None:
    page = open_page(PAGE)
    page.locator("#text form.cb-country select").first.select_option("ireland")
    page.goto(page.url.replace(PAGE, "pharmacology/interactions.html"))
    assert listed(page, ".cb-rules .cb-rule-country")[0] == "Ireland (your choice)"
    page.locator("#text form.cb-country select").first.select_option("")
    assert listed(page, ".cb-rules .cb-rule-country")[0] == "United States"
    page.reload()
    assert listed(page, ".cb-rules .cb-rule-country")[0] == "United States"


def test_nothing_moves_while_a_page_loads_with_a_choice_kept(open_page: Any) -> None:
    page = open_page(PAGE)
    page.locator("#text form.cb-country select").first.select_option("new_zealand")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { window.moved += entry.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.01
    for form in page.locator("form.cb-country").all():
        kept, needed = form.evaluate("form => [parseFloat(getComputedStyle(form).minHeight), form.offsetHeight]")
        assert needed <= kept + 1
    assert listed(page)[0] == "New Zealand (your choice)"


def test_an_opened_fact_says_whether_its_rule_is_the_readers(open_page: Any) -> None:
    page = open_page(PAGE)
    page.locator("#text form.cb-country select").first.select_option("ireland")
    for fact, said in (("reg.eu.contraception", "holds in Ireland"), ("reg.ch.contraception", "not a rule of Ireland")):
        page.locator(f"a.fact[data-fact='{fact}']").first.click()
        assert said in page.locator(".cb-fact-card").inner_text()
        page.keyboard.press("Escape")


def test_without_scripts_every_country_stands_there_and_nothing_offers_a_choice(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    assert page.locator(ENTRIES).count() == 9
    assert page.locator("form.cb-country").first.is_hidden()
    context.close()
