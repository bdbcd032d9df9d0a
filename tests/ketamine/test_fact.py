"""What prose shows of a fact."""

import pytest

from ketamine.fact import show
from ketamine.register import load_facts, load_sources


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
    assert len(hazards) == 9
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
    assert load_sources()["spravato_pi_us"].url is None
    for source in load_sources().values():
        assert source.citation.endswith(".") and ".." not in source.citation
