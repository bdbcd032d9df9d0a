"""The pages of feedback in one zip, named as a learning platform wants them back.

Moodle takes ``Name_4711_assignsubmission_file_/x`` (Upload multiple feedback files in a zip), Canvas the names of the files
it gave out (Upload submissions), Brightspace the folders it gave out (Add feedback files). Blackboard has no such upload;
there the files are named for the logins.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ...author.course import Course
from ...folder import write_file
from ..handin.people.enrolment import remembered_roster
from ..handin.people.ledger import Known, read_ledger
from ..nbgrader.gradebook import read_grades

__all__ = ["FEEDBACK_PLATFORMS", "MARKS", "Parcel", "pack_feedback"]

FEEDBACK_PLATFORMS = ("moodle", "canvas", "brightspace", "blackboard")
"""Where feedback can go."""

MARKS = "marks"
"""The folder, in the course's root, for what is made to leave it: it is ignored by version control."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A zip of feedback: where it is, how many pages are in it, and whose are not, since the platform's name is not known.

    `waiting` are those of whose page a part is open, since an answer waits for a person.
    """

    path: Path
    pages: int
    missing: tuple[str, ...]
    waiting: tuple[str, ...] = ()


def _name_page(platform: str, known: Known | None, username: str, exercise: str) -> str:
    page = f"{exercise}-feedback.html"
    if platform == "blackboard":
        login = known.number if known else username
        return f"{login}_{page}" if login else ""
    return (
        f"{known.prefix}/{page}".replace("//", "/")
        if known and platform == "moodle"
        else f"{known.prefix}{page}"
        if known
        else ""
    )


def pack_feedback(course: Course, exercise: str, platform: str) -> Parcel:
    """Put every page of feedback on an exercise into a zip for a platform, by the names under which it was handed in there."""
    known = {each.folder: each for each in read_ledger(course.collected / exercise).people if each.platform == platform and each.prefix}  # fmt: skip
    usernames = {
        folder: member.username or member.id for folder, member in remembered_roster(course).by_folder().items()
    }
    packed = io.BytesIO()
    pages, missing = 0, []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(course.feedback.glob(f"*/{exercise}/{exercise}.html")):
            student = path.parent.parent.name
            name = _name_page(platform, known.get(student), usernames.get(student, ""), exercise)
            if name:
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), path.read_bytes())
                pages += 1
            else:
                missing.append(student)
    target = course.root / MARKS / f"{exercise}-feedback-{platform}.zip"
    write_file(target, packed.getvalue())
    waiting = dict.fromkeys(grade.student for grade in read_grades(course.gradebook, exercise) if grade.waits)
    return Parcel(target, pages, tuple(missing), tuple(waiting))
