"""A simulator as Jupyter shows it, and the same cell as the book gets it."""

from typing import Any

import pytest

from casebook.simulator import Simulator


def test_the_book_gets_html_and_no_widget(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_STATIC", "1")
    bundle = Simulator(tea)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "2.5 g for 20 min reach 50 in a thin one with milk."


def test_in_jupyter_controls_drive_python(tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEBOOK_STATIC", raising=False)
    simulator = Simulator(tea)
    assert "application/vnd.jupyter.widget-view+json" in simulator._repr_mimebundle_()
    weight, duration, cup, extra, view = simulator.make_widget().children
    assert (weight.description, duration.max) == ("Leaves, g", 60)
    before = view.data["svg"]
    duration.value = 40
    cup.value = "thick"
    extra.value = ("milk", "lemon")
    assert simulator.values == {"weight": 2.5, "duration": 40, "cup": "thick", "with": ("milk", "lemon")}
    assert view.data["sentence"] == "2.5 g for 40 min reach 100 in a mug with milk, <lemon>."
    assert view.data["tone"] == "mind"
    assert view.data["svg"] != before
    assert "cb-start" in view.data["svg"], "the setting it started with stays to compare"
