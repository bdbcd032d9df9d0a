"""The code of a page, folded: a reader sees what came of it, and how it was made is there for whoever asks."""

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["MADE", "fold_code"]

MADE = "How this was made (code)"
"""What the fold is called."""


def fold_code(app: Sphinx, doctree: nodes.document) -> None:
    """Fold the source of every code cell, and put it below what came of it."""
    for cell in list(doctree.findall(nodes.container)):
        if cell.get("nb_element") != "cell_code" or not cell.children:
            continue
        source = cell.children[0]
        if isinstance(source, nodes.Element) and source.get("nb_element") == "cell_code_source":
            start = f'<details class="cb-details cb-made"><summary>{MADE}</summary>'
            cell.children = [
                *cell.children[1:],
                nodes.raw("", start, format="html"),
                source,
                nodes.raw("", "</details>", format="html"),
            ]
            for child in cell.children:
                child.parent = cell
