"""What a simulator leaves in the book: figure, sentence and table for readers without scripts, data for the page's own."""

from typing import Any

from markupsafe import Markup

from ..text.markup import as_html, embed_json, escape
from .explorer import Explorer, start_values
from .showing import draw
from .words import show_result, show_setting

__all__ = ["describe", "write_page"]

_STEADY = frozenset({"curves", "lookup", "sum"})  # kinds whose figure has the same height at every setting

_FIELDS = {
    "slider": ("name", "label", "kind", "unit", "low", "high", "step", "value"),
    "choice": ("name", "label", "kind", "options", "value"),
    "ticks": ("name", "label", "kind", "options", "value"),
}


def _name_group(control: Any) -> dict[str, str]:
    """The group under whose name a control is folded, if it is in one."""
    group = getattr(control, "group", "")
    return {"group": group} if group else {}


def describe(explorer: Explorer) -> dict[str, Any]:
    """Return what the page's script needs, as plain data."""
    controls = [
        {field: getattr(control, field) for field in _FIELDS[control.kind]} | _name_group(control)
        for control in explorer.controls
    ]
    return {
        "id": explorer.id,
        "title": explorer.title,
        "kind": explorer.kind,
        "controls": controls,
        "compare": list(explorer.compare),
        "examples": [
            {"label": example.label, "values": dict(example.values)} for example in explorer.examples if example.label
        ],
        "data": dict(explorer.data),
    }


def write_examples(explorer: Explorer) -> Markup:
    """Return the example settings and their results as an HTML table that opens on demand."""
    if not explorer.examples:
        return as_html("")
    named = any(example.label for example in explorer.examples)
    controls = () if named else explorer.controls
    heads = ["Setting"] if named else [
        f"{control.label}, {control.unit}" if control.kind == "slider" else control.label for control in controls
    ]  # fmt: skip
    heads += [words for words, _ in explorer.columns]
    rows = []
    for example in explorer.examples:
        result = explorer.evaluate(example.values)
        numbers, figures = result["numbers"], result.get("figures")
        cells = [example.label] if named else [show_setting(each, example.values[each.name]) for each in controls]
        cells += [show_result(numbers[name], figures) for _, name in explorer.columns]
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    title = escape(explorer.title)
    return as_html(
        '<details class="cb-details"><summary>Examples in a table</summary>'
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{title}: table">'
        f'<table class="cb-table"><caption>{title}: some settings</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def write_form(explorer: Explorer) -> Markup:
    """Return the questions of a simulator with a box for each answer, for paper; a kind that asks nothing has none."""
    if explorer.kind != "findings":
        return as_html("")
    rows, step = [], ""
    for control in explorer.controls:
        group = getattr(control, "group", "")
        if group and group != step:
            rows.append(f'<p class="cb-form-step">{escape(group)}</p>')
        step = group
        if control.kind == "slider":
            boxes = f'<span class="cb-blank">______</span> {escape(control.unit)}'
        else:
            boxes = " ".join(f'<span class="cb-form-box">{escape(label)}</span>' for _, label in control.options)
        rows.append(f'<p class="cb-form-line">{escape(control.label)} <span class="cb-form-boxes">{boxes}</span></p>')
    return as_html(f'<div class="cb-form">{"".join(rows)}</div>')


def write_page(explorer: Explorer) -> Markup:
    """Return a simulator as the book holds it."""
    shown = draw(explorer, values=start_values(explorer))
    title = escape(explorer.title)
    tone = f" is-{shown.tone}" if shown.tone else ""
    figure, controls = f'<div class="cb-figure">{shown.figure}</div>', '<div class="cb-controls"></div>'
    sentence = f'<p class="cb-sentence{tone}">{escape(shown.sentence)}</p>'
    # What grows or shrinks with the setting stands below the controls, so that none moves under a finger.
    parts = (figure, controls, sentence) if explorer.kind in _STEADY else (controls, figure, sentence)
    return as_html(
        f'<div class="cb-card cb-simulator cb-simulator-{escape(explorer.kind)}" role="group" aria-label="Simulator: {title}">'
        f'<div class="cb-card-head"><span class="cb-kind">Simulator</span> '
        f'<span class="cb-card-title">{title}</span></div>'
        f"{write_form(explorer)}{''.join(parts)}"
        f'<div class="cb-result">{shown.body}</div>'
        f'{write_examples(explorer)}<p class="cb-notice">{escape(explorer.notice)}</p>'
        f'<script type="application/json" class="cb-data">{embed_json(describe(explorer))}</script></div>'
    )
