// Curves on two axes, as SVG text. casebook/simulator/chart.py draws the same picture for the page without JavaScript;
// a test compares the two letter by letter.

import { settle } from "../number.js";
import { escapeText, showTenth } from "./words.js";

const WIDTH = 640;
const HEIGHT = 400;
const PLOT = { left: 58, right: 618, top: 52, bottom: 336 };
const MINUTE_STEPS = [5, 10, 15, 30, 60, 120, 240];
const CEILINGS = [[1, 0.25], [1.5, 0.5], [2, 0.5], [2.5, 0.5], [3, 1], [4, 1], [5, 1], [6, 2], [8, 2], [10, 2.5]];
const HEADROOM = 1.06;
const LEAST = 1e-6;
const EDGE = 6;
const [LIFT, APART, STACK] = [10, 150, 30];

/** The top of an axis that holds a value, and the step between its ticks. */
export function findCeiling(exact) {
  const value = settle(exact);
  let size = 1;
  while (size * 10 < value) size *= 10;
  while (size > value && size > 1e-9) size /= 10;
  const [top, step] = CEILINGS.find(([factor]) => factor * size >= value) || CEILINGS.at(-1);
  return [top * size, step * size];
}

function findStep(span, unit) {
  if (unit === "min") return MINUTE_STEPS.find((step) => span / step <= 6) || 480;
  return findCeiling(span)[1];
}

function drawPath(xs, ys, toX, toY) {
  return xs.map((x, index) => `${index ? "L" : "M"}${showTenth(toX(x))} ${showTenth(toY(ys[index]))}`).join("");
}

/** Points with their words, which never lie over those of the point before. */
function drawPoints(points, { x, toX, toY }) {
  const parts = [];
  points.forEach((point, place) => {
    const [left, height] = [showTenth(toX(point.x)), toY(point.y)];
    parts.push(`<circle class="cb-point" cx="${left}" cy="${showTenth(height)}" r="5"/>`);
    if (!point.words) return;
    let line = height - LIFT;
    const before = points[place - 1];
    if (before && Math.abs(toX(before.x) - toX(point.x)) < APART && Math.abs(toY(before.y) - height) < STACK) {
      // The words of the one before would be covered: over them, or where no room is left, beneath the point.
      const over = toY(before.y) - LIFT - STACK;
      line = over > PLOT.top ? over : height + STACK;
    }
    const side = (x.high - point.x) * EDGE < x.high - x.low ? "end" : "start";
    parts.push(`<text class="cb-point-text at-${side}" x="${left}" y="${showTenth(line)}">${escapeText(point.words)}</text>`);
  });
  return parts;
}

/** Curves as SVG text; chart.py says what a chart holds. `start` is another one, whose first line is drawn behind. */
export function drawChart(chart, start, label) {
  const { x, y, at, lines, points, moments, band } = chart;
  const behind = start ? start.lines[0].y : [];
  const highest = Math.max(...lines.flatMap((line) => line.y), ...behind, ...(band ? band.high : []), LEAST) * HEADROOM;
  const [top, step] = findCeiling(y.high ?? highest);
  const toX = (value) => PLOT.left + ((value - x.low) / (x.high - x.low)) * (PLOT.right - PLOT.left);
  const toY = (value) => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top);
  const parts = [`<svg class="cb-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(label)}">`];
  for (let tick = 0; tick * step <= top * 1.000001; tick += 1) {
    const height = showTenth(toY(tick * step));
    parts.push(`<path class="${tick ? "cb-grid" : "cb-base"}" d="M${PLOT.left} ${height}H${PLOT.right}"/>`);
    parts.push(`<text class="cb-tick-y" x="${PLOT.left - 8}" y="${height}">${showTenth(tick * step)}</text>`);
  }
  const across = findStep(x.high - x.low, x.unit);
  for (let tick = 0; x.low + tick * across <= x.high; tick += 1) {
    const place = showTenth(toX(x.low + tick * across));
    parts.push(`<path class="cb-base" d="M${place} ${PLOT.bottom}v6"/>`);
    parts.push(`<text class="cb-tick-x" x="${place}" y="${PLOT.bottom + 12}">${showTenth(x.low + tick * across)}</text>`);
  }
  parts.push(`<text class="cb-axis-y" x="6" y="22">${escapeText(`${y.label}, ${y.unit}`)}</text>`);
  parts.push(`<text class="cb-axis-x" x="${PLOT.right}" y="${HEIGHT - 8}">${escapeText(`${x.label}, ${x.unit}`)}</text>`);
  if (band) {
    const upper = drawPath(band.x, band.high, toX, toY);
    const lower = drawPath([...band.x].reverse(), [...band.low].reverse(), toX, toY);
    parts.push(`<path class="cb-band" d="${upper}L${lower.slice(1)}Z"/>`);
  }
  for (const moment of moments.filter((each) => !each.words)) {
    parts.push(`<path class="cb-foot" d="M${showTenth(toX(moment.x))} ${PLOT.bottom}v-14"/>`);
  }
  moments.filter((each) => each.words).forEach((moment, index) => {
    const place = showTenth(toX(moment.x));
    const side = (moment.x - x.low) * 2 > x.high - x.low ? "end" : "start";
    parts.push(`<path class="cb-mark" d="M${place} ${PLOT.top}V${PLOT.bottom}"/>`);
    const high = PLOT.top + 14 + 26 * index;
    parts.push(`<text class="cb-mark-text at-${side}" x="${place}" y="${high}">${escapeText(moment.words)}</text>`);
  });
  if (start) {
    parts.push(`<path class="cb-start" d="${drawPath(start.at, behind, toX, toY)}"/>`);
    parts.push(`<path class="cb-start" d="M6 ${HEIGHT - 13}H34"/>`);
    parts.push(`<text x="42" y="${HEIGHT - 8}">as it started</text>`);
  }
  for (const line of lines) {
    parts.push(`<path class="cb-line cb-line-${line.style}" d="${drawPath(at, line.y, toX, toY)}"/>`);
  }
  parts.push(...drawPoints(points, { x, toX, toY }));
  parts.push("</svg>");
  return parts.join("");
}
