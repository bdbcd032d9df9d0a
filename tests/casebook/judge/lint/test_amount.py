"""Options that are amounts: reading them, and telling whether two overlap."""

from math import inf

import pytest

from casebook.judge.lint.amount import Amount, overlap, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5 min", Amount(5, 5, "min")),
        ("0,5\u00a0mg/kg", Amount(0.5, 0.5, "mg/kg")),
        ("5\u201310 %", Amount(5, 10, "%")),
        ("10 to 5 cups", Amount(5, 10, "cups")),
        ("about two hours.", Amount(2, 2, "hours")),
        ("at least 4 h", Amount(4, inf, "h")),
        ("4 h or more", Amount(4, inf, "h")),
        ("more than 4 h", Amount(4, inf, "h", open_low=True)),
        ("up to 4 h", Amount(-inf, 4, "h")),
        ("< 4 h", Amount(-inf, 4, "h", open_high=True)),
        ("12", Amount(12, 12, "")),
    ],
)
def test_an_amount_is_read(text: str, amount: Amount) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", "tea", "5 min after the guest", "two or three", "at least 3 to 4 h", "5 min, then 6"]
)
def test_anything_else_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("1-2 h", "2-3 h", True),
        ("1-2 h", "3-4 h", False),
        ("up to 2 h", "more than 2 h", False),
        ("up to 2 h", "at least 2 h", True),
        ("less than 2 h", "2 h", False),
        ("2 h", "2 h", True),
        ("2 h", "2 min", False),
        ("1-9 h", "3 h", True),
    ],
)
def test_amounts_overlap_where_a_value_is_in_both(first: str, second: str, both: bool) -> None:
    left, right = read_amount(first), read_amount(second)
    assert left and right
    assert overlap(left, right) is both
    assert overlap(right, left) is both
