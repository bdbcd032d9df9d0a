"""A service's own lines: only conventions, only sound ones, and everything that shows the line follows."""

import json
import subprocess
import sys

import pytest

from ketamine.registry.local import ServiceError, list_conventions, set_lines
from ketamine.registry.read import RegistryError, adopt_service, load_facts, read_table

HEAD = 'service = "Invented day unit"\ndecided_on = 2026-11-28\n'
CONVENTIONS = list_conventions(read_table("rules/monitoring.toml"))


def line(fact, number, parameter=None):
    part = f'parameter = "{parameter}"\n' if parameter else ""
    return f'[[line]]\nfact = "{fact}"\n{part}number = {number}\n'


def read(body, head=HEAD):
    return set_lines(load_facts(), head + body, path="service.toml", conventions=CONVENTIONS)


def test_a_line_stands_in_for_the_courses_and_says_whose_it_is():
    facts = read(line("ae.htn.action_threshold_local", '"170/100"') + line("mon.act.rate_pause", 120))
    pressure, pulse = facts["ae.htn.action_threshold_local"], facts["mon.act.rate_pause"]
    assert pressure.text == "170/100 mmHg" and pulse.value == 120
    assert pressure.statement.startswith("Set by this service (Invented day unit, 2026-11-28): 170/100.")
    assert load_facts()["ae.htn.action_threshold_local"].statement in pressure.statement
    assert "not behind this one" in pressure.caveat and not pressure.exam
    assert pulse.details["parameters"] == load_facts()["mon.act.rate_pause"].details["parameters"]
    assert facts["mon.act.rate_150"] is load_facts()["mon.act.rate_150"]


def test_a_parameter_is_set_alone():
    fact = read(line("mon.spo2.threshold", 88, "emergency_below_percent"))["mon.spo2.threshold"]
    assert fact.value == load_facts()["mon.spo2.threshold"].value
    assert fact.details["parameters"]["emergency_below_percent"] == 88


@pytest.mark.parametrize(
    ("body", "head", "words"),
    [
        (line("screen.bp.us_threshold", '"150/95"'), HEAD, "no local convention"),
        (line("ae.bradycardia.action", 2), HEAD, "no local convention"),
        (line("nothing.like.it", 2), HEAD, "no local convention"),
        (line("mon.act.rate_150", '"fast"'), HEAD, "write number as a number above nought"),
        (line("mon.act.rate_150", "true"), HEAD, "write number as a number above nought"),
        (line("mon.act.rate_150", -5), HEAD, "write number as a number above nought"),
        (line("ae.htn.action_threshold_local", 170), HEAD, "two numbers, the systolic first"),
        (line("ae.htn.action_threshold_local", '"100/170"'), HEAD, "two numbers, the systolic first"),
        ("", 'service = ""\n', "write both at its top"),
        ("", 'service = "x"\ndecided_on = "today"\n', "write both at its top"),
        ("colour = 1\n", HEAD, "unknown field colour"),
        ("[[line]\n", HEAD, "cannot be read"),
    ],
)
def test_what_is_no_convention_or_no_number_is_refused_in_one_sentence(body, head, words):
    with pytest.raises(ServiceError, match=words) as refused:
        read(body, head)
    assert "service.toml: " in str(refused.value) and " - " in str(refused.value)


def test_a_file_that_is_not_there_is_a_fault_of_the_register(tmp_path):
    with pytest.raises(RegistryError, match="name a file that is there"):
        adopt_service(load_facts(), tmp_path / "none.toml")
    path = tmp_path / "service.toml"
    path.write_text(HEAD + line("mon.act.rate_150", 140), encoding="utf-8")
    assert adopt_service(load_facts(), path)["mon.act.rate_150"].value == 140
    path.write_text(HEAD + line("special.pediatric", 16), encoding="utf-8")
    with pytest.raises(RegistryError, match="no local convention"):
        adopt_service(load_facts(), path)


def test_conventions_are_what_rows_of_conventions_point_at():
    assert ("mon.spo2.threshold", "emergency_below_percent") in CONVENTIONS
    assert ("screen.bp.us_threshold", "value") not in CONVENTIONS
    assert not any(fact.startswith("scale.") for fact, _ in CONVENTIONS)


PROGRAM = """
import json
from ketamine.explore import eligibility
from ketamine.registry.read import RegistryError, load_facts
from ketamine.rule.monitoring import escalate, no_signs
try:
    calm = {"baseline_pressure": (122, 76), "spo2": 98, "respiratory_rate": 14, "moaas": 5, "heart_rate": 72}
    rung = escalate(calm | no_signs() | {"pressure": (172, 80)}).level
    pulse = next(each for each in eligibility().controls if each.name == "heart_rate")
    print(json.dumps([rung, load_facts()["ae.htn.action_threshold_local"].text, dict(pulse.options)["yes-3"]]))
except RegistryError as error:
    print(json.dumps(str(error)))
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (None, ["watch", "180/110 mmHg", "131 or more"]),
        (
            line("ae.htn.action_threshold_local", '"170/100"') + line("mon.act.rate_pause", 125),
            ["pause", "170/100 mmHg", "125 or more"],
        ),
        (line("mon.act.rate_150", 120), "heart-very-fast begins before heart-fast, which is milder"),
    ],
)
def test_rules_cards_and_simulators_follow_the_file_that_the_environment_names(body, told, tmp_path):
    environment = {"PATH": "/usr/bin:/bin"}
    if body is not None:
        path = tmp_path / "service.toml"
        path.write_text(HEAD + body, encoding="utf-8")
        environment["KETAMINE_SERVICE"] = str(path)
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert found == told if isinstance(told, list) else told in found
