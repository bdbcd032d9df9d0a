"""Reading the numbers of a story: fixed, chosen from a list, or drawn from a range."""

import re
from collections.abc import Mapping

from ..problem import Report
from ..text.case import NumberRange
from ..text.header import Entry, read_decimal, read_text

__all__ = ["read_numbers"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MOST_CHOICES = 100_000
_MOST_NUMBERS = 8


def read_numbers(entry: Entry | None, report: Report) -> dict[str, NumberRange]:
    """Return the numbers that a header describes, reporting those that can't be used; without an entry there are none."""
    if entry is None or entry.value == "":
        return {}
    if not isinstance(entry.value, Mapping):
        report.add(entry.line, "numbers is not a list of names", "write weight: {value: 70, unit: kg}", "bad-number")
        return {}
    if len(entry.value) > _MOST_NUMBERS:
        what = f"a case has at most {_MOST_NUMBERS} numbers"
        report.add(entry.line, what, "write two cases instead", "bad-number")
        return {}
    numbers = {}
    for name, spec in entry.value.items():
        found = _read_number(name, spec, report)
        if found:
            numbers[name] = found
    return numbers


def _read_number(name: str, spec: Entry, report: Report) -> NumberRange | None:
    def refuse(what: str, fix: str, rule: str = "bad-number") -> NumberRange | None:
        report.add(spec.line, f"the number {name} {what}", fix, rule)
        return None

    if not _NAME.fullmatch(name):
        return refuse("has no plain name", "use small letters, digits and underscores")
    if not isinstance(spec.value, Mapping):
        return refuse("is not described", f"write {name}: {{value: 70, unit: kg}}")
    unit = read_text(spec.value.get("unit"))
    if not unit:
        return refuse("has no unit", "add unit: kg (or unit: 1 for a count)", "no-unit")
    shape = set(spec.value) - {"unit"}
    texts = {key: read_text(value) for key, value in spec.value.items()}
    if shape == {"value"}:
        values = [read_decimal(texts["value"])]
    elif shape == {"choose"}:
        values = [read_decimal(text.strip()) for text in spec.value["choose"].texts() or ()]
    elif shape in ({"from", "to", "step"}, {"from", "to"}):
        low, high = read_decimal(texts["from"]), read_decimal(texts["to"])
        step = read_decimal(texts.get("step", "1"))
        if low is None or high is None or step is None or step <= 0 or low >= high:
            return refuse("has no usable range", "write {from: 48, to: 130, step: 1, unit: kg}")
        count = int((high - low) / step) + 1
        if count > _MOST_CHOICES:
            return refuse("has too many values", "use a larger step")
        values = [low + step * position for position in range(count)]
    else:
        return refuse("mixes or lacks entries", "write value:, choose: or from:, to: and step:")
    plain = [value for value in values if value is not None]
    if not plain or len(plain) < len(values):
        return refuse("has a value that is no number", "write digits, with a point before decimals")
    decimals = max(-int(value.as_tuple().exponent) for value in plain)
    return NumberRange(name, unit, spec.line, tuple(float(value) for value in plain), max(decimals, 0))
