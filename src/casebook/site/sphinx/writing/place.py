"""Where a page stands in the book, and what the book's chapters hold."""

from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes

from ....author.glossary import FILE
from ....text.markup import as_html, escape

__all__ = ["find_place", "list_chapters", "notice_order", "show_chapters"]


def list_chapters(env: Any) -> list[str]:
    """Return the pages that open the chapters: the first list of contents on the book's first page."""
    root = env.get_doctree(env.config.root_doc)
    for contents in root.findall(addnodes.toctree):
        return [page for _, page in contents["entries"] if page in env.titles]
    return []


def _climb(env: Any, docname: str) -> list[str]:
    """Return the pages from the book's first to this one."""
    parents = {child: parent for parent, children in env.toctree_includes.items() for child in children}
    trail = [docname]
    while trail[0] in parents and parents[trail[0]] not in trail:
        trail.insert(0, parents[trail[0]])
    return trail


def find_place(env: Any, docname: str) -> dict[str, Any] | None:
    """Return where a page stands: its chapter's number, title and first page, and which page of how many it is.

    None for a page that belongs to nothing larger. The number is 0 outside the numbered chapters.
    """
    trail = _climb(env, docname)
    if len(trail) < 2:
        return None
    first = trail[1]
    pages = [first, *env.toctree_includes.get(first, [])]
    if len(pages) == 1 or docname not in pages:
        return None
    chapters = list_chapters(env)
    return {
        "chapter": chapters.index(first) + 1 if first in chapters else 0,
        "title": env.titles[first].astext(),
        "page": first,
        "number": pages.index(docname) + 1,
        "total": len(pages),
    }


def _first_words(env: Any, docname: str) -> str:
    for paragraph in env.get_doctree(docname).findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if text:
            return text
    return ""


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else f'{one}s'}"


def show_chapters(env: Any, builder: Any, docname: str) -> Markup:
    """Return the chapters as a numbered list of cards: what each is about and how much there is to do."""
    cards = getattr(env, "casebook_cards", {})
    rows = []
    for page in list_chapters(env):
        pages = [page, *env.toctree_includes.get(page, [])]
        kinds = [card["kind"] for each in pages for card in cards.get(each, ())]
        holds = [_count(len(pages), "page")]
        holds += [_count(kinds.count("case"), "self-check")] if "case" in kinds else []
        holds += [_count(kinds.count("exercise"), "graded exercise")] if "exercise" in kinds else []
        href = builder.get_relative_uri(docname, page)
        rows.append(
            f'<li class="chapter"><a class="chapter-title" href="{escape(href)}">{escape(env.titles[page].astext())}</a>'
            f'<p class="chapter-about">{escape(_first_words(env, page))}</p>'
            f'<p class="chapter-holds">{", ".join(holds)}</p></li>'
        )
    return as_html(f'<ol class="chapters" role="list">{"".join(rows)}</ol>')


def notice_order(app: Any, env: Any) -> list[str]:
    """Return every page when a title, the order of pages, the register's place or the glossary has changed, for all pages show these."""
    glossary = Path(env.srcdir) / FILE
    order = {
        "titles": sorted((name, title.astext()) for name, title in env.titles.items()),
        "contents": sorted((name, list(pages)) for name, pages in env.toctree_includes.items()),
        "registers": sorted(getattr(env, "casebook_registers", {}).items()),
        "glossaries": sorted(getattr(env, "casebook_glossaries", ())),
        "terms": glossary.read_bytes() if glossary.is_file() else b"",
    }
    if getattr(env, "casebook_order", None) == order:
        return []
    env.casebook_order = order
    return sorted(env.found_docs)
