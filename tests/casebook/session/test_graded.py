"""A graded session's public half goes the same ways as the secret one, and holds nothing of what they are worth."""

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casebook.author.session.reader import read_session
from casebook.bedside.mark import mark_way
from casebook.bedside.world import World
from casebook.kind import KINDS
from casebook.kind.way import open_session
from casebook.session.graded import split_session
from casebook.session.judge import draw_others
from casebook.text.session import Session
from ketamine.subject import subject

from .sessions import TEXT, read

SALT = b"salt-of-the-tests"
OTHERS = (
    "others: {count: 4, age: 50 to 66, weight: 70 to 90 kg, pressure: 132 to 140 mmHg, responds: 97 to 99}\ncuff: 5 min"
)
PATHS = sorted((Path(__file__).parents[3] / "book").rglob("*.session.md"))


def mark_canaries(text: str) -> str:
    """Return a session's text in which every reason, every line of what counts and every feature is a word found nowhere else."""
    number = iter(range(1000))
    text = re.sub(r"(?m)^(\s*> )(at pause: )?(.+)$", lambda m: f"{m[1]}{m[2] or ''}{m[3]} canary{next(number)}", text)
    head, mark, counts = text.partition("## counts: What counts")
    counts = re.sub(
        r"(?m)^- (\w+): ([^(\n]+)",
        lambda m: f"- {m[1] if m[1] == 'never' else 'canaryf' + m[1]}: canary{next(number)} {m[2]}",
        counts,
    )
    return head + mark + counts


@cache
def split(name: str) -> tuple[Session, Any, Any]:
    """Return a session of the book, or the small one, with both halves and no other patients."""
    path = next((each for each in PATHS if each.name.startswith(f"{name}.")), None)
    session = read_session(path.read_bytes(), path.name) if path else read()
    assert isinstance(session, Session)
    return session, *split_session(session, subject, SALT)


def list_words(data: Any) -> Iterator[str]:
    """Yield every text in plain data, but for the names of its entries."""
    if isinstance(data, str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from list_words(each)


def wander(world: World, luck: random.Random) -> Iterator[str]:
    """Yield the choices of one who picks each time among all that is open."""
    place = world.start()
    while "end" not in world.moments[place.moment]:
        looks, acts = world.list_looks(place), world.list_acts(place)
        own = luck.choice([*looks, *acts])["id"]
        yield f"{place.moment}/{own}"
        place = world.look(place, own) if own.startswith("l") else world.act(place, own)


def test_no_reason_feature_line_or_state_of_the_rule_is_in_the_public_half() -> None:
    text = mark_canaries(TEXT)
    session = read_session(text.encode(), "answers/tea/quiet-cup.session.md")
    assert isinstance(session, Session), session
    part, secrets = split_session(session, subject, SALT)
    shown, hidden = json.dumps(part), json.dumps(secrets)
    canaries = set(re.findall(r"canary\w+", text))
    assert len(canaries) > 20
    assert {each for each in canaries if each not in hidden} == set()
    assert {each for each in canaries if each in shown} == set()


@pytest.mark.parametrize("name", ["quiet-cup", *(path.name.partition(".")[0] for path in PATHS)])
def test_a_public_half_has_none_of_the_words_by_which_the_secret_one_marks(name: str) -> None:
    session, part, secrets = split(name)
    item = part["items"][0]
    shown, rules = json.dumps(item["session"]), secrets[session.item_name]["rules"]
    entries = set(re.findall(r'"(\w+)":', shown))
    assert entries.isdisjoint(
        {"counts", "marks", "cap", "harmful", "reasons", "levels", "asked", "best", "names", "unmet"}
    )
    texts = [line["reason"] for line in rules["counts"]] + [line["text"] for line in rules["counts"]]
    texts += [each for reasons in rules["reasons"].values() for each in reasons.values() if each]
    texts += [row["why"] for row in rules["rule"]]
    assert len(texts) > 20
    assert [each for each in texts if json.dumps(each)[1:-1] in shown] == []
    # The author's names and the rule's states would tell as well.
    words = set(list_words(item["session"])) - set(item["session"]["body"]["signs"])
    assert words & {*rules["names"].values(), *rules["levels"], *(line["feature"] for line in rules["counts"])} == set()
    assert [row for row in item["session"]["rule"] + item["session"]["leave"] if set(row) - {"level", "when"}] == []


@pytest.mark.parametrize("name", ["quiet-cup", *(path.name.partition(".")[0] for path in PATHS)])
def test_both_halves_go_the_same_ways(name: str) -> None:
    session, part, secrets = split(name)
    public, _ = open_session(part["items"][0], 0)
    secret, _ = open_session(secrets[session.item_name], 0)
    luck, kept = random.Random(5), {part for each in secret.public["monitor"] for part in each["parts"]}
    for _ in range(40):
        one, other = public.start(), secret.start()
        for choice in wander(secret, luck):
            own = choice.partition("/")[2]
            assert [each["id"] for each in public.list_acts(one)] == [each["id"] for each in secret.list_acts(other)]
            one = public.look(one, own) if own.startswith("l") else public.act(one, own)
            other = secret.look(other, own) if own.startswith("l") else secret.act(other, own)
            assert one == other
            signs = secret.follow(other).show(other.minute)
            shown = public.follow(one).show(one.minute)
            assert {each: shown[each] for each in kept} == {each: signs[each] for each in kept}


def test_levels_are_numbered_by_the_storys_own_turns_and_not_by_the_rules() -> None:
    _, part, secrets = split("quiet-cup")
    public, full = part["items"][0]["session"], secrets["quiet-cup--way"]["session"]
    turns = [
        [turn[0] for moment in each["moments"].values() for turn in moment.get("turns", ())] for each in (public, full)
    ]
    assert turns == [[1], [2]]
    assert {row["level"] for row in public["rule"]} == {1}


def test_each_learner_has_one_of_the_patients_and_reads_of_them_in_the_introduction() -> None:
    text = TEXT.replace("cuff: 5 min", OTHERS).replace(
        "come for a cup.", "come for a cup: {{ age }} years, {{ pressure }}."
    )
    session = read_session(text.encode(), "answers/tea/quiet-cup.session.md")
    assert isinstance(session, Session), session
    part, secrets = split_session(session, subject, SALT, others=draw_others(session, subject))
    assert part["variants"] == len(part["items"][0]["session"]["patients"]) == len(part["numbers"]["age"]) > 1
    assert part["numbers"]["pressure"][0] == "137/81"
    assert len(set(part["numbers"]["pressure"])) > 1
    totals = {mark_way(*open_session(secrets["quiet-cup--way"], each), ()).total for each in range(part["variants"])}
    assert totals == {part["items"][0]["points"]} == {9}


def test_a_fingerprint_changes_with_what_counts_and_not_with_words() -> None:
    def sign(text: str) -> str:
        session = read_session(text.encode(), "answers/tea/quiet-cup.session.md")
        assert isinstance(session, Session), session
        return str(split_session(session, subject, SALT)[0]["items"][0]["fingerprint"])

    first = sign(TEXT)
    assert re.fullmatch(r"[0-9a-f]{12}", first)
    assert sign(TEXT.replace("It drips.", "It still drips.")) == first
    assert sign(TEXT.replace("(2 marks;", "(1 mark;")) != first
    assert sign(TEXT.replace("(5 min) -> running", "(10 min) -> running")) != first


def test_what_marks_is_less_than_what_explains_and_marks_the_same() -> None:
    session, _, secrets = split("pressure-surge")
    secret = secrets[session.item_name]
    bare = {"kind": "way", "points": secret["points"], **KINDS["way"].bare(secret)}
    luck = random.Random(3)
    for _ in range(60):
        way = KINDS["way"].invent(secret, 0, luck, 0.3)
        assert KINDS["way"].mark(bare, list(way), 0) == KINDS["way"].mark(secret, list(way), 0)
    assert len(json.dumps(bare)) < len(json.dumps(secret)) / 2
