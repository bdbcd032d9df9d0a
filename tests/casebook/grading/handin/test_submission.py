"""One hand-in brought into order: the response file is the truth, and a notebook's own cells add to it."""

import json
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.cell import read_grade_id
from casebook.grading.handin.submission import (
    Addition,
    Submission,
    list_additions,
    merge_notebook,
    pack_submission,
    read_notebook,
    rebuild_notebook,
    unpack_submission,
)
from casebook.mark.response import Refused, Response

CODE = "hottest-cup--code"


@pytest.fixture
def blank(released: Course) -> dict[str, Any]:
    return read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())


def put(notebook: dict[str, Any], name: str, source: str) -> dict[str, Any]:
    cells = [{**cell, "source": source} if read_grade_id(cell) == name else cell for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def sources(notebook: bytes) -> dict[str, str]:
    return {read_grade_id(cell): cell["source"] for cell in read_notebook(notebook)["cells"]}


def empty() -> Response:
    return Response(exercise="tea", learner="m.smith")


def test_packing_and_unpacking_gives_the_same() -> None:
    for submission in (Submission("m", None, None), Submission("m", b"\xff\x00", b"{}")):
        assert unpack_submission(pack_submission(submission)) == submission


def test_answers_from_the_page_are_put_into_their_cells(blank: dict[str, Any]) -> None:
    response = Response(exercise="tea", learner="m", responses={"second-cup--note": "<b>Tea</b>", CODE: "x = 1\r\n"})
    own = sources(rebuild_notebook(blank, response))
    assert own["second-cup--note"] == "```\n<b>Tea</b>\n```"
    assert own[CODE] == "x = 1\n"


def test_an_untouched_notebook_adds_nothing(blank: dict[str, Any]) -> None:
    assert merge_notebook(empty(), blank, blank).responses == {}


def test_code_in_its_cell_wins_over_older_code_in_the_file(blank: dict[str, Any]) -> None:
    old = Response(exercise="tea", learner="m", responses={CODE: "old = 1"})
    assert merge_notebook(old, put(blank, CODE, "new = 1"), blank).responses[CODE] == "new = 1"
    assert merge_notebook(old, blank, blank).responses[CODE] == "old = 1"


def test_a_starter_that_was_only_run_is_no_answer(blank: dict[str, Any]) -> None:
    starter = next(cell["source"] for cell in blank["cells"] if read_grade_id(cell) == CODE)
    response = Response(exercise="tea", learner="m", responses={CODE: starter + "\n"})
    assert CODE not in merge_notebook(response, None, blank).responses


def test_a_written_answer_in_its_cell_counts_when_the_box_is_empty(blank: dict[str, Any]) -> None:
    handed = put(blank, "second-cup--note", "In the cell.")
    assert merge_notebook(empty(), handed, blank).responses["second-cup--note"] == "In the cell."
    boxed = Response(exercise="tea", learner="m", responses={"second-cup--note": "In the box."})
    assert merge_notebook(boxed, handed, blank).responses["second-cup--note"] == "In the box."


def test_a_code_cell_that_lost_its_name_is_known_by_its_first_line(blank: dict[str, Any]) -> None:
    cells = [
        {**cell, "metadata": {}, "source": "# Task: hottest-cup (keep this line)\nx = 2"}
        if read_grade_id(cell) == CODE
        else cell
        for cell in blank["cells"]
    ]
    handed = {**blank, "cells": cells}
    assert merge_notebook(empty(), handed, blank).responses[CODE].endswith("x = 2")
    assert list_additions(handed, blank) == []


def test_code_cells_that_were_added_stay_where_they_stood(blank: dict[str, Any]) -> None:
    cells = list(blank["cells"])
    place = next(number for number, cell in enumerate(cells) if read_grade_id(cell) == CODE)
    cells.insert(place, {"cell_type": "code", "metadata": {"evil": 1}, "source": "HELP = 1", "outputs": ["<script>"]})
    cells.insert(0, {"cell_type": "markdown", "metadata": {}, "source": "<script>"})
    handed = {**blank, "cells": cells}
    assert list_additions(handed, blank) == [Addition(f"{CODE}_prompt", "HELP = 1")]
    rebuilt = read_notebook(rebuild_notebook(blank, empty(), list_additions(handed, blank)))
    names = [read_grade_id(cell) or cell["source"] for cell in rebuilt["cells"]]
    assert names[names.index(f"{CODE}_prompt") :][:3] == [f"{CODE}_prompt", "HELP = 1", CODE]
    assert "<script>" not in json.dumps(rebuilt)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "broken"),
        (b"\xff\xfe", "broken"),
        (b"[" * 100_000, "broken"),
        (b"[]", "not a notebook"),
        (b'{"nbformat": 3, "cells": []}', "not a notebook"),
        (b'{"nbformat": 4, "cells": [1]}', "a cell that is none"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}', "a cell that is none"),
        (b" " * 20_000_001, "20,000,001 bytes"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_notebook(data)


def test_an_answer_too_long_for_the_file_is_refused(blank: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="longer than 100000 characters"):
        merge_notebook(empty(), put(blank, CODE, "#" * 100_001), blank)
