"""The study record as a file from a stranger: read as it was written, or refused in one sentence."""

import copy
import json
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.problem import CasebookError
from casebook.study.record import LARGEST_RECORD, read_study_record

from .conftest import encode

TODAY = date(2026, 11, 28)


def refusal(data: bytes) -> str:
    with pytest.raises(CasebookError) as refused:
        read_study_record(data, "record.json", today=TODAY)
    said = str(refused.value)
    assert said.startswith("record.json: ") and "\n" not in said and " - " in said
    return said


def test_a_sound_record_is_read_as_it_is(document: dict[str, Any]) -> None:
    record = read_study_record(b"\xef\xbb\xbf" + encode(document), "record.json", today=TODAY)
    assert (record.name, record.made, record.pages) == ("M. Smith", TODAY, ("tea/index",))
    assert [claim.item.rpartition("--")[2] for claim in record.claims] == ["volume", "warm", "guests", "note"]
    assert record.claims[2].response == ("guest",)
    assert record.exams[0].claims[1].response is None


def spoil(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> bytes:
    spoilt = copy.deepcopy(document)
    place = spoilt
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return encode(spoilt)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("kind",), "casebook-response", "not a study record"),
        (("schema",), 2, "of version 2 and this program reads 1"),
        (("schema",), True, "does not say its version"),
        (("schema",), "1", "does not say its version"),
        (("made",), "2031-01-01", "is still to come"),
        (("made",), "2026-13-01", "is no date"),
        (("made",), "20261128", "is no date"),
        (("name",), ["M. Smith"], "the name is no text"),
        (("name",), "x" * 201, "longer than 200"),
        (("token",), "x", "the token is not as the course writes it"),
        (("pages", 0, "page"), "../../etc/passwd", "the name of a page is not as"),
        (("pages",), {}, "is no list"),
        (("attempts",), {"a b": 1}, "a case that can't exist"),
        (("attempts",), {"first-cup": -1}, "no whole number from 0"),
        (("attempts",), {"first-cup": 10**12}, "no whole number from 0"),
        (("answers", 0), "warm", "no list of entries by name"),
        (("answers", 0, "item"), 7, "the name of an item is no text"),
        (("answers", 0, "item"), "first-cup--warm", "first-cup--warm twice"),
        (("answers", 0, "item"), "<b>", "not as the course writes it"),
        (("answers", 0, "status"), "best", "none that this course gives"),
        (("answers", 0, "points"), 3, "more marks than there are"),
        (("answers", 0, "points"), "2", "no number from 0"),
        (("answers", 0, "points"), True, "no number from 0"),
        (("answers", 0, "variant"), 1.5, "no whole number"),
        (("answers", 0, "variant"), 1000, "no whole number"),
        (("answers", 0, "response"), {"a": 1}, "is no list"),
        (("answers", 0, "response"), [["a"]], "is no text"),
        (("answers", 0, "response"), "x" * 100_001, "longer than 100,000"),
        (("answers", 0, "day"), "2026-11-29", "is still to come"),
        (("exams", 0, "ended"), "2027-01-01", "is still to come"),
        (("exams", 0, "ended"), "", "is no date"),
        (("exams", 0, "seed"), "1", "not as the course writes it"),
        (("sums", "of"), 1e9, "no number from 0"),
    ],
)
def test_a_record_that_no_page_wrote_is_refused_in_one_sentence(
    document: dict[str, Any], path: tuple[Any, ...], value: Any, said: str
) -> None:
    assert said in refusal(spoil(document, path, value))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "ends too early"),
        (b"{", "ends too early"),
        (b"PK\x03\x04", "broken at line 1"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "not a study record"),
        (b"null", "not a study record"),
        (b"[" * 100_000, "not a"),
        (b'{"kind": "casebook-study-record", "schema": 1, "made": NaN}', "holds NaN"),
        (b'{"kind": "casebook-study-record", "kind": 1}', "given twice"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "not a"),
        (b" " * (LARGEST_RECORD + 1), "larger than 5,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_document_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_ten_thousand_answers_are_too_many(document: dict[str, Any]) -> None:
    many = [document["answers"][1] | {"item": f"cup--q{number}"} for number in range(10_000)]
    assert "10,000 entries and may have 5,000" in refusal(encode(document | {"answers": many}))
    exams = [document["exams"][0] | {"answers": many[:4000]}] * 2
    assert "8,004 answers and may hold 5,000" in refusal(encode(document | {"exams": exams}))


def test_two_hundred_damaged_files_are_read_or_refused_and_nothing_else(document: dict[str, Any]) -> None:
    sound = encode(document)
    lots = random.Random(20)
    for _ in range(200):
        data = bytearray(sound)
        for _ in range(lots.randint(1, 12)):
            place = lots.randrange(len(data))
            data[place : place + lots.randint(0, 4)] = bytes(
                lots.choices(b'{}[]",:0159eE.-\\\x00\xc3null', k=lots.randint(0, 4))
            )
        try:
            read_study_record(bytes(data), "record.json", today=TODAY)
        except CasebookError as error:
            assert "\n" not in str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


@given(
    value=JSON,
    name=st.sampled_from(["made", "name", "token", "pages", "attempts", "answers", "exams", "sums", "edition"]),
)
def test_whatever_stands_in_a_field_is_read_or_refused(value: Any, name: str) -> None:
    document = {
        "kind": "casebook-study-record", "schema": 1, "course": "Tea", "edition": "", "made": "2026-11-28", "name": "",
        "token": "0" * 16, "pages": [], "attempts": {}, "answers": [], "exams": [], "sums": {"answers": 0, "points": 0, "of": 0},
    }  # fmt: skip
    try:
        read_study_record(json.dumps(document | {name: value}).encode(), "record.json", today=TODAY)
    except CasebookError as error:
        assert str(error).startswith("record.json: ")
