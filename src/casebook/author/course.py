"""A course on disk: which folder holds what, and the subject it is about."""

from dataclasses import dataclass, field
from pathlib import Path

from ..problem import CasebookError
from ..subject import Subject, load_subject

__all__ = ["Course", "find_course"]

_MARK = "nbgrader_config.py"


@dataclass(frozen=True, slots=True)
class Course:
    """The folders of a course. `root` holds the rest, except that `answers` may lie elsewhere, in private."""

    root: Path
    answers: Path
    subject: Subject = field(default_factory=load_subject, repr=False)

    @property
    def is_private(self) -> bool:
        """Whether the graded cases are an exam of its own, kept outside of the course's folder of answers."""
        return self.answers != self.root / "answers"

    @property
    def book(self) -> Path:
        """What readers read: chapters and their self-check cases."""
        return self.root / "book"

    @property
    def exercises(self) -> Path:
        """What trainees receive: made by `casebook release`, without keys."""
        return self.root / "exercises"

    @property
    def submitted(self) -> Path:
        """What trainees handed in, as nbgrader wants it."""
        return self.root / "submitted"

    @property
    def collected(self) -> Path:
        """Every file ever handed in, as it came."""
        return self.root / "collected"

    @property
    def autograded(self) -> Path:
        """Graded notebooks, as nbgrader's formgrader shows them."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """One page for each trainee and exercise."""
        return self.root / "feedback"

    @property
    def judgements(self) -> Path:
        """What each marker decided about each written answer."""
        return self.root / "judgements"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database of marks."""
        return self.root / "gradebook.db"

    @property
    def site(self) -> Path:
        """The built site."""
        return self.root / "_build" / "html"

    @property
    def salt(self) -> Path:
        """The secret that keeps fingerprints from telling keys."""
        return self.answers / "salt.txt"

    def list_exercises(self) -> tuple[str, ...]:
        """Return the names of the graded exercises, one for each folder of answers."""
        if not self.answers.is_dir():
            return ()
        return tuple(
            sorted(folder.name for folder in self.answers.iterdir() if folder.is_dir() and _has_source(folder))
        )


def _has_source(folder: Path) -> bool:
    return any(folder.glob("*.case.md")) or any(folder.glob("*.task.md"))


def find_course(start: Path | None = None, answers: Path | None = None) -> Course:
    """Return the course that a folder belongs to: the nearest one above it that holds ``nbgrader_config.py``.

    `answers` names a private folder of graded cases to use instead of the course's own.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / _MARK).is_file():
            break
    else:
        raise CasebookError(f"{here} is not in a course - go to the folder that holds {_MARK}")
    if answers is not None and not answers.is_dir():
        raise CasebookError(f"there is no folder {answers} - give --answers the folder of your graded cases")
    return Course(folder, answers.resolve() if answers else folder / "answers")
