"""``{rules}``: what each country says under one heading, or under all of them, from the subject's table.

Everything stands in the page as text. A reader who chooses a country sees that country's entries first and marked: the order
is a matter of style, so that nothing moves while a page loads.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ....problem import Problem, nearest
from ....subject import CountryRule, RuleHeading, Subject, list_countries
from ...evidence import say_date
from .directive import locate, report, subject_of
from .node import FactNode

__all__ = ["CHOOSER", "RulesDirective", "describe_countries"]

CHOOSER = '<form class="cb-country" aria-label="Your country"></form>'
"""Where the page's script puts the choice of a country."""


def _write_entry(entry: CountryRule, subject: Subject, number: int) -> nodes.container:
    """Return one country's entry: its name, then its facts, or that none was found and when."""
    held = nodes.container(classes=["cb-rule", f"cb-place-{number}"])
    held += nodes.paragraph("", subject.regions[entry.region].name, classes=["cb-rule-country"])
    if entry.facts:
        listed = nodes.bullet_list()
        for name in entry.facts:
            listed += nodes.list_item(
                "", nodes.paragraph("", "", FactNode("", subject.facts[name].statement, fact=name))
            )
        held += listed
    else:
        words = f"Not found when we looked, on {say_date(entry.searched)}. That is not to say that there is no rule."
        held += nodes.paragraph("", words, classes=["cb-rule-none"])
    if entry.note:
        held += nodes.paragraph("", entry.note, classes=["cb-rule-note"])
    return held


def _write_entries(heading: RuleHeading, subject: Subject) -> nodes.container:
    order = [region.id for region in list_countries(subject)]
    held = nodes.container(classes=["cb-rules"])
    for entry in heading.entries:
        held += _write_entry(entry, subject, order.index(entry.region))
    return held


class RulesDirective(SphinxDirective):
    """One heading's entries of all countries: ``{rules} driving``; without a name, all headings as sections."""

    optional_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the entries, with a place for the choice of a country before them."""
        subject = subject_of(self.env)
        chooser = nodes.raw("", CHOOSER, format="html")
        if not self.arguments:
            return [chooser, *self._write_sections(subject)]
        name = self.arguments[0]
        if name not in subject.headings:
            fix = f"name one of {', '.join(subject.headings)}{nearest(name, subject.headings)}"
            report(
                Problem(*locate(self.env, self.lineno), f"there is no heading {name} among the rules by country", fix)
            )
            return []
        heading = subject.headings[name]
        asked = nodes.paragraph(
            "", "", nodes.strong("", heading.title), nodes.Text(f". {heading.ask}"), classes=["cb-rules-ask"]
        )
        return [nodes.container("", asked, chooser, _write_entries(heading, subject), classes=["cb-rules-one"])]

    def _write_sections(self, subject: Subject) -> Iterator[nodes.section]:
        for heading in subject.headings.values():
            section = nodes.section(
                "", nodes.title("", heading.title), ids=[f"rules-{heading.id}"], names=[f"rules-{heading.id}"]
            )
            section += nodes.paragraph("", heading.ask, classes=["cb-rules-ask"])
            section += _write_entries(heading, subject)
            yield section


def describe_countries(subject: Subject) -> list[dict[str, Any]]:
    """Return what the page's script needs of the countries a reader can choose, in their order."""
    return [
        {"id": region.id, "name": region.name, "follows": region.follows or ""} for region in list_countries(subject)
    ]
