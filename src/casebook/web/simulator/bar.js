// Rows on one axis, as SVG text: points with intervals, or bars, each with its name beside it. casebook/simulator/bar.py draws
// the same, letter by letter.

import { findCeiling } from "./chart.js";
import { layHeads, measureWords, splitWords } from "./place.js";
import { escapeText, showTenth } from "./words.js";

const [ROW, LINE, BETWEEN, HEAD] = [30, 17, 10, 20];
const [STRIP, SMALL, UNDER] = [18, 16, 8];
const [EDGE, BESIDE, APART] = [6, 12, 34];
const WIDE = { name: "cb-wide", width: 640, beside: 32, over: 0, foot: 70 };
const NARROW = { name: "cb-narrow", width: 320, beside: 18, over: 38, foot: 35 };

/** Rows as SVG text for a page's width and for a phone's; bar.py says what they hold. */
export const drawBars = (bars, label) => [WIDE, NARROW].map((layout) => drawRows(bars, label, layout)).join("");

function makeAxis({ rows, marks }, left, right) {
  const values = rows.flatMap((row) => ["value", "low", "high"].filter((key) => key in row).map((key) => row[key]));
  const reach = [...values, ...marks.map((mark) => mark.at), 0];
  const [least, most] = [Math.min(...reach), Math.max(...reach)];
  const [top, step] = findCeiling(Math.max(most, -least));
  let [low, high] = [0, 0];
  while (low > least) low -= step;
  while (high < most) high += step;
  high = high || top;
  const place = (value) => left + ((value - low) / (high - low)) * (right - left);
  return { low, high, step, left, right, place, show: (value) => showTenth(place(value)) };
}

const listTicks = ({ low, high, step }) =>
  Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);

/** The numbers of the axis; where they would touch, every other one is left out, and never the nought, unless a mark names it. */
function drawNumbers(axis, level, named = []) {
  const ticks = listTicks(axis);
  const nought = Math.round(-axis.low / axis.step);
  const every = (axis.right - axis.left) / (ticks.length - 1) < APART ? 2 : 1;
  return ticks.filter((value, index) => (index - nought) % every === 0 && !named.includes(value)).map((value) => {
    const words = showTenth(value).replace("-", "\u2212");
    return `<text class="cb-tick-x" x="${axis.show(value)}" y="${showTenth(level)}">${words}</text>`;
  });
}

/** Lines from top to bottom, in the strips alone that hold no words. */
const drawLines = (kind, places, strips) => places.map((x) => {
  const pieces = strips.map(([top, end]) => `M${showTenth(x)} ${showTenth(top)}V${showTenth(end)}`);
  return `<path class="${kind}" d="${pieces.join("")}"/>`;
});

function nameMarks(marks, { place }, { above, top, width }) {
  const heads = marks.map((each) => [place(each.at), each.words]);
  return layHeads(heads, EDGE, width - EDGE).flatMap(({ row, side, at }, index) => {
    const [x, words] = heads[index];
    const line = above + HEAD * (row + 1);
    const text = `<text class="cb-mark-text at-${side}" x="${showTenth(at)}" y="${line}">${escapeText(words)}</text>`;
    return [...drawLines("cb-mark", [x], [[line + 4, top]]), text];
  });
}

function drawRow(row, { show }, middle) {
  const tone = row.tone ? ` is-${row.tone}` : "";
  const level = showTenth(middle);
  if (!("low" in row)) return `<path class="cb-bar${tone}" d="M${show(0)} ${level}H${show(row.value)}"/>`;
  const span = `<path class="cb-span${tone}" d="M${show(row.low)} ${level}H${show(row.high)}"/>`;
  const shape = row.open ? "cb-point" : "cb-dot";
  if (row.apart) return `${span}<path class="${shape}${tone}" d="M${show(row.value)} ${showTenth(middle - 8)}l8 14h-16z"/>`;
  return `${span}<circle class="${shape}${tone}" cx="${show(row.value)}" cy="${level}" r="6"/>`;
}

/** Where rows stand with their names beside the plot: first lines, the plot's middles and strips. */
function standBeside(names, top) {
  let line = top;
  const [first, middle] = [[], []];
  for (const lines of names) {
    const tall = Math.max(ROW, LINE * lines.length + BETWEEN);
    middle.push(line + tall / 2);
    first.push(middle.at(-1) - (LINE * (lines.length - 1)) / 2 + 5);
    line += tall;
  }
  return { first, middle, strips: [[top, line + 4]], bottom: line + 4 };
}

/** The same with each name over its own strip of the plot. */
function standOver(names, top) {
  let line = top;
  const [first, middle, strips] = [[], [], []];
  for (const lines of names) {
    first.push(line + SMALL - 3);
    const start = line + SMALL * lines.length;
    middle.push(start + STRIP / 2);
    strips.push([start, start + STRIP]);
    line = start + STRIP + UNDER;
  }
  return { first, middle, strips, bottom: line };
}

/** What lies on either side of nought: for each line words with their class and where they begin or end. */
function listSides({ rows, sides }, { width }, nought) {
  if (!sides || !rows.length) return [];
  const end = width - 2 * EDGE;
  const [left, right] = [`\u2190 ${sides[0]}`, `${sides[1]} \u2192`];
  const [start, stop] = [nought - BESIDE - measureWords(left), nought + BESIDE + measureWords(right)];
  if (start >= EDGE && stop <= end) {
    return [[["cb-side at-end", left, nought - BESIDE], ["cb-side", right, nought + BESIDE]]];
  }
  return [[["cb-side", left, EDGE]], [["cb-side at-end", right, end]]];
}

/** What stands below the numbers, in the same way. */
function listFoot({ rows, label, unit, sides }, { width, foot }, lines) {
  const end = width - 2 * EDGE;
  const apart = sides ? rows.filter((row) => row.apart) : [];
  const sign = apart.every((row) => row.open) ? "\u25b3" : "\u25b2";
  return [
    ...splitWords(unit ? `${label}, ${unit}` : label, foot).map((line) => [["cb-axis-x", line, end]]), ...lines,
    ...(apart.length ? [[["cb-side", `${sign} ${sides[2]}`, EDGE]]] : []),
  ];
}

const writeText = (kind, x, y, words) => `<text class="${kind}" x="${showTenth(x)}" y="${showTenth(y)}">${escapeText(words)}</text>`;

function drawRows(bars, label, layout) {
  const { rows, marks } = bars;
  const { name, width } = layout;
  const over = layout.over && rows.some((row) => row.words.length > layout.beside);
  const names = rows.map((row) => splitWords(row.words, over ? layout.over : layout.beside));
  const longest = Math.max(0, ...names.flat().map((line) => measureWords(line)));
  const axis = makeAxis(bars, over ? 3 * EDGE : EDGE + longest + BESIDE, width - 2 * EDGE);
  // A long picture says at its head as well which way is which.
  const sides = listSides(bars, layout, axis.place(0));
  const above = LINE * sides.length;
  const heads = above + HEAD * marks.length;
  const top = heads + (above ? LINE : 0) + 8;
  const { first, middle, strips, bottom } = (over ? standOver : standBeside)(names, top);
  const foot = listFoot(bars, layout, sides);
  const height = showTenth(bottom + 40 + LINE * foot.length);
  const parts = [`<svg class="cb-chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(label)}">`];
  parts.push(...drawLines("cb-grid", listTicks(axis).map(axis.place), strips), ...drawNumbers(axis, bottom + 10));
  if (above) parts.push(...drawNumbers(axis, heads + 6, marks.map((mark) => mark.at)));
  parts.push(...nameMarks(marks, axis, { above, top, width }), ...drawLines("cb-mark", marks.map((each) => axis.place(each.at)), strips));
  const pace = over ? SMALL : LINE;
  rows.forEach((row, index) => {
    names[index].forEach((words, place) => parts.push(writeText("cb-row-text", EDGE, first[index] + pace * place, words)));
    parts.push(drawRow(row, axis, middle[index]));
  });
  const write = (lines, begin) => lines.forEach((words, place) => {
    for (const [each, text, x] of words) parts.push(writeText(each, x, begin + LINE * place, text));
  });
  write(sides, 14);
  write(foot, bottom + 46);
  return [...parts, "</svg>"].join("");
}
