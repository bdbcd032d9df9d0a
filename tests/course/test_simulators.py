"""Every simulator of the course, live in Jupyter, and used by a page."""

from pathlib import Path
from typing import Any

import pytest

from casebook.simulator import Simulator, start_values, write_page
from ketamine import explore

ROOT = Path(__file__).parents[2]
EXPLORERS = explore.list_explorers()


@pytest.mark.parametrize("explorer", EXPLORERS, ids=lambda each: each.id)
def test_every_control_moves_what_jupyter_shows(explorer: Any) -> None:
    simulator = Simulator(explorer)
    *widgets, view = simulator.make_widget().children
    for control, widget in zip(explorer.controls, widgets, strict=True):
        start = start_values(explorer)[control.name]
        if control.kind == "slider":
            moved = control.low if start != control.low else control.high
        else:
            others = [name for name, _ in control.options if name != start]
            moved = others[-1] if control.kind == "choice" else ()
        before = dict(view.data)
        widget.value = moved
        assert simulator.values[control.name] == moved
        assert dict(view.data) != before, control.name
        widget.value = start


def test_a_simulator_stands_beside_each_question_that_needs_it() -> None:
    needing = [path for path in (ROOT / "book").rglob("*.case.md") if "simulator" in path.read_text("utf-8")]
    assert needing
    for path in needing:
        card = f"```{{case}} {path.name.removesuffix('.case.md')}\n"
        pages = [page.read_text("utf-8") for page in path.parent.glob("*.md")]
        before = next(page for page in pages if card in page).partition(card)[0]
        assert "Simulator(" in before.rpartition("\n## ")[2], f"{path}: the page's simulator is far from this question"


@pytest.mark.parametrize("explorer", EXPLORERS, ids=lambda each: each.id)
def test_without_scripts_it_says_something_and_carries_its_notice(explorer: Any) -> None:
    page = write_page(explorer)
    assert "For teaching, not for the care of a patient." in page
    assert '<p class="cb-sentence' in page
    assert "<table" in page


def test_every_kind_of_simulator_is_in_a_page() -> None:
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "book").rglob("*.md"))
    unused = [name for name in explore.__all__ if name.islower() and name != "list_explorers"]
    unused = [name for name in unused if f"explore.{name}(" not in pages]
    assert unused == []
