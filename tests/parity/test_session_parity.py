"""The page plays a session as Python does: places, clock, readings, levels, what is open, marks and caps, over random ways."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from casebook.author.session.reader import read_session
from casebook.bedside.body import BeyondError
from casebook.bedside.mark import Marker, mark_way, replay_way
from casebook.bedside.world import World
from casebook.session.judge import draw_others
from casebook.session.page import make_page_session
from casebook.text.session import Session
from casebook.web.bundle import FOLDER
from ketamine.subject import subject

from ..casebook.session.sessions import TEXT

PATHS = sorted((Path(__file__).parents[2] / "book").rglob("*.session.md"))
WAYS = 20_000
"""Ways marked on both sides, over all sessions of the book together."""
READ = 6_000
"""Those of them of which every reading is compared."""
FEW = 300
"""Ways through the small session, which is played whenever tests run."""

SESSIONS = [
    pytest.param(("quiet-cup", TEXT.encode(), FEW), id="quiet-cup"),
    *(
        pytest.param(
            (path.name, path.read_bytes(), -(-WAYS // len(PATHS))),
            id=path.name.partition(".")[0],
            marks=pytest.mark.slow,
        )
        for path in PATHS
    ),
]

Play = tuple[int, list[str]]


def wander(world: World, rng: random.Random) -> list[str]:
    """Return a way of one who picks among all that is open, and now and then does what is not open, or leaves off."""
    place, way = world.start(), []
    hasty = rng.random()
    while "end" not in world.moments[place.moment] and rng.random() > 0.01:
        looks, acts = world.list_looks(place), world.list_acts(place)
        chosen = rng.choice(acts if looks and rng.random() < hasty and acts else [*looks, *acts])["id"]
        if rng.random() < 0.002:
            way.append(rng.choice([f"m1/{chosen}", f"{place.moment}/a9", f"{place.moment}/l1", "away"]))
            break
        way.append(f"{place.moment}/{chosen}")
        try:
            place = world.look(place, chosen) if chosen.startswith("l") else world.act(place, chosen)
        except BeyondError:
            break
    return way


def tell(world: World, marker: Marker, way: list[str]) -> dict[str, Any]:
    """Return what Python makes of a way, as ``session.mjs`` prints it."""
    rows = []
    for place, _, _ in replay_way(world, marker, way):
        timeline, read = world.follow(place), world.find_read(place)
        is_open = [each["id"] for each in (*world.list_looks(place), *world.list_acts(place))]
        rows.append(
            [
                place.moment, place.minute, read, list(timeline.show(place.minute).values()),
                timeline.find_level(place.minute), timeline.find_level(place.minute, read=read),
                not timeline.list_unmet(place.minute), round(timeline.tell_given(place.minute) * 1e6),
                timeline.is_running(place.minute), is_open,
            ]
        )  # fmt: skip
    return {"rows": rows, "mark": tell_mark(world, marker, way)}


def tell_mark(world: World, marker: Marker, way: list[str]) -> list[Any]:
    mark = mark_way(world, marker, way)
    return [mark.marks, mark.total, list(mark.met), list(mark.caps), mark.finished, bool(mark.refused)]


@pytest.fixture(scope="module", params=SESSIONS)
def played(request: pytest.FixtureRequest) -> tuple[dict[str, Any], list[Play], list[dict[str, Any]]]:
    """One session's data, random ways through it, and what the page made of them."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")
    name, text, ways = request.param
    session = read_session(text, name)
    assert isinstance(session, Session), session
    data = make_page_session(session, subject, others=draw_others(session, subject)).data
    rng = random.Random(session.id)
    worlds = [World(data, patient=place, rules=data["secret"]) for place in range(len(data["patients"]))]
    plays = []
    for _ in range(ways):
        patient = rng.randrange(len(worlds))
        plays.append((patient, wander(worlds[patient], rng)))
    done = subprocess.run(
        [node, str(Path(__file__).with_name("session.mjs"))],
        input=json.dumps({"folder": str(FOLDER), "data": data, "plays": plays}),
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return data, plays, json.loads(done.stdout)


def test_every_reading_level_and_open_choice_of_the_ways_is_the_same(
    played: tuple[dict[str, Any], list[Play], list[dict[str, Any]]],
) -> None:
    data, plays, page = played
    worlds = [World(data, patient=place, rules=data["secret"]) for place in range(len(data["patients"]))]
    markers = [Marker(data["secret"], patient=place) for place in range(len(data["patients"]))]
    for (patient, way), shown in list(zip(plays, page, strict=True))[: READ // len(PATHS) + 1]:
        ours = tell(worlds[patient], markers[patient], way)
        # A way that is refused ends in Python with the place at which it was.
        rows = ours["rows"][:-1] if ours["mark"][-1] else ours["rows"]
        assert shown["rows"] == rows, (patient, way)


def test_every_mark_and_cap_is_the_same(played: tuple[dict[str, Any], list[Play], list[dict[str, Any]]]) -> None:
    data, plays, page = played
    worlds = [World(data, patient=place, rules=data["secret"]) for place in range(len(data["patients"]))]
    markers = [Marker(data["secret"], patient=place) for place in range(len(data["patients"]))]
    for (patient, way), shown in zip(plays, page, strict=True):
        *mark, refused = shown["mark"]
        assert [*mark, bool(refused)] == tell_mark(worlds[patient], markers[patient], way), (patient, way)


def test_the_ways_are_many_and_of_every_sort(played: tuple[dict[str, Any], list[Play], list[dict[str, Any]]]) -> None:
    data, plays, page = played
    assert len({(patient, *way) for patient, way in plays}) >= min(len(plays) / 8, 1000)
    marks = [each["mark"] for each in page]
    assert any(caps for _, _, _, caps, _, _ in marks)
    assert {bool(refused) for *_, refused in marks} == {True, False} == {finished for *_, finished, _ in marks}
    ends = {each["rows"][-1][0] for each in page if each["mark"][4]}
    assert ends == {name for name, moment in data["moments"].items() if "end" in moment}, "every ending is come to"
