"""The register: every fact complete, every fault named with its file and line."""

from datetime import date

import pytest

from ketamine.registry import read as read_module
from ketamine.registry.read import RegistryError, load_claims, load_facts, load_sources, read_facts, read_sources

HEAD = 'topic = "dosing"\nregions = ["general"]\nchecked_on = 2026-11-20\nreview_by = 2028-11-20\n'
GOOD = """
[[fact]]
id = "a.b"
statement = "It is so."
value = 3
unit = "mg"
confidence = "high"
verified = "page"
sources = [{key = "fava2020", section = "abstract"}]
"""


def read(body: str, head: str = HEAD):
    return read_facts({"facts/x.toml": head + body}, sources=load_sources())


def test_everything_is_there():
    assert (len(load_facts()), len(load_sources()), len(load_claims())) == (949, 433, 69)
    topics = {fact.topic for fact in load_facts().values()}
    assert topics == {
        *("adverse_events", "dosing", "evidence", "follow_up", "formulations", "monitoring", "pharmacology"),
        *("regulation", "screening", "people", "care", "service"),
    }


def test_the_counts_that_the_review_of_the_evidence_ended_with():
    """Since that review one fact was lowered, as it was not seen on its label, what was inferred in another became a third, and two were added;
    then thresholds, allergy, suicide checks and newer guidelines came from a second search, with what was seen of each.
    """
    facts = load_facts().values()
    assert sum(fact.confidence == "high" for fact in facts) == 634
    assert sum(fact.confidence == "low" for fact in facts) == 29
    assert sum(fact.verified == "page" for fact in facts) == 757
    assert sum(not fact.exam for fact in facts) == 152
    assert sum(fact.local_protocol for fact in facts) == 26
    assert sum(fact.computed for fact in facts) == 19
    assert sum("arms" in fact.details for fact in facts) == 23
    assert sum(fact.review_by < date(2028, 11, 20) for fact in facts) == 322


def test_a_fact_says_whose_rule_it_is_and_the_head_speaks_for_the_others():
    own = GOOD.replace('id = "a.b"', 'id = "a.b"\nregions = ["eu", "england"]')
    assert read(GOOD)["a.b"].regions == ("general",)
    assert read(own)["a.b"].regions == ("eu", "england")


@pytest.mark.parametrize(
    ("regions", "says"),
    [
        ("[]", "has no regions"),
        ('"eu"', "has no regions"),
        ('["narnia"]', "unknown region 'narnia' - write one of general, us, eu"),
        ('["uk"]', "unknown region 'uk'"),
        ('["eu", "eu"]', "names a region twice"),
        ('["general", "eu"]', "is general and regional at once"),
    ],
)
def test_regions_that_cannot_be_are_refused(regions, says):
    with pytest.raises(RegistryError, match=r"x\.toml:7: fact a\.b") as refused:
        read(GOOD.replace('id = "a.b"', f'id = "a.b"\nregions = {regions}'))
    assert says in str(refused.value)


def test_a_file_whose_head_names_no_region_is_refused_fact_by_fact():
    with pytest.raises(RegistryError, match="has no regions"):
        read(GOOD, head=HEAD.replace('regions = ["general"]\n', ""))


def test_what_an_id_says_of_its_country_the_fact_says_too():
    countries = {
        "us": "us", "eu": "eu", "eng": "england", "sco": "scotland", "ie": "ireland", "ca": "canada", "can": "canada",
        "au": "australia", "nz": "new_zealand", "ch": "switzerland",
    }  # fmt: skip
    for fact in load_facts().values():
        room, _, rest = fact.id.partition(".")
        country = countries.get(rest.partition(".")[0])
        if room == "reg":
            assert fact.regions != ("general",), fact.id
            assert country is None or country in fact.regions, fact.id


def test_every_address_of_a_source_is_one_that_a_reader_can_open_safely():
    assert [
        source.key for source in load_sources().values() if source.url and not source.url.startswith("https://")
    ] == []


def test_every_fact_knows_its_own_line():
    from pathlib import Path

    root = Path(__file__).parents[3]
    for fact in load_facts().values():
        line = (root / fact.path).read_text(encoding="utf-8").splitlines()[fact.line - 1]
        assert line == f'id = "{fact.id}"'


def test_every_rescue_drug_carries_its_caveat():
    for fact in load_facts().values():
        if fact.local_protocol:
            assert fact.caveat and "local protocol" in fact.caveat.lower()
            assert not fact.value or "local protocol" in fact.text


def test_every_low_fact_and_every_rescue_dose_is_kept_out_of_marks_or_says_so():
    for fact in load_facts().values():
        if fact.confidence == "low":
            assert not fact.exam or fact.value is None or fact.caveat, fact.id


def test_nothing_recalled_is_called_certain():
    for fact in load_facts().values():
        assert fact.confidence != "high" or fact.verified == "page" or fact.computed, fact.id


def test_what_was_not_seen_decides_no_mark():
    for name in ("dosing.esk.missed", "ae.eye.painful"):
        assert not load_facts()[name].exam and load_facts()[name].verified == "memory"
    assert "painful" not in load_facts()["ae.eye"].statement


def test_in_anaphylaxis_statement_and_steps_give_one_order_and_neither_waits():
    fact = load_facts()["ae.allergy.epinephrine"]
    steps = fact.details["ordered_steps"]
    assert (
        fact.statement.index("emergency call") < fact.statement.index("adrenaline") < fact.statement.index("lie flat")
    )
    assert "Stop ketamine" in steps[0] and "Adrenaline" in steps[1] and "lie flat" in steps[2]
    assert "at the same time" in fact.statement and steps[2].startswith("At the same time")
    assert "neither waits for the other" in fact.caveat


def test_a_good_fact_reads():
    fact = read(GOOD)["a.b"]
    assert (fact.value, fact.unit, fact.topic, fact.path, fact.line) == (3, "mg", "dosing", "facts/x.toml", 7)
    assert fact.citations[0].key == "fava2020"
    assert fact.citations[0].section == "abstract"
    assert fact.review_by == date(2028, 11, 20)


def test_a_fact_may_have_its_own_dates():
    fact = read(GOOD + "review_by = 2027-01-01\nchecked_on = 2026-12-01\n")["a.b"]
    assert (fact.checked_on, fact.review_by) == (date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('unit = "mg"', "", "a number without a unit"),
        ("value = 3", "valeu = 3", "the unknown field valeu"),
        ('"fava2020"', '"nobody1999"', "the unknown source nobody1999"),
        ('confidence = "high"', 'confidence = "sure"', "confidence 'sure'"),
        ('confidence = "high"', "", "no confidence"),
        ('verified = "page"', 'verified = "maybe"', "verified 'maybe'"),
        ("value = 3", "range = [5, 2]", "not two rising numbers"),
        ("value = 3", "value = true", "not a number"),
        ("value = 3", 'value = "3"', "a number in quotes in value - write 3 without them"),
        ('unit = "mg"', 'unit = "mgs"', "the unit mgs - write mg"),
        ('unit = "mg"', 'unit = "mins"', "the unit mins - write min"),
        ('unit = "mg"', 'unit = "mg/ml twice"', "the unit mg/ml twice - write mg/mL"),
        ("value = 3", 'review_by = "soon"', "no date in review_by"),
        ("value = 3", "value = 3\nlocal_protocol = true", "rescue drug without a caveat"),
        ("value = 3", "value = 3\nexam = 1", "write true or false"),
        ("value = 3", "value = 3\nhazard_value = 4", "hazard_value without a hazard_unit"),
        ('"It is so."', '""', "empty statement"),
        ('[{key = "fava2020", section = "abstract"}]', "[]", "no sources"),
        ('{key = "fava2020", section = "abstract"}', '"fava2020"', "write it so"),
    ],
)
def test_a_broken_fact_is_named_with_file_and_line(old, new, complaint):
    assert old in GOOD
    with pytest.raises(RegistryError) as caught:
        read(GOOD.replace(old, new))
    (problem,) = caught.value.problems
    assert problem.startswith("facts/x.toml:7: fact a.b ")
    assert complaint in problem
    assert " - " in problem


@pytest.mark.parametrize("name", ["a", "a.b.c.d.e", "A.b", "a. b", "a..b", "a.b.", "a-b.c"])
def test_an_id_is_two_to_four_words(name):
    with pytest.raises(RegistryError, match=r"has an id that is not two to four words - join words"):
        read(GOOD.replace('id = "a.b"', f'id = "{name}"'))


def test_a_file_that_is_no_utf_8_or_no_toml_is_named_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_bytes(b"a = 1\n# caf\xe9\n")
    (tmp_path / "models.toml").write_bytes(b"a = 1\nb 2\n")
    monkeypatch.setattr(read_module, "_root", lambda: tmp_path)
    read_module._read_table.cache_clear()
    try:
        with pytest.raises(RegistryError, match=r"registry/settings\.toml:2: cannot be read: it is not UTF-8 text"):
            read_module.read_table("settings.toml")
        with pytest.raises(RegistryError, match=r"registry/models\.toml:2: cannot be read: Expected '='"):
            read_module.read_table("models.toml")
    finally:
        read_module._read_table.cache_clear()


def test_a_fact_written_twice_is_named_at_its_second_place():
    with pytest.raises(RegistryError, match=r"facts/x.toml:16: fact a.b is written twice"):
        read(GOOD + GOOD)


def test_an_id_that_is_not_first_is_asked_to_move_up():
    moved = GOOD.replace('id = "a.b"\n', "").replace("value = 3", 'value = 3\nid = "a.b"')
    with pytest.raises(RegistryError, match="id must be the first line of a fact"):
        read(moved)


def test_a_file_that_is_not_toml_is_one_line_not_a_traceback():
    with pytest.raises(RegistryError, match=r"facts/x.toml:\d+: cannot be read"):
        read("[[fact]]\nid = ")


def test_a_file_without_topic_regions_or_dates_is_told_so():
    with pytest.raises(RegistryError) as caught:
        read(GOOD, head="")
    assert len(caught.value.problems) == 4


def test_every_problem_is_reported_in_one_run():
    with pytest.raises(RegistryError) as caught:
        read(GOOD.replace('unit = "mg"', "") + GOOD.replace("a.b", "c.d").replace("high", "sure"))
    assert len(caught.value.problems) == 2


def test_a_source_without_a_title_is_named():
    with pytest.raises(RegistryError, match=r"s.toml:2: source x has no title"):
        read_sources(
            '[[source]]\nkey = "x"\nauthors = "A"\nkind = "rct"\nverified = "page"\nnote = ""\n', path="s.toml"
        )


def test_a_source_whose_authors_were_not_seen_begins_with_its_title():
    head, rest = (
        '[[source]]\nkey = "x"\n',
        'title = "On doses."\nyear = 2021\nkind = "rct"\nverified = "page"\nnote = ""\n',
    )
    (named,) = read_sources(f'{head}authors = "Cup et al."\n{rest}', path="s.toml").values()
    (unnamed,) = read_sources(head + rest, path="s.toml").values()
    assert named.citation == "Cup et al. (2021). On doses."
    assert unnamed.citation == "On doses (2021)."


def test_a_label_can_be_found_although_it_has_no_doi():
    labels = [
        source
        for source in load_sources().values()
        if source.key in ("spravato_pi_us", "spravato_smpc_eu", "ketalar_pi_us")
    ]
    assert len(labels) == 3 and all(source.url and source.url.startswith("https://") for source in labels)
    assert all("not captured" not in source.citation for source in load_sources().values())


def test_the_registry_cannot_be_altered():
    fact = load_facts()["dosing.calc.ex70"]
    with pytest.raises(TypeError):
        fact.details["steps"]["dose_mg"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        load_facts()["x"] = fact  # type: ignore[index]


def test_claims_lean_on_facts_that_exist():
    facts = load_facts()
    assert all(each in facts for claim in load_claims().values() for each in claim.facts)
