"""A fact in the words a reader needs: who it holds for, how certain it is, where it comes from, when it was checked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from ..subject import GENERAL, Fact, Subject
from ..text.fact_link import Register, anchor_of, find_page
from ..text.markup import as_html, escape

__all__ = ["describe_fact", "describe_facts", "say_certainty", "say_date", "say_regions", "show_fact"]

LOCAL_PROTOCOL = "Your local protocol decides the drug and the dose, not this page."
HAZARD = "A number to recognise as dangerous, never to use."

_CONFIDENCE = {
    "high": "High: the sources agree",
    "medium": "Medium: it may change with better evidence",
    "low": "Low: taught only as uncertain",
}
# One source can't agree with itself.
_ALONE = "High: one source, and it says so plainly"
_VERIFIED = {"page": "seen on a page of the source", "memory": "recalled, still to be checked against the source"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_date(day: date) -> str:
    """Return a date as prose writes it: 20 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_certainty(fact: Fact) -> str:
    """Return how sure we are, and whether the source itself was seen."""
    how = "plain arithmetic" if fact.computed else _VERIFIED.get(fact.verified, fact.verified)
    sure = _CONFIDENCE.get(fact.confidence, fact.confidence.capitalize())
    if fact.confidence == "high" and len({cited.key for cited in fact.citations}) == 1:
        sure = _ALONE
    return f"{sure}; {how}."


def say_regions(fact: Fact, subject: Subject) -> str:
    """Return whose rule a fact is, in words, or nothing if it holds everywhere: members of one union are said by its name."""
    if fact.regions == (GENERAL,):
        return ""
    found: list[str] = []
    for region in subject.regions.values():
        if region.id in fact.regions or (region.members and set(region.members) <= set(fact.regions)):
            found.append(region.id)
    joined = {member for name in found for member in subject.regions[name].members}
    return ", ".join(subject.regions[name].name for name in found if name not in joined)


def say_caveat(fact: Fact) -> str:
    """Return everything to mind: the fact's own caveat, and what holds for every fact of its sort."""
    parts = [fact.caveat or "", LOCAL_PROTOCOL if fact.local_protocol else "", HAZARD if fact.hazard else ""]
    return " ".join(part for part in parts if part)


def list_sources(fact: Fact, subject: Subject) -> list[dict[str, str | None]]:
    """Return a fact's sources as plain data: citation, address if it is certain, and section."""
    found = []
    for cited in fact.citations:
        source = subject.sources[cited.key]
        found.append({"citation": source.citation, "url": source.url, "section": cited.section})
    return found


def describe_fact(fact: Fact, subject: Subject) -> dict[str, Any]:
    """Return what the page's script shows when a fact is opened."""
    return {
        "statement": fact.statement,
        "country": say_regions(fact, subject),
        "regions": [] if fact.regions == (GENERAL,) else list(fact.regions),
        "population": fact.population,
        "certainty": say_certainty(fact),
        "caveat": say_caveat(fact),
        "sources": list_sources(fact, subject),
        "checked": f"{say_date(fact.checked_on)}; to be looked at again by {say_date(fact.review_by)}.",
        "review": fact.review_by.isoformat(),
    }


def describe_facts(names: Iterable[str], subject: Subject, register: Register | None) -> dict[str, dict[str, Any]]:
    """Return the facts of these names as a page's script shows them, each with the page of the register where it stands."""
    return {
        name: describe_fact(subject.facts[name], subject) | {"page": find_page(name, register)}
        for name in names
        if name in subject.facts
    }


def _list_item(source: Mapping[str, str | None]) -> Markup:
    words = escape(source["citation"] or "")
    if source["url"]:
        words = as_html(f'<a href="{escape(source["url"])}" rel="noreferrer">{words}</a>')
    section = f" ({escape(source['section'])})" if source["section"] else ""
    return as_html(f"<li>{words}{section}</li>")


def show_fact(fact: Fact, subject: Subject) -> Markup:
    """Return a fact's entry in the register as HTML, under its anchor."""
    rows = []
    country = say_regions(fact, subject)
    if country:
        rows.append(("Country", escape(country)))
    if fact.population:
        rows.append(("Holds for", escape(fact.population)))
    rows.append(("Certainty", escape(say_certainty(fact))))
    caveat = say_caveat(fact)
    if caveat:
        rows.append(("Caution", escape(caveat)))
    items = "".join(_list_item(source) for source in list_sources(fact, subject))
    rows.append(("Source" if len(fact.citations) == 1 else "Sources", as_html(f"<ul>{items}</ul>")))
    rows.append(("Checked", escape(f"{say_date(fact.checked_on)}; again by {say_date(fact.review_by)}")))
    if not fact.exam:
        rows.append(("Marks", escape("Taught, but no mark rests on it")))
    body = "".join(f"<dt>{name}</dt><dd>{content}</dd>" for name, content in rows)
    number = f'<p class="fact-number">{escape(fact.text)}</p>' if fact.text != fact.statement.removesuffix(".") else ""
    marks = " is-low" if fact.confidence == "low" else " is-hazard" if fact.hazard else ""
    return as_html(
        f'<div class="fact-entry{marks}" id="{anchor_of(fact.id)}" data-confidence="{escape(fact.confidence)}"'
        f' data-review="{fact.review_by.isoformat()}">{number}'
        f'<p class="fact-statement">{escape(fact.statement)}</p><dl>{body}</dl>'
        f'<p class="fact-id"><a href="#{anchor_of(fact.id)}">{escape(fact.id)}</a></p></div>'
    )
