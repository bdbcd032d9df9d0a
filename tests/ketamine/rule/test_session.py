"""Which dose of esketamine in which week; other routes as facts."""

import pytest

from ketamine.rule.session import SessionError, describe_route, device_minutes, plan_session

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
    ("mdsi", "us", 1, 30, True, (84,), 2, None, 56),
    ("mdsi", "us", 1, 30, False, (84,), 2, None, 56),
    ("mdsi", "us", 4, 30, False, (84,), 2, None, 56),
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
        (lambda: plan_session("mdsi", region="us", week=5, age=30), "use beyond has not been systematically"),
        (lambda: plan_session("mdsi", region="eu", week=1, age=30), "says nothing of what is labelled there"),
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
