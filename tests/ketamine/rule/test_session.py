"""Which dose of esketamine in which week; other routes as facts."""

from itertools import product

import pytest

from ketamine.quantity.limit import quantity_of
from ketamine.registry.read import load_facts
from ketamine.registry.region import holds_in, list_countries
from ketamine.rule.rule import read_rules
from ketamine.rule.session import INDICATIONS, SessionError, describe_route, device_minutes, plan_session

TABLE = [
    # indication, region, week, age, first, doses, per week, weeks between, reduced
    ("trd", "us", 1, 40, True, (56,), None, None, None),
    ("trd", "us", 1, 70, True, (56,), None, None, None),
    ("trd", "eu", 1, 64, True, (56,), None, None, None),
    ("trd", "eu", 1, 65, True, (28,), None, None, None),
    ("trd", "us", 1, 40, False, (56, 84), 2, None, None),
    ("trd", "us", 4, 40, False, (56, 84), 2, None, None),
    ("trd", "us", 5, 40, False, (56, 84), 1, None, None),
    ("trd", "us", 8, 70, False, (56, 84), 1, None, None),
    ("trd", "us", 9, 40, False, (56, 84), None, (1, 2), None),
    ("trd", "eu", 3, 70, False, (28, 56, 84), 2, None, None),
    ("trd", "eu", 6, 65, False, (28, 56, 84), 1, None, None),
    ("trd", "eu", 20, 80, False, (28, 56, 84), None, (1, 2), None),
    ("emergency", "us", 1, 30, True, (84,), 2, None, 56),
    ("emergency", "us", 1, 70, True, (84,), 2, None, 56),
    ("emergency", "eu", 1, 64, True, (84,), 2, None, 56),
    ("emergency", "england", 4, 30, False, (84,), 2, None, 56),
    ("emergency", "scotland", 2, 30, False, (84,), 2, None, 56),
    ("emergency", "ireland", 2, 30, False, (84,), 2, None, 56),
    ("trd", "ireland", 1, 65, True, (28,), None, None, None),
    ("trd", "scotland", 6, 65, False, (28, 56, 84), 1, None, None),
    ("emergency", "us", 1, 30, False, (84,), 2, None, 56),
    ("emergency", "us", 4, 30, False, (84,), 2, None, 56),
]


@pytest.mark.parametrize("row", TABLE)
def test_the_labelled_schedule(row):
    indication, region, week, age, first, doses, per_week, between, reduced = row
    found = plan_session(indication, region=region, week=week, age=age, first=first)
    assert (found.doses, found.per_week, found.weeks_between, found.reduced) == (doses, per_week, between, reduced)
    assert found.facts


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plan_session("trd", region="us", week=1, age=17), "under 18"),
        (lambda: plan_session("emergency", region="us", week=5, age=30), "use beyond has not been systematically"),
        (lambda: plan_session("emergency", region="eu", week=5, age=30), "no maintenance schedule of esketamine"),
        (lambda: plan_session("emergency", region="ireland", week=1, age=65), "Written for: Adults under 65"),
        (
            lambda: plan_session("emergency", region="switzerland", week=1, age=30),
            "says nothing of what is labelled there",
        ),
        (lambda: plan_session("emergency", region="canada", week=1, age=30), "urgent psychiatric care"),
        (lambda: plan_session("trd", region="new_zealand", week=1, age=30), "In New Zealand esketamine is licensed"),
        (lambda: plan_session("trd", region="uk", week=1, age=30), "england, scotland"),
        (lambda: plan_session("pain", region="us", week=1, age=30), "not pain"),
        (lambda: plan_session("trd", region="us", week=0, age=30), "whole numbers from 1"),
        (lambda: plan_session("trd", region="us", week=3, age=30, first=True), "cannot be in week 3"),
        (lambda: describe_route("rectal"), "says nothing"),
    ],
)
def test_where_nothing_is_labelled_it_says_why(call, words):
    with pytest.raises(SessionError, match=words):
        call()


@pytest.mark.parametrize("age", [float("nan"), "40", None, True])
def test_an_age_that_is_not_known_never_yields_a_dose(age):
    with pytest.raises(SessionError, match="must be a number of years"):
        plan_session("trd", region="us", week=1, age=age)


def test_twelve_sessions_by_the_end_of_week_eight():
    assert sum(plan_session("trd", region="us", week=week, age=40).per_week for week in range(1, 9)) == 12


def test_devices_are_five_minutes_apart():
    assert [device_minutes(mg) for mg in (28, 56, 84)] == [(0,), (0, 5), (0, 5, 10)]


@pytest.mark.parametrize("route", ["im", "sc", "oral", "sublingual", "intranasal_racemic"])
def test_other_routes_are_facts_with_their_doubts(route):
    found = describe_route(route)
    assert any(fact.id == "dosing.noniv.evidence" for fact in found)
    assert all(fact.hazard or not fact.exam or fact.confidence in ("high", "medium") for fact in found)


SITUATIONS = list(product(INDICATIONS, list_countries(), (1, 2, 4, 5, 8, 9, 60), (18, 40, 64, 65, 90), (False, True)))


def plan(indication, country, week, age, first):
    try:
        return plan_session(indication, region=country, week=week, age=age, first=first and week == 1)
    except SessionError as error:
        return str(error)


def test_no_situation_gets_more_than_the_maximum_or_less_than_a_device_or_an_off_device_dose():
    for situation in SITUATIONS:
        found = plan(*situation)
        if not isinstance(found, str):
            device = quantity_of("form.esk.device_strength")
            for dose in (*found.doses, *([found.reduced] if found.reduced else [])):
                assert 0 < dose <= quantity_of("dosing.esk.max") and dose % device == 0
            assert list(found.doses) == sorted(found.doses)


def test_a_dose_rests_on_a_text_that_holds_in_that_country():
    for situation in SITUATIONS:
        found = plan(*situation)
        if not isinstance(found, str):
            assert holds_in(found.whose, situation[1])
            for name in found.facts:
                fact = load_facts()[name]
                assert holds_in(fact.regions, situation[1]), name
                assert fact.verified == "page", name


def test_where_no_dose_is_held_it_never_says_that_nothing_is_labelled():
    for situation in SITUATIONS:
        found = plan(*situation)
        if isinstance(found, str):
            assert "holds no dose" in found and found.endswith("read the label.")
            assert "othing to give" not in found and "not labelled" not in found


@pytest.mark.parametrize(("country", "week"), list(product(list_countries(), (1, 2, 6, 20))))
def test_age_never_raises_the_lowest_dose(country, week):
    for indication in INDICATIONS:
        younger, older = (plan(indication, country, week, age, False) for age in (64, 65))
        if not isinstance(older, str):
            assert older.doses[0] <= younger.doses[0]


@pytest.mark.parametrize("week", [1, 2, 4, 5, 9])
@pytest.mark.parametrize("indication", INDICATIONS)
def test_a_country_that_follows_plans_as_the_one_it_follows(indication, week):
    for age in (40, 70):
        followed, follower = (plan(indication, country, week, age, False) for country in ("eu", "ireland"))
        if isinstance(followed, str):
            assert follower == followed.replace("European Union", "Ireland")
        else:
            assert follower == followed


@pytest.mark.parametrize("kind", ["schedule", "licence"])
def test_rows_for_one_situation_never_overlap(kind):
    rows = read_rules("schedules.toml", kind)
    for country in list_countries():
        held = [row for row in rows if holds_in(row["regions"], country)]
        marks = [
            (
                row["indication"],
                row.get("ages"),
                str(row.get("weeks", row.get("from_week"))),
                row.get("first"),
                "after" in row,
            )
            for row in held
        ]
        assert len(set(marks)) == len(marks), country
