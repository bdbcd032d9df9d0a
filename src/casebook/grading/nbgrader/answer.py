"""A learner's answers in the cells where nbgrader and those who mark look for them."""

from typing import Any

from nbgrader.utils import compute_checksum, is_solution

from ...mark.response import Response
from ..handin.quarantine import clean_cell, clean_text, quote_text

__all__ = ["fill_answers"]


def fill_answers(nb: Any, response: Response | None) -> Any:
    """Put written answers and code from the response file into their cells, and make all that trainees wrote harmless.

    Code that was changed in the notebook itself is kept. A written answer is quoted, wherever it stood.
    """
    answers = response.responses if response else {}
    cells = []
    for cell in nb.cells:
        own = cell.metadata.get("nbgrader", {})
        grade_id = own.get("grade_id")
        if not grade_id or not (own.get("grade") or own.get("solution") or own.get("locked")):
            if clean_cell(cell):
                cells.append(cell)
            continue
        cell.pop("attachments", None)
        if is_solution(cell):
            answer = answers.get(grade_id)
            text = answer if isinstance(answer, str) and answer.strip() else ""
            untouched = own.get("checksum") == compute_checksum(cell)
            if cell.cell_type == "markdown" and (text or not untouched):
                cell.source = quote_text(text or cell.source)
            elif cell.cell_type == "code" and text and untouched:
                cell.source = clean_text(text)
        cells.append(cell)
    nb.cells = cells
    nb.metadata = type(nb.metadata)(
        {name: nb.metadata[name] for name in ("kernelspec", "language_info") if name in nb.metadata}
    )
    return nb
