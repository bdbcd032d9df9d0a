"""One browser view for everything the course shows in a notebook: items, names, what is still open, figures."""

from typing import Any

import anywidget
import traitlets

from .bundle import bundle_module, read_style, write_tokens

__all__ = ["PlayedView", "View"]

_LIGHT = ".cb-widget"
_DARK = 'body[data-jp-theme-light="false"] .cb-widget'


class View(anywidget.AnyWidget):
    """A view in a notebook: what it shows is plain data, what was answered comes back as `response`."""

    _esm = bundle_module("widget.js")
    _css = write_tokens(light=_LIGHT, dark=_DARK) + read_style(
        "item/card.css", "item/figure.css", "simulator/simulator.css", "widget.css"
    )

    kind = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    response = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, kind: str, **data: Any) -> None:
        super().__init__(kind=kind, data=data)

    def update(self, **data: Any) -> None:
        """Show changed data."""
        self.data = {**self.data, **data}


class PlayedView(View):
    """A view that plays a bedside session."""

    _esm = bundle_module("bedside/notebook.js")
    _css = View._css + read_style("bedside/bedside.css")
