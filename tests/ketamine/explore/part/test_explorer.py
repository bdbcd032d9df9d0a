"""What all explorers have in common."""

import pytest

from ketamine.explore import list_explorers
from ketamine.explore.part.explorer import compute, pick
from ketamine.quantity.limit import ImplausibleError

EXPLORERS = list_explorers()


@pytest.mark.parametrize("explorer", EXPLORERS, ids=lambda each: each.id)
def test_each_is_for_teaching_and_explains_its_examples(explorer):
    assert explorer.notice.startswith("For teaching, not for the care of a patient.")
    assert explorer.examples
    for example in explorer.examples:
        assert set(example.values) == {control.name for control in explorer.controls}
        numbers = explorer.evaluate(example.values)["numbers"]
        assert {name for _, name in explorer.columns} <= set(numbers)


def test_ids_are_different():
    assert len({explorer.id for explorer in EXPLORERS}) == len(EXPLORERS)


@pytest.mark.parametrize("explorer", EXPLORERS, ids=lambda each: each.id)
def test_what_is_not_on_a_control_is_refused(explorer):
    start = {control.name: control.value for control in explorer.controls}
    for control in explorer.controls:
        wrong = control.high + 1 if control.kind == "slider" else "nonsense"
        with pytest.raises(ImplausibleError):
            explorer.evaluate({**start, control.name: (wrong,) if control.kind == "ticks" else wrong})


def test_a_branch_leads_on_to_the_next():
    node = {"by": "a", "of": {"1": {"by": "b", "of": {"x": 5}}}}
    assert pick(node, values={"a": 1.0, "b": "x"}) == 5


def test_a_formula_is_worked_out_from_the_inside():
    assert compute(["*", ["-", "a", 1], ["/", "b", 2]], values={"a": 3, "b": "8"}) == 8
