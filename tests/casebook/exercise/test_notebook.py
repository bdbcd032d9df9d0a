"""The notebook an educator keeps, and what is left of it for trainees."""

import json
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.cell import item_of, read_grade_id
from casebook.exercise.source import Source, load_source


@pytest.fixture
def source(released: Course) -> Source:
    return load_source(released, "tea")


def cells(notebook: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {read_grade_id(cell): cell for cell in notebook["cells"]}


def test_every_item_has_its_widget_and_its_graded_cell_named_after_it(source: Source) -> None:
    own = cells(source.notebook)
    first = own["exercise_set-up"]["source"]
    assert first.startswith("try:\n    from casebook import widget\n")
    assert first.endswith("\n\nexercise = widget.open_exercise()")
    assert own["second-cup--volume_show"]["source"] == 'exercise.item("second-cup--volume")'
    assert own["second-cup--volume"]["metadata"]["nbgrader"]["points"] == 2.0
    assert own["exercise_hand-in"]["source"] == "exercise.hand_in()"
    assert {item_of(name) for name in own} == {
        "exercise", "second-cup--volume", "second-cup--warm", "second-cup--guests", "second-cup--order",
        "second-cup--note", "hottest-cup--code",
    }  # fmt: skip


def test_a_hidden_cell_ends_in_the_call_whose_value_nbgrader_reads(source: Source) -> None:
    last = cells(source.notebook)["second-cup--warm"]["source"].split("\n")[-2:]
    assert last[0].startswith('score("second-cup--warm", ')
    assert last[1] == "### END HIDDEN TESTS"


def test_trainees_get_the_author_s_starter_and_no_hidden_line(source: Source) -> None:
    released = json.loads(source.release["tea.ipynb"])
    own = {read_grade_id(cell): "".join(cell["source"]) for cell in released["cells"]}
    assert own["hottest-cup--code"].startswith("# Task: hottest-cup (keep this line)\nimport csv\n")
    assert 'raise NotImplementedError("write your answer here")' in own["hottest-cup--code"]
    assert own["hottest-cup--code_2"] == "# Other tables."
    assert own["second-cup--note_rubric"] == "A person reads and marks this answer."
    assert "score(" not in source.release["tea.ipynb"].decode()
    assert "casebook" not in [key for cell in released["cells"] for key in cell["metadata"]]


def test_cell_ids_come_from_the_author_s_and_none_is_used_twice(source: Source) -> None:
    ids = [cell["id"] for cell in source.notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(len(name) <= 64 for name in ids)
