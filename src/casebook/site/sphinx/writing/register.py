"""The index of a register that has a page for each topic: how many facts each holds, and where every fact went.

An address of the time when all stood on one page still arrives: each fact has a line here under its anchor, which leads to its
entry. A script follows it at once.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from ....subject import Fact, Subject
from ....text.fact_link import anchor_of
from ....text.markup import as_html, escape
from ..reading.directive import name_topic

__all__ = ["show_register"]


def _list_lines(facts: Iterable[Fact], href: str) -> str:
    return "".join(
        f'<li id="{anchor_of(fact.id)}" class="moved"><a href="{escape(href)}#{anchor_of(fact.id)}">{escape(fact.statement)}</a></li>'
        for fact in facts
    )


def show_register(env: Any, builder: Any, docname: str, subject: Subject) -> Markup:
    """Return the list of the register's pages: title, number of facts, and every fact folded below."""
    rows = []
    for page, topic in sorted(
        getattr(env, "casebook_registers", {}).items(), key=lambda pair: env.titles[pair[0]].astext()
    ):
        facts = [fact for fact in subject.facts.values() if topic in ("", fact.topic)]
        href = str(builder.get_relative_uri(docname, page)).partition("#")[0]
        fold = f"topic-{(topic or 'all').replace('_', '-')}"
        what = name_topic(topic) if topic else "All facts"
        rows.append(
            f'<li class="register-topic"><a class="register-title" href="{escape(href)}">{escape(env.titles[page].astext())}</a>'
            f'<span class="register-count">{len(facts)} {"fact" if len(facts) == 1 else "facts"}</span>'
            f'<details class="cb-details register-list" id="{fold}"><summary>List them: {escape(what.lower())}</summary>'
            f"<ul>{_list_lines(facts, href)}</ul></details></li>"
        )
    return as_html(f'<ul class="register-index">{"".join(rows)}</ul>')
