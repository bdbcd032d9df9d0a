// One curve on two axes, as SVG text. casebook/chart.py draws the same picture for the page without JavaScript; a test
// compares the two letter by letter.

const WIDTH = 640;
const HEIGHT = 400;
const PLOT = { left: 58, right: 618, top: 52, bottom: 336 };
const MINUTE_STEPS = [5, 10, 15, 30, 60, 120, 240];
const CEILINGS = [[1, 0.25], [1.5, 0.5], [2, 0.5], [2.5, 0.5], [3, 1], [4, 1], [5, 1], [6, 2], [8, 2], [10, 2.5]];
const HEADROOM = 1.06;

const escape = (text) => text.replace(/[&<>"]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]);

const round = (value) => String(Math.floor(value * 10 + 0.5) / 10);

/** The top of an axis that holds a value, and the step between its ticks. */
export function findCeiling(value) {
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
  return xs.map((x, index) => `${index ? "L" : "M"}${round(toX(x))} ${round(toY(ys[index]))}`).join("");
}

/**
 * The picture as SVG text. `x` and `y` are axes, `curve` and `start` have lists `x` and `y` (start may be null: the
 * curve to compare with), `points` are `{x, y, text}` to mark on the curve, `label` says what it shows.
 */
export function drawChart({ x, y, curve, start, points, label }) {
  const highest = Math.max(...curve.y, ...(start ? start.y : [])) * HEADROOM;
  const [top, step] = findCeiling(highest);
  const toX = (value) => PLOT.left + ((value - x.low) / (x.high - x.low)) * (PLOT.right - PLOT.left);
  const toY = (value) => PLOT.bottom - (value / top) * (PLOT.bottom - PLOT.top);
  const parts = [`<svg class="cb-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(label)}">`];
  for (let tick = 0; tick * step <= top * 1.000001; tick += 1) {
    const height = round(toY(tick * step));
    const kind = tick ? "cb-grid" : "cb-base";
    parts.push(`<path class="${kind}" d="M${PLOT.left} ${height}H${PLOT.right}"/>`);
    parts.push(`<text class="cb-tick-y" x="${PLOT.left - 8}" y="${height}">${round(tick * step)}</text>`);
  }
  const across = findStep(x.high - x.low, x.unit);
  for (let tick = 0; x.low + tick * across <= x.high; tick += 1) {
    const place = round(toX(x.low + tick * across));
    parts.push(`<path class="cb-base" d="M${place} ${PLOT.bottom}v6"/>`);
    parts.push(`<text class="cb-tick-x" x="${place}" y="${PLOT.bottom + 12}">${round(x.low + tick * across)}</text>`);
  }
  parts.push(`<text class="cb-axis-y" x="6" y="22">${escape(`${y.label}, ${y.unit}`)}</text>`);
  parts.push(`<text class="cb-axis-x" x="${PLOT.right}" y="${HEIGHT - 8}">${escape(`${x.label}, ${x.unit}`)}</text>`);
  if (start) parts.push(`<path class="cb-start" d="${drawPath(start.x, start.y, toX, toY)}"/>`);
  parts.push(`<path class="cb-line" d="${drawPath(curve.x, curve.y, toX, toY)}"/>`);
  for (const point of points) {
    const [left, height] = [round(toX(point.x)), toY(point.y)];
    parts.push(`<circle class="cb-point" cx="${left}" cy="${round(height)}" r="5"/>`);
    parts.push(`<text class="cb-point-text" x="${left}" y="${round(height - 10)}">${escape(point.text)}</text>`);
  }
  parts.push("</svg>");
  return parts.join("");
}
