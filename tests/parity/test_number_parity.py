"""What one of Python and the page reads as a number, so does the other; what one refuses, the other refuses in the same words."""

import math
import random
from typing import Any

from casebook.mark.quantity import Refusal, format_number, read_number, settle

WRITTEN = [
    "0.7", "0,7", ".7", ",7", "7.", "7,", "-3", "+3", "\u22123.5", "1 250", "1\u00a0250,5", "1\u202f250", "1'250.75", "1\u2019250",
    "1,250", "1.250", "1,2,3", "1.250.000", "1,250,000", "1.250,5", "1,250.5", "12,34.5", "1,25,000", "0,125", "0.125", "01,250",
    "1e3", "1E-3 mg", "7 mL", "7mL", "7 ml", "7 ML", "7 mg", "0.7 mL.", "seven", "", "   ", "\t8\n", "8\u00b5g", "8 \u03bcg", "8 ug", "8 mcg", "8 MCG/kg", "8 mg/kg",
    "8 mg\u00b7kg", "8 mg.kg", "--3", "+-3", "1..2", "1,,2", "1 2 3", "1 250 000", "12 50", "\u0661\u0662", "\uff11", "\u00bd", "12\u00b3", "1'2'3",
    "1 250'000", "1.5,", "5.6.7,8", "0x10", "1_000", "Infinity", "NaN", "9" * 41, "9" * 40, "1" + "0" * 30, "0." + "0" * 30 + "1", "\ufeff3", "3\ufeff",
    "3\x1f", "3\x85", "\U0001f600", "3 \U0001f600", "3\n4", "3\r\n", "1e5\nmg", "1e5\u2028mg", "7 \u212a", "7 K", "\u0130", "7\u0130",
]  # fmt: skip
UNITS = ["", "mL", "mg", "mg/kg", "\u00b5g", "mL/h", "1", "%", "mg\u00b7kg", "k", "i\u0307"]


def _table() -> list[tuple[str, str]]:
    """Return every written example with every unit, and numbers made of any marks, the same in every run."""
    drawn = random.Random(7)
    marks = "0123456789" * 3 + ".,.,  ''\u2019\u00a0\u202f+-\u2212emLg%/ \u00b5\u03bc\t"
    made = ["".join(drawn.choices(marks, k=drawn.randint(1, 9))) for _ in range(2500)]
    return [(text, unit) for text in WRITTEN for unit in UNITS] + [(text, drawn.choice(UNITS)) for text in made]


def test_every_number_is_read_or_refused_alike(run_page: Any) -> None:
    table = _table()
    seen = {"read": 0, "refused": 0}
    for (text, unit), page in zip(table, run_page("number.js", "readNumber", table), strict=True):
        python = read_number(text, unit)
        if isinstance(python, Refusal):
            assert page == {"refusal": python.message}, (text, unit)
        else:
            assert page == {"value": python}, (text, unit)
        seen["refused" if isinstance(python, Refusal) else "read"] += 1
    assert min(seen.values()) > 300, seen


def test_numbers_are_written_alike(run_page: Any) -> None:
    drawn = random.Random(11)
    values = [drawn.uniform(-1, 1) * 10 ** drawn.randint(-6, 9) for _ in range(800)]
    values += [0.0, 1.0, 0.1 + 0.2, 999.5, 0.0009995, 1e-7, 123456789.0, -12.5]
    ties = [sign * whole / 800 for whole in range(1, 20_000, 37) for sign in (1, -1)]
    values += [near for tie in ties for near in (tie, math.nextafter(tie, math.inf), math.nextafter(tie, -math.inf))]
    table = [(value, digits) for value in values for digits in (2, 3, 6)]
    for (value, digits), page in zip(table, run_page("number.js", "formatNumber", table), strict=True):
        assert page == format_number(value, digits), (value, digits)


def test_numbers_are_settled_alike(run_page: Any) -> None:
    drawn = random.Random(13)
    values = [drawn.uniform(-1, 1) * 10 ** drawn.randint(-14, 9) for _ in range(800)]
    table = [(value, digits) for value in [*values, 0.0, 0.1 + 0.2, 5e-324] for digits in (3, 9, 12)]
    for (value, digits), page in zip(table, run_page("number.js", "settle", table), strict=True):
        assert page == settle(value, digits), (value, digits)
