"""Checklists: lines made from the rules, so that a mended rule mends every card."""

import re

import pytest

from ketamine.checklist import SHOWN, load_checklists, read_checklists
from ketamine.registry.read import RegistryError, load_facts
from ketamine.rule.event import emergency_triggers, load_events
from ketamine.rule.rule import number_of, read_rules

LISTS = load_checklists()


def lines_of(name):
    return {line.rule: line for line in LISTS[name].lines}


def test_every_condition_for_leaving_is_on_the_list_in_the_order_of_the_rule():
    rows = [row["id"] for row in read_rules("monitoring.toml", "readiness")]
    first = LISTS["leaving"].lines[0]
    assert "Spray:" in first.text and "or infusion:" in first.text  # one box, which either drug can meet
    rows.remove("local-minimum")
    assert [line.rule for line in LISTS["leaving"].lines] == rows


def test_a_condition_of_consensus_is_not_called_a_label_and_the_spray_s_label_never_the_infusion_s():
    said = {rule: line.whose for rule, line in lines_of("leaving").items()}
    assert {said[rule] for rule in ("oriented", "walking", "nausea", "suicide-check")} == {"consensus"}
    assert all("REMS" in said[rule] and "label" not in said[rule] for rule in ("awake", "dissociation-gone"))
    assert said["escort"] == "spray: this course; infusion: label for anaesthesia"
    assert not [whose for whose in said.values() if re.fullmatch(r"label|local", whose)]


def test_every_reading_that_stops_or_calls_is_on_some_list():
    told = {line.rule for each in LISTS.values() for line in each.lines}
    rows = read_rules("monitoring.toml", "escalation")
    assert {row["id"] for row in rows if row["level"] in SHOWN} <= told


def test_a_call_is_never_shown_as_less():
    levels = {row["id"]: row["level"] for row in read_rules("monitoring.toml", "escalation")}
    for name, each in LISTS.items():
        if name.endswith("-call"):
            assert {levels[line.rule] for line in each.lines} == {"emergency"}, name
        if name.endswith("-stop") and not name.startswith("visit-"):
            assert {levels[line.rule] for line in each.lines} == {"pause"}, name
    verdicts = {row["id"]: row["verdict"] for row in read_rules("screening.toml", "rule")}
    for name, verdict in (("label", "stop"), ("stop", "stop"), ("ask", "ask"), ("now", "ask")):
        assert {verdicts[line.rule] for line in LISTS[f"visit-{name}"].lines} == {verdict}


def test_a_label_s_contraindication_stands_apart_and_a_longer_figure_of_the_course_names_it():
    labels = lines_of("visit-label")
    assert "screen.ci.eu_cv_event" in labels["cardiac-event"].text and labels["cardiac-event"].whose == "spray EU, UK"
    assert all(
        any(name.startswith(("screen.ci.", "screen.bp.contraindicated")) for name in line.facts)
        for line in labels.values()
    )
    assert not labels.keys() & lines_of("visit-stop").keys()
    assert "screen.ci.eu_cv_event" in lines_of("visit-stop")["cardiac-event-recent"].text


def test_intent_now_is_a_call_and_no_question_for_another_day():
    assert LISTS["visit-now"].urgent
    assert "never alone" in lines_of("visit-now")["acute-suicidality"].text


def test_the_emergency_list_is_whole_and_word_for_word():
    assert tuple(line.text for line in LISTS["emergency-list"].lines) == emergency_triggers()


def test_steps_are_those_of_the_event():
    assert tuple(line.text for line in LISTS["breathing-steps"].lines) == load_events()["not-breathing"].act


def test_every_number_is_that_of_the_rules_own_fact():
    facts = load_facts()
    for each in LISTS.values():
        for line in each.lines:
            for _, name in re.findall(r"\{fact\}`([^<`]*) <([^>]*)>`", line.text):
                assert name in facts
    (slow,) = re.findall(r"`([0-9]+) ", lines_of("heart-call")["heart-very-slow"].text)
    assert float(slow) == number_of({"fact": "mon.act.slow_heart"})
    both = re.findall(r"`([0-9]+) ", lines_of("heart-call")["pressure-low-and-fallen"].text)
    assert [float(one) for one in both] == [
        number_of({"fact": "mon.act.low_pressure"}),
        number_of({"fact": "mon.act.pressure_fall"}),
    ]


def test_no_number_is_written_in_the_words():
    from ketamine.registry.read import read_table

    for row in read_table("rules/checklists.toml")["checklist"]:
        for words in row.get("words", {}).values():
            assert not re.search(r"[0-9]", re.sub(r"GLP-1", "", words)), words


def test_a_line_says_whose_rule_it_is():
    assert lines_of("leaving")["observed-long-enough"].whose == "spray: US, Swiss label; infusion: this course"
    assert lines_of("visit-stop")["unstable-heart"].whose == "EU, UK guideline"
    line = lines_of("breathing-stop")["breathing-slow"]
    assert (line.whose, line.local) == ("course's figure", True)
    line = lines_of("breathing-stop")["vomiting-sedated"]
    assert (line.whose, line.local) == ("this course", False)  # no number, so nothing to set otherwise


def test_the_moments_of_an_infusion_go_on_after_its_end():
    texts = [line.text for line in LISTS["infusion-times"].lines]
    assert texts[0] == "Before" and sum("end" in text for text in texts) == 1
    assert texts.index(next(text for text in texts if "end" in text)) < len(texts) - 1
    assert len(LISTS["spray-times"].lines) == 3


def test_no_rescue_dose_stands_on_any_list():
    dose = re.compile(r"\d\s*(?:mg|mL|micrograms?|milligrams?|g)\b")
    assert not [line.text for each in LISTS.values() for line in each.lines if dose.search(line.text)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            {
                "id": "leaving",
                "file": "monitoring.toml",
                "kind": "readiness",
                "whole": True,
                "words": {"awake": "Awake"},
            },
            "leaving says nothing of the rule oriented - give it words",
        ),
        (
            {"id": "odd", "file": "monitoring.toml", "kind": "readiness", "words": {"awak": "Awake"}},
            "odd has words for awak, which is no rule of monitoring.toml - mend the name",
        ),
        (
            {
                "id": "odd",
                "file": "monitoring.toml",
                "kind": "readiness",
                "words": {"awake": "Awake"},
                "whose": {"awak": "label"},
            },
            "odd says whose awak is, and has no words for it - mend the name",
        ),
        ({"id": "odd", "steps": "ae.resp.no_antidote"}, "ae.resp.no_antidote has no ordered_steps"),
        (
            {"id": "few", "file": "monitoring.toml", "kind": "escalation", "words": {"breathing": "No air"}},
            "convulsion, a rule of the level emergency, stands on no list - give it words on one",
        ),
    ],
)
def test_a_rule_that_is_left_out_or_misspelt_is_said(row, words):
    with pytest.raises(RegistryError) as told:
        read_checklists({"checklist": [row]})
    assert any(words in problem for problem in told.value.problems)


def test_every_source_has_a_short_name_without_brackets():
    from ketamine.registry.read import load_sources

    for source in load_sources().values():
        assert source.short and source.short.count("(") == source.short.count(")") and len(source.short) < 100, (
            source.key
        )
    assert load_sources()["sanacora2017"].short == "Sanacora 2017"
    assert load_sources()["spravato_pi_us"].short == "SPRAVATO (FDA) 2026"
