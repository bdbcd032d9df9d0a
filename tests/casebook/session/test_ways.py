"""Every way of a session ends and has its marks; data and models agree to the digit; a way that is not open is refused."""

import json
import random

import pytest

from casebook.bedside.body import Treated
from casebook.bedside.mark import mark_way, replay_way
from casebook.bedside.world import World
from casebook.session.bake import Baked, bake_session, join_halves
from casebook.session.judge import JudgedSession, judge_ways
from casebook.session.report import report_session
from casebook.session.walk import walk_session
from ketamine import play
from ketamine.subject import subject

from .sessions import TEXT, read


@pytest.fixture(scope="module")
def judged() -> JudgedSession:
    everybody, problems = judge_ways(read(), subject)
    assert problems == []
    return everybody[0]


def wander(judged: JudgedSession, rng: random.Random) -> list[str]:
    """Return a way of one who picks each time among all that is open."""
    world, way = judged.world, []
    place = world.start()
    while "end" not in world.moments[place.moment]:
        looks, acts = world.list_looks(place), world.list_acts(place)
        chosen = rng.choice([*looks, *acts])["id"]
        way.append(f"{place.moment}/{chosen}")
        place = world.look(place, chosen) if chosen.startswith("l") else world.act(place, chosen)
    return way


def test_every_way_ends_and_acting_well_earns_full_marks(judged: JudgedSession) -> None:
    outcomes = judged.ways.count_outcomes()
    assert judged.ways.is_whole
    assert max(outcome.score for outcome in outcomes) == mark_way(judged.world, judged.marker, ()).total == 9
    assert sum(judged.ways.weigh_outcomes().values()) == pytest.approx(1)
    for outcome, way in judged.ways.find_ways().items():
        mark = mark_way(judged.world, judged.marker, way)
        assert (mark.marks, mark.finished, mark.refused) == (outcome.score, True, "")


def test_merged_situations_give_the_same_ways_and_marks_as_ways_walked_one_by_one(judged: JudgedSession) -> None:
    counted: dict[tuple[str, float], int] = {}

    def go(place: object, way: tuple[str, ...]) -> None:
        world = judged.world
        if "end" in world.moments[place.moment]:  # type: ignore[attr-defined]
            key = (place.moment, mark_way(world, judged.marker, way).marks)  # type: ignore[attr-defined]
            counted[key] = counted.get(key, 0) + 1
            return
        for look in world.list_looks(place):  # type: ignore[arg-type]
            go(world.look(place, look["id"]), (*way, f"{place.moment}/{look['id']}"))  # type: ignore
        for act in world.list_acts(place):  # type: ignore[arg-type]
            go(world.act(place, act["id"]), (*way, f"{place.moment}/{act['id']}"))  # type: ignore

    go(judged.world.start(), ())
    merged: dict[tuple[str, float], int] = {}
    walk = walk_session(judged.world, judged.marker)
    for outcome, ways in walk.count_outcomes().items():
        merged[outcome.end, outcome.score] = merged.get((outcome.end, outcome.score), 0) + ways
    # A look that can change nothing any more is no way of its own: every merged outcome is there, and no other.
    assert merged.keys() == counted.keys()
    assert all(merged[key] <= counted[key] for key in merged)


def test_random_ways_show_what_the_models_say(judged: JudgedSession) -> None:
    rng = random.Random(7)
    words = {1: "pump on", 0: "pump off"}
    given = {**judged.session.given, "written": {"headache": {"signs": {"warning_symptom": True}}}}
    for _ in range(25):
        *_, (place, _, refused) = replay_way(judged.world, judged.marker, wander(judged, rng))
        assert refused == ""
        choices = [(minute, words[int(share)]) for minute, share in place.treated.changes]
        choices += [(begun, "begin headache") for _, begun, _ in place.treated.happenings]
        timeline = judged.world.follow(place)
        for instant in play(given, sorted(choices), until=place.minute):
            shown = timeline.show(instant.minute)
            assert (shown["systolic"], shown["diastolic"], shown["pulse"]) == (
                instant.systolic,
                instant.diastolic,
                instant.pulse,
            )
            assert subject.bedside.levels[timeline.find_level(instant.minute)] == instant.level
            assert (not timeline.list_unmet(instant.minute)) == instant.ready


@pytest.mark.parametrize("devices", [(0,), (0, 5), (0, 5, 10), (5, 40)])
def test_devices_are_followed_as_the_models_have_them_the_later_ones_too(devices: tuple[int, ...]) -> None:
    pump, spray = "{drug: racemic, dose: 40 mg, over: 40 min}", "{drug: esketamine, dose: 84 mg}"
    session = read(TEXT.replace(pump, spray))
    baked = bake_session(session, subject)
    timeline = World(baked["public"], rules=baked["secret"]).body.follow(Treated((), devices))
    direct = subject.bedside.follow(session.given, changes=(), devices=devices, happenings=(), written={}, until=180)
    for minute, (signs, level, ready) in enumerate(direct):
        shown = {name: value for name, value in timeline.show(minute).items() if name in signs}
        assert (shown, subject.bedside.levels[timeline.find_level(minute)]) == (signs, level)
        assert (not timeline.list_unmet(minute)) == ready


def test_a_way_with_a_dangerous_act_is_never_above_its_cap(judged: JudgedSession) -> None:
    rng = random.Random(3)
    names = {own: neutral for neutral, own in judged.own.items()}
    harmful = 0
    for _ in range(400):
        way = wander(judged, rng)
        if names["pounding/tablet"] in way:
            harmful += 1
            assert mark_way(judged.world, judged.marker, way).marks <= 1
    assert harmful


def test_partial_credit_by_time(judged: JudgedSession) -> None:
    names = {own: neutral for neutral, own in judged.own.items()}

    def mark(*own: str) -> float:
        return mark_way(judged.world, judged.marker, [names[each] for each in own]).marks

    waits = ["running/wait"] * 3
    assert mark("ready/start", *waits, "running/stop") == 3
    assert mark("ready/start", *waits, "running/wait", "running/stop") == 1
    assert mark("ready/start", "running/wait", "running/stop") == 0
    assert mark("ready/start", *waits, "running/talk", "running/stop") == 5


@pytest.mark.parametrize("broken", [["x"], ["m1/a9"], [7], ["", ""], ["ready/start"], [None]])
def test_a_way_that_was_not_open_is_refused_and_what_came_before_is_marked(
    judged: JudgedSession, broken: list[object]
) -> None:
    names = {own: neutral for neutral, own in judged.own.items()}
    mark = mark_way(judged.world, judged.marker, [names["ready/rest"], *broken])  # type: ignore[list-item]
    assert mark.marks == 1
    assert "was not open at minute 0" in mark.refused
    assert not mark.finished


def test_a_calm_patient_is_not_asked_for_what_never_comes() -> None:
    calm = read(TEXT.replace("responds: {pressure: 99}", "responds: {pressure: 20}"))
    everybody, _ = judge_ways(calm, subject)
    assert mark_way(everybody[0].world, everybody[0].marker, ()).total == 4


def test_the_public_half_of_a_graded_session_has_nothing_that_marks() -> None:
    secrets = ("Measured at rest", "CANARYREASON", "CANARYCOUNT", "rest to compare", "harmful", "counts")
    text = TEXT.replace("> The agreed act.", "> CANARYREASON").replace("> The first.", "> CANARYCOUNT")
    text = text.replace("> Symptoms decide.\n- wait", "> rest to compare\n- wait")
    baked = bake_session(read(text), subject)
    public = json.dumps(baked["public"])
    assert not [each for each in secrets if each in public]
    assert all(each in json.dumps(baked["secret"]) for each in secrets)
    # rows of the rule that a turn stands on have no names and no reasons, and nothing says which level is the line
    assert all(set(row) == {"level", "when"} for row in baked["public"]["rule"])
    assert baked["public"]["leave"] == []
    # names tell nothing
    for own in ("tablet", "pounding", "ambulance"):
        assert f'"{own}"' not in public


def test_what_is_written_is_marked_as_written_with_its_reason() -> None:
    public = bake_session(read(), subject)["public"]
    assert [each["why"] for each in public["written"].values()] == ["Symptoms are in no model here."]
    assert {each["name"] for each in public["monitor"] if each.get("written")} == {"spo2", "breathing"}


def test_a_fingerprint_changes_with_what_counts_and_not_with_words() -> None:
    def sign(text: str) -> str:
        return str(bake_session(read(text), subject, salt=b"salt")["public"]["fingerprint"])

    assert sign(TEXT) == sign(TEXT.replace("It drips.", "It drips on."))
    assert sign(TEXT) != sign(TEXT.replace("within 1 min", "within 2 min"))
    assert sign(TEXT) != sign(TEXT.replace("weight: 80 kg", "weight: 81 kg"))
    assert sign(TEXT) != bake_session(read(), subject, salt=b"other")["public"]["fingerprint"]


def test_the_same_file_bakes_to_the_same_bytes() -> None:
    one, other = (json.dumps(join_halves(bake_session(read(), subject))) for _ in range(2))
    assert one == other
    assert isinstance(bake_session(read(), subject), Baked)


def test_the_report_has_every_sort_of_way_best_first(judged: JudgedSession) -> None:
    lines = report_session(judged).splitlines()
    marks = [float(line.split()[0]) for line in lines if line[:5].strip().replace(".", "").isdigit()]
    assert marks[0] == 9
    assert marks == sorted(marks, reverse=True)
    assert lines[-1] == "written: headache. Symptoms are in no model here."
    readings = [line for line in lines if line.startswith("at ")]
    assert readings[0].startswith("at 0 min, ")
    assert readings[0].endswith(": continue")
