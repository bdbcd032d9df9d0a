"""Cases and exercises as they stand in the page before any script runs, and for readers who have none.

A self-check shows its questions with the first learner's numbers, and every answer with its reason in a place one must
choose to open. A graded exercise shows questions only. The data for the page's script stands in the card.
"""

import csv
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ....mark.quantity import format_quantity
from ....simulator import embed_json
from ....text.fact_link import link_facts
from ....text.markup import escape

__all__ = ["show_case", "show_exercise"]

# As casebook/web/record.js has them; a test holds the two together.
_SURE = (("a guess", 25), ("unsure", 50), ("fairly sure", 75), ("sure", 95))


def count_marks(points: float) -> str:
    """Return marks in words: 1 mark, 2.5 marks."""
    return f"{points:g} {'mark' if points == 1 else 'marks'}"


def _show_options(item: Mapping[str, Any]) -> Markup:
    kind = item["kind"]
    if kind in ("best", "all"):
        box = "radio" if kind == "best" else "checkbox"
        rows = "".join(
            f'<li class="cb-option"><label><input type="{box}" name="{item["id"]}" value="{option["id"]}"> '
            f'<span class="cb-option-text">{option["text"]}</span></label></li>'
            for option in item["options"]
        )
        return Markup(f'<ul class="cb-options" role="list">{rows}</ul>')
    if kind == "order":
        rows = "".join(
            f'<li class="cb-step"><span class="cb-option-text">{option["text"]}</span></li>'
            for option in item["options"]
        )
        return Markup(f'<ol class="cb-steps">{rows}</ol>')
    if kind == "number":
        unit = item.get("unit", "")
        shown = f' <span class="cb-unit">{escape(unit)}</span>' if unit not in ("", "1") else ""
        return Markup(
            '<div class="cb-number"><label><span class="cb-label">Your answer</span>'
            f'<input type="text" class="cb-number-input">{shown}</label></div>'
        )
    if kind == "code":
        tables = "".join(_show_table(data["name"], data["text"]) for data in item.get("data", ()) if "text" in data)
        return Markup(f"{tables}<pre><code>{escape(item.get('starter', ''))}</code></pre>")
    return Markup("")


def _show_table(name: str, text: str) -> Markup:
    head, *body = list(csv.reader(text.splitlines())) or [[]]
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return Markup(
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="Table {escape(name)}"><table class="cb-table">'
        f"<caption>{escape(name)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _explain(item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
    texts = {option["id"]: option["text"] for option in item.get("options", [])}
    kind = secret["kind"]
    if kind in ("best", "all"):
        keys = set(secret["keys"])
        rows = "".join(
            f"<li><strong>{'Yes' if name in keys else 'No'}: {texts[name]}.</strong> {secret['messages'][name]}</li>"
            for name in texts
        )
        return Markup(f'<ul class="cb-key">{rows}</ul>')
    if kind == "order":
        rows = "".join(
            f"<li><strong>{texts[name]}</strong> {secret['messages'][name]}</li>" for name in secret["order"]
        )
        return Markup(f'<ol class="cb-solution">{rows}</ol>')
    if kind == "number":
        mistakes = "".join(
            f"<li><strong>{escape(_say_value(mistake['values'][0], secret['unit']))}:</strong> {mistake['message']}</li>"
            for mistake in secret["predictions"]
        )
        listed = f'<p>Answers that show a slip:</p><ul class="cb-key">{mistakes}</ul>' if mistakes else ""
        return Markup(f"<p><strong>{escape(secret['shown'][0])}</strong></p>{secret['message']}{listed}")
    rows = "".join(
        f'<li>{point["text"]} <span class="cb-points">{count_marks(point["marks"])}</span></li>'
        for point in secret.get("rubric", [])
    )
    return Markup(f'<ul class="cb-rubric">{rows}</ul>')


def _say_value(value: float, unit: str) -> str:
    return format_quantity(value, unit)


def _show_item(item: Mapping[str, Any], secret: Mapping[str, Any] | None) -> Markup:
    answer = _later(item, secret)
    if secret:
        answer += Markup(
            f'<details class="cb-details"><summary>Answer and reasons</summary>{_explain(item, secret)}</details>'
        )
    legend = f'{item["question"]} <span class="cb-points">{count_marks(item["points"])}</span>'
    body = f'<div class="cb-body">{item["body"]}</div>' if item.get("body") else ""
    return Markup(
        f'<div class="cb-item" id="item-{item["id"]}" data-kind="{item["kind"]}"><fieldset><legend class="cb-question">{legend}</legend>'
        f"{body}{_show_options(item)}</fieldset>{answer}</div>"
    )


def _later(item: Mapping[str, Any], secret: Mapping[str, Any] | None) -> Markup:
    """Return what stands where a script will put how sure one is and the button, so that nothing moves when it does."""
    if secret is None:
        return Markup("")
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
    return Markup(f'<div class="cb-later" aria-hidden="true">{field}{sure}<div class="cb-actions">{button}</div></div>')


def _head(kind: str, title: str, minutes: float, level: int) -> Markup:
    took = f'<span class="cb-minutes">about {minutes:g} min</span>' if minutes else ""
    return Markup(
        f'<div class="cb-card-head"><span class="cb-kind">{kind}</span> {took}'
        f'<h{level} class="cb-card-title">{escape(title)}</h{level}></div>'
    )


def show_case(data: Mapping[str, Any], register: str, level: int) -> Markup:
    """Return a self-check's card; `data` holds its part and its secrets, `level` is that of its heading."""
    part, secrets = data["part"], data["secrets"]
    items = "".join(_show_item(item, secrets[item["id"]]) for item in part["items"])
    story = f'<div class="cb-story">{part["intro"]}</div>' if part["intro"] else ""
    body = link_facts(f"{story}{items}", register)
    again = (
        '<div class="cb-later" aria-hidden="true"><p class="cb-again"><button type="button" class="cb-button is-quiet" disabled>'
        "New numbers</button></p></div>"
        if part["variants"] > 1
        else ""
    )
    return Markup(
        f'<section class="cb-card cb-case" id="case-{part["id"]}" aria-label="Self-check: {escape(part["title"])}">'
        f"{_head('Self-check', part['title'], part['minutes'], level)}"
        f'<div class="cb-card-body">{body}{again}</div>'
        f'<script type="application/json" class="cb-data">{embed_json(data)}</script></section>'
    )


# What a script puts here for a reader who is new, so that the page doesn't grow when it runs; without one it isn't shown.
_GATE = (
    '<form class="cb-gate" aria-hidden="true"><label><span class="cb-label">Your name or number, as your course knows you</span>'
    '<input type="text" class="cb-name" disabled></label><label class="cb-tick"><input type="checkbox" disabled><span>This is a '
    'shared computer: forget everything when I close this tab</span></label><div class="cb-actions"><button type="button" '
    'class="cb-button" disabled>Start</button></div><p class="cb-status"></p><div class="cb-question-place"></div><p class="cb-hint">'
    "Your numbers are drawn from it, so use the same one every time. It stays in this browser and in the file you hand in.</p></form>"
)


def show_exercise(data: Mapping[str, Any], register: str, level: int) -> Markup:
    """Return a graded exercise's card: what the public document says, and how to hand in without scripts."""
    parts = []
    for part in data["parts"]:
        items = "".join(_show_item(item, None) for item in part["items"])
        parts.append(
            f'<section class="cb-part"><h{level} class="cb-part-title">{escape(part["title"])}</h{level}>'
            f'<div class="cb-story">{part["intro"]}</div>{items}</section>'
        )
    intro = f'<div class="cb-story">{link_facts(data["intro"], register)}</div>' if data.get("intro") else ""
    minutes = sum(part.get("minutes", 0) for part in data["parts"])
    without = link_facts("".join(parts), register)
    return Markup(
        f'<section class="cb-card cb-exercise" id="exercise-{data["id"]}" '
        f'aria-label="Graded exercise: {escape(data["title"])}">'
        f"{_head('Graded exercise', data['title'], minutes, level)}{intro}"
        f'<div class="cb-exercise-body">{_GATE}<noscript><p class="cb-notice">This page can\'t take your answers, because scripts '
        "are switched off. Do the exercise as a notebook instead: your educator hands it out, and it saves the same "
        f"response file. The questions are below, with one learner's numbers.</p>{without}</noscript></div>"
        f'<script type="application/json" class="cb-data">{embed_json(data)}</script></section>'
    )
