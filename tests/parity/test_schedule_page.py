"""The page's model of forgetting beside the one of the same authors for Python, over many invented histories."""

import json
import random
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler, State

from casebook.web.bundle import FOLDER

COUNT = 1200
AGAIN, HARD, GOOD, EASY = range(1, 5)
LONGEST = 365


def invent(seed: int, count: int = COUNT) -> list[list[list[Any]]]:
    """Invent histories of 1 to 16 answers: some on time, some early or late, some on the same day, a few after years."""
    draw = random.Random(seed)
    histories = []
    for _ in range(count):
        day, log = date(2026, 1, 1) + timedelta(days=draw.randrange(365)), []
        weights = draw.choice([(1, 1, 1, 1), (5, 1, 2, 1), (1, 1, 8, 2), (1, 4, 4, 1), (1, 0, 0, 9)])
        for _ in range(draw.randint(1, 16)):
            log.append([day.isoformat(), draw.choices((AGAIN, HARD, GOOD, EASY), weights)[0]])
            day += timedelta(days=draw.choice((0, 1, 1, 2, 3, 5, 8, 14, 30, 75, 200, 900)))
        histories.append(log)
    return histories


def run_python(log: list[list[Any]]) -> list[tuple[Card, float | None]]:
    """Return the card after each answer, and what the model expected before it."""
    scheduler = Scheduler(
        desired_retention=0.9, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False
    )
    card, after = Card(card_id=1), []
    for day, rating in log:
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
        recall = scheduler.get_card_retrievability(card, moment) if card.last_review else None
        card, _ = scheduler.review_card(card, Rating(rating), moment)
        after.append((card, recall))
    return after


@pytest.fixture(scope="module")
def histories() -> list[list[list[Any]]]:
    return invent(20261128)


@pytest.fixture(scope="module")
def page(histories: list[list[list[Any]]]) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")
    done = subprocess.run(
        [node, str(Path(__file__).with_name("fsrs.mjs"))],
        input=json.dumps({"folder": str(FOLDER), "histories": histories}),
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return dict(json.loads(done.stdout))


def is_close(one: float, other: float) -> bool:
    """Whether two numbers are one but for rounding: ts-fsrs rounds to eight places after each step, Python never."""
    return one == pytest.approx(other, rel=1e-5, abs=1e-6)


def test_there_are_enough_histories_and_every_sort_of_answer(histories: list[list[list[Any]]]) -> None:
    assert len(histories) >= 1000
    ratings = [rating for log in histories for _, rating in log]
    assert all(ratings.count(each) > 1000 for each in (AGAIN, HARD, GOOD, EASY))
    assert any(one[0] == other[0] for log in histories for one, other in pairwise(log))


def test_both_say_the_same_of_stability_difficulty_recall_state_and_day(
    histories: list[list[list[Any]]], page: dict[str, Any]
) -> None:
    different = []
    for log, steps in zip(histories, page["runs"], strict=True):
        for (card, recall), step, (day, _) in zip(run_python(log), steps, log, strict=True):
            assert card.stability and card.difficulty
            assert is_close(step["memory"]["stability"], card.stability)
            assert is_close(step["memory"]["difficulty"], card.difficulty)
            assert (recall is None) == (step["recall"] is None)
            assert recall is None or step["recall"] is None or is_close(step["recall"], recall)
            # Without learning steps a question is under review from its first answer on.
            assert card.state is State.Review and step["card"]["state"] == "Review"
            if step["due"] != card.due.date().isoformat():
                different.append((step["due"], card.due.date(), card.stability % 1, day))
    # A half day more or less is rounded up by one and to the even day by the other; no history comes that near.
    assert different == []


def test_the_page_says_when_its_library_keeps_a_day_between_buttons_that_nobody_presses(
    histories: list[list[list[Any]]], page: dict[str, Any]
) -> None:
    """The one difference: `next` of ts-fsrs puts Good after Hard and Easy after Good by a day, Python does not, nor do we."""
    compared, apart = 0, 0
    for log, steps in zip(histories, page["runs"], strict=True):
        for index, (step, (_, rating)) in enumerate(zip(steps, log, strict=True)):
            assert step["card"]["stability"] == pytest.approx(step["memory"]["stability"], rel=1e-12)
            assert step["card"]["difficulty"] == pytest.approx(step["memory"]["difficulty"], rel=1e-12)
            later = (date.fromisoformat(step["card"]["due"]) - date.fromisoformat(step["due"])).days
            compared, apart = compared + 1, apart + (later != 0)
            if index == 0 or rating == AGAIN:
                assert later == 0
            elif rating == HARD:
                assert later <= 0
            else:
                assert later >= 0
    assert 0 < apart < compared / 3


def test_the_settings_are_those_that_the_page_tells_its_readers(page: dict[str, Any]) -> None:
    assert page["settings"] == {
        "request_retention": 0.9, "maximum_interval": LONGEST, "enable_fuzz": False, "enable_short_term": True,
        "learning_steps": [], "relearning_steps": [],
    }  # fmt: skip
    assert "FSRS-6" in page["version"]


def test_first_intervals_need_no_model(page: dict[str, Any], histories: list[list[list[Any]]], run_page: Any) -> None:
    first = {log[0][1]: (log[0][0], steps[0]["due"]) for log, steps in zip(histories, page["runs"], strict=True)}
    assert set(first) == {AGAIN, HARD, GOOD, EASY}
    noted = run_page(
        "reader/review/log.js", "noteRating",
        [(None, {"fingerprint": "a1", "day": day, "rating": rating}) for rating, (day, _) in first.items()],
    )  # fmt: skip
    assert [review["due"] for review in noted] == [due for _, due in first.values()]


def test_what_a_chapter_page_notes_is_never_later_than_the_model_says(
    page: dict[str, Any], histories: list[list[list[Any]]], run_page: Any
) -> None:
    """A page without the model bounds the day from what Today kept last; Today works it out."""
    calls, dues = [], []
    for log, steps in zip(histories[:400], page["runs"], strict=False):
        for before, step, (last, _), (day, rating) in zip(steps, steps[1:], log, log[1:], strict=False):
            if day == last:
                continue
            known = {"fingerprint": "a1", "due": before["due"], "log": [[last, GOOD]]}
            calls.append((known, {"fingerprint": "a1", "day": day, "rating": rating}))
            dues.append(step["due"])
    noted = run_page("reader/review/log.js", "noteRating", calls)
    assert len(noted) > 1000
    assert [(each["due"], due) for each, due in zip(noted, dues, strict=True) if each["due"] > due] == []
