"""What earlier builds left in the site: a page that was withdrawn, a figure that was drawn anew.

Sphinx writes what has changed and takes nothing away, so a page taken out of the book would stay where readers find it.
"""

import re
from collections.abc import Set
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

__all__ = ["drop_leftovers", "find_leftovers", "note_page"]

_OURS = "data-build="
"""Every page of the theme says which build it is of; whatever else an author put beside them is not ours to take away."""

_FOLDERS = ("_images", "_downloads")
_ASKED = re.compile(rf"(?:{'|'.join(_FOLDERS)})/[^\"'?#\s]+")


def find_leftovers(site: Path, pages: Set[str]) -> list[Path]:
    """Return the pages of a site that are none of `pages` (paths from its folder), and the files that no page of it asks for."""
    left, asked = [], set()
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if path.relative_to(site).as_posix() not in pages and _OURS in html:
            left.append(path)
        else:
            asked |= {unquote(unescape(found)) for found in _ASKED.findall(html)}
    files = (path for name in _FOLDERS for path in sorted((site / name).rglob("*")) if path.is_file())
    return left + [path for path in files if path.relative_to(site).as_posix() not in asked]


def note_page(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Remember the pages that are made without a source: they are made anew by every build."""
    if doctree is None:
        app.casebook_added = {*getattr(app, "casebook_added", ()), pagename}


def drop_leftovers(app: Any, exception: Exception | None) -> None:
    """Take away what is left from earlier builds, now that this one is done."""
    failed = exception or (app.warningiserror and app._warncount)
    if failed or app.builder.format != "html":
        return
    site = Path(app.outdir)
    names = {*app.env.found_docs, *getattr(app, "casebook_added", ())}
    pages = {Path(app.builder.get_outfilename(name)).relative_to(site).as_posix() for name in names}
    for path in find_leftovers(site, pages):
        path.unlink()
        folder = path.parent
        while folder != site and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
