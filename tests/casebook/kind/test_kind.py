"""Every kind of question has every verb, and none can be forgotten."""

import random
from typing import Any, get_type_hints

import pytest

from casebook.kind import KINDS, MARKED, REMARKS, expected_guess, find_verbs, mark
from casebook.kind.verbs import Verbs
from casebook.session.graded import split_session
from casebook.text.case import Kind
from ketamine.subject import subject

from ..session.sessions import read

VERBS = sorted(name for name in vars(Verbs) if not name.startswith("_"))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("verb", VERBS)
def test_every_kind_has_every_verb(kind: Kind, verb: str) -> None:
    assert hasattr(find_verbs(kind), verb)


def test_there_are_verbs_and_the_protocol_is_all_of_them() -> None:
    assert {"read", "publish", "conceal", "identify", "mark", "guess", "word", "show", "explain", "invent"} <= set(
        VERBS
    )
    for kind in Kind:
        own = {name for name in dir(find_verbs(kind)) if not name.startswith("_")} - {"kind", "sentence"}
        assert own == set(VERBS), kind


def test_a_kind_is_named_once() -> None:
    assert list(KINDS) == [str(kind) for kind in Kind]
    assert len({verbs.asked for verbs in KINDS.values()}) == len(KINDS)
    remarks = [verbs.remark for verbs in KINDS.values() if verbs.remark]
    assert sorted(remarks) == sorted(REMARKS)


def test_an_unknown_kind_is_refused_by_its_name_and_not_left_to_wait() -> None:
    with pytest.raises(KeyError, match="riddle"):
        mark({"kind": "riddle", "points": 1}, "an answer", 0)
    with pytest.raises(KeyError, match="riddle"):
        expected_guess("riddle", 4, 1)
    assert "riddle" not in MARKED


def test_the_type_checker_holds_every_kind_to_the_verbs() -> None:
    assert get_type_hints(find_verbs)["return"] is Verbs


@pytest.mark.parametrize("kind", sorted(MARKED))
def test_no_response_makes_marking_fail(kind: str) -> None:
    secrets: dict[str, dict[str, Any]] = {
        "best": {"keys": ["a"], "messages": {"a": "", "b": ""}},
        "all": {"keys": ["a"], "messages": {"a": "", "b": ""}},
        "order": {"order": ["a", "b", "c"]},
        "matching": {"keys": ["a=b"], "options": ["a", "b"]},
        "way": dict(split_session(read(), subject, b"salt-of-the-tests")[1]["quiet-cup--way"]),
        "number": {"keys": [1.0], "allowed": [0.1], "unit": "mL", "predictions": []},
    }
    luck = random.Random(1)
    pieces = ["a", "b", "", "1", None, 1, True, ["a"], ["a", "a"], [["a"]], {}, {"a": 1}, "\ud800", "9" * 5000, [None]]
    for _ in range(300):
        response = (
            [luck.choice(pieces) for _ in range(luck.randrange(4))] if luck.random() < 0.5 else luck.choice(pieces)
        )
        made = mark({"kind": kind, "points": 2, **secrets[kind]}, response, 0)
        assert 0 <= made.points <= 2
