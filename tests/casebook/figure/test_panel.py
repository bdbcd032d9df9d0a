"""A pump's display and a label: words that stand in a frame."""

from collections.abc import Callable
from typing import Any

import pytest

PUMP = "```{pump} Pump 2\ndrug: tea\nrate: 60 mL/h\n\ntime left: {{ pulse }} min, *about*\n```"

Publish = Callable[[str], dict[str, Any]]
Faults = Callable[[str], list[str]]


def test_what_is_right_passes(list_faults: Faults) -> None:
    assert list_faults(PUMP) == []
    assert list_faults(PUMP.replace("{pump}", "{label}")) == []


@pytest.mark.parametrize("kind", ["pump", "label"])
def test_a_panel_is_a_list_of_names_and_values(kind: str, publish: Publish) -> None:
    html = publish(PUMP.replace("pump", kind))["intro"]
    assert f'<figure class="cb-shown cb-shown-{kind}"><figcaption>Pump 2</figcaption><dl>' in html
    assert "<dt>rate</dt><dd>60 mL/h</dd>" in html
    assert '<dd><data value="pulse">88</data> min, <em>about</em></dd>' in html
    assert "<svg" not in html and html.count("<dt>") == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rate: 60 mL/h", "60 mL/h", "15: the line is no name with a value - write a line such as rate: 60 mL/h"),
        ("rate: 60 mL/h", "rate:", "15: the line is no name with a value - write a line such as rate: 60 mL/h"),
        ("time left", "rate", "17: rate is given twice - keep one of the two lines"),
    ],
)
def test_what_is_wrong_has_its_line(old: str, new: str, said: str, list_faults: Faults) -> None:
    assert list_faults(PUMP.replace(old, new)) == [said]
