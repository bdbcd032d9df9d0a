"""Each page as it is written: its cards, its facts, where it stands in the book, and what the theme needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from markupsafe import Markup

from ....text.fact_link import link_facts
from ....text.markup import as_html, embed_json, escape
from ...evidence import describe_facts
from ...offline import WORKER
from ..before.asset import MISSING, digest_assets, version_asset
from ..reading.country import describe_countries
from ..reading.directive import subject_of
from ..reading.node import CardNode, ChaptersNode, RegisterIndexNode, WayNode, find_register, list_facts
from .card import show_case, show_exercise, show_question
from .place import find_place, show_chapters
from .register import show_register
from .review import offer_notebook, offer_pdf, say_review
from .session import list_reading, show_session
from .table import mend_tables
from .title import find_titles, link_titles_within, mark_titles
from .way import show_way

__all__ = ["add_pages", "drop_search", "drop_sections", "prepare_page", "show_cards"]

_WORDS_A_MINUTE = 200

# Parts of a page that the themes beneath this one would draw to see whether they are empty; ours holds none of them.
_SECTIONS = (
    "theme_navbar_start", "theme_navbar_center", "theme_navbar_persistent", "theme_navbar_end",
    "theme_article_header_start", "theme_article_header_end", "theme_article_footer_items",
    "theme_content_footer_items", "theme_footer_start", "theme_footer_center", "theme_footer_end",
    "theme_primary_sidebar_end", "theme_secondary_sidebar_items", "sidebars",
)  # fmt: skip


_SHOW = {"case": show_case, "question": show_question, "exercise": show_exercise, "session": show_session}


def show_cards(app: Any, doctree: nodes.document, docname: str) -> None:
    """Put the HTML of every card in its place, now that the page knows where its links lead."""
    for chapters in list(doctree.findall(ChaptersNode)):
        chapters.replace_self(nodes.raw("", show_chapters(app.env, app.builder, docname), format="html"))
    for index in list(doctree.findall(RegisterIndexNode)):
        index.replace_self(
            nodes.raw("", show_register(app.env, app.builder, docname, subject_of(app.env)), format="html")
        )
    for way in list(doctree.findall(WayNode)):
        way.replace_self(nodes.raw("", show_way(app.env, app.builder, docname, way), format="html"))
    find = find_titles(app.env, app.builder, docname)
    mark_titles(doctree, find)
    for card in list(doctree.findall(CardNode)):
        data = json.loads(card["data"])
        if "secrets" in data:
            # The reasons, and never a question or its options: a link there would tell.
            data["secrets"] = link_titles_within(data["secrets"], find)
        if card["kind"] == "session":
            data["session"] = link_titles_within(data["session"], find)
            data["read"] = list_reading(app.env, app.builder, docname, card)
        register = find_register(app.env, app.builder, docname) or ""
        level = min(1 + sum(isinstance(parent, nodes.section) for parent in _parents(card)), 6)
        html = _SHOW[card["kind"]](data, register, max(level, 2))
        card.replace_self(nodes.raw("", html, format="html", facts=card["facts"], minutes=card["minutes"]))


def _parents(node: nodes.Node) -> Iterator[nodes.Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _count_minutes(doctree: nodes.document) -> int:
    """Return how many minutes a page's cards take, as each of them says."""
    minutes: float = sum(node.get("minutes", 0) for node in doctree.findall(nodes.raw))
    return round(minutes)


def _estimate_minutes(body: str) -> int:
    """Return how many minutes a page takes to read, from its words.

    What is done (cards), looked up (the entries of facts, rules and the glossary) or folded away, and not read through, does not count.
    """
    return max(1, round(_count_words(body) / _WORDS_A_MINUTE))


def _count_words(body: str) -> int:
    text = re.sub(r"<(script|style|svg|details)\b.*?</\1>", " ", body, flags=re.DOTALL)
    text = re.sub(r'<section class="cb-card.*?</section>', " ", text, flags=re.DOTALL)
    # A claim is argued on its page, and read; its sources are looked up.
    text = re.sub(r'<div class="(fact-entry|cb-rule )(?![^>]*data-verdict).*?</div>', " ", text, flags=re.DOTALL)
    text = re.sub(r'<dt>Sources</dt><dd>.*?</dd>|<dl class="term-list".*?</dl>', " ", text, flags=re.DOTALL)
    return len(re.sub(r"<[^>]*>", " ", text).split())


_CARD = re.compile(r'<section class="cb-card cb-(?:case|exercise)" id="([^"]+)"')
_FAR = 250
"""Words above a page's first question from which on its top has a link to it: well under three screens of a phone."""
_WORDS_OF = {'class="cb-card cb-simulator': 200, "<img": 120, "<tr": 12}
"""What stands above a question beside text, in words that would be as high on a phone."""


def _find_first(body: str) -> str:
    """Return the anchor of a page's first question where it lies far down; nothing where it is near, or there is none."""
    found = _CARD.search(body)
    if not found:
        return ""
    above = body[: found.start()]
    high = _count_words(above) + sum(words * above.count(sign) for sign, words in _WORDS_OF.items())
    return found[1] if high > _FAR else ""


def _write_contents(context: dict[str, Any]) -> Markup:
    html: str = context["toctree"](maxdepth=3, collapse=True, titles_only=True, includehidden=True)
    return as_html(html.replace(' role="heading"', "").replace(' aria-level="2"', ""))


def drop_sections(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Keep the themes from drawing what this one does not show: it would take longer than the page itself."""
    for name in _SECTIONS:
        context[name] = []


def prepare_page(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the theme what it needs for one page."""
    subject = subject_of(app.env)
    body = context.get("body") or ""
    context["casebook_build"] = digest_assets()
    context["casebook_asset"] = lambda name: f"{context['pathto'](f'_static/{name}', 1)}?v={version_asset(name)}"
    # The worker is written by `casebook build` when the site is whole; a plain build has none.
    context["casebook_worker"] = context["pathto"](WORKER, 1) if app.config.casebook_downloads is not None else ""
    context["casebook_base_url"] = app.config.casebook_base_url
    listed = app.config.casebook_base_url and pagename != MISSING
    context["pageurl"] = f"{app.config.casebook_base_url}{address_page(app, pagename)}" if listed else ""
    context["casebook_notice"] = subject.notice
    countries = describe_countries(subject)
    context["casebook_countries"] = escape(json.dumps(countries, ensure_ascii=False)) if countries else ""
    context["casebook_review"] = say_review(app, pagename)
    context |= offer_notebook(app, pagename)
    context["casebook_contents"] = _write_contents(context)
    place = context["casebook_place"] = find_place(app.env, pagename) if pagename in app.env.titles else None
    context["casebook_pdf"] = offer_pdf(app, pagename, place)
    is_register = pagename in getattr(app.env, "casebook_registers", ())
    # The register is looked up and not read through.
    written = doctree is not None and pagename in app.env.titles and not is_register
    context["casebook_reading"] = _estimate_minutes(body) if written else 0
    context["casebook_cards"] = _count_minutes(doctree) if written else 0
    context["casebook_description"] = _describe(doctree)
    register = find_register(app.env, app.builder, pagename)
    facts = describe_facts(sorted(list_facts(doctree)), subject, register) if written else {}
    context["casebook_facts"] = embed_json({"facts": facts}) if facts else ""
    context["casebook_design"] = "sd-" in body
    context["casebook_first"] = _find_first(body)
    context["casebook_way"] = pagename in (app.config.root_doc, "progress") or re.search(
        r'class="(cb-trial|plans)"', body
    )
    context["casebook_session"] = 'class="cb-card cb-session"' in body or 'data-kind="way"' in body
    question = re.search(r' data-question="([^"]+)"', body)
    context["casebook_question"] = question[1] if question else ""
    # A simulator's findings come from a notebook, which knows of no register.
    body = mend_tables(strip_active(body))
    context["body"] = body if register is None else link_facts(body, register)


def address_page(app: Any, pagename: str) -> str:
    """Return a page's address from the site's own; the first page needs no name."""
    return "" if pagename == app.config.root_doc else str(app.builder.get_target_uri(pagename))


def strip_active(body: str) -> Markup:
    """Return a page's body without what extensions and outputs of cells bring along: scripts, and styles of their own."""
    return as_html(
        re.sub(r"<(script(?![^>]*application/json)|style)\b[^>]*>.*?</(script|style)>\n?", "", body, flags=re.DOTALL)
    )


def drop_search(app: Any) -> None:
    """Leave out Sphinx's own search: it fetches pages, which a folder of files does not allow."""
    app.builder.search = False


def add_pages(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Add the course's own search page, and the one that a host shows where there is none."""
    yield "search", {"title": "Search"}, "search.html"
    yield MISSING, {"title": "No page here"}, "missing.html"


def _describe(doctree: Any) -> Markup:
    """Return a page's first paragraph, cut to what a search engine shows."""
    if doctree is None:
        return as_html("")
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if text:
            return escape(text if len(text) <= 155 else text[:152].rsplit(" ", 1)[0] + "…")
    return as_html("")
