"""The search: what clinicians type, and what must come first."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

PAGES, CASES, FACTS, GLOSSARY = "Pages and sections", "Cases and exercises", "Facts", "Glossary"

# What is typed; the group in which it is looked for; what must be among the first three there.
WANTED = [
    ("pregnancy", PAGES, "Pregnancy, birth, breast-feeding"),
    ("breastfeeding", PAGES, "Pregnancy, birth, breast-feeding"),
    ("driving", PAGES, "Driving"),
    ("ECT", PAGES, "Two trials against ECT"),
    ("MADRS", PAGES, "What to measure mood with"),
    ("stop", PAGES, "Readings that stop a session"),
    ("bladder", PAGES, "Bladder"),
    ("dose", PAGES, "Dosing and administration"),
    ("hypertension", PAGES, "Pressure"),
    ("BP", PAGES, "Pressure"),
    ("htn", PAGES, "Pressure"),
    ("high blood pressure", PAGES, "Pressure"),
    ("high blood pressure card", PAGES, "Pressure"),
    ("190/105", PAGES, "Pressure"),
    ("the hypertension", PAGES, "Pressure"),
    ("blood presure", PAGES, "Pressure"),
    ("ketmaine", PAGES, "Misuse, diversion, ketamine at home"),
    ("esketamin", PAGES, "The esketamine spray: calendar and clock"),
    ("supression", GLOSSARY, "respiratory depression"),
    ("suicide", PAGES, "Suicidal thoughts and mania"),
    ("nausea", PAGES, "Nausea, allergy, dose errors and the rarer ones"),
    ("discharge", PAGES, "Leaving safely"),
    ("escort", PAGES, "Leaving safely"),
    ("sleep apnoea", PAGES, "Sleep, saturation, lungs"),
    ("dissociation", PAGES, "Dissociation, panic and agitation"),
    ("consent", PAGES, "Consent"),
    ("misuse", PAGES, "Misuse, diversion, ketamine at home"),
    ("interactions", PAGES, "Interactions and special populations"),
    ("beta blocker", PAGES, "Allergy"),
    ("glossary", PAGES, "Glossary"),
    ("bookmarks", PAGES, "My progress"),
    ("certificate", PAGES, "My progress"),
    ("study record", PAGES, "My progress"),
    ("exam", PAGES, "Exam"),
    ("hypertension", CASES, "Five cuffs"),
    ("stop", CASES, "Readings that stop a session"),
    ("no antidote", FACTS, "There is no antidote to ketamine or esketamine."),
    ("half life", "answer", "half-life"),
    ("MOAA/S", "answer", "MOAA/S"),
    ("trd", "answer", "TRD"),
    ("rems", "answer", "REMS"),
]  # fmt: skip

# The same for whole sentences, and for a drug's three names.
ASKED = [
    ("driving after a session", PAGES, "Driving"),
    ("can the patient drive", PAGES, "Driving"),
    ("MAOI", PAGES, "Pressure, sedation, response"),
    ("MAO inhibitor", PAGES, "Pressure, sedation, response"),
    ("monoamine oxidase inhibitor", PAGES, "Pressure, sedation, response"),
]


def read_groups(page: Any) -> dict[str, list[str]]:
    found = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".search-results section")].map((section) =>
          [section.querySelector("h2").firstChild.textContent.trim(), [...section.querySelectorAll("li > a")].map((link) => link.textContent)]))"""
    )
    found["answer"] = page.locator(".search-term").all_inner_texts()
    return dict(found)


@pytest.fixture
def search(open_page: Any) -> Any:
    page = open_page("search.html")
    # A computer that does much else reads the index slowly.
    expect(page.locator(".search-status")).to_have_text("", timeout=30_000)
    return page


def test_what_clinicians_look_for_comes_first(search: Any) -> None:
    missed = {}
    for words, group, title in (*WANTED, *ASKED):
        search.locator("#search-field").fill(words)
        first = read_groups(search).get(group, [])[:3]
        if not any(title in each for each in first):
            missed[words, group] = (title, first)
    assert missed == {}


def test_pages_come_before_cases_and_cases_before_facts(search: Any) -> None:
    for words in ("dose", "pressure", "bladder", "ketamine"):
        search.locator("#search-field").fill(words)
        groups = [name for name in read_groups(search) if name != "answer"]
        order = [PAGES, GLOSSARY, CASES, FACTS, "Claims from the web, judged"]
        assert groups == [name for name in order if name in groups] and {PAGES, CASES, FACTS} <= set(groups)


def test_the_page_of_a_subject_comes_before_its_exercise(search: Any) -> None:
    search.locator("#search-field").fill("hypertension")
    titles = search.locator(".search-results li > a").all_inner_texts()
    assert titles[0] == "Pressure"
    assert not any(title.startswith("Graded exercise") for title in read_groups(search)[PAGES])


def read_places(page: Any) -> list[str]:
    """Return where the pages and sections that were found are, in order."""
    return list(page.locator(".search-results section").first.locator("li > a").evaluate_all(
        "all => all.map((one) => one.getAttribute('href').replace(/^(?:\\.\\/)+/, ''))"))  # fmt: skip


def test_a_reading_and_every_name_for_it_lead_to_the_page_and_the_card_first(search: Any) -> None:
    for words in ("190/105", "190 / 105", "high blood pressure", "hypertension", "BP"):
        search.locator("#search-field").fill(words)
        assert sorted(read_places(search)[:2]) == ["cards/pressure.html", "events/pressure.html"], words
    search.locator("#search-field").fill("high blood pressure card")
    assert read_places(search)[0] == "cards/pressure.html"
    search.locator("#search-field").fill("190/105")
    expect(search.locator(".search-status")).to_contain_text(
        "\u201c190/105\u201d is taken for a reading; this is for \u201cblood pressure\u201d."
    )
    search.locator("#search-field").fill("24/7")
    expect(search.locator(".search-status")).not_to_contain_text("reading")


def test_sources_come_after_every_other_section(search: Any) -> None:
    for words in ("high blood pressure", "hypertension", "bladder", "ketamine"):
        search.locator("#search-field").fill(words)
        section = search.locator(".search-results section").first
        if section.get_by_role("button", name="Show all").count():
            section.get_by_role("button", name="Show all").click()
        titles = section.locator("li > a").all_inner_texts()
        kinds = section.locator(".search-kind").all_inner_texts()
        first = titles.index("Sources") if "Sources" in titles else len(titles)
        assert not {"Page", "Card to print"} & set(kinds[first:]) and first > 8, words


def test_a_letter_alone_is_not_marked(search: Any) -> None:
    search.locator("#search-field").fill("MOAA/S")
    marked = set(search.locator(".search-results mark").all_inner_texts()) - {""}
    assert "MOAA/S" in marked and all(len(words) > 1 for words in marked), marked


def test_a_slip_is_mended_and_said(search: Any) -> None:
    search.locator("#search-field").fill("ketmaine")
    expect(search.locator(".search-status")).to_have_text(
        re.compile(r"^\d+ places found\. Nothing holds \u201cketmaine\u201d; this is for \u201cketamine\u201d\.$")
    )
    expect(search.locator(".search-term")).to_have_count(0)


def test_what_nothing_is_near_to_is_said_plainly(search: Any) -> None:
    status = search.get_by_role("status")
    search.locator("#search-field").fill("zzzz")
    expect(status).to_have_text("Nothing found for \u201czzzz\u201d, and no word of the course is near it.")
    search.locator("#search-field").fill("bladder zzzz")
    expect(status).to_have_text("Nothing found for \u201czzzz\u201d, and no word of the course is near it.")
    search.get_by_role("button", name="bladder").click()
    expect(status).to_have_text(re.compile(r"^\d+ places found\.$"))
    search.locator("#search-field").fill("laryngospasm rapamycin")
    expect(status).to_have_text("Nothing holds all of these words together. Did you mean one of them?")
    expect(search.locator(".search-offers button")).to_have_text(["laryngospasm", "rapamycin"])


def test_a_long_group_shows_the_rest_when_asked(search: Any) -> None:
    search.locator("#search-field").fill("bladder")
    facts = search.locator(".search-results section").filter(has=search.get_by_role("heading", name="Facts"))
    expect(facts.locator("li")).to_have_count(6)
    button = facts.get_by_role("button", name="Show all")
    total = int(button.inner_text().split()[-1])
    button.press("Enter")
    expect(facts.locator("li")).to_have_count(total)
    expect(facts.locator("li").nth(6).locator("a")).to_be_focused()


def test_the_header_asks_and_the_way_back_finds_it_as_it_was_left(open_page: Any) -> None:
    page = open_page("index.html")
    page.get_by_role("searchbox", name="Search the course").fill("BP after esketamine")
    page.keyboard.press("Enter")
    page.locator(".search-results a").first.wait_for()
    assert "blood pressure" in page.locator(".search-results").inner_text().lower()
    page.locator("#search-field").fill("norketamine")
    page.locator(".search-results li > a").first.click()
    page.wait_for_url(lambda url: "search.html" not in url)
    page.go_back()
    expect(page.locator("#search-field")).to_have_value("norketamine")
    expect(page.locator(".search-results li > a").first).to_be_visible()


def test_the_search_minds_no_spelling(search: Any) -> None:
    field, status = search.locator("#search-field"), search.locator(".search-status")
    for pair in (
        ("0.5mg/kg", "0.5 mg/kg"), ("56mg", "56 mg"), ("beta blocker", "beta-blocker"), ("long term", "long-term"),
        ("patient's", "patient\u2019s"), ("hemorrhage", "haemorrhage"), ("SBP", "systolic"), ("eGFR", "kidney"),
        ("paediatric", "children"), ("anesthesia", "anaesthesia"),
    ):  # fmt: skip
        said = []
        for words in pair:
            field.fill(words)
            expect(status).to_have_text(re.compile(r"^\d+ places? found"))
            said.append(status.inner_text())
        assert said[0] == said[1], pair


def test_a_claim_is_told_from_a_fact(search: Any) -> None:
    search.locator("#search-field").fill("addiction")
    claim = search.locator(".search-results li").filter(has_text="less likely to cause addiction")
    assert claim.locator("a").inner_text().startswith("Judged wrong: \u201c")
    assert claim.locator(".search-kind").inner_text() == "Claim from the web in The promise, claim by claim"


def test_the_field_in_the_header_of_a_phone_shows_a_whole_word(open_page: Any) -> None:
    page = open_page("index.html", width=390)
    assert page.locator("#site-search").bounding_box()["width"] > 140
    assert page.locator(".site-brand").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_typing_in_the_head_of_a_scrolled_page_leaves_the_page_where_it_is(open_page: Any) -> None:
    page = open_page("screening/contraindications.html", width=1440)
    page.evaluate("window.scrollTo(0, 3000)")
    page.wait_for_function("window.scrollY > 2000")
    before = page.evaluate("window.scrollY")
    page.locator(".site-search input").focus()
    for key in "ketamine":
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    assert page.evaluate("window.scrollY") == before
