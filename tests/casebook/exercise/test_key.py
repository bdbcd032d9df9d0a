"""The call in a notebook's hidden cells: it marks one answer and never fails."""

import json
from pathlib import Path

import pytest

from casebook.exercise.key import make_key, score
from casebook.mark.response import Response, write_response

BEST = {"kind": "best", "points": 2.0, "keys": ["warm"], "messages": {"warm": "<p>secret reason</p>", "iced": "no"}}
NUMBER = {
    "kind": "number", "points": 1.0, "unit": "mL", "keys": [5.0, 7.0], "allowed": [0.1, 0.1],
    "predictions": [{"name": "tenfold", "values": [50.0, 70.0], "allowed": [1.0, 1.0], "message": "no"}],
    "message": "why", "otherwise": "else",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hand_in(folder: Path, variant: int = 0, **responses: str) -> None:
    named = {f"cup--{name}": value for name, value in responses.items()}
    response = Response(exercise="tea", learner="m.smith", variants={"cup": variant}, responses=named)
    (folder / "response.json").write_bytes(write_response(response))


def test_the_key_holds_what_marks_and_nothing_that_explains() -> None:
    key = json.loads(make_key(BEST))
    assert key == {"kind": "best", "points": 2.0, "keys": ["warm"], "messages": {"iced": "", "warm": ""}}
    assert "why" not in make_key(NUMBER) and "tenfold" not in make_key(NUMBER)


def test_a_right_answer_earns_its_marks(folder: Path) -> None:
    hand_in(folder, warm="warm")
    assert score("cup--warm", make_key(BEST)) == 2.0


def test_the_numbers_are_those_the_file_says_were_shown(folder: Path) -> None:
    hand_in(folder, variant=1, volume="7,0 mL")
    assert score("cup--volume", make_key(NUMBER)) == 1.0
    hand_in(folder, variant=0, volume="7,0 mL")
    assert score("cup--volume", make_key(NUMBER)) == 0.0


@pytest.mark.parametrize(
    "document",
    [None, b"", b"{", b"[]", b"\xff\xfe", b'{"kind": "casebook-response", "schema": 99}', b"[" * 100_000],
    ids=["none", "empty", "truncated", "list", "no text", "newer", "deep"],
)
def test_nothing_that_lies_there_makes_it_fail(folder: Path, document: bytes | None) -> None:
    if document is not None:
        (folder / "response.json").write_bytes(document)
    assert score("cup--warm", make_key(BEST)) == 0.0


def test_a_set_of_numbers_that_does_not_exist_earns_nothing(folder: Path) -> None:
    hand_in(folder, variant=40, volume="5")
    assert score("cup--volume", make_key(NUMBER)) == 0.0


@pytest.mark.parametrize("key", ["", "null", "{}", "[]", '{"kind": "best"}'])
def test_a_broken_key_earns_nothing(folder: Path, key: str) -> None:
    hand_in(folder, warm="warm")
    assert score("cup--warm", key) == 0.0
