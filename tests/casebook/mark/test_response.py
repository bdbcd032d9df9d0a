"""The response file: what is handed in, and what is refused with one line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.mark.response import (
    LARGEST,
    SCHEMA,
    Refused,
    Response,
    read_response,
    save_response,
    write_response,
)

WHOLE = Response(
    exercise="pharmacology",
    learner="J\u00f6rg",
    host="page",
    started="2026-11-20T10:00:00Z",
    saved="2026-11-20T10:20:00Z",
    variants={"first-infusion": 7},
    fingerprints={"first-infusion--volume": "0123456789ab"},
    responses={"first-infusion--volume": "0,7", "first-infusion--stop": ("aneurysm", "pressure")},
)


def document(**changes: Any) -> bytes:
    return json.dumps(json.loads(write_response(WHOLE)) | changes).encode()


def test_what_is_written_is_read_back() -> None:
    assert read_response(write_response(WHOLE), "pharmacology") == WHOLE


def test_the_same_response_gives_the_same_bytes() -> None:
    swapped = dict(reversed(WHOLE.responses.items()))
    again = Response(**{name: getattr(WHOLE, name) for name in WHOLE.__slots__} | {"responses": swapped})
    assert write_response(again) == write_response(WHOLE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (write_response(WHOLE)[:-30], "ends too early"),
        (b"", "ends too early"),
        (b"{", "ends too early"),
        (b'{"kind": ]}', "broken at line 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "not a response file"),
        (b"[" * 100_000, "not a response file"),
        (b" " * (LARGEST + 1), "may have 1,000,000"),
        (document(kind="quiz"), "not a response file"),
        (document(schema=SCHEMA + 1), "update ketamine-casebook"),
        (document(schema="1"), "does not say its version"),
        (document(exercise="dosing"), "for the exercise dosing, not pharmacology"),
        (document(learner=["x"]), "learner is not text"),
        (document(learner="x" * 501), "longer than 500"),
        (document(variants=[1]), "variants is not a list"),
        (document(variants={"a": 1.5}), "no whole number"),
        (document(variants={"a": True}), "no whole number"),
        (document(fingerprints={"a": 3}), "no text"),
        (document(responses={"a": {"b": 1}}), "wrong type"),
        (document(responses={"a": 3}), "wrong type"),
        (document(responses={"../a": "b"}), "can't exist"),
        (document(responses={"a": "x" * 100_001}), "longer than 100000"),
        (write_response(WHOLE).replace(b'"schema": 1', b'"schema": 1, "schema": 1'), "given twice"),
        (write_response(WHOLE).replace(b'"first-infusion": 7', b'"first-infusion": NaN'), "NaN"),
    ],
)
def test_a_file_that_cant_be_taken_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_response(data, "pharmacology")
    assert reason in str(refusal.value)
    assert " - " in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(Refused):
        read_response(data)


def test_half_a_character_is_replaced() -> None:
    assert read_response(document(learner="a\ud800")).learner == "a\ufffd"


def test_saving_replaces_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "response.json"
    save_response(WHOLE, path)
    assert path.read_bytes() == write_response(WHOLE)
    broken = Response(exercise="x", learner="x", responses={"a": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        save_response(broken, path)
    assert path.read_bytes() == write_response(WHOLE)
    assert [each.name for each in tmp_path.iterdir()] == ["response.json"]
