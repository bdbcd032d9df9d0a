"""An answered item as HTML, with the reason for it: what was answered, what is right, and why.

Whatever a trainee wrote is escaped; whatever the author wrote was rendered by `casebook.text.markup`.
"""

import re

from ...kind import KINDS
from ...kind.verbs import Shown
from ...mark.mark import Status, count_earned
from ...subject import Subject
from ...text.markup import escape

__all__ = ["explain_item", "link_facts"]

_FACT = re.compile(r'<span class="fact" data-fact="([^"]*)">(.*?)</span>', re.DOTALL)
_WORDS = {
    Status.RIGHT: "Right",
    Status.PARTLY: "Partly right",
    Status.WRONG: "Not right",
    Status.UNANSWERED: "Not answered",
    Status.REFUSED: "Could not be read",
    Status.WAITS: "To be marked by a person",
}


def link_facts(html: str, subject: Subject, base_url: str | None) -> str:
    """Return HTML whose facts lead to the register at `base_url`, or tell their statement when pointed at."""

    def show(match: re.Match[str]) -> str:
        name, words = match.groups()
        fact = subject.facts.get(name)
        title = f' title="{escape(fact.statement)}"' if fact else ""
        if base_url is None:
            return f"<span{title}>{words}</span>"
        anchor = re.sub(r"[._]", "-", name)
        return f'<a href="{escape(base_url)}#fact-{escape(anchor)}"{title}>{words}</a>'

    return _FACT.sub(show, html)


def explain_item(shown: Shown, *, score: float, out_of: float) -> str:
    """Return an item marked from the response file, with the learner's marks in the gradebook."""
    mark = shown.mark
    words = _WORDS[mark.status] if mark else ""
    kind = "right" if score == out_of else "wrong"
    marks = f'<p class="marks {kind}">{words}{": " if words else ""}{count_earned(score, out_of)}</p>'
    return f"{marks}{KINDS[shown.item['kind']].explain_answer(shown)}"
