"""What there is to mark: written questions, and each learner's answer with story, question and rubric in their own numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Handwriting", "Paper", "Question", "Script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A written question: its item, the title of its case, its words without numbers, and the marks of each point of its rubric."""

    item: str
    case: str
    words: str
    points: tuple[float, ...]

    @property
    def most(self) -> float:
        """The most marks it can earn."""
        return sum(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One answer as a marker reads it. All but `text` is HTML of the course's own; `text` is what the learner wrote, to be shown as text.

    `remarks` say what is odd about it, `digest` is another whenever the text is.
    """

    story: str
    question: str
    rubric: tuple[str, ...]
    text: str
    remarks: tuple[str, ...]
    digest: str


Handwriting = Callable[[str, str], Script]
"""Returns a learner's answer to an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An exercise's written questions by item, the learners' names by their ids in the gradebook, and what each wrote."""

    exercise: str
    title: str
    questions: Mapping[str, Question]
    names: Mapping[str, str]
    read: Handwriting

    def describe(self) -> list[dict[str, Any]]:
        """Return the questions as plain data for a page."""
        return [
            {"item": each.item, "case": each.case, "words": each.words, "most": each.most}
            for each in self.questions.values()
        ]
