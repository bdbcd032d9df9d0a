"""A simulator: sliders a learner moves, a curve that follows, and a sentence that says what it shows.

One cell, two hosts. In Jupyter, ipywidgets sliders drive the subject's own `evaluate` in Python. In the book the same
cell leaves a figure, a table and the model's modes, and the page's script brings them to life. What is explored is
described by a subject's explorer; see `Explorer`.
"""

import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any, Protocol

from .chart import draw_chart
from .markup import escape
from .quantity import format_number

__all__ = ["Explorer", "Simulator", "embed_json", "show_result", "write_sentence"]

STATIC = "CASEBOOK_STATIC"
"""The environment variable that the book's build sets: no widgets, only what a page needs."""


class Explorer(Protocol):
    """What a subject describes for a simulator to show; `modes` is all the page's script needs to repeat `evaluate`."""

    @property
    def id(self) -> str:
        """A short name, used in the page."""
        ...

    @property
    def title(self) -> str:
        """What the figure shows."""
        ...

    @property
    def notice(self) -> str:
        """What it must not be used for, and how far it can be trusted."""
        ...

    @property
    def sliders(self) -> tuple[Any, ...]:
        """What can be moved: `name`, `label`, `unit`, `low`, `high`, `step`, `value`."""
        ...

    @property
    def x(self) -> Any:
        """The horizontal axis: `label`, `unit`, `low`, `high`, `step`."""
        ...

    @property
    def y(self) -> Any:
        """The vertical axis: `label`, `unit`."""
        ...

    @property
    def modes(self) -> Mapping[str, Any]:
        """The model as plain data."""
        ...

    @property
    def sentence(self) -> str:
        """A sentence with the names of sliders and results in braces."""
        ...

    @property
    def examples(self) -> tuple[Mapping[str, float], ...]:
        """Settings worth a row in a table."""
        ...

    def evaluate(self, values: Mapping[str, float]) -> dict[str, Any]:
        """Return the curve (`x`, `y`) and its landmarks for one setting."""
        ...


def embed_json(data: Any) -> str:
    """Return data as JSON that can stand inside a script element of a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def show_result(value: float) -> str:
    """Return a result as prose shows it: whole from ten on, two figures below."""
    return str(math.floor(value + 0.5)) if value >= 10 else format_number(value, 2)


def show_setting(slider: Any, value: float) -> str:
    """Return a slider's value with the decimals of its step and no more."""
    decimals = len(show_step(slider.step).partition(".")[2])
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_step(step: float) -> str:
    """Return a step without the ``.0`` of a whole number."""
    return str(int(step)) if step == int(step) else repr(step)


def write_sentence(explorer: Explorer, *, values: Mapping[str, float], result: Mapping[str, Any]) -> str:
    """Return the explorer's sentence with its numbers in it."""
    sliders = {slider.name: slider for slider in explorer.sliders}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return show_setting(sliders[name], values[name]) if name in sliders else show_result(result[name])

    return re.sub(r"\{(\w+)\}", fill, explorer.sentence)


def find_points(result: Mapping[str, Any]) -> list[tuple[float, float, str]]:
    """Return what is marked on the curve: its top and where it is half of that."""
    return [
        (result["peak_time"], result["peak"], f"peak {show_result(result['peak'])}"),
        (result["half_time"], result["peak"] / 2, f"half at {show_result(result['half_time'])}"),
    ]


def start_values(explorer: Explorer) -> dict[str, float]:
    """Return the setting a simulator starts with."""
    return {slider.name: slider.value for slider in explorer.sliders}


def draw(explorer: Explorer, *, values: Mapping[str, float]) -> tuple[str, str]:
    """Return the figure and the sentence for one setting, with the starting curve behind once it was moved."""
    start = start_values(explorer)
    result = explorer.evaluate(values)
    figure = draw_chart(
        explorer.x,
        y=explorer.y,
        curve=result,
        start=explorer.evaluate(start) if dict(values) != start else None,
        points=find_points(result),
        label=f"{explorer.title}: {explorer.y.label} against {explorer.x.label.lower()}",
    )
    return figure, write_sentence(explorer, values=values, result=result)


def describe(explorer: Explorer) -> dict[str, Any]:
    """Return what the page's script needs, as plain data."""
    return {
        "id": explorer.id,
        "title": explorer.title,
        "sliders": [
            {name: getattr(slider, name) for name in ("name", "label", "unit", "low", "high", "step", "value")}
            for slider in explorer.sliders
        ],
        "x": {name: getattr(explorer.x, name) for name in ("label", "unit", "low", "high", "step")},
        "y": {name: getattr(explorer.y, name) for name in ("label", "unit")},
        "modes": dict(explorer.modes),
        "sentence": explorer.sentence,
    }


_RESULTS = (("peak", "Peak"), ("peak_time", "at"), ("half_time", "Half of it at"), ("end", "At the end"))


def write_table(explorer: Explorer) -> str:
    """Return the example settings and their results as an HTML table."""
    heads = [f"{slider.label}, {slider.unit}" for slider in explorer.sliders]
    units = {
        "peak": explorer.y.unit,
        "end": explorer.y.unit,
        "peak_time": explorer.x.unit,
        "half_time": explorer.x.unit,
    }
    heads += [f"{words}, {units[name]}" for name, words in _RESULTS]
    rows = []
    for values in explorer.examples:
        result = explorer.evaluate(values)
        cells = [show_setting(slider, values[slider.name]) for slider in explorer.sliders]
        cells += [show_result(result[name]) for name, _ in _RESULTS]
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<table class="cb-table"><caption>{escape(explorer.title)}: some settings</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def write_page(explorer: Explorer) -> str:
    """Return what the book holds: figure, sentence and table for readers without scripts, data for the page's own."""
    figure, sentence = draw(explorer, values=start_values(explorer))
    title = escape(explorer.title)
    return (
        f'<div class="cb-card cb-simulator" role="group" aria-label="Simulator: {title}">'
        f'<div class="cb-card-head"><span class="cb-kind">Simulator</span> '
        f'<span class="cb-card-title">{title}</span></div>'
        f'<div class="cb-figure">{figure}</div>'
        f'<p class="cb-sentence">{escape(sentence)}</p>'
        f'<div class="cb-controls" style="--cb-sliders:{len(explorer.sliders)}"></div>'
        '<details class="cb-details"><summary>Some settings in a table</summary>'
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{title}: table">{write_table(explorer)}</div>'
        f'</details><p class="cb-notice">{escape(explorer.notice)}</p>'
        f'<script type="application/json" class="cb-data">{embed_json(describe(explorer))}</script></div>'
    )


class Simulator:
    """A simulator to put at the end of a cell: live in Jupyter, and live in the book made from the same cell.

    `values` holds the setting shown in Jupyter, by slider name, in the units the sliders show.
    """

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.values = start_values(explorer)
        self._view: Any = None

    def make_widget(self) -> Any:
        """Return the ipywidgets view: one slider each, the curve, the sentence."""
        if self._view is None:
            self._view = self._make_widget()
        return self._view

    def _make_widget(self) -> Any:
        import ipywidgets

        from .view import View

        figure, sentence = draw(self.explorer, values=self.values)
        view = View("figure", svg=figure, sentence=sentence, notice=self.explorer.notice)
        sliders = []

        def move(change: Any) -> None:
            self.values[change["owner"].name] = change["new"]
            figure, sentence = draw(self.explorer, values=self.values)
            view.update(svg=figure, sentence=sentence)

        for slider in self.explorer.sliders:
            made = ipywidgets.FloatSlider(
                value=slider.value, min=slider.low, max=slider.high, step=slider.step,
                description=f"{slider.label}, {slider.unit}", readout_format=f".{_decimals(slider)}f",
                style={"description_width": "11em"}, layout={"width": "min(100%, 36em)"},
            )  # fmt: skip
            made.name = slider.name
            made.observe(move, names="value")
            sliders.append(made)
        return ipywidgets.VBox([*sliders, view])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = write_sentence(self.explorer, values=self.values, result=self.explorer.evaluate(self.values))
        bundle: dict[str, Any] = {"text/plain": plain, "text/html": write_page(self.explorer)}
        if not os.environ.get(STATIC):
            shown = self.make_widget()._repr_mimebundle_()
            bundle |= {kind: data for kind, data in shown.items() if kind not in bundle}
        return bundle


def _decimals(slider: Any) -> int:
    return len(show_step(slider.step).partition(".")[2])
