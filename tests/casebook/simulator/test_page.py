"""What a simulator leaves in a page, for readers without scripts and for the page's own."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from casebook.simulator import describe, write_page
from casebook.text.markup import embed_json


def test_the_page_holds_a_figure_a_sentence_a_table_and_data(tea: Any) -> None:
    page = write_page(tea)
    assert page.count('role="img"') == 2, "for a page's width and for a phone's"
    assert "2.5 g for 20 min reach 50 in a thin one with milk." in page
    assert "<td>5</td><td>30</td><td>a mug</td><td>milk</td><td>150</td><td>30</td>" in page
    assert page.count("For teaching.") == 1
    data = re.search(r'class="cb-data">(.*?)</script>', page)
    assert data and json.loads(data[1])["data"] == {"note": "</script><b>"}


def test_controls_are_described_as_they_are(tea: Any) -> None:
    slider, _, choice, ticks = describe(tea)["controls"]
    assert slider["step"] == 0.5
    assert choice["options"] == (("thin", "a thin one"), ("thick", "a mug"))
    assert ticks["value"] == ("milk",)


def test_data_in_a_page_can_not_end_its_script() -> None:
    assert "<" not in embed_json({"a": "</script>"})
    assert json.loads(embed_json({"a": "</script>\u2028"})) == {"a": "</script>\u2028"}


def test_questions_are_left_for_paper_with_a_box_for_each_answer(tea: Any) -> None:
    assert "cb-form" not in write_page(tea)
    cup, added = (each for each in tea.controls if each.kind != "slider")
    grouped = SimpleNamespace(**vars(cup), group="Before")
    form = re.search(
        r'<div class="cb-form">(.*?)</div>',
        write_page(replace(tea, kind="findings", controls=(*tea.controls, grouped, added))),
    )
    assert form
    assert form[1].count('class="cb-form-line"') == 6 and form[1].count('class="cb-form-step"') == 1
    assert '<span class="cb-form-box">a thin one</span> <span class="cb-form-box">a mug</span>' in form[1]
