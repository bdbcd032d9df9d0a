"""The files beside the pages: one script, one style sheet, and nothing that no page asks for."""

import hashlib
import re
import shutil
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sphinx_design
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from ...web.bundle import FOLDER, bundle_classic, read_style, write_tokens
from .progress import write_course, write_questions
from .search import write_index

__all__ = ["MISSING", "digest_assets", "version_asset", "write_assets"]

_STYLES = (
    "page/frame.css", "page/prose.css", "item/card.css", "simulator/simulator.css", "reader/progress.css", "page/print.css",
)  # fmt: skip

MISSING = "404"
"""The page that a host shows where there is none; it can be asked for from any depth."""

# What is made from the finished pages, the page that asks for it, and what stands for its version until then.
_LAST = {"search.js": "search.html", "questions.js": "progress.html"}
_UNKNOWN = "not-yet-made"

_RELATIVE = re.compile(r'(\s(?:href|src|action|data-worker|data-content_root)=")(?!#|/|[a-z]+:)(?:\./)?')

# Everything else in _static is a theme's or an extension's, and no page asks for it.
_KEPT = {
    "sphinx-design.min.css": Path(sphinx_design.__file__).parent / "static" / "sphinx-design.min.css",
    "favicon.svg": Path(__file__).parent / "theme" / "casebook" / "static" / "favicon.svg",
}


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
    made = {
        "casebook.js": bundle_classic("page.js"),
        "first.js": (FOLDER / "page" / "first.js").read_text(encoding="utf-8"),
        "casebook.css": f"{tokens}{read_style(*_STYLES)}\n{_style_code()}",
    }
    # The script says which build it is of, so that a page from before an update notices a script from after it.
    made["casebook.js"] = f'document.documentElement.dataset.script = "{_digest_all(made)}";\n{made["casebook.js"]}'
    return made


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:10]


def _digest_all(files: dict[str, str]) -> str:
    return _digest("\n".join(f"{name}\n{content}" for name, content in sorted(files.items())).encode())


@cache
def digest_assets() -> str:
    """Return what changes when one of the course's own files does: which build a page belongs to."""
    return make_assets()["casebook.js"].split('"', 2)[1]


def version_asset(name: str) -> str:
    """Return the letters by which pages ask for a file: they change with its content, so no browser keeps an old one."""
    if name in _LAST:
        return _UNKNOWN
    made = make_assets()
    return _digest(made[name].encode() if name in made else _KEPT[name].read_bytes())


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
        "questions.js": write_questions(app.env),
    }
    (Path(app.outdir) / "course.js").write_text(write_course(app.env, Path(app.outdir)), encoding="utf-8", newline="\n")
    for name, content in {**make_assets(), **own}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    for name, page in _LAST.items():
        _edit(Path(app.outdir) / page, partial(_name_version, _digest(own[name].encode())))
    # A host shows this one at any depth, so its links start at the site's root.
    root = urlsplit(app.config.casebook_base_url).path or "/"
    _edit(Path(app.outdir) / f"{MISSING}.html", lambda html: _RELATIVE.sub(rf"\g<1>{root}", html))


def _name_version(version: str, html: str) -> str:
    return html.replace(_UNKNOWN, version)


def _edit(path: Path, change: Callable[[str], str]) -> None:
    if path.is_file():
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
