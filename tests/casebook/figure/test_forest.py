"""A forest plot: estimates and intervals against no difference and a worthwhile one."""

import re
from collections.abc import Callable
from typing import Any

import pytest

FOREST = """```{forest} Difference in score
trial | estimate | low | high
Adults, fixed dose | -4.0 | -7.7 | -0.3
Older adults | -3.6 | -7.2 | 0.07
favours: drug | placebo
worthwhile: -2
```"""

Publish = Callable[[str], dict[str, Any]]
Faults = Callable[[str], list[str]]


def test_what_is_right_passes(list_faults: Faults) -> None:
    assert list_faults(FOREST) == []
    assert list_faults(FOREST.replace("favours: drug | placebo\nworthwhile: -2\n", "")) == []


def test_names_and_intervals_stand_beside_their_marks(publish: Publish) -> None:
    html = publish(FOREST)["intro"]
    assert ">Adults, fixed</text>" in html and ">dose</text>" in html
    assert ">\u22123.6 (\u22127.2 to 0.07)</text>" in html
    assert 'aria-label="Difference in score. The intervals stand in the table below."' in html


def test_each_end_of_an_interval_lies_where_the_axis_says(publish: Publish) -> None:
    html = str(publish(FOREST)["intro"])
    ticks = {
        float(words.replace("\u2212", "-")): float(x)
        for x, words in re.findall(r'<text x="([^"]*)" y="[^"]*">(\u2212?[0-9.]+)</text>', html)
    }
    zero, scale = ticks[0], (ticks[0] - ticks[-8]) / 8
    spans = re.findall(r'class="cb-curve-0"[^>]* d="M([0-9.]+) [0-9.]+H([0-9.]+)', html)
    found = [[round((float(end) - zero) / scale, 1) for end in span] for span in spans]
    assert found == [[-7.7, -0.3], [-7.2, 0.1]]


def test_it_says_its_sides_and_the_worthwhile_difference(publish: Publish) -> None:
    html = publish(FOREST)["intro"]
    assert "\u2190 favours drug" in html and "favours placebo \u2192" in html and ">worthwhile \u22122</text>" in html
    assert '<th scope="row">below 0 favours</th><td>drug</td>' in html
    assert '<th scope="row">a worthwhile difference</th><td>\u22122</td>' in html
    assert "stroke-dasharray" in html


def test_the_ends_of_an_interval_may_lean_on_a_fact(publish: Publish, list_faults: Faults) -> None:
    story = FOREST.replace("-7.7 |", "{fact}`-7.7 <tea.dose>` |").replace("0.07", "{fact}`tea.dose`")
    assert list_faults(story) == []
    html = publish(story)["intro"]
    assert '<td><span class="fact" data-fact="tea.dose">\u22127.7</span></td>' in html
    assert ">\u22123.6 (\u22127.2 to 0.5)</text>" in html


def test_sides_with_long_names_stand_one_below_the_other(publish: Publish) -> None:
    long = FOREST.replace("drug | placebo", "the drug that is new | a placebo of the same looks")
    heights = [re.findall(r' y="([^"]*)"[^>]*>[^<]*favours ', str(publish(story)["intro"])) for story in (FOREST, long)]
    assert [len(set(each)) for each in heights] == [1, 2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("trial | estimate", "trial | mean", "14: the forest has other columns - write trial | estimate | low | high"),
        ("trial | estimate | low | high\n", "", None),
        ("-0.3", "-0.3 | 5", "15: the row has 5 cells and the header 4 - part the cells with |, and leave a cell empty where nothing was read"),
        ("-4.0", "four", "15: four under estimate is no number - write digits, with a point before decimals; the unit stands in the header"),
        ("-4.0", "", "15: a cell of the row is empty - give name, estimate, low and high"),
        ("-7.7 | -0.3", "-0.3 | -7.7", "15: low -0.3 lies above high -7.7 - put the lower end first"),
        ("-4.0", "-8", "15: the estimate -8 lies outside its interval, -7.7 to -0.3 - look at the source again"),
        ("-3.6", "0.1", "16: the estimate 0.1 lies outside its interval, -7.2 to 0.07 - look at the source again"),
        ("-3.6", "{{ pulse }}", "16: the estimate 88 lies outside its interval, -7.2 to 0.07 - look at the source again"),
        ("drug | placebo", "drug", "17: favours does not name two sides - write favours: drug | placebo"),
        ("worthwhile: -2", "worthwhile: two", "18: worthwhile is two, which is no number - write the smallest difference that is worth having, such as worthwhile: -2"),
        ("worthwhile: -2", "worthwhile:", "18: worthwhile is empty, which is no number - write the smallest difference that is worth having, such as worthwhile: -2"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_line(old: str, new: str, said: str | None, list_faults: Faults) -> None:
    assert old in FOREST
    found = list_faults(FOREST.replace(old, new, 1))
    header = "14: the figure has no header - begin with a line of names, such as trial | estimate | low | high"
    assert found == [said or header]


def test_a_forest_without_rows_is_told(list_faults: Faults) -> None:
    assert list_faults("```{forest} None\ntrial | estimate | low | high\n```") == [
        "14: the forest has no row - write name | estimate | low | high, one row each"
    ]
