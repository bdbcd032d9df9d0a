// Curves on two axes, as SVG text. casebook/simulator/chart.py draws the same pictures for the page without JavaScript;
// a test compares the two letter by letter.

import { settle } from "../number.js";
import { addCurve, layHeads, makePlot, placeName, placePoint, placeZone, putDot } from "./place.js";
import { escapeText, showTenth } from "./words.js";

const MINUTE_STEPS = [5, 10, 15, 30, 60, 120, 240];
const CEILINGS = [[1, 0.25], [1.5, 0.5], [2, 0.5], [2.5, 0.5], [3, 1], [4, 1], [5, 1], [6, 2], [8, 2], [10, 2.5]];
const HEADROOM = 1.06;
const LEAST = 1e-6;
const HEAD_ROW = 20;
const WIDE = { name: "cb-wide", width: 640, left: 58, right: 618, top: 40, bottom: 324, stride: 1 };
const NARROW = { name: "cb-narrow", width: 320, left: 44, right: 306, top: 40, bottom: 240, stride: 2 };

const round = (value) => Math.floor(settle(value) * 10 + 0.5) / 10;

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

const drawPath = (points) => points.map(([x, y], index) => `${index ? "L" : "M"}${showTenth(x)} ${showTenth(y)}`).join("");

/** Words in their place, and the line that leads to what they name. */
function writeWords(kind, words, found) {
  if (!found) return [];
  const [x, y, toX, toY] = (found.lead || []).map(showTenth);
  const lead = found.lead ? [`<path class="cb-lead" d="M${x} ${y}L${toX} ${toY}"/>`] : [];
  return [...lead, `<text class="${kind}" x="${showTenth(found.left)}" y="${showTenth(found.line)}">${escapeText(words)}</text>`];
}

/** Where values of a chart stand in one layout. */
function makeScale(layout, x, top, above) {
  const placeX = (value) => round(layout.left + ((value - x.low) / (x.high - x.low)) * (layout.right - layout.left));
  const placeY = (value) => round(above + layout.bottom - (value / top) * (layout.bottom - layout.top));
  const placeCurve = (at, values) => {
    const highest = Math.max(...values);
    return at.map((each, index) => [placeX(each), placeY(values[index])])
      .filter((_, index) => index % layout.stride === 0 || values[index] === highest);
  };
  return { layout, x, top, foot: above + layout.bottom, placeX, placeY, placeCurve };
}

function drawAxes({ layout, x, top, foot, placeX, placeY }, y, step) {
  const parts = [];
  for (let tick = 0; tick * step <= top * 1.000001; tick += 1) {
    const height = showTenth(placeY(tick * step));
    parts.push(`<path class="${tick ? "cb-grid" : "cb-base"}" d="M${layout.left} ${height}H${layout.right}"/>`);
    parts.push(`<text class="cb-tick-y" x="${layout.left - 8}" y="${height}">${showTenth(tick * step)}</text>`);
  }
  const across = findStep(x.high - x.low, x.unit);
  for (let tick = 0; x.low + tick * across <= x.high; tick += 1) {
    const place = showTenth(placeX(x.low + tick * across));
    parts.push(`<path class="cb-base" d="M${place} ${foot}v6"/>`);
    parts.push(`<text class="cb-tick-x" x="${place}" y="${foot + 12}">${showTenth(x.low + tick * across)}</text>`);
  }
  parts.push(`<text class="cb-axis-y" x="6" y="18">${escapeText(`${y.label}, ${y.unit}`)}</text>`);
  parts.push(`<text class="cb-axis-x" x="${layout.right}" y="${foot + 46}">${escapeText(`${x.label}, ${x.unit}`)}</text>`);
  return parts;
}

function drawZones(zones, { layout, top, placeY }) {
  return zones.map((zone, index) => {
    if (zone.low >= top) return "";
    const [high, low] = [placeY(Math.min(zone.high, top)), placeY(zone.low)].map(showTenth);
    return `<path class="cb-zone cb-zone-${index}" d="M${layout.left} ${high}H${layout.right}V${low}H${layout.left}Z"/>`;
  });
}

function nameZones(zones, { top, placeY }, plot) {
  return zones.flatMap((zone) => {
    const beyond = zone.low >= top;
    const words = beyond ? `\u2191 ${zone.words}` : zone.words;
    const [high, low] = beyond ? [placeY(top), placeY(top)] : [placeY(Math.min(zone.high, top)), placeY(zone.low)];
    return writeWords("cb-zone-text", words, placeZone(plot, words, high, low));
  });
}

function drawMoments(moments, { layout, foot, placeX }, plot) {
  const parts = moments.filter((each) => !each.words)
    .map((each) => `<path class="cb-foot" d="M${showTenth(placeX(each.x))} ${foot}v-14"/>`);
  const heads = moments.filter((each) => each.words).map((each) => [placeX(each.x), each.words]);
  layHeads(heads, 6, layout.width - 4).forEach(({ row, side, at }, index) => {
    const [x, words] = heads[index];
    const line = layout.top + 8 + HEAD_ROW * row;
    parts.push(`<path class="cb-mark" d="M${showTenth(x)} ${line + 4}V${foot}"/>`);
    parts.push(`<text class="cb-mark-text at-${side}" x="${showTenth(at)}" y="${line}">${escapeText(words)}</text>`);
    plot.taken.push({ left: x - 1, top: line, right: x + 1, bottom: foot });
  });
  return parts;
}

/** Marked points, which lie over the lines that lead to them, and their words. */
function drawPoints(points, { placeX, placeY }, plot) {
  const spots = points.map((each) => [placeX(each.x), placeY(each.y), each.words]);
  const dots = spots.map(([x, y]) => {
    putDot(plot, x, y);
    return `<circle class="cb-point" cx="${showTenth(x)}" cy="${showTenth(y)}" r="5"/>`;
  });
  const named = spots.filter(([, , words]) => words)
    .flatMap(([x, y, words]) => writeWords("cb-point-text", words, placePoint(plot, words, x, y)));
  return [dots, named];
}

/** A curve's name, beside its highest point if it can be. */
function nameCurve(kind, words, points, { curve, plot }) {
  const highest = points.reduce((best, point) => (point[1] < best[1] ? point : best));
  return writeWords(kind, words, placeName(plot, words, curve, highest));
}

function drawLayout(chart, start, label, { layout, top, step }) {
  const { x, y, at, lines, points, moments, zones, band } = chart;
  const above = HEAD_ROW * moments.filter((each) => each.words).length;
  const scale = makeScale(layout, x, top, above);
  const { foot, placeX, placeY, placeCurve } = scale;
  const ceiling = above ? above + layout.top - 6 : 24;
  const plot = makePlot({ left: layout.left + 2, top: ceiling, right: layout.width - 2, bottom: foot - 2 });
  const name = `class="cb-chart ${layout.name}" viewBox="0 0 ${layout.width} ${foot + 54}"`;
  const parts = [`<svg ${name} role="img" aria-label="${escapeText(label)}">`, ...drawZones(zones, scale)];
  parts.push(...drawAxes(scale, y, step));
  if (band) {
    const edge = (values) => band.x.map((each, index) => [placeX(each), placeY(values[index])]);
    parts.push(`<path class="cb-band" d="${drawPath(edge(band.high))}L${drawPath(edge(band.low).reverse()).slice(1)}Z"/>`);
  }
  parts.push(...drawMoments(moments, scale, plot));
  const runs = lines.map((line) => ({ line, run: placeCurve(at, line.y) }));
  for (const each of runs) each.curve = addCurve(plot, each.run);
  const behind = start ? placeCurve(start.at, start.lines[0].y) : [];
  const dotted = start && addCurve(plot, behind);
  if (start) parts.push(`<path class="cb-start" d="${drawPath(behind)}"/>`);
  for (const { line, run } of runs) parts.push(`<path class="cb-line cb-line-${line.style}" d="${drawPath(run)}"/>`);
  const [dots, named] = drawPoints(points, scale, plot);
  parts.push(...named);
  for (const { line, run, curve } of runs.filter((each) => each.line.words)) {
    parts.push(...nameCurve(`cb-name cb-name-${line.style}`, line.words, run, { curve, plot }));
  }
  if (start) parts.push(...nameCurve("cb-start-text", "as it started", behind, { curve: dotted, plot }));
  return [...parts, ...nameZones(zones, scale, plot), ...dots, "</svg>"].join("");
}

/**
 * Curves as SVG text twice, for a page's width and for a phone's; chart.py says what a chart holds. `start` is another one,
 * whose first line is drawn behind.
 */
export function drawChart(chart, start, label) {
  const { lines, y, band } = chart;
  const shown = [...lines.flatMap((line) => line.y), ...(start ? start.lines[0].y : []), ...(band ? band.high : []), LEAST];
  const [top, step] = findCeiling(y.high ?? Math.max(...shown) * HEADROOM);
  return [WIDE, NARROW].map((layout) => drawLayout(chart, start, label, { layout, top, step })).join("");
}
