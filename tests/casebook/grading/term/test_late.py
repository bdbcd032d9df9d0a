"""How late is late, and what it costs."""

from datetime import timedelta

import pytest

from casebook.grading.term.late import FLAG, read_policy, read_span, say_span

DAY = 86_400


@pytest.mark.parametrize(
    ("words", "seconds", "taken"),
    [
        ("flag", 3 * DAY, 0.0),
        ("none", 1, 8.0),
        ("None", 1, 8.0),
        ("10 % a day", 0, 0.0),
        ("10 % a day", 1, 0.8),
        ("10 % a day", DAY, 0.8),
        ("10 % a day", DAY + 1, 1.6),
        ("10% per day", 9 * DAY + 5, 8.0),
        ("12,5 percent each day", DAY, 1.0),
        ("50 % / day", 30 * DAY, 8.0),
    ],
)
def test_each_day_begun_costs_its_share_of_what_was_earned(words: str, seconds: float, taken: float) -> None:
    policy = read_policy(words)
    assert policy and policy.take(8.0, seconds) == taken


def test_to_be_told_only_is_the_policy_called_flag() -> None:
    assert read_policy(" Flag ") is FLAG


@pytest.mark.parametrize(
    "words", ["", "noe", "10", "10 %", "10 % a week", "0 % a day", "101 % a day", "-5 % a day", 10, None, True]
)
def test_what_is_no_policy_is_none(words: object) -> None:
    assert read_policy(words) is None


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("2 days", timedelta(days=2)),
        ("1 day", timedelta(days=1)),
        ("36 hours", timedelta(hours=36)),
        ("36h", timedelta(hours=36)),
        ("90 minutes", timedelta(minutes=90)),
        ("1 week and 2 days", timedelta(days=9)),
        ("1.5 hours", timedelta(minutes=90)),
        ("1,5 hours", timedelta(minutes=90)),
    ],
)
def test_a_span_is_read_as_people_write_it(words: str, span: timedelta) -> None:
    assert read_span(words) == span


@pytest.mark.parametrize(
    "words", ["", "soon", "2", "2 moons", "0 days", "-1 day", "9999999999999 weeks", "2 days later"]
)
def test_what_is_no_span_is_none(words: str) -> None:
    assert read_span(words) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 min"),
        (60, "1 min"),
        (3_600, "1 h"),
        (3_660, "1 h 1 min"),
        (DAY, "1 day"),
        (2 * DAY + 3_600, "2 days 1 h"),
    ],
)
def test_a_span_is_said_in_two_words(seconds: float, words: str) -> None:
    assert say_span(seconds) == words
