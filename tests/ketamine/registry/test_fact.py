"""What prose shows of a fact."""

import re

import pytest

from ketamine.registry.fact import show
from ketamine.registry.read import load_facts, load_sources


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("dosing.iv.standard_dose", "0.5 mg/kg"),
        ("dosing.iv.low_start", "0.25 to 0.4 mg/kg"),
        ("dosing.esk.nasal_products", "1 h"),
        ("pk.vd.racemic", "252 L/70 kg"),
        ("screen.bp.us_threshold", "140/90 mmHg"),
        ("screen.bp.iv_local", "140/90 to 160/100 mmHg"),
        ("form.s_ketamine_injection", "5 or 25 mg/mL"),
        ("scale.rass.range", "-5 to 4 points"),
        ("ae.urinary.first_report", "2007"),
    ],
)
def test_a_number_is_shown_with_its_unit(fact, text):
    assert load_facts()[fact].text == text


def test_a_fact_without_a_number_shows_its_statement_without_the_stop():
    fact = load_facts()["dosing.esk.week9"]
    assert fact.text == fact.statement[:-1]


def test_a_hazard_has_no_number_that_a_calculator_could_take_and_says_so():
    hazards = [fact for fact in load_facts().values() if fact.hazard]
    assert len(hazards) == 13
    for fact in hazards:
        assert fact.value is fact.low is fact.high is None
        assert "never a dose" in fact.text
    assert load_facts()["form.ketalar.anaesthetic_iv"].text.startswith("1 to 4.5 mg/kg (")


def test_every_text_is_one_line_without_a_final_stop():
    for fact in load_facts().values():
        assert fact.text and "\n" not in fact.text and not fact.text.endswith("."), fact.id


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.5, "0.5"), (35.0, "35"), (1, "1"), (-13.0, "-13"), (0.0625, "0.0625"), (1200, "1200"), (1e-9, "1e-09")],
)
def test_numbers_are_written_plainly(number, text):
    assert show(number) == text


def test_a_source_has_a_citation_and_an_address_where_one_is_known():
    source = load_sources()["yanagihara2003"]
    assert source.citation.startswith("Yanagihara et al. (2003). Plasma concentration profiles")
    assert source.url == "https://doi.org/10.1002/bdd.336"
    assert str(load_sources()["spravato_pi_us"].url).startswith("https://dailymed.")
    assert load_sources()["spravato_rems"].url is None
    for source in load_sources().values():
        assert source.citation.endswith(".") and ".." not in source.citation


WORDS = {
    **{1: "one|single|once|first|third", 2: "two|twice|double", 3: "three|third", 4: "four", 5: "five", 6: "six"},
    **{7: "seven", 8: "eight", 9: "nine|ninth", 10: "ten", 12: "twelve|dozen", 50: "half", 100: "hundred"},
}
# numbers that their statement rounds, derives or writes otherwise: held here instead
ELSEWHERE = {
    "ae.dependence.recreational_rate": [17],
    "ae.dependence.schedule": [41],
    "ae.mania.rate_trial": ["1 v 1"],
    "ddi.lamotrigine": ["2 of 5"],
    "dosing.calc.ex_stopped": [21.875],
    "dosing.esk.induction": [8],
    "dosing.esk.week5_8": [4],
    "dosing.iv.elektd_course": [6],
    "ev.daly2019_enriched": [297],
    "ev.effect_size_message": [0, 6.8],
    "ev.glue2024": [-6.1, -11.16, -1.0],
    "form.vial.base_salt": [1.153],
    "fu.duration.single": [7],
    "harm.bladder.hk_clinic": [77.4],
    "harm.bladder.onset": [24.67],
    "harm.death.coroner2023": [3540],
    "mon.bp.iv_emory": [3.28],
    "mon.dissociation.timecourse": [90, 120],
    "ops.cost.esk_us": [237111],
    "pharm.mech.dissociation_not_required": [576],
    "pharm.mech.rapamycin": [20],
    "pk.auc.esk28": [147.3],
    "pk.auc.esk56": [254.7],
    "pk.auc.esk84": [362.2],
    "pk.auc.older": [391.2],
    "pk.cl.racemic": [79, 69, 90],
    "pk.cmax.esk28": [43.8],
    "pk.cmax.esk56": [72.5],
    "pk.metabolism.unchanged_urine": [0, 5],
    "pk.norketamine.activity": [20, 33],
    "pk.sanity.vss": [138.9],
    "pk.vd.racemic": [252, 200, 304],
    "pop.bpd.cohort": [100],
    "pop.bpd.rct": [22],
    "pop.pain.other_ketamine": [193.84],
    "pop.psychosis.depression_review": [79],
    "scale.padss.structure": [0, 10],
    "screen.bp.us_threshold": ["140/90"],
}


def numbers_of(fact):
    """Every number that the fact shows: its value, or its hazard, and both ends of its range."""
    value = fact.details.get("hazard_value", fact.details.get("value", fact.value))
    values = [] if value is None else list(value) if isinstance(value, tuple) else [value]
    ends = fact.details.get("range") or ((fact.low, fact.high) if fact.low is not None else ())
    return [*values, *ends]


def stands_in(number, text):
    """Whether a text says the number, in figures or in words."""
    if isinstance(number, str):
        return number in text
    said = {float(each) for each in re.findall(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?", text)}
    return abs(number) in said or bool(re.search(rf"\b(?:{WORDS.get(abs(number), '(?!)')})\b", text, re.IGNORECASE))


@pytest.mark.parametrize("name", load_facts())
def test_a_number_stands_in_its_own_statement_or_is_held_here(name):
    fact = load_facts()[name]
    if name in ELSEWHERE:
        assert numbers_of(fact) == ELSEWHERE[name]
        return
    text = f"{fact.statement} {fact.caveat or ''}".replace(",", "")
    for number in numbers_of(fact):
        assert stands_in(number, text), f"{number} is not in: {text}"
