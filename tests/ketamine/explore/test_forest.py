"""The explorers of trials show what the table of trials holds."""

import pytest

from ketamine.explore import people, trials
from ketamine.trial.trial import forest, load_trials

ALL = {"group": ("inert", "midazolam", "treatment"), "design": ("independent", "other"), "sort": "listed"}


def test_every_comparison_of_counts_is_there():
    result = trials().evaluate(ALL)
    assert [row["words"] for row in result["bars"]["rows"]] == [row.label for row in forest()]
    assert result["numbers"]["people"] == str(sum(row.people for row in forest()))


def test_a_selection_shows_only_itself():
    result = trials().evaluate({**ALL, "group": ("midazolam",), "design": ("independent",), "sort": "size"})
    rows = result["bars"]["rows"]
    assert rows and all(
        "midazolam" in next(t for t in load_trials() if t.label == row["words"]).control.name for row in rows
    )
    assert [row["people"] for row in rows] == sorted((row["people"] for row in rows), reverse=True)
    assert not any(row["open"] for row in rows)


def test_nothing_ticked_says_so():
    assert trials().evaluate({**ALL, "group": ()})["template"].startswith("Tick")


@pytest.mark.parametrize("option", people().controls[0].options, ids=lambda option: option[1])
def test_people_are_counted_out_of_a_hundred(option):
    name, label = option
    trial = next(each for each in load_trials() if each.label == label)
    shown = people().evaluate({"trial": name})["people"]["groups"]
    for group, arm in zip(shown, (trial.treatment, trial.control), strict=True):
        assert group["count"] == pytest.approx(100 * arm.results[trial.outcome] / arm.people, abs=0.5)
        assert arm.name in group["words"]
