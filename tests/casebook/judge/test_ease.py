"""How easily pages read."""

from pathlib import Path

import pytest

from casebook.judge.ease import (
    count_syllables,
    group_eases,
    list_eases,
    make_ease_table,
    measure_page,
    read_paragraphs,
)

SYLLABLES = {
    1: "the asked stopped dose dosed breath breathe once used through rate name pulse",
    2: "patient pressure table rises quickly started reading little needed being people passes baseline doses session",
    3: "ketamine evidence placebo interval register medicine suicidal infusion important exercise",
    4: "monitoring esketamine psychiatrist hypertension",
    5: "dissociation antidepressant respiratory",
}
PAGE = """---
title: Tea
---
# A cup of tea

Warm the pot first. Then {fact}`pour the water <tea.water>` at {fact}`tea.warm`, and *wait* for the [leaves](leaves.md).

| not | prose |
| --- | --- |

- One thing to do now.
- Another thing.

```{code-cell} ipython3
nothing = "of this"
```

```{admonition} Mind
:class: note

It is hot.
```
"""


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, words in SYLLABLES.items() for word in words.split()]
)
def test_syllables_are_counted_as_one_says_them(count: int, word: str) -> None:
    assert count_syllables(word) == count


def test_prose_is_read_and_nothing_else() -> None:
    assert read_paragraphs(PAGE) == [
        "Warm the pot first. Then pour the water at value, and wait for the leaves.",
        "One thing to do now.",
        "Another thing.",
        "It is hot.",
    ]


def test_short_words_in_short_sentences_read_more_easily() -> None:
    plain = measure_page(
        "plain.md", "Look at the cup. Is it hot? Then wait a while, and drink it when it has cooled down."
    )
    hard = measure_page(
        "hard.md",
        "Preliminary observation of the beverage necessitates postponing consumption until adequate refrigeration has occurred.",
    )
    assert plain and hard
    assert plain.ease > 90 > 0 > hard.ease
    assert plain.sentence == pytest.approx(19 / 3)


def test_a_page_without_prose_has_no_ease() -> None:
    assert measure_page("none.md", "# Tea\n\n| a | b |\n") is None


def test_pages_stand_by_chapter_the_least_easy_first(tmp_path: Path) -> None:
    for name, text in {
        "tea/plain.md": "Put the pot on the fire and wait until the water in it is hot.",
        "tea/hard.md": "Preliminary observation of the beverage necessitates postponing consumption until adequate refrigeration has occurred.",
        "tea/first-cup.case.md": "Put the pot on the fire and wait until the water in it is hot.",
        "contribute/how.md": "Put the pot on the fire and wait until the water in it is hot.",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    chapters = group_eases(list_eases(tmp_path))
    assert [each.path for each in chapters["tea"]] == ["tea/hard.md", "tea/plain.md"]
    assert "| tea |" in make_ease_table(tmp_path) and "tea/hard" in make_ease_table(tmp_path)
