"""Clinical numbers that stand bare: found in prose and in Python, and nothing else taken for one."""

import pytest

from casebook.author.literal import find_in_cover, find_in_page, find_in_python, find_in_text


def texts(source: str) -> list[str]:
    return [found.text for found in find_in_text(source, 1)]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("give 0.5 mg/kg over 40 minutes", ["0.5 mg/kg", "40 minutes"]),
        ("0,5 mg", ["0,5 mg"]),
        ("90% of them, or 90 percent", ["90%", "90 percent"]),
        ("two hours later", ["two hours"]),
        ("twenty-five milligrams", ["twenty-five milligrams"]),
        ("a pressure of 182/110 then", ["182/110"]),
        ("a 20-mL syringe", ["20-mL"]),
        ("half-life 2-4 h", ["2-4 h"]),
        ("from 10 to 20 mg", ["10 to 20 mg"]),
        ("30\u00a0ng/mL", ["30 ng/mL"]),
        ("after 4 h and 3 days", ["4 h", "3 days"]),
        ("at 100 mmHg", ["100 mmHg"]),
    ],
)
def test_a_number_with_a_clinical_unit_is_found(prose: str, found: list[str]) -> None:
    assert texts(prose) == found


@pytest.mark.parametrize(
    "prose",
    [
        "step 3 of 4",
        "in 2019, 3 trials",
        "12 participants",
        "CYP3A4, 5-HT2A and H2 blockers",
        "ratio 1:1, MOAA/S 3",
        "{fact}`dosing.iv.standard_dose` for {{ weight }}",
        "{fact}`half of it <a.b>` after `0.5 mg` in code",
        "and/or 24/7",
        "1 in 10 people",
    ],
)
def test_other_numbers_and_references_are_left_alone(prose: str) -> None:
    assert texts(prose) == []


def test_a_number_is_found_on_its_line() -> None:
    assert [found.line for found in find_in_text("one\ntwo\n\nthree 5 mg", 10)] == [13]


def test_a_page_is_read_without_its_header_and_its_examples() -> None:
    page = "---\nminutes: 10 minutes\n---\n\n# Title\n\n```markdown\n5 mg\n```\n\n```{note}\n6 mg\n```\n\n7 mg\n"
    assert [(found.line, found.text) for found in find_in_page(page)] == [(12, "6 mg"), (15, "7 mg")]


def test_code_that_runs_is_read_as_python() -> None:
    page = "# T\n\n```{code-cell} ipython3\n:tags: [hide-input]\n\nx = 3\ndose = 0.5\n```\n\n```python\ny = 0.7\n```\n"
    assert [(found.line, found.text) for found in find_in_page(page)] == [(7, "0.5")]


def test_a_line_of_python_may_say_why_its_number_is_none() -> None:
    assert not list(find_in_python("columns = 24  # not clinical: the width of a table\n"))
    assert list(find_in_python("columns = 24  # not clinical:\n"))


def test_numbers_in_texts_of_python_are_found_and_docstrings_explain() -> None:
    assert [found.text for found in find_in_python('"""At most 5 mg."""\nx = "take 5 mg"\n')] == ["5 mg"]


@pytest.mark.parametrize(
    "cover",
    [
        "Thirty minutes, no book.",
        "You have 2 hours.",
        "Two hours.",
        "**Time:** 90 min",
        "Time allowed: two hours",
        "It takes about 45 minutes.",
        "The exam lasts two hours; with extra time, two and a half hours.",
        "- Closed book\n- 30 minutes\n- Hand in within 24 hours of the start",
        "Sixty percent of the marks are enough to pass.",
        "Learners have 40 minutes for each part.",
        "Written answers are marked within two weeks.",
    ],
)
def test_how_long_an_exercise_takes_is_no_clinical_number_on_its_cover(cover: str) -> None:
    assert list(find_in_cover(cover, 1, "tea")) == []


@pytest.mark.parametrize(
    ("cover", "found"),
    [
        ("Observe for two hours after the spray.", ["two hours"]),
        ("You have to wait 40 minutes before anybody eats.", ["40 minutes"]),
        ("You have two hours of observation to plan.", ["two hours"]),
        ("You have 30 minutes. It starts to work after 40 minutes.", ["40 minutes"]),
        ("Your answers rest on a half-life of 3 h.", ["3 h"]),
        ("In this exam tea is drunk within 20 minutes.", ["20 minutes"]),
        ("Your answers assume {fact}`the usual <tea.dose>` in 40 min.", ["40 min"]),
        ("This exam is about 0.5 mg/kg and a pressure of 180/110.", ["0.5 mg/kg", "180/110"]),
        ("Eating is allowed after 2 hours.", ["2 hours"]),
        ("Repeat the test after 4 hours.", ["4 hours"]),
        ("40 mg", ["40 mg"]),
    ],
)
def test_a_clinical_number_on_a_cover_is_found_all_the_same(cover: str, found: list[str]) -> None:
    assert [each.text for each in find_in_cover(cover, 1, "tea")] == found


def test_a_number_on_a_cover_is_found_on_its_line() -> None:
    assert [each.line for each in find_in_cover("You have 2 hours.\n\n- One\n- wait 5 min", 10)] == [13]
