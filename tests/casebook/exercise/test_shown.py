"""What is kept of items that a release replaces: all that an answer rests on, and nothing of how it was worded."""

import copy
import json
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.shown import FILE, describe_shown, keep_shown, read_shown, say_unlike
from casebook.problem import CasebookError

ITEM: dict[str, Any] = {
    "id": "cup--pairs", "kind": "matching", "fingerprint": "aaaaaaaaaaaa", "question": "Who gets <data value=\"much\">1 mL</data>?", "body": "",
    "options": [{"id": "tea", "text": "Tea"}, {"id": "milk", "text": "Milk, <data value=\"@1\">2 mL</data>"}],
    "stems": [{"id": "host", "text": "The host"}, {"id": "tea", "text": "The drinker of tea"}],
    "unit": "mL", "starter": "x = 1", "data": [{"name": "data/cups.csv", "text": "a,b"}],
}  # fmt: skip
PART: dict[str, Any] = {
    "intro": "<data value=\"weight\">50 kg</data>", "variants": 2, "items": [ITEM],
    "numbers": {"much": ["1 mL", "2 mL"], "weight": ["50 kg", "60 kg"], "@1": ["2 mL", "3 mL"], "unused": ["7", "8"]},
}  # fmt: skip


def change(**entries: Any) -> list[str]:
    return say_unlike(describe_shown(PART, ITEM), describe_shown(PART, ITEM | entries))


def renumber(**numbers: list[str]) -> list[str]:
    part = copy.deepcopy(PART)
    part["numbers"] |= numbers
    return say_unlike(describe_shown(PART, ITEM), describe_shown(part, ITEM))


def test_wording_and_order_make_no_difference() -> None:
    options = [{"id": "milk", "text": 'Some milk, <data value="@1">2 mL</data>'}, {"id": "tea", "text": "Green tea"}]
    assert change(options=options, question='Whose is <data value="much">1 mL</data>, then?', points=5) == ["", ""]
    assert renumber(unused=["9", "9"]) == ["", ""]


def test_a_reading_of_a_figure_is_what_an_answer_rests_on_and_its_looks_are_not() -> None:
    def show(reading: str, style: str = "") -> dict[str, Any]:
        figure = f'<figure class="cb-shown cb-shown-pump"><figcaption>Pump</figcaption><dl{style}><dd>{reading}</dd></dl></figure>'
        return describe_shown(PART, ITEM | {"body": figure})

    assert say_unlike(show("60 mL/h"), show("60 mL/h", ' class="other"')) == ["", ""]
    assert say_unlike(show("60 mL/h"), show("30 mL/h")) == ["it showed other numbers then"] * 2
    own = '<data value="weight">50 kg</data>'
    assert say_unlike(show(own), show(own.replace("50", "70"))) == ["", ""]


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"kind": "all"}, "it was another kind of question then"),
        ({"options": ITEM["options"][:1]}, "it had other options then"),
        ({"stems": [{"id": "guest", "text": "The guest"}]}, "it had other stems then"),
        ({"unit": "L"}, "it asked for another unit then"),
        ({"starter": "x = 2"}, "it began with other code then"),
        ({"data": []}, "its tables were others then"),
        ({"question": "Who?"}, "it showed other numbers then"),
    ],
)
def test_what_an_answer_rests_on_makes_one(entries: dict[str, Any], why: str) -> None:
    assert change(**entries) == [why, why]


def test_numbers_are_compared_for_each_set_of_them() -> None:
    other = "it showed other numbers then"
    assert renumber(weight=["50 kg", "61 kg"]) == ["", other]
    assert renumber(**{"@1": ["1 mL", "3 mL"]}) == [other, ""]
    fewer = describe_shown(PART | {"variants": 1}, ITEM)
    assert say_unlike(describe_shown(PART, ITEM), fewer) == ["", other]


def release(course: Course, before: dict[str, Any], now: dict[str, Any]) -> None:
    keep_shown(course, json.dumps({"parts": [PART | {"items": [before]}]}).encode(), {"parts": [{"items": [now]}]})


def test_a_release_that_replaces_an_item_keeps_what_it_had_shown(course: Course) -> None:
    release(course, ITEM, ITEM)
    assert not (course.answers / FILE).exists(), "nothing was replaced"
    release(course, ITEM | {"was": ["0ld"]}, ITEM | {"fingerprint": "bbbbbbbbbbbb"})
    assert read_shown(course) == dict.fromkeys(("aaaaaaaaaaaa", "0ld"), describe_shown(PART, ITEM))
    release(course, ITEM | {"fingerprint": "bbbbbbbbbbbb", "unit": "L"}, ITEM)
    assert read_shown(course)["bbbbbbbbbbbb"]["unit"] == "L" and "aaaaaaaaaaaa" in read_shown(course)


def test_no_key_and_no_wording_is_in_the_record(course: Course) -> None:
    release(course, ITEM, ITEM | {"fingerprint": "bbbbbbbbbbbb"})
    text = (course.answers / FILE).read_text()
    assert "Milk" not in text and "Who gets" not in text


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"parts": 3}', b'{"parts": [{"items": [{}]}]}'])
def test_a_document_that_is_not_ours_tells_nothing(course: Course, broken: bytes) -> None:
    keep_shown(course, broken, {"parts": []})
    assert read_shown(course) == {}


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"aaaaaaaaaaaa": 3}'])
def test_a_broken_record_is_refused_and_not_begun_anew(course: Course, broken: str) -> None:
    path = course.answers / FILE
    path.write_text(broken)
    with pytest.raises(
        CasebookError, match=r"answers/shown\.json:1: the record of what was shown can't be read - put it back"
    ):
        release(course, ITEM, ITEM | {"fingerprint": "bbbbbbbbbbbb"})
    assert path.read_text() == broken
