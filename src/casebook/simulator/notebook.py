"""A simulator at the end of a cell: live ipywidgets in Jupyter, and HTML for the book made from the same cell."""

import os
from collections.abc import Callable
from typing import Any

from .explorer import Explorer, start_values
from .page import write_page
from .showing import draw
from .words import show_step

__all__ = ["STATIC", "Simulator"]

STATIC = "CASEBOOK_STATIC"
"""The environment variable that the book's build sets: no widgets, only what a page needs."""

_WIDE = {"width": "min(100%, 40em)"}
_LABELS = {"description_width": "14em"}


def _make_slider(control: Any) -> Any:
    import ipywidgets

    return ipywidgets.FloatSlider(
        value=control.value, min=control.low, max=control.high, step=control.step,
        description=f"{control.label}, {control.unit}", style=_LABELS, layout=_WIDE,
        readout_format=f".{len(show_step(control.step).partition('.')[2])}f",
    )  # fmt: skip


def _make_choice(control: Any) -> Any:
    import ipywidgets

    options = [(label, name) for name, label in control.options]
    return ipywidgets.Dropdown(
        options=options, value=control.value, description=control.label, style=_LABELS, layout=_WIDE
    )


def _make_ticks(control: Any) -> Any:
    import ipywidgets

    options = [(label, name) for name, label in control.options]
    return ipywidgets.SelectMultiple(
        options=options, value=control.value, description=control.label, style=_LABELS, layout=_WIDE,
        rows=min(len(options), 12),
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Any], Any]] = {"slider": _make_slider, "choice": _make_choice, "ticks": _make_ticks}


class Simulator:
    """A simulator to put at the end of a cell: live in Jupyter, and live in the book made from the same cell.

    `values` holds the setting shown in Jupyter, by name of the control, in the units that the controls show.
    """

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.values = start_values(explorer)
        self._view: Any = None

    def make_widget(self) -> Any:
        """Return the ipywidgets view: one control each, the figure, the sentence, what stands below."""
        if self._view is None:
            self._view = self._make_widget()
        return self._view

    def _make_widget(self) -> Any:
        import ipywidgets

        from ..web.view import View

        def show() -> dict[str, str]:
            shown = draw(self.explorer, values=self.values)
            return {"svg": shown.figure, "sentence": shown.sentence, "body": shown.body, "tone": shown.tone}

        view = View("figure", notice=self.explorer.notice, **show())
        made = []
        for control in self.explorer.controls:
            widget = _MAKERS[control.kind](control)

            def move(change: Any, name: str = control.name) -> None:
                self.values[name] = change["new"]
                view.update(**show())

            widget.observe(move, names="value")
            made.append(widget)
        return ipywidgets.VBox([*made, view])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        sentence = draw(self.explorer, values=self.values).sentence
        bundle: dict[str, Any] = {"text/plain": sentence, "text/html": write_page(self.explorer)}
        if not os.environ.get(STATIC):
            shown = self.make_widget()._repr_mimebundle_()
            bundle |= {kind: data for kind, data in shown.items() if kind not in bundle}
        return bundle
