"""Writing what an educator gives away of an exercise: the page, and an archive of the notebook and the library."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...author.course import Course
from ...exercise.source import load_source
from ...folder import write_file
from ..download.wheel import find_distributions, name_wheel, pack_installed, pack_wheel
from .page import make_exercise_page

__all__ = ["FOLDER", "Handout", "write_handout"]

FOLDER = "_build/handout"
"""Where pages and archives lie, in the course's folder."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
# What the library needs and a Jupyter with ipywidgets lacks: with these beside it, no index has to be asked.
_NEEDED = ("anywidget", "psygnal")


@dataclass(frozen=True, slots=True)
class Handout:
    """The files that were written: the exercise as a page, and as an archive."""

    page: Path
    archive: Path


@cache
def _make_wheels(subject: str) -> Mapping[str, bytes]:
    """Return the library and what it needs, by file name; made once for all the exercises of a command."""
    wheels = {name_wheel(source): pack_wheel(source) for source in find_distributions(subject)}
    return wheels | dict(pack_installed(name) for name in _NEEDED)


def _pack(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            # A wheel is packed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return held.getvalue()


def write_handout(course: Course, exercise: str) -> Handout:
    """Write the page and the archive of a released exercise into ``_build/handout``; refuse one that is out of step.

    Nothing of the answers is in either. The archive holds the release and the wheels from which its first cell installs.
    """
    source = load_source(course, exercise)
    files = {**source.release, **_make_wheels(course.subject.name)}
    folder = course.root / FOLDER
    handout = Handout(folder / f"{exercise}.html", folder / f"{exercise}.zip")
    write_file(handout.page, make_exercise_page(source.halves.public))
    write_file(handout.archive, _pack({f"{exercise}/{name}": data for name, data in files.items()}))
    return handout
