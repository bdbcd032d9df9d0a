"""The one writer of the gradebook: many results in one transaction, in nbgrader's own tables.

nbgrader's models write one row at a time, in a tenth of a second for each hand-in; these are the same rows, written
together. What being late costs is settled afterwards (`casebook.grading.run.term`).
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any

from nbgrader import api
from nbgrader.utils import parse_utc
from sqlalchemy import bindparam, case, create_engine, insert, select, update
from sqlalchemy.exc import DBAPIError

from ...author.course import Course
from ...exercise.gradebook import BUSY, explain_gradebook
from ...exercise.settings import name_database
from ..outcome import Result

__all__ = ["Writer"]

_Rows = list[dict[str, Any]]


def _table(model: Any) -> Any:
    return model.__table__


class Writer:
    """An open gradebook; use it in a ``with`` statement."""

    def __init__(self, course: Course, exercise: str) -> None:
        """Open the gradebook of a course for one exercise."""
        self._exercise = exercise
        self._url, self._path = name_database(course), course.gradebook

    def __enter__(self) -> "Writer":
        """Connect, and learn what the gradebook knows of the exercise."""
        self._engine = create_engine(self._url, connect_args={"timeout": BUSY})
        with self._explain():
            self._learn()
        return self

    @contextmanager
    def _explain(self) -> Iterator[None]:
        """Say in a sentence what the database refuses."""
        try:
            yield
        except DBAPIError as error:
            raise explain_gradebook(self._path, error) from None

    def _learn(self) -> None:
        assignment, notebook = _table(api.Assignment), _table(api.Notebook)
        base = _table(api.BaseCell)
        with self._engine.connect() as book:
            found = book.execute(select(assignment.c.id).where(assignment.c.name == self._exercise)).one()
            self._assignment = found.id
            names = book.execute(
                select(notebook.c.name, notebook.c.id).where(notebook.c.assignment_id == self._assignment)
            )
            self._notebooks: dict[str, str] = {row.name: row.id for row in names}
            cells = book.execute(select(base.c.notebook_id, base.c.name, base.c.id, base.c.type).where(base.c.notebook_id.in_(self._notebooks.values()))).all()  # fmt: skip
        self._grades = {number: [(name, cell) for own, name, cell, kind in cells if own == number and kind in ("GradeCell", "TaskCell")] for number in self._notebooks.values()}  # fmt: skip
        self._comments = {number: [(name, cell) for own, name, cell, kind in cells if own == number and kind in ("SolutionCell", "TaskCell")] for number in self._notebooks.values()}  # fmt: skip

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        self._engine.dispose()

    def record(
        self, results: Sequence[Result], stamps: Mapping[str, str], done: Container[tuple[str, str, str]] = ()
    ) -> None:
        """Write results in one transaction; `stamps` tells by learner when it was handed in, as nbgrader writes it.

        A grade that a person gave stays. As nbgrader does, it is shown to them again, unless it is among `done`, by learner, notebook
        and cell (`casebook.grading.run.standing`).
        """
        with self._explain():
            self._record(results, stamps, done)

    def _record(
        self, results: Sequence[Result], stamps: Mapping[str, str], done: Container[tuple[str, str, str]]
    ) -> None:
        students = list(dict.fromkeys(result.student for result in results))
        times = {student: parse_utc(stamps[student]) for student in students if stamps.get(student)}
        with self._engine.begin() as book:
            submissions = self._find(book, students, times)
            pages = self._find_pages(book, submissions)
            grades: _Rows = []
            comments: _Rows = []
            for result in results:
                notebook = self._notebooks[result.page or self._exercise]
                page = pages[result.student, notebook]
                cells, notes = dict(self._grades[notebook]), dict(self._comments[notebook])
                grades += [
                    {"page": page, "cell": cells[row.cell], "score": row.score, "waits": row.waits, "again": (result.student, result.page, row.cell) not in done}
                    for row in result.rows if row.cell in cells
                ]  # fmt: skip
                comments += [
                    {"page": page, "cell": notes[name], "text": text}
                    for name, text in result.comments.items()
                    if name in notes
                ]
            self._write(book, grades, comments)

    def _find(self, book: Any, students: Sequence[str], times: Mapping[str, datetime]) -> dict[str, str]:
        """Return each learner's submission, making learners and submissions that are not there."""
        student, submission = _table(api.Student), _table(api.SubmittedAssignment)
        known = set(book.execute(select(student.c.id).where(student.c.id.in_(students))).scalars())
        fresh = [{"id": name} for name in students if name not in known]
        if fresh:
            book.execute(insert(student), fresh)
        where = submission.c.assignment_id == self._assignment
        query = select(submission.c.student_id, submission.c.id).where(where, submission.c.student_id.in_(students))
        found = {row.student_id: row.id for row in book.execute(query)}
        made = [
            {"id": api.new_uuid(), "assignment_id": self._assignment, "student_id": name, "timestamp": times.get(name)}
            for name in students if name not in found
        ]  # fmt: skip
        changed = [{"own": found[name], "when": when} for name, when in times.items() if name in found]
        if made:
            book.execute(insert(submission), made)
        if changed:
            book.execute(
                update(submission).where(submission.c.id == bindparam("own")).values(timestamp=bindparam("when")),
                changed,
            )
        return found | {row["student_id"]: row["id"] for row in made}

    def _find_pages(self, book: Any, submissions: Mapping[str, str]) -> dict[tuple[str, str], str]:
        """Return each learner's submitted notebooks by learner and notebook, with all their rows, made if they are not there."""
        page = _table(api.SubmittedNotebook)
        owners = {number: name for name, number in submissions.items()}
        query = select(page.c.assignment_id, page.c.notebook_id, page.c.id).where(page.c.assignment_id.in_(owners))
        found = {(owners[owner], notebook): number for owner, notebook, number in book.execute(query)}
        if found:
            book.execute(update(page).where(page.c.id.in_(found.values())).values(late_submission_penalty=None))
        made: _Rows = [
            {"id": api.new_uuid(), "assignment_id": number, "notebook_id": notebook, "flagged": False}
            for name, number in submissions.items() for notebook in self._notebooks.values() if (name, notebook) not in found
        ]  # fmt: skip
        if made:
            book.execute(insert(page), made)
            rows = [
                {"id": api.new_uuid(), "notebook_id": row["id"], "cell_id": cell, "needs_manual_grade": True}
                for row in made for _, cell in self._grades[row["notebook_id"]]
            ]  # fmt: skip
            notes = [
                {"id": api.new_uuid(), "notebook_id": row["id"], "cell_id": cell}
                for row in made for _, cell in self._comments[row["notebook_id"]]
            ]  # fmt: skip
            for model, fresh in ((api.Grade, rows), (api.Comment, notes)):
                if fresh:
                    book.execute(insert(_table(model)), fresh)
        return found | {(owners[row["assignment_id"]], row["notebook_id"]): row["id"] for row in made}

    def _write(self, book: Any, grades: Iterable[Mapping[str, Any]], comments: Iterable[Mapping[str, Any]]) -> None:
        grade, comment = _table(api.Grade), _table(api.Comment)
        waits = case((grade.c.manual_score.is_not(None), bindparam("again")), else_=bindparam("waits"))
        where = (grade.c.notebook_id == bindparam("page"), grade.c.cell_id == bindparam("cell"))
        if grades:
            book.execute(
                update(grade).where(*where).values(auto_score=bindparam("score"), needs_manual_grade=waits), grades
            )
        where = (comment.c.notebook_id == bindparam("page"), comment.c.cell_id == bindparam("cell"))
        if comments:
            book.execute(update(comment).where(*where).values(auto_comment=bindparam("text")), comments)
