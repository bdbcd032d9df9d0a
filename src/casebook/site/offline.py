"""The service worker of a built site: the list of its files with their digests, in the script that keeps them."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from ..folder import read_folder, write_file
from ..web.bundle import FOLDER
from .setting import PDF_FOLDER

__all__ = ["WORKER", "write_worker"]

WORKER = "sw.js"
"""The worker's file, at the site's root: it answers for everything below the folder it lies in."""

_LEFT_OUT = {WORKER, "_headers", "robots.txt", "sitemap.xml", "objects.inv"}
# Kept when somebody asks for it. A book as PDF is kept by whoever wants it, and is large.
_LAZY = "notebooks/"
_NEVER = f"{PDF_FOLDER}/"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _fill(script: str, name: str, value: object) -> str:
    line = f"const {name} = {json.dumps(value)};"
    filled, found = re.subn(rf"^const {name} = .*;$", lambda place: line, script, flags=re.MULTILINE)
    if found != 1:
        raise ValueError(f"the worker has {found} places for {name}")
    return filled


def make_worker(files: Mapping[str, bytes]) -> str:
    """Return the worker of a site with these files. Notebooks are kept when somebody asks for them, the rest at once."""
    listed = {
        name: _digest(data)
        for name, data in sorted(files.items())
        if name not in _LEFT_OUT
        and not name.startswith(_NEVER)
        and not any(part.startswith(".") for part in name.split("/"))
    }
    lazy = {name: digest for name, digest in listed.items() if name.startswith(_LAZY)}
    kept = {name: digest for name, digest in listed.items() if name not in lazy}
    script = (FOLDER / "page" / "worker.js").read_text(encoding="utf-8")
    # A worker that does another thing with the same files is another version too.
    version = _digest(json.dumps([script, listed]).encode())
    for name, value in (("VERSION", version), ("KEPT", kept), ("LAZY", lazy)):
        script = _fill(script, name, value)
    return script


def write_worker(site: Path) -> None:
    """Write the worker beside the pages of a finished site."""
    write_file(site / WORKER, make_worker(read_folder(site)).encode())
