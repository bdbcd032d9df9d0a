"""The lists that lead a reader through the course, as they stand in a page before any script runs."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup
from sphinx.util import logging

from ....judge.plan import Plan, Plans, Referral
from ....problem import Problem, nearest
from ....text.markup import as_html, embed_json, escape
from ..reading.node import WayNode
from ..reading.plan import load_plans
from .place import list_chapters
from .review import say_review

__all__ = ["show_way"]

_log = logging.getLogger(__name__)


def _list_course_pages(env: Any) -> list[str]:
    """Return the pages of the numbered chapters in the book's order: those on which a reader's way is kept."""
    return [page for first in list_chapters(env) for page in (first, *env.toctree_includes.get(first, []))]


def _minutes(pages: Iterable[str]) -> Markup:
    """Return the place of how long some pages take; it is filled in when all of them are written."""
    return as_html(f'<span class="site-minutes" data-of="{escape(" ".join(pages))}"></span>')


def _link(env: Any, builder: Any, docname: str, page: str) -> Markup:
    href = escape(builder.get_relative_uri(docname, page))
    return as_html(f'<a href="{href}">{escape(env.titles[page].astext())}</a>')


def _check(env: Any, plans: Plans) -> None:
    """Say of each page of a plan that it is in no chapter: nobody's way could be kept there."""
    known = _list_course_pages(env)
    named: Sequence[Plan | Referral] = (*plans.plans, *plans.advice)
    for each in named:
        for page, line in zip(each.pages, each.lines, strict=True):
            if page not in known:
                fix = f"name a page of a chapter{nearest(page, known)}"
                _log.warning(str(Problem(plans.path, line, f"the page {page} is in no chapter", fix)))


def _show_plan(env: Any, builder: Any, docname: str, plan: Plan) -> Markup:
    pages = [page for page in plan.pages if page in env.titles]
    rows = "".join(f"<li>{_link(env, builder, docname, page)} {_minutes([page])}</li>" for page in pages)
    return as_html(
        f'<section class="plan" id="plan-{plan.id}" data-plan="{plan.id}"><h2>{escape(plan.title)}</h2>'
        f'<p class="plan-about">{escape(plan.about)}</p>'
        f'<p class="plan-holds">{len(pages)} pages, {_minutes(pages)}</p>'
        '<p class="plan-choice"><button type="button" class="cb-button is-quiet" disabled>Follow this plan</button>'
        f'</p><details class="cb-details"><summary>Its pages in order</summary><ol class="plan-pages">{rows}</ol>'
        "</details></section>"
    )


def _show_plans(env: Any, builder: Any, docname: str) -> Markup:
    plans = load_plans(env.app)
    _check(env, plans)
    return as_html(
        f'<div class="plans">{"".join(_show_plan(env, builder, docname, plan) for plan in plans.plans)}</div>'
    )


def _show_advice(env: Any, builder: Any, docname: str) -> Markup:
    advice = load_plans(env.app).advice
    rows = "".join(
        f"<tr><td>{escape(each.about)}</td><td>"
        + ", ".join(
            f"{_link(env, builder, docname, page)} {_minutes([page])}" for page in each.pages if page in env.titles
        )
        + "</td></tr>"
        for each in advice
    )
    data = {"advice": [[each.item, each.about, list(each.pages)] for each in advice]}
    return as_html(
        '<div class="cb-trial" data-kind="advice"><div class="trial-result"></div><div class="trial-all"><table><thead><tr>'
        f"<th>If you were unsure about</th><th>Read</th></tr></thead><tbody>{rows}</tbody></table></div>"
        f'<script type="application/json" class="cb-trial-data">{embed_json(data)}</script></div>'
    )


def _show_gain(env: Any, pairs: Sequence[Sequence[str]]) -> Markup:
    topics = {each.item: [each.about, list(each.pages)] for each in load_plans(env.app).advice}
    return as_html(
        '<div class="cb-trial" data-kind="gain"><div class="trial-result"></div><noscript><p>Comparing the two tests needs '
        "JavaScript, which is switched off. Count what you had right in each.</p></noscript>"
        f'<script type="application/json" class="cb-trial-data">{embed_json({"pairs": pairs, "topics": topics})}</script></div>'
    )


def _show_start(env: Any, builder: Any, docname: str, node: WayNode) -> Markup:
    page = node["page"]
    if page not in env.titles:
        fix = f"name a page of the book{nearest(page, env.titles)}"
        path, line = node["place"]
        _log.warning(str(Problem(path, line, f"there is no page {page}", fix)))
        return as_html("")
    cards = getattr(env, "casebook_cards", {}).get(page, ())
    count = sum(len(card["items"]) for card in cards)
    holds = f"{count} questions, " if count else ""
    href = escape(builder.get_relative_uri(docname, page))
    notice = f"<strong>{escape(env.app.casebook_subject.notice)}</strong> {escape(say_review(env.app, docname))}"
    return as_html(
        f'<p class="site-start"><a class="cb-button" href="{href}"><span>Start: {holds}{_minutes([page])}</span></a></p>'
        f'<p class="site-notice">{notice}</p>'
    )


def show_way(env: Any, builder: Any, docname: str, node: WayNode) -> Markup:
    """Return the HTML of what leads through the course, now that every page has a title."""
    if node["kind"] == "plans":
        return _show_plans(env, builder, docname)
    if node["kind"] == "advice":
        return _show_advice(env, builder, docname)
    if node["kind"] == "gain":
        return _show_gain(env, node["pairs"])
    return _show_start(env, builder, docname, node)
