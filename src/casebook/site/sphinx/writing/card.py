"""Cases and exercises as they stand in the page before any script runs, and for readers who have none.

A self-check shows its questions with the first learner's numbers, and every answer with its reason in a place one must
choose to open. A graded exercise shows questions only. The data for the page's script stands in the card.
"""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ....kind import KINDS
from ....mark.mark import count_marks
from ....text.fact_link import Register, link_facts
from ....text.markup import as_html, embed_json, escape

__all__ = ["show_case", "show_exercise", "show_head", "show_item", "show_question"]

# As casebook/web/item/sure.js has them; a test holds the two together.
_SURE = (("a guess", 25), ("unsure", 50), ("fairly sure", 75), ("sure", 95))


def show_item(item: Mapping[str, Any], secret: Mapping[str, Any] | None) -> Markup:
    """Return an item with its fields; with its secret half also the key and the reasons, in a place one chooses to open."""
    verbs = KINDS[item["kind"]]
    answer = _later(item, secret)
    if secret:
        reasons = verbs.explain(item, secret)
        answer += as_html(f'<details class="cb-details"><summary>Answer and reasons</summary>{reasons}</details>')
    legend = f'{item["question"]} <span class="cb-points">{count_marks(item["points"])}</span>'
    body = f'<div class="cb-body">{item["body"]}</div>' if item.get("body") else ""
    return as_html(
        f'<div class="cb-item" id="item-{item["id"]}" data-kind="{item["kind"]}"><fieldset><legend class="cb-question">{legend}</legend>'
        f"{body}{verbs.show(item)}</fieldset>{answer}</div>"
    )


def _later(item: Mapping[str, Any], secret: Mapping[str, Any] | None) -> Markup:
    """Return what stands where a script will put how sure one is and the button, so that nothing moves when it does."""
    if secret is None:
        return as_html("")
    written = secret["kind"] == "written"
    steps = "".join(
        f'<label class="cb-sure-step"><input type="radio" class="cb-sure-input" disabled><span class="cb-sure-words">{words}'
        f'</span> <span class="cb-sure-share">{share}\u00a0%</span></label>'
        for words, share in _SURE
    )
    sure = (
        ""
        if written
        else '<fieldset class="cb-sure" disabled><legend class="cb-label">How sure are you? (optional)</legend>'
        f'<div class="cb-sure-steps">{steps}</div></fieldset>'
    )
    field = '<textarea rows="6" class="cb-text" disabled></textarea>' if written else ""
    button = f'<button type="button" class="cb-button" disabled>{"Compare" if written else "Check"}</button>'
    return as_html(
        f'<div class="cb-later" aria-hidden="true">{field}{sure}<div class="cb-actions">{button}</div></div>'
    )


def show_head(kind: str, title: str, minutes: float, level: int) -> Markup:
    """Return the head of a card: what it is, how long it takes, and its title as a heading of that level."""
    took = f'<span class="cb-minutes">about {minutes:g} min</span>' if minutes else ""
    return as_html(
        f'<div class="cb-card-head"><span class="cb-kind">{kind}</span> {took}'
        f'<h{level} class="cb-card-title">{escape(title)}</h{level}></div>'
    )


def show_case(data: Mapping[str, Any], register: Register, level: int) -> Markup:
    """Return a self-check's card; `data` holds its part and its secrets, `level` is that of its heading."""
    part, secrets = data["part"], data["secrets"]
    items = "".join(show_item(item, secrets[item["id"]]) for item in part["items"])
    story = f'<div class="cb-story">{part["intro"]}</div>' if part["intro"] else ""
    body = link_facts(f"{story}{items}", register)
    again = (
        '<div class="cb-later" aria-hidden="true"><p class="cb-again"><button type="button" class="cb-button is-quiet" disabled>'
        "New numbers</button></p></div>"
        if part["variants"] > 1
        else ""
    )
    return as_html(
        f'<section class="cb-card cb-case" id="case-{part["id"]}" aria-label="Self-check: {escape(part["title"])}">'
        f"{show_head('Self-check', part['title'], part['minutes'], level)}"
        f'<div class="cb-card-body">{body}{again}</div>'
        f'<script type="application/json" class="cb-data">{embed_json(data)}</script></section>'
    )


def show_question(data: Mapping[str, Any], register: Register, level: int) -> Markup:
    """Return the card of a single question: `data` as for a self-check, its title a heading, and no story."""
    part, secrets = data["part"], data["secrets"]
    (item,) = part["items"]
    return as_html(
        f'<section class="cb-card cb-case cb-one" data-question="{item["id"]}" aria-label="{escape(part["title"])}">'
        f'<h{level} class="cb-one-title">{escape(part["title"])}</h{level}>'
        f'<div class="cb-card-body">{link_facts(show_item(item, secrets[item["id"]]), register)}</div>'
        f'<script type="application/json" class="cb-data">{embed_json(data)}</script></section>'
    )


_DRAWN = "Your numbers are drawn from it, so use the same one every time. "

# What a script puts here for a reader who is new, so that the page doesn't grow when it runs; without one it isn't shown.
_GATE = (
    '<form class="cb-gate" aria-hidden="true"><label><span class="cb-label">Your name or number, as your course knows you</span>'
    '<input type="text" class="cb-name" disabled></label><label class="cb-tick"><input type="checkbox" disabled><span>This is a '
    'shared computer: forget everything when I close this tab</span></label><div class="cb-actions"><button type="button" '
    'class="cb-button" disabled>Start</button></div><p class="cb-status"></p><div class="cb-question-place"></div><p class="cb-hint">'
    "{drawn}It stays in this browser and in the file you hand in.</p></form>"
)


def _say_code(data: Mapping[str, Any]) -> Markup:
    """Return what to know before starting an exercise that asks for code: how much of it, and where it can be run."""
    parts = [part for part in data["parts"] if any(item["kind"] == "code" for item in part["items"])]
    if not parts:
        return as_html("")
    total = sum(len(part["items"]) for part in data["parts"])
    ones = "One" if len(parts) == 1 else str(len(parts))
    minutes = sum(part.get("minutes", 0) for part in parts)
    return as_html(
        f'<p class="cb-ahead"><strong>Before you start:</strong> {ones} of the {total} questions '
        f"{'asks' if len(parts) == 1 else 'ask'} for code in Python, about {minutes:g} min of the work. You can type it here, "
        "but this page can't run it: it is run when it is marked. To try it first, do the exercise in its notebook "
        f"(<code>{escape(data['id'])}.ipynb</code>), which your educator hands out and which lies in the course's files under "
        f"<code>exercises/{escape(data['id'])}</code>. Page and notebook save the same file to hand in.</p>"
    )


def show_exercise(data: Mapping[str, Any], register: Register, level: int) -> Markup:
    """Return a graded exercise's card: what the public document says, and how to hand in without scripts."""
    parts = []
    for part in data["parts"]:
        items = "".join(show_item(item, None) for item in part["items"])
        parts.append(
            f'<section class="cb-part"><h{level} class="cb-part-title">{escape(part["title"])}</h{level}>'
            f'<div class="cb-story">{part["intro"]}</div>{items}</section>'
        )
    intro = f'<div class="cb-story">{link_facts(data["intro"], register)}</div>' if data.get("intro") else ""
    minutes = sum(part.get("minutes", 0) for part in data["parts"])
    drawn = any(part["variants"] > 1 for part in data["parts"])
    gate = _GATE.replace("{drawn}", _DRAWN if drawn else "")
    whose = ", with one learner's numbers" if drawn else ""
    without = link_facts("".join(parts), register)
    return as_html(
        f'<section class="cb-card cb-exercise" id="exercise-{data["id"]}" '
        f'aria-label="Graded exercise: {escape(data["title"])}">'
        f"{show_head('Graded exercise', data['title'], minutes, level)}{intro}{_say_code(data)}"
        f'<div class="cb-exercise-body">{gate}<noscript><p class="cb-notice">This page can\'t take your answers, because scripts '
        "are switched off. Do the exercise as a notebook instead: your educator hands it out, and it saves the same "
        f"response file. The questions are below{whose}.</p>{without}</noscript></div>"
        f'<script type="application/json" class="cb-data">{embed_json(data)}</script></section>'
    )
