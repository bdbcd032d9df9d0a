"""A page's title in italics is a link to that page: in the prose of pages, and in the reasons of self-checks."""

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from docutils import nodes

from ....author.title import fold_title
from ....text.markup import escape

__all__ = ["Find", "find_titles", "link_titles", "link_titles_within", "mark_titles"]

Find = Callable[[str], str]
"""Says where the page of a title is, from the page being written; nothing where there is none, or it is this one."""

_EMPHASIS = re.compile(r"<em>([^<]*)</em>")


def find_titles(env: Any, builder: Any, docname: str) -> Find:
    """Return what finds the pages of a book by their titles; a title that two pages have leads nowhere."""
    titles = {page: fold_title(title.astext()) for page, title in env.titles.items()}
    counts = Counter(titles.values())
    pages = {title: page for page, title in titles.items() if counts[title] == 1 and page != docname}

    def find(words: str) -> str:
        page = pages.get(fold_title(words))
        return str(builder.get_relative_uri(docname, page)) if page else ""

    return find


def link_titles(text: str, find: Find) -> str:
    """Return HTML in which each title in italics leads to its page.

    >>> print(link_titles("More in <em>The cup</em>.", {"The cup": "cup.html"}.get))
    More in <a href="cup.html"><em>The cup</em></a>.
    """

    def link(found: re.Match[str]) -> str:
        href = find(html.unescape(found[1]))
        return f'<a href="{escape(href)}">{found[0]}</a>' if href else found[0]

    return _EMPHASIS.sub(link, text)


def link_titles_within(data: Any, find: Find) -> Any:
    """Return plain data whose every text had its titles linked."""
    if isinstance(data, str):
        return link_titles(data, find)
    if isinstance(data, Mapping):
        return {name: link_titles_within(held, find) for name, held in data.items()}
    return [link_titles_within(held, find) for held in data] if isinstance(data, list | tuple) else data


def mark_titles(doctree: nodes.document, find: Find) -> None:
    """Make a link of each title in italics that stands in the prose of a page, and in no link already."""
    for words in list(doctree.findall(nodes.emphasis)):
        href = "" if isinstance(words.parent, nodes.reference) else find(words.astext())
        if href:
            link = nodes.reference("", "", internal=True, refuri=href)
            words.replace_self(link)
            link += words
