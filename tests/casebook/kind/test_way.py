"""A way of a response file is gone again: marked as it was played, refused where the session doesn't allow it, and explained."""

import random
import re
from typing import Any

import pytest

from casebook.author.session.reader import read_session
from casebook.bedside.mark import follow_steps, mark_way, write_steps
from casebook.kind import KINDS, is_unreadable, mark
from casebook.kind.verbs import Shown
from casebook.kind.way import open_session
from casebook.mark.mark import Status
from casebook.session.graded import split_session
from casebook.text.session import Session
from ketamine.subject import subject

from ..session.sessions import TEXT

NAME = "quiet-cup--way"


@pytest.fixture(scope="module")
def halves() -> tuple[Any, Any]:
    session = read_session(TEXT.encode(), "answers/tea/quiet-cup.session.md")
    assert isinstance(session, Session)
    part, secrets = split_session(session, subject, b"salt-of-the-tests")
    return part["items"][0], secrets[NAME]


def write(secret: Any, *own: str) -> list[str]:
    """Return a way, told in the author's names, as a response file holds it."""
    neutral = {name: each for each, name in secret["rules"]["names"].items()}
    way = [neutral[each] for each in own]
    world, marker = open_session(secret, 0)
    steps: list[str] = []
    for name in way:
        steps.append(f"{name}@{follow_steps(world, marker, steps).places[-1].minute}")
    return steps


def explain(halves: tuple[Any, Any], answer: list[str]) -> str:
    item, secret = halves
    shown = Shown(item=item, secret=secret, answer=tuple(answer), mark=mark(secret, answer, 0), numbers={}, variant=0)
    return str(KINDS["way"].explain_answer(shown))


def test_acting_well_earns_every_mark_and_a_way_left_off_what_was_earned_till_then(halves: tuple[Any, Any]) -> None:
    _, secret = halves
    best = KINDS["way"].invent(secret, 0, random.Random(1), 1.0)
    assert (mark(secret, list(best), 0).points, mark(secret, list(best), 0).status) == (9, Status.RIGHT)
    begun = mark(secret, write(secret, "ready/rest", "ready/start"), 0)
    assert (begun.points, begun.out_of, begun.status) == (1, 9, Status.PARTLY)


def test_a_dangerous_act_caps_the_mark_and_is_named_first(halves: tuple[Any, Any]) -> None:
    _, secret = halves
    begun = ("ready/rest", "ready/start")
    ways = [write(secret, *begun, *["running/wait"] * count, "pounding/tablet") for count in range(9)]
    # He who waits long enough comes to the emergency; a tablet before it was never offered.
    (way,) = [each for each in ways if mark(secret, each, 0).status is not Status.REFUSED]
    got = mark(secret, way, 0)
    assert (got.points, got.status) == (1, Status.PARTLY)
    told = explain(halves, way)
    assert told.index("dangerous") < told.index("What counted: 1 of 9 marks")
    assert "Gave a tablet for an emergency" in told


def test_marks_are_those_of_the_way_itself_over_random_ways(halves: tuple[Any, Any]) -> None:
    _, secret = halves
    world, marker = open_session(secret, 0)
    luck = random.Random(7)
    for _ in range(300):
        steps = KINDS["way"].invent(secret, 0, luck, 0.0)
        way = [step.partition("@")[0] for step in steps]
        assert write_steps(follow_steps(world, marker, steps).places, way) == steps
        assert mark(secret, list(steps), 0).points == pytest.approx(mark_way(world, marker, way).marks)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda steps: [*steps[:2], steps[2].replace("@10", "@12"), *steps[3:]], r"Step 3, m\d/a1, is said to be of minute 12, and the session stood at 10\."),
        (lambda steps: steps[1:] + steps[:1], r"Step 1, m\d/a1, is said to be of minute|Step \d, m\d/l1, (was not open|is said)"),
        (lambda steps: [steps[0], steps[0]], r"Step 2, m\d/l1, was not open at minute 0: the session does not offer it there\."),
        (lambda steps: ["m9/a1@0"], r"Step 1, m9/a1, was not open at minute 0"),
        (lambda steps: [steps[0], "a way"], r"This is not a way through the session\."),
        (lambda steps: "m1/a1@0", r"This is not a way through the session\."),
    ],
)  # fmt: skip
def test_a_way_that_the_session_does_not_allow_earns_nothing_and_says_where(
    halves: tuple[Any, Any], change: Any, said: str
) -> None:
    _, secret = halves
    made = mark(secret, change(write(secret, "ready/rest", "ready/start", "running/wait", "running/stop")), 0)
    assert (made.points, made.status) == (0, Status.REFUSED)
    assert re.search(said, made.refusal), made.refusal
    assert made.refusal.endswith("hand in the file that it saves.")


def test_another_patients_way_is_refused_where_it_differs_and_never_marked_as_theirs(halves: tuple[Any, Any]) -> None:
    item, secret = halves
    assert is_unreadable(item, ["a"]) and is_unreadable(secret, "m1/a1@0")
    assert not is_unreadable(item, ["m1/a1@0"]) and not is_unreadable(item, [])


def test_feedback_explains_each_thing_that_counted_and_each_step(halves: tuple[Any, Any]) -> None:
    _, secret = halves
    told = explain(halves, write(secret, "ready/rest", "ready/start", "running/wait", "running/wait", "running/stop"))
    for line in secret["rules"]["counts"]:
        if "cap" not in line and line["marks"] != 1:
            assert line["text"] in told and line["reason"] in told
    assert "left before its end" in told
    assert told.count("<tr>") == 1 + 5
    assert all(f'<th scope="row">{minute} min</th>' in told for minute in (0, 10, 15, 20))
    assert "<data" not in told
