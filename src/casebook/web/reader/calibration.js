// How sure a reader was, beside how often that was right. Only the first answer to each question counts: after it, its
// reasons have been read.

import { make } from "../dom.js";
import { SURE } from "../item/sure.js";

const FEWEST = 5;
const Z = 1.96;

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** Where the true share plausibly lies when `right` of `count` were right: Wilson's interval, 95 in 100. */
export function boundShare(right, count) {
  const share = right / count;
  const centre = share + (Z * Z) / (2 * count);
  const reach = Z * Math.sqrt((share * (1 - share)) / count + (Z * Z) / (4 * count * count));
  const scale = 1 + (Z * Z) / count;
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)];
}

/** For each step of sureness: how many first answers were given with it, how many were right, and what that can tell. */
export function tally(answers) {
  return SURE.map(({ share, words }, sure) => {
    const marks = answers.map((answer) => answer.first).filter((mark) => mark.sure === sure && mark.status !== "waits");
    const count = marks.length;
    const right = marks.filter((mark) => mark.status === "right").length;
    const [low, high] = count ? boundShare(right, count) : [0, 1];
    const verdict = count < FEWEST ? "few" : share > high ? "over" : share < low ? "under" : "level";
    return { words, share, count, right, low, high, verdict };
  });
}

const VERDICTS = {
  few: "too few to tell",
  over: "more sure than right",
  under: "more often right than sure",
  level: "as far as one can tell, as sure as right",
};

/** What a row of the tally says, for the table and for the picture. */
export const sayVerdict = (row) => (row.count ? VERDICTS[row.verdict] : "none yet");

/** One or two sentences on the whole. */
export function sayCalibration(rows) {
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  if (!total) return "You haven\u2019t said yet how sure you were of an answer. The choice stands above each Check button, or behind \u201cSay how sure you are\u201d; it\u2019s up to you.";
  const told = rows.filter((row) => row.verdict !== "few");
  if (!told.length) {
    return `You have said how sure you were ${total === 1 ? "once" : `${total} times`}. That is too few to tell: from ${FEWEST} answers at one step on, the step is compared.`;
  }
  const over = told.filter((row) => row.verdict === "over").map((row) => `\u201c${row.words}\u201d`);
  const under = told.filter((row) => row.verdict === "under").map((row) => `\u201c${row.words}\u201d`);
  const parts = [];
  if (over.length) parts.push(`When you say ${over.join(" or ")}, you are right less often than you think.`);
  if (under.length) parts.push(`When you say ${under.join(" or ")}, you are right more often than you think.`);
  if (!parts.length) parts.push("So far your sureness and your answers go together, as far as this many answers can tell.");
  return parts.join(" ");
}

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const WIDE = 480;
const EDGE = 12;
const TOP = 34;
const ROW = 64;

const place = (share) => EDGE + share * (WIDE - 2 * EDGE);

function drawRow(row, index) {
  const middle = TOP + ROW * index + 44;
  const name = draw("text", { x: 0, y: middle - 20, class: "cal-name" }, row.words);
  const count = draw("text", { x: WIDE, y: middle - 20, class: "cal-count" }, row.count ? `${row.right} of ${row.count} right` : "none yet");
  const said = draw("line", { x1: place(row.share), x2: place(row.share), y1: middle - 12, y2: middle + 12, class: "cal-said" });
  const base = draw("line", { x1: place(0), x2: place(1), y1: middle, y2: middle, class: "cal-base" });
  if (!row.count) return draw("g", {}, base, name, count, said);
  const span = draw("line", { x1: place(row.low), x2: place(row.high), y1: middle, y2: middle, class: "cal-span" });
  const dot = draw("circle", { cx: place(row.right / row.count), cy: middle, r: row.verdict === "few" ? 6 : 9, class: "cal-dot" });
  return draw("g", { class: `cal-row is-${row.verdict}` }, base, span, said, dot, name, count);
}

/** The picture: for each step a dot at the share that was right, the span chance leaves open, and a bar at what was said. */
export function drawCalibration(rows) {
  const tall = TOP + ROW * rows.length + 2;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    draw("g", {},
      draw("line", { x1: place(share), x2: place(share), y1: TOP - 6, y2: tall, class: "cal-grid" }),
      draw("text", { x: place(share), y: TOP - 14, class: share === 0 ? "cal-tick at-start" : share === 1 ? "cal-tick at-end" : "cal-tick" }, percent(share))));
  const svg = draw("svg", { viewBox: `0 0 ${WIDE} ${tall}`, class: "cal-figure", "aria-hidden": "true", focusable: "false" }, ...ticks);
  svg.append(...rows.map(drawRow));
  return svg;
}

/** The same as a table. */
export function tabulate(rows) {
  const head = ["You said", "Right at the first try", "What that tells"];
  const cells = (row) => [
    row.count ? `${row.right} of ${row.count}, ${percent(row.right / row.count)}` : "\u2013",
    row.count ? `${sayVerdict(row)} (chance leaves open ${percent(row.low)} to ${percent(row.high)})` : sayVerdict(row),
  ];
  return make(
    "div", { class: "cb-scroll" },
    make("table", { class: "cb-table cal-table" },
      make("caption", {}, "How sure you were, and how often you were right"),
      make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col" }, words)))),
      make("tbody", {}, ...rows.map((row) =>
        make("tr", {}, make("th", { scope: "row" }, `${row.words}, ${percent(row.share)}`), ...cells(row).map((cell) => make("td", {}, cell)))))),
  );
}
