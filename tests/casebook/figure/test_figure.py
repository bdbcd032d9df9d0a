"""Figures in a case: what an author writes, what readers see, and one line for each thing that is wrong."""

import re
from typing import Any

import pytest

from casebook.author.check import check_case
from casebook.author.reader import read_case
from casebook.kind.split import split_case, word_case
from casebook.text.case import Case
from casebook.text.markup import put_numbers

HEAD = """---
id: first-cup
title: A first cup
objectives: [tea-1]
level: apply
minutes: 5
numbers:
  top: {from: 150, to: 180, step: 1, unit: mmHg}
  pulse: {value: 88, unit: 1}
---
A guest.

"""
ITEM = "\n\n## cup: Which cup?\n- [x] warm: Warm\n  > {fact}`tea.warm`\n- [ ] iced: Iced\n  > Another course.\n"
TRACE = """```{trace} Pressure and pulse
minutes | systolic (mmHg) | pulse (/min)
0 | 128 | 70
10 | 139 |
40 | {{ top }} | {{ pulse }}
```"""
FOREST = """```{forest} Difference in score
trial | estimate | low | high
Adults | -4.0 | -7.7 | -0.3
favours: drug | placebo
worthwhile: -2
```"""
PUMP = "```{pump} Pump 2\nrate: 60 mL/h\ntime left: {{ pulse }} min\n```"


def read(story: str) -> Case:
    case = read_case(f"{HEAD}{story}{ITEM}".encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), [str(each) for each in case]
    return case


def show(story: str, subject: Any) -> tuple[str, dict[str, Any]]:
    public, _ = split_case(read(story), subject, b"a salt of sixteen")
    return public["intro"], dict(public)


def list_faults(story: str, subject: Any) -> list[str]:
    return [str(problem) for problem in check_case(read(story), subject)]


@pytest.mark.parametrize("story", [TRACE, FOREST, PUMP])
def test_what_is_right_passes(story: str, tea: Any) -> None:
    assert list_faults(story, tea) == []


def test_a_trace_has_a_name_curves_and_the_same_as_a_table(tea: Any) -> None:
    html, _ = show(TRACE.replace("{{ top }}", "171"), tea)
    assert 'role="img" aria-label="Pressure and pulse. The readings stand in the table below."' in html
    assert "<figcaption>Pressure and pulse</figcaption>" in html
    assert ">systolic</text>" in html and ">pulse</text>" in html
    assert '<th scope="col">systolic (mmHg)</th>' in html
    assert '<tr><th scope="row">10</th><td>139</td><td></td></tr>' in html


def test_each_learner_sees_the_figure_of_their_own_numbers(tea: Any) -> None:
    html, public = show(TRACE, tea)
    assert html.count("<svg") == len(public["numbers"]["top"])
    for variant, top in enumerate(public["numbers"]["top"]):
        seen = put_numbers(html, public["numbers"], variant)
        assert seen.count("<svg") == 1
        assert f"<td>{top.partition(chr(160))[0]}</td>" in seen
    assert (
        len({re.findall(r"<svg.*?</svg>", str(put_numbers(html, public["numbers"], each)))[0] for each in range(3)})
        == 3
    )


def test_a_figure_of_unknown_numbers_is_a_gap(tea: Any) -> None:
    html, public = show(TRACE, tea)
    seen = put_numbers(html, public["numbers"], None)
    assert "<svg" not in seen and seen.count("the learner's own figure") == 1


def test_a_forest_says_its_sides_and_the_worthwhile_difference(tea: Any) -> None:
    html, _ = show(FOREST, tea)
    assert "\u2190 favours drug" in html and "favours placebo \u2192" in html and "worthwhile \u22122" in html
    assert "<td>\u22127.7</td>" in html and '<th scope="row">a worthwhile difference</th><td>\u22122</td>' in html


def test_a_pump_is_words(tea: Any) -> None:
    html, _ = show(PUMP, tea)
    assert "<svg" not in html
    assert "<dt>rate</dt><dd>60 mL/h</dd>" in html


def test_plain_words_hold_the_caption_and_every_row(tea: Any) -> None:
    story, _ = word_case(read(TRACE), tea)
    assert story.split("\n")[1:4] == ["Pressure and pulse", "minutes | systolic (mmHg) | pulse (/min)", "0 | 128 | 70"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{trace}", "{trase}", 13, "there is no figure trase - write {trace}, {pump}, {label} or {forest}, did you mean trace?"),
        ("{trace}", "trace", 13, "there is no figure trace without braces - write {trace}"),
        ("{trace} Pressure and pulse", "{trace}", 13, "the trace has no caption - say after {trace} what it shows"),
        ("Pressure and pulse", "Pressure of {{ top }}", 13, "the caption holds more than words"),
        ("minutes | systolic (mmHg) | pulse (/min)\n", "", 14, "the figure has no header"),
        ("systolic (mmHg)", "pulse (/m)", 14, "two columns are called pulse"),
        ("0 | 128 | 70", "0 | 128", 15, "the row has 2 cells and the header 3"),
        ("0 | 128 | 70", "0 | 128 | 70 | 3", 15, "the row has 4 cells and the header 3"),
        ("0 | 128 | 70", "0 | 128 mmHg | 70", 15, "128 mmHg under systolic is no number"),
        ("10 | 139", "0 | 139", 16, "minutes 0 comes after 0 - put the rows in order"),
        ("10 | 139 |", " | 139 | 74", 16, "the row has no minutes"),
        ("40 |", "5 |", 17, "minutes 5 comes after 10"),
        ("pulse (/min)", "pulse-rate-in-a-minute (/min)", 14, "the word pulse-rate-in-a-minute in a header is too long"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_trace_has_its_line(old: str, new: str, line: int, said: str, tea: Any) -> None:
    (found,) = list_faults(TRACE.replace(old, new, 1), tea)
    assert found.startswith(f"book/tea/first-cup.case.md:{line}: {said}"), found
