"""The explorer of signs finds what the table of events finds, in the same order."""

from hypothesis import given
from hypothesis import strategies as st

from ketamine.explore import signs
from ketamine.rule import event

EXPLORER = signs()


@given(st.sets(st.sampled_from(event.list_signs()), max_size=6))
def test_events_come_gravest_first(seen):
    found = EXPLORER.evaluate({"signs": tuple(seen)})["findings"]
    assert [finding["rule"] for finding in found] == [each.id for each in event.find_events(seen)]


def test_a_rescue_drug_never_stands_without_its_caveat():
    steps = {
        finding["rule"]: finding["more"][0]["items"]
        for sign in event.list_signs()
        for finding in EXPLORER.evaluate({"signs": (sign,)})["findings"]
    }
    for each in event.load_events().values():
        assert steps[each.id] == list(each.act)


def test_nothing_ticked_names_no_event():
    assert EXPLORER.evaluate({"signs": ()})["findings"] == []
