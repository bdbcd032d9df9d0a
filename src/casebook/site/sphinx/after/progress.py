"""What the pages know of the course to show a reader's way through it: every page, its cases, and what each question is.

Two scripts that hold data, because a book opened from a folder of files can fetch nothing else: a small one for every
page, and the questions' words for the page *My progress* alone. Nothing of a key is in either.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ....text.markup import embed_json
from ...download.wheel import find_distributions
from ..reading.plan import load_plans
from ..writing.place import list_chapters
from .minutes import read_minutes

__all__ = ["EXAM", "PAGE", "TODAY", "add_progress", "list_numbered", "write_course", "write_questions"]

PAGE = "progress"
"""The page *My progress*: its address stays."""

EXAM = "exam"
"""The page on which readers set themselves an exam."""

TODAY = "today"
"""The page that asks again what is due."""


def list_numbered(env: Any) -> Iterator[tuple[int, str]]:
    """Yield every page of the numbered chapters with its chapter's number, in the order of the book."""
    for number, first in enumerate(list_chapters(env), start=1):
        for page in (first, *env.toctree_includes.get(first, [])):
            yield number, page


def _list_plans(env: Any) -> list[dict[str, Any]]:
    """Return of each plan its id, its title and its pages in order, those that are in a chapter."""
    known = {page for _, page in list_numbered(env)}
    return [
        {"id": plan.id, "title": plan.title, "pages": [page for page in plan.pages if page in known]}
        for plan in load_plans(env.app).plans
    ]


def write_course(env: Any, folder: Path, cases: Mapping[int, Mapping[str, Any]]) -> str:
    """Return the script with every page of the numbered chapters, how long it takes, its cases and exercises, and the plans.

    `cases` is what else is said of a chapter, by its number: where its questions are.
    """
    cards = getattr(env, "casebook_cards", {})
    titles = {page: env.titles[page].astext() for page in env.titles}
    listed = {page for _, page in list_numbered(env)}
    data = {
        "title": env.config.html_title or env.config.project,
        "chapters": [
            {"page": page, "title": titles[page], **cases.get(number, {})}
            for number, page in enumerate(list_chapters(env), start=1)
        ],
        "pages": [
            {
                "page": page,
                "title": titles[page],
                "chapter": number,
                "minutes": read_minutes(folder, page),
                "cards": [
                    {name: card[name] for name in ("kind", "id", "title", "minutes", "items")}
                    for card in cards.get(page, ())
                ],
            }
            for number, page in list_numbered(env)
            if page in titles
        ],
        # A bookmark may lead to a page outside of the chapters.
        "others": sorted(titles.keys() - listed),
        "plans": _list_plans(env),
        "choose": next(iter(sorted(getattr(env, "casebook_plans", ()))), ""),
    }
    return f"window.casebookCourse = {embed_json(data)};\n"


def _questions(env: Any) -> dict[str, str]:
    cards = getattr(env, "casebook_cards", {})
    return {item: words for page in sorted(cards) for card in cards[page] for item, words in card["words"].items()}


def write_questions(env: Any) -> str:
    """Return the script with the words of every self-check question, by item."""
    return f"window.casebookQuestions = {embed_json(_questions(env))};\n"


def add_progress(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Add the pages *My progress*, *Exam* and *Today*."""
    release = find_distributions(app.casebook_subject.name)[-1].version
    yield PAGE, {"title": "My progress", "casebook_release": release}, "progress.html"
    yield EXAM, {"title": "Exam"}, "exam.html"
    yield TODAY, {"title": "Today"}, "today.html"
