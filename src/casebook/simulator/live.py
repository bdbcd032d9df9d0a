"""A simulator's live view in Jupyter: ipywidgets controls that drive the subject's own `evaluate`."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from ..web.view import View
from .explorer import Explorer
from .showing import draw
from .words import show_step

__all__ = ["make_view"]

_WIDE = {"width": "min(100%, 40em)"}
_LABELS = {"description_width": "14em"}


def _make_slider(control: Any) -> Any:
    return ipywidgets.FloatSlider(
        value=control.value, min=control.low, max=control.high, step=control.step,
        description=f"{control.label}, {control.unit}", style=_LABELS, layout=_WIDE,
        readout_format=f".{len(show_step(control.step).partition('.')[2])}f",
    )  # fmt: skip


def _make_choice(control: Any) -> Any:
    options = [(label, name) for name, label in control.options]
    return ipywidgets.Dropdown(
        options=options, value=control.value, description=control.label, style=_LABELS, layout=_WIDE
    )


def _make_ticks(control: Any) -> Any:
    options = [(label, name) for name, label in control.options]
    return ipywidgets.SelectMultiple(
        options=options, value=control.value, description=control.label, style=_LABELS, layout=_WIDE,
        rows=min(len(options), 12),
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Any], Any]] = {"slider": _make_slider, "choice": _make_choice, "ticks": _make_ticks}


def make_view(explorer: Explorer, values: dict[str, Any]) -> Any:
    """Return one control each, the figure, the sentence, and what stands below; what is moved goes into `values`."""

    def show() -> dict[str, str]:
        shown = draw(explorer, values=values)
        return {"svg": shown.figure, "sentence": shown.sentence, "body": shown.body, "tone": shown.tone}

    view = View("figure", notice=explorer.notice, **show())
    made = []
    for control in explorer.controls:
        widget = _MAKERS[control.kind](control)

        def move(change: Any, name: str = control.name) -> None:
            values[name] = change["new"]
            view.update(**show())

        widget.observe(move, names="value")
        made.append(widget)
    return ipywidgets.VBox([*made, view])
