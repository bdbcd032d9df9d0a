"""The page repeats every simulator from plain data: what Python answers and draws, the page answers and draws."""

import json
import random
from typing import Any

import pytest

from casebook.simulator import describe, draw, start_values
from casebook.simulator.words import add_unit, show_result
from ketamine import explore

EXPLORERS = {explorer.id: explorer for explorer in explore.list_explorers()}


def _draw_value(control: Any, drawn: random.Random) -> Any:
    if control.kind == "slider":
        steps = int((control.high - control.low) / control.step + 1e-9)
        return min(control.low + control.step * drawn.randint(0, steps), control.high)
    ids = [name for name, _ in control.options]
    if control.kind == "choice":
        return drawn.choice(ids)
    return tuple(name for name in ids if drawn.random() < 0.3)


def list_settings(explorer: Any, count: int) -> list[dict[str, Any]]:
    """Return the start, the examples, each end of every control, and settings drawn between."""
    drawn = random.Random(5)
    start = start_values(explorer)
    found = [start, *(dict(example.values) for example in explorer.examples)]
    for control in explorer.controls:
        if control.kind == "slider":
            ends: tuple[Any, ...] = (control.low, control.high)
        elif control.kind == "choice":
            ends = tuple(name for name, _ in control.options)
        else:
            ends = ((), tuple(name for name, _ in control.options))
        found += [{**start, control.name: end} for end in ends]
    return found + [{control.name: _draw_value(control, drawn) for control in explorer.controls} for _ in range(count)]


def agree(one: Any, other: Any, place: str = "") -> None:
    """Hold two results beside each other: numbers to nine digits, everything else exactly."""
    if isinstance(one, dict):
        assert set(one) == set(other), place
        for name in one:
            agree(one[name], other[name], f"{place}.{name}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), place
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            agree(left, right, f"{place}[{index}]")
    elif isinstance(one, (int, float)) and not isinstance(one, bool):
        assert other == pytest.approx(one, rel=1e-9, abs=1e-9), place
    else:
        assert one == other, place


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_answer_is_the_same(name: str, run_page: Any) -> None:
    explorer = EXPLORERS[name]
    data = describe(explorer)
    settings = list_settings(explorer, 12)
    for values, page in zip(
        settings, run_page("simulator/explore.js", "evaluate", [(data, each) for each in settings]), strict=True
    ):
        agree(explorer.evaluate(values), page, f"{name} {values}")


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_picture_and_the_words_are_the_same_letter_by_letter(name: str, run_page: Any) -> None:
    explorer = EXPLORERS[name]
    data = describe(explorer)
    settings = list_settings(explorer, 4)
    for values, page in zip(
        settings, run_page("simulator/showing.js", "showValues", [(data, each) for each in settings]), strict=True
    ):
        shown = draw(explorer, values=values)
        assert page == {
            "figure": shown.figure, "sentence": shown.sentence, "body": shown.body, "tone": shown.tone,
        }, values  # fmt: skip


@pytest.mark.parametrize("name", EXPLORERS)
def test_it_is_plain_data(name: str) -> None:
    data = describe(EXPLORERS[name])
    assert json.loads(json.dumps(data, allow_nan=False)) is not None


def test_results_are_rounded_alike(run_page: Any) -> None:
    values = [0.0, 0.05, 0.449, 0.45, 3.14159, 9.95, 9.999, 10.0, 10.5, 11.5, 143.7, 1234.5]
    for figures in (None, 3):
        assert run_page("simulator/words.js", "showResult", [[value, figures] for value in values]) == [
            show_result(value, figures) for value in values
        ]


def test_units_follow_their_number_alike(run_page: Any) -> None:
    pairs = [(number, unit) for number in ("0", "1", "1.5", "21") for unit in ("points", "days", "s", "mg", "%", "")]
    assert run_page("simulator/words.js", "addUnit", [list(pair) for pair in pairs]) == [
        add_unit(*pair) for pair in pairs
    ]


def test_a_fall_of_one_is_one_point() -> None:
    body = draw(EXPLORERS["score-madrs"], values={"before": 20, "after": 19}).body
    assert "<td>1 point</td>" in body and "1 points" not in body
