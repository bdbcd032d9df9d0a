"""Figures in a case: each learner's own, in every place where a case is read, and what no figure may lack."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casebook.author.check import check_cover
from casebook.figure.fence import make_block
from casebook.figure.figure import write_markdown
from casebook.kind.split import split_case, word_case
from casebook.text.case import Case, Text
from casebook.text.markup import put_numbers
from casebook.text.task import Exercise

TRACE = "```{trace} Pressure\nminutes | systolic (mmHg)\n0 | 128\n40 | {{ top }}\n```"

Read = Callable[[str], Case]
Publish = Callable[[str], dict[str, Any]]
Faults = Callable[[str], list[str]]


def list_drawings(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html)


def test_each_learner_sees_the_figure_of_their_own_numbers(publish: Publish) -> None:
    public = publish(TRACE)
    tops = public["numbers"]["top"]
    seen = [str(put_numbers(public["intro"], public["numbers"], variant)) for variant in range(len(tops))]
    assert [len(list_drawings(html)) for html in seen] == [1] * len(tops)
    for html, top in zip(seen, tops, strict=True):
        assert f"<td>{top.removesuffix(chr(160) + 'mmHg')}</td>" in html
    assert len({list_drawings(html)[0] for html in seen}) == len(set(tops))


def test_without_a_script_the_first_look_is_shown_and_no_other(publish: Publish) -> None:
    html = publish(TRACE)["intro"]
    shown = re.findall(r'<div class="cb-drawn" data-drawn="([0-9 ]+)"( hidden)?>', html)
    assert [places.split()[0] for places, hidden in shown if not hidden] == ["0"]
    assert sorted(int(place) for places, _ in shown for place in places.split()) == list(range(24))


def test_where_all_see_the_same_there_is_one_drawing(publish: Publish) -> None:
    html = publish(TRACE.replace("top", "pulse"))["intro"]
    assert len(list_drawings(html)) == 1 and "data-drawn" not in html


def test_whose_numbers_are_unknown_has_a_gap_for_a_figure(publish: Publish) -> None:
    public = publish(TRACE)
    seen = put_numbers(public["intro"], public["numbers"], None)
    assert list_drawings(str(seen)) == [] and seen.count("the learner's own figure") == 1


def test_a_calculation_and_a_fact_may_stand_in_a_cell(publish: Publish, tea: Any, list_faults: Faults) -> None:
    story = "```{trace} Volume\nminutes | volume (mL)\n0 | {fact}`tea.dose`\n40 | {calc}`volume(pulse, pulse)`\n```"
    assert list_faults(story.replace("volume(pulse, pulse)", "nothing(pulse)"))[0].startswith(
        "16: there is no calculator"
    )
    html = publish(story.replace("{calc}`volume(pulse, pulse)`", "{{ pulse }}"))["intro"]
    assert '<td><span class="fact" data-fact="tea.dose">0.5</span></td>' in html


def test_a_figure_stands_in_plain_words_for_the_second_reader(read: Read, tea: Any) -> None:
    story, _ = word_case(read(TRACE), tea)
    assert story.split("\n")[1:4] == ["Pressure", "minutes | systolic (mmHg)", "0 | 128"]
    assert word_case(read(TRACE.replace("128", "118")), tea)[0] != story


@pytest.mark.parametrize(
    ("info", "body", "rows"),
    [
        ("{trace} Pressure", "minutes | a (mmHg)\n0 | 5\n", ["| minutes | a (mmHg) |", "| --- | --- |", "| 0 | 5 |"]),
        ("{pump} Pressure", "rate: 5 mL/h: fast\n", ["|  |  |", "| --- | --- |", "| rate | 5 mL/h: fast |"]),
        (
            "{forest} Pressure",
            "trial | estimate | low | high\nA | 1 | 0 | 2\nworthwhile: 1\n",
            ["| trial | estimate | low | high |", "| --- | --- | --- | --- |", "| A | 1 | 0 | 2 |",
             "| a worthwhile difference | 1 |  |  |"],
        ),
    ],
)  # fmt: skip
def test_in_a_notebook_a_figure_is_its_caption_and_a_table(info: str, body: str, rows: list[str]) -> None:
    assert write_markdown(make_block(info, body)).split("\n") == ["**Pressure**", "", *rows]


def test_words_of_an_author_are_escaped(publish: Publish) -> None:
    html = publish('```{trace} A "<b>" & c\nminutes | <i>\n0 | 1\n1 | 2\n```')["intro"]
    assert "<b>" not in html and "<i>" not in html
    assert 'aria-label="A &quot;&lt;b&gt;&quot; &amp; c. The readings' in html and "&lt;i&gt;</text>" in html


def test_the_same_case_gives_the_same_bytes(read: Read, tea: Any) -> None:
    one, two = (json.dumps(split_case(read(TRACE), tea, b"a salt of sixteen")[0]) for _ in range(2))
    assert one == two
    assert not re.search(r"[0-9]\.[0-9]{2,}", "".join(list_drawings(one)).replace("0.25", "").replace("2.25", ""))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{trace}", "{trase}", "13: there is no figure trase - write {trace}, {pump}, {label} or {forest}, did you mean trace?"),
        ("{trace}", "trace", "13: there is no figure trace without braces - write {trace}, {pump}, {label} or {forest}"),
        ("{trace} Pressure", "{trace}", "13: the trace has no caption - say after {trace} what it shows"),
        ("Pressure", "Pressure of {{ top }}", "13: the caption holds more than words - put numbers and facts into the rows"),
        ("minutes | systolic (mmHg)\n0 | 128\n40 | {{ top }}\n", "", "13: the trace is empty - write its rows below the first line"),
        ("{{ top }}", "{{ tip }}", "16: there is no number tip in this case - declare it under numbers: in the header, did you mean top?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_any_figure_has_its_line(old: str, new: str, said: str, list_faults: Faults) -> None:
    (found,) = list_faults(TRACE.replace(old, new, 1))
    assert found.startswith(said)


def test_a_figure_outside_a_case_is_refused(read: Read, tea: Any, tmp_path: Path) -> None:
    intro = Text(f"Begin.\n\n{TRACE.replace('{{ top }}', '139')}", 4)
    cover = Exercise(id="cups", title="Cups", intro=intro, parts=(read("None."),), folder=tmp_path)
    assert [str(each) for each in check_cover(cover, tea)] == [
        "book/tea/exercise.md:6: the figure trace stands outside a case - put it into a case, or say it in words"
    ]
