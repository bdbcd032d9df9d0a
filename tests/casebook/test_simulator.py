"""A simulator as Jupyter and the book show it, with an explorer about tea."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from casebook.simulator import Simulator, embed_json, show_result, write_sentence


@dataclass(frozen=True)
class Cooling:
    """Tea that cools: warm while it is poured, half as warm each twenty minutes after."""

    id: str = "cooling"
    title: str = "A cooling cup"
    notice: str = "For teaching."
    sliders: tuple[Any, ...] = (
        SimpleNamespace(name="weight", label="Leaves", unit="g", low=1, high=9, step=0.5, value=2.5),
        SimpleNamespace(name="duration", label="Steeping", unit="min", low=5, high=60, step=5, value=20),
    )
    x: Any = field(default_factory=lambda: SimpleNamespace(label="Time", unit="min", low=0, high=120, step=1))
    y: Any = field(default_factory=lambda: SimpleNamespace(label="Strength", unit="g/L"))
    modes: Mapping[str, Any] = field(default_factory=lambda: {"kind": "cooling", "note": "</script><b>"})
    sentence: str = "{weight} g for {duration} min reach {peak}, half by {half_time}."
    examples: tuple[Mapping[str, float], ...] = ({"weight": 2.5, "duration": 20}, {"weight": 5.0, "duration": 30})

    def evaluate(self, values: Mapping[str, float]) -> dict[str, Any]:
        top, end = values["weight"] * values["duration"], values["duration"]
        xs = [float(minute) for minute in range(121)]
        ys = [top * min(x / end, 1) * 0.5 ** (max(x - end, 0) / 20) for x in xs]
        return {"x": xs, "y": ys, "peak": top, "peak_time": end, "half_time": end + 20, "end": ys[-1]}


def test_the_sentence_holds_settings_and_results() -> None:
    values = {"weight": 2.5, "duration": 20}
    explorer = Cooling()
    said = write_sentence(explorer, values=values, result=explorer.evaluate(values))
    assert said == "2.5 g for 20 min reach 50, half by 40."


@pytest.mark.parametrize(("value", "shown"), [(143.4, "143"), (10.5, "11"), (9.96, "10"), (3.14, "3.1"), (0.0, "0")])
def test_results_are_shown_no_finer_than_they_are_known(value: float, shown: str) -> None:
    assert show_result(value) == shown


def test_the_book_gets_a_figure_a_sentence_a_table_and_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_STATIC", "1")
    bundle = Simulator(Cooling())._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    page = bundle["text/html"]
    assert page.count("<svg") == 1
    assert "2.5 g for 20 min reach 50, half by 40." in page
    assert "<td>5</td><td>30</td><td>150</td><td>30</td><td>50</td>" in page
    assert page.count("For teaching.") == 1
    data = re.search(r'class="cb-data">(.*?)</script>', page)
    assert data and json.loads(data[1])["modes"] == {"kind": "cooling", "note": "</script><b>"}


def test_data_in_a_page_can_not_end_its_script() -> None:
    assert "<" not in embed_json({"a": "</script>"})
    assert json.loads(embed_json({"a": "</script>\u2028"})) == {"a": "</script>\u2028"}


def test_in_jupyter_sliders_drive_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEBOOK_STATIC", raising=False)
    simulator = Simulator(Cooling())
    assert "application/vnd.jupyter.widget-view+json" in simulator._repr_mimebundle_()
    weight, duration, view = simulator.make_widget().children
    assert (weight.description, duration.max) == ("Leaves, g", 60)
    before = view.data["svg"]
    duration.value = 40
    assert simulator.values == {"weight": 2.5, "duration": 40}
    assert view.data["sentence"] == "2.5 g for 40 min reach 100, half by 60."
    assert view.data["svg"] != before
    assert "cb-start" in view.data["svg"], "the setting it started with stays to compare"
