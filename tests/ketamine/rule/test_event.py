"""From a sign to what to do."""

import re

import pytest

from ketamine.rule.event import emergency_triggers, find_events, first_minute, list_signs, load_events
from ketamine.rule.monitoring import LEVELS
from ketamine.rule.rule import RuleError

# event: (level, where the first step begins)
EXPECTED = {
    "not-breathing": ("emergency", "Stop or clamp the infusion, stimulate"),
    "laryngospasm": ("emergency", "Stop ketamine and any stimulation of the airway"),
    "anaphylaxis": ("emergency", "Stop ketamine, call for help"),
    "hypertensive-emergency": ("emergency", "Stop ketamine, call emergency services"),
    "stroke": ("emergency", "Sudden focal weakness"),
    "chest-pain": ("emergency", "Chest pain: stop the infusion, emergency call"),
    "convulsion": ("emergency", "Any convulsion: stop ketamine"),
    "dose-error": ("emergency", "Stop the pump, clamp and disconnect"),
    "collapse": ("emergency", "Hypotension: stop ketamine"),
    "slow-heart": ("emergency", "Bradycardia"),
    "fast-heart": ("emergency", "Fast heart: stop ketamine"),
    "suicidality": ("emergency", "New or worse ideation"),
    "glucose-and-mind": ("emergency", "Low glucose"),
    "low-pressure-well": ("pause", "Hypotension: stop ketamine"),
    "faint": ("pause", "Faintness or syncope"),
    "fast-heart-well": ("pause", "Fast heart: stop ketamine"),
    "slow-heart-well": ("pause", "Bradycardia"),
    "fast-breathing": ("pause", "Fast breathing: stop ketamine"),
    "vomiting-sedated": ("pause", "Vomiting while sedated is an airway event"),
    "low-glucose": ("pause", "Low glucose"),
    "high-pressure": ("pause", "Ask about chest pain"),
    "deep-sedation": ("pause", "Sedation that is deeper"),
    "infiltration": ("pause", "Swelling, pain or pump occlusion"),
    "mania": ("pause", "Elevated mood"),
    "urinary": ("pause", "New persistent urinary symptoms"),
    "agitation": ("watch", "First-line for distressing dissociation"),
    "secretions": ("watch", "Hypersalivation"),
    "nausea": ("watch", "Prevent nausea"),
}


@pytest.mark.parametrize("event", EXPECTED)
def test_each_event_has_its_level_and_its_first_step(event):
    level, start = EXPECTED[event]
    found = load_events()[event]
    assert found.level == level
    assert found.act[0].startswith(start)
    assert found.signs and found.look_for and found.facts
    assert found.document[0].startswith("Time of onset")


def test_no_event_is_missing_from_the_table_and_the_gravest_come_first():
    assert list(load_events()) == list(EXPECTED)
    order = [LEVELS.index(event.level) for event in load_events().values()]
    assert order == sorted(order, reverse=True)


def test_a_rescue_drug_never_appears_without_its_caveat():
    for event in load_events().values():
        for drug in event.drugs:
            assert "local protocol" in drug.caveat
        if any(re.search(r"\d m?g\b", step) for step in event.act):
            assert "local protocol" in event.caveat, event.id
        assert not any("local protocol" in step for step in event.act), "a caveat is no step"


@pytest.mark.parametrize(
    ("seen", "first"),
    [
        (["stridor", "chest moving without air"], "laryngospasm"),
        (["falling saturation", "unresponsive, or not rousable to voice and touch"], "not-breathing"),
        (["chest pain"], "chest-pain"),
        (["high pressure"], "high-pressure"),
        (["nausea", "facial droop"], "stroke"),
        (["panic"], "agitation"),
    ],
)
def test_signs_lead_to_the_gravest_event_that_fits_best(seen, first):
    assert find_events(seen)[0].id == first


def test_every_sign_leads_somewhere_and_an_unknown_one_is_an_error():
    assert all(find_events([sign]) for sign in list_signs())
    with pytest.raises(RuleError, match="No event"):
        find_events(["hiccups"])
    assert find_events([]) == ()


def test_the_first_minute_and_the_triggers_of_a_call_are_the_registrys():
    assert first_minute()[0].startswith("Stop or clamp the ketamine")
    assert len(emergency_triggers()) == 11


def test_the_level_of_an_event_fits_what_it_asks_for():
    for event in load_events().values():
        told = " ".join(event.act).lower()
        if event.level == "emergency":
            assert re.search(r"\bcall\b", told), event.id
        if re.search(r"\b(stop (further doses|ketamine|the (infusion|pump))|hold or stop|pause the infusion)\b", told):
            # distress is met with a voice first; stopping is one of its means
            assert event.level != "watch" or event.id == "agitation", event.id


def test_high_pressure_without_symptoms_offers_no_drug():
    event = load_events()["high-pressure"]
    assert event.drugs == ()
    assert "ae.htn.guideline2025_no_prn" in event.facts
