"""The files beside the pages, written when all pages are: one script, one style sheet, and nothing that no page asks for."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..before.asset import KEPT, LAST, MISSING, UNKNOWN, digest_asset, make_assets
from ..writing.place import list_chapters
from .minutes import fill_minutes
from .progress import EXAM, PAGE, write_course, write_questions
from .questions import FOLDER_OF_CASES, describe_chapters, write_cases
from .search import write_index

__all__ = ["write_assets"]

_RELATIVE = re.compile(r'(\s(?:href|src|action|data-worker|data-content_root)=")(?!#|/|[a-z]+:)(?:\./)?')


def write_assets(app: Any, exception: Exception | None) -> None:
    """Write the course's files beside the pages, and take away what themes left there and no page asks for."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in KEPT:
            path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    # An index of Sphinx's own, left by an earlier build, would only grow old.
    (Path(app.outdir) / "searchindex.js").unlink(missing_ok=True)
    fill_minutes(Path(app.outdir))
    titles = {name: title.astext() for name, title in app.env.titles.items()} | {PAGE: "My progress", EXAM: "Exam"}
    chapters = {page for first in list_chapters(app.env) for page in (first, *app.env.toctree_includes.get(first, []))}
    aside = sorted(titles.keys() - chapters - {PAGE, EXAM})
    kept = Path(app.doctreedir) / "casebook-search.json"
    version = app.config.casebook_digest
    own = {
        "search.js": write_index(
            Path(app.outdir),
            titles,
            app.config.casebook_synonyms,
            readings=app.config.casebook_readings,
            aside=aside,
            kept=kept,
            version=version,
        ),
        "questions.js": write_questions(app.env),
    }
    cases = write_cases(app, Path(app.outdir))
    course = write_course(app.env, Path(app.outdir), describe_chapters(cases))
    (Path(app.outdir) / "course.js").write_text(course, encoding="utf-8", newline="\n")
    (folder / FOLDER_OF_CASES).mkdir()
    placed = {f"{FOLDER_OF_CASES}/{number}.js": each.script for number, each in cases.items()}
    for name, content in {**make_assets(), **own, **placed}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    for name, page in LAST.items():
        _edit(Path(app.outdir) / page, partial(_name_version, digest_asset(own[name].encode())))
    # A host shows this one at any depth, so its links start at the site's root.
    root = urlsplit(app.config.casebook_base_url).path or "/"
    _edit(Path(app.outdir) / f"{MISSING}.html", lambda html: _RELATIVE.sub(rf"\g<1>{root}", html))


def _name_version(version: str, html: str) -> str:
    return html.replace(UNKNOWN, version)


def _edit(path: Path, change: Callable[[str], str]) -> None:
    if path.is_file():
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
