// The course of a pressure as a drawing, at the width it is shown in, so that its letters are as large as those of the text. Pure:
// it returns text.

const EDGE = { left: 34, right: 10, top: 14, bottom: 38 };
const HEIGHT = 190;
const LOW = 130;
const LETTER = 6.6; // the width of a letter of 12 px, for what has to stay clear of the edge

const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function makeScales({ width, height, until, most, least }) {
  const [high, low] = [Math.ceil((most + 8) / 20) * 20, Math.max(0, Math.floor((least - 4) / 20) * 20)];
  const across = width - EDGE.left - EDGE.right;
  const down = height - EDGE.top - EDGE.bottom;
  return {
    high, low, floor: height - EDGE.bottom,
    x: (minute) => Math.round((EDGE.left + (minute / until) * across) * 10) / 10,
    y: (value) => Math.round((EDGE.top + ((high - value) / (high - low)) * down) * 10) / 10,
  };
}

function drawFrame(scales, { width, until }) {
  const { floor } = scales;
  const lines = [];
  const step = scales.high - scales.low > 120 ? 40 : 20;
  for (let value = Math.ceil(scales.low / step) * step; value <= scales.high; value += step) {
    lines.push(`<line class="bed-grid" x1="${EDGE.left}" x2="${width - EDGE.right}" y1="${scales.y(value)}" y2="${scales.y(value)}"/>`,
      `<text class="bed-tick" x="${EDGE.left - 6}" y="${scales.y(value) + 4}" text-anchor="end">${value}</text>`);
  }
  const apart = until > 120 ? 60 : until > 60 ? 30 : 15;
  for (let minute = 0; minute <= until; minute += apart) {
    lines.push(`<text class="bed-tick" x="${scales.x(minute)}" y="${floor + 30}" text-anchor="middle">${minute}</text>`);
  }
  return `${lines.join("")}<line class="bed-base" x1="${EDGE.left}" x2="${width - EDGE.right}" y1="${floor}" y2="${floor}"/>`;
}

const drawLine = (points, scales, name, style) =>
  `<polyline class="${style}" points="${points.map((point) => `${scales.x(point.minute)},${scales.y(point[name])}`).join(" ")}"/>`;

const drawReading = ({ minute, systolic, diastolic }, scales) =>
  `<line class="bed-span" x1="${scales.x(minute)}" x2="${scales.x(minute)}" y1="${scales.y(systolic)}" y2="${scales.y(diastolic)}"/>`
  + `<circle class="bed-dot" cx="${scales.x(minute)}" cy="${scales.y(systolic)}" r="3.500"/><circle class="bed-ring" cx="${scales.x(minute)}" cy="${scales.y(diastolic)}" r="3.500"/>`;

/** Bars of the pump, as high as its rate, or a tooth for each device, below the base. */
function drawDrug({ pieces, devices }, scales) {
  const { floor } = scales;
  const bars = pieces.map(([start, end, share]) => {
    const high = 5 * share + 1;
    return `<rect class="bed-drug" x="${scales.x(start)}" y="${floor + 3}" width="${Math.max(scales.x(end) - scales.x(start), 1)}" height="${high}"/>`;
  });
  const teeth = devices.map((minute) => `<path class="bed-drug" d="M${scales.x(minute)} ${floor + 3}l5 11h-10z"/>`);
  return [...bars, ...teeth].join("");
}

/** Lines across, each with its words above it: what a rule draws. */
const drawLimits = (limits, scales, width) => limits.filter(({ value }) => value <= scales.high && value >= scales.low).map(({ value, words }) =>
  `<line class="bed-limit" x1="${EDGE.left}" x2="${width - EDGE.right}" y1="${scales.y(value)}" y2="${scales.y(value)}"/>`
  + `<text class="bed-limit-words" x="${width - EDGE.right}" y="${scales.y(value) - 4}" text-anchor="end">${escape(words)}</text>`).join("");

/** Marks at minutes, numbered from 1 at the top: what they mean stands beside the drawing. */
function drawMarks(marks, scales) {
  const { floor } = scales;
  let last = -Infinity;
  return marks.map(({ minute, sign }) => {
    const at = scales.x(minute);
    const shown = Math.max(at, last + 2 * LETTER + 4);
    last = shown;
    return `<line class="bed-mark" x1="${at}" x2="${at}" y1="${EDGE.top}" y2="${floor}"/><text class="bed-mark-words" x="${shown}" y="${EDGE.top - 3}" text-anchor="middle">${sign}</text>`;
  }).join("");
}

/**
 * Draw a pressure: `readings` as dots, `curves` as lines [{points, style}], `limits`, `marks` and the drug, from minute 0 to `until`.
 * `words` say the same to who hears the page.
 */
export function drawChart({ width, until, readings = [], curves = [], limits = [], marks = [], drug, words }) {
  const all = [...readings, ...curves.flatMap(({ points }) => points)];
  const most = Math.max(150, ...all.map(({ systolic }) => systolic));
  const least = Math.min(72, ...all.map(({ diastolic }) => diastolic));
  const scales = makeScales({ width, height: HEIGHT, until, most, least });
  const lines = curves.map(({ points, style }) => drawLine(points, scales, "systolic", style) + (style === "bed-true" ? drawLine(points, scales, "diastolic", "bed-true is-low") : "")).join("");
  return `<svg class="bed-chart" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-label="${escape(words)}">`
    + `${drawFrame(scales, { width, until })}${drawLimits(limits, scales, width)}${drawMarks(marks, scales)}${lines}`
    + `${readings.map((one) => drawReading(one, scales)).join("")}${drawDrug(drug, scales)}</svg>`;
}

/** Draw one sign that has one number: `points` as {minute, value}, from minute 0 to `until`. */
export function drawSign({ width, until, points, words }) {
  const values = points.map(({ value }) => value);
  const scales = makeScales({ width, height: LOW, until, most: Math.max(...values) - 6, least: Math.min(...values) });
  return `<svg class="bed-chart" viewBox="0 0 ${width} ${LOW}" width="${width}" height="${LOW}" role="img" aria-label="${escape(words)}">`
    + `${drawFrame(scales, { width, until })}${drawLine(points, scales, "value", "bed-true")}</svg>`;
}
