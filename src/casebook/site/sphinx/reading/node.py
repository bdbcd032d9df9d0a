"""What stands in a page for a fact and for a card, until the page is written and knows where its links lead."""

from functools import cache
from typing import Any

from docutils import nodes

from ....text.fact_link import Register, end_fact, find_facts, start_fact

__all__ = [
    "POSTER",
    "CardNode",
    "ChaptersNode",
    "FactNode",
    "RegisterIndexNode",
    "WayNode",
    "find_register",
    "leave_fact",
    "list_facts",
    "visit_fact",
]

POSTER = "poster"
"""What a page's metadata hold if it prints as one sheet for the wall."""


class FactNode(nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """A fact's words in a sentence; ``fact`` is its id."""


class CardNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """A case, a question of one or an exercise: ``kind`` says which, ``data`` holds it, ``facts`` those it names, ``minutes`` what it takes.

    The HTML that takes its place, once the page is written, keeps its facts and its minutes.
    """


class ChaptersNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """The list of chapters, until all of them have been read."""


class RegisterIndexNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """The list of the register's pages, until all of them have been read."""


class WayNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """What leads through the course, until all pages have titles: ``kind`` says what, ``page`` where a beginning leads."""


def list_facts(doctree: nodes.document) -> set[str]:
    """Return the facts that a page names: in its sentences, in its cards, and in what its cells left."""
    named = {node["fact"] for node in doctree.findall(FactNode)}
    for node in doctree.findall(nodes.raw):
        # A simulator comes from a notebook, and so as HTML and nothing else.
        named.update(node["facts"] if "facts" in node else find_facts(node.astext()))
    return named


def find_register(env: Any, builder: Any, page: str) -> Register | None:
    """Return what says where each fact stands, as seen from a page; None when the book has no register.

    A register may be one page, or a page for each topic: `casebook_registers` holds the topic of each, empty for all of them.
    """
    registers: dict[str, str] = getattr(env, "casebook_registers", {})
    if not registers:
        return None
    facts = env.app.casebook_subject.facts
    places = {topic: name for name, topic in sorted(registers.items(), reverse=True)}

    @cache
    def find(topic: str) -> str:
        target = places.get(topic) or places.get("") or min(registers)
        uri = str(builder.get_relative_uri(page, target))
        # The register's own page, or a book on a single page: an anchor is enough.
        return "" if uri.startswith("#") or target == page else uri.partition("#")[0]

    return lambda fact: find(facts[fact].topic if fact in facts else "")


def _register(translator: Any) -> Register | None:
    """Return where each fact stands, seen from the page that is being written; None when the book has no register."""
    builder = translator.builder
    return find_register(builder.env, builder, getattr(builder, "current_docname", "") or "")


def visit_fact(translator: Any, node: FactNode) -> None:
    """Open a fact's link: it leads to the register, and a script opens it where it stands."""
    translator.body.append(str(start_fact(node["fact"], _register(translator))))


def leave_fact(translator: Any, node: FactNode) -> None:
    """Close a fact's link."""
    translator.body.append(str(end_fact(_register(translator))))
