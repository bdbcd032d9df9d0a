// Rows on one axis, as SVG text: points with intervals, or bars. casebook/simulator/bar.py draws the same, letter by letter.

import { findCeiling } from "./chart.js";
import { escapeText, showTenth } from "./words.js";

const [WIDTH, LEFT, RIGHT, TOP] = [640, 12, 628, 34];
const [ROW, FOOT, STAIR] = [46, 70, 22];

/** Rows as SVG text, each with its words above it; bar.py says what they hold. */
export function drawBars({ rows, marks, label: axis, unit }, label) {
  const values = rows.flatMap((row) => ["value", "low", "high"].filter((name) => name in row).map((name) => row[name]));
  const reach = [...values, ...marks.map((mark) => mark.at), 0];
  const [least, most] = [Math.min(...reach), Math.max(...reach)];
  const [top, step] = findCeiling(Math.max(most, -least));
  let low = 0;
  while (low > least) low -= step;
  let high = 0;
  while (high < most) high += step;
  high = high || top;
  const head = TOP + STAIR * (marks.length - 1);
  const height = head + ROW * rows.length + FOOT;
  const bottom = head + ROW * rows.length + 6;
  const toX = (value) => showTenth(LEFT + ((value - low) / (high - low)) * (RIGHT - LEFT));
  const parts = [`<svg class="cb-chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(label)}">`];
  const count = Math.round((high - low) / step);
  for (let index = 0; index <= count; index += 1) {
    const value = low + index * step;
    const side = index === 0 ? "start" : index === count ? "end" : "middle";
    parts.push(`<path class="cb-grid" d="M${toX(value)} ${head}V${bottom}"/>`);
    parts.push(`<text class="cb-tick-x at-${side}" x="${toX(value)}" y="${bottom + 10}">${showTenth(value)}</text>`);
  }
  marks.forEach((mark, stair) => {
    const level = TOP + STAIR * stair;
    const side = (mark.at - low) * 2 > high - low ? "end" : "start";
    parts.push(`<path class="cb-mark" d="M${toX(mark.at)} ${level - 8}V${bottom}"/>`);
    parts.push(`<text class="cb-mark-text at-${side}" x="${toX(mark.at)}" y="${level - 14}">${escapeText(mark.words)}</text>`);
  });
  rows.forEach((row, index) => {
    const line = head + ROW * index;
    const tone = row.tone ? ` is-${row.tone}` : "";
    parts.push(`<text class="cb-row-text" x="${LEFT}" y="${line + 18}">${escapeText(row.words)}</text>`);
    if ("low" in row) {
      parts.push(`<path class="cb-span${tone}" d="M${toX(row.low)} ${line + 32}H${toX(row.high)}"/>`);
      const shape = row.open ? "cb-point" : "cb-dot";
      if (row.apart) parts.push(`<path class="${shape}${tone}" d="M${toX(row.value)} ${line + 24}l8 14h-16z"/>`);
      else parts.push(`<circle class="${shape}${tone}" cx="${toX(row.value)}" cy="${line + 32}" r="6"/>`);
    } else {
      parts.push(`<path class="cb-bar${tone}" d="M${toX(0)} ${line + 32}H${toX(row.value)}"/>`);
    }
  });
  parts.push(`<text class="cb-axis-x" x="${RIGHT}" y="${height - 8}">${escapeText(unit ? `${axis}, ${unit}` : axis)}</text></svg>`);
  return parts.join("");
}
