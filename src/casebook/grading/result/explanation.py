"""An answered item as HTML, with the reason for it: what was answered, what is right, and why.

Whatever a trainee wrote is escaped; whatever the author wrote was rendered by `casebook.text.markup`.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup

from ...kind import KINDS
from ...kind.verbs import Shown
from ...mark.mark import Status, count_earned, count_marks
from ...subject import Subject
from ...text.fact_link import anchor_of, replace_facts
from ...text.markup import as_html, escape, load_parser
from ..handin.quarantine import clean_text
from ..run.changed import ChangedMark
from .verdict import Verdict

__all__ = ["explain_item", "explain_points", "say_marked_again", "show_comment", "tell_facts"]

_HEADING = re.compile(r"<(/?)h[1-6]>")

_WORDS = {
    Status.RIGHT: "Right",
    Status.PARTLY: "Partly right",
    Status.WRONG: "Not right",
    Status.UNANSWERED: "Not answered",
    Status.REFUSED: "Could not be read",
    Status.WAITS: "To be marked by a person",
}


def tell_facts(html: str, subject: Subject, base_url: str | None) -> Markup:
    """Return HTML whose facts lead to the register at `base_url`, or tell their statement when pointed at."""

    def show(name: str, words: Markup) -> Markup:
        fact = subject.facts.get(name)
        title = f' title="{escape(fact.statement)}"' if fact else ""
        if base_url is None:
            return as_html(f"<span{title}>{words}</span>")
        return as_html(f'<a href="{escape(base_url)}#{anchor_of(name)}"{title}>{words}</a>')

    return replace_facts(html, show)


def explain_item(shown: Shown, *, score: float, out_of: float) -> str:
    """Return an item marked from the response file, with the learner's marks in the gradebook."""
    mark = shown.mark
    words = _WORDS[mark.status] if mark else ""
    kind = "right" if score == out_of else "wrong"
    marks = f'<p class="marks {kind}">{words}{": " if words else ""}{count_earned(score, out_of)}</p>'
    return f"{marks}{KINDS[shown.item['kind']].explain_answer(shown)}"


def explain_points(verdict: Verdict) -> Markup:
    """Return which points of the rubric earned how much, and what was added or taken off besides."""
    given = zip(verdict.rubric, verdict.judgement.points, strict=True)
    rows = [f"<li>{count_earned(points, most)}: {text}</li>" for (text, most), points in given]
    extra = verdict.judgement.adjustment
    if extra:
        rows.append(f"<li>{'Added' if extra > 0 else 'Taken off'} besides: {count_marks(abs(extra))}</li>")
    return as_html(f"<p>What earned your marks:</p><ul>{''.join(rows)}</ul>")


def say_marked_again(changed: Sequence[ChangedMark], score: float) -> str:
    """Return how the mark of one item has changed since it was first given, as HTML; nothing if it is what it was, or a person's."""
    if not changed or changed[0].before == changed[-1].after or abs(changed[-1].after - score) > 1e-9:
        return ""
    last = changed[-1]
    why = "The key of this question was corrected, and it was" if last.new_key else "This was"
    marks = f"{count_marks(changed[0].before)} before, {count_marks(last.after)} now"
    return f'<p class="quiet">{why} marked again on {escape(last.when[:10])}: {marks}.</p>'


def show_comment(text: str) -> Markup:
    """Return what a person wrote about an answer, in Markdown, as HTML.

    Raw HTML stands there as text, a picture is only a link, and a heading only bold: nothing is fetched, and the page keeps its outline.
    """
    shown: str = load_parser().render(clean_text(text))
    return as_html(_HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", shown).strip())
