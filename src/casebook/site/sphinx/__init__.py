"""The Sphinx extension of the book: facts that open, cases to answer, exercises to hand in, and the theme around them.

Named in `_config.yml`, so that plain ``jupyter-book build`` makes the same site as `casebook build`.
"""

import os
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ...simulator import STATIC
from ..setting import BASE_URL, DOWNLOADS, PDF
from .after import finish, leftover, progress
from .before import execution, freshness
from .reading import directive
from .reading.blueprint import BlueprintDirective
from .reading.country import RulesDirective
from .reading.made import fold_code
from .reading.node import CardNode, ChaptersNode, FactNode, RegisterIndexNode, WayNode, leave_fact, visit_fact
from .reading.poster import ChecklistDirective, PosterDirective, PosterNode, make_poster
from .reading.session import SessionDirective
from .reading.term import TermNode, TermsDirective
from .reading.way import (
    AdviceDirective,
    GainDirective,
    PlansDirective,
    QuestionDirective,
    SecondTestDirective,
    StartDirective,
)
from .writing import page, place, review, term
from .writing.maths import write_block_maths, write_inline_maths

__all__ = ["extend"]


def _skip(translator: Any, node: nodes.Node) -> None:
    raise nodes.SkipNode


def _pass(translator: Any, node: nodes.Node) -> None:
    """Leave a node's own text to stand for it, in formats other than HTML."""


def extend(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives, theme and hooks with Sphinx."""
    # Kernels started by this build inherit it: a simulator then leaves a figure and data instead of live widgets.
    os.environ[STATIC] = "1"
    # And one thread for linear algebra: kernels run side by side, and a sum must not depend on the number of cores.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    app.add_html_theme("casebook", str(Path(__file__).parent / "theme" / "casebook"))
    app.add_config_value("casebook_subject", None, "env", (str, type(None)))
    app.add_config_value("casebook_root", None, "env", (str, type(None)))
    app.add_config_value("casebook_digest", "", "env", (str,))
    app.add_config_value("casebook_reviews", "", "html", (str,))
    app.add_config_value("casebook_downloads", os.environ.get(DOWNLOADS), "html", (str, type(None)))
    app.add_config_value("casebook_base_url", os.environ.get(BASE_URL, ""), "html", (str,))
    app.add_config_value("casebook_pdf", os.environ.get(PDF, ""), "html", (str,))
    app.add_config_value("casebook_synonyms", [], "", (list, tuple))
    app.add_config_value("casebook_readings", [], "", (list, tuple))
    app.add_node(FactNode, html=(visit_fact, leave_fact), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_node(CardNode, html=(_skip, _pass), latex=(_skip, _pass), text=(_skip, _pass))
    app.add_node(ChaptersNode, html=(_skip, _pass), latex=(_skip, _pass), text=(_skip, _pass))
    app.add_node(RegisterIndexNode, html=(_skip, _pass), latex=(_skip, _pass), text=(_skip, _pass))
    app.add_node(TermNode, html=(term.visit_term, term.leave_term), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_node(PosterNode, html=(_skip, _pass), latex=(_skip, _pass), text=(_skip, _pass))
    app.add_node(WayNode, html=(_skip, _pass), latex=(_skip, _pass), text=(_skip, _pass))
    app.add_role("fact", directive.read_fact_role)
    app.add_role("calc", directive.read_calc_role)
    app.add_directive("case", directive.CaseDirective)
    app.add_directive("session", SessionDirective)
    app.add_directive("exercise", directive.ExerciseDirective)
    app.add_directive("chapters", directive.ChaptersDirective)
    app.add_directive("register", directive.RegisterDirective)
    app.add_directive("register-index", directive.RegisterIndexDirective)
    app.add_directive("blueprint", BlueprintDirective)
    app.add_directive("rules", RulesDirective)
    app.add_directive("terms", TermsDirective)
    app.add_directive("checklist", ChecklistDirective)
    app.add_directive("poster", PosterDirective)
    app.add_directive("question", QuestionDirective)
    app.add_directive("start", StartDirective)
    app.add_directive("plans", PlansDirective)
    app.add_directive("advice", AdviceDirective)
    app.add_directive("second-test", SecondTestDirective)
    app.add_directive("gain", GainDirective)
    app.add_html_math_renderer("casebook", (write_inline_maths, None), (write_block_maths, None))
    app.connect("config-inited", freshness.find_subject)
    app.connect("config-inited", review.find_reviews)
    app.connect("builder-inited", page.drop_search)
    app.connect("html-collect-pages", page.add_pages)
    app.connect("html-collect-pages", progress.add_progress)
    app.connect("env-before-read-docs", execution.run_notebooks)
    app.connect("env-purge-doc", directive.forget_page)
    app.connect("env-merge-info", directive.merge_pages)
    app.connect("env-updated", place.notice_order)
    app.connect("doctree-read", fold_code)
    app.connect("doctree-resolved", page.show_cards)
    app.connect("doctree-resolved", term.mark_terms)
    app.connect("doctree-resolved", make_poster)
    # Before the themes' own.
    app.connect("html-page-context", page.drop_sections, priority=100)
    # After the themes' own: they add to the context what this one replaces.
    app.connect("html-page-context", page.prepare_page, priority=900)
    app.connect("html-page-context", term.add_terms)
    app.connect("html-page-context", leftover.note_page)
    # Before the search and the course's own list are made from the pages that are there.
    app.connect("build-finished", leftover.drop_leftovers, priority=800)
    app.connect("build-finished", finish.write_assets, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
