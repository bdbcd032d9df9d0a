"""What stands in a page for a fact and for a card, until the page is written and knows where its links lead."""

from typing import Any

from docutils import nodes

from ....text.fact_link import end_fact, find_facts, start_fact

__all__ = ["CardNode", "ChaptersNode", "FactNode", "leave_fact", "list_facts", "register_link", "visit_fact"]


class FactNode(nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """A fact's words in a sentence; ``fact`` is its id."""


class CardNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """A case or an exercise: ``kind`` says which, ``data`` holds it, ``facts`` those it names, ``minutes`` what it takes.

    The HTML that takes its place, once the page is written, keeps its facts and its minutes.
    """


class ChaptersNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """The list of chapters, until all of them have been read."""


def list_facts(doctree: nodes.document) -> set[str]:
    """Return the facts that a page names: in its sentences, in its cards, and in what its cells left."""
    named = {node["fact"] for node in doctree.findall(FactNode)}
    for node in doctree.findall(nodes.raw):
        # A simulator comes from a notebook, and so as HTML and nothing else.
        named.update(node["facts"] if "facts" in node else find_facts(node.astext()))
    return named


def register_link(env: Any, builder: Any, page: str) -> str:
    """Return the relative address of the register from a page; nothing when the book has none."""
    pages = sorted(getattr(env, "casebook_registers", ()))
    if not pages:
        return ""
    uri = str(builder.get_relative_uri(page, pages[0]))
    # The register's own page, or a book on a single page: an anchor is enough.
    return "" if uri.startswith("#") or pages[0] == page else uri.partition("#")[0]


def _register(translator: Any) -> str | None:
    """Return the address of the register from the page that is being written; None when the book has none."""
    env, builder = translator.builder.env, translator.builder
    if not getattr(env, "casebook_registers", ()):
        return None
    return register_link(env, builder, getattr(builder, "current_docname", "") or "")


def visit_fact(translator: Any, node: FactNode) -> None:
    """Open a fact's link: it leads to the register, and a script opens it where it stands."""
    translator.body.append(str(start_fact(node["fact"], _register(translator))))


def leave_fact(translator: Any, node: FactNode) -> None:
    """Close a fact's link."""
    translator.body.append(str(end_fact(_register(translator))))
