"""What the pages know of the course to show a reader's way through it: every page, its cases, and what each question is.

Two scripts that hold data, because a book opened from a folder of files can fetch nothing else: a small one for every
page, and the questions' words for the page *My progress* alone. Nothing of a key is in either.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ....text.markup import embed_json
from ..writing.place import list_chapters

__all__ = ["PAGE", "add_progress", "write_course", "write_questions"]

PAGE = "progress"
"""The page *My progress*: its address stays."""

_MINUTES = re.compile(r'<html\b[^>]* data-minutes="(\d+)"')


def _read_minutes(folder: Path, page: str) -> int:
    """Return how long a page takes, as the finished page says it: no build reads or renders a page for this."""
    path = folder / f"{page}.html"
    found = _MINUTES.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return max(1, int(found[1])) if found else 1


def _list_pages(env: Any) -> Iterator[tuple[int, str]]:
    for number, first in enumerate(list_chapters(env), start=1):
        for page in (first, *env.toctree_includes.get(first, [])):
            yield number, page


def write_course(env: Any, folder: Path) -> str:
    """Return the script with every page of the numbered chapters, how long it takes, and its cases and exercises."""
    cards = getattr(env, "casebook_cards", {})
    titles = {page: env.titles[page].astext() for page in env.titles}
    data = {
        "title": env.config.html_title or env.config.project,
        "chapters": [{"page": page, "title": titles[page]} for page in list_chapters(env)],
        "pages": [
            {
                "page": page,
                "title": titles[page],
                "chapter": number,
                "minutes": _read_minutes(folder, page),
                "cards": [
                    {name: card[name] for name in ("kind", "id", "title", "items")} for card in cards.get(page, ())
                ],
            }
            for number, page in _list_pages(env)
            if page in titles
        ],
    }
    return f"window.casebookCourse = {embed_json(data)};\n"


def _questions(env: Any) -> dict[str, str]:
    cards = getattr(env, "casebook_cards", {})
    return {item: words for page in sorted(cards) for card in cards[page] for item, words in card["words"].items()}


def write_questions(env: Any) -> str:
    """Return the script with the words of every self-check question, by item."""
    return f"window.casebookQuestions = {embed_json(_questions(env))};\n"


def add_progress(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Add the page *My progress*."""
    yield PAGE, {"title": "My progress"}, "progress.html"
