"""What markers decided about a learner's written answers, point by point, as it is told to learner and educator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...author.course import Course
from ..written.judgement import FIRST, SETTLED, Judgement, list_markers, read_judgements
from ..written.paper import Paper

__all__ = ["Verdict", "Verdicts", "open_verdicts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One marker's decision: who it was, the points of the rubric as HTML with the most that each earns, and whether it still holds.

    It holds no longer when another answer was handed in since.
    """

    marker: str
    judgement: Judgement
    rubric: tuple[tuple[str, float], ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Every marker's decisions on an exercise, by marker, and the questions; no questions where nothing was decided."""

    paper: Paper | None
    decided: Mapping[str, Mapping[tuple[str, str], Judgement]]

    def find(self, student: str, item: str) -> list[Verdict]:
        """Return what was decided about one answer: by the first marker, by second ones, and together."""
        if self.paper is None or item not in self.paper.questions:
            return []
        given = {marker: judged[student, item] for marker, judged in self.decided.items() if (student, item) in judged}
        if not given:
            return []
        script = self.paper.read(student, item)
        rubric = tuple(zip(script.rubric, self.paper.questions[item].points, strict=True))
        return [
            Verdict(
                marker=marker,
                judgement=each,
                rubric=rubric if len(each.points) == len(rubric) else (),
                holds=each.answer == script.digest,
            )
            for marker, each in given.items()
        ]

    def find_standing(self, student: str, item: str, score: float) -> Verdict | None:
        """Return the first marker's decision with its points, if it is what the gradebook's mark of an answer came of."""
        first = [each for each in self.find(student, item) if each.marker == FIRST and each.holds and each.rubric]
        return next((each for each in first if abs((each.judgement.score or 0.0) - score) < 1e-9), None)


def open_verdicts(course: Course, public: Mapping[str, Any], open_questions: Callable[[], Paper]) -> Verdicts:
    """Return what markers decided about an exercise's written answers; `public` is its public document.

    `open_questions` gives the questions; it is asked only when something was decided.
    """
    folder = course.judgements / public["id"]
    decided = {marker: read_judgements(folder, marker) for marker in (FIRST, *list_markers(folder), SETTLED)}
    is_written = any(item["kind"] == "written" for part in public["parts"] for item in part["items"])
    return Verdicts(open_questions() if is_written and any(decided.values()) else None, decided)
