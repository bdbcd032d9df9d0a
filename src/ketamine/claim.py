"""What popular articles claim, as a page shows it: the claim, our verdict, the reason, and what it rests on."""

from collections import Counter
from html import escape

from ketamine.registry.fact import Claim
from ketamine.registry.read import load_claims, load_facts, load_sources

_ORDER = ("high", "moderate", "low")


class ClaimList:
    """A list of claims that a notebook shows as HTML."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


def _anchor(claim: Claim) -> str:
    return claim.id.replace(".", "-")


def _list_keys(claim: Claim) -> list[str]:
    """Return the sources of a claim: those of the facts it rests on, and what else was read."""
    facts = load_facts()
    return list(
        dict.fromkeys((*(cited.key for fact in claim.facts for cited in facts[fact].citations), *claim.sources))
    )


def _show_fact(name: str) -> str:
    """Return a fact's statement, which opens where it stands and leads to the register."""
    return f'<li><span class="fact" data-fact="{name}">{escape(load_facts()[name].statement)}</span></li>'


def _show_source(key: str) -> str:
    source = load_sources()[key]
    words = escape(source.citation)
    return (
        f'<li><a href="{escape(source.url)}" rel="noreferrer">{words}</a></li>' if source.url else f"<li>{words}</li>"
    )


def _show_claim(claim: Claim) -> str:
    keys = _list_keys(claim)
    rows = [
        ("Why", escape(claim.why)),
        ("If believed", f"danger to a reader: {claim.patient_safety_risk}"),
        ("Rests on", f"<ul>{''.join(map(_show_fact, claim.facts))}</ul>" if claim.facts else "no fact of the register"),
        (
            "Sources",
            f"<ul>{''.join(map(_show_source, keys))}</ul>" if keys else "none; a judgement, or common knowledge",
        ),
    ]
    mark = " is-hazard" if claim.patient_safety_risk == _ORDER[0] else ""
    return (
        f'<div class="fact-entry{mark}" id="{_anchor(claim)}" data-article="{claim.article}" data-verdict="{claim.verdict}"'
        f' data-danger="{claim.patient_safety_risk}"><p class="fact-number">{claim.verdict.capitalize()}</p>'
        f'<p class="fact-statement">{escape(claim.claim)}</p>'
        f"<dl>{''.join(f'<dt>{term}</dt><dd>{words}</dd>' for term, words in rows)}</dl>"
        f'<p class="fact-id"><a href="#{_anchor(claim)}">{claim.id}</a></p></div>'
    )


def show_claims(article: str, *verdicts: str) -> ClaimList:
    """Return the claims of one article with these verdicts, those most dangerous to a reader first."""
    chosen = [claim for claim in load_claims().values() if claim.article == article and claim.verdict in verdicts]
    chosen.sort(key=lambda claim: _ORDER.index(claim.patient_safety_risk))
    return ClaimList("".join(map(_show_claim, chosen)))


def list_moved(article: str, page: str) -> ClaimList:
    """Return a line for each claim of an article, under its anchor, that leads to its entry on another page. Source: the claims."""
    lines = "".join(
        f'<li id="{_anchor(claim)}" class="moved"><a href="{escape(page)}#{_anchor(claim)}">{escape(claim.claim)}</a></li>'
        for claim in load_claims().values()
        if claim.article == article
    )
    return ClaimList(
        f'<details class="cb-details register-list"><summary>List its claims</summary><ul>{lines}</ul></details>'
    )


def list_sources(more_than: int) -> list[str]:
    """Return a line of Markdown for each source on which more than so many claims lean, the most leaned on first. Source: the claims."""
    counts = Counter(key for claim in load_claims().values() for key in _list_keys(claim))
    often = sorted((pair for pair in counts.items() if pair[1] > more_than), key=lambda pair: (-pair[1], pair[0]))
    cited = [load_sources()[key] for key, _ in often]
    return [f"- [{each.citation}]({each.url})" if each.url else f"- {each.citation}" for each in cited]
