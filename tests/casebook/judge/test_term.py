"""Abbreviations that nobody explains, and what a glossary may lean on."""

from datetime import date

import pytest

from casebook.author.bank import Page
from casebook.author.course import Course
from casebook.author.glossary import Glossary, read_glossary
from casebook.judge.check import check_course
from casebook.judge.term import find_abbreviations, find_unexplained

GLOSSARY = b'plain = ["UK"]\n[BOP]\ntext = "A grade of tea."\n'


def say(source: str) -> list[str]:
    glossary = read_glossary(GLOSSARY, "book/glossary.toml")
    assert isinstance(glossary, Glossary)
    return [str(problem) for problem in find_unexplained(Page("book/tea/cup.md", source), glossary)]


def test_an_abbreviation_that_nothing_explains_is_named_with_its_line() -> None:
    assert say("# Tea\n\nA BOP in the UK, and an FTGF; FTGF again.\n") == [
        "book/tea/cup.md:3: warning: nothing explains FTGF - add it to book/glossary.toml, or write on this page what it "
        "stands for, with FTGF in brackets"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "The finest tippy golden flowery (FTGF) is dear. FTGF!",
        "FTGF (finest tippy golden flowery) is dear.",
        "A BOP-UK, two BOPs, both UKs.",
        "Grade III of IV.",
        "`FTGF`, [a cup](FTGF.md), {fact}`tea.FTGF`, https://x.org/FTGF",
        "---\nkernel: FTGF\n---\n\n```{code-cell} ipython3\nFTGF = 1\n```\n",
        "```{admonition} x\n:class: FTGF\n```\n",
    ],
)
def test_what_is_explained_or_no_prose_is_left_alone(source: str) -> None:
    assert say(source) == []


def test_an_abbreviation_has_two_capitals_wherever_they_stand() -> None:
    assert [word for word, _ in find_abbreviations("eGFR, SpO2, MOAA/S, PHQ-9; mmHg, Tea, A, kPa")] == [
        "eGFR", "SpO2", "MOAA/S", "PHQ-9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "A cup holds {fact}`tea.dos`.",
            "book/glossary.toml:2: there is no fact tea.dos - name a fact of the register, did you mean tea.dose?",
        ),
        ("A cup holds 5 mg of it.", "book/glossary.toml:2: 5 mg is a clinical number without a source"),
        ("A {calc}`cup(tea.dose)`.", "book/glossary.toml:2: the entry BOP holds something else than words and facts"),
        ("", "book/glossary.toml:2: the entry BOP has no text"),
    ],
)
def test_a_glossary_is_checked_like_a_page(entry: str, said: str, graded: Course) -> None:
    (graded.book / "glossary.toml").write_text(f"\n[BOP]\ntext = '{entry}'\n")
    assert any(str(problem).startswith(said) for problem in check_course(graded, as_of=date(2026, 11, 20)))


def test_a_course_without_a_glossary_is_asked_for_none(graded: Course) -> None:
    (graded.book / "tea").mkdir(exist_ok=True)
    (graded.book / "tea" / "index.md").write_text("# Tea\n\nAn FTGF.\n")
    assert not [each for each in check_course(graded, as_of=date(2026, 11, 20)) if each.rule == "unexplained"]
