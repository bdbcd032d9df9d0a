"""Regions: whose rule a fact can be."""

from ketamine.registry.read import load_facts
from ketamine.registry.region import GENERAL, list_countries, load_regions


def test_there_are_nine_countries_in_the_order_readers_see_them():
    assert list_countries() == (
        *("us", "eu", "england", "scotland", "ireland", "switzerland", "canada", "australia", "new_zealand"),
    )


def test_ireland_follows_the_union_and_a_kingdom_stands_for_its_two_nations():
    regions = load_regions()
    assert {name: region.follows for name, region in regions.items() if region.follows} == {"ireland": "eu"}
    assert {name: region.members for name, region in regions.items() if region.members} == {
        "uk": ("england", "scotland")
    }


def test_every_region_is_named_by_words_and_every_one_has_facts():
    used = {name for fact in load_facts().values() for name in fact.regions}
    assert used == {GENERAL, *list_countries()}
    assert all(region.words and region.name for region in load_regions().values())
