"""``{terms}``: the glossary as a page, in the order of the alphabet, each word under an anchor of its own."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from ....author.glossary import FILE, Glossary, GlossaryTerm, anchor_term, read_glossary
from ....problem import Problem, nearest, relative
from ....subject import Subject
from ....text.fact_link import write_fact
from ....text.markup import Reference, as_html, escape, render_html
from .directive import report, root_of, subject_of

__all__ = ["TermNode", "TermsDirective", "explain_term", "find_glossary", "glossary_link", "recall_glossary"]


class TermNode(nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """A word of the glossary where a page uses it first; ``term`` is its name there."""


def find_glossary(env: Any) -> Path:
    """Return where the glossary of the book being built is, if it has one."""
    return Path(env.srcdir) / FILE


def recall_glossary(env: Any) -> Glossary:
    """Return the book's glossary, an empty one where there is none or it can't be read, read once for each state of its file."""
    path = find_glossary(env)
    shown = relative(path, root_of(env))
    data = path.read_bytes() if path.is_file() else b""
    known: tuple[bytes, Glossary] | None = getattr(env.app, "casebook_terms", None)
    if known and known[0] == data:
        return known[1]
    found = read_glossary(data, shown)
    if isinstance(found, Problem):
        report(found)
        found = Glossary(shown)
    env.app.casebook_terms = (data, found)
    return found


_PAGE = re.compile(r'(?<=href=")([a-z0-9/-]+)\.md(?=")')


def explain_term(term: GlossaryTerm, subject: Subject, address: Callable[[str], str]) -> Markup:
    """Return a term's explanation as HTML, its facts named; `address` says where a page of the book that it links to is."""

    def show(reference: Reference) -> str:
        fact = subject.facts.get(reference.target)
        words = escape(reference.label or (fact.text if fact else reference.target))
        return write_fact(reference.target, words) if fact else words

    html = render_html(" ".join(term.text.split()), show, inline=True)
    return as_html(_PAGE.sub(lambda found: escape(address(found[1])), html))


def glossary_link(env: Any, builder: Any, page: str) -> str:
    """Return the relative address of the glossary from a page; nothing when the book has none, or this is it."""
    pages = sorted(getattr(env, "casebook_glossaries", ()))
    return "" if not pages or page in pages else str(builder.get_relative_uri(page, pages[0])).partition("#")[0]


def _write_entry(term: GlossaryTerm, subject: Subject, address: Callable[[str], str]) -> Markup:
    anchor = anchor_term(term.name)
    full = f'<span class="term-full">{escape(term.full)}.</span> ' if term.full else ""
    return as_html(
        f'<div class="term-entry" id="{anchor}"><dt class="term-name"><a href="#{anchor}">{escape(term.name)}</a></dt>'
        f"<dd>{full}{explain_term(term, subject, address)}</dd></div>"
    )


def _by_letter(terms: Mapping[str, GlossaryTerm]) -> dict[str, list[GlossaryTerm]]:
    letters: dict[str, list[GlossaryTerm]] = {}
    for term in terms.values():
        letters.setdefault(term.name[0].upper(), []).append(term)
    return letters


class TermsDirective(SphinxDirective):
    """``{terms}``: every word of the glossary."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the letters to jump to and the entries, and note where they are."""
        self.env.note_dependency(str(find_glossary(self.env)))
        glossaries: set[str] = getattr(self.env, "casebook_glossaries", set())
        self.env.casebook_glossaries = glossaries | {self.env.docname}  # type: ignore[attr-defined]
        subject, letters = subject_of(self.env), _by_letter(recall_glossary(self.env).terms)
        address = partial(self._find, recall_glossary(self.env).path)
        jump = " ".join(f'<a href="#letter-{letter.lower()}">{letter}</a>' for letter in letters)
        parts = [f'<nav class="term-letters" aria-label="Letters">{jump}</nav>']
        for letter, terms in letters.items():
            entries = "".join(_write_entry(term, subject, address) for term in terms)
            parts.append(f'<dl class="term-list" id="letter-{letter.lower()}">{entries}</dl>')
        return [nodes.raw("", "".join(parts), format="html")]

    def _find(self, glossary: str, page: str) -> str:
        if page not in self.env.found_docs:
            fix = f"name a page of the book{nearest(page, self.env.found_docs)}"
            report(Problem(glossary, 1, f"there is no page {page}", fix))
        return str(self.env.app.builder.get_relative_uri(self.env.docname, page))
