"""Code tasks: a program that tests mark. An author writes one as a file of its own (`casebook.author.task`)."""

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, wait
from ..problem import Report
from ..subject import Subject
from ..text.case import Answer, Case, Item, Kind, Text
from ..text.markup import as_html, escape
from .verbs import Given, Ground, Rendering, Response, Shown

__all__ = ["CODE", "Code"]


def _show_table(name: str, text: str) -> Markup:
    head, *body = list(csv.reader(text.splitlines())) or [[]]
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return as_html(
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="Table {escape(name)}"><table class="cb-table">'
        f"<caption>{escape(name)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


@dataclass(frozen=True, slots=True)
class Code:
    """A program. Its tests run in the grader's box, and in nbgrader's own cells; nothing here runs it."""

    remark: str = ""
    marked: bool = False
    asked: str = "code"
    form: str = '""'
    nests: bool = False

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return False: no list of answers is a program."""
        return False

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Report that code has a file of its own."""
        fix = "write it as a file of its own, NAME.task.md"
        report.add(item.line, "a code task can't stand in a case", fix, "muddled-answer")
        return replace(item, kind=Kind.CODE)

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield nothing: its tests decide."""
        return iter(())

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return nothing more than the question: starter and tables come from the task's file."""
        return {}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return nothing: hidden tests stay in the notebook's own cells."""
        return {}

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return nothing: a task is identified by its starter, tests and tables (`casebook.exercise.half`)."""
        return {}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return nothing: hidden tests stay in the notebook's own cells."""
        return {}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return that it waits: for its tests, or for a person."""
        return wait(secret, response)

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return False: its tests tell."""
        return False

    def guess(self, options: int, keys: int) -> float:
        """Nothing."""
        return 0.0

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return what to do."""
        return "Write code."

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield the given code."""
        yield str(item.get("starter", ""))

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return what was written."""
        return given

    def respond(self, answer: Response) -> Any:
        """Return what was written."""
        return answer

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return the tables and the given code."""
        tables = "".join(_show_table(data["name"], data["text"]) for data in item.get("data", ()) if "text" in data)
        return as_html(f"{tables}<pre><code>{escape(item.get('starter', ''))}</code></pre>")

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return nothing: its tests tell."""
        return Markup("")

    def explain_answer(self, shown: Shown) -> Markup:
        """Return nothing: feedback shows the code with its tests."""
        return Markup("")

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return nothing: no self-check is a code task."""
        return []

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return nothing: an invented class takes code from the task's file (`casebook.grading.handin.sample`)."""
        return ""


CODE = Code()
"""A program that tests mark."""
