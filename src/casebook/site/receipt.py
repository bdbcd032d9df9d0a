"""What a finished build was made from and what it left, so that one with nothing to do is done at once."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..author.course import Course
from ..folder import write_file
from .digest import digest_environment, digest_files, digest_sources, digest_subject_data, list_source_files

__all__ = ["digest_inputs", "is_current", "write_receipt"]


def digest_inputs(course: Course, wheels: Mapping[str, bytes], *options: str) -> str:
    """Return what changes when anything does that a site is made from: pages, cases, facts, code, tools or options."""
    folders = (course.book, course.root / "answers", course.exercises)
    paths = [path for folder in folders if folder.is_dir() for path in list_source_files(folder)]
    seen = hashlib.sha256(digest_files(course.root, [course.root / "_config.yml", *paths]).encode())
    for part in (digest_sources(course.subject), digest_subject_data(course.subject), digest_environment(), *options):
        seen.update(f"{part}\n".encode())
    for name, data in wheels.items():
        seen.update(f"{name}\n{len(data)}\n".encode() + data)
    return seen.hexdigest()


def _path(course: Course) -> Path:
    return course.site.parent / "receipt.json"


def _list_site(course: Course) -> dict[str, list[int]]:
    """Return size and time of every file of the built site: whether anybody touched it since can be told from these."""
    found = {}
    for path in sorted(course.site.rglob("*")):
        if path.is_file():
            about = path.stat()
            found[path.relative_to(course.site).as_posix()] = [about.st_size, about.st_mtime_ns]
    return found


def is_current(course: Course, inputs: str) -> bool:
    """Return whether the site on disk is, file for file, what a build from these inputs left there."""
    try:
        receipt = json.loads(_path(course).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(receipt == {"inputs": inputs, "files": _list_site(course)})


def write_receipt(course: Course, inputs: str) -> None:
    """Note that the site on disk is whole and what it was made from."""
    text = json.dumps({"inputs": inputs, "files": _list_site(course)}, indent=0)
    write_file(_path(course), text.encode())
