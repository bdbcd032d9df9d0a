"""A fact in words: the country whose rule it is."""

from types import SimpleNamespace

import pytest

from casebook.site.evidence import say_regions, show_fact

from ..conftest import Fact, TeaSubject


@pytest.mark.parametrize(
    ("regions", "said"),
    [
        (("general",), ""),
        (("china",), "China"),
        (("hill",), "the Hills"),
        (("hill", "coast"), "Ceylon"),
        (("china", "coast", "hill"), "China, Ceylon"),
    ],
)
def test_members_of_a_union_are_said_by_its_name(regions: tuple[str, ...], said: str) -> None:
    assert say_regions(Fact("tea.law", regions=regions), TeaSubject()) == said


def test_the_register_names_the_country_of_a_rule_and_none_for_what_holds_everywhere() -> None:
    subject = TeaSubject(sources={"cup": SimpleNamespace(citation="A cup.", url=None)})
    cited = (SimpleNamespace(key="cup", section=None),)
    assert "<dt>Country</dt><dd>China</dd>" in show_fact(Fact("tea.law", regions=("china",), citations=cited), subject)
    assert "Country" not in show_fact(Fact("tea.law", citations=cited), subject)
