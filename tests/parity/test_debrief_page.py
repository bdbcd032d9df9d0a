"""What the screen at the bedside says, and the debrief after it, as the page's pure functions make them from a way."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from casebook.author.session.reader import read_session
from casebook.bedside.mark import Marker, mark_way
from casebook.bedside.world import World
from casebook.session.page import make_page_session
from casebook.text.session import Session
from casebook.web.bundle import FOLDER
from ketamine.subject import subject

from ..casebook.session.sessions import TEXT
from .conftest import Run

WELL = (
    "ready/rest",
    "ready/start",
    *["running/wait"] * 3,
    "running/talk",
    "running/stop",
    *["after/wait"] * 3,
    "after/go",
)
HARM = ("ready/start", *["running/wait"] * 5, "pounding/tablet")
BLIND = ("ready/start",)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    session = read_session(TEXT.encode(), "book/tea/quiet-cup.session.md")
    assert isinstance(session, Session)
    return make_page_session(session, subject).data


def neutral(data: dict[str, Any], own: tuple[str, ...]) -> list[str]:
    names = {name: each for each, name in data["secret"]["names"].items()}
    return [names[each] for each in own]


@pytest.fixture(scope="module")
def told(data: dict[str, Any]) -> dict[str, Any]:
    """What is said of a good way, a harmful one, and one that has just begun."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the page's modules")
    ways = {"well": neutral(data, WELL), "harm": neutral(data, HARM), "blind": neutral(data, BLIND), "start": []}
    done = subprocess.run(
        [node, str(Path(__file__).with_name("debrief.mjs"))],
        input=json.dumps({"folder": str(FOLDER), "data": data, "ways": list(ways.values())}),
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return dict(zip(ways, json.loads(done.stdout), strict=True))


def test_halves_are_rounded_as_python_does(run_page: Run) -> None:
    values = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 2.5000000000000004, 182.5, 3.0, -0.2]
    found = run_page("bedside/engine/body.js", "roundEven", [[each] for each in values])
    assert found == [round(each) for each in values]


def test_a_way_played_whole_gives_places_and_marks_and_refuses_what_is_not_open(
    run_page: Run, data: dict[str, Any]
) -> None:
    (played,) = run_page("bedside/engine/play.js", "play", [(data, neutral(data, HARM))])
    assert played["mark"]["finished"] and played["mark"]["marks"] <= 1 and len(played["mark"]["caps"]) == 1
    minutes = [each["minute"] for each in played["places"]]
    assert minutes == sorted(minutes) and played["places"][0]["signs"]["systolic"] == 137
    (refused,) = run_page("bedside/engine/play.js", "play", [(data, ["m1/a9", "nonsense"])])
    assert refused["mark"]["refused"] == "m1/a9" and not refused["mark"]["finished"]


def test_nobody_is_shown_a_pressure_that_was_not_measured(told: dict[str, Any]) -> None:
    assert told["start"]["readings"] == [] and told["start"]["signs"][0] == ["pressure", "\u2013", "not measured yet"]
    assert "blood pressure not measured" in told["start"]["said"]
    assert told["well"]["readings"][0] == 0, "somebody measured at rest"
    assert told["blind"]["readings"] == [5, 10], "the cuff did by itself"


def test_a_screen_says_the_age_of_a_reading_what_went_in_and_what_the_pump_does(told: dict[str, Any]) -> None:
    assert told["blind"]["signs"][0][2] == "cuff, just now"
    assert told["blind"]["given"] == "10 of 40\u00a0mg in" and told["blind"]["pump"] == "Pump running"
    assert told["start"]["pump"] == "Pump not started" and told["well"]["pump"] == "Pump off"
    assert re.match(r"Minute 10\. blood pressure 1\d\d over \d+, pulse \d+, ", told["blind"]["said"])
    assert [age for name, _, age in told["blind"]["signs"] if name in ("spo2", "breathing")] == ["written"] * 2


def test_the_debrief_gives_the_marks_that_python_gives(told: dict[str, Any], data: dict[str, Any]) -> None:
    world, marker = World(data, rules=data["secret"]), Marker(data["secret"])
    for name, own in (("well", WELL), ("harm", HARM)):
        mark = mark_way(world, marker, neutral(data, own))
        plan = told[name]["plan"]
        assert (plan["mark"]["marks"], plan["mark"]["total"]) == (mark.marks, mark.total)
        assert sum(each["of"] for each in plan["features"]) == mark.total
    assert told["well"]["plan"]["mark"]["marks"] == 9 and all(
        each["earned"] == each["of"] for each in told["well"]["plan"]["features"]
    )


def test_the_debrief_tells_what_was_true_what_was_shown_and_what_would_have_been(told: dict[str, Any]) -> None:
    plan = told["harm"]["plan"]
    assert [each["text"] for each in plan["harms"]] == ["Gave a tablet for an emergency"]
    assert [each["name"] for each in plan["others"]] == ["best"], "left alone, it was just this"
    assert told["well"]["plan"]["others"][0]["name"] == "alone"
    alone, own = told["well"]["plan"]["others"][0]["points"], told["well"]["plan"]["curve"]
    assert alone[40]["systolic"] > own[40]["systolic"] and alone[10] == own[10]
    moved = {each["sign"]["name"]: each["points"] for each in plan["moved"]}
    assert "pulse" in moved and "spo2" not in moved, "what stayed needs no drawing"
    assert len(moved["pulse"]) == len(plan["curve"])
    pause = next(each for each in plan["crossings"] if each["level"] == 2)
    assert pause["there"] <= pause["shown"] and pause["shown"] % 5 == 0
    assert plan["stands"][0]["from"] == 0 and plan["stands"][-1]["to"] == plan["curve"][-1]["minute"]
    assert all(
        before["to"] + 1 == after["from"] for before, after in zip(plan["stands"], plan["stands"][1:], strict=False)
    )


def test_each_step_has_the_reason_that_fits_what_the_screen_said(told: dict[str, Any]) -> None:
    steps = told["harm"]["plan"]["steps"]
    assert [step["harmful"] for step in steps] == [False] * 6 + [True]
    calm, grave = steps[1], steps[5]
    assert "The line was crossed." not in calm["reason"] and "The line was crossed." in grave["reason"]


def test_a_drawing_carries_its_words_and_lets_none_out(told: dict[str, Any]) -> None:
    chart = told["well"]["chart"]
    assert 'aria-label="&quot;&lt;b>"' in chart and "NaN" not in chart and "undefined" not in chart
    assert chart.count('class="bed-dot"') == len(told["well"]["plan"]["readings"])
