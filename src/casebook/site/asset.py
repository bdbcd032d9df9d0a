"""The files beside the pages: one script, one style sheet, and nothing that no page asks for."""

import hashlib
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from ..web.bundle import FOLDER, bundle_classic, read_style, write_tokens
from .progress import write_course, write_questions
from .search import write_index

__all__ = ["digest_assets", "write_assets"]

_STYLES = ("frame.css", "prose.css", "card.css", "simulator.css", "progress.css", "print.css")

# Everything else in _static is a theme's or an extension's, and no page asks for it.
_KEPT = {"sphinx-design.min.css", "favicon.svg"}


def _style_code() -> str:
    """Return the colours of code, light and dark, for what the reader chose or the device asks for."""
    light = HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark-high-contrast").get_style_defs
    return (
        f"{light}\n@media (prefers-color-scheme: dark) {{\n"
        f"{dark('html:not([data-theme=light]) .highlight')}\n}}\n{dark('html[data-theme=dark] .highlight')}\n"
        ".highlight { background: transparent !important; }\n"
    )


@cache
def make_assets() -> dict[str, str]:
    """Return the course's own files by name."""
    tokens = write_tokens(light=":root", dark=':root[data-theme="dark"]', preferred=':root:not([data-theme="light"])')
    return {
        "casebook.js": bundle_classic("page.js"),
        "first.js": (FOLDER / "first.js").read_text(encoding="utf-8"),
        "casebook.css": f"{tokens}{read_style(*_STYLES)}\n{_style_code()}",
    }


@cache
def digest_assets() -> str:
    """Return what changes when one of the files does: pages name it, so that no browser keeps an old one."""
    text = "\n".join(f"{name}\n{content}" for name, content in sorted(make_assets().items()))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def write_assets(app: Any, exception: Exception | None) -> None:
    """Write the course's files beside the pages, and take away what themes left there and no page asks for."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in _KEPT:
            path.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    # An index of Sphinx's own, left by an earlier build, would only grow old.
    (Path(app.outdir) / "searchindex.js").unlink(missing_ok=True)
    titles = {name: title.astext() for name, title in app.env.titles.items()}
    kept = Path(app.doctreedir) / "casebook-search.json"
    version = app.config.casebook_digest
    own = {
        "search.js": write_index(Path(app.outdir), titles, app.config.casebook_synonyms, kept=kept, version=version),
        "course.js": write_course(app.env, Path(app.outdir)),
        "questions.js": write_questions(app.env),
    }
    for name, content in {**make_assets(), **own}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
