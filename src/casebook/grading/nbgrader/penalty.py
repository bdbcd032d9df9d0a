"""What being late costs, by nbgrader's own step: with the educator's file where it says something, else as the settings say."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Unicode

from ...author.course import Course, find_course
from ...exercise.settings import load_settings, name_database, quiet_log
from ..term.file import read_terms

__all__ = ["TermPenalty", "judge_late"]


class TermPenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes what the educator's file of the term says, so that ``nbgrader autograde`` takes the same as `casebook grade`."""

    root = Unicode("", help="The course's folder, where term.toml is.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the marks to take, or None for none."""
        policy = read_terms(find_course(Path(self.root)), self.parent.assignment_id).policy if self.root else None
        if policy is None:
            return super().late_submission_penalty(student_id, score, total_seconds_late)  # type: ignore[no-any-return]
        return policy.take(score, total_seconds_late) or None


class _Nothing:
    """A notebook without cells: the penalty depends on none of them."""

    cells: tuple[Any, ...] = ()


def judge_late(course: Course, assignment: str, notebooks: Iterable[str], students: Iterable[str]) -> None:
    """Have nbgrader decide what being late costs these learners, by the course's settings."""
    settings, url, pages = load_settings(course), name_database(course), list(notebooks)
    for student in students:
        for notebook in pages:
            own = {"notebook": notebook, "assignment": assignment, "student": student, "db_url": url}
            resources: dict[str, Any] = {"nbgrader": own}
            with quiet_log():
                AssignLatePenalties(config=settings).preprocess(_Nothing(), resources)
