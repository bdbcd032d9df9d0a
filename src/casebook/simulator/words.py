"""Numbers and settings in words, as the page's script writes them too."""

import math
import re
from collections.abc import Mapping
from typing import Any

from ..mark.quantity import format_number, settle
from .explorer import Explorer

__all__ = ["add_unit", "fill_words", "show_result", "show_setting", "show_step"]


def show_result(value: float | str, figures: int | None = None) -> str:
    """Return a result as prose shows it: at so many figures, or whole from ten on and two figures below; words as they are.

    >>> show_result(12.6), show_result(0.1234), show_result(0.1234, 1), show_result("stay")
    ('13', '0.12', '0.1', 'stay')
    """
    if isinstance(value, str):
        return value
    if figures:
        return format_number(value, figures)
    return str(math.floor(settle(value) + 0.5)) if value >= 10 else format_number(value, 2)


def add_unit(number: str, unit: str) -> str:
    """Return a number with its unit, a unit that is a word in the singular after 1: 1 point, 2 points, 1 s.

    >>> add_unit("1", "points"), add_unit("2", "points"), add_unit("1", "s")
    ('1 point', '2 points', '1 s')
    """
    named = re.sub(r"([a-z]{3})s$", r"\1", unit) if number == "1" else unit
    return f"{number} {named}" if named else number


def show_step(step: float) -> str:
    """Return a step without the ``.0`` of a whole number.

    >>> show_step(5.0), show_step(0.25)
    ('5', '0.25')
    """
    return str(int(step)) if step == int(step) else repr(step)


def show_setting(control: Any, value: Any) -> str:
    """Return a control's value in words: with the decimals of a slider's step, or the labels of what was chosen."""
    if control.kind == "slider":
        decimals = len(show_step(control.step).partition(".")[2])
        text = f"{value:.{decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    labels = dict(control.options)
    return labels[value] if control.kind == "choice" else ", ".join(labels[each] for each in value)


def fill_words(
    template: str,
    *,
    explorer: Explorer,
    values: Mapping[str, Any],
    numbers: Mapping[str, Any],
    figures: int | None = None,
) -> str:
    """Return a template with results and settings in the places of their names; a result goes before a setting."""
    controls = {control.name: control for control in explorer.controls}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return show_result(numbers[name], figures) if name in numbers else show_setting(controls[name], values[name])

    return re.sub(r"\{(\w+)\}", fill, template)
