"""Figures where they are read: on a screen of any width and colour, without a script, on paper, and for those who can't see them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from casebook.author.reader import read_case
from casebook.exercise.half import Halves
from casebook.grading.nbgrader.question import tell_story
from casebook.kind.split import split_case
from casebook.site.handout.page import make_exercise_page, make_frame
from casebook.site.sphinx.writing.card import show_case
from casebook.text.case import Case

from ..casebook.conftest import TeaSubject
from .test_accessibility import AXE, find_faults

CASE = """---
id: first-cup
title: A first cup
objectives: [tea-1]
level: apply
minutes: 5
numbers:
  top: {from: 150, to: 180, step: 1, unit: mmHg}
---
A guest.

```{trace} Pressure, saturation and pulse after a strong cup of tea, poured at 0
minutes | systolic (mmHg) | diastolic (mmHg) | pulse (/min) | saturation (%)
0 | 128 | 78 | 70 | 97
10 | 139 | 84 | | 96
40 | {{ top }} | 98 | 88 | 91
60 | 150 | 91 | 82 | 96
```

```{pump} Pump 2
drug: tea 1 mg/mL
rate: 60 mL/h
```

```{label} A tin
leaves of green tea: 50 mg
content: 10 bags
```

```{forest} Difference in warmth, tea less water
trial | estimate | low | high
Adults, a cup of fixed size | -4.0 | -7.7 | -0.3
Older adults | -3.6 | -7.2 | 0.07
favours: tea | water
worthwhile: -2
```

## cup: Which cup?
- [x] warm: Warm
  > {fact}`tea.warm`
- [ ] iced: Iced
  > Another course.
"""
SEEN = ".cb-drawn:not([hidden]) svg"


@pytest.fixture(scope="module")
def halves() -> Halves:
    case = read_case(CASE.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), [str(each) for each in case]
    part, secrets = split_case(case, TeaSubject(), b"a salt of sixteen")
    return Halves({"parts": [part]}, secrets)


@pytest.fixture
def open_card(chromium: Browser, halves: Halves, tmp_path: Path) -> Iterator[Any]:
    """Return what opens a page with the case as a self-check, with the course's script and style."""
    part = halves.public["parts"][0]
    card = show_case({"part": part, "secrets": halves.secrets}, "register.html", 2)
    (tmp_path / "card.html").write_bytes(make_frame("Tea", card, notice="For teaching.", name="tea", live=True))
    contexts = []

    def opened(*, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((tmp_path / "card.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_figure_violates_no_rule_and_is_no_wider_than_the_screen(width: int, scheme: str, open_card: Any) -> None:
    page = open_card(width=width, color_scheme=scheme)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(AXE)
    assert find_faults(page) == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for plot in page.locator(f"{SEEN}, .cb-shown-forest svg").all():
        box = plot.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_no_word_of_a_drawing_is_cut_or_lies_on_another(open_card: Any) -> None:
    page = open_card(width=360)
    for plot in page.locator(f"{SEEN}, .cb-shown-forest svg").all():
        frame = plot.bounding_box()
        boxes = [(each.text_content(), each.bounding_box()) for each in plot.locator("text").all()]
        for place, (words, box) in enumerate(boxes):
            assert box["x"] >= frame["x"] - 1 and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, words
            for other, beside in boxes[:place]:
                apart = (
                    box["x"] >= beside["x"] + beside["width"] - 1 or beside["x"] >= box["x"] + box["width"] - 1
                    or box["y"] >= beside["y"] + beside["height"] - 4 or beside["y"] >= box["y"] + box["height"] - 4
                )  # fmt: skip
                assert apart, (words, other)
        sizes = plot.evaluate("(svg) => 14 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
        assert sizes >= 10.5


def test_without_a_script_the_figure_and_its_table_are_there(open_card: Any, halves: Halves) -> None:
    page = open_card(java_script_enabled=False)
    assert page.locator(SEEN).count() == 1
    page.locator(".cb-shown-trace summary").click()
    top = halves.public["parts"][0]["numbers"]["top"][0].split("\u00a0")[0]
    assert page.locator(".cb-shown-trace table").get_by_text(top, exact=True).is_visible()


def test_new_numbers_bring_their_own_figure(open_card: Any) -> None:
    page = open_card()
    seen = set()
    for _ in range(3):
        assert page.locator(".cb-drawn:visible").count() == 1
        own = page.locator(".cb-shown-trace data").text_content()
        seen.add((own, page.locator(f"{SEEN}").inner_html()))
        page.get_by_role("button", name="New numbers").click()
    assert len({own for own, _ in seen}) == len({drawn for _, drawn in seen}) > 1


def test_on_paper_the_table_is_open(open_card: Any) -> None:
    page = open_card()
    page.emulate_media(media="print")
    assert page.locator(SEEN).is_visible()
    assert page.locator(".cb-shown-trace table").bounding_box()["height"] > 50


def test_a_figure_stands_in_a_page_that_has_no_style_for_it(chromium: Browser, halves: Halves, tmp_path: Path) -> None:
    """As in formgrader, which shows a story with nothing but its own style."""
    (tmp_path / "bare.html").write_text(
        f"<!DOCTYPE html><meta charset=utf-8>{tell_story(halves.public['parts'][0], 2)}"
    )
    page = chromium.new_page(viewport={"width": 800, "height": 900})
    page.goto((tmp_path / "bare.html").as_uri())
    assert page.locator(".cb-shown-trace svg").count() == 1
    assert 300 < page.locator(".cb-shown-trace svg").bounding_box()["width"] < 400
    page.close()


def test_the_page_of_an_exercise_shows_the_figure_of_its_learner(
    chromium: Browser, halves: Halves, tmp_path: Path
) -> None:
    part = halves.public["parts"][0]
    document = {
        "schema": 1,
        "id": "cups",
        "title": "Cups",
        "intro": "",
        "notice": "n",
        "release": "0" * 12,
        "parts": [part],
    }
    (tmp_path / "cups.html").write_bytes(make_exercise_page(document))
    page = chromium.new_page()
    page.goto((tmp_path / "cups.html").as_uri())
    page.get_by_label("Your name or number").fill("trainee-07")
    page.get_by_role("button", name="Start").click()
    assert page.locator(".cb-drawn:visible").count() == 1
    own = page.locator(".cb-shown-trace data").text_content()
    drawn = page.locator(".cb-drawn:visible").get_attribute("data-drawn").split()
    assert {part["numbers"]["top#"][int(place)] for place in drawn} == {own}
    page.close()
