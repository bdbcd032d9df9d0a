"""A reader's progress as one file and back: what is written can be read, and whatever else comes is refused as a whole."""

import json
from typing import Any

import pytest

MARK = {"status": "wrong", "points": 0, "of": 2, "sure": 3, "day": "2026-11-20"}
ANSWER = {
    "fingerprint": "a1", "variant": 4, "tries": 2, "marked": True, "sure": 1, "response": "iced", "first": MARK, "last": MARK,
}  # fmt: skip
PLAYED = {
    "fingerprint": "0123456789ab", "patient": 2, "way": ["m1/l1", "m1/a2"], "well": "I asked.", "other": "", "told": True,
    "note": {"quiet-cup--note": "At 10 min 137/81."},
}  # fmt: skip
ENTRIES: dict[str, Any] = {
    "answer:cup--one": ANSWER,
    "attempt:cup": 2,
    "bookmark:tea/cup#warm-or-cold": {"title": "Warm or cold", "inside": "The cup", "day": "2026-11-20"},
    "read:tea/cup": True,
    "exercise:milk": {"learner": "M. Smith", "started": "2026-11-20T08:00:00.000Z", "file": "saved"},
    "given:milk:jug--one": {"fingerprint": "m1", "variant": 3, "response": "Gr\u00fc\u00dfe </script>"},
    "review:cup--one": {"fingerprint": "a1", "due": "2026-11-29", "log": [["2026-11-20", 1], ["2026-11-28", 1]]},
    "session:quiet-cup": PLAYED,
    "token": "0123456789abcdef",
    "learner": "M. Smith",
}
FILE: dict[str, Any] = {"kind": "casebook-progress", "schema": 2, "course": "Tea", "entries": ENTRIES}


def read(run_page: Any, file: Any) -> Any:
    text = file if isinstance(file, str) else json.dumps(file)
    return run_page("reader/backup.js", "readBackup", [(text, "Tea")])[0]


def test_what_is_written_can_be_read(run_page: Any) -> None:
    kept = ENTRIES | {"theme": "dark", "answer:broken": 5, "unknown": {"x": 1}}
    (text,) = run_page("reader/backup.js", "writeBackup", [(kept, "Tea")])
    assert json.loads(text) == FILE, "the colours, and what no page wrote, stay at home"
    assert read(run_page, text) == {"fault": "", "entries": [[name, ENTRIES[name]] for name in sorted(ENTRIES)]}
    assert read(run_page, "\ufeff" + text)["fault"] == ""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "damaged or cut off"),
        (json.dumps(FILE)[:-20], "damaged or cut off"),
        ("null", "not a file of progress"),
        ("[]", "not a file of progress"),
        ({"kind": "casebook-response", "schema": 1}, "not a file of progress"),
        (FILE | {"schema": "1"}, "does not say its version"),
        (FILE | {"schema": 3}, "newer edition"),
        (FILE | {"course": "Coffee"}, "another course, \u201cCoffee\u201d"),
        (FILE | {"course": {"html": 1}}, "another course"),
        (FILE | {"entries": []}, "holds no entries"),
        (FILE | {"entries": {f"read:page{n}": True for n in range(5001)}}, "may hold 5,000"),
    ],
)
def test_another_file_is_refused_in_words(run_page: Any, file: Any, said: str) -> None:
    assert said in read(run_page, file)["fault"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer:cup--one", ANSWER | {"response": {"a": 1}}),
        ("answer:cup--one", None),
        ("answer:<img src=x>", ANSWER),
        ("answer:", ANSWER),
        ("attempt:cup", "2"),
        ("attempt:cup", -1),
        ("attempt:cup", 1e300),
        ("read:../../etc", True),
        ("read:tea/cup", "yes"),
        ("bookmark:tea/cup#../x", {"title": "x"}),
        ("bookmark:tea/cup#a#b", {"title": "x"}),
        ("bookmark:javascript:x", {"title": "x"}),
        ("bookmark:tea/cup", {"title": ""}),
        ("bookmark:tea/cup", {"title": "x" * 301}),
        ("bookmark:tea/cup", {"title": "x", "day": "today"}),
        ("exercise:milk", {"learner": 5}),
        ("exercise:milk", {"learner": "x" * 201}),
        ("exercise:milk", {"started": "<b>now</b>"}),
        ("exercise:milk", {"file": "sent"}),
        ("given:milk", ENTRIES["given:milk:jug--one"]),
        ("given:milk:jug--one", {"fingerprint": "m1", "variant": 3}),
        ("given:milk:jug--one", {"fingerprint": "m1", "variant": 3, "response": ["<b>"]}),
        ("review:cup--one", {"fingerprint": "a1", "due": "", "log": []}),
        ("review:cup--one", {"fingerprint": "a1", "due": "soon", "log": [["2026-11-20", 1]]}),
        ("review:<b>", ENTRIES["review:cup--one"]),
        ("session:quiet-cup", PLAYED | {"way": ["m1/<b>"]}),
        ("session:quiet-cup", PLAYED | {"way": ["m1/a1"] * 401}),
        ("session:quiet-cup", PLAYED | {"patient": -1}),
        ("session:quiet-cup", PLAYED | {"fingerprint": "x"}),
        ("session:quiet-cup", PLAYED | {"note": {"<b>": "x"}}),
        ("session:quiet-cup", PLAYED | {"told": 1}),
        ("token", "ABC"),
        ("token:x", "0123456789abcdef"),
        ("learner", {"name": "x"}),
        ("learner", "x" * 201),
        ("theme", "dark"),
        ("shared", True),
        ("__proto__", {"polluted": True}),
        ("constructor", 1),
    ],
)
def test_one_broken_entry_refuses_the_whole_file(run_page: Any, name: str, value: Any) -> None:
    found = read(run_page, FILE | {"entries": ENTRIES | {name: value}})
    assert found["fault"].startswith(f"The entry \u201c{name}") and "entries" not in found
    assert "Nothing was taken" in found["fault"]


def merge(run_page: Any, here: dict[str, Any], there: dict[str, Any]) -> list[str]:
    merged = run_page("reader/backup.js", "mergeBackup", [(here, [[name, value] for name, value in there.items()])])[0]
    return [name for name, _ in merged]


def test_an_empty_browser_takes_everything(run_page: Any) -> None:
    assert merge(run_page, {"token": "f" * 16, "theme": "dark"}, ENTRIES) == list(ENTRIES)


def test_of_each_question_the_record_with_more_tries_stays(run_page: Any) -> None:
    for tries, taken in ((1, []), (2, []), (3, ["answer:cup--one"])):
        assert merge(run_page, {"answer:cup--one": ANSWER}, {"answer:cup--one": ANSWER | {"tries": tries}}) == taken
    assert merge(run_page, {"answer:cup--one": "broken"}, {"answer:cup--one": ANSWER}) == ["answer:cup--one"]


def test_of_each_question_the_days_of_both_stay(run_page: Any) -> None:
    there = ENTRIES["review:cup--one"]
    here = {"fingerprint": "a1", "due": "2026-12-01", "log": [["2026-11-20", 3], ["2026-11-25", 3]]}
    (merged,) = run_page("reader/backup.js", "mergeBackup", [({"review:cup--one": here}, [["review:cup--one", there]])])
    assert merged == [
        [
            "review:cup--one",
            {"fingerprint": "a1", "due": "", "log": [["2026-11-20", 1], ["2026-11-25", 3], ["2026-11-28", 1]]},
        ]
    ]
    assert merge(run_page, {"review:cup--one": there}, {"review:cup--one": there}) == []
    assert merge(run_page, {"review:cup--one": "broken"}, {"review:cup--one": there}) == ["review:cup--one"]


def test_a_file_from_before_there_were_reviews_is_read_as_it_is(run_page: Any) -> None:
    older = {name: value for name, value in ENTRIES.items() if not name.startswith("review:")}
    assert read(run_page, FILE | {"schema": 1, "entries": older}) == {
        "fault": "",
        "entries": [[name, value] for name, value in older.items()],
    }


def test_numbers_stay_those_of_this_browser_once_something_was_answered(run_page: Any) -> None:
    here = {"answer:cup--two": ANSWER, "token": "f" * 16}
    taken = merge(run_page, here, ENTRIES)
    assert "token" not in taken and "attempt:cup" not in taken and "answer:cup--one" in taken


def test_graded_answers_of_two_names_never_mix(run_page: Any) -> None:
    given = {"given:milk:jug--two": ENTRIES["given:milk:jug--one"]}
    theirs = {"exercise:milk": {"learner": "A. Jones", "started": "2026-11-20T08:00:00Z", "file": ""}, **given}
    taken = merge(run_page, theirs, ENTRIES)
    assert not any(name.startswith(("given:", "exercise:")) for name in taken)
    mine = {"exercise:milk": {"learner": " m. smith", "started": "2026-11-20T08:00:00Z", "file": ""}, **given}
    assert "given:milk:jug--one" in merge(run_page, mine, ENTRIES)
    same = mine | {"given:milk:jug--one": {"fingerprint": "m1", "variant": 3, "response": "mine"}}
    assert "given:milk:jug--one" not in merge(run_page, same, ENTRIES)


def test_a_file_saved_before_an_import_no_longer_holds_everything(run_page: Any) -> None:
    here = {"exercise:milk": ENTRIES["exercise:milk"], "given:milk:jug--two": ENTRIES["given:milk:jug--one"]}
    (merged,) = run_page(
        "reader/backup.js", "mergeBackup", [(here, [[name, value] for name, value in ENTRIES.items()])]
    )
    taken = dict(map(tuple, merged))
    assert "given:milk:jug--one" in taken
    assert taken["exercise:milk"] == ENTRIES["exercise:milk"] | {"file": "changed"}
    assert "exercise:milk" not in merge(run_page, here | {"given:milk:jug--one": {}}, ENTRIES), (
        "nothing came, so nothing changed"
    )
