// One setting as it is shown: figure, sentence, and the table and findings below, as casebook/simulator/showing.py writes it.

import { drawBars } from "./bar.js";
import { drawChart } from "./chart.js";
import { evaluate } from "./explore.js";
import { drawPeople } from "./people.js";
import { addUnit, escapeText, fillWords, showResult } from "./words.js";

const swatch = (line) =>
  `<svg class="cb-swatch" viewBox="0 0 32 10" aria-hidden="true"><path class="cb-line cb-line-${line}" d="M2 5H30"/></svg>`;

function writeTable({ head, rows }, title, figures) {
  const heads = head.map((words) => `<th scope="col">${escapeText(words)}</th>`).join("");
  const lines = rows.map(({ cells: [first, ...rest], line, unit = "" }) => {
    const mark = line === undefined ? "" : swatch(line);
    const words = (cell) => escapeText(addUnit(showResult(cell, figures), unit));
    const cells = rest.map((cell) => `<td>${words(cell)}</td>`).join("");
    return `<tr><th scope="row">${mark}${escapeText(first)}</th>${cells}</tr>`;
  });
  return `<div class="cb-scroll" tabindex="0" role="region" aria-label="${escapeText(title)}: result"><table class="cb-table">`
    + `<thead><tr>${heads}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

function writeFinding(finding) {
  let words = escapeText(finding.text);
  if (finding.fact) words = `<span class="fact" data-fact="${escapeText(finding.fact)}">${words}</span>`;
  const lead = finding.lead ? `<strong>${escapeText(finding.lead)}</strong> ` : "";
  let more = (finding.more || []).map(({ title, items }) =>
    `<p>${escapeText(title)}</p>${items.length ? `<ol>${items.map((item) => `<li>${escapeText(item)}</li>`).join("")}</ol>` : ""}`).join("");
  if (more) more = `<details class="cb-details"><summary>${escapeText(finding.summary)}</summary>${more}</details>`;
  const because = finding.because ? ` <span class="cb-because">${escapeText(finding.because)}</span>` : "";
  return `<li${finding.tone ? ` class="is-${finding.tone}"` : ""}>${lead}${words}${because}${more}</li>`;
}

function writeFindings({ findings, missing: summary }) {
  const list = (some) => `<ul class="cb-findings" role="list">${some.map(writeFinding).join("")}</ul>`;
  const known = findings.filter((each) => !each.missing);
  const missing = findings.filter((each) => each.missing);
  const hidden = () => {
    const words = escapeText(summary.replace("{count}", String(missing.length)));
    return `<details class="cb-details"><summary>${words}</summary>${list(missing)}</details>`;
  };
  return (known.length ? list(known) : "") + (missing.length ? hidden() : "");
}

/** The setting that a simulator starts with. */
export const startOf = (explorer) => Object.fromEntries(explorer.controls.map((control) => [control.name, control.value]));

/** The parts of one setting: `figure` and `body` as HTML, `sentence` as text, `tone` right, mind, wrong or nothing. */
export function showValues(explorer, values) {
  const { title, compare } = explorer;
  const result = evaluate(explorer, values);
  const fill = (template) => fillWords(template, explorer, values, result);
  const sentence = fill(result.template);
  let figure = "";
  if (result.chart) {
    const { chart } = result;
    const before = startOf(explorer);
    const kept = Object.fromEntries(compare.map((name) => [name, before[name]]));
    const moved = compare.some((name) => values[name] !== before[name]);
    const start = moved ? evaluate(explorer, { ...values, ...kept }).chart : null;
    const points = chart.points.map((point) => ({ ...point, words: fill(point.words) }));
    figure = drawChart({ ...chart, points }, start, `${title}: ${chart.y.label} against ${chart.x.label.toLowerCase()}`);
  } else if (result.bars) {
    figure = drawBars(result.bars, `${title}: ${result.bars.label}`);
  } else if (result.people) {
    figure = drawPeople(result.people, `${title}: ${sentence}`);
  }
  const table = result.table ? writeTable(result.table, title, result.figures) : "";
  const findings = result.findings ? writeFindings(result) : "";
  return { figure, sentence, body: table + findings, tone: result.tone || "" };
}
