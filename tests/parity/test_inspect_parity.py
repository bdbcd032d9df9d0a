"""The page takes and refuses the response files that Python takes and refuses, and says what is in them."""

import json
from typing import Any

import pytest

from casebook.kind import is_unreadable
from casebook.mark.learner import choose_variant
from casebook.mark.mark import is_empty
from casebook.mark.response import Refused, read_response

EXERCISE: dict[str, Any] = {
    "id": "tea",
    "title": "Tea",
    "parts": [
        {"id": "cup", "variants": 24, "items": [{"id": "cup--volume", "kind": "number", "fingerprint": "0b"}]},
        {
            "id": "pot",
            "items": [
                {"id": "pot--stop", "kind": "all", "fingerprint": "0a"},
                {"id": "pot--note", "kind": "written", "fingerprint": "0c"},
            ],
        },
    ],
}
FILE: dict[str, Any] = {
    "kind": "casebook-response", "schema": 1, "exercise": "tea", "learner": "M. Smith", "host": "page",
    "started": "2026-11-20T08:00:00Z", "saved": "2026-11-20T09:00:00Z",
    "variants": {"cup": choose_variant("M. Smith", "cup", 24), "pot": 0},
    "fingerprints": {"cup--volume": "0b", "pot--stop": "0a", "pot--note": "0c"},
    "responses": {"cup--volume": "1,5", "pot--stop": ["a", "b"], "pot--note": "Gr\u00fc\u00dfe"},
}  # fmt: skip

GOOD = [
    FILE, FILE | {"learner": ""}, FILE | {"learner": "\U0001f600" * 400}, FILE | {"responses": {}}, FILE | {"unknown": 1},
    {name: value for name, value in FILE.items() if name not in ("variants", "host", "saved")},
    FILE | {"responses": {"gone--item": "x"}},
]  # fmt: skip
BAD = [
    [], "text", 5, None, {}, FILE | {"kind": "casebook-progress"}, FILE | {"schema": 2}, FILE | {"schema": 0}, FILE | {"schema": True},
    FILE | {"schema": "1"}, FILE | {"exercise": "coffee"}, FILE | {"exercise": 5}, FILE | {"learner": None},
    FILE | {"learner": "x" * 501}, FILE | {"host": "x" * 21}, FILE | {"saved": 20261120}, FILE | {"variants": [1]},
    FILE | {"variants": {"cup": -1}}, FILE | {"variants": {"cup": 1000}}, FILE | {"variants": {"cup": True}},
    FILE | {"variants": {"<b>": 1}}, FILE | {"fingerprints": {"cup--volume": 5}}, FILE | {"fingerprints": {"cup--volume": "x" * 65}},
    FILE | {"responses": {"cup--volume": 5}}, FILE | {"responses": {"cup--volume": {"a": 1}}},
    FILE | {"responses": {"cup--volume": ["a", 5]}}, FILE | {"responses": {"cup--volume": None}},
    FILE | {"responses": {"cup--volume": "x" * 100_001}}, FILE | {"responses": None},
    FILE | {"responses": {f"item-{n}": "x" for n in range(501)}},
]  # fmt: skip


def inspect(run_page: Any, file: Any) -> Any:
    text = file if isinstance(file, str) else json.dumps(file, ensure_ascii=False)
    return run_page("exercise/inspect.js", "inspectFile", [(text, EXERCISE)])[0]


@pytest.mark.parametrize("file", [*GOOD, *BAD])
def test_both_take_and_refuse_the_same_files(run_page: Any, file: Any) -> None:
    try:
        read_response(json.dumps(file, ensure_ascii=False).encode(), "tea")
        refused = False
    except Refused:
        refused = True
    assert bool(inspect(run_page, file)["fault"]) is refused


@pytest.mark.parametrize("text", ["", "{", json.dumps(FILE)[:-9], '{"kind": NaN}', "\x00"])
def test_a_damaged_file_is_refused_by_both(run_page: Any, text: str) -> None:
    with pytest.raises(Refused):
        read_response(text.encode(), "tea")
    assert "damaged or cut off" in inspect(run_page, text)["fault"]


def test_what_is_in_a_file_is_said(run_page: Any) -> None:
    found = inspect(run_page, FILE)
    assert (found["learner"], found["answered"], found["total"]) == ("M. Smith", 3, 3)
    assert found["open"] == [] and found["changed"] == [] and found["unknown"] == 0 and not found["otherNumbers"]


def test_what_is_missing_changed_or_gone_is_said(run_page: Any) -> None:
    file = FILE | {
        "responses": {"cup--volume": "  ", "pot--stop": ["a"], "gone--item": "x"},
        "fingerprints": FILE["fingerprints"] | {"pot--stop": "old"},
        "learner": "Another",
    }
    found = inspect(run_page, file)
    assert [item["id"] for item in found["open"]] == ["cup--volume", "pot--note"]
    assert [item["id"] for item in found["changed"]] == ["pot--stop"]
    known = json.loads(json.dumps(EXERCISE).replace('"0a"', '"0a", "was": ["old"]'))
    assert run_page("exercise/inspect.js", "inspectFile", [(json.dumps(file), known)])[0]["changed"] == []
    assert found["unknown"] == 1
    assert found["otherNumbers"] is (choose_variant("Another", "cup", 24) != FILE["variants"]["cup"])


@pytest.mark.parametrize(
    ("typed", "readable"),
    [("1,5", True), (" 1.5 mL", True), ("abc", False), ("1,250", False), ("1e9", False), (["1"], False), ("  ", False)],
)
def test_a_number_that_cannot_be_read_is_open_for_both(run_page: Any, typed: Any, readable: bool) -> None:
    volume = {"id": "cup--volume", "fingerprint": "0b", "kind": "number", "unit": "mL"}
    exercise = EXERCISE | {"parts": [EXERCISE["parts"][0] | {"items": [volume]}]}
    file = FILE | {"responses": {"cup--volume": typed}}
    found = run_page("exercise/inspect.js", "inspectFile", [(json.dumps(file), exercise)])[0]
    assert found["answered"] == int(readable) and found["open"] == ([] if readable else [volume])
    assert found["unreadable"] == ([] if readable or is_empty(typed) else [volume])
    assert is_unreadable(volume, typed) is bool(found["unreadable"])


def test_a_file_for_another_exercise_says_which(run_page: Any) -> None:
    assert "for the exercise \u201ccoffee\u201d" in inspect(run_page, FILE | {"exercise": "coffee"})["fault"]
