"""Rules by country: every country's entry stands in the page as text, and the page knows the countries to choose from."""

import json
import re
from html import unescape

import pytest

from ..conftest import Book, Build

PAGES = {
    "index": "# Tea\n\n```{toctree}\nrules\none\nregister\nbad\n```\n",
    "rules": "# Rules\n\n```{rules}\n```\n",
    "one": "# One\n\nBefore.\n\n```{rules} tax\n```\n\nAfter.\n",
    "register": "# Register\n\n```{register}\n```\n",
    "bad": "# Bad\n\n```{rules} taxe\n```\n",
}


@pytest.fixture(scope="module")
def tea(build_book: Build) -> Book:
    return build_book(PAGES)


def list_entries(html: str) -> list[tuple[str, str, str]]:
    found = re.findall(
        r'<div class="cb-rule cb-place-(\d+)[^"]*">\s*<p class="cb-rule-country">(.*?)</p>(.*?)</div>', html, re.S
    )
    return [(place, name, re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", rest)).strip()) for place, name, rest in found]


def test_each_heading_has_an_entry_for_each_country_in_one_order(tea: Book) -> None:
    entries = list_entries(tea.read("rules.html"))
    assert [(place, name) for place, name, _ in entries] == [
        ("0", "China"), ("1", "the Hills"), ("2", "the Coast"), ("3", "the Isle"),
    ] * 2  # fmt: skip
    assert '<section id="rules-tax">' in tea.read("rules.html")


def test_an_entry_tells_its_facts_each_with_its_source_and_its_note(tea: Book) -> None:
    entries = {name: words for _, name, words in list_entries(tea.read("one.html"))}
    assert entries["China"] == "Half a millilitre for each kilogram. Tea is served warm."
    assert entries["the Coast"] == "Tea is served warm. On weekdays."
    assert 'href="register.html#fact-tea-dose" data-fact="tea.dose"' in tea.read("one.html")


def test_what_was_not_found_says_so_with_the_day_and_never_that_there_is_no_rule(tea: Book) -> None:
    entries = {name: words for _, name, words in list_entries(tea.read("one.html"))}
    assert entries["the Hills"] == (
        "Not found when we looked, on 28 November 2026. That is not to say that there is no rule."
    )


def test_a_page_keeps_a_place_for_the_choice_and_knows_the_countries_but_no_unions(tea: Book) -> None:
    html = tea.read("one.html")
    assert html.count('<form class="cb-country"') == 2
    found = re.search(r'name="casebook-countries" content="([^"]*)"', html)
    assert found
    assert json.loads(unescape(found[1])) == [
        {"id": "china", "name": "China", "follows": ""},
        {"id": "hill", "name": "the Hills", "follows": ""},
        {"id": "coast", "name": "the Coast", "follows": ""},
        {"id": "isle", "name": "the Isle", "follows": "china"},
    ]


def test_rules_are_looked_up_and_not_counted_as_reading(tea: Book) -> None:
    assert 'data-minutes="1"' in tea.read("rules.html")


def test_a_heading_that_is_not_there_is_named_with_the_nearest(tea: Book) -> None:
    assert (
        "there is no heading taxe among the rules by country - name one of tax, time, did you mean tax?" in tea.warnings
    )
    assert "cb-rules" not in tea.read("bad.html")
