"""An exercise in a notebook, as a trainee, a grader and an unlucky disk meet it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casebook.exercise import widget
from casebook.mark.learner import choose_variant
from casebook.mark.response import read_response
from casebook.problem import CasebookError

PUBLIC: dict[str, Any] = {
    "kind": "casebook-exercise", "schema": 1, "id": "tea", "title": "Tea for two", "intro": "", "notice": "", "release": "0" * 12,
    "parts": [
        {
            "id": "first-cup", "title": "A first cup", "minutes": 5, "intro": "<p>Tea.</p>", "variants": 24,
            "numbers": {"weight": [f"{number} kg" for number in range(24)]},
            "items": [
                {"id": "first-cup--volume", "kind": "number", "points": 2.0, "question": "How much?", "body": "", "unit": "mL", "fingerprint": "aa"},
                {"id": "first-cup--guests", "kind": "all", "points": 1.0, "question": "Who?", "body": "", "fingerprint": "bb",
                 "options": [{"id": "host", "text": "Host"}, {"id": "guest", "text": "Guest"}]},
            ],
        },
        {
            "id": "hottest-cup", "title": "The hottest cup", "minutes": 5, "intro": "", "variants": 1, "numbers": {},
            "items": [{"id": "hottest-cup--code", "kind": "code", "points": 3.0, "question": "", "body": "",
                       "starter": "# Task: hottest-cup\npass\n", "data": [], "fingerprint": "cc"}],
        },
    ],
}  # fmt: skip

Open = Callable[[], widget.Sitting]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return what opens the exercise as a fresh kernel would."""
    (tmp_path / "exercise.json").write_text(json.dumps(PUBLIC))

    def open_fresh() -> widget.Sitting:
        monkeypatch.setattr(widget, "_opened", {})
        return widget.open_exercise(tmp_path / "exercise.json")

    return open_fresh


def look(view: Any, **content: Any) -> None:
    """Let a browser speak to a view, as it does when it shows it."""
    view._handle_custom_msg({"kind": "hello"} | content, [])


def start(exercise: widget.Sitting, learner: str = "m.smith") -> None:
    look(exercise.ask_learner(), kind="learner", learner=learner)


def read(tmp_path: Path) -> Any:
    return read_response((tmp_path / "response.json").read_bytes(), "tea")


def test_each_answer_is_saved_beside_the_notebook(opened: Open, tmp_path: Path) -> None:
    exercise = opened()
    start(exercise)
    exercise.item("first-cup--volume").response = "1,5"
    assert read(tmp_path).responses == {"first-cup--volume": "1,5"}
    exercise.item("first-cup--guests").response = ["guest"]
    saved = read(tmp_path)
    assert saved.responses["first-cup--guests"] == ("guest",)
    assert (saved.learner, saved.host, saved.exercise) == ("m.smith", "notebook", "tea")
    assert saved.variants == {"first-cup": choose_variant("m.smith", "first-cup", 24), "hottest-cup": 0}
    assert saved.fingerprints == {"first-cup--volume": "aa", "first-cup--guests": "bb", "hottest-cup--code": "cc"}
    assert saved.started.endswith("Z") and saved.started <= saved.saved


def test_an_answer_taken_back_is_open_again(opened: Open, tmp_path: Path) -> None:
    exercise = opened()
    start(exercise)
    view = exercise.item("first-cup--volume")
    view.response = "1,5"
    view.response = None
    assert read(tmp_path).responses == {}


def test_a_learner_sees_their_own_numbers_as_soon_as_they_are_named(opened: Open) -> None:
    exercise = opened()
    view = exercise.item("first-cup--volume")
    assert view.data["variant"] is None
    start(exercise, " M.Smith ")
    assert view.data["variant"] == choose_variant("m.smith", "first-cup", 24)


def test_a_restart_brings_everything_back(opened: Open) -> None:
    first = opened()
    start(first)
    first.item("first-cup--guests").response = ["guest", "host"]
    again = opened()
    assert again.learner == "m.smith"
    view = again.item("first-cup--guests")
    assert tuple(view.response) == ("guest", "host")
    assert view.data["variant"] == choose_variant("m.smith", "first-cup", 24)


def test_the_set_up_cell_may_be_run_twice(tmp_path: Path, opened: Open) -> None:
    exercise = opened()
    assert widget.open_exercise(tmp_path / "exercise.json") is exercise


def test_code_is_kept_when_its_cell_is_run_and_not_before_it_is_changed(opened: Open, tmp_path: Path) -> None:
    exercise = opened()
    start(exercise)
    exercise.keep_code("# Task: hottest-cup\npass\n")
    exercise.keep_code("# Task: coldest-cup\nprint(1)")
    exercise.keep_code("print(1)")
    assert read(tmp_path).responses == {}
    exercise.keep_code("\n# Task: hottest-cup\nanswer = 1\n")
    assert read(tmp_path).responses == {"hottest-cup--code": "# Task: hottest-cup\nanswer = 1"}


def test_ipython_tells_which_cell_was_run(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, Any] = {}
    shell = SimpleNamespace(events=SimpleNamespace(register=lambda name, call: heard.update({name: call})))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    exercise = opened()
    heard["post_run_cell"](SimpleNamespace(info=SimpleNamespace(raw_cell="# Task: hottest-cup\nanswer = 2")))
    assert exercise.response().responses == {"hottest-cup--code": "# Task: hottest-cup\nanswer = 2"}
    heard["post_run_cell"](SimpleNamespace(info=None))


def test_what_is_still_open_is_said(opened: Open) -> None:
    exercise = opened()
    summary = exercise.hand_in()
    assert summary.data["missing"] == ["How much?", "Who?", "The hottest cup"]
    start(exercise)
    exercise.item("first-cup--volume").response = "2"
    assert summary.data["missing"] == ["Who?", "The hottest cup"]
    exercise.item("first-cup--volume").response = "abc"
    assert summary.data["missing"] == ["How much? \u2013 number not readable", "Who?", "The hottest cup"]
    assert summary.data["learner"] == "m.smith"


def test_nothing_is_written_where_no_browser_looks_on(opened: Open, tmp_path: Path) -> None:
    exercise = opened()
    exercise.learner = "m.smith"
    exercise.keep_code("# Task: hottest-cup\nanswer = 1")
    exercise.item("first-cup--volume")
    exercise.hand_in()
    assert not (tmp_path / "response.json").exists()
    look(exercise.hand_in())
    assert read(tmp_path).responses == {"hottest-cup--code": "# Task: hottest-cup\nanswer = 1"}


def test_a_grader_never_writes(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    exercise = opened()
    start(exercise)
    exercise.item("first-cup--volume").response = "1,5"
    assert not (tmp_path / "response.json").exists()


def test_a_broken_file_is_set_aside_and_never_lost(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "response.json").write_bytes(b'{"kind": "casebook-respon')
    exercise = opened()
    assert "ends too early" in exercise.ask_learner().data["note"]
    start(exercise)
    exercise.item("first-cup--volume").response = "3"
    assert (tmp_path / "response-set-aside.json").read_bytes() == b'{"kind": "casebook-respon'
    assert read(tmp_path).responses == {"first-cup--volume": "3"}


def test_a_full_disk_is_said_and_the_answer_stays(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(response: Any, path: Path) -> None:
        raise OSError(28, "No space left on device")

    exercise = opened()
    summary = exercise.hand_in()
    monkeypatch.setattr(widget, "save_response", fail)
    start(exercise)
    exercise.item("first-cup--volume").response = "3"
    assert "could not be saved (No space left on device)" in summary.data["saved"]
    assert exercise.response().responses == {"first-cup--volume": "3"}


def test_a_name_must_be_one(opened: Open) -> None:
    exercise = opened()
    view = exercise.ask_learner()
    for bad in ("", "   ", None, 5, ["x"]):
        look(view, kind="learner", learner=bad)
    view._handle_custom_msg("nonsense", [])
    assert exercise.learner == ""


def test_an_unknown_item_is_named_with_the_nearest(opened: Open) -> None:
    with pytest.raises(ValueError, match=r"no item first-cup--volum.*did you mean first-cup--volume"):
        opened().item("first-cup--volum")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is not beside this notebook"),
        ("{", "is broken"),
        ("[]", "is no exercise"),
        (json.dumps(PUBLIC | {"schema": 2}), "is newer than this program"),
    ],
)
def test_a_file_that_is_no_exercise_is_refused_in_words(text: str | None, said: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "exercise.json").write_text(text)
    with pytest.raises(CasebookError, match=said):
        widget.open_exercise(tmp_path / "exercise.json")


def test_the_notebook_writes_what_the_page_would(opened: Open, tmp_path: Path) -> None:
    exercise = opened()
    start(exercise)
    exercise.item("first-cup--volume").response = "1,5"
    saved = read(tmp_path)
    assert replace(saved, saved="", started="") == replace(exercise.response(), saved="", started="")
