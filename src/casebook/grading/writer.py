"""The one writer of the gradebook: a result at a time, through nbgrader's own models and late penalties."""

import warnings
from pathlib import Path
from types import TracebackType
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SAWarning

from ..course import Course
from .converter import load_settings, name_database, quiet_log
from .result import Result

__all__ = ["Writer"]


class Writer:
    """An open gradebook; use it in a ``with`` statement."""

    def __init__(self, course: Course, exercise: str) -> None:
        """Open the gradebook of a course for one exercise."""
        self._course, self._exercise = course, exercise
        self._settings = load_settings(course)
        self._url = name_database(course)

    def __enter__(self) -> "Writer":
        """Connect."""
        with quiet_log():
            self._book = Gradebook(self._url, self._settings.CourseDirectory.get("course_id") or "default_course")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        self._book.close()

    def record(self, result: Result, folder: Path) -> None:
        """Write one result; `folder` is its hand-in, whose ``timestamp.txt`` says when it was handed in.

        As nbgrader does, a grade that a person gave stays, and is shown to them again because the hand-in changed.
        """
        stamp = folder / "timestamp.txt"
        when = {"timestamp": stamp.read_text("utf-8").strip()} if stamp.is_file() else {}
        book = self._book
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's models say this of each new hand-in
            book.update_or_create_student(result.student)
            book.update_or_create_submission(self._exercise, result.student, **when)
        notebook = book.find_submission_notebook(self._exercise, self._exercise, result.student)
        rows = {row.cell: row for row in result.rows}
        for grade in notebook.grades:
            row = rows.get(grade.name)
            if row is not None:
                grade.auto_score = row.score
                grade.needs_manual_grade = row.waits or grade.manual_score is not None
        for comment in notebook.comments:
            comment.auto_comment = result.comments.get(comment.name)
        book.db.commit()
        self._punish(result)

    def _punish(self, result: Result) -> None:
        """Have nbgrader decide what being late costs."""
        own = {"notebook": self._exercise, "assignment": self._exercise, "student": result.student, "db_url": self._url}
        resources: dict[str, Any] = {"nbgrader": own}
        with quiet_log():
            AssignLatePenalties(config=self._settings).preprocess(_Nothing(), resources)


class _Nothing:
    """A notebook without cells: the penalty depends on none of them."""

    cells: tuple[Any, ...] = ()
