"""What stands in a page for a fact and for a card, until the page is written and knows where its links lead."""

from typing import Any

from docutils import nodes

from ...text.markup import escape

__all__ = ["CardNode", "ChaptersNode", "FactNode", "anchor_of", "register_link"]


class FactNode(nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """A fact's words in a sentence; ``fact`` is its id."""


class CardNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """A case or an exercise; ``kind`` says which and ``data`` holds it as plain data."""


class ChaptersNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """The list of chapters, until all of them have been read."""


def anchor_of(fact: str) -> str:
    """Return a fact's anchor in the register."""
    return "fact-" + fact.replace(".", "-").replace("_", "-")


def register_link(env: Any, builder: Any, page: str) -> str:
    """Return the relative address of the register from a page; nothing when the book has none."""
    pages = sorted(getattr(env, "casebook_registers", ()))
    if not pages:
        return ""
    uri = str(builder.get_relative_uri(page, pages[0]))
    # The register's own page, or a book on a single page: an anchor is enough.
    return "" if uri.startswith("#") or pages[0] == page else uri.partition("#")[0]


def visit_fact(translator: Any, node: FactNode) -> None:
    """Open a fact's link: it leads to the register, and a script opens it where it stands."""
    env, builder = translator.builder.env, translator.builder
    page = getattr(builder, "current_docname", "") or ""
    if not getattr(env, "casebook_registers", ()):
        translator.body.append(f'<span class="fact" data-fact="{escape(node["fact"])}">')
        return
    href = f"{register_link(env, builder, page)}#{anchor_of(node['fact'])}"
    translator.body.append(f'<a class="fact" href="{escape(href)}" data-fact="{escape(node["fact"])}">')


def leave_fact(translator: Any, node: FactNode) -> None:
    """Close a fact's link."""
    env = translator.builder.env
    translator.body.append("</a>" if getattr(env, "casebook_registers", ()) else "</span>")
