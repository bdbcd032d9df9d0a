"""What the subject lends to a course: sourced quantities by name, and calculators by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ketamine.calculator import list_calculators
from ketamine.quantity.calculator import Calculator
from ketamine.registry.country import RuleHeading, load_headings
from ketamine.registry.fact import Fact, Source
from ketamine.registry.read import load_facts, load_sources, read_table
from ketamine.registry.region import Region, load_regions


class Subject:
    """Ketamine and esketamine for depression, as a course sees them. Everything is read when first asked for."""

    name = "ketamine"
    notice = "For teaching, not for the care of a patient."
    review = "Awaiting review by a clinician."

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """All facts by id."""
        return load_facts()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by key."""
        return load_sources()

    @cached_property
    def calculators(self) -> Mapping[str, Calculator]:
        """All calculators by name, the right ones first, then the predicted mistakes."""
        # They read it when they compute; a file that can't be read is told before that.
        read_table("settings.toml")
        return list_calculators()

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """All regions whose rule a fact can be, by id."""
        return load_regions()

    @cached_property
    def headings(self) -> Mapping[str, RuleHeading]:
        """All headings of the rules by country, by id, each with an entry for every country."""
        return load_headings()


subject = Subject()
