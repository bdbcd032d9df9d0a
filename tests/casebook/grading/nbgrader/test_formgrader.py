"""What formgrader shows of a graded notebook, and what plain nbgrader puts there: the learner's own numbers, and no key."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat as untyped_nbformat
import pytest

from casebook.exercise.cell import read_grade_id
from casebook.grading.nbgrader.formgrader import ShowForMarking
from casebook.grading.nbgrader.step import FillAnswers
from casebook.mark.response import Response, find_shown, write_response

ROOT = Path(__file__).parents[4]
nbformat: Any = untyped_nbformat
RESPONSE = Response(exercise="pharmacology", learner="m.smith", variants={"stopped-early": 3})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a graded hand-in in a course that holds one exercise of the real one."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for place in ("answers", "exercises"):
        shutil.copytree(ROOT / place / "pharmacology", tmp_path / place / "pharmacology")
    shutil.copy(ROOT / "answers" / "salt.txt", tmp_path / "answers")
    graded = tmp_path / "autograded" / "m.smith" / "pharmacology"
    graded.mkdir(parents=True)
    (graded / "response.json").write_bytes(write_response(RESPONSE))
    return graded


def read_answers(folder: Path) -> Any:
    path = folder.parents[2] / "answers" / "pharmacology" / "pharmacology.ipynb"
    return nbformat.reads(path.read_text("utf-8"), as_version=4)


def read_numbers(folder: Path) -> dict[str, list[str]]:
    public = json.loads((folder.parents[2] / "exercises" / "pharmacology" / "exercise.json").read_bytes())
    return next(part["numbers"] for part in public["parts"] if part["id"] == "stopped-early")


def find_cell(notebook: Any, name: str) -> Any:
    return next(cell for cell in notebook.cells if read_grade_id(cell) == name)


def test_plain_nbgrader_puts_the_learner_s_numbers_into_the_rubric(folder: Path) -> None:
    before = find_cell(read_answers(folder), "stopped-early--note_rubric").source
    notebook, _ = FillAnswers()(
        read_answers(folder), {"metadata": {"path": str(folder)}, "casebook_response": RESPONSE}
    )
    after = find_cell(notebook, "stopped-early--note_rubric").source
    assert "(the learner's own number)" in before and "(the learner's own number)" not in after
    assert re.search(r"[\d.]+\s?mg of [\d.]+\s?mg", after)


def test_formgrader_shows_questions_instead_of_calls_and_keys(folder: Path) -> None:
    notebook = read_answers(folder)
    cells = len(notebook.cells)
    shown, _ = ShowForMarking().preprocess(notebook, {"submission_id": "1", "metadata": {"path": str(folder)}})
    text = "\n".join(cell.source for cell in shown.cells)
    assert len(shown.cells) == cells - 2
    assert "exercise.item(" not in text and "score(" not in text and "BEGIN MARK SCHEME" not in text
    names = [read_grade_id(cell) for cell in shown.cells]
    note = names.index("stopped-early--note")
    assert read_numbers(folder)["weight"][3] in shown.cells[note - 2].source
    assert "Write the entry for the record" in shown.cells[note - 2].source
    assert "**What earns marks**" in shown.cells[note - 1].source


def test_a_page_for_trainees_is_left_alone(folder: Path) -> None:
    notebook = read_answers(folder)
    shown, _ = ShowForMarking().preprocess(notebook, {"metadata": {"path": str(folder)}})
    assert shown == read_answers(folder)


def test_a_file_of_the_trainee_s_own_is_not_taken_for_the_exercise(folder: Path) -> None:
    shutil.rmtree(folder.parents[2] / "exercises")
    (folder / "exercise.json").write_text('{"parts": [{"title": "<script>"}]}')
    shown, _ = ShowForMarking().preprocess(
        read_answers(folder), {"submission_id": "1", "metadata": {"path": str(folder)}}
    )
    assert shown == read_answers(folder)


def test_numbers_that_the_case_does_not_have_are_none() -> None:
    assert find_shown(RESPONSE, "stopped-early--note", 24) == 3
    assert find_shown(RESPONSE, "stopped-early--note", 3) is None
