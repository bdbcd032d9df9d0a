"""A page as a notebook to keep: what its roles, cases, quotes and links become."""

import json
from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank import Page
from casebook.author.course import Course
from casebook.judge.blind.log import Log
from casebook.problem import CasebookError
from casebook.site.download.notebook import make_download, write_downloads

from ...conftest import CASE

HEAD = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n"
PAGE = f"""{HEAD}
# The cup

Serve {{fact}}`tea.dose` to all; {{fact}}`serve it warm <tea.warm>`. See [the pot](pot.md) and [the list](../list.md#top).

```{{admonition}} Mind
:class: tip

- Never {{fact}}`tea.dose`.
```

```{{case}} first-cup
```

## Try it

```{{code-cell}} ipython3
:tags: [remove-input]
1 + 1
```
"""
WHEEL = "tea-1.0-py3-none-any.whl"


@pytest.fixture
def chapter(course: Course) -> Path:
    folder = course.book / "chapter"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "first-cup.case.md").write_text(CASE, encoding="utf-8")
    return folder


def make(course: Course, source: str = PAGE, **options: Any) -> list[dict[str, Any]]:
    page = Page("book/chapter/cup.md", source)
    made = make_download(page, course=course, log=Log(), notebooks=frozenset({"chapter/pot"}), **options)
    assert isinstance(made, bytes), [str(problem) for problem in made]
    return list(json.loads(made)["cells"])


def read(cells: list[dict[str, Any]]) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def test_it_starts_with_what_it_is_not_for_and_what_to_install(course: Course, chapter: Path) -> None:
    first, second, *_ = make(course, wheels=(WHEEL,))
    assert "".join(first["source"]).startswith("*For teaching.* *Awaiting review.*")
    assert '%pip install --quiet "{wheel}[notebook]"' in "".join(second["source"])
    assert WHEEL in "".join(second["source"])


def test_without_a_wheel_nothing_is_said_of_installing(course: Course, chapter: Path) -> None:
    text = read(make(course))
    assert "pip" not in text
    assert "install" not in text


def test_a_figure_of_a_case_is_its_caption_and_a_table(course: Course, chapter: Path) -> None:
    figure = "```{trace} Warmth\nminutes | cup (C)\n0 | 90\n5 | {{ weight }}\n```"
    text = CASE.replace("\n---\n", f"\n---\n{figure}\n\n", 1)
    (chapter / "first-cup.case.md").write_text(text, encoding="utf-8")
    assert "**Warmth**\n\n| minutes | cup (C) |\n| --- | --- |\n| 0 | 90 |\n| 5 | 52\u00a0kg |" in read(make(course))


def test_facts_are_words_that_lead_to_their_sources_below(course: Course, chapter: Path) -> None:
    cells = make(course)
    text = read(cells)
    assert "Serve [0.5\u00a0mL/kg](#tea.dose) to all; [serve it warm](#tea.warm)." in text
    last = "".join(cells[-1]["source"])
    assert "### tea.dose\n\nHalf a millilitre for each kilogram." in last
    assert "### tea.warm" in last


def test_links_lead_to_other_notebooks_or_say_where_the_page_is(course: Course, chapter: Path) -> None:
    text = read(make(course))
    assert "[the pot](pot.ipynb)" in text
    assert "the list (on the course's site: list)" in text


def test_an_admonition_is_a_quote(course: Course, chapter: Path) -> None:
    assert "> **Mind**\n> \n> - Never [0.5\u00a0mL/kg](#tea.dose)." in read(make(course))


def test_rules_by_country_are_a_list_that_says_what_was_not_found(course: Course, chapter: Path) -> None:
    text = read(make(course, f"{HEAD}\n# The cup\n\n```{{rules}} tax\n```\n\n```{{code-cell}} ipython3\n1\n```\n"))
    assert "**Taxes.** What is paid on tea?" in text
    assert "- *China:* [Half a millilitre for each kilogram](#tea.dose). [Tea is served warm](#tea.warm)." in text
    assert "- *the Hills:* not found on 28 November 2026." in text
    assert "*the Coast:* [Tea is served warm](#tea.warm). On weekdays." in text


def test_a_case_is_questions_with_numbers_and_its_answers_are_folded(course: Course, chapter: Path) -> None:
    (card,) = (
        text for cell in make(course) if (text := "".join(cell["source"])).startswith("### Self-check: A first cup")
    )
    questions, _, answers = card.partition("<details>\n<summary>Answers and reasons</summary>")
    assert "{{" not in card and "{calc}" not in card and "{fact}" not in card
    assert "**1.** How much do you pour? *Answer in mL. (2 marks)*" in questions
    assert "- The iced one" in questions
    assert "Iced tea is another course." not in questions
    assert "- **No:** The iced one\n\n  Iced tea is another course." in answers
    assert "- **Yes:** The warm one" in answers
    assert answers.rstrip().endswith("</details>")


def test_steps_to_put_in_order_are_not_shown_in_order(course: Course, chapter: Path) -> None:
    (card,) = (text for cell in make(course) if "Put these in order." in (text := "".join(cell["source"])))
    questions, _, answers = card.partition("<details>")
    shown = [line[2:] for line in questions.partition("Put these in order.")[2].splitlines() if line.startswith("- ")]
    key = [line[3:] for line in answers.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert sorted(shown)[:2] and set(key) <= set(shown)
    assert shown[: len(key)] != key


MATCHING = """
## fit: Which cup suits whom? (matching)
- iced: Iced tea
- warm: Warm tea
- mint: Mint tea
- none: No tea

1. snow: A guest of the snow
   - = warm
     > It is served {fact}`as warm as this <tea.warm>`, and the guest is cold.
   - x iced
     > That would be one cold thing more.
2. bed: A guest on the way to bed
   - = none
     > It keeps awake {fact}`all who are served <tea.warm>`.
   - x mint
     > Even that one comes in a large cup.
"""


def test_stems_stand_below_their_list_and_tell_no_key(course: Course, chapter: Path) -> None:
    (chapter / "first-cup.case.md").write_text(CASE.rstrip() + "\n" + MATCHING, encoding="utf-8")
    (card,) = (text for cell in make(course) if "Which cup suits whom?" in (text := "".join(cell["source"])))
    questions, _, answers = card.partition("<details>")
    assert "- No tea\n\n1. A guest of the snow\n2. A guest on the way to bed" in questions
    assert "An option may serve more than once, or not at all." in questions
    assert "- **Yes:** Warm tea" in answers and "- **No:** Mint tea" in answers
    assert "**Yes:**" not in questions


def test_code_stays_as_it_is_and_hidden_input_stays_folded(course: Course, chapter: Path) -> None:
    (cell,) = (cell for cell in make(course) if cell["cell_type"] == "code")
    assert cell["source"] == ["1 + 1"]
    assert cell["metadata"]["jupyter"] == {"source_hidden": True}
    assert cell["outputs"] == []


def test_the_same_page_gives_the_same_bytes(course: Course, chapter: Path) -> None:
    page = Page("book/chapter/cup.md", PAGE)
    assert make_download(page, course=course, log=Log()) == make_download(page, course=course, log=Log())


def test_what_a_notebook_cannot_show_is_said_and_not_dropped(course: Course, chapter: Path) -> None:
    page = Page(
        "book/chapter/cup.md", f"{HEAD}\n# Cup\n\n{{doc}}`pot` and {{fact}}`tea.lost`\n\n```{{register}}\n```\n"
    )
    made = make_download(page, course=course, log=Log())
    assert isinstance(made, list)
    said = "\n".join(str(problem) for problem in made)
    assert "{doc} of pot has no meaning in a notebook" in said
    assert "there is no fact tea.lost" in said
    assert "a notebook has nothing for the directive register" in said


def test_notebooks_lie_in_the_site_beside_the_wheel_and_old_ones_go(course: Course, chapter: Path) -> None:
    (chapter / "cup.md").write_text(PAGE, encoding="utf-8")
    (chapter / "plain.md").write_text("# Plain\n", encoding="utf-8")
    (chapter / "draft.md").write_text(PAGE, encoding="utf-8")
    for name in ("chapter/cup.html", "chapter/plain.html", "notebooks/old.ipynb"):
        (course.site / name).parent.mkdir(parents=True, exist_ok=True)
        (course.site / name).write_text("<p>Tea</p>", encoding="utf-8")
    assert write_downloads(course, {WHEEL: b"wheel"}) == 1
    found = {path.relative_to(course.site / "notebooks").as_posix() for path in course.site.rglob("notebooks/**/*.*")}
    assert found == {"chapter/cup.ipynb", WHEEL}


def test_every_page_that_cannot_be_one_is_named(course: Course, chapter: Path) -> None:
    (chapter / "cup.md").write_text(PAGE.replace("tea.dose", "tea.lost"), encoding="utf-8")
    (course.site / "chapter").mkdir(parents=True)
    (course.site / "chapter" / "cup.html").write_text("<p>Tea</p>", encoding="utf-8")
    with pytest.raises(CasebookError, match=r"book/chapter/cup\.md:1: there is no fact tea\.lost"):
        write_downloads(course, {})
