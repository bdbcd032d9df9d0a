"""The first use of each word of the glossary on a page: found by the build, marked, and linked to its entry."""

from functools import partial
from typing import Any

from docutils import nodes

from ....author.glossary import Glossary, anchor_term, explains_terms, find_terms
from ....text.fact_link import link_facts
from ....text.markup import embed_json, escape
from ..reading.directive import subject_of
from ..reading.node import FactNode, find_register
from ..reading.term import TermNode, explain_term, glossary_link, recall_glossary

__all__ = ["add_terms", "leave_term", "mark_terms", "visit_term"]

_LEFT_OUT = (
    nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment,
    nodes.caption, nodes.term, nodes.footnote_reference, nodes.rubric, FactNode,
)  # fmt: skip


def _is_prose(text: nodes.Text) -> bool:
    parent = text.parent
    while parent is not None:
        if isinstance(parent, _LEFT_OUT):
            return False
        parent = parent.parent
    return True


def _split(text: nodes.Text, glossary: Glossary, seen: set[str]) -> list[nodes.Node] | None:
    """Return what takes the place of a text that uses terms for the first time; None where it doesn't."""
    words, parts, done = text.astext(), list[nodes.Node](), 0
    for start, end, name in find_terms(words, glossary):
        if name in seen:
            continue
        seen.add(name)
        parts += [nodes.Text(words[done:start]), TermNode("", words[start:end], term=name)]
        done = end
    return [*parts, nodes.Text(words[done:])] if parts else None


def mark_terms(app: Any, doctree: nodes.document, docname: str) -> None:
    """Mark where a page uses each word of the glossary first: in its prose, and never in a heading, a link or a question."""
    glossaries: set[str] = getattr(app.env, "casebook_glossaries", set())
    if not glossaries or docname in glossaries or not explains_terms(docname) or app.builder.format != "html":
        return
    glossary, seen = recall_glossary(app.env), set[str]()
    for text in list(doctree.findall(nodes.Text)):
        if _is_prose(text) and (parts := _split(text, glossary, seen)):
            text.parent.replace(text, parts)


def add_terms(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page the terms that it marks as its script needs them; nothing where it marks none."""
    named = sorted({node["term"] for node in doctree.findall(TermNode)}) if doctree is not None else []
    terms, subject = recall_glossary(app.env).terms if named else {}, subject_of(app.env)
    register = find_register(app.env, app.builder, pagename) or ""
    told = {
        name: {
            "name": name,
            "full": terms[name].full,
            "html": str(
                link_facts(
                    explain_term(terms[name], subject, partial(app.builder.get_relative_uri, pagename)), register
                )
            ),
        }
        for name in named
    }
    context["casebook_terms"] = embed_json(told) if told else ""


def visit_term(translator: Any, node: TermNode) -> None:
    """Open the link of a term: it leads to the glossary, and a script opens the entry where it stands."""
    builder = translator.builder
    page = getattr(builder, "current_docname", "") or ""
    href = f"{glossary_link(builder.env, builder, page)}#{anchor_term(node['term'])}"
    translator.body.append(f'<a class="term" href="{escape(href)}" data-term="{escape(node["term"])}">')


def leave_term(translator: Any, node: TermNode) -> None:
    """Close the link of a term."""
    translator.body.append("</a>")
