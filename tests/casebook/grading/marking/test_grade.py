"""Grading one hand-in: a pure function, trusted marks for the response file, nbgrader's steps for code."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.exercise.source import load_source, make_source, read_checked
from casebook.folder import mirror_folder, write_file
from casebook.grading.box.sandbox import Place
from casebook.grading.handin.notebook.work import Addition, rebuild_notebook
from casebook.grading.handin.submission import (
    Submission,
    pack_submission,
    read_notebook,
)
from casebook.grading.marking.grade import grade, grade_quickly
from casebook.grading.marking.snapshot import Snapshot
from casebook.grading.outcome import Flag, Limits, Result
from casebook.grading.run.builder import make_snapshot
from casebook.mark.learner import choose_variant
from casebook.mark.response import Response, write_response

Write = Callable[..., Response]


@pytest.fixture
def snapshot(released: Course) -> Snapshot:
    return make_snapshot(load_source(released, "tea"), {})


def hand_in(
    snapshot: Snapshot, response: Response | bytes | None, notebook: bytes | None = None, place: Place | None = None,
    *, bare: bool = False,
) -> Result:  # fmt: skip
    data = write_response(response) if isinstance(response, Response) else response
    student = response.learner if isinstance(response, Response) else "m.smith"
    packed = pack_submission(Submission(student, data, notebook))
    result = grade(snapshot, packed, Limits(cell_seconds=3), place, bare=bare)
    quick = grade_quickly(snapshot, packed)
    # The quick way gives what the long way gives, wherever it gives anything.
    assert quick is None or replace(quick, notebook="") == replace(result, notebook="")
    return result


def scores(result: Result) -> dict[str, float | None]:
    return {row.cell: row.score for row in result.rows}


def rules(result: Result) -> list[tuple[str, str]]:
    return [(flag.rule, flag.item) for flag in result.flags]


def test_a_snapshot_is_plain_data_and_survives_the_journey(snapshot: Snapshot) -> None:
    again = Snapshot.read(snapshot.write())
    assert again.id == snapshot.id
    assert "Age comes before beauty" not in snapshot.write().decode(), "messages are not needed to mark"


def test_the_untouched_exercise_earns_nothing_and_runs_nothing(snapshot: Snapshot) -> None:
    result = hand_in(snapshot, Response(exercise="tea", learner="m.smith"))
    assert set(scores(result).values()) == {0.0}
    assert not any(row.waits for row in result.rows)
    assert result.rung == "response" and result.flags == ()


def test_right_answers_earn_full_marks_but_for_what_a_person_reads(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    result = hand_in(snapshot, write(released, hottest_cup__code=None))
    assert scores(result) == {
        "second-cup--volume": 2.0, "second-cup--warm": 1.0, "second-cup--guests": 1.0, "second-cup--order": 1.0,
        "second-cup--note": None, "hottest-cup--code_1": 0.0, "hottest-cup--code_2": 0.0,
    }  # fmt: skip
    assert [row.cell for row in result.rows if row.waits] == ["second-cup--note"]
    assert result.comments == {"second-cup--note": None, "hottest-cup--code": "No response."}


def test_the_result_is_plain_data(snapshot: Snapshot, released: Course, write: Write) -> None:
    result = hand_in(snapshot, write(released, hottest_cup__code=None))
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_marks_rest_on_the_numbers_shown_and_a_strange_name_is_flagged(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    response = write(released, "j.doe", hottest_cup__code=None)
    result = grade(snapshot, pack_submission(Submission("m.smith", write_response(response), None)))
    assert scores(result)["second-cup--volume"] == 2.0
    assert rules(result) == [("identity", "")]


def test_numbers_of_another_person_are_flagged(snapshot: Snapshot, released: Course, write: Write) -> None:
    theirs = write(released, "j.doe", hottest_cup__code=None)
    result = hand_in(snapshot, replace(theirs, learner="m.smith"))
    assert scores(result)["second-cup--volume"] == 2.0
    assert ("variant", "second-cup--volume") in rules(result)


def test_numbers_that_do_not_exist_wait_for_a_person(snapshot: Snapshot, released: Course, write: Write) -> None:
    result = hand_in(snapshot, replace(write(released, hottest_cup__code=None), variants={"second-cup": 99}))
    assert [row.cell for row in result.rows if row.waits] == [
        "second-cup--volume", "second-cup--warm", "second-cup--guests", "second-cup--order", "second-cup--note",
    ]  # fmt: skip


def test_only_an_item_that_changed_since_waits_for_a_person(snapshot: Snapshot, released: Course, write: Write) -> None:
    response = write(released, hottest_cup__code=None)
    stale = replace(response, fingerprints={**response.fingerprints, "second-cup--warm": "0" * 12})
    result = hand_in(snapshot, stale)
    assert scores(result)["second-cup--warm"] is None
    assert scores(result)["second-cup--volume"] == 2.0
    assert rules(result) == [("changed", "second-cup--warm")]


def test_an_item_handed_in_under_an_earlier_fingerprint_is_marked(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    response = write(released, hottest_cup__code=None)
    older = replace(response, fingerprints={**response.fingerprints, "second-cup--warm": "0" * 12})
    result = hand_in(replace(snapshot, former={"second-cup--warm": ["1" * 12, "0" * 12]}), older)
    assert scores(result)["second-cup--warm"] is not None and rules(result) == []


def test_an_item_that_was_added_since_waits_for_a_person_and_is_no_zero(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    response = write(released, hottest_cup__code=None, second_cup__warm=None, second_cup__note=None)
    known = {
        name: text
        for name, text in response.fingerprints.items()
        if name not in ("second-cup--warm", "second-cup--note")
    }
    result = hand_in(snapshot, replace(response, fingerprints=known))
    assert scores(result)["second-cup--warm"] is None and scores(result)["second-cup--note"] is None
    assert scores(result)["second-cup--volume"] == 2.0
    what = "this item was added after it was handed in, so a person decides about its marks"
    assert result.flags == (Flag("changed", "second-cup--warm", what), Flag("changed", "second-cup--note", what))


def test_code_is_not_run_where_nothing_shuts_it_in_and_nobody_allowed_it(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    with pytest.raises(ValueError, match="nothing to shut it in"):
        hand_in(snapshot, write(released))


def test_an_exercise_without_code_runs_no_cell_that_a_learner_added(
    snapshot: Snapshot, released: Course, write: Write, tmp_path: Path
) -> None:
    secrets = {name: secret for name, secret in snapshot.secrets.items() if secret["kind"] != "code"}
    cells = {name: cell for name, cell in snapshot.cells.items() if not name.startswith("hottest")}
    quiet = replace(snapshot, secrets=secrets, cells=cells)
    response = write(released, hottest_cup__code=None)
    added = [Addition("exercise_set-up", f"open({str(tmp_path / 'owned')!r}, 'w')")]
    notebook = rebuild_notebook(read_notebook(snapshot.released.encode()), response, added)
    result = hand_in(quiet, response, notebook, bare=True)
    assert result.rung == "response" and scores(result)["second-cup--volume"] == 2.0
    assert not (tmp_path / "owned").exists()


def test_a_predicted_mistake_is_named(snapshot: Snapshot, released: Course, write: Write) -> None:
    variant = choose_variant("m.smith", "second-cup", 24)
    wrong = snapshot.secrets["second-cup--volume"]["predictions"][0]["values"][variant]
    result = hand_in(snapshot, write(released, second_cup__volume=f"{wrong:.5g}", hottest_cup__code=None))
    assert result.marks[0].mistake == "volume_tenfold"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 200_000], ids=["empty", "cut", "bytes", "deep"])
def test_a_response_file_that_can_t_be_read_waits_for_a_person(snapshot: Snapshot, data: bytes) -> None:
    result = hand_in(snapshot, data)
    assert rules(result) == [("refused", "")]
    assert [row.score for row in result.rows if snapshot.is_marked_here(row.cell)] == [None] * 4


@pytest.mark.parametrize(
    "notebook",
    [
        b"{broken",
        b"{}",
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": "second-cup--note"}}}]}',
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": 7, "outputs": 3}]}',
    ],
)
def test_no_notebook_stops_the_marking_of_the_response_file(
    snapshot: Snapshot, released: Course, write: Write, notebook: bytes
) -> None:
    result = hand_in(snapshot, write(released, hottest_cup__code=None), notebook)
    assert scores(result)["second-cup--volume"] == 2.0
    assert json.loads(result.notebook)["nbformat"] == 4


def test_a_person_who_marks_sees_the_rubric_and_the_text_but_no_script(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    result = hand_in(snapshot, write(released, second_cup__note="<script>x</script>", hottest_cup__code=None))
    cells = {cell["source"] for cell in read_notebook(result.notebook.encode())["cells"]}
    assert "```\n<script>x</script>\n```" in cells
    assert any("- 2: what was served" in source for source in cells)


def test_each_marked_cell_shows_the_answer_and_its_marks(snapshot: Snapshot, released: Course, write: Write) -> None:
    result = hand_in(snapshot, write(released, hottest_cup__code=None))
    cell = next(c for c in json.loads(result.notebook)["cells"] if c["id"] == "second-cup--warm")
    assert "Answered: warm" in "".join(cell["outputs"][0]["text"])
    assert "".join(cell["outputs"][1]["data"]["text/plain"]) == "1.0"


def test_a_question_with_something_typed_beside_it_and_nothing_chosen_waits(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    response = write(released, second_cup__warm=None, hottest_cup__code=None)
    typed = [Addition("second-cup--warm", "The warm one.", text=True)]
    notebook = rebuild_notebook(read_notebook(snapshot.released.encode()), response, typed)
    result = hand_in(snapshot, response, notebook)
    assert next((row.cell, row.score) for row in result.rows if row.waits) == ("second-cup--warm", None)
    assert ("typed", "second-cup--warm") in rules(result) and "The warm one." in result.notebook
    chosen = hand_in(snapshot, write(released, second_cup__warm="iced", hottest_cup__code=None), notebook)
    assert scores(chosen)["second-cup--warm"] == 0.0 and rules(chosen) == [("note", "")]


def test_a_task_whose_code_stands_in_words_only_waits_and_runs_nothing(
    snapshot: Snapshot, released: Course, write: Write
) -> None:
    response = write(released, hottest_cup__code=None)
    said = [Addition("hottest-cup--code", "I would take the hottest.", text=True)]
    notebook = rebuild_notebook(read_notebook(snapshot.released.encode()), response, said)
    result = hand_in(snapshot, response, notebook)
    assert result.rung == "response" and ("pieced", "hottest-cup--code") in rules(result)
    assert {row.cell for row in result.rows if row.waits} == {
        "second-cup--note", "hottest-cup--code_1", "hottest-cup--code_2",
    }  # fmt: skip


@pytest.mark.slow
class TestCode:
    """Code tasks, in a box of a zygote."""

    @pytest.fixture(autouse=True)
    def _settle(self, place: Place) -> None:
        self.place: Place | None = place

    def run(self, snapshot: Snapshot, released: Course, write: Write, code: str) -> Result:
        return hand_in(snapshot, write(released, hottest_cup__code=code), place=self.place)

    def test_the_author_s_solution_earns_full_marks(self, snapshot: Snapshot, released: Course, write: Write) -> None:
        result = hand_in(snapshot, write(released), place=self.place)
        assert scores(result)["hottest-cup--code_1"] == 1.0
        assert scores(result)["hottest-cup--code_2"] == 2.0
        assert result.rung == "zygote" and result.isolation == "full" and result.flags == ()

    def test_where_nothing_shuts_code_in_an_ordinary_kernel_gives_the_same(
        self, snapshot: Snapshot, released: Course, write: Write
    ) -> None:
        result = hand_in(snapshot, write(released), bare=True)
        boxed = hand_in(snapshot, write(released), place=self.place)
        assert result.rung == "kernel" and result.isolation == "none"
        assert (result.rows, result.comments) == (boxed.rows, boxed.comments)

    @pytest.mark.parametrize(
        "code",
        [
            "def hottest(cups): return 'red'",
            "def hottest(cups:",
            "raise ValueError('no')",
            "import warnings\ndef hottest(cups):\n    warnings.warn('hm')\n    return max(cups, key=lambda c: float(c['heat']))['name']",
            "while True: pass",
            "input()",
        ],
        ids=["wrong", "no Python", "raises", "warns", "endless", "asks"],
    )
    def test_code_that_fails_earns_nothing_and_costs_nothing_else(
        self, snapshot: Snapshot, released: Course, write: Write, code: str
    ) -> None:
        result = self.run(snapshot, released, write, code)
        assert scores(result)["hottest-cup--code_2"] == 0.0
        assert scores(result)["second-cup--volume"] == 2.0

    def test_code_that_ends_the_kernel_waits_for_a_person(
        self, snapshot: Snapshot, released: Course, write: Write
    ) -> None:
        result = self.run(snapshot, released, write, "import os\nos._exit(0)")
        assert rules(result) == [("look", ""), ("not-run", "")]
        assert scores(result)["hottest-cup--code_1"] is None
        assert scores(result)["second-cup--volume"] == 2.0

    def test_code_can_t_change_the_marks_of_the_response_file(
        self, snapshot: Snapshot, released: Course, write: Write
    ) -> None:
        code = (
            "import json, casebook.autograde, casebook.mark.mark\n"
            "casebook.autograde.score = lambda *_: 99.0\n"
            "casebook.mark.mark = None\n"
            "open('response.json', 'w').write('{}')\n"
        )
        result = hand_in(snapshot, write(released, second_cup__warm="iced", hottest_cup__code=code), place=self.place)
        assert scores(result)["second-cup--warm"] == 0.0
        assert scores(result)["second-cup--volume"] == 2.0

    def test_a_test_that_was_edited_is_put_back(self, snapshot: Snapshot, released: Course, write: Write) -> None:
        response = write(released, hottest_cup__code="import csv\ndef hottest(cups): return 'blue'")
        notebook = json.loads(rebuild_notebook(read_notebook(snapshot.released.encode()), response))
        for cell in notebook["cells"]:
            if cell["id"] == "hottest-cup--code_2":
                cell["source"] = "pass"
                cell["metadata"]["nbgrader"]["points"] = 50
        result = hand_in(snapshot, response, json.dumps(notebook).encode(), self.place)
        assert scores(result)["hottest-cup--code_1"] == 1.0
        assert scores(result)["hottest-cup--code_2"] == 0.0

    def test_helper_cells_are_run(self, snapshot: Snapshot, released: Course, write: Write) -> None:
        response = write(released, hottest_cup__code="def hottest(cups): return helper(cups)")
        helper = Addition(
            "exercise_set-up", "def helper(cups): return max(cups, key=lambda c: float(c['heat']))['name']"
        )
        notebook = rebuild_notebook(read_notebook(snapshot.released.encode()), response, [helper])
        assert scores(hand_in(snapshot, response, notebook, self.place))["hottest-cup--code_2"] == 2.0

    def test_code_in_pieces_is_right_or_waits_with_what_it_earned(
        self, snapshot: Snapshot, released: Course, write: Write
    ) -> None:
        released_notebook = read_notebook(snapshot.released.encode())
        response = write(released, hottest_cup__code=None)
        best = "def hottest(cups):\n    return max(cups, key=lambda cup: float(cup['heat']))['name']"
        for code, wanted in ((best, [(1.0, False), (2.0, False)]), (best.replace("max", "min"), [(0.0, True)] * 2)):
            notebook = rebuild_notebook(released_notebook, response, [Addition("exercise_hand-in", code)])
            result = hand_in(snapshot, response, notebook, self.place)
            assert [(row.score, row.waits) for row in result.rows if row.cell.startswith("hottest")] == wanted
            assert {rule for rule, _ in rules(result)} <= {"note", "pieced"}

    def test_outputs_can_t_act_and_stay_small(self, snapshot: Snapshot, released: Course, write: Write) -> None:
        code = (
            "from IPython.display import HTML, display\n"
            "display(HTML('<script>alert(1)</script>'))\n"
            "for _ in range(20): print('x' * 1_000_000)\n"
        )
        result = self.run(snapshot, released, write, code)
        assert "text/html" not in result.notebook
        assert len(result.notebook) < 3_000_000


def test_with_one_version_everybody_is_marked_on_the_same_numbers_and_nobody_is_flagged(
    released: Course, write: Write
) -> None:
    cover = released.answers / "tea" / "exercise.md"
    cover.write_text(cover.read_text().replace("title:", "numbers: same\ntitle:"))
    source = make_source(released, read_checked(released, "tea"))
    for name, data in source.answers.items():
        write_file(released.answers / "tea" / name, data)
    mirror_folder(source.release, released.exercises / "tea")
    snapshot = make_snapshot(load_source(released, "tea"), {})
    (key,) = source.halves.secrets["second-cup--volume"]["keys"]
    prints = {item["id"]: item["fingerprint"] for part in source.halves.public["parts"] for item in part["items"]}
    for learner in ("m.smith", "j.doe", "x"):
        response = Response(
            exercise="tea", learner=learner, variants={"second-cup": 0, "hottest-cup": 0}, fingerprints=prints,
            responses={"second-cup--volume": f"{key:.4g}"},
        )  # fmt: skip
        result = hand_in(snapshot, response)
        assert scores(result)["second-cup--volume"] == 2
        assert rules(result) == []


def test_a_hand_in_with_numbers_of_its_own_waits_for_a_person_once_there_is_one_version(
    released: Course, write: Write
) -> None:
    response = write(released, "m.smith", hottest_cup__code=None)
    assert response.variants["second-cup"] > 0
    cover = released.answers / "tea" / "exercise.md"
    cover.write_text(cover.read_text().replace("title:", "numbers: same\ntitle:"))
    snapshot = make_snapshot(make_source(released, read_checked(released, "tea")), {})
    assert ("variant", "second-cup--warm") in rules(hand_in(snapshot, response))
    assert scores(hand_in(snapshot, response))["second-cup--volume"] is None


WRONG = "# Task: hottest-cup (keep this line)\ndef hottest(cups): return 'none'"


@pytest.mark.slow
def test_other_code_in_the_response_file_is_put_before_a_person_when_the_notebook_s_fails(
    snapshot: Snapshot, released: Course, write: Write, place: Place
) -> None:
    original = read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())
    right = write(released)
    notebook = rebuild_notebook(original, write(released, hottest_cup__code=WRONG))
    result = hand_in(snapshot, right, notebook, place)
    waits = {row.cell: (row.score, row.waits) for row in result.rows if row.cell.startswith("hottest")}
    assert waits == {"hottest-cup--code_1": (0.0, True), "hottest-cup--code_2": (0.0, True)}
    assert rules(result) == [("other", "hottest-cup--code")] and "compares them" in result.flags[0].what
    cells = json.loads(result.notebook)["cells"]
    place_of = next(number for number, cell in enumerate(cells) if cell["source"] == WRONG)
    assert "return max(cups" in cells[place_of + 1]["source"] and cells[place_of + 1]["cell_type"] == "markdown"


@pytest.mark.slow
def test_other_code_asks_nobody_when_the_notebook_s_passes(
    snapshot: Snapshot, released: Course, write: Write, place: Place
) -> None:
    original = read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())
    notebook = rebuild_notebook(original, write(released))
    result = hand_in(snapshot, write(released, hottest_cup__code=WRONG), notebook, place)
    assert [row.cell for row in result.rows if row.waits] == ["second-cup--note"] and result.flags == ()
