"""An answered item as HTML, with the reason for it: what was answered, what is right, and why.

Whatever a trainee wrote is escaped; whatever the author wrote was rendered by `casebook.text.markup`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...exercise.cell import put_numbers
from ...mark.mark import Mark, Status
from ...subject import Subject
from ...text.markup import escape
from ..handin.quarantine import clean_text

__all__ = ["Shown", "count_marks", "explain_item", "link_facts"]

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


def count_marks(points: float, out_of: float) -> str:
    """Return marks in words: ``1.5 of 2 marks``."""
    return f"{round(points, 2):g} of {out_of:g} mark{'' if out_of == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as one learner met it: its public and secret half, their answer and its mark, and their numbers."""

    item: Mapping[str, Any]
    secret: Mapping[str, Any]
    answer: str | tuple[str, ...] | None
    mark: Mark | None
    numbers: Mapping[str, Sequence[str]]
    variant: int

    def public(self, html: str) -> str:
        """Return a public text with this learner's numbers."""
        return put_numbers(html, self.numbers, self.variant)

    def private(self, html: str) -> str:
        """Return an explaining text with this learner's numbers."""
        return put_numbers(html, self.secret.get("numbers", {}), self.variant)


def _line(kind: str, lead: str, tag: str, message: str) -> str:
    shown = f' <span class="tag">{tag}</span>' if tag else ""
    return f'<li class="{kind}"><span class="lead">{lead}</span>{shown}<div class="message">{message}</div></li>'


def _explain_choice(shown: Shown) -> str:
    chosen = {shown.answer} if isinstance(shown.answer, str) else set(shown.answer or ())
    lines = []
    for option in shown.item["options"]:
        name = option["id"]
        key, ticked = name in shown.secret["keys"], name in chosen
        tag = "your answer, right" if key and ticked else "right" if key else "your answer" if ticked else ""
        kind = "key" if key else "wrong" if ticked else "other"
        lines.append(_line(kind, shown.public(option["text"]), tag, shown.private(shown.secret["messages"][name])))
    return f'<ul class="options">{"".join(lines)}</ul>'


def _explain_order(shown: Shown) -> str:
    texts = {option["id"]: shown.public(option["text"]) for option in shown.item["options"]}
    given = [name for name in shown.answer or () if name in texts]
    said = ""
    if given:
        said = "<p>Your order:</p><ol>" + "".join(f"<li>{texts[name]}</li>" for name in given) + "</ol>"
    lines = [
        _line("key", texts[name], "", shown.private(shown.secret["messages"][name])) for name in shown.secret["order"]
    ]
    return f'{said}<p>The order, and why:</p><ol class="options">{"".join(lines)}</ol>'


def _explain_number(shown: Shown) -> str:
    parts = []
    if isinstance(shown.answer, str) and shown.answer.strip():
        parts.append(f"<p>You wrote <strong>{escape(clean_text(shown.answer))}</strong>.</p>")
    mark = shown.mark
    if mark and mark.refusal:
        parts.append(f'<div class="note">{escape(mark.refusal)}</div>')
    elif mark and mark.status is Status.WRONG:
        mistakes = {prediction["name"]: prediction["message"] for prediction in shown.secret["predictions"]}
        message = mistakes.get(mark.mistake) or shown.secret["otherwise"]
        parts.append(f'<div class="note">{shown.private(message)}</div>')
    right = escape(shown.secret["shown"][shown.variant])
    parts.append(f"<p>The answer is <strong>{right}</strong>.</p>")
    parts.append(f'<div class="message">{shown.private(shown.secret["message"])}</div>')
    return "".join(parts)


_EXPLAIN: Mapping[str, Callable[[Shown], str]] = {
    "best": _explain_choice,
    "all": _explain_choice,
    "order": _explain_order,
    "number": _explain_number,
}


def explain_item(shown: Shown, *, score: float, out_of: float) -> str:
    """Return an item marked from the response file, with the learner's marks in the gradebook."""
    mark = shown.mark
    words = _WORDS[mark.status] if mark else ""
    kind = "right" if score == out_of else "wrong"
    marks = f'<p class="marks {kind}">{words}{": " if words else ""}{count_marks(score, out_of)}</p>'
    return marks + _EXPLAIN[shown.item["kind"]](shown)
