"""Writing what an educator gives away of an exercise: the page, an archive of the notebook and the library, and paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...author.course import Course
from ...exercise.source import load_source
from ...folder import write_file
from ...grading.result.parcel import MARKS
from ...problem import relative
from ..download.archive import pack_zip
from ..download.wheel import find_distributions, name_wheel, pack_installed, pack_wheel
from .page import make_exercise_page
from .paper import make_key_sheet, make_question_sheet

__all__ = ["FOLDER", "Handout", "write_handout", "write_handouts", "write_paper"]

FOLDER = "_build/handout"
"""Where pages and archives lie, in the course's folder."""

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


def write_handout(course: Course, exercise: str) -> Handout:
    """Write the page and the archive of a released exercise into ``_build/handout``; refuse one that is out of step.

    Nothing of the answers is in either. The archive holds the release and the wheels from which its first cell installs.
    """
    source = load_source(course, exercise)
    files = {**source.release, **_make_wheels(course.subject.name)}
    folder = course.root / FOLDER
    handout = Handout(folder / f"{exercise}.html", folder / f"{exercise}.zip")
    write_file(handout.page, make_exercise_page(source.halves.public))
    write_file(handout.archive, pack_zip({f"{exercise}/{name}": data for name, data in sorted(files.items())}))
    return handout


def write_handouts(course: Course, exercises: Sequence[str], *, say: Callable[[str], None] = print) -> None:
    """Write page and archive of released exercises, and say where they are."""
    for exercise in exercises:
        made = write_handout(course, exercise)
        say(f"exercises/{exercise} is ready to hand out")
        say(f"  as a page: {relative(made.page, course.root)}")
        say(f"  as a notebook, with the library: {relative(made.archive, course.root)}")


def write_paper(course: Course, exercise: str) -> tuple[Path, Path]:
    """Write the sheet to fill in, and the key for whoever marks it; return both.

    The key goes where marks go, which is neither published nor kept by version control.
    """
    source = load_source(course, exercise)
    sheet = course.root / FOLDER / f"{exercise}-paper.html"
    key = course.root / MARKS / f"{exercise}-key.html"
    made = make_question_sheet(source), make_key_sheet(source)
    write_file(sheet, made[0])
    write_file(key, made[1])
    return sheet, key
