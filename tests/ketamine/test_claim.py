"""What popular articles claim, as pages show it."""

import re

from ketamine.claim import list_moved, list_sources, show_claims
from ketamine.registry.read import load_claims


def test_every_claim_is_shown_once_under_its_verdict() -> None:
    shown = "".join(
        show_claims(article, verdict).html
        for article in "abc"
        for verdict in ("wrong", "misleading", "unsupported", "partly", "supported")
    )
    anchors = re.findall(r'<div class="fact-entry[^"]*" id="([^"]*)"', shown)
    assert sorted(anchors) == sorted(claim.replace(".", "-") for claim in load_claims())
    assert 'data-verdict="wrong"' in show_claims("a", "wrong").html
    assert 'data-verdict="supported"' not in show_claims("a", "wrong").html


def test_the_most_dangerous_come_first() -> None:
    for article in "abc":
        dangers = re.findall(r'data-danger="(\w+)"', show_claims(article, "wrong", "misleading", "partly").html)
        assert dangers == sorted(dangers, key=("high", "moderate", "low").index) and dangers


def test_a_claim_names_the_facts_it_rests_on_for_the_page_to_link() -> None:
    assert re.search(r'<li><span class="fact" data-fact="[a-z0-9._]+">', show_claims("c", "wrong").html)


def test_an_address_from_when_all_stood_on_one_page_still_leads_to_each_claim() -> None:
    lines = "".join(list_moved(article, "page.html").html for article in "abc")
    for claim in load_claims():
        anchor = claim.replace(".", "-")
        assert f'<li id="{anchor}" class="moved"><a href="page.html#{anchor}">' in lines


def test_the_sources_leaned_on_most_are_lines_of_markdown() -> None:
    often, all_of_them = list_sources(more_than=3), list_sources(more_than=0)
    assert 0 < len(often) < len(all_of_them) and often == all_of_them[: len(often)]
    assert all(line.startswith("- ") for line in often)
