"""The page writes the response file that Python writes, byte for byte, and Python takes it."""

from typing import Any

from casebook.mark.learner import choose_variant, name_folder
from casebook.mark.response import Response, read_response, write_response

EXERCISE: dict[str, Any] = {
    "id": "tea",
    "parts": [
        {"id": "second-cup", "variants": 24, "items": [{"id": "second-cup--volume", "fingerprint": "0b"}]},
        {
            "id": "first-cup",
            "variants": 7,
            "items": [
                {"id": "first-cup--stop", "fingerprint": "0a"},
                {"id": "first-cup--steps", "fingerprint": "0c"},
                {"id": "first-cup--note", "fingerprint": "0d"},
                {"id": "first-cup--open", "fingerprint": "0e"},
            ],
        },
    ],
}
GIVEN: dict[str, Any] = {
    "second-cup--volume": "1,5 mL",
    "first-cup--stop": ["b", "a"],
    "first-cup--steps": [],
    "first-cup--note": 'Gr\u00fc\u00dfe,\n"quoted" </script> \u2028 \x01 \U0001f600\t\\',
    "first-cup--open": "  ",
    "gone--item": "an answer to an item that was taken out",
}


def test_the_page_writes_the_same_bytes(run_page: Any) -> None:
    learner, moment = "M.Smith \u00c5", "2026-11-20T08:00:00.000Z"
    state = {"learner": learner, "started": moment, "saved": moment, "host": "page", "responses": GIVEN}
    (page,) = run_page("exercise/response.js", "writeResponse", [(EXERCISE, state)])
    items = {item["id"]: item["fingerprint"] for part in EXERCISE["parts"] for item in part["items"]}
    expected = Response(
        exercise="tea",
        learner=learner,
        host="page",
        started=moment,
        saved=moment,
        variants={part["id"]: choose_variant(learner, part["id"], part["variants"]) for part in EXERCISE["parts"]},
        fingerprints=items,
        responses={
            name: tuple(value) if isinstance(value, list) else value
            for name, value in GIVEN.items()
            if name in items and value and (isinstance(value, list) or value.strip())
        },
    )
    assert page.encode() == write_response(expected)
    assert read_response(page.encode(), "tea") == expected


def test_the_file_is_named_after_exercise_and_learner(run_page: Any) -> None:
    learners = ["m.smith ", "../x"]
    names = run_page("exercise/response.js", "nameResponse", [(EXERCISE, learner) for learner in learners])
    assert names == [f"tea-{name_folder(learner)}.json" for learner in learners]
    assert names[0] == "tea-m.smith.json"
