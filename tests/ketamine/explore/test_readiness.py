"""The explorer of readiness says what monitoring says; what is not known is not met."""

import pytest

from ketamine.explore import readiness


@pytest.mark.parametrize("drug", ["esketamine", "racemic"])
def test_nobody_leaves_unasked_and_everybody_who_meets_all_may(drug):
    explorer = readiness(drug)
    told = {example.label: explorer.evaluate(example.values)["numbers"] for example in explorer.examples}
    assert told["nobody asked anything"]["level"] == "stay"
    assert told["meets everything"]["level"] == "ready"
    assert told["awake, but pressure still up"]["known"] == "1"
    assert told["well, alone, and not asked about suicide"]["unknown"] == "2"
    assert told['well, asked, and said "I\'m going to do it"']["level"] == "stay"


def test_time_is_asked_in_minutes_and_wakefulness_as_a_score():
    options = {control.name: dict(control.options) for control in readiness("esketamine").controls}
    assert options["minutes_since_last_device"] == {"unknown": "Not known", "no": "under 120", "yes": "120 or more"}
    assert options["moaas"] == {"unknown": "Not known", "no": "under 5", "yes": "5 or more"}


def test_the_clock_of_the_label_is_asked_of_the_spray_alone():
    assert "minutes_since_last_device" not in {control.name for control in readiness("racemic").controls}
