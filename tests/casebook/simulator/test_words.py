"""Results in words, no finer than they are known."""

import pytest

from casebook.simulator.words import add_unit, show_result


@pytest.mark.parametrize(("value", "shown"), [(143.4, "143"), (10.5, "11"), (9.96, "10"), (3.14, "3.1"), (0.0, "0")])
def test_results_are_shown_no_finer_than_they_are_known(value: float, shown: str) -> None:
    assert show_result(value) == shown


def test_figures_and_words_are_taken_as_they_are_given() -> None:
    assert show_result(52.53, 3) == "52.5"
    assert show_result("less") == "less"


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [("1", "points", "1 point"), ("1.1", "points", "1.1 points"), ("0", "points", "0 points"), ("1", "s", "1 s"),
     ("1", "mg", "1 mg"), ("1", "%", "1 %"), ("1", "", "1")],
)  # fmt: skip
def test_one_of_a_unit_is_in_the_singular(number: str, unit: str, shown: str) -> None:
    assert add_unit(number, unit) == shown
