// Where the words of a chart stand: beside what they name, and never on a curve, a number or each other.
// casebook/simulator/place.py reckons the same and says why; a test holds the pictures beside each other letter by letter.

const SIZE = 14;
const [REGULAR, BOLD] = [0.62, 0.69];
const [RISE, DROP] = [12, 4];
const COLUMN = 4;
const [GAP, NEAR] = [5, 3];
const CLEAR = [12, 6];
const DOT = 7;
const [ACROSS, DOWN] = [8, 6];
const EDGE = 4;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** A text in lines of no more letters than fit, broken between words. */
export function splitWords(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= letters || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** How wide a text may be, in the chart's units. */
export const measureWords = (words, bold = false) => words.length * SIZE * (bold ? BOLD : REGULAR);

const touches = (one, other, apart) =>
  one.left - apart < other.right && other.left - apart < one.right && one.top - apart < other.bottom && other.top - apart < one.bottom;

/** Where the words over upright lines stand: `row`, `side` and `at`, so that no line runs through the words of another. */
export function layHeads(heads, low, high) {
  const wide = heads.map(([, words]) => measureWords(words));
  const count = heads.length;
  let [best, least] = [[], Infinity];
  for (const turned of [false, true]) {
    const rows = heads.map((_, place) => (turned ? count - 1 - place : place));
    for (let choice = 0; choice < 2 ** count; choice += 1) {
      const lefts = heads.map(([x], place) =>
        Math.max(low, Math.min((choice >> place) & 1 ? x - wide[place] : x, high - wide[place])));
      const crosses = (x, place, other) =>
        rows[other] > rows[place] && lefts[other] - EDGE < x && x < lefts[other] + wide[other] + EDGE;
      let crossed = 0;
      heads.forEach(([x], place) => rows.forEach((_, other) => (crossed += crosses(x, place, other) ? 1 : 0)));
      if (crossed < least) {
        least = crossed;
        best = heads.map(([x], place) => (lefts[place] === x || lefts[place] === low
          ? { row: rows[place], side: "start", at: lefts[place] }
          : { row: rows[place], side: "end", at: lefts[place] + wide[place] }));
      }
    }
  }
  return best;
}

/** How far up and down a curve reaches in each narrow column it runs through. */
function traceCurve(points) {
  const reach = new Map();
  for (let index = 1; index < points.length; index += 1) {
    const [[x0, y0], [x1, y1]] = [points[index - 1], points[index]];
    for (let column = Math.floor(x0 / COLUMN); column <= Math.floor(x1 / COLUMN); column += 1) {
      const [start, end] = [Math.max(x0, column * COLUMN), Math.min(x1, (column + 1) * COLUMN)];
      const one = y0 + ((y1 - y0) * (start - x0)) / (x1 - x0);
      const other = y0 + ((y1 - y0) * (end - x0)) / (x1 - x0);
      const [high, low] = reach.get(column) ?? [one, one];
      reach.set(column, [Math.min(high, one, other), Math.max(low, one, other)]);
    }
  }
  return reach;
}

function meetsCurve(box, curve, apart) {
  const last = Math.floor((box.right + apart) / COLUMN);
  for (let column = Math.floor((box.left - apart) / COLUMN); column <= last; column += 1) {
    const found = curve.get(column);
    if (found && found[0] < box.bottom + apart && found[1] > box.top - apart) return true;
  }
  return false;
}

/** Places round about a marked point, the best first: over it, and at its right. */
function surround(x, y, wide) {
  const [over, under, level] = [y - DOT - DROP - NEAR, y + DOT + RISE + NEAR, y + RISE / 2 - 2];
  const beside = DOT + NEAR;
  return [
    [x - wide / 2, over], [x + GAP, over], [x + beside, level], [x - wide - GAP, over],
    [x + GAP, under], [x - wide - beside, level], [x - wide / 2, under], [x - wide - GAP, under],
  ].map(([left, line], cost) => [left, line, cost]);
}

/** Places along a curve, on every side of it, the nearest to x the best. */
function followCurve(curve, wide, x) {
  return [...curve].filter(([column]) => column % 2 === 0).flatMap(([column, [high, low]]) => {
    const at = column * COLUMN;
    const far = Math.abs(at - x);
    const middle = (high + low) / 2 + RISE / 2 - 2;
    const [over, under] = [high - GAP - DROP, low + GAP + RISE];
    return [
      [at, over, far + 8], [at + GAP + COLUMN, middle, far + 9], [at - wide, over, far + 16], [at - wide / 2, over, far + 20],
      [at - wide / 2, under, far + 24], [at, under, far + 28], [at - wide, under, far + 32],
    ];
  });
}

/** Whether a box lies in the plot's room, off what is taken, and so far from these curves. */
function isFree({ room, taken }, box, curves, apart) {
  if (box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom) return false;
  return !taken.some((each) => touches(box, each, NEAR)) && !curves.some((each) => meetsCurve(box, each, apart));
}

/** The best of these spots that fits, from now on taken, or nothing. */
function takeSpot(plot, spots, wide, fits) {
  for (const [left, line] of [...spots].sort((one, other) => one[2] - other[2])) {
    const box = { left, top: line - RISE, right: left + wide, bottom: line + DROP };
    if (fits(box)) {
      plot.taken.push(box);
      return { left, line, lead: null };
    }
  }
  return null;
}

const takeFree = (plot, spots, wide) => takeSpot(plot, spots, wide, (box) => isFree(plot, box, plot.curves, NEAR));

/** Words in the free place nearest to a point, with a line that leads there. */
function leadTo(plot, wide, x, y) {
  const { room } = plot;
  const spots = [];
  for (let across = 0; across <= Math.floor((room.right - room.left - wide) / ACROSS); across += 1) {
    for (let down = 0; down <= Math.floor((room.bottom - room.top - RISE - DROP) / DOWN); down += 1) {
      const [left, line] = [room.left + across * ACROSS, room.top + RISE + down * DOWN];
      spots.push([left, line, Math.abs(clamp(x, left, left + wide) - x) + Math.abs(clamp(y, line - RISE, line + DROP) - y)]);
    }
  }
  const found = takeFree(plot, spots, wide);
  if (!found) return null;
  const { left, line } = found;
  return { left, line, lead: [x, y, clamp(x, left, left + wide), clamp(y, line - RISE, line + DROP)] };
}

/** A chart's free room: what keeps words away from it. */
export const makePlot = (room) => ({ room, curves: [], taken: [] });

/** Note a curve, and return how it runs. */
export function addCurve(plot, points) {
  plot.curves.push(traceCurve(points));
  return plot.curves.at(-1);
}

/** Note a marked point. */
export const putDot = ({ taken }, x, y) => taken.push({ left: x - DOT, top: y - DOT, right: x + DOT, bottom: y + DOT });

/** Where the words of a marked point stand: `{ left, line, lead }`, `lead` the line to what they name, or null. */
export function placePoint(plot, words, x, y) {
  const wide = measureWords(words, true);
  return takeFree(plot, surround(x, y, wide), wide) || leadTo(plot, wide, x, y);
}

/** The same for the name of a curve, near its point x, y and clear of all others. */
export function placeName(plot, words, curve, [x, y]) {
  const wide = measureWords(words, true);
  const others = plot.curves.filter((each) => each !== curve);
  const spots = [...surround(x, y, wide), ...followCurve(curve, wide, x)];
  for (const clear of CLEAR) {
    const fits = (box) => isFree(plot, box, others, clear) && isFree(plot, box, [curve], NEAR);
    const found = takeSpot(plot, spots, wide, fits);
    if (found) return found;
  }
  return leadTo(plot, wide, x, y);
}

/** The same for the words of a band, in it or else near its upper edge. */
export function placeZone(plot, words, top, bottom) {
  const wide = measureWords(words);
  const { room } = plot;
  const right = room.right - wide - EDGE;
  const spots = [];
  for (let across = 0; across <= Math.floor((right - room.left) / ACROSS); across += 1) {
    for (let down = 0; down <= Math.floor(Math.max(bottom - top - RISE - DROP - 4, 0) / DOWN); down += 1) {
      spots.push([right - across * ACROSS, top + RISE + 2 + down * DOWN, across * 2 + down]);
    }
  }
  const found = takeFree(plot, spots, wide) || leadTo(plot, wide, room.right - wide / 2 - EDGE, top);
  return found && { ...found, lead: null };
}
