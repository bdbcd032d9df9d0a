"""A simulator at the end of a cell: live ipywidgets in Jupyter, and HTML for the book made from the same cell."""

import os
from typing import Any

from .explorer import Explorer, start_values
from .page import write_page
from .showing import draw

__all__ = ["STATIC", "Simulator"]

STATIC = "CASEBOOK_STATIC"
"""The environment variable that the book's build sets: no widgets, only what a page needs."""


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
            # Takes longer to load than all the rest, and no notebook that becomes a page needs it.
            from .live import make_view

            self._view = make_view(self.explorer, self.values)
        return self._view

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        sentence = draw(self.explorer, values=self.values).sentence
        bundle: dict[str, Any] = {"text/plain": sentence, "text/html": write_page(self.explorer)}
        if not os.environ.get(STATIC):
            shown = self.make_widget()._repr_mimebundle_()
            bundle |= {kind: data for kind, data in shown.items() if kind not in bundle}
        return bundle
