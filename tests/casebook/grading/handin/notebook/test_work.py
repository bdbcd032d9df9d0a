"""What a learner wrote into a notebook is found wherever it stands, and put where it is marked."""

import copy
import json
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.cell import read_grade_id
from casebook.grading.handin.notebook.work import (
    BESIDE,
    OTHER,
    Addition,
    Work,
    read_work,
    rebuild_notebook,
    show_other,
    write_work,
)
from casebook.grading.handin.submission import read_notebook
from casebook.mark.response import Refused, Response

CODE, NOTE = "hottest-cup--code", "second-cup--note"
FIRST = "# Task: hottest-cup (keep this line)"
BODY = "def hottest(cups):\n    best = max(cups, key=lambda cup: float(cup['heat']))\n    return best['name']"
GOOD = f"{FIRST}\nimport csv\n\n\n{BODY}"
TEXT = "Tea, to the guests, because it was still warm."

Cell = dict[str, Any]


@pytest.fixture
def blank(released: Course) -> dict[str, Any]:
    return read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())


def put(notebook: dict[str, Any], name: str, source: str, **changes: Any) -> dict[str, Any]:
    cells = [
        {**cell, "source": source, **changes} if read_grade_id(cell) == name else cell for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}


def add(notebook: dict[str, Any], after: str, *cells: Cell) -> dict[str, Any]:
    """Return the notebook with new cells below one of its own."""
    place = [read_grade_id(cell) for cell in notebook["cells"]].index(after) + 1
    return {**notebook, "cells": [*notebook["cells"][:place], *cells, *notebook["cells"][place:]]}


def new(source: str, kind: str = "markdown") -> Cell:
    return {"cell_type": kind, "metadata": {}, "source": source}


def copied(notebook: dict[str, Any], name: str, source: str) -> Cell:
    cell = next(cell for cell in notebook["cells"] if read_grade_id(cell) == name)
    return {**copy.deepcopy(cell), "id": "copied", "source": source}


def sources(notebook: bytes) -> dict[str, str]:
    return {read_grade_id(cell): cell["source"] for cell in read_notebook(notebook)["cells"]}


def empty() -> Response:
    return Response(exercise="tea", learner="m.smith")


def run(work: Work, released: dict[str, Any]) -> Any:
    """Return what the code of the task gives, run as the grader would: cell after cell, up to the first test."""
    names: dict[str, Any] = {}
    for cell in read_notebook(write_work(work, released))["cells"]:
        if read_grade_id(cell).startswith(f"{CODE}_") and cell["cell_type"] == "code":
            break
        if cell["cell_type"] == "code" and not read_grade_id(cell).startswith(("exercise", "second")):
            try:
                exec(cell["source"], names)
            except Exception:
                continue
    return names["hottest"]([{"name": "red", "heat": "60"}, {"name": "blue", "heat": "80.5"}])


def test_answers_from_the_page_are_put_into_their_cells(blank: dict[str, Any]) -> None:
    response = Response(exercise="tea", learner="m", responses={NOTE: "<b>Tea</b>", CODE: "x = 1\r\n"})
    own = sources(rebuild_notebook(blank, response))
    assert own[NOTE] == "```\n<b>Tea</b>\n```"
    assert own[CODE] == "x = 1\n"


def test_an_untouched_notebook_adds_nothing(blank: dict[str, Any]) -> None:
    assert read_work(empty(), blank, blank) == Work(response=empty(), code={}, additions=())


def test_code_in_its_cell_wins_over_older_code_in_the_file(blank: dict[str, Any]) -> None:
    old = Response(exercise="tea", learner="m", responses={CODE: GOOD.replace("max", "min")})
    assert read_work(old, put(blank, CODE, GOOD), blank).response.responses[CODE] == GOOD
    assert read_work(old, blank, blank).response.responses[CODE] == GOOD.replace("max", "min")


def test_other_code_of_the_response_file_is_kept_beside_the_notebook_s(blank: dict[str, Any]) -> None:
    wrong = GOOD.replace("max", "min")
    old = Response(exercise="tea", learner="m", responses={CODE: GOOD})
    work = read_work(old, put(blank, CODE, wrong), blank)
    assert work.response.responses[CODE] == wrong and work.other == {CODE: GOOD} and work.pieced == ()
    again = read_work(work.response, read_notebook(write_work(work, blank)), blank)
    assert (again.response, again.other, again.code) == (work.response, work.other, work.code)
    shown = show_other(read_notebook(write_work(work, blank))["cells"], work.other)
    names = [read_grade_id(cell) for cell in shown]
    below = shown[names.index(CODE) + 1]
    assert below["cell_type"] == "markdown" and below["source"].startswith(OTHER) and GOOD in below["source"]


def test_a_space_or_a_part_is_no_other_code_and_indentation_is(blank: dict[str, Any]) -> None:
    upper, lower = GOOD.split("    return")
    starter = next(cell["source"] for cell in blank["cells"] if read_grade_id(cell) == CODE)
    for given in (GOOD, GOOD.replace("\n", "  \r\n") + "\n\n", upper, starter, starter.split("\n\n")[0], " "):
        response = Response(exercise="tea", learner="m", responses={CODE: given})
        assert read_work(response, put(blank, CODE, GOOD), blank).other == {}, given
    deeper = Response(exercise="tea", learner="m", responses={CODE: GOOD.replace("    return", "        return")})
    assert list(read_work(deeper, put(blank, CODE, GOOD), blank).other) == [CODE]
    split = add(put(blank, CODE, upper), CODE, copied(blank, CODE, f"    return{lower}"))
    work = read_work(Response(exercise="tea", learner="m", responses={CODE: upper}), split, blank)
    assert work.other == {}
    assert read_work(work.response, read_notebook(write_work(work, blank)), blank).other == {}


def test_a_starter_that_was_only_run_is_no_answer(blank: dict[str, Any]) -> None:
    starter = next(cell["source"] for cell in blank["cells"] if read_grade_id(cell) == CODE)
    response = Response(exercise="tea", learner="m", responses={CODE: starter + "\n"})
    assert CODE not in read_work(response, None, blank).response.responses


def test_a_written_answer_in_its_cell_counts_beside_the_one_in_the_box(blank: dict[str, Any]) -> None:
    handed = put(blank, NOTE, "In the cell.")
    assert read_work(empty(), handed, blank).response.responses[NOTE] == "In the cell."
    boxed = Response(exercise="tea", learner="m", responses={NOTE: "In the box."})
    assert read_work(boxed, handed, blank).response.responses[NOTE] == f"In the box.\n\n{BESIDE}\nIn the cell."
    shorter = Response(exercise="tea", learner="m", responses={NOTE: "In the"})
    assert read_work(shorter, handed, blank).response.responses[NOTE] == "In the cell."


@pytest.mark.parametrize("kind", ["markdown", "code", "raw"])
@pytest.mark.parametrize("named", [True, False])
def test_a_written_answer_is_found_in_any_cell_by_its_question(blank: dict[str, Any], kind: str, named: bool) -> None:
    cells = [put(blank, NOTE, TEXT, cell_type=kind), add(blank, NOTE, new(TEXT, kind))]
    if named:
        cells = [add(blank, NOTE, copied(blank, NOTE, TEXT)), put(blank, f"{NOTE}_rubric", TEXT, cell_type=kind)]
    for handed in cells:
        assert TEXT in read_work(empty(), handed, blank).response.responses[NOTE]


@pytest.mark.parametrize("after", ["exercise_introduction", "hottest-cup--code_2", "exercise_hand-in"])
def test_text_that_stands_by_no_question_is_shown_with_the_answer_that_is_wanting(
    blank: dict[str, Any], after: str
) -> None:
    work = read_work(empty(), add(blank, after, new(TEXT)), blank)
    assert work.response.responses[NOTE] == f"{BESIDE}\n{TEXT}"
    assert work.elsewhere == (NOTE,)


def test_a_written_answer_as_a_comment_or_a_text_of_python_is_found(blank: dict[str, Any]) -> None:
    for source in (f"# {TEXT}", f'"{TEXT}"'):
        work = read_work(empty(), add(blank, "exercise_hand-in", new(source, "code")), blank)
        assert TEXT in work.response.responses[NOTE]


def test_code_stands_in_split_copied_merged_retyped_and_new_cells(blank: dict[str, Any]) -> None:
    test = next(cell["source"] for cell in blank["cells"] if read_grade_id(cell) == f"{CODE}_1")
    gone = {**blank, "cells": [cell for cell in blank["cells"] if read_grade_id(cell) != CODE]}
    upper, lower = GOOD.split("    return")
    wrong = GOOD.replace("max", "min")
    ways = {
        "split inside": add(put(blank, CODE, upper), CODE, copied(blank, CODE, f"    return{lower}")),
        "split, the half without a name": add(put(blank, CODE, upper), CODE, new(f"    return{lower}", "code")),
        "split in a line": add(put(blank, CODE, f"{upper}    "), CODE, copied(blank, CODE, f"return{lower}")),
        "split above": add(put(blank, CODE, f"{FIRST}\nimport csv"), CODE, copied(blank, CODE, BODY)),
        "copy below": add(blank, CODE, copied(blank, CODE, GOOD)),
        "better copy": add(put(blank, CODE, wrong), CODE, copied(blank, CODE, GOOD)),
        "copy above": add(blank, f"{CODE}_prompt", copied(blank, CODE, GOOD)),
        "broken first": add(put(blank, CODE, "def hottest(cups"), CODE, copied(blank, CODE, GOOD)),
        "new cell": add(gone, f"{CODE}_prompt", new(BODY, "code")),
        "new cell below the tests": add(blank, f"{CODE}_2", new(BODY, "code")),
        "new cell at the end": add(blank, "exercise_hand-in", new(BODY, "code")),
        "first line": add(gone, "exercise_hand-in", new(GOOD, "code")),
        "made Markdown": put(blank, CODE, GOOD, cell_type="markdown"),
        "in a fence": add(blank, CODE, new(f"```python\n{BODY}\n```")),
        "merged": put(put(blank, CODE, f"{GOOD}\n\n{test}"), f"{CODE}_1", ""),
        "in the test": put(blank, f"{CODE}_1", f"{BODY}\n\n{test}"),
        "helper below": add(
            put(blank, CODE, f"{FIRST}\ndef hottest(cups): return helper(cups)"),
            f"{CODE}_2", new(BODY.replace("hottest", "helper"), "code"),
        ),
    }  # fmt: skip
    for way, handed in ways.items():
        work = read_work(empty(), handed, blank)
        assert run(work, blank) == "blue", way
        assert work.altered == (), way
        again = read_work(work.response, read_notebook(write_work(work, blank)), blank)
        assert run(again, blank) == "blue", way
        assert again.pieced == work.pieced, way


def test_only_code_that_did_not_simply_stand_in_its_cell_is_held(blank: dict[str, Any]) -> None:
    nameless = put(blank, CODE, GOOD, metadata={}, id="x")
    for handed in (put(blank, CODE, GOOD), nameless, add(put(blank, CODE, GOOD), CODE, new("hottest([])", "code"))):
        assert read_work(empty(), handed, blank).pieced == ()
    twice = add(put(blank, CODE, GOOD), CODE, copied(blank, CODE, GOOD.replace("max", "min")))
    assert read_work(empty(), twice, blank).pieced == (CODE,)
    prose = add(blank, CODE, new("I would take the largest."))
    assert read_work(empty(), prose, blank).pieced == (CODE,)


def test_a_notebook_without_any_metadata_is_known_by_its_text(blank: dict[str, Any]) -> None:
    handed = put(put(blank, CODE, GOOD), NOTE, TEXT)
    cells = [{"cell_type": cell["cell_type"], "source": cell["source"]} for cell in handed["cells"]]
    work = read_work(empty(), {"cells": cells}, blank)
    assert work.response.responses == {CODE: GOOD, NOTE: TEXT} or TEXT in work.response.responses[NOTE]
    assert work.response.responses[CODE] == GOOD
    assert work.additions == () and work.pieced == () and work.altered == ()


def test_the_exercise_s_own_calls_typed_again_are_not_run_as_a_learner_s_code(blank: dict[str, Any]) -> None:
    typed = (
        "from casebook import widget\nexercise = widget.open_exercise( )\nexercise.item('second-cup--warm')\nHELP = 1"
    )
    work = read_work(empty(), add(put(blank, CODE, GOOD), "exercise_introduction", new(typed, "code")), blank)
    assert work.additions == (Addition("exercise_introduction", "HELP = 1"),)


def test_code_cells_that_were_added_stay_where_they_stood(blank: dict[str, Any]) -> None:
    handed = add(put(blank, CODE, GOOD), f"{CODE}_prompt", {**new("HELP = 1", "code"), "outputs": ["<script>"]})
    handed = {**handed, "cells": [new("<script>"), *handed["cells"]]}
    work = read_work(empty(), handed, blank)
    assert work.additions == (Addition(f"{CODE}_prompt", "HELP = 1"),)
    rebuilt = read_notebook(write_work(work, blank))
    names = [read_grade_id(cell) or cell["source"] for cell in rebuilt["cells"]]
    assert names[names.index(f"{CODE}_prompt") :][:3] == [f"{CODE}_prompt", "HELP = 1", CODE]
    own = {read_grade_id(cell): cell["source"] for cell in rebuilt["cells"]}
    assert own[NOTE] == f"```\n{BESIDE}\n<script>\n```", "shown to a person as the text it is"
    assert json.dumps(rebuilt).count("<script>") == 1


def test_a_test_that_was_rewritten_is_named_and_put_back(blank: dict[str, Any]) -> None:
    work = read_work(empty(), put(put(blank, CODE, GOOD), f"{CODE}_1", "assert True"), blank)
    assert work.altered == (f"{CODE}_1",)
    assert "assert True" not in write_work(work, blank).decode()


def test_what_a_notebook_says_of_itself_is_believed_only_for_items_that_exist(blank: dict[str, Any]) -> None:
    noted = {"pieced": [CODE, "no-item", ["x"]], "elsewhere": "all", "altered": [CODE], "other": 1, "typed": 5}
    work = read_work(empty(), {**blank, "metadata": {"casebook": noted}}, blank)
    assert (work.pieced, work.elsewhere, work.altered, work.other) == ((CODE,), (), (), {})
    forged = {"other": {"no-item": "x", CODE: "</pre><script>\x1b[2J", NOTE: "x", f"{CODE}_1": 5}}
    work = read_work(empty(), {**blank, "metadata": {"casebook": forged}}, blank)
    assert work.other == {CODE: "</pre><script>\ufffd[2J"} and CODE not in work.response.responses


def test_an_answer_too_long_for_the_file_is_refused_and_text_beside_it_is_cut(blank: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="longer than 100000 characters"):
        read_work(empty(), put(blank, CODE, "#" * 100_001), blank)
    answer = read_work(empty(), add(put(blank, NOTE, TEXT), NOTE, new("x " * 60_000)), blank).response.responses[NOTE]
    assert str(answer).startswith(TEXT) and len(answer) < 25_000 and "as it was handed in" in answer


def test_words_in_the_cell_of_a_task_are_shown_with_the_answer_that_is_wanting(blank: dict[str, Any]) -> None:
    work = read_work(empty(), put(blank, CODE, TEXT), blank)
    assert TEXT in work.response.responses[NOTE]


def test_an_unanswered_question_with_something_typed_beside_it_is_named(blank: dict[str, Any]) -> None:
    item = "second-cup--warm"
    for handed in (
        add(blank, item, new("The warm one.")),
        put(blank, item, "warm"),
        add(blank, item, new("1 + 1", "code")),
    ):
        work = read_work(empty(), handed, blank)
        assert work.typed == (item,)
        again = read_notebook(write_work(work, blank))
        assert read_work(work.response, again, blank).typed == (item,)
        assert any(cell["source"].strip("`\n") in ("The warm one.", "warm", "1 + 1") for cell in again["cells"])
    chosen = Response(exercise="tea", learner="m", responses={item: "iced"})
    assert read_work(chosen, add(blank, item, new("The warm one.")), blank).typed == ()


def test_magic_above_code_does_not_hide_it(blank: dict[str, Any]) -> None:
    old = Response(exercise="tea", learner="m", responses={CODE: GOOD.replace("max", "min")})
    work = read_work(old, put(blank, CODE, f"%%time\n{GOOD}"), blank)
    assert work.response.responses[CODE] == f"%%time\n{GOOD}" and work.pieced == ()


def test_files_attached_to_a_cell_are_told_of_after_collecting_too(blank: dict[str, Any]) -> None:
    handed = put(blank, NOTE, "![scan](attachment:scan.png)", attachments={"scan.png": {"image/png": "iVBORw0="}})
    work = read_work(empty(), handed, blank)
    assert work.attached == (NOTE,) and "scan.png" in work.response.responses[NOTE]
    assert read_work(work.response, read_notebook(write_work(work, blank)), blank).attached == (NOTE,)


def test_a_notebook_with_a_library_typed_into_it_is_refused(blank: dict[str, Any]) -> None:
    cells = [new("x = 1\n" * 10_000, "code") for _ in range(20)]
    with pytest.raises(Refused, match="1,000,000 letters"):
        read_work(empty(), add(blank, NOTE, *cells), blank)
