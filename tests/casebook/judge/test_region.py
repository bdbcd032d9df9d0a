"""A country's rule is told with its country: in pages, in cards, and before a key that rests on it."""

from dataclasses import replace
from typing import Any

import pytest

from casebook.author.bank import Page
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.author.reader import read_case
from casebook.judge.check import check_bank
from casebook.judge.region import check_case_regions, check_page_regions, names_region
from casebook.text.case import Case

from ..conftest import Fact, TeaSubject


@pytest.fixture
def subject(tea: TeaSubject) -> TeaSubject:
    laws = (
        Fact("tea.law", "In China tea is taxed.", regions=("china",)),
        Fact("tea.milk", "Milk comes first.", regions=("hill", "coast")),
        Fact("tea.hill", "Sugar comes last.", regions=("hill",)),
    )
    return replace(tea, facts={**tea.facts, **{fact.id: fact for fact in laws}})


def judge_page(source: str, subject: Any) -> list[int]:
    return [problem.line for problem in check_page_regions(Page("book/tea/cup.md", source), subject)]


NAMED = [
    "In China {fact}`it is taxed <tea.law>`.",
    "It is taxed {fact}`by Chinese law <tea.law>`.",
    "The word may stand\non the next line: {fact}`so <tea.law>`, in China.",
    "# Tea in China\n\n## Taxes\n\nIt is {fact}`taxed <tea.law>`.",
    "| Country | Rule |\n| --- | --- |\n| China | {fact}`taxed <tea.law>` |",
    "| | China |\n| --- | --- |\n| Tax | {fact}`taxed <tea.law>` |",
    "- China: {fact}`taxed <tea.law>`\n- elsewhere: no tax",
    "What the fact says names it: {fact}`tea.law`.",
    "On the Isle, which follows, {fact}`it is taxed <tea.law>`.",
    "In Ceylon {fact}`milk comes first <tea.milk>`.",
    "It holds everywhere: {fact}`warm <tea.warm>`.",
    "```\n{fact}`an example <tea.law>`\n```",
]

UNNAMED = [
    ("The law {fact}`taxes it <tea.law>`.", [1]),
    ("In China there is a law.\n\nIt {fact}`taxes it <tea.law>`.", [3]),
    ("- in China there is a law\n- {fact}`taxed <tea.law>`", [2]),
    ("| China | |\n| --- | --- |\n| a | b |\n\nIt is {fact}`taxed <tea.law>`.", [5]),
    ("| Country | Rule |\n| --- | --- |\n| China | none |\n| here | {fact}`taxed <tea.law>` |", [4]),
    ("# China\n\ntext\n\n# Elsewhere\n\n{fact}`taxed <tea.law>`", [7]),
    ("The id is no name: {fact}`law <tea.law>` of china.", [1]),
    ("Indochina is another word: {fact}`law <tea.law>`.", [1]),
    ("In Ceylon {fact}`sugar comes last <tea.hill>`.", [1]),
    ("```{note}\nIt is {fact}`taxed <tea.law>`.\n```", [2]),
    ("```{code-cell} ipython3\n1 + 1\n```\n\nIt is {fact}`taxed <tea.law>`.", [5]),
    ("````{note}\n```\n{fact}`shown <tea.law>`\n```\nIt is {fact}`taxed <tea.law>`.\n````", [5]),
]


@pytest.mark.parametrize("source", NAMED)
def test_a_passage_that_names_the_country_is_let_be(source: str, subject: TeaSubject) -> None:
    assert judge_page(source, subject) == []


@pytest.mark.parametrize(("source", "lines"), UNNAMED)
def test_a_passage_without_its_country_is_named_with_its_line(
    source: str, lines: list[int], subject: TeaSubject
) -> None:
    assert judge_page(source, subject) == lines


def test_pages_for_authors_are_about_files_and_not_about_countries(subject: TeaSubject) -> None:
    page = Page("book/contribute/facts.md", "{fact}`taxed <tea.law>`")
    assert not list(check_page_regions(page, subject))


def read(text: str) -> Case:
    case = read_case(text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), case
    return case


def judge(text: str, subject: Any) -> list[str]:
    return [str(problem) for problem in check_case_regions(read(text), subject)]


KEY = "As it should be: {fact}`tea.warm`."


def test_a_key_that_rests_on_one_countrys_rule_names_it_before_it_is_answered(
    case_text: str, subject: TeaSubject
) -> None:
    resting = case_text.replace(KEY, "In China, {fact}`yes <tea.law>`.")
    (said,) = judge(resting, subject)
    assert "the stem of warm, whose key rests on it, names no country" in said
    assert said.startswith("book/tea/first-cup.case.md:")
    for old, new in (
        ("Which cup do you serve?", "Which cup do you serve in China?"),
        ("A {{ weight }} adult", "In China a {{ weight }} adult"),
        ("warm: The warm one", "warm: The warm one, as in China"),
    ):
        assert judge(resting.replace(old, new), subject) == []


def test_a_key_that_rests_on_what_holds_everywhere_as_well_needs_no_country_in_its_stem(
    case_text: str, subject: TeaSubject
) -> None:
    assert judge(case_text.replace(KEY, f"{KEY} In China {{fact}}`by law <tea.law>`."), subject) == []


def test_a_reason_names_the_country_itself_or_leans_on_its_option_or_question(
    case_text: str, subject: TeaSubject
) -> None:
    bare = case_text.replace("Iced tea is another course.", "It is {fact}`taxed <tea.law>`.")
    (said,) = judge(bare, subject)
    assert "the fact tea.law is a rule of China, and the passage names no country" in said
    assert judge(bare.replace("It is {fact}", "In China it is {fact}"), subject) == []
    assert judge(bare.replace("The iced one", "The iced one, as in China"), subject) == []
    assert judge(bare.replace("Which cup do you serve?", "Which cup do you serve in China?"), subject) == []


def test_a_computed_key_names_the_country_of_its_calculators_facts(case_text: str, subject: TeaSubject) -> None:
    facts = {**subject.facts, "tea.dose": replace(subject.facts["tea.dose"], regions=("china",))}
    local = replace(subject, facts=facts)
    said = judge(case_text, local)
    assert any("the stem of volume, whose key rests on it, names no country" in line for line in said)
    assert judge(case_text.replace("How much do you pour?", "How much do you pour in China?"), local) == []


def test_the_check_of_a_course_says_it(course: Course, subject: TeaSubject) -> None:
    page = course.book / "tea" / "index.md"
    page.write_text(page.read_text() + "\nIt is {fact}`taxed <tea.law>`.\n")
    judged = replace(course, subject=subject)
    assert "unnamed-country" in {problem.rule for problem in check_bank(read_bank(judged), judged.subject)}


def test_only_a_country_of_the_fact_names_it(subject: TeaSubject) -> None:
    law = subject.facts["tea.law"]
    assert names_region("as in China", law, subject)
    assert not names_region("as in Ceylon", law, subject)
