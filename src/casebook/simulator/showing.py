"""One setting as it is shown: figure, sentence, and the table and findings below. The page's script writes the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..text.fact_link import write_fact
from ..text.markup import as_html, escape
from .bar import draw_bars
from .chart import draw_chart
from .explorer import Explorer, start_values
from .people import draw_people
from .words import add_unit, fill_words, show_result

__all__ = ["Showing", "draw"]


@dataclass(frozen=True, slots=True)
class Showing:
    """The parts of one setting as HTML: `figure` and `body` may be empty, `sentence` is text, `tone` right, mind or wrong."""

    figure: Markup
    sentence: str
    body: Markup
    tone: str = ""


def _swatch(line: int) -> Markup:
    return as_html(
        f'<svg class="cb-swatch" viewBox="0 0 32 10" aria-hidden="true"><path class="cb-line cb-line-{line}" d="M2 5H30"/></svg>'
    )


def _write_table(table: Mapping[str, Any], title: str, figures: int | None) -> Markup:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in table["head"])
    rows = []
    for row in table["rows"]:
        first, *rest = row["cells"]
        mark = _swatch(row["line"]) if "line" in row else ""
        unit = row.get("unit", "")
        cells = "".join(f"<td>{escape(add_unit(show_result(cell, figures), unit))}</td>" for cell in rest)
        rows.append(f'<tr><th scope="row">{mark}{escape(first)}</th>{cells}</tr>')
    return as_html(
        f'<div class="cb-scroll" tabindex="0" role="region" aria-label="{escape(title)}: result"><table class="cb-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _write_finding(finding: Mapping[str, Any]) -> Markup:
    words = escape(finding["text"])
    if finding.get("fact"):
        words = write_fact(finding["fact"], words)
    lead = f"<strong>{escape(finding['lead'])}</strong> " if finding.get("lead") else ""
    more = "".join(
        f"<p>{escape(part['title'])}</p>"
        + (f"<ol>{''.join(f'<li>{escape(item)}</li>' for item in part['items'])}</ol>" if part["items"] else "")
        for part in finding.get("more", ())
    )
    if more:
        more = f'<details class="cb-details"><summary>{escape(finding["summary"])}</summary>{more}</details>'
    tone = f' class="is-{finding["tone"]}"' if finding.get("tone") else ""
    because = f' <span class="cb-because">{escape(finding["because"])}</span>' if finding.get("because") else ""
    return as_html(f"<li{tone}>{lead}{words}{because}{more}</li>")


def _write_findings(result: Mapping[str, Any]) -> Markup:
    known = [each for each in result["findings"] if not each.get("missing")]
    missing = [each for each in result["findings"] if each.get("missing")]
    parts = ""
    if known:
        parts += f'<ul class="cb-findings" role="list">{"".join(_write_finding(each) for each in known)}</ul>'
    if missing:
        summary = escape(result["missing"].replace("{count}", str(len(missing))))
        listed = "".join(_write_finding(each) for each in missing)
        parts += f'<details class="cb-details"><summary>{summary}</summary><ul class="cb-findings" role="list">{listed}</ul></details>'
    return as_html(parts)


def draw(explorer: Explorer, *, values: Mapping[str, Any]) -> Showing:
    """Return one setting as it is shown, with the starting curve behind once the controls to compare were moved."""
    result = explorer.evaluate(values)
    figures = result.get("figures")

    def fill(template: str) -> str:
        return fill_words(template, explorer=explorer, values=values, numbers=result["numbers"], figures=figures)

    sentence = fill(result["template"])
    figure = as_html("")
    if "chart" in result:
        chart = result["chart"]
        before = start_values(explorer)
        moved = any(values[name] != before[name] for name in explorer.compare)
        start = explorer.evaluate({**values, **{name: before[name] for name in explorer.compare}}) if moved else None
        points = [{**each, "words": fill(each["words"])} for each in chart["points"]]
        figure = draw_chart(
            {**chart, "points": points},
            start=start["chart"] if start else None,
            label=f"{explorer.title}: {chart['y']['label']} against {chart['x']['label'].lower()}",
        )
    elif "bars" in result:
        figure = draw_bars(result["bars"], label=f"{explorer.title}: {result['bars']['label']}")
    elif "people" in result:
        figure = draw_people(result["people"], label=f"{explorer.title}: {sentence}")
    body = _write_table(result["table"], explorer.title, figures) if "table" in result else as_html("")
    if "findings" in result:
        body += _write_findings(result)
    return Showing(figure, sentence, body, result.get("tone", ""))
