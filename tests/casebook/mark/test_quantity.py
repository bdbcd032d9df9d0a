"""Numbers as people type them: read right, or refused with a sentence, never misread."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.mark.quantity import Refusal, format_number, format_quantity, read_number, settle
from casebook.simulator.chart import find_ceiling, show_tenth
from casebook.simulator.words import show_result

READ = [
    ("0.7", 0.7),
    ("0,7", 0.7),
    (" 12 ", 12.0),
    ("-3", -3.0),
    ("\u22123", -3.0),
    ("+3", 3.0),
    (".5", 0.5),
    (",5", 0.5),
    ("0.875", 0.875),
    ("0,875", 0.875),
    ("12.3456", 12.3456),
    ("1250", 1250.0),
    ("1 250", 1250.0),
    ("1\u00a0250", 1250.0),
    ("1\u202f250,5", 1250.5),
    ("1'250", 1250.0),
    ("1\u2019250.25", 1250.25),
    ("1,250.5", 1250.5),
    ("1.250,5", 1250.5),
    ("1,234,567", 1234567.0),
    ("1.234.567", 1234567.0),
    ("0.7 mL", 0.7),
    ("0.7ml", 0.7),
    ("0,7\u00a0mL", 0.7),
]

REFUSED = [
    ("", "Nothing is written"),
    ("   ", "Nothing is written"),
    ("1,250", "two ways"),
    ("1.250", "two ways"),
    ("5.", "ends in a decimal mark"),
    ("1e3", "power of ten"),
    ("0.7 L", "unit is mL already"),
    ("about 7", "digits only"),
    ("1.2.3", "groups"),
    ("12 34", "grouped in threes"),
    ("1,25,000", "grouped in threes"),
    ("1,250.5,5", "more than one decimal mark"),
    ("1.5 000", "after the decimal mark"),
    ("\u0663", "digits only"),
    ("9" * 41, "too long"),
    ("7/10", "not part of a number"),
    ("nan", "digits only"),
    ("inf", "digits only"),
]


@pytest.mark.parametrize(("typed", "value"), READ)
def test_a_number_is_read_as_meant(typed: str, value: float) -> None:
    assert read_number(typed, "mL") == value


@pytest.mark.parametrize(("typed", "reason"), REFUSED)
def test_what_could_be_misread_is_refused_with_a_reason(typed: str, reason: str) -> None:
    refusal = read_number(typed, "mL")
    assert isinstance(refusal, Refusal)
    assert reason in refusal.message or ("grouped" in refusal.message and reason == "groups")


def test_the_unit_may_be_repeated_in_any_common_spelling() -> None:
    assert read_number("5 \u03bcg", "\u00b5g") == 5
    assert read_number("75 ml/h", "mL/h") == 75
    assert isinstance(read_number("75 mL", "mL/h"), Refusal)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    value = read_number(typed, "mL")
    assert isinstance(value, Refusal) or math.isfinite(value)


@given(st.decimals(min_value=-9999, max_value=9999, places=2))
def test_two_decimals_survive_in_both_notations(value: object) -> None:
    assert read_number(str(value)) == float(str(value))
    assert read_number(str(value).replace(".", ",")) == float(str(value))


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from([" ", "\u202f", "'", ","]))
def test_whole_groups_of_thousands_are_read_or_refused_never_shrunk(value: int, mark: str) -> None:
    read = read_number(f"{value:,}".replace(",", mark))
    assert read == value or (mark == "," and value < 10**6 and isinstance(read, Refusal))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.7, "0.7"),
        (35, "35"),
        (0.875, "0.875"),
        (191.36, "191"),
        (1234.5, "1230"),
        (0, "0"),
        (-2.5, "\u22122.5"),
        (0.00012345, "0.000123"),
    ],
)
def test_a_value_is_shown_at_three_figures_and_never_in_powers_of_ten(value: float, shown: str) -> None:
    assert format_number(value) == shown


def test_a_quantity_keeps_its_unit_on_the_line() -> None:
    assert format_quantity(0.7, "mL") == "0.7\u00a0mL"
    assert format_quantity(3, "1") == "3"


@pytest.mark.parametrize("tie", [12.25, 0.9625, 46.85, 2.675, 31.85, 0.0345, 1.5, 12.5, 9.95, 1000.5, -12.25, 0.35])
def test_a_number_halfway_between_two_is_shown_one_way_whatever_its_last_bits(tie: float) -> None:
    near = [tie, math.nextafter(tie, math.inf), math.nextafter(tie, -math.inf), tie * (1 + 1e-13), tie * (1 - 1e-13)]
    for digits in (1, 2, 3, 4, 6, 9):
        assert len({format_number(value, digits) for value in near}) == 1
        assert len({settle(value, digits) for value in near}) == 1
    assert len({show_tenth(value) for value in near}) == len({show_result(value) for value in near}) == 1
    assert len({find_ceiling(abs(value)) for value in near}) == 1


def test_halves_go_up_and_a_rest_of_nothing_is_nothing() -> None:
    assert [format_number(value) for value in (12.25, 12.35, 46.85, -12.25)] == ["12.3", "12.4", "46.9", "\u221212.3"]
    assert settle(0.1 + 0.2 - 0.3) == settle(5e-324) == 0.0
    assert settle(math.inf) == math.inf


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_what_is_settled_is_near_and_stays(value: float) -> None:
    assert settle(value) == pytest.approx(value, rel=5.1e-9)
    assert settle(settle(value)) == settle(value)
