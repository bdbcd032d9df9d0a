"""The files that pages ask for, one script and one style sheet, and the letters by which they ask."""

import hashlib
from functools import cache
from pathlib import Path

import sphinx_design
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from ....web.bundle import FOLDER, LIBRARY, bundle_beside, bundle_classic, read_style, write_tokens

__all__ = ["KEPT", "LAST", "MISSING", "UNKNOWN", "digest_asset", "digest_assets", "make_assets", "version_asset"]

_STYLES = (
    "page/frame.css", "page/prose.css", "item/card.css", "item/figure.css", "simulator/simulator.css",
    "reader/progress.css", "page/place.css", "paper/print.css", "paper/poster.css",
)  # fmt: skip

MISSING = "404"
"""The page that a host shows where there is none; it can be asked for from any depth."""

LAST = {"search.js": "search.html", "questions.js": "progress.html"}
"""What is made from the finished pages, and the page that asks for it."""

UNKNOWN = "not-yet-made"
"""What stands for the version of a file that is made last."""

KEPT = {
    "sphinx-design.min.css": Path(sphinx_design.__file__).parent / "static" / "sphinx-design.min.css",
    "favicon.svg": Path(__file__).parents[1] / "theme" / "casebook" / "static" / "favicon.svg",
}
"""What stays of the files that themes and extensions leave in `_static`: no page asks for the rest."""


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
        "casebook.js": bundle_classic(
            "page.js",
            beside=(
                "study/overview.js",
                "study/study.js",
                "exam/exam.js",
                "today/today.js",
                "way/own.js",
                "bedside/bedside.js",
            ),
        ),
        "overview.js": bundle_beside("study/overview.js", "page.js"),
        "study.js": bundle_beside("study/study.js", "page.js"),
        "exam.js": bundle_beside("exam/exam.js", "page.js"),
        "today.js": bundle_beside("today/today.js", "page.js"),
        "way.js": bundle_beside("way/own.js", "page.js"),
        "session.js": bundle_beside("bedside/bedside.js", "page.js"),
        "session.css": read_style("bedside/bedside.css"),
        "way.css": read_style("way/way.css"),
        "study.css": read_style("study/study.css"),
        "today.css": read_style("today/today.css"),
        "ts-fsrs.js": (LIBRARY / "ts-fsrs" / "index.umd.js").read_text(encoding="utf-8"),
        "first.js": (FOLDER / "page" / "first.js").read_text(encoding="utf-8"),
        # The search page's own: what finds, the library that it finds with, and its looks.
        "find.css": read_style("search/search.css"),
        "find.js": bundle_classic("search/search.js"),
        "minisearch.js": (LIBRARY / "minisearch" / "minisearch.js").read_text(encoding="utf-8"),
        "casebook.css": f"{tokens}{read_style(*_STYLES)}\n{_style_code()}",
    }
    # The script says which build it is of, so that a page from before an update notices a script from after it.
    made["casebook.js"] = f'document.documentElement.dataset.script = "{_digest_all(made)}";\n{made["casebook.js"]}'
    return made


def digest_asset(data: bytes) -> str:
    """Return what changes when a file's content does, short enough for its address."""
    return hashlib.sha256(data).hexdigest()[:10]


def _digest_all(files: dict[str, str]) -> str:
    return digest_asset("\n".join(f"{name}\n{content}" for name, content in sorted(files.items())).encode())


@cache
def digest_assets() -> str:
    """Return what changes when one of the course's own files does: which build a page belongs to."""
    return make_assets()["casebook.js"].split('"', 2)[1]


def version_asset(name: str) -> str:
    """Return the letters by which pages ask for a file: they change with its content, so no browser keeps an old one."""
    if name in LAST:
        return UNKNOWN
    made = make_assets()
    return digest_asset(made[name].encode() if name in made else KEPT[name].read_bytes())
