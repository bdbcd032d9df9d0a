"""The page adds the model's modes to the curve that Python computes, and draws the picture that Python draws."""

import random
from dataclasses import asdict
from typing import Any

import pytest

from casebook.simulator import describe, draw, find_points, show_result, start_values, write_sentence
from ketamine import explore

INFUSION = explore.infusion()
DATA = describe(INFUSION)


def _settings(count: int) -> list[dict[str, float]]:
    """Return the ends of every slider, and settings between them on the sliders' own steps."""
    drawn = random.Random(5)
    ends = [{slider.name: getattr(slider, end) for slider in INFUSION.sliders} for end in ("low", "high", "value")]
    made = []
    for _ in range(count):
        values = {}
        for slider in INFUSION.sliders:
            steps = int((slider.high - slider.low) / slider.step + 1e-9)
            values[slider.name] = min(slider.low + slider.step * drawn.randint(0, steps), slider.high)
        made.append(values)
    return ends + made


def test_the_curve_and_its_landmarks_are_the_same(run_page: Any) -> None:
    settings = _settings(60)
    pages = run_page("simulator.js", "evaluate", [(DATA, values) for values in settings])
    for values, page in zip(settings, pages, strict=True):
        python = INFUSION.evaluate(values)
        assert set(page) == set(python)
        for name, expected in python.items():
            assert page[name] == pytest.approx(expected, rel=1e-9, abs=1e-9), (values, name)


def test_the_sentence_is_the_same(run_page: Any) -> None:
    settings = _settings(40)
    results = [INFUSION.evaluate(values) for values in settings]
    given = [(DATA, values, result) for values, result in zip(settings, results, strict=True)]
    expected = [write_sentence(INFUSION, values=values, result=result) for _, values, result in given]
    assert run_page("simulator.js", "writeSentence", given) == expected


def test_the_picture_is_the_same_letter_by_letter(run_page: Any) -> None:
    start = start_values(INFUSION)
    for values in _settings(8):
        figure, _ = draw(INFUSION, values=values)
        result = INFUSION.evaluate(values)
        chart = {
            "x": asdict(INFUSION.x), "y": asdict(INFUSION.y), "curve": result,
            "start": INFUSION.evaluate(start) if values != start else None,
            "points": [{"x": x, "y": y, "text": text} for x, y, text in find_points(result)],
            "label": f"{INFUSION.title}: {INFUSION.y.label} against {INFUSION.x.label.lower()}",
        }  # fmt: skip
        assert run_page("chart.js", "drawChart", [(chart,)]) == [figure]


def test_results_are_rounded_alike(run_page: Any) -> None:
    values = [0.0, 0.05, 0.449, 0.45, 3.14159, 9.95, 9.999, 10.0, 10.5, 11.5, 143.7, 1234.5]
    assert run_page("simulator.js", "showResult", [[value] for value in values]) == [
        show_result(value) for value in values
    ]
