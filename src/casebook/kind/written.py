"""Questions answered in a few sentences, which a person marks by a rubric."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, count_marks, wait
from ..problem import Report
from ..subject import Subject
from ..text.case import Answer, Case, Item, Kind, Point, Text
from ..text.markup import as_html, indent
from .verbs import Given, Ground, Rendering, Response, Shown

__all__ = ["WRITTEN", "Written"]

_RUBRIC = re.compile(r"([0-9]+(?:\.[0-9]+)?):\s+(.*)", re.DOTALL)
_NOTES = (
    "I would tell them what was given, how much of it and when, and what to watch for.",
    "Given as planned. Stopped early, the rest was thrown away and written down. Calm now.",
    "see above",
    "The dose, the times and the readings are in the record.\n\nPlease look at the last line before you plan the next one.",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A few sentences, marked by a person."""

    remark: str = "written"
    marked: bool = False
    asked: str = "a few sentences"
    form: str = '""'
    nests: bool = False

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return whether the heading says so."""
        return self.remark in remark

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Read the rubric: ``- 2: what earns two marks``."""
        rubric = []
        for answer in answers:
            found = _RUBRIC.fullmatch(answer.text.source)
            if not found or answer.ordered:
                fix = "write - 2: what earns two marks"
                report.add(answer.line, "a point of the rubric has no marks", fix, "muddled-answer")
                continue
            rubric.append(Point(float(found[1]), Text(found[2].strip(), answer.text.line)))
        total = sum(point.marks for point in rubric)
        if "mark" in remark and item.points != total:
            what = f"the heading gives {item.points:g} marks and the rubric {total:g}"
            report.add(item.line, what, "drop the marks from the heading", "bad-marks")
        return replace(item, kind=Kind.WRITTEN, points=total, rubric=tuple(rubric))

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield nothing: a person decides."""
        return iter(())

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return nothing more than the question."""
        return {}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return the rubric, as HTML and in plain words for a notebook's cell."""
        return {
            "rubric": [
                {
                    "marks": point.marks,
                    "text": rendering.show(point.text, inline=True),
                    "words": rendering.words(point.text),
                }
                for point in item.rubric
            ]
        }

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return nothing: the rubric's marks count for every kind."""
        return {}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rubric and the learners' numbers in it, by which a person marks."""
        return {"rubric": secret["rubric"], "numbers": secret["numbers"]}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return that it waits for a person."""
        return wait(secret, response)

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return False: a person reads it."""
        return False

    def guess(self, options: int, keys: int) -> float:
        """Nothing."""
        return 0.0

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return what to do."""
        return "Write a few sentences."

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield nothing."""
        return iter(())

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return what was written."""
        return given

    def respond(self, answer: Response) -> Any:
        """Return what was written."""
        return answer

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return nothing: what a reader writes is put there by a script."""
        return Markup("")

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return the rubric."""
        rows = "".join(
            f'<li>{point["text"]} <span class="cb-points">{count_marks(point["marks"])}</span></li>'
            for point in secret["rubric"]
        )
        return as_html(f'<ul class="cb-rubric">{rows}</ul>')

    def explain_answer(self, shown: Shown) -> Markup:
        """Return what earned marks."""
        points = (
            f"<li>{shown.private(point['text'])} ({count_marks(point['marks'])})</li>"
            for point in shown.secret["rubric"]
        )
        return as_html(f"<p>What earned marks:</p><ul>{''.join(points)}</ul>")

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return the rubric."""
        return [f"- {count_marks(point.marks)}: {indent(write(point.text), 2)}" for point in item.rubric]

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return one of a few notes."""
        luck.random()  # every kind draws once for what the learner knows, so that the rest of the class stays the same
        return luck.choice(_NOTES)


WRITTEN = Written()
"""A few sentences that a person marks."""
