"""The explorer of eligibility asks what screening asks, and says what screening says."""

import pytest

from ketamine.explore import eligibility
from ketamine.rule.rule import read_rules
from ketamine.rule.screening import rules

EXPLORER = eligibility()
EXAMPLES = {example.label: EXPLORER.evaluate(example.values) for example in EXPLORER.examples}


def healthy(drug, **answers):
    fields = [control.name for control in EXPLORER.controls if control.name != "drug"]
    return EXPLORER.evaluate({"drug": drug, **dict.fromkeys(fields, "no"), **answers})


def test_it_asks_every_question_and_starts_with_none_answered():
    asked = {control.name for control in EXPLORER.controls} - {"drug"}
    assert asked == {row["field"] for row in read_rules("screening.toml", "rule")}
    assert all(control.value == "unknown" for control in EXPLORER.controls if control.name != "drug")


def test_every_question_stands_in_a_step():
    steps = [control.group for control in EXPLORER.controls if control.name != "drug"]
    assert all(steps)
    assert len(set(steps)) == 7
    assert steps == sorted(steps, key=steps.index), "a step's questions follow each other"


def test_what_is_not_known_never_proceeds():
    nobody = EXAMPLES["nobody asked anything"]
    assert nobody["numbers"]["level"] == "ask"
    assert all(finding["missing"] for finding in nobody["findings"])
    assert EXAMPLES["all well, but nobody asked about pregnancy"]["numbers"]["level"] == "ask"


def test_only_somebody_in_whom_everything_was_asked_proceeds():
    result = EXAMPLES["nothing of note"]
    assert (result["numbers"]["level"], result["tone"], result["findings"]) == ("proceed", "right", [])


@pytest.mark.parametrize("drug", ["racemic", "esketamine"])
def test_every_rule_speaks_for_its_own_answer(drug):
    for row in rules(drug):
        answers = [
            name
            for name, _ in next(control for control in EXPLORER.controls if control.name == row["field"]).options
            if name not in ("unknown", "no")
        ]
        spoken = {
            finding["rule"]: finding
            for answer in answers
            for finding in healthy(drug, **{row["field"]: answer})["findings"]
        }
        assert spoken[row["id"]]["level"] == row["verdict"]
        assert spoken[row["id"]]["fact"] == row["facts"][0]


def test_pressure_is_asked_in_the_spans_between_the_rules():
    pressure = next(control for control in EXPLORER.controls if control.name == "pressure")
    assert dict(pressure.options) == {
        "unknown": "Not known",
        "no": "systolic 90 or more, up to 140/90",
        "yes": "above 140/90, up to 180/100",
        "yes-1": "above 180/100",
        "low": "systolic under 90, mean 65 or more",
        "low-twice": "systolic under 90, mean under 65",
    }
    assert healthy("racemic", pressure="yes")["numbers"]["level"] == "ask"
    for drug in ("racemic", "esketamine"):
        assert healthy(drug, pressure="yes-1")["numbers"]["level"] == "stop"
        assert healthy(drug, pressure="low")["numbers"]["level"] == "ask"
        assert healthy(drug, pressure="low-twice")["numbers"]["level"] == "stop"


def test_numbers_are_asked_in_spans_and_a_local_line_says_so():
    spans = {control.name: dict(control.options) for control in EXPLORER.controls}
    assert spans["heart_rate"] == {
        "unknown": "Not known",
        "yes": "under 41",
        "yes-1": "41 to under 50",
        "no": "50 to under 111",
        "yes-2": "111 to under 131",
        "yes-3": "131 or more",
    }
    assert spans["months_since_stroke"]["yes-1"] == "6 or more" and spans["months_since_stroke"]["no"] == "never"
    told = {row["rule"]: row["text"] for row in healthy("esketamine", pressure="yes-1")["findings"]}
    assert told["pressure-ceiling-spray"].endswith("(local convention)")
    assert not told["pressure-raised"].endswith("(local convention)")


def test_an_event_that_never_was_can_be_said():
    weeks = next(control for control in EXPLORER.controls if control.name == "weeks_since_cardiac_event")
    assert "infinite" not in weeks.label
    assert dict(weeks.options)["no"] == "never"
    assert healthy("esketamine", weeks_since_cardiac_event="yes-1")["numbers"]["level"] == "stop"
    assert healthy("esketamine", weeks_since_cardiac_event="yes-2")["numbers"]["level"] == "ask"


def test_the_products_part_over_theophylline():
    assert healthy("racemic", takes_xanthine="yes")["numbers"]["level"] == "stop"
    assert healthy("esketamine", takes_xanthine="yes")["numbers"]["level"] == "ask"
