// Rows on one axis, as SVG text: points with intervals, or bars. casebook/simulator/bar.py draws the same, letter by letter.

import { findCeiling } from "./chart.js";
import { escapeText, showTenth } from "./words.js";

const [TOP, ROW, FOOT, STAIR, LINE] = [34, 46, 70, 22, 18];
const WIDE = { name: "cb-wide", width: 640, left: 12, right: 628, letters: 72 };
const NARROW = { name: "cb-narrow", width: 320, left: 4, right: 316, letters: 38 };

function splitWords(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= letters || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Rows as SVG text, each with its words above it, for a page's width and for a phone's; bar.py says what they hold. */
export const drawBars = (bars, label) => [WIDE, NARROW].map((layout) => drawRows(bars, label, layout)).join("");

function drawRows({ rows, marks, label: axisLabel, unit }, label, { name, width, left, right, letters }) {
  const values = rows.flatMap((row) => ["value", "low", "high"].filter((key) => key in row).map((key) => row[key]));
  const reach = [...values, ...marks.map((mark) => mark.at), 0];
  const [least, most] = [Math.min(...reach), Math.max(...reach)];
  const [top, step] = findCeiling(Math.max(most, -least));
  let low = 0;
  while (low > least) low -= step;
  let high = 0;
  while (high < most) high += step;
  high = high || top;
  const head = TOP + STAIR * (marks.length - 1);
  const texts = rows.map((row) => splitWords(row.words, letters));
  const axis = splitWords(unit ? `${axisLabel}, ${unit}` : axisLabel, letters);
  const bottom = head + texts.reduce((sum, lines) => sum + ROW + LINE * (lines.length - 1), 0) + 6;
  const height = bottom + FOOT - 6 + LINE * (axis.length - 1);
  const toX = (value) => showTenth(left + ((value - low) / (high - low)) * (right - left));
  const parts = [`<svg class="cb-chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(label)}">`];
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
  let line = head;
  rows.forEach((row, index) => {
    const tone = row.tone ? ` is-${row.tone}` : "";
    texts[index].forEach((words, place) => {
      parts.push(`<text class="cb-row-text" x="${left}" y="${line + LINE * (place + 1)}">${escapeText(words)}</text>`);
    });
    line += LINE * (texts[index].length - 1);
    if ("low" in row) {
      parts.push(`<path class="cb-span${tone}" d="M${toX(row.low)} ${line + 32}H${toX(row.high)}"/>`);
      const shape = row.open ? "cb-point" : "cb-dot";
      if (row.apart) parts.push(`<path class="${shape}${tone}" d="M${toX(row.value)} ${line + 24}l8 14h-16z"/>`);
      else parts.push(`<circle class="${shape}${tone}" cx="${toX(row.value)}" cy="${line + 32}" r="6"/>`);
    } else {
      parts.push(`<path class="cb-bar${tone}" d="M${toX(0)} ${line + 32}H${toX(row.value)}"/>`);
    }
    line += ROW;
  });
  axis.forEach((words, place) => {
    parts.push(`<text class="cb-axis-x" x="${right}" y="${height - 8 - LINE * (axis.length - 1 - place)}">${escapeText(words)}</text>`);
  });
  return [...parts, "</svg>"].join("");
}
