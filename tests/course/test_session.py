"""The course's own bedside sessions: what they hold between them, what they say of rescue drugs, and what each way is worth."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from casebook.author.course import Course, find_course
from casebook.author.session.reader import read_session
from casebook.bedside.mark import mark_way
from casebook.judge.session import judge_named, list_sessions
from casebook.session.judge import JudgedSession
from casebook.session.walk import play_blind
from casebook.text.markup import find_references
from casebook.text.session import SUFFIX, Session

ROOT = Path(__file__).parents[2]
NAMES = [path.name.removesuffix(SUFFIX) for path in sorted((ROOT / "book").rglob(f"*{SUFFIX}"))]
SHARE = 3
FORK = 3


@pytest.fixture(scope="module")
def course() -> Course:
    return find_course(ROOT)


@pytest.fixture(scope="module")
def sessions(course: Course) -> Mapping[str, Session]:
    read = [read_session(path.read_bytes(), str(path.relative_to(ROOT))) for path in list_sessions(course)]
    return {each.id: each for each in read if isinstance(each, Session)}


@cache
def judge(name: str) -> JudgedSession:
    judged, problems = judge_named(find_course(ROOT), name)
    assert [str(problem) for problem in problems] == []
    assert judged is not None
    return judged


def test_there_are_twelve_sessions_of_both_products(sessions: Mapping[str, Session]) -> None:
    drugs = [session.given["treatment"]["drug"] for session in sessions.values()]
    assert len(drugs) >= 12
    assert min(drugs.count("racemic"), drugs.count("esketamine")) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_each_has_two_forks_and_a_dangerous_act_that_is_answered(sessions: Mapping[str, Session], name: str) -> None:
    session = sessions[name]
    counted = {each.partition("/")[0] for line in session.counts if line.cap is None for each in line.names}
    forks = [moment.id for moment in session.moments if len(moment.acts) >= FORK and moment.id in counted]
    assert len(forks) >= 2, forks
    assert any(line.cap is not None for line in session.counts)


def test_a_session_that_leans_on_a_rescue_drug_says_whose_protocol_decides(
    sessions: Mapping[str, Session], course: Course
) -> None:
    leaning = 0
    for session in sessions.values():
        text = " ".join(part.source for part in session.texts())
        named = [each.target for part in session.texts() for each in find_references(part) if each.role == "fact"]
        rescues = {each for each in named if course.subject.facts[each].local_protocol}
        leaning += bool(rescues)
        assert not rescues or re.search(r"(?:local|your|its own)\s+protocol", text, re.IGNORECASE), (
            session.id,
            rescues,
        )
    assert leaning


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_acting_well_earns_full_marks_and_playing_blind_under_a_third(name: str) -> None:
    judged = judge(name)
    total = mark_way(judged.world, judged.marker, ()).total
    outcomes = judged.ways.count_outcomes()
    assert max(outcome.score for outcome in outcomes) == total
    for busy in (False, True):
        way = play_blind(judged.world, judged.marker, busy=busy)
        assert mark_way(judged.world, judged.marker, way).marks * SHARE < total
    mean = sum(outcome.score * share for outcome, share in judged.ways.weigh_outcomes().items())
    assert mean * SHARE < total


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_way_with_a_dangerous_act_is_above_its_cap(name: str) -> None:
    judged = judge(name)
    caps = {each: line.cap for line in judged.session.counts if line.cap is not None for each in line.names}
    seen = set()
    for way in judged.ways.find_ways().values():
        mark = mark_way(judged.world, judged.marker, way)
        done = {judged.own[each] for each in way} & caps.keys()
        seen |= done
        assert all(mark.marks <= caps[each] for each in done)
        assert bool(mark.caps) == bool(done)
    assert seen
