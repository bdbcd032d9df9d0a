"""Edge inputs, as a table that a clinician can read (edges.txt), and every pair of readings of a grid."""

import itertools
import math
from pathlib import Path

import pytest

from ketamine.rule.event import emergency_triggers, find_events, list_signs, load_events
from ketamine.rule.monitoring import LEVELS, READINGS, assess_readiness, escalate, no_signs
from ketamine.rule.rule import read_rules
from ketamine.rule.screening import questions, screen

CALM = {
    "pressure": (120, 76),
    "baseline_pressure": (118, 74),
    "spo2": 98,
    "respiratory_rate": 14,
    "moaas": 5,
    "heart_rate": 72,
}
WELL = {
    "age": 40,
    "weeks_since_cardiac_event": math.inf,
    "months_since_stroke": math.inf,
    "pressure": (120, 75),
    "adequate_antidepressant_trials": 3,
    "spo2": 98,
    "heart_rate": 72,
    "respiratory_rate": 14,
    "asa_class": 2,
}
READY = {row["field"]: True for row in read_rules("monitoring.toml", "readiness")} | {
    "minutes_since_last_device": 130,
    "moaas": 5,
}
WORDS = {"?": None, "yes": True, "no": False}


def read_edges():
    section, rows = "", []
    for number, line in enumerate(Path(__file__).with_name("edges.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            given, expected, reason = (each.strip() for each in line.split("|"))
            rows.append(pytest.param(section, given, expected, id=f"{number}: {reason}"))
    return rows


EDGES = read_edges()


def read_answers(given):
    answers = {}
    for each in given.split():
        field, _, value = each.partition("=")
        pair = tuple(float(one) for one in value.split("/")) if "/" in value else None
        answers[field] = WORDS[value] if value in WORDS else pair or float(value)
    return answers


@pytest.mark.parametrize(("section", "given", "expected"), EDGES)
def test_each_edge_comes_out_as_a_clinician_expects(section, given, expected):
    if section == "events":
        assert find_events(each.strip() for each in given.split(";"))[0].level == expected
    elif section == "escalate":
        assert escalate({**CALM, **no_signs(), **read_answers(given)}).level == expected
    elif section == "leave":
        assert assess_readiness({**READY, **read_answers(given)}, drug="esketamine").ready == (expected == "ready")
    else:
        well = {field: WELL.get(field, False) for field in questions(section)}
        assert screen({**well, **read_answers(given)}, drug=section).verdict == expected


def test_the_table_is_long_says_why_and_leaves_out_no_sign():
    assert len(EDGES) >= 300
    assert all(each.id.partition(": ")[2] for each in EDGES)
    assert len({each.values for each in EDGES}) == len(EDGES)
    seen = {sign.strip() for each in EDGES if each.values[0] == "events" for sign in each.values[1].split(";")}
    assert seen == set(list_signs())
    asked = {field for each in EDGES if each.values[0] == "escalate" for field in read_answers(each.values[1])}
    assert asked == {*no_signs(), *READINGS}
    assert {field for each in EDGES if each.values[0] == "leave" for field in read_answers(each.values[1])} == set(
        READY
    ) - {"local_minimum_elapsed"}


def test_nothing_in_the_words_of_the_emergency_list_is_less_than_an_emergency():
    told = {entry: [] for entry in emergency_triggers()}
    for row in read_rules("monitoring.toml", "escalation"):
        for words in row.get("listed", ()):
            entry = next(each for each in told if each.startswith(words))
            if row["field"] not in READINGS and "also" not in row:
                told[entry].append(escalate({**CALM, **no_signs(), row["field"]: True}).level)
    # two entries name readings only, or name them too: unrousable, and the pulse
    told[emergency_triggers()[0]] += [escalate({**CALM, **no_signs(), "moaas": score}).level for score in (0, 1)]
    pulse = next(each for each in told if each.startswith("A pulse"))
    told[pulse] += [escalate({**CALM, **no_signs(), "heart_rate": rate}).level for rate in (40, 150)]
    assert all(levels and set(levels) == {"emergency"} for levels in told.values()), told
    for event in load_events().values():
        if event.listed:
            assert all(find_events([sign])[0].level == "emergency" for sign in event.signs)


# from the calmest to the worst, either side of every threshold
GRID = {
    "pressure": [
        ((120, 76), (100, 62), (90, 60), (89, 60), (89, 52), (70, 40), (40, 20)),
        ((120, 76), (140, 90), (141, 90), (179, 109), (180, 110), (219, 130), (220, 130), (260, 150)),
    ],
    "spo2": [(99, 94, 93, 90, 89, 60)],
    "respiratory_rate": [(14, 12, 11, 10, 9, 8, 0), (14, 20, 21, 24, 25, 60)],
    "moaas": [(5, 4, 3, 2, 1, 0)],
    "heart_rate": [(72, 50, 49, 41, 40, 0), (72, 110, 111, 130, 131, 149, 150, 250)],
    "fainted": [(False, True)],
}
TOGETHER = ("pressure", "heart_rate", "fainted")  # the readings that some rows look at together


def list_sides(names):
    return [dict(zip(names, sides, strict=True)) for sides in itertools.product(*(GRID[name] for name in names))]


def find_milder(steps):
    """Points of a grid beside which one that is one step worse is milder: any worse reading is a chain of such steps."""
    level = {
        point: LEVELS.index(
            escalate(
                {**CALM, **no_signs()} | {name: steps[name][at] for name, at in zip(steps, point, strict=True)}
            ).level
        )
        for point in itertools.product(*(range(len(values)) for values in steps.values()))
    }
    assert level[(0,) * len(steps)] == 0 and max(level.values()) == 3
    return [
        (point, worse)
        for point in level
        for place in range(len(point))
        if (worse := (*point[:place], point[place] + 1, *point[place + 1 :])) in level and level[worse] < level[point]
    ]


@pytest.mark.parametrize("steps", list_sides(TOGETHER))
def test_in_a_grid_of_readings_that_are_judged_together_no_worse_one_is_milder(steps):
    assert find_milder(steps) == []


@pytest.mark.slow
@pytest.mark.parametrize("steps", list_sides(GRID))
def test_in_a_grid_of_all_readings_no_worse_one_is_milder(steps):
    assert find_milder(steps) == []


def test_in_a_grid_of_pressures_none_further_from_the_baseline_is_milder():
    for baseline in ((100, 60), (120, 76), (165, 95)):
        for diastolic in (40, 52, 58, 62):
            falling = range(140, diastolic, -1)
            levels = [
                LEVELS.index(
                    escalate({**CALM, **no_signs(), "pressure": (each, diastolic), "baseline_pressure": baseline}).level
                )
                for each in falling
            ]
            assert levels == sorted(levels)
        rising = [
            LEVELS.index(escalate({**CALM, **no_signs(), "pressure": (each, 80), "baseline_pressure": baseline}).level)
            for each in range(120, 301)
        ]
        assert rising == sorted(rising)


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_in_a_grid_of_screening_no_worse_reading_has_the_milder_verdict(drug):
    order = ("proceed", "ask", "stop")
    away = {
        "pressure": [GRID["pressure"][0], (*GRID["pressure"][1][:3], (160, 100), (181, 101), (260, 150))],
        "spo2": [(99, 94, 93, 92, 90, 89, 50)],
        "heart_rate": GRID["heart_rate"],
        "respiratory_rate": GRID["respiratory_rate"],
        "months_since_stroke": [(math.inf, 600, 6, 5.9, 3, 2.9, 0)],
        "weeks_since_cardiac_event": [(math.inf, 520, 13, 12.9, 6, 5.9, 0)],
        "asa_class": [(1, 2, 3, 4, 5)],
    }
    well = {field: WELL.get(field, False) for field in questions(drug)}
    for one, two in itertools.combinations(away, 2):
        for first, second in itertools.product(away[one], away[two]):
            found = {
                (i, j): order.index(screen({**well, one: first[i], two: second[j]}, drug=drug).verdict)
                for i, j in itertools.product(range(len(first)), range(len(second)))
            }
            for (i, j), verdict in found.items():
                assert all(found.get(worse, verdict) >= verdict for worse in ((i + 1, j), (i, j + 1)))
