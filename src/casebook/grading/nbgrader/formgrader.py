"""What formgrader shows of a graded notebook: stories and questions with the learner's numbers, and no key between them.

Formgrader turns the notebook into a page each time somebody opens it. This step takes part in that and changes no file, so it is the
same whoever graded the notebook, `casebook grade` or `nbgrader autograde`, today or before.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor

from ...exercise.cell import BEGIN_SCHEME, END_SCHEME, cut_secrets, item_of, read_grade_id, read_hidden
from ...mark.response import FILE_NAME, Refused, Response, find_shown, read_response
from .question import tell_question, tell_story

__all__ = ["RELEASED", "ShowForMarking"]

RELEASED = "exercises"
"""Where nbgrader is told to put what trainees receive."""

_FURNITURE = ("exercise_set-up", "exercise_hand-in")


def _read(folder: Path) -> tuple[list[Mapping[str, Any]], Response | None]:
    """Return the parts of the exercise graded in a folder, none if it is not the course's own, and the response that lies there."""
    # What was released is the course's own; a file of the same name beside the notebook could be a trainee's.
    released = folder.parents[2] / RELEASED / folder.name / "exercise.json"
    try:
        parts = json.loads(released.read_bytes())["parts"]
    except (OSError, ValueError):
        return [], None
    try:
        response = read_response((folder / FILE_NAME).read_bytes())
    except (OSError, Refused):
        return parts, None
    return parts, response


def _list_questions(parts: list[Mapping[str, Any]], response: Response | None) -> Iterator[tuple[str, str]]:
    """Yield for each item its name and its question; the story stands before a case's first item and before each written answer."""
    for part in parts:
        for number, item in enumerate(part["items"]):
            variant = find_shown(response, item["id"], part["variants"]) if response else None
            story = tell_story(part, variant) if number == 0 or item["kind"] == "written" else ""
            yield item["id"], f"{story}\n{tell_question(part, item, variant)}".strip()


def _show_scheme(source: str) -> str:
    """Return a rubric's cell with a heading in place of the marks that nbgrader needs."""
    lines = [line for line in source.split("\n") if END_SCHEME not in line]
    return "\n".join("\n**What earns marks**\n" if BEGIN_SCHEME in line else line for line in lines)


class ShowForMarking(Preprocessor):
    """Shows a person who marks what was asked, and hides the cells by which machines mark."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Change what is shown of one notebook; any page but formgrader's is left alone."""
        if "submission_id" not in resources:
            return nb, resources
        parts, response = _read(Path(resources["metadata"]["path"]))
        if parts:
            questions = dict(_list_questions(parts, response))
            nb.cells = list(self._show(nb.cells, questions))
        return nb, resources

    def _show(self, cells: list[Any], questions: Mapping[str, str]) -> Iterator[Any]:
        for cell in cells:
            name = read_grade_id(cell)
            item, _, role = name.partition("_")
            own = cell.metadata.get("nbgrader", {})
            if name in _FURNITURE:
                continue
            if role == "show" and item in questions:
                source = f'<div class="tex2jax_ignore">\n{questions[item]}\n</div>'
                yield type(cell)(cell_type="markdown", id=cell.get("id", ""), metadata=type(cell)(), source=source)
                continue
            if role == "rubric" and cell.cell_type == "markdown":
                cell.source = _show_scheme(cell.source)
            elif name == item_of(name) and name in questions and own.get("grade") and read_hidden(cell.source):
                cell.source = cut_secrets(cell.source)
            yield cell
