"""A study record of the tea course, as the page would write it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.mark.learner import choose_variant
from casebook.study.verify import Questions, read_questions

TOKEN = "0123456789abcdef"


@pytest.fixture
def questions(course: Course) -> Questions:
    return read_questions(course)


@pytest.fixture
def document(questions: Questions) -> dict[str, Any]:
    """A sound record: two right answers, a wrong one, a written one, and one exam."""
    variant = choose_variant(f"{TOKEN}-2", "first-cup", questions.counts["first-cup--volume"])
    examined = choose_variant("exam-00c0ffee", "first-cup", questions.counts["first-cup--volume"])

    def answer(item: str, response: Any, status: str, points: float, of: float, shown: int = variant) -> dict[str, Any]:
        name = f"first-cup--{item}"
        return {
            "item": name, "fingerprint": questions.public[name]["fingerprint"], "variant": shown, "response": response,
            "status": status, "points": points, "of": of, "day": "2026-11-20", "tries": 1,
        }  # fmt: skip

    key = questions.secret["first-cup--volume"]["keys"][variant]
    return {
        "kind": "casebook-study-record", "schema": 1, "course": "Tea for all", "release": "2026.1",
        "edition": questions.edition, "made": "2026-11-28", "name": "M. Smith", "token": TOKEN, "attempts": {"first-cup": 2},
        "pages": [{"page": "tea/index", "title": "Tea", "done": "ticked"}], "minutes": {"pages": 5, "exams": 3},
        "sums": {"answers": 4, "points": 3.5, "of": 4.0},
        "answers": [
            answer("volume", f"{key:.4f}", "right", 2, 2), answer("warm", "warm", "right", 1, 1),
            answer("guests", ["guest"], "partly", 0.5, 1), answer("note", "Tea, to a guest.", "waits", 0, 3),
        ],
        "exams": [
            {
                "title": "Exam on tea", "seed": "00c0ffee", "started": "2026-11-21", "ended": "2026-11-21", "minutes": 3,
                "answers": [
                    answer("warm", "iced", "wrong", 0, 1, examined), answer("order", None, "unanswered", 0, 1, examined),
                ],
            }
        ],
    }  # fmt: skip


Encode = Callable[[Any], bytes]


def encode(document: Any) -> bytes:
    """Return a document as the page saves it."""
    return json.dumps(document).encode()
