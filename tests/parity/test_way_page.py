"""A reader's way as the page reckons it: plans, advice from the first test, and what was gained, beside SciPy."""

from math import hypot
from typing import Any

import pytest
from scipy.stats import binom, binomtest

from casebook.site.sphinx.after.minutes import say_minutes

PAGES = [{"page": name, "minutes": minutes, "done": done} for name, minutes, done in (
    ("start/one", 5, True), ("dosing/two", 20, False), ("dosing/three", 15, True), ("after/four", 30, False),
)]  # fmt: skip
MEASURED = {"pages": PAGES}
PLAN = {"id": "nurse", "title": "Nurse", "pages": ["dosing/three", "dosing/two", "gone/away", "start/one"]}


def test_a_plan_is_measured_in_its_own_order_and_a_page_that_is_gone_is_left_out(run_page: Any) -> None:
    (way,) = run_page("way/plan.js", "measurePlan", [[PLAN, MEASURED]])
    assert [page["page"] for page in way["pages"]] == ["dosing/three", "dosing/two", "start/one"]
    assert (way["done"], way["total"], way["minutes"], way["next"]["page"]) == (2, 3, 20, "dosing/two")


def test_next_follows_the_plan_and_after_its_last_page_goes_back_to_what_was_left_out(run_page: Any) -> None:
    (way,) = run_page("way/plan.js", "measurePlan", [[PLAN, MEASURED]])
    steps = run_page("way/plan.js", "followPlan", [[way, name] for name in ("dosing/three", "start/one", "after/four")])
    assert [step and (step["number"], step["next"]["page"]) for step in steps] == [
        (1, "dosing/two"),
        (3, "dosing/two"),
        None,
    ]
    whole = {**way, "pages": [{**page, "done": True} for page in way["pages"]]}
    assert run_page("way/plan.js", "followPlan", [[whole, "start/one"]]) == [{"number": 3, "next": None}]


def test_a_plan_that_the_course_no_longer_has_is_not_followed(run_page: Any) -> None:
    course = {"plans": [PLAN]}
    own = {"id": "own", "pages": ["dosing/two"]}
    found = run_page("reader/progress.js", "findPlan", [[course, {"id": "nurse", "pages": []}], [course, {"id": "cook", "pages": []}],
                                                 [course, own], [course, {"id": "own", "pages": []}], [course, None], [{}, {"id": "nurse"}]])  # fmt: skip
    assert [each and each["pages"] for each in found] == [PLAN["pages"], None, ["dosing/two"], None, None, None]


BROKEN: tuple[Any, ...] = (
    None, 3, [], {}, {"page": "../x", "anchor": "", "heading": "", "into": 0}, {"page": "a/b", "anchor": "", "heading": "", "into": 2},
    {"page": "a/b", "anchor": 3, "heading": "", "into": 0}, {"page": "a/b", "anchor": "", "heading": "x" * 201, "into": 0},
    {"page": "a/b", "anchor": "", "heading": "", "into": "0"},
)  # fmt: skip


def test_only_a_place_that_can_be_one_is_believed(run_page: Any) -> None:
    sound = {"page": "dosing/two", "anchor": "the-pump", "heading": "The pump", "into": 0.25}
    assert run_page("reader/record.js", "readPlace", [[sound], *([each] for each in BROKEN)]) == [sound] + [None] * len(
        BROKEN
    )


def test_places_are_one_a_page_forty_at_most_and_the_one_of_an_earlier_edition_is_read(run_page: Any) -> None:
    def at(page: str) -> dict[str, Any]:
        return {"page": page, "anchor": "", "heading": "", "into": 0}

    many = [at(f"a/p{number}") for number in range(41)]
    given: list[Any] = [at("a/b"), many[:40], many, [at("a/b"), at("a/b")], [], [at("a/b"), at("../x")], None, "a/b"]
    read = run_page("reader/record.js", "readPlaces", [[each] for each in given])
    assert read == [[at("a/b")], many[:40], None, None, None, None, None, None]


def test_minutes_are_said_in_one_way_by_the_build_and_by_the_page(run_page: Any) -> None:
    minutes = range(1, 500)
    assert run_page("reader/progress.js", "sayMinutes", [[each] for each in minutes]) == [
        say_minutes(each) for each in minutes
    ]


def test_only_a_plan_that_can_be_one_is_believed(run_page: Any) -> None:
    given_plans = [{"id": "nurse"}, {"id": "own", "pages": ["a/b", "a/b"]}, {"id": "No!"}, {"id": "own", "pages": ["../x"]}, {"id": "own", "pages": "a/b"},
                   {"id": "own", "pages": [f"a/p{n}" for n in range(201)]}, None]  # fmt: skip
    read = run_page("reader/record.js", "readPlan", [[each] for each in given_plans])
    assert read == [{"id": "nurse", "pages": []}, {"id": "own", "pages": ["a/b"]}, None, None, None, None, None]


def mark(status: str, points: float = 0, of: float = 1, sure: int | None = None) -> dict[str, Any]:
    return {"status": status, "points": points, "of": of, "sure": sure, "day": ""}


ADVICE = [["t--a", "the first", ["after/four"]], ["t--b", "the second", ["dosing/two"]], ["t--c", "the third", ["dosing/two"]],
          ["t--d", "the fourth", ["start/one"]]]  # fmt: skip


def test_what_was_missed_or_guessed_leads_to_its_pages_in_the_books_order(run_page: Any) -> None:
    firsts = {
        "t--a": mark("wrong"),
        "t--b": mark("right", 1, sure=0),
        "t--c": mark("partly", 0.5),
        "t--d": mark("right", 1, sure=3),
    }
    (plan,) = run_page("way/advice.js", "adviseFrom", [[ADVICE, firsts, PAGES]])
    assert [(row["page"]["page"], row["missed"], row["unsure"]) for row in plan["rows"]] == [
        ("dosing/two", ["the third"], ["the second"]), ("after/four", ["the first"], []),
    ]  # fmt: skip
    assert (plan["answered"], plan["total"], plan["right"], plan["minutes"]) == (4, 4, 2, 50)


def test_a_test_half_done_makes_half_a_plan(run_page: Any) -> None:
    plans = run_page("way/advice.js", "adviseFrom", [[ADVICE, {}, PAGES], [ADVICE, {"t--d": mark("right", 1)}, PAGES]])
    assert [(plan["answered"], plan["rows"]) for plan in plans] == [(0, []), (1, [])]


@pytest.mark.parametrize("count", [1, 4, 12, 40])
def test_the_interval_of_a_share_is_wilsons(run_page: Any, count: int) -> None:
    found = run_page("way/gain.js", "boundShare", [[right, count] for right in range(count + 1)])
    for right, each in enumerate(found):
        wanted = binomtest(right, count).proportion_ci(method="wilson")
        assert each["low"] == pytest.approx(wanted.low, abs=1e-12)
        assert each["high"] == pytest.approx(wanted.high, abs=1e-12)


def newcombe(before: int, after: int, count: int) -> tuple[float, float]:
    low, high = (binomtest(right, count).proportion_ci(method="wilson") for right in (before, after))
    p, q = before / count, after / count
    return q - p - hypot(q - high.low, low.high - p), q - p + hypot(high.high - q, p - low.low)


def test_the_interval_of_a_gain_is_newcombes_as_published_and_as_scipy_makes_it(run_page: Any) -> None:
    pairs = [(before, after) for before in range(13) for after in range(13)]
    for (before, after), each in zip(
        pairs, run_page("way/gain.js", "boundGain", [[b, a, 12] for b, a in pairs]), strict=True
    ):
        assert (each["low"], each["high"]) == pytest.approx(newcombe(before, after, 12), abs=1e-12)
        assert -1 <= each["low"] <= each["gain"] <= each["high"] <= 1
    # Newcombe 1998, table II, none of ten against ten of ten.
    (whole,) = run_page("way/gain.js", "boundGain", [[0, 10, 10]])
    assert (round(whole["low"], 4), whole["high"]) == (0.6075, 1)


def test_a_gain_counts_only_pairs_of_which_both_were_answered(run_page: Any) -> None:
    pairs = [["t--a", "again-x--a"], ["t--b", "again-x--b"], ["t--c", "again-y--c"]]
    firsts = {
        "t--a": mark("wrong"),
        "again-x--a": mark("partly", 1, 4),
        "t--b": mark("right", 2, 2),
        "again-y--c": mark("right", 1),
    }
    found, none = run_page("way/gain.js", "measureGain", [[pairs, firsts], [pairs, {"t--b": mark("right", 1)}]])
    assert (found["count"], found["before"], found["after"]) == (1, 0, 0.25)
    assert none is None


@pytest.mark.parametrize("truth", [0.2, 0.4, 0.6, 0.8])
def test_where_nothing_was_gained_the_interval_says_so_about_as_often_as_it_claims(run_page: Any, truth: float) -> None:
    """Reckoned over every outcome of two tests of twelve, and not drawn."""
    pairs = [(before, after) for before in range(13) for after in range(13)]
    found = run_page("way/gain.js", "boundGain", [[before, after, 12] for before, after in pairs])
    chance = [float(binom.pmf(before, 12, truth) * binom.pmf(after, 12, truth)) for before, after in pairs]
    held = sum(share for share, each in zip(chance, found, strict=True) if each["low"] <= 0 <= each["high"])
    assert 0.93 <= held <= 0.98
