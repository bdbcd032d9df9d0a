"""A fact's words in a piece of HTML: written in one form, so that whoever shows them can find them again and link them."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup

from .markup import as_html, escape

__all__ = [
    "Register",
    "anchor_of",
    "end_fact",
    "find_facts",
    "find_page",
    "link_facts",
    "replace_facts",
    "start_fact",
    "write_fact",
]

Register = str | Callable[[str], str]
"""Where facts are listed: the address of one page (empty on that page itself), or what says on which page each stands."""

_NAMED = re.compile(r'\bdata-fact="([^"]*)"')
_FACT = re.compile(r'<span class="fact" data-fact="([^"]*)">(.*?)</span>', re.DOTALL)


def anchor_of(fact: str) -> str:
    """Return a fact's anchor in the register.

    >>> anchor_of("dosing.iv.standard_dose")
    'fact-dosing-iv-standard-dose'
    """
    return "fact-" + fact.replace(".", "-").replace("_", "-")


def find_page(fact: str, register: Register | None) -> str:
    """Return the address of the page on which a fact stands; empty where that is the same page, or there is none."""
    return register or "" if register is None or isinstance(register, str) else register(fact)


def start_fact(fact: str, register: Register | None = None) -> Markup:
    """Return the tag before a fact's words: a link to its entry in the register, if there is one."""
    if register is None:
        return as_html(f'<span class="fact" data-fact="{escape(fact)}">')
    return as_html(
        f'<a class="fact" href="{escape(find_page(fact, register))}#{anchor_of(fact)}" data-fact="{escape(fact)}">'
    )


def end_fact(register: Register | None = None) -> Markup:
    """Return the tag after a fact's words."""
    return as_html("</span>" if register is None else "</a>")


def write_fact(fact: str, words: Markup) -> Markup:
    """Return a fact's words as they stand until the page that shows them knows where its register is.

    >>> print(write_fact("tea.dose", escape("2 g")))
    <span class="fact" data-fact="tea.dose">2 g</span>
    """
    return as_html(f"{start_fact(fact)}{words}{end_fact()}")


def find_facts(html: str) -> Iterator[str]:
    """Yield the facts that a piece of HTML names, in order, linked already or not.

    >>> list(find_facts(write_fact("tea.dose", escape("2 g"))))
    ['tea.dose']
    """
    for found in _NAMED.finditer(html):
        yield found[1]


def replace_facts(html: str, show: Callable[[str, Markup], Markup]) -> Markup:
    """Return HTML with every fact shown another way; `show` gets its id and its words."""
    return as_html(_FACT.sub(lambda found: show(found[1], as_html(found[2])), html))


def link_facts(html: str, register: Register) -> Markup:
    """Return HTML whose facts lead to their entries in the register.

    >>> print(link_facts(write_fact("tea.dose", escape("2 g")), "register.html"))
    <a class="fact" href="register.html#fact-tea-dose" data-fact="tea.dose">2 g</a>
    """
    return replace_facts(html, lambda fact, words: as_html(f"{start_fact(fact, register)}{words}{end_fact(register)}"))
