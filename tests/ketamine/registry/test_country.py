"""Rules by country: nine countries, twelve headings, one entry for each pair."""

from datetime import date

import pytest

from ketamine.registry.country import load_headings, read_headings
from ketamine.registry.read import RegistryError, load_facts, read_table
from ketamine.registry.region import GENERAL, holds_in, list_countries


def test_every_country_answers_every_heading_or_says_when_nothing_was_found():
    headings = load_headings()
    assert len(headings) == 12
    for heading in headings.values():
        assert [entry.region for entry in heading.entries] == list(list_countries())
        assert all(entry.facts or entry.searched <= date(2026, 11, 28) for entry in heading.entries)


def test_an_entry_tells_only_what_holds_in_its_country():
    for heading in load_headings().values():
        for entry in heading.entries:
            for name in entry.facts:
                assert holds_in(load_facts()[name].regions, entry.region), (heading.id, entry.region, name)


def test_every_licence_or_law_in_the_register_stands_under_some_heading_or_is_the_registers_alone():
    shown = {name for heading in load_headings().values() for entry in heading.entries for name in entry.facts}
    local = {name for name, fact in load_facts().items() if name.startswith("reg.") and GENERAL not in fact.regions}
    assert len(shown & local) > 70


def table(**changes):
    written = read_table("rules/countries.toml")
    return {kind: [dict(row) for row in written[kind]] for kind in ("heading", "entry")} | changes


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda rows: rows.pop(), "detained has no entry for new_zealand"),
        (lambda rows: rows.append(dict(rows[0])), "licence in us is written twice"),
        (lambda rows: rows[0].update(region="uk"), "licence in uk is no heading of a country"),
        (lambda rows: rows[0].update(facts=["reg.no"]), "licence in us names the unknown fact reg.no"),
        (lambda rows: rows[0].update(facts=["reg.eu.trd"]), "licence in us names reg.eu.trd, which is no rule there"),
    ],
)
def test_a_table_that_cannot_be_is_refused(spoil, says):
    spoiled = table()
    spoil(spoiled["entry"])
    with pytest.raises(RegistryError) as refused:
        read_headings(spoiled, facts=load_facts())
    assert says in str(refused.value)
